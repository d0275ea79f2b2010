// Payments, games and the sorts of inline buttons.

import assert from "node:assert/strict";

import { begun, byId, called, claim, until } from "./kit.mjs";
import { lastUpdate } from "./deeds.mjs";

export function payments(world) {
  const send = (method, params) => called(world, method, params);
  const invoice = (user) => ({
    chat_id: user.id, title: "A cake", description: "With cherries", payload: "cake", currency: "XTR", prices: [{ label: "Cake", amount: 5 }],
  });

  /** Answers the checkout of a user when it comes. */
  async function answerCheckout(user, answer) {
    const query = await until("a checkout", () => lastUpdate(world, "pre_checkout_query", (one) => one.from.id === user.id));
    await send("answerPreCheckoutQuery", { pre_checkout_query_id: query.id, ...answer });
  }

  claim(world, "an invoice is paid in its checkout", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await send("sendInvoice", invoice(user));
    await talk.button("Pay").click();
    const checkout = page.page.locator(byId("payment"));
    await checkout.getByText("5 ⭐", { exact: true }).waitFor();
    await checkout.locator(byId("payment-pay")).click();
    await answerCheckout(user, { ok: true });
    await checkout.waitFor({ state: "detached" });
    await talk.says(`${user.first_name} ${user.last_name} paid 5 ⭐`);
    const paid = await lastUpdate(world, "message", (one) => one.successful_payment && one.from.id === user.id);
    assert.equal(paid.successful_payment.invoice_payload, "cake");
  });

  claim(world, "the reason of a refused order is shown in the checkout", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await send("sendInvoice", invoice(user));
    await talk.button("Pay").click();
    const checkout = page.page.locator(byId("payment"));
    await checkout.locator(byId("payment-pay")).click();
    await answerCheckout(user, { ok: false, error_message: "Sold out" });
    await checkout.getByText("Sold out").waitFor();
    assert.equal(await talk.messages.count(), 2);
  });

  claim(world, "a button of inline mode types its query", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await send("sendMessage", {
      chat_id: user.id, text: "Search", reply_markup: { inline_keyboard: [[{ text: "Here", switch_inline_query_current_chat: "tea" }]] },
    });
    await talk.button("Here").click();
    assert.equal(await talk.input.inputValue(), `@${world.bot.me.username} tea`);
    assert.ok(await talk.input.evaluate((input) => input === document.activeElement));
    await talk.input.fill("");
  });

  claim(world, "a button copies its text, and says so", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await page.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await send("sendMessage", {
      chat_id: user.id, text: "Code", reply_markup: { inline_keyboard: [[{ text: "Copy", copy_text: { text: "A-1" } }]] },
    });
    await talk.button("Copy").click();
    await talk.element.getByText("Copied “A-1”").waitFor();
    assert.equal(await page.page.evaluate(() => navigator.clipboard.readText()), "A-1");
  });
}
