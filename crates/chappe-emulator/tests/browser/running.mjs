// The page with a bot that runs outside of the test.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { byId, claim, control, Page, until } from "./kit.mjs";
import { start, stop } from "./program.mjs";
import { SCREENS } from "./screens.mjs";

export function running(world) {
  claim(world, "a running bot answers, and its updates are inspected", async ({ page, user, t }) => {
    const { bots } = await control(world.url, "GET", "bots");
    assert.equal(bots.length, 1, "one bot is attached");
    const { page: inside } = page;
    await inside.locator(byId("inspector-toggle")).click();
    const talk = await page.conversation(user);
    const answers = talk.element.locator(`${byId("message")}[data-from="${bots[0].id}"]`);
    await talk.send("/start");
    const button = talk.element.locator(byId("inline-button")).first();
    await button.waitFor();

    const id = await talk.messages.filter({ has: inside.locator(byId("inline-button")) }).first().getAttribute("data-message-id");
    const pressed = talk.element.locator(`[data-message-id="${id}"]`);
    const before = await pressed.innerHTML();
    await button.click();
    await until("a message that is edited", async () =>
      await pressed.locator(byId("message-edited")).count() === 1 && await pressed.innerHTML() !== before);
    const alert = inside.locator(byId("alert-close"));
    if (await alert.isVisible()) await alert.click();

    const count = await answers.count();
    await talk.attach("dot.png");
    await talk.element.locator(byId("send")).click();
    await talk.element.locator(`[data-from="${user.id}"]`).getByRole("img").waitFor();
    await until("an answer to the photo", async () => await answers.count() > count);

    const start = inside.locator(byId("update"), { hasText: "/start" }).last();
    await start.locator(".entry-head").click();
    const handler = start.locator(byId("update-handler")).locator("code");
    await handler.waitFor();
    t.diagnostic(`/start was handled by ${await handler.textContent()}`);
    assert.ok(await start.locator('[data-verdict="yes"]').count() > 0);
    assert.ok(await start.locator(byId("call")).count() > 0);
  });

  claim(world, "a running bot has the name of its router", async ({ page, user }) => {
    const { bots } = await control(world.url, "GET", "state");
    assert.deepEqual(bots.map((bot) => [bot.first_name, bot.username]), [["quiz", "quiz_bot"]]);
    const talk = await page.conversation(user);
    await talk.element.getByRole("heading", { name: "quiz", exact: true }).waitFor();
    const row = page.page.locator(`${byId("conversation")}[data-user-id="${user.id}"]`);
    assert.equal(await row.locator(".row-title").textContent(), "quiz");
  });

  const program = process.env.BOT;
  const skip = program ? false : "BOT is not set";
  test("users and their chats are the same after a kill and a restart of the bot", { skip, timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "chappe-page-"));
    const file = join(folder, "chats.json");
    const run = () => start(program, [], { TELEGRAM_BOT_TOKEN: "", CHAPPE_EMULATOR_SNAPSHOT: file });
    let bot = await run();
    const pages = [];
    try {
      const { url } = bot;
      const user = await control(url, "POST", "users", { first_name: "Ada" });
      for (const [, colorScheme, options] of SCREENS) pages.push(await Page.open(world.browser, url, { ...options, colorScheme }));
      const talks = [];
      for (const page of pages) {
        const back = page.page.getByRole("button", { name: "Back to the chats" });
        if (await back.isVisible()) await back.click();
        talks.push(await page.conversation(user));
      }
      await talks[0].send("/start");
      for (const talk of talks) await talk.messages.nth(1).waitFor();
      const texts = () => Promise.all(talks.map((talk) => talk.messages.locator(byId("message-text")).allTextContents()));
      const before = await texts();
      assert.equal(before[0][0], "/start");
      // Its last message is in the file.
      await until("a saved snapshot", () => existsSync(file) && readFileSync(file, "utf8").includes('"text":"/start"'));
      await new Promise((resolve) => setTimeout(resolve, 1000));

      await stop(bot);
      for (const page of pages) await page.page.getByText("Reconnecting").waitFor();
      bot = await run();
      assert.equal(bot.url, url);
      for (const page of pages) await page.page.getByText("Reconnecting").waitFor({ state: "hidden", timeout: 15_000 });
      for (const talk of talks) await talk.element.getByRole("heading", { name: "quiz", exact: true }).waitFor();
      assert.deepEqual(await texts(), before);
      await talks[1].send("/start");
      for (const talk of talks) await talk.messages.nth(before[0].length + 1).waitFor();
      assert.deepEqual((await texts()).map((all) => all.slice(0, -1)), before.map((all) => [...all, "/start"]));
    } finally {
      for (const page of pages) await page.close();
      await stop(bot);
      rmSync(folder, { recursive: true });
    }
  });

  claim(world, "a failure of a running bot is shown in its chat", async ({ page, user }) => {
    const talk = await page.conversation(user);
    const lines = talk.element.locator(byId("failure"));
    await talk.send("/start");
    const button = talk.element.locator(byId("inline-button")).first();
    await button.waitFor();
    assert.equal(await lines.count(), 0);

    await control(world.url, "POST", "faults", { method: "editMessageText", times: 1, then: { status: 400, description: "Bad Request: not today" } });
    await button.click();
    const refused = lines.filter({ hasText: "editMessageText failed: 400 Bad Request: not today" });
    await refused.waitFor();
    assert.ok(await refused.evaluate((line) => line.previousElementSibling.querySelector('[data-testid="inline-button"]')));

    await control(world.url, "POST", "faults", { method: "sendMessage", times: 1, then: { status: 403, description: "Forbidden: not to you" } });
    await talk.send("/quiz");
    await lines.filter({ hasText: "sendMessage failed: 403 Forbidden: not to you" }).waitFor();

    await talk.send("What else?");
    await talk.element.locator(byId("hint")).waitFor();
    assert.equal(await lines.count(), 2, "the handler that returned the error is not shown besides");
    assert.equal(await page.page.locator(byId("inspector")).isVisible(), false);
    await refused.getByRole("button").click();
    await page.page.locator(byId("update-error"), { hasText: "editMessageText: 400 Bad Request: not today" }).waitFor();
  });
}
