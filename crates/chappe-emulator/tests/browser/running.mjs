// The page with a bot that runs outside of the test.

import assert from "node:assert/strict";

import { byId, claim, control, until } from "./kit.mjs";

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
