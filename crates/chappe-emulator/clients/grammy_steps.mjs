// The twelve steps, with grammY, against an emulator at the URL in argv[2].
//
// Polls unless argv[3] is `webhook`. Prints one line a step; the exit code is 0
// if all of them went well.

import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { createServer } from "node:http";

// grammY is found from where the script is started.
const require = createRequire(`${process.cwd()}/package.json`);
const { Bot, GrammyError, InlineKeyboard, InputFile, InputMediaBuilder, Keyboard, webhookCallback } =
  require("grammy");

const url = process.argv[2];
const byWebhook = process.argv[3] === "webhook";
const secret = "s3cr3t";
const png = Buffer.from(
  "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000100ffff03000006000557bfabd40000000049454e44ae426082",
  "hex",
);
const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function people(method, path, body) {
  const answer = await fetch(`${url}/emu/v1/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return answer.json();
}

let failures = 0;
function step(name, right, seen) {
  if (!right) failures += 1;
  console.log(right ? "ok  " : "FAIL", name, right ? "" : JSON.stringify(seen));
}

const bot = new Bot("4343:grammy_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", { client: { apiRoot: url } });
bot.catch((error) => step("a handler", false, String(error)));
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
  const fetched = await fetch(`${url}/file/bot${bot.token}/${file.file_path}`);
  await ctx.reply(digest(Buffer.from(await fetched.arrayBuffer())));
});
bot.hears("album", (ctx) =>
  ctx.replyWithMediaGroup(["a", "b"].map((name) => InputMediaBuilder.photo(new InputFile(png, `${name}.png`)))));
bot.hears("html", (ctx) => ctx.reply("<b>bold</b> &amp; <i>italic</i>", { parse_mode: "HTML" }));
bot.on("edited_message:text", (ctx) => ctx.reply(`edited: ${ctx.editedMessage.text}`));

async function hear(chat, after, count = 1) {
  for (let tries = 0; tries < 100; tries += 1) {
    const { messages } = await people("GET", `messages?chat_id=${chat}&after=${after}&wait=100`);
    const heard = messages.filter((message) => message.from.is_bot);
    if (heard.length >= count) return heard;
    await new Promise((done) => setTimeout(done, 50));
  }
  return [];
}

async function refused(call) {
  try {
    await call();
  } catch (error) {
    if (error instanceof GrammyError) return error;
  }
  return undefined;
}

async function steps() {
  const me = await bot.api.getMe();
  step("getMe", me.is_bot && me.id === 4343, me);
  const { id: chat } = await people("POST", "users", { first_name: "Alice" });
  const say = async (what) =>
    (await people("POST", "messages", { bot: 4343, from: chat, ...what })).message_id;

  let heard = await hear(chat, await say({ text: "/start" }));
  step("/start", heard.at(-1)?.text === "Welcome", heard);
  step("reply keyboard", heard.at(-1)?.reply_markup?.keyboard, heard);
  heard = await hear(chat, await say({ text: "Menu" }));
  const asked = heard.at(-1)?.message_id;
  const { callback_query_id: query } = await people("POST", "presses", {
    from: chat, chat_id: chat, message_id: asked, data: "yes",
  });
  const answer = await people("GET", `answers?callback_query_id=${query}&wait=5000`);
  step("callback alert", answer?.text === "Noted" && answer.show_alert, answer);
  const { messages } = await people("GET", `messages?chat_id=${chat}&after=${asked - 1}`);
  step("edit", messages[0].text === "You are sure.", messages);
  heard = await hear(chat, await say({ media: { type: "photo", file: png.toString("base64") } }));
  step("photo up and down", heard.at(-1)?.text === digest(png), heard);
  heard = await hear(chat, await say({ text: "album" }), 2);
  const groups = new Set(heard.map((message) => message.media_group_id));
  step("media group", heard.length === 2 && groups.size === 1 && !groups.has(undefined), heard);
  heard = await hear(chat, await say({ text: "html" }));
  const kinds = heard.at(-1)?.entities?.map((entity) => entity.type).join();
  step("HTML entities", kinds === "bold,italic" && heard.at(-1).text === "bold & italic", heard);
  const said = await say({ text: "before" });
  await people("PATCH", "messages", { chat_id: chat, message_id: said, from: chat, text: "after" });
  heard = await hear(chat, said);
  step("edited_message", heard.at(-1)?.text === "edited: after", heard);
  await people("POST", "faults", { method: "sendMessage", times: 1, then: { retry_after: 7 } });
  let error = await refused(() => bot.api.sendMessage(chat, "too many"));
  step("429", error?.parameters.retry_after === 7, error);
  error = await refused(() => bot.api.sendMessage(1, "nobody"));
  step("400", error?.description.includes("chat not found"), error);
  await bot.api.setWebhook("http://127.0.0.1:9/nowhere");
  error = await refused(() => bot.api.getUpdates());
  step("409", error?.error_code === 409, error);
  await bot.api.deleteWebhook();
  step("deleteWebhook", (await bot.api.getWebhookInfo()).url === "", "");
}

if (byWebhook) {
  const server = createServer(webhookCallback(bot, "http", { secretToken: secret }));
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  await bot.api.setWebhook(`http://127.0.0.1:${server.address().port}/`, { secret_token: secret });
  await steps();
  server.close();
} else {
  const polling = bot.start({ drop_pending_updates: false });
  polling.catch(() => {});
  await steps();
  await bot.stop().catch(() => {});
}
process.exit(failures > 0 ? 1 : 0);
