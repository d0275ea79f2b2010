// The twelve steps, with Telegraf; behind a webhook if argv[3] is `webhook`.

import { createServer } from "node:http";

import {
  byWebhook, fetched, html, listening, png, require, run, secret, step, url,
} from "./scenario.mjs";

const { Markup, Scenes, Telegraf, session } = require("telegraf");

const token = "4646:telegraf_AAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const bot = new Telegraf(token, { telegram: { apiRoot: url } });
bot.catch((error) => step("a handler", false, String(error)));
const name = new Scenes.WizardScene("name", async (ctx) => {
  await ctx.reply("Your name?");
  return ctx.wizard.next();
}, async (ctx) => {
  await ctx.reply(`Hello, ${ctx.message.text}`);
  return ctx.scene.leave();
});
bot.use(session(), new Scenes.Stage([name]).middleware());
bot.command("name", (ctx) => ctx.scene.enter("name"));
bot.command("buy", (ctx) => ctx.replyWithInvoice({
  title: "Tea", description: "A cup", payload: "tea", provider_token: "", currency: "XTR",
  prices: [{ label: "Tea", amount: 5 }],
}));
bot.on("pre_checkout_query", (ctx) => ctx.answerPreCheckoutQuery(true));
bot.on("successful_payment", async (ctx) => {
  const payment = ctx.message.successful_payment;
  // It has no method for it.
  await ctx.telegram.callApi("refundStarPayment", {
    user_id: ctx.from.id, telegram_payment_charge_id: payment.telegram_payment_charge_id,
  });
  await ctx.reply(`refunded ${payment.total_amount}`);
});
bot.on("inline_query", (ctx) => {
  const { query } = ctx.inlineQuery;
  return ctx.answerInlineQuery([
    { type: "article", id: "1", title: query, input_message_content: { message_text: `${query}!` } },
  ]);
});
bot.command("topic", async (ctx) => {
  const { message_thread_id } = await ctx.createForumTopic("News");
  await ctx.telegram.sendMessage(ctx.chat.id, "in the topic", { message_thread_id });
});
bot.on("chat_join_request", async (ctx) => {
  await ctx.approveChatJoinRequest(ctx.from.id);
  await ctx.reply(`Welcome, ${ctx.from.first_name}`);
});
bot.start((ctx) => ctx.reply("Welcome", Markup.keyboard([["Menu"]]).resize()));
bot.hears("Menu", (ctx) =>
  ctx.reply("Sure?", Markup.inlineKeyboard([Markup.button.callback("Yes", "yes")])));
bot.action("yes", async (ctx) => {
  await ctx.editMessageText("You are sure.");
  await ctx.answerCbQuery("Noted", { show_alert: true });
});
bot.on("photo", async (ctx) => {
  const file = await ctx.telegram.getFile(ctx.message.photo.at(-1).file_id);
  await ctx.reply(await fetched(token, file.file_path));
});
bot.hears("album", (ctx) =>
  ctx.replyWithMediaGroup(["a", "b"].map((name) => (
    { type: "photo", media: { source: png, filename: `${name}.png` } }))));
bot.hears("html", (ctx) => ctx.replyWithHTML(html));
bot.on("edited_message", (ctx) => ctx.reply(`edited: ${ctx.editedMessage.text}`));

const client = {
  features: ["conversation", "payment", "inline", "topic", "join"],
  me: () => bot.telegram.getMe(),
  send: (chat, text) => bot.telegram.sendMessage(chat, text),
  getUpdates: () => bot.telegram.getUpdates(0, 100, 0, []),
  setWebhook: (hook) => bot.telegram.setWebhook(hook),
  deleteWebhook: () => bot.telegram.deleteWebhook(),
  webhookUrl: async () => (await bot.telegram.getWebhookInfo()).url,
  refusal: ({ code, description, parameters }) =>
    ({ code, description, wait: parameters?.retry_after }),
};

if (byWebhook) {
  const server = createServer(bot.webhookCallback("/hook", { secretToken: secret }));
  await bot.telegram.setWebhook(`${await listening(server)}/hook`, { secret_token: secret });
} else {
  bot.launch().catch(() => {});
}
process.exit(await run(client, 4646));
