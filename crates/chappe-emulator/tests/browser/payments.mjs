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

  claim(world, "a flexible invoice is paid with an address, a chosen shipping option and a tip", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await send("sendInvoice", {
      chat_id: user.id, title: "A cake", description: "With cherries", payload: "cake", currency: "EUR", provider_token: "1:TEST:a",
      prices: [{ label: "Cake", amount: 500 }], need_name: true, is_flexible: true, max_tip_amount: 200, suggested_tip_amounts: [100],
    });
    await talk.button("Pay").click();
    const checkout = page.page.locator(byId("payment"));
    await checkout.getByLabel("Name", { exact: true }).fill("Ada L.");
    await checkout.getByLabel("Tip").selectOption({ index: 1 });
    await checkout.locator(byId("payment-pay")).click();
    const address = page.page.getByRole("dialog", { name: "Shipping address" });
    await address.getByLabel("City").fill("Lyon");
    await address.locator(byId("form-save")).click();
    const query = await until("an address", () => lastUpdate(world, "shipping_query", (one) => one.from.id === user.id));
    const option = (id, amount) => ({ id, title: `By ${id}`, prices: [{ label: id, amount }] });
    await send("answerShippingQuery", { shipping_query_id: query.id, ok: true, shipping_options: [option("post", 300), option("drone", 900)] });
    await checkout.getByRole("radio", { name: /By drone/ }).check();
    await until("the total", async () => /15\.00/.test(await checkout.locator(byId("payment-pay")).textContent()));
    await checkout.locator(byId("payment-pay")).click();
    await answerCheckout(user, { ok: true });
    await checkout.waitFor({ state: "detached" });
    const paid = await until("the payment", () => lastUpdate(world, "message", (one) => one.successful_payment && one.from.id === user.id));
    const { total_amount, shipping_option_id, order_info } = paid.successful_payment;
    assert.deepEqual([total_amount, shipping_option_id, order_info.name, order_info.shipping_address.city], [1500, "drone", "Ada L.", "Lyon"]);
  });

  claim(world, "the link of a subscription opens its checkout, and the subscription is canceled and resumed", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    const link = await send("createInvoiceLink", {
      title: "Club", description: "For members", payload: "club", currency: "XTR", prices: [{ label: "Club", amount: 9 }], subscription_period: 2592000,
    });
    await send("sendMessage", { chat_id: user.id, text: `Join: ${link}` });
    await talk.messages.last().locator(`.text a[href="${link}"]`).click();
    const checkout = page.page.locator(byId("payment"));
    await checkout.getByText("9 ⭐ every 30 days").waitFor();
    await checkout.locator(byId("payment-pay")).click();
    await answerCheckout(user, { ok: true });
    await checkout.waitFor({ state: "detached" });

    await talk.element.locator(byId("chat-menu")).click();
    await page.page.getByRole("menuitem", { name: "Subscriptions" }).click();
    const row = page.page.locator(byId("subscription"));
    await row.getByText("Club", { exact: true }).waitFor();
    const state = (wanted) => until(wanted, () => lastUpdate(world, "subscription", (one) => one.user.id === user.id && one.state === wanted));
    await row.getByRole("button", { name: "Cancel" }).click();
    await state("canceled");
    await row.getByRole("button", { name: "Resume" }).click();
    await state("active");
    await row.getByText(/renews/).waitFor();
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
