// The twelve steps, with GramIO; behind a webhook if argv[3] is `webhook`.

import { createServer } from "node:http";

import {
  byWebhook, fetched, html, listening, png, require, run, secret, step, url,
} from "./scenario.mjs";

const {
  Bot, InlineKeyboard, InlineQueryResult, InputMessageContent, Keyboard, MediaInput, MediaUpload,
  webhookHandler,
} = require("gramio");

const token = "4848:gramio_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const picture = (name) => MediaInput.photo(MediaUpload.buffer(png, name));
const bot = new Bot(token, { api: { baseURL: `${url}/bot` } })
  .onError(({ error }) => step("a handler", false, String(error)))
  .command("start", (ctx) =>
    ctx.send("Welcome", { reply_markup: new Keyboard().text("Menu").resized() }))
  .hears("Menu", (ctx) =>
    ctx.send("Sure?", { reply_markup: new InlineKeyboard().text("Yes", "yes") }))
  .callbackQuery("yes", async (ctx) => {
    await ctx.editText("You are sure.");
    await ctx.answer({ text: "Noted", show_alert: true });
  })
  .hears("album", (ctx) => ctx.sendMediaGroup(["a.png", "b.png"].map(picture)))
  .hears("html", (ctx) => ctx.send(html, { parse_mode: "HTML" }))
  .command("buy", (ctx) => ctx.sendInvoice({
    title: "Tea", description: "A cup", payload: "tea", currency: "XTR",
    prices: [{ label: "Tea", amount: 5 }],
  }))
  .on("pre_checkout_query", (ctx) => ctx.answer({ ok: true }))
  .on("successful_payment", async (ctx) => {
    const { telegramPaymentChargeId, totalAmount } = ctx.eventPayment;
    await bot.api.refundStarPayment({
      user_id: ctx.from.id, telegram_payment_charge_id: telegramPaymentChargeId,
    });
    await ctx.send(`refunded ${totalAmount}`);
  })
  .inlineQuery(/.+/, (ctx) => ctx.answer([
    InlineQueryResult.article("1", ctx.query, InputMessageContent.text(`${ctx.query}!`)),
  ]))
  .command("topic", async (ctx) => {
    const { message_thread_id } = await bot.api.createForumTopic({ chat_id: ctx.chat.id, name: "News" });
    await bot.api.sendMessage({ chat_id: ctx.chat.id, text: "in the topic", message_thread_id });
  })
  .on("chat_join_request", async ({ chat, from }) => {
    await bot.api.approveChatJoinRequest({ chat_id: chat.id, user_id: from.id });
    await bot.api.sendMessage({ chat_id: chat.id, text: `Welcome, ${from.firstName}` });
  })
  .on("message", async (ctx, next) => {
    if (!ctx.photo) return next();
    const file = await bot.api.getFile({ file_id: ctx.photo.at(-1).fileId });
    await ctx.send(await fetched(token, file.file_path));
  })
  .on("edited_message", (ctx) => ctx.send(`edited: ${ctx.text}`));

// Errors reach the caller, not a handler.
const api = (method, params) => bot.api[method]({ ...params, suppress: true }).then((answer) => {
  if (answer instanceof Error) throw answer;
  return answer;
});
const client = {
  features: ["payment", "inline", "topic", "join"],
  me: () => bot.api.getMe(),
  send: (chat_id, text) => api("sendMessage", { chat_id, text }),
  getUpdates: () => api("getUpdates"),
  setWebhook: (hook) => api("setWebhook", { url: hook }),
  deleteWebhook: () => bot.api.deleteWebhook(),
  webhookUrl: async () => (await bot.api.getWebhookInfo()).url,
  refusal: ({ code, message: description, payload }) =>
    ({ code, description, wait: payload?.retry_after }),
};

if (byWebhook) {
  const server = createServer(webhookHandler(bot, "http", secret));
  await bot.init();
  await bot.api.setWebhook({ url: await listening(server), secret_token: secret });
} else {
  bot.start().catch(() => {});
}
process.exit(await run(client, 4848));
