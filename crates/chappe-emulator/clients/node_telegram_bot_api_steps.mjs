// The twelve steps, with node-telegram-bot-api; behind a webhook if argv[3] is `webhook`.

import {
  byWebhook, fetched, html, listening, png, require, run, secret, step, url,
} from "./scenario.mjs";

const { Bot, InlineKeyboardBuilder, InputFile, ReplyKeyboardBuilder } = require("node-telegram-bot-api");
const { createWebhookServer } = require("node-telegram-bot-api/node");

const token = "4747:node_telegram_bot_api_AAAAAAAAAAAAAAAA";
// Longer waits are returned as errors.
const bot = new Bot(token, { apiRoot: url, maxRetryAfterMs: 1000 });
bot.catch((error) => step("a handler", false, String(error)));
bot.command("start", (ctx) =>
  ctx.reply("Welcome", {
    reply_markup: new ReplyKeyboardBuilder().text("Menu").build({ resize_keyboard: true }),
  }));
bot.hears(/^Menu$/, (ctx) =>
  ctx.reply("Sure?", { reply_markup: new InlineKeyboardBuilder().text("Yes", "yes").build() }));
bot.on("callback_query", async (ctx) => {
  const { chat, message_id } = ctx.callbackQuery.message;
  await bot.api.editMessageText({ chat_id: chat.id, message_id, text: "You are sure." });
  await ctx.answerCallbackQuery({ text: "Noted", show_alert: true });
});
bot.hears(/^album$/, (ctx) =>
  bot.api.sendMediaGroup({
    chat_id: ctx.message.chat.id,
    media: ["a", "b"].map((name) => (
      { type: "photo", media: new InputFile(png, { filename: `${name}.png` }) })),
  }));
bot.hears(/^html$/, (ctx) => ctx.reply(html, { parse_mode: "HTML" }));
bot.command("buy", (ctx) =>
  bot.api.sendInvoice({
    chat_id: ctx.message.chat.id, title: "Tea", description: "A cup", payload: "tea", currency: "XTR",
    prices: [{ label: "Tea", amount: 5 }],
  }));
bot.on("pre_checkout_query", (ctx) =>
  bot.api.answerPreCheckoutQuery({ pre_checkout_query_id: ctx.update.pre_checkout_query.id, ok: true }));
bot.on("message", async (ctx, next) => {
  const { chat, from, successful_payment: payment } = ctx.message;
  if (!payment) return next();
  const { telegram_payment_charge_id, total_amount } = payment;
  await bot.api.refundStarPayment({ user_id: from.id, telegram_payment_charge_id });
  await bot.api.sendMessage({ chat_id: chat.id, text: `refunded ${total_amount}` });
});
bot.on("inline_query", (ctx) => {
  const { id, query } = ctx.update.inline_query;
  const input_message_content = { message_text: `${query}!` };
  return bot.api.answerInlineQuery({
    inline_query_id: id,
    results: [{ type: "article", id: "1", title: query, input_message_content }],
  });
});
bot.command("topic", async (ctx) => {
  const chat_id = ctx.message.chat.id;
  const { message_thread_id } = await bot.api.createForumTopic({ chat_id, name: "News" });
  await bot.api.sendMessage({ chat_id, text: "in the topic", message_thread_id });
});
bot.on("chat_join_request", async (ctx) => {
  const { chat: { id: chat_id }, from } = ctx.update.chat_join_request;
  await bot.api.approveChatJoinRequest({ chat_id, user_id: from.id });
  await bot.api.sendMessage({ chat_id, text: `Welcome, ${from.first_name}` });
});
bot.on("message", async (ctx, next) => {
  if (!ctx.message.photo) return next();
  const file = await bot.api.getFile({ file_id: ctx.message.photo.at(-1).file_id });
  await ctx.reply(await fetched(token, file.file_path));
});
bot.on("edited_message", (ctx) =>
  bot.api.sendMessage({
    chat_id: ctx.update.edited_message.chat.id,
    text: `edited: ${ctx.update.edited_message.text}`,
  }));

const client = {
  features: ["payment", "inline", "topic", "join"],
  me: () => bot.api.getMe(),
  send: (chat_id, text) => bot.api.sendMessage({ chat_id, text }),
  getUpdates: () => bot.api.getUpdates(),
  setWebhook: (hook) => bot.api.setWebhook({ url: hook }),
  deleteWebhook: () => bot.api.deleteWebhook(),
  webhookUrl: async () => (await bot.api.getWebhookInfo()).url,
  refusal: ({ errorCode: code, description, retryAfter: wait }) => ({ code, description, wait }),
};

if (byWebhook) {
  const server = createWebhookServer(bot, { path: "/hook", secretToken: secret });
  await bot.api.setWebhook({ url: `${await listening(server)}/hook`, secret_token: secret });
} else {
  bot.startPolling().catch(() => {});
}
process.exit(await run(client, 4747));
