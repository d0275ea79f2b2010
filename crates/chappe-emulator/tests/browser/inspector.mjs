// Updates, calls and faults in the inspector.

import assert from "node:assert/strict";

import { createServer } from "node:http";

import { byId, claim, control, until } from "./kit.mjs";

const STEPS = [
  { kind: "layer", name: "log", router: "app", depth: 0, took_us: 3 },
  { kind: "filter", name: "is_admin", router: "app/admin", depth: 1, verdict: "no", took_us: 2 },
  { kind: "filter", name: "command(start)", router: "app", depth: 0, verdict: "yes", took_us: 12 },
  { kind: "handler", name: "welcome", router: "app", depth: 0, verdict: "yes", took_us: 900 },
];

/** Sends a text and waits for its update. Returns the row and the id. */
async function updateOf(page, talk, text) {
  const from = Number(await talk.element.getAttribute("data-user-id"));
  const bot = await talk.element.getAttribute("data-bot-id");
  await talk.send(text);
  const update = await until("an update", async () => {
    const { updates } = await control(page.url, "GET", `updates?bot=${bot}`);
    return updates.map((given) => given.update)
      .findLast(({ message }) => message?.from.id === from && message.text === text);
  });
  const row = page.page.locator(`${byId("update")}[data-update-id="${update.update_id}"]`);
  await row.waitFor();
  return { row, id: update.update_id };
}

const open = (row) => row.locator(".entry-head").click();
const show = (page) => page.page.locator(byId("inspector-toggle")).click();

export function inspector(world) {
  /** Reports a trace, as bots do. */
  const trace = (given) =>
    control(world.url, "POST", "traces", { outcome: "handled", took_ms: 1.5, steps: STEPS, ...given });

  claim(world, "an update is shown as the JSON that the bot receives", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await show(page);
    const { row, id } = await updateOf(page, talk, "/start now");
    await open(row);
    const text = await row.locator(byId("update-json")).textContent();
    assert.ok(text.includes(`"update_id": ${id}`), text);
    assert.ok(text.includes('"text": "/start now"'), text);
    assert.match(await row.locator(".entry-head").textContent(), /^message.*Ada \d+: \/start now/);
  });

  claim(world, "the calls that an update caused are part of it, each with a time", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await show(page);
    const { row } = await updateOf(page, talk, "/start");
    await talk.says("Welcome");
    await talk.button("Change").click();
    await page.page.locator(byId("alert-close")).click();
    await open(row);
    const calls = row.locator(byId("call"));
    assert.deepEqual(await calls.evaluateAll((all) => all.map((one) => one.dataset.method)), ["sendMessage"]);
    assert.match(await calls.locator("summary .took").textContent(), /\d (µs|ms|s)$/);

    const press = page.page.locator(byId("update"), { hasText: "callback_query" }).last();
    await open(press);
    assert.deepEqual(await press.locator(byId("call")).evaluateAll((all) => all.map((one) => one.dataset.method)),
      ["editMessageText", "answerCallbackQuery"]);
    const edit = press.locator(byId("call")).first();
    await edit.locator("summary").first().click();
    await edit.locator(".json").first().getByText('"Changed"').waitFor();
  });

  claim(world, "a call without an update has its own entry", async ({ page, user }) => {
    await page.conversation(user);
    await show(page);
    await world.bot.call("setMyShortDescription", { short_description: `Bot ${user.id}` });
    const call = page.page.locator(`.entry > ${byId("call")}[data-method="setMyShortDescription"]`).last();
    await call.waitFor();
  });

  claim(world, "earlier events are shown, and shown once", async ({ page, user }) => {
    const talk = await page.conversation(user);
    const word = `Early ${user.id}`;
    await show(page);
    const { row, id } = await updateOf(page, talk, word);
    await world.bot.call("sendMessage", { chat_id: user.id, text: `Answer ${user.id}` });
    await trace({ bot: world.bot.id, update_id: id, handler: "early_bird" });
    await page.page.reload();
    await show(page);
    await row.locator(".entry-head", { hasText: "early_bird" }).waitFor();
    await open(row);
    await row.locator(byId("call")).locator("summary").first().click();
    await row.locator(".json").first().getByText(`"Answer ${user.id}"`).waitFor();
    const count = () => page.page.locator(`${byId("call")}, ${byId("update")}`).count();
    const before = await count();
    await page.page.evaluate(() => window.sockets.at(-1).close());
    await until("another connection", () => page.page.evaluate(() => window.sockets.length === 2 && window.sockets[1].readyState === 1));
    await page.page.waitForTimeout(300);
    assert.equal(await count(), before);
  });

  claim(world, "a trace names the handler, and each filter with its result", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await show(page);
    const { row, id } = await updateOf(page, talk, "/start");
    await trace({ bot: world.bot.id, update_id: id, handler: "welcome" });
    await row.locator(".entry-head", { hasText: "welcome" }).waitFor();
    await open(row);
    assert.match(await row.locator(byId("update-handler")).textContent(), /welcome.*handled/);
    const filters = row.locator(byId("update-filter"));
    assert.deepEqual(await filters.evaluateAll((all) => all.map((one) => [one.querySelector("code").textContent, one.dataset.verdict])),
      [["is_admin", "no"], ["command(start)", "yes"]]);
    assert.ok(await filters.first().getByText("2 µs").isVisible());
    assert.equal(await row.locator(byId("update-layer")).count(), 1);
    const left = (step) => step.locator("code").evaluate((name) => name.getBoundingClientRect().left);
    assert.ok(await left(filters.first()) > await left(filters.last()), "deeper steps are further in");
  });

  claim(world, "a trace with an error shows it, and its update is highlighted", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await show(page);
    const { row, id } = await updateOf(page, talk, "Fail");
    const steps = [...STEPS.slice(0, 3), { ...STEPS[3], verdict: "failed" }];
    await trace({ bot: world.bot.id, update_id: id, handler: "welcome", outcome: "failed", error: "no such <b>order</b>", steps });
    await row.locator(".entry-head.bad").waitFor();
    await open(row);
    assert.equal(await row.locator(byId("update-error")).textContent(), "no such <b>order</b>");
    assert.ok(await row.locator('[data-verdict="failed"]').getByLabel("failed").isVisible());
  });

  claim(world, "an unhandled update is labelled", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await show(page);
    const { row, id } = await updateOf(page, talk, "Nobody");
    await trace({ bot: world.bot.id, update_id: id, outcome: "unhandled", steps: STEPS.slice(0, 2) });
    await open(row);
    await row.locator(byId("update-handler"), { hasText: "No handler" }).waitFor();
    assert.match(await row.locator(".entry-head").textContent(), /unhandled/);
  });

  claim(world, "a trace that arrives before its update belongs to it", async ({ page, user }) => {
    const update = { update_id: 77_000_000 + user.id, message: { message_id: 1, date: 1, chat: { id: user.id, type: "private" }, from: user, text: "Late" } };
    const trace = { outcome: "handled", took_ms: 1, steps: STEPS, handler: "early", update_id: update.update_id, type: "trace" };
    await page.conversation(user);
    await show(page);
    await page.inject({ ...trace, bot: world.bot.id });
    const row = page.page.locator(`${byId("update")}[data-update-id="${update.update_id}"]`);
    await row.waitFor();
    await page.inject({ type: "update", bot: world.bot.id, at: Date.now() / 1000, update });
    await row.locator(".entry-head", { hasText: "Late" }).waitFor();
    assert.equal(await row.count(), 1);
    await open(row);
    await row.locator(byId("update-handler"), { hasText: "early" }).waitFor();
    assert.ok((await row.locator(byId("update-json")).textContent()).includes('"Late"'));
  });

  claim(world, "open entries stay open when they change", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await show(page);
    const { row, id } = await updateOf(page, talk, "/start");
    await open(row);
    const call = row.locator(byId("call"));
    await call.locator("summary").first().focus();
    await page.page.keyboard.press("Enter");
    await row.getByText("Parameters").waitFor();
    await trace({ bot: world.bot.id, update_id: id, handler: "welcome" });
    await row.locator(byId("update-handler"), { hasText: "welcome" }).waitFor();
    assert.ok(await call.evaluate((one) => one.open));
    assert.ok(await call.evaluate((one) => one.contains(document.activeElement)), "the focus stays");
  });

  claim(world, "a fault makes a call fail visibly, and ends when it is cleared", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await show(page);
    const { page: inside } = page;
    await inside.locator(byId("faults")).locator("summary").click();
    await inside.locator(byId("fault-method")).fill("sendMessage");
    await inside.locator(byId("fault-status")).fill("503");
    await inside.locator(byId("fault-add")).click();
    assert.equal(await inside.locator(byId("fault")).textContent(), "sendMessage: answers 503");
    const { row } = await updateOf(page, talk, "/start");
    await row.locator(".entry-head.bad").waitFor();
    await open(row);
    assert.match(await row.locator(byId("call")).textContent(), /sendMessage.*503 Service Unavailable/);
    assert.equal(await talk.message("Welcome").count(), 0);

    await inside.locator(byId("fault-clear")).click();
    await inside.locator(byId("fault")).waitFor({ state: "detached" });
    await talk.send("/start");
    await talk.says("Welcome");
  });

  claim(world, "deliveries to a webhook are shown, held back, and duplicated", async ({ page, user }) => {
    const heard = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (part) => (body += part));
      request.on("end", () => {
        heard.push(JSON.parse(body).message?.text);
        response.end();
      });
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const bot = `${world.url}/bot4343:browser_BBBBBBBBBBBBBBBBBBBBBBBBBBBBB`;
    await fetch(`${bot}/setWebhook?url=http://127.0.0.1:${server.address().port}/`);
    const say = (text) => control(world.url, "POST", "messages", { bot: 4343, from: user.id, text });
    try {
      await page.conversation(user);
      await show(page);
      const { page: inside } = page;
      await inside.locator(byId("faults")).locator("summary").click();
      await say("Once");
      await until("a delivery", () => heard.includes("Once"));
      const row = inside.locator(byId("update"), { hasText: "Once" });
      await open(row);
      await row.locator(byId("delivery"), { hasText: "Attempt 1: 200" }).waitFor();

      // The emulator has the setting when the call is answered.
      const set = (name, isOn) => Promise.all([
        inside.waitForResponse((response) =>
          response.url().endsWith("/webhook_faults") && response.request().postDataJSON().bot === 4343),
        inside.locator(byId(name)).setChecked(isOn),
      ]);
      await set("webhook-duplicate", true);
      await say("Twice");
      await until("two deliveries", () => heard.filter((text) => text === "Twice").length === 2);
      await set("webhook-duplicate", false);
      await set("webhook-hold", true);
      await say("Later");
      await inside.locator(byId("update"), { hasText: "Later" }).waitFor();
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.ok(!heard.includes("Later"));
      await set("webhook-hold", false);
      await until("what was held back", () => heard.includes("Later"));
    } finally {
      await fetch(`${bot}/deleteWebhook`);
      server.closeAllConnections();
      server.close();
    }
  });

  claim(world, "an opened update has its head in view", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await show(page);
    for (const text of ["One", "Two", "Three"]) await updateOf(page, talk, text);
    const { row, id } = await updateOf(page, talk, "Four");
    await trace({ bot: world.bot.id, update_id: id, handler: "welcome" });
    await row.locator(".entry-head", { hasText: "welcome" }).waitFor();
    await open(row);
    const isSeen = await row.locator(".entry-head").evaluate((head) => {
      const [box, frame] = [head, head.closest(".scroller")].map((one) => one.getBoundingClientRect());
      return box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
    });
    assert.ok(isSeen);
  }, { page: { viewport: { width: 360, height: 640 } } });

  claim(world, "new entries are at the end of the inspector, which scrolls to them", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await show(page);
    for (let count = 0; count < 30; count += 1) await world.bot.call("getMe");
    const { row } = await updateOf(page, talk, "At the end");
    await until("the end in sight", () => row.evaluate((last) => {
      const [box, frame] = [last, last.closest(".scroller")].map((one) => one.getBoundingClientRect());
      return box.bottom <= frame.bottom + 1;
    }));
  });

  claim(world, "the clock is advanced", async ({ page, user }) => {
    await page.conversation(user);
    await show(page);
    const { page: inside } = page;
    await inside.locator(byId("faults")).locator("summary").click();
    const before = await inside.locator(byId("clock-now")).textContent();
    await inside.locator(byId("clock-seconds")).fill("7200");
    await inside.locator(byId("clock-advance")).click();
    await until("another hour", async () => {
      const now = await inside.locator(byId("clock-now")).textContent();
      return now.slice(0, -6) !== before.slice(0, -6);
    });
  });
}
