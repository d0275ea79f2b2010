// The page on a phone and in the dark theme.

import assert from "node:assert/strict";

import { pale } from "./contrast.mjs";
import { byId, claim, control } from "./kit.mjs";

/** Seven users, who have seven colours, and a conversation between them. */
async function colours(world, page, user) {
  const others = [];
  for (const name of ["Bo", "Cy", "Di", "Ed", "Fay", "Gus", "Hal"]) {
    others.push((await control(world.url, "POST", "users", { first_name: name })).id);
  }
  const chat = await control(world.url, "POST", "chats", {
    type: "group", title: "Colours", members: [user.id, ...others], bots: [world.bot.id],
  });
  const talk = await page.conversation(user, { chat: chat.id, beside: true });
  for (const from of others) {
    await control(world.url, "POST", "messages", { bot: world.bot.id, from, chat_id: chat.id, text: `By ${from}` });
  }
  await talk.says(`By ${others.at(-1)}`);
}

/** Leaves the last update unhandled: a hint is shown. */
async function unhandled(world, talk) {
  const { updates } = await control(world.url, "GET", `updates?bot=${world.bot.id}`);
  const { update_id } = updates.at(-1).update;
  await control(world.url, "POST", "traces", { bot: world.bot.id, update_id, outcome: "unhandled" });
  await talk.element.locator(byId("hint")).waitFor();
}

/** Opens as much of the page as is visible together. */
async function fill(world, page, user) {
  const talk = await page.conversation(user);
  await talk.send("Mine, with https://example.org and /start");
  await talk.send("/html");
  await talk.send("/refused");
  await talk.element.locator(byId("failure")).waitFor();
  await unhandled(world, talk);
  await talk.send("/start");
  await talk.says("Welcome");
  await talk.send("/keyboard");
  await talk.says("Yes or no?");
  await talk.input.press("Control+ArrowUp");
  await page.page.keyboard.press("r");
  await talk.send("A reply");
  await talk.says("A reply");
  await talk.button("Whisper").click();
  await talk.element.getByText("Psst").waitFor();
  return talk;
}

const isWide = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.body.scrollWidth > innerWidth);

/** The elements that exceed the width of the screen. */
const outside = (page, selector) => page.evaluate((wanted) =>
  [...document.querySelectorAll(wanted)].filter((one) => one.checkVisibility())
    .map((one) => [one.className, one.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.left < -0.5 || box.right > innerWidth + 0.5))
    .map(([name, box]) => `${name} ${box.left}…${box.right}`), selector);

export function looks(world) {
  for (const colorScheme of ["light", "dark"]) {
    claim(world, `text has enough contrast, in the ${colorScheme} theme`, async ({ page, user }) => {
      await fill(world, page, user);
      await colours(world, page, user);
      assert.deepEqual(await page.page.evaluate(pale), []);
      await page.page.locator(byId("inspector-toggle")).click();
      await page.page.locator(byId("faults")).locator("summary").click();
      await page.page.locator(".entry-head").last().click();
      assert.deepEqual(await page.page.evaluate(pale), []);
      for (const id of ["person-add", "group-add"]) {
        await page.page.locator(byId(id)).click();
        assert.deepEqual(await page.page.evaluate(pale), []);
        await page.page.keyboard.press("Escape");
      }
      await page.page.locator(byId("chat-menu")).first().click();
      assert.deepEqual(await page.page.evaluate(pale), []);
      await page.page.keyboard.press("Escape");
      const ground = await page.page.evaluate(() => getComputedStyle(document.querySelector(".bubble")).backgroundColor);
      const isDark = ground.match(/\d+/g).slice(0, 3).every((value) => Number(value) < 128);
      assert.equal(isDark, colorScheme === "dark");
    }, { page: { colorScheme } });
  }

  claim(world, "the theme can be chosen, and is kept", async ({ page }) => {
    const scheme = () => page.page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    await page.page.locator(byId("theme-toggle")).click();
    await page.page.locator(byId("theme-toggle")).click();
    assert.equal(await scheme(), "dark");
    await page.page.reload();
    assert.equal(await scheme(), "dark");
  });

  const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };

  claim(world, "on a phone nothing scrolls sideways, and the input is on the screen", async ({ page, user }) => {
    const { page: inside } = page;
    assert.equal(await isWide(inside), false);
    const talk = await fill(world, page, user);
    await world.bot.call("sendMessage", { chat_id: user.id, text: "Longword".repeat(60) });
    await talk.says("Longword".repeat(60));
    assert.equal(await isWide(inside), false);
    assert.deepEqual(await outside(inside, "button, .bubble, .toast, textarea"), []);
    const box = await talk.element.locator(".composer").boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 640, JSON.stringify(box));
    assert.ok(await talk.input.isVisible());
    assert.ok(await talk.element.locator(byId("send")).isVisible());
    const font = await talk.input.evaluate((input) => Number.parseFloat(getComputedStyle(input).fontSize));
    assert.ok(font >= 16, "a smaller input makes phones zoom");
  }, { page: phone });

  claim(world, "on a phone buttons are large enough", async ({ page, user }) => {
    await fill(world, page, user);
    const small = await page.page.evaluate(() =>
      [...document.querySelectorAll("button, a.inline-button, summary, label.icon-button")]
        .filter((one) => one.checkVisibility() && !one.closest(".text, .quote"))
        .map((one) => [one.getAttribute("aria-label") ?? one.textContent, one.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24)
        .map(([name, box]) => `${name} ${box.width}×${box.height}`));
    assert.deepEqual(small, []);
  }, { page: phone });

  claim(world, "on a phone the views are the list, a chat and the inspector", async ({ page, user }) => {
    const { page: inside } = page;
    const talk = await page.conversation(user);
    assert.equal(await inside.getByRole("navigation").isVisible(), false);
    await talk.send("/start");
    await talk.says("Welcome");
    await inside.locator(byId("inspector-toggle")).click();
    await inside.locator(".entry-head").last().click();
    await inside.locator(byId("update-json")).scrollIntoViewIfNeeded();
    assert.equal(await isWide(inside), false);
    assert.deepEqual(await outside(inside, ".inspector, .inspector *"), []);
    await inside.getByRole("button", { name: "Close the inspector" }).click();
    await talk.element.getByRole("button", { name: "Back to the chats" }).click();
    assert.ok(await inside.getByRole("navigation").isVisible());
  }, { page: phone });
}
