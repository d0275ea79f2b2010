// The twelve steps, independent of the client, against the emulator at the URL in argv[2].
//
// A client is a bot that responds as the steps expect, and an object with the calls that
// the steps make. Its `refusal` converts an error to `{ code, description, wait }`. Its
// `features` name what the bot does beyond the twelve steps: members of `features` below.
// Client libraries are resolved from the working directory.

import { createHash } from "node:crypto";
import { createRequire } from "node:module";

export const require = createRequire(`${process.cwd()}/package.json`);
export const url = process.argv[2];
export const byWebhook = process.argv[3] === "webhook";
export const secret = "s3cr3t";
export const html = "<b>bold</b> &amp; <i>italic</i>";
export const png = Buffer.from(
  "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000100ffff03000006000557bfabd40000000049454e44ae426082",
  "hex",
);
export const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

// The digest of a file of a bot.
export async function fetched(token, path) {
  const answer = await fetch(`${url}/file/bot${token}/${path}`);
  return digest(Buffer.from(await answer.arrayBuffer()));
}

// Listens on a free port. Returns the URL.
export async function listening(server) {
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${server.address().port}`;
}

async function people(method, path, body) {
  const answer = await fetch(`${url}/emu/v1/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return answer.json();
}

let failures = 0;
export function step(name, right, seen) {
  if (!right) failures += 1;
  console.log(right ? "ok  " : "FAIL", name, right ? "" : JSON.stringify(seen));
}

const pause = () => new Promise((done) => setTimeout(done, 50));

// The messages of the bot after a message.
async function hear(chat, after, count = 1) {
  for (let tries = 0; tries < 50; tries += 1) {
    const { messages } = await people("GET", `messages?chat_id=${chat}&after=${after}&wait=100`);
    const heard = messages.filter((message) => message.from.is_bot);
    if (heard.length >= count) return heard;
    await pause();
  }
  return [];
}

const features = {
  // The bot asks for a name, and remembers that it has asked.
  async conversation({ chat, say }) {
    let heard = await hear(chat, await say({ text: "/name" }));
    step("a conversation asks", heard.at(-1)?.text === "Your name?", heard);
    heard = await hear(chat, await say({ text: "Ann" }));
    step("and remembers", heard.at(-1)?.text === "Hello, Ann", heard);
  },
  // The first button of a menu changes the menu's text.
  async menu({ bot, chat, say }) {
    const [asked] = await hear(chat, await say({ text: "/menu" }));
    step("a menu", asked?.text === "Choose", asked);
    const { callback_query_id: query } = await people("POST", "presses", {
      from: chat, chat_id: chat, bot, message_id: asked?.message_id, button: [0, 0],
    });
    await people("GET", `answers?callback_query_id=${query}&wait=5000`);
    let found;
    for (let tries = 0; tries < 50 && (found ?? "Choose") === "Choose"; tries += 1) {
      const { messages } = await people("GET", `messages?chat_id=${chat}&after=${asked?.message_id - 1}`);
      found = messages[0]?.text;
      await pause();
    }
    step("its button", found === "Tea it is", found);
  },
  // Five stars are paid, and refunded.
  async payment({ bot, chat, say }) {
    const [invoice] = await hear(chat, await say({ text: "/buy" }));
    const { currency, total_amount: amount } = invoice?.invoice ?? {};
    step("an invoice", currency === "XTR" && amount === 5, invoice);
    await people("POST", "pre_checkout_queries", { from: chat, bot, message_id: invoice?.message_id });
    // The service message of the refund, and the text.
    const heard = await hear(chat, invoice?.message_id, 2);
    step("paid and refunded", heard.at(-1)?.text === "refunded 5", heard);
  },
  // The result of a query is sent.
  async inline({ bot, chat }) {
    const { inline_query_id: query } = await people("POST", "inline_queries", { from: chat, bot, query: "tea" });
    const answer = await people("GET", `answers?inline_query_id=${query}&wait=5000`);
    step("an inline query", answer?.results?.[0]?.id === "1", answer);
    const { message } = await people("POST", "chosen_inline_results", {
      inline_query_id: query, result_id: "1", chat_id: chat, bot,
    });
    step("its result is sent", message?.text === "tea!" && message.via_bot?.id === bot, message);
  },
  // The bot creates a topic, and writes in it.
  async topic({ bot, chat, say }) {
    const { id: forum } = await people("POST", "chats", {
      type: "supergroup", title: "Forum", is_forum: true, members: [chat], bots: [bot],
    });
    await people("POST", "members", { chat_id: forum, user: bot, status: "administrator" });
    const heard = await hear(forum, await say({ chat_id: forum, text: "/topic" }), 2);
    const [created, last] = [heard[0], heard.at(-1)];
    step("a topic", created?.forum_topic_created?.name === "News", heard);
    const inTopic = last?.text === "in the topic" && last.message_thread_id === created?.message_id;
    step("a message in it", inTopic, heard);
  },
  // Bob asks to join by a link, and the bot approves it.
  async join({ bot, chat }) {
    const { id: group } = await people("POST", "chats", {
      type: "supergroup", title: "Guests", members: [chat], bots: [bot],
    });
    await people("POST", "members", { chat_id: group, user: bot, status: "administrator" });
    const { invite_link } = await people("POST", "invite_links", {
      from: chat, chat_id: group, creates_join_request: true,
    });
    const { id: bob } = await people("POST", "users", { first_name: "Bob" });
    const asked = await people("POST", "joins", { from: bob, invite_link });
    step("a request to join", asked.status === "requested", asked);
    const heard = await hear(group, 0);
    step("is approved", heard.at(-1)?.text === "Welcome, Bob", heard);
    const sent = await people("POST", "messages", { from: bob, chat_id: group, text: "Thanks" });
    step("a member writes", sent.text === "Thanks", sent);
  },
};

// Runs all steps with the bot of this id. Returns the exit code.
export async function run(client, bot) {
  const refused = async (call) => {
    try {
      await call();
    } catch (error) {
      return client.refusal(error);
    }
    return undefined;
  };
  const me = await client.me();
  step("getMe", me.is_bot && me.id === bot, me);
  const { id: chat } = await people("POST", "users", { first_name: "Alice" });
  const say = async (what) =>
    (await people("POST", "messages", { bot, from: chat, ...what })).message_id;

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
  for (const feature of client.features) await features[feature]({ bot, chat, say });
  await people("POST", "faults", { method: "sendMessage", times: 1, then: { retry_after: 7 } });
  let error = await refused(() => client.send(chat, "too many"));
  step("429", error?.code === 429 && error.wait === 7, error);
  error = await refused(() => client.send(1, "nobody"));
  step("400", error?.description.includes("chat not found"), error);
  await client.setWebhook("http://127.0.0.1:9/nowhere");
  error = await refused(() => client.getUpdates());
  step("409", error?.code === 409 && error.description.includes("webhook is active"), error);
  await client.deleteWebhook();
  step("deleteWebhook", (await client.webhookUrl()) === "", "");
  return failures > 0 ? 1 : 0;
}
