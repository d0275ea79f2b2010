// The page on a phone and on a desktop, each in both themes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startBot } from "./bot.mjs";
import { byId, claim, control, Page, PNG, until } from "./kit.mjs";
import { startEmulator, stop } from "./program.mjs";

const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };
const DESKTOP = { viewport: { width: 1280, height: 800 } };
export const SCREENS = [
  ["360 × 640", "light", PHONE], ["360 × 640", "dark", PHONE],
  ["1,280 × 800", "light", DESKTOP], ["1,280 × 800", "dark", DESKTOP],
];

/** In the page: records the boxes of the visible composer and its input in each frame. */
function recordComposer() {
  if (window.composers) return;
  window.composers = [];
  const frame = () => {
    const composer = [...document.querySelectorAll(".composer")].find((one) => one.checkVisibility());
    if (composer) {
      const [{ top, bottom }, input] = [composer, composer.querySelector("textarea")].map((one) => one.getBoundingClientRect());
      window.composers.push({ isOnScreen: top >= 0 && bottom <= innerHeight, top, input: input.height });
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** The different states of the composer since it was opened. */
async function composerStates(page) {
  await page.waitForFunction(() => window.composers.length > 10);
  const all = await page.evaluate(() => window.composers.splice(0));
  return [...new Set(all.map((one) => JSON.stringify(one)))].map((one) => JSON.parse(one));
}

/** In the page: whether a button is visible as it is, in the middle of what is painted. */
function looksOf(button) {
  const box = button.getBoundingClientRect();
  const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return {
    isInFront: button.contains(hit),
    isLarge: box.width >= 24 && box.height >= 24,
    isClear: window.contrast(button, getComputedStyle(button.querySelector("path")).stroke) >= 3,
    // Thinner dots are hardly seen.
    isBold: Number.parseFloat(getComputedStyle(button.querySelector("path")).strokeWidth) >= 3,
  };
}

/** In the page: the boxes of the lines and blocks of a text, by their first words. */
function linesOf(text) {
  const boxes = {};
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const block = walker.currentNode.parentElement.closest("blockquote, pre");
    const words = walker.currentNode.data.trim().split(/\s/)[0];
    if (!words) continue;
    // A line break at the end of a text has a box of its own.
    const { top, bottom } = block ? block.getBoundingClientRect() : [...range.getClientRects()].find((one) => one.width > 0);
    boxes[words] = { top, bottom };
  }
  return boxes;
}

/** In the page: the texts that are cut off, and the elements that leave their column. */
export function cutOff() {
  const found = [];
  for (const column of document.querySelectorAll(".sidebar, .chat, .inspector, .status-bar, dialog")) {
    if (!column.checkVisibility()) continue;
    const { left, right } = column.getBoundingClientRect();
    if (left < -0.5 || right > innerWidth + 0.5) found.push(`${column.className} ${left}…${right}`);
    for (const one of column.querySelectorAll("*")) {
      // The list has one line of a title, and one of the last message.
      if (!one.checkVisibility() || one.closest(".visually-hidden, .row-title, .row-preview")) continue;
      const box = one.getBoundingClientRect();
      const isOutside = box.width && (box.left < left - 0.5 || box.right > right + 0.5);
      const isCut = getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
      if (isOutside || isCut) found.push(`${one.tagName}.${one.className} ${isCut ? "is cut" : "is outside"}: ${one.textContent.slice(0, 40)}`);
    }
  }
  return found;
}

const isScrolledSideways = (page) => page.evaluate(() =>
  [document.documentElement, document.body, ...document.querySelectorAll(".chats, .inspector, .scroller, .conversations")]
    .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.className || one.tagName));

/** Sends a text as a user. Returns the id of its update. */
async function updateOf({ url, bot }, user, text) {
  await control(url, "POST", "messages", { bot: bot.id, from: user.id, text });
  const { updates } = await control(url, "GET", `updates?bot=${bot.id}`);
  return updates.findLast(({ update: { message } }) => message?.from.id === user.id && message.text === text).update.update_id;
}

const trace = ({ url, bot }, given) => control(url, "POST", "traces", { bot: bot.id, took_ms: 1.5, steps: [], ...given });

export function screens(world) {
  const onEach = (name, body) => {
    for (const [size, colorScheme, options] of SCREENS) {
      claim(world, `${name}, at ${size}, ${colorScheme}`, (given) => body({ ...given, isPhone: options === PHONE }),
        { page: { ...options, colorScheme } });
    }
  };

  /** The same with an emulator of its own, which has one bot and no users. `open` opens its page. */
  const onEachAlone = (name, body) => {
    const program = process.env.EMULATOR;
    const skip = program ? false : "EMULATOR is not set";
    for (const [size, colorScheme, options] of SCREENS) {
      test(`${name}, at ${size}, ${colorScheme}`, { skip, timeout: 60_000 }, async () => {
        const emulator = await startEmulator(program, 0);
        const bot = await startBot(emulator.url);
        let page;
        const open = async (script) => (page = await Page.open(world.browser, emulator.url, { ...options, colorScheme }, script));
        try {
          await body({ open, bot, url: emulator.url, isPhone: options === PHONE });
          assert.deepEqual(page.errors, []);
        } finally {
          await page?.close();
          await bot.stop();
          await stop(emulator);
        }
      });
    }
  };

  const say = (params) => world.bot.call("sendMessage", { parse_mode: "HTML", ...params });
  onEach("the composer has its height and its place from the start", async ({ page, user }) => {
    const { page: inside } = page;
    await inside.evaluate(recordComposer);
    await page.conversation(user);
    const opened = await composerStates(inside);
    assert.deepEqual(opened.map(({ isOnScreen, input }) => [isOnScreen, input]), [[true, 38]]);
    await inside.reload();
    await inside.evaluate(recordComposer);
    const back = inside.getByRole("button", { name: "Back to the chats" });
    if (await back.isVisible()) await back.click();
    await page.conversation(user);
    assert.deepEqual(await composerStates(inside), opened);
  });

  onEachAlone("the only conversation is open from the start, with its composer", async ({ open }) => {
    const page = await open(recordComposer);
    await page.page.locator(byId("input")).waitFor();
    const states = await composerStates(page.page);
    assert.deepEqual(states.map(({ isOnScreen, input }) => [isOnScreen, input]), [[true, 38]]);
  });

  onEach("the composer has as many lines as its text", async ({ page, user }) => {
    const talk = await page.conversation(user);
    const height = () => talk.input.evaluate((input) => input.getBoundingClientRect().height);
    await talk.input.fill("One\nTwo\nThree");
    assert.equal(await height(), 38 + 2 * 20);
    assert.equal(await talk.input.evaluate((input) => input.scrollHeight > input.clientHeight), false);
    await talk.input.fill("");
    assert.equal(await height(), 38);
  });

  onEach("a group that was made is opened, as the user who was active", async ({ page, user, isPhone }) => {
    const { page: inside } = page;
    await page.conversation(user);
    if (isPhone) await inside.getByRole("button", { name: "Back to the chats" }).click();
    const title = `Made ${world.next()}`;
    await inside.locator(byId("group-add")).click();
    await inside.locator(byId("group-title")).fill(title);
    await inside.locator(byId("group-save")).click();
    const chat = inside.locator(`${byId("chat")}[data-user-id="${user.id}"]`, { has: inside.getByRole("heading", { name: title }) });
    await chat.waitFor();
    await until("the focus in the input", () => chat.locator(byId("input")).evaluate((input) => input === document.activeElement));
    await chat.locator(byId("input")).fill("Hello, group");
    await chat.locator(byId("send")).click();
    await chat.getByText("Hello, group", { exact: true }).waitFor();
    assert.equal(await inside.getByRole("dialog").count(), 0);
  });

  onEach("a group without members is not made, and the error says why", async ({ page }) => {
    const { page: inside } = page;
    const title = `Empty ${world.next()}`;
    await inside.locator(byId("group-add")).click();
    await inside.locator(byId("group-title")).fill(title);
    // One by one, the boxes of all users would take a minute.
    await inside.getByRole("group", { name: "Members" }).getByRole("checkbox", { checked: true }).evaluateAll((boxes) => boxes.forEach((box) => box.click()));
    await inside.locator(byId("group-save")).click();
    await inside.locator(byId("toast"), { hasText: "Choose a member" }).waitFor();
    const { chats } = await control(world.url, "GET", "state");
    assert.deepEqual(chats.filter((chat) => chat.title === title), []);
  });

  onEach("menus of messages and chats are visible without a pointer over them", async ({ page, user }) => {
    const { page: inside } = page;
    const talk = await page.conversation(user);
    await talk.send("Mine");
    const own = await talk.says("Mine");
    await say({ chat_id: user.id, text: "Yours" });
    const other = await talk.says("Yours");
    if (await inside.evaluate(() => matchMedia("(hover: hover)").matches)) await inside.mouse.move(1, 1);
    const seen = { isInFront: true, isLarge: true, isClear: true, isBold: true };
    for (const [place, item] of [[own, "Delete"], [other, "Reply"], [talk.element.locator(".chat-bar"), "Unblock the bot"]]) {
      const menu = place.getByRole("button", { name: /menu$/ });
      assert.deepEqual(await menu.evaluate(looksOf), seen);
      await menu.click();
      await inside.getByRole("menuitem", { name: item }).waitFor();
      await inside.keyboard.press("Escape");
    }
  });

  onEach("quotes and code have no empty line around them", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.send("Hello");
    await talk.says("Hello");
    await say({ chat_id: user.id, text: "Before\n<blockquote>Quoted\nwords</blockquote>\n<b>After</b>\n<pre>code</pre>\nEnd" });
    const text = talk.messages.last().locator(byId("message-text"));
    await text.getByText("End").waitFor();
    const { Before, Quoted, After, code, End } = await text.evaluate(linesOf);
    const gaps = [Quoted.top - Before.bottom, After.top - Quoted.bottom, code.top - After.bottom, End.top - code.bottom];
    assert.ok(gaps.every((gap) => gap >= 0 && gap <= 8), `${gaps}`);
    // An empty line that was written is kept.
    await say({ chat_id: user.id, text: "<blockquote>Quote</blockquote>\n\nApart" });
    const apart = talk.messages.last().locator(byId("message-text"));
    await apart.getByText("Apart").waitFor();
    const { Quote, Apart } = await apart.evaluate(linesOf);
    assert.ok(Apart.top - Quote.bottom > 18, `${Apart.top - Quote.bottom}`);
  });

  onEach("the time is beside the last line of captions and replies, not below", async ({ page, user }) => {
    const talk = await page.conversation(user);
    const media = { type: "photo", file: PNG.toString("base64"), caption: "A caption\nof two lines" };
    const { message_id } = await control(world.url, "POST", "messages", { bot: world.bot.id, from: user.id, media });
    await say({ chat_id: user.id, text: "A reply", reply_parameters: { message_id } });
    await talk.says("A reply");
    const below = await talk.messages.evaluateAll((all) => all.map((one) => {
      const [text, foot] = [".text", ".foot"].map((part) => one.querySelector(part).getBoundingClientRect());
      const bubble = one.querySelector(".bubble").getBoundingClientRect();
      return { isBeside: foot.top < text.bottom && foot.left >= text.right, isTight: bubble.bottom - text.bottom < 12 };
    }));
    // The caption, the bot's copy of the photo, and the reply.
    assert.deepEqual(below, Array(3).fill({ isBeside: true, isTight: true }));
  });

  onEachAlone("list, chats and inspector fit, and no text is cut", async ({ open, bot, url, isPhone }) => {
    const user = await control(url, "POST", "users", { first_name: "Ada", last_name: "Lovelace", username: "ada" });
    const group = await control(url, "POST", "chats", { type: "group", title: "Weekend plans", members: [user.id], bots: [bot.id] });
    const page = await open();
    const { page: inside } = page;
    if (!isPhone) await page.conversation(user, { chat: group.id });
    const talk = await page.conversation(user, { beside: !isPhone });
    await talk.send("/start");
    await talk.says("Welcome");
    await inside.locator(byId("inspector-toggle")).click();
    const id = await updateOf({ url, bot }, user, "What is on the menu today?");
    const steps = [
      { kind: "layer", name: "my_bot::middleware::log_updates", router: "app", depth: 0, took_us: 3 },
      { kind: "filter", name: "my_bot::filters::is_administrator", router: "app/orders/admin", depth: 2, verdict: "no", took_us: 2 },
      { kind: "handler", name: "my_bot::handlers::orders::cancel_order", router: "app/orders", depth: 1, verdict: "yes", took_us: 900 },
    ];
    await trace({ url, bot }, { update_id: id, outcome: "handled", handler: "my_bot::handlers::orders::cancel_order", steps });
    const row = inside.locator(`${byId("update")}[data-update-id="${id}"]`);
    await row.getByText("cancel_order").waitFor();
    await row.locator(".entry-head").click();
    await inside.locator(byId("faults")).locator("summary").click();
    assert.deepEqual(await isScrolledSideways(inside), []);
    assert.deepEqual(await inside.evaluate(cutOff), []);
    if (!isPhone) assert.equal(await inside.locator(byId("chat")).count(), 2);
  });

  onEachAlone("long names and words are wrapped", async ({ open, bot, url, isPhone }) => {
    const long = "Wolfeschlegelsteinhausenbergerdorff".repeat(3);
    const names = [["Ada"], [long.slice(0, 64), long.slice(0, 64)], ["محمد", "עברית"]];
    const users = [];
    for (const [first_name, last_name] of names) {
      users.push(await control(url, "POST", "users", { first_name, last_name, username: last_name && `u${users.length}_`.padEnd(32, "x") }));
    }
    const [ada, wolf] = users;
    const group = await control(url, "POST", "chats", { type: "group", title: "Long names", members: users.map(({ id }) => id), bots: [bot.id] });
    for (const { id } of users) await control(url, "POST", "messages", { from: id, chat_id: group.id, text: long });
    await control(url, "POST", "members", { chat_id: group.id, user: wolf.id, status: "kicked" });
    const page = await open();
    const { page: inside } = page;
    const fits = async () => assert.deepEqual(await inside.evaluate(cutOff), []);
    const back = inside.getByRole("button", { name: "Back to the chats" });
    if (isPhone && (await back.isVisible())) await back.click();
    await inside.locator(byId("conversation")).first().waitFor();
    await fits();
    await inside.locator(byId("group-add")).click();
    await fits();
    await inside.keyboard.press("Escape");
    const talk = await page.conversation(ada, { chat: group.id });
    await talk.element.getByText("Ada removed").waitFor();
    await fits();
    await talk.element.locator(byId("chat-menu")).click();
    await inside.getByRole("menuitem", { name: "Members" }).click();
    await fits();
  });

  onEach("failed and unhandled updates have a colour and a word of their own", async ({ page, user }) => {
    const { page: inside } = page;
    await page.conversation(user);
    await inside.locator(byId("inspector-toggle")).click();
    const outcomes = ["handled", "failed", "unhandled"];
    const ids = [];
    for (const outcome of outcomes) {
      ids.push(await updateOf(world, user, `It is ${outcome}`));
      await trace(world, { update_id: ids.at(-1), outcome, error: outcome === "failed" ? "no disk" : undefined });
    }
    const heads = ids.map((id) => inside.locator(`${byId("update")}[data-update-id="${id}"] .entry-head`));
    await heads[2].locator(".entry-verdict").waitFor();
    const shown = [];
    for (const head of heads) {
      shown.push(await head.evaluate((one) => {
        const word = one.querySelector(".entry-verdict");
        const bar = getComputedStyle(one).boxShadow.match(/^(.*\)) 4px 0px 0px 0px inset$/)?.[1] ?? null;
        return {
          word: word?.textContent ?? null,
          bar,
          isClear: !word || window.contrast(word, getComputedStyle(word).color) >= 4.5 && window.contrast(one, bar) >= 3,
          isOneColour: !word || getComputedStyle(word).color === bar,
        };
      }));
    }
    assert.deepEqual(shown.map(({ word, isClear, isOneColour }) => [word, isClear, isOneColour]),
      [[null, true, true], ["failed", true, true], ["unhandled", true, true]]);
    assert.equal(new Set(shown.map(({ bar }) => bar)).size, 3);
  });
}
