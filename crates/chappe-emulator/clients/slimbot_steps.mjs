// The twelve steps, with Slimbot, by polling alone: it has no webhooks.

import { fetched, html, png, require, run, step, url } from "./scenario.mjs";

// Slimbot's only server is Telegram's: its HTTP client sends to the emulator instead.
const http = require.resolve("request-promise", { paths: [require.resolve("slimbot")] });
const request = require(http);
require.cache[http].exports = (options) =>
  request({ ...options, uri: options.uri.replace("https://api.telegram.org", url) });
const Slimbot = require("slimbot");

const token = "5050:slimbot_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const bot = new Slimbot(token);
const checked = (handler) => (event) =>
  Promise.resolve(handler(event)).catch((error) => step("a handler", false, String(error)));
const markup = (reply_markup) => ({ reply_markup: JSON.stringify(reply_markup) });
const prices = JSON.stringify([{ label: "Tea", amount: 5 }]);
const replies = {
  "/start": (id) =>
    bot.sendMessage(id, "Welcome", markup({ keyboard: [[{ text: "Menu" }]], resize_keyboard: true })),
  Menu: (id) =>
    bot.sendMessage(id, "Sure?", markup({ inline_keyboard: [[{ text: "Yes", callback_data: "yes" }]] })),
  // It cannot upload the files of an album: the photos are sent before, to the same chat.
  album: async (id) => {
    const options = { filename: "a.png", contentType: "image/png" };
    const sent = await bot._request("sendPhoto", { chat_id: id }, { photo: { value: png, options } });
    const { file_id: media } = sent.result.photo.at(-1);
    await bot.deleteMessage(id, sent.result.message_id);
    const photo = { type: "photo", media };
    await bot.sendMediaGroup(id, JSON.stringify([photo, photo]));
  },
  html: (id) => bot.sendMessage(id, html, { parse_mode: "HTML" }),
  "/buy": (id) => bot.sendInvoice(id, "Tea", "A cup", "tea", "", "tea", "XTR", prices),
  "/topic": async (chat_id) => {
    const topic = await bot._request("createForumTopic", { chat_id, name: "News" });
    const { message_thread_id } = topic.result;
    await bot.sendMessage(chat_id, "in the topic", { message_thread_id });
  },
};
bot.on("message", checked(async ({ chat, from, photo, successful_payment: payment, text }) => {
  if (photo) {
    const { result } = await bot.getFile(photo.at(-1).file_id);
    await bot.sendMessage(chat.id, await fetched(token, result.file_path));
  }
  if (payment) {
    const { telegram_payment_charge_id, total_amount } = payment;
    await bot._request("refundStarPayment", { user_id: from.id, telegram_payment_charge_id });
    await bot.sendMessage(chat.id, `refunded ${total_amount}`);
  }
  await replies[text]?.(chat.id);
}));
bot.on("callback_query", checked(async ({ id, message }) => {
  await bot.editMessageText(message.chat.id, message.message_id, "You are sure.");
  await bot.answerCallbackQuery(id, { text: "Noted", show_alert: true });
}));
bot.on("edited_message", checked(({ chat, text }) => bot.sendMessage(chat.id, `edited: ${text}`)));
bot.on("pre_checkout_query", checked(({ id }) =>
  bot._request("answerPreCheckoutQuery", { pre_checkout_query_id: id, ok: true })));
bot.on("inline_query", checked(({ id, query }) => {
  const input_message_content = { message_text: `${query}!` };
  const article = { type: "article", id: "1", title: query, input_message_content };
  return bot.answerInlineQuery(id, JSON.stringify([article]));
}));

// It keeps the answer to a refused call in the text of the error, and its own functions for
// webhooks and pre-checkout queries fail.
const call = async (sent) => (await sent).result;
const client = {
  features: ["payment", "inline", "topic"],
  me: () => call(bot.getMe()),
  send: (chat, text) => call(bot.sendMessage(chat, text)),
  getUpdates: () => call(bot.getUpdates()),
  setWebhook: (hook) => call(bot._request("setWebhook", { url: hook })),
  deleteWebhook: () => call(bot.deleteWebhook()),
  webhookUrl: async () => (await call(bot.getWebhookInfo())).url,
  refusal: ({ message }) => {
    const { error_code: code, description, parameters } = JSON.parse(message.replace(/^\d+:\n/, ""));
    return { code, description, wait: parameters?.retry_after };
  },
};

bot.startPolling(() => {});
process.exit(await run(client, 5050));
