// The twelve steps, with grammY; behind a webhook if argv[3] is `webhook`.

import { createServer } from "node:http";

import {
  byWebhook, fetched, html, listening, png, require, run, secret, step, url,
} from "./scenario.mjs";

const {
  Bot, InlineKeyboard, InlineQueryResultBuilder, InputFile, InputMediaBuilder, Keyboard, webhookCallback,
} = require("grammy");
const { conversations, createConversation } = require("@grammyjs/conversations");
const { Menu } = require("@grammyjs/menu");

const bot = new Bot("4343:grammy_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", { client: { apiRoot: url } });
bot.catch((error) => step("a handler", false, String(error)));
bot.use(conversations());
bot.use(createConversation(async (conversation, ctx) => {
  await ctx.reply("Your name?");
  const { message } = await conversation.wait();
  await ctx.reply(`Hello, ${message.text}`);
}, "name"));
bot.command("name", (ctx) => ctx.conversation.enter("name"));
const tea = new Menu("tea").text("Tea", (ctx) => ctx.editMessageText("Tea it is"));
bot.use(tea);
bot.command("menu", (ctx) => ctx.reply("Choose", { reply_markup: tea }));
bot.command("buy", (ctx) =>
  ctx.replyWithInvoice("Tea", "A cup", "tea", "XTR", [{ label: "Tea", amount: 5 }]));
bot.on("pre_checkout_query", (ctx) => ctx.answerPreCheckoutQuery(true));
bot.on(":successful_payment", async (ctx) => {
  const payment = ctx.message.successful_payment;
  await ctx.api.refundStarPayment(ctx.from.id, payment.telegram_payment_charge_id);
  await ctx.reply(`refunded ${payment.total_amount}`);
});
bot.on("inline_query", (ctx) => {
  const { query } = ctx.inlineQuery;
  return ctx.answerInlineQuery([InlineQueryResultBuilder.article("1", query).text(`${query}!`)]);
});
bot.command("topic", async (ctx) => {
  const { message_thread_id } = await ctx.createForumTopic("News");
  await ctx.api.sendMessage(ctx.chat.id, "in the topic", { message_thread_id });
});
bot.on("chat_join_request", async (ctx) => {
  await ctx.approveChatJoinRequest(ctx.from.id);
  await ctx.reply(`Welcome, ${ctx.from.first_name}`);
});
bot.command("start", (ctx) =>
  ctx.reply("Welcome", { reply_markup: new Keyboard().text("Menu").resized() }));
bot.hears("Menu", (ctx) =>
  ctx.reply("Sure?", { reply_markup: new InlineKeyboard().text("Yes", "yes") }));
bot.callbackQuery("yes", async (ctx) => {
  await ctx.editMessageText("You are sure.");
  await ctx.answerCallbackQuery({ text: "Noted", show_alert: true });
});
bot.on("message:photo", async (ctx) => {
  const file = await ctx.getFile();
  await ctx.reply(await fetched(bot.token, file.file_path));
});
bot.hears("album", (ctx) =>
  ctx.replyWithMediaGroup(["a", "b"].map((name) => InputMediaBuilder.photo(new InputFile(png, `${name}.png`)))));
bot.hears("html", (ctx) => ctx.reply(html, { parse_mode: "HTML" }));
bot.on("edited_message:text", (ctx) => ctx.reply(`edited: ${ctx.editedMessage.text}`));

const client = {
  features: ["conversation", "menu", "payment", "inline", "topic", "join"],
  me: () => bot.api.getMe(),
  send: (chat, text) => bot.api.sendMessage(chat, text),
  getUpdates: () => bot.api.getUpdates(),
  setWebhook: (hook) => bot.api.setWebhook(hook),
  deleteWebhook: () => bot.api.deleteWebhook(),
  webhookUrl: async () => (await bot.api.getWebhookInfo()).url,
  refusal: ({ error_code: code, description, parameters }) =>
    ({ code, description, wait: parameters?.retry_after }),
};

if (byWebhook) {
  const server = createServer(webhookCallback(bot, "http", { secretToken: secret }));
  await bot.api.setWebhook(await listening(server), { secret_token: secret });
} else {
  bot.start().catch(() => {});
}
process.exit(await run(client, 4343));
