// The twelve steps, with GramIO; behind a webhook if argv[3] is `webhook`.

import { createServer } from "node:http";

import {
  byWebhook, fetched, html, listening, png, require, run, secret, step, url,
} from "./scenario.mjs";

const { Bot, InlineKeyboard, Keyboard, MediaInput, MediaUpload, webhookHandler } = require("gramio");

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
