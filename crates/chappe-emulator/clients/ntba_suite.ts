/**
 * A preload of `bun test` by which node-telegram-bot-api's own suite uses the emulator at $EMULATOR.
 *
 * It creates the users and the group of the suite, names them in the environment variables from
 * which the suite reads them, and sends requests for Telegram to the emulator. In a clone of
 * node-telegram-bot-api:
 *
 *     EMULATOR=http://127.0.0.1:8081 bun test --preload <this file> --timeout 20000 test/e2e
 */
const emulator = process.env.EMULATOR ?? "http://127.0.0.1:8081";
const token = "4242:suite_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const send = globalThis.fetch;

async function post(path: string, body: object): Promise<any> {
  const headers = { "content-type": "application/json" };
  const request = { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await send(`${emulator}/${path}`, request);
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.json();
}

const control = (path: string, body: object) => post(`emu/v1/${path}`, body);

const { username } = (await post(`bot${token}/getMe`, {})).result;
const user = (await control("users", { first_name: "Tester", username: "tester" })).id;
// The suite calls this connection "e2e", and its chat and message 1.
await control("business_connections", { id: "e2e", from: user, bot: token });
await control("stars", { user, amount: 1000 });
const customer = (await control("users", { first_name: "Customer", id: 1 })).id;
await control("messages", { from: customer, business_connection_id: "e2e", text: "Hello" });
await control("messages", { from: user, bot: token, text: "/start" });
const group = (
  await control("chats", {
    type: "supergroup",
    title: `Tests of @${username}`,
    is_forum: true,
    // The first member is the owner, whom the bot cannot ban, restrict or promote. A user whom
    // the suite bans would miss its other tests.
    members: [user],
    bots: [token],
  })
).id;
await control("members", { chat_id: group, user: token, status: "administrator" });
await control("emoji_status_access", { from: user, bot: token });
// What is on the internet: a sticker set, and a picture.
const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR42mNgAAIAAAUAAen63NgAAAAASUVORK5CYII=";
await control("sticker_sets", { from: customer, name: "pusheen", stickers: [{ file: png }] });
await control("web_files", {
  url: "https://upload.wikimedia.org/wikipedia/commons/3/3a/Cat03.jpg",
  file: png,
  mime_type: "image/png",
});

process.env.NODE_TELEGRAM_TOKEN = token;
process.env.TEST_GROUP_ID = String(group);
process.env.TEST_USER_ID = String(user);

globalThis.fetch = Object.assign(
  (input: any, init?: any) => {
    if (typeof input === "string" || input instanceof URL) {
      input = String(input).replace("https://api.telegram.org", emulator);
    }
    return send(input, init);
  },
  send,
) as typeof fetch;
