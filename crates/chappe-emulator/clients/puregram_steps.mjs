// The twelve steps, with puregram; behind a webhook if argv[3] is `webhook`.

import { createServer } from "node:http";

import { byWebhook, fetched, html, listening, png, require, run, secret, url } from "./scenario.mjs";

const { InlineKeyboard, Keyboard, MediaSource, Telegram } = require("puregram");

const token = "4949:puregram_AAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const bot = Telegram.fromToken(token, { apiBaseUrl: `${url}/bot` });
const replies = {
  "/start": (ctx) => ctx.send("Welcome", {
    reply_markup: Keyboard.keyboard([[Keyboard.textButton("Menu")]]).resize(),
  }),
  Menu: (ctx) => ctx.send("Sure?", {
    reply_markup: InlineKeyboard.keyboard([[InlineKeyboard.textButton({ text: "Yes", payload: "yes" })]]),
  }),
  album: (ctx) => ctx.sendMediaGroup(["a.png", "b.png"].map((filename) => (
    { type: "photo", media: MediaSource.buffer(png, { filename }) }))),
  "/buy": (ctx) => ctx.sendInvoice({
    title: "Tea", description: "A cup", payload: "tea", currency: "XTR",
    prices: [{ label: "Tea", amount: 5 }],
  }),
  "/topic": async ({ chat: { id: chat_id } }) => {
    const { message_thread_id } = await bot.api.createForumTopic({ chat_id, name: "News" });
    return bot.api.sendMessage({ chat_id, text: "in the topic", message_thread_id });
  },
  html: (ctx) => ctx.send(html, { parse_mode: "HTML" }),
};
bot.updates.on("message", async (ctx) => {
  if (ctx.text !== undefined) return replies[ctx.text]?.(ctx);
  if (ctx.payload.photo === undefined) return undefined;
  const file = await bot.api.getFile({ file_id: ctx.payload.photo.at(-1).file_id });
  return ctx.send(await fetched(token, file.file_path));
});
bot.updates.on("successful_payment", async (ctx) => {
  const { telegram_payment_charge_id, total_amount } = ctx.payload.successful_payment;
  await bot.api.refundStarPayment({ user_id: ctx.payload.from.id, telegram_payment_charge_id });
  await ctx.send(`refunded ${total_amount}`);
});
bot.updates.on("pre_checkout_query", (ctx) => ctx.answerPreCheckoutQuery({ ok: true }));
bot.updates.on("inline_query", (ctx) => ctx.answerInlineQuery([{
  type: "article", id: "1", title: ctx.query, input_message_content: { message_text: `${ctx.query}!` },
}]));
bot.updates.on("callback_query", async (ctx) => {
  await ctx.message.editText("You are sure.");
  await ctx.answerCallbackQuery({ text: "Noted", show_alert: true });
});
bot.updates.on("chat_join_request", async ({ payload: { chat: { id: chat_id }, from } }) => {
  await bot.api.approveChatJoinRequest({ chat_id, user_id: from.id });
  await bot.api.sendMessage({ chat_id, text: `Welcome, ${from.first_name}` });
});
bot.updates.on("edited_message", (ctx) => ctx.send(`edited: ${ctx.text}`));

const client = {
  features: ["payment", "inline", "topic", "join"],
  me: () => bot.api.getMe(),
  send: (chat_id, text) => bot.api.sendMessage({ chat_id, text }),
  getUpdates: () => bot.api.getUpdates(),
  setWebhook: (hook) => bot.api.setWebhook({ url: hook }),
  deleteWebhook: () => bot.api.deleteWebhook(),
  webhookUrl: async () => (await bot.api.getWebhookInfo()).url,
  refusal: ({ code, message: description, parameters }) =>
    ({ code, description, wait: parameters?.retry_after }),
};

if (byWebhook) {
  const server = createServer(bot.updates.getWebhookMiddleware(secret));
  await bot.api.setWebhook({ url: await listening(server), secret_token: secret });
} else {
  bot.updates.startPolling().catch(() => {});
}
process.exit(await run(client, 4949));
