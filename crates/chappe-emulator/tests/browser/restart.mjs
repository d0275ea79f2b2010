// The page during a restart of its emulator.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startBot } from "./bot.mjs";
import { byId, control, Page } from "./kit.mjs";
import { startEmulator as start, stop } from "./program.mjs";

export function restart(world) {
  const program = process.env.EMULATOR;
  const skip = program ? false : "EMULATOR is not set";
  test("the page survives a restart of the emulator", { skip, timeout: 60_000 }, async () => {
    let emulator = await start(program, 0);
    const { url } = emulator;
    let bot = await startBot(url);
    const user = await control(url, "POST", "users", { first_name: "Ada" });
    const page = await Page.open(world.browser, url);
    try {
      await page.page.locator(byId("inspector-toggle")).click();
      let talk = await page.conversation(user);
      await talk.send("/start");
      await talk.says("Welcome");
      await talk.send("Anything else");
      await page.page.locator(byId("update")).nth(1).waitFor();

      await Promise.all([bot.stop(), stop(emulator)]);
      await page.page.getByText("Reconnecting").waitFor();
      emulator = await start(program, new URL(url).port);
      await page.page.getByText("Reconnecting").waitFor({ state: "hidden", timeout: 10_000 });
      bot = await startBot(url);

      // The new emulator has the same ids, but no messages.
      talk = await page.conversation(user);
      await talk.element.getByText("No messages yet.").waitFor();
      await talk.send("/html");
      await talk.messages.nth(1).waitFor();
      assert.equal(await talk.messages.count(), 2);
      const updates = page.page.locator(byId("update"));
      await updates.filter({ hasText: "/html" }).waitFor();
      assert.equal(await updates.count(), 1, "what the other emulator did is gone");
      assert.deepEqual(page.strays(), []);
      // Chromium itself logs a refused connection.
      assert.deepEqual(page.errors.filter((text) => !/WebSocket connection|ERR_/.test(text)), []);
    } finally {
      await page.close();
      await bot.stop();
      await stop(emulator);
    }
  });
}
