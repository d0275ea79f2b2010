// A small bot that polls, for the tests of the page.

export const TOKEN = "4242:browser_AAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

export const KEYS = {
  inline_keyboard: [
    [{ text: "Change", callback_data: "change" }, { text: "Whisper", callback_data: "whisper" }],
    [{ text: "A site", url: "https://example.org/" }],
  ],
};

/** The response to `/html`, and its expected appearance. */
export const HTML = '<b>bold</b> <i>italic</i> <a href="https://example.org/path">link</a> '
  + "<tg-spoiler>secret</tg-spoiler> <code>code</code> "
  + "&lt;img src=x onerror=alert(1)&gt;";

const TEXTS = {
  "/start": (chat) => ["sendMessage", { chat_id: chat, text: "Welcome", reply_markup: KEYS }],
  "/keyboard": (chat) => ["sendMessage", {
    chat_id: chat, text: "Yes or no?", reply_markup: { keyboard: [[{ text: "Yes" }, { text: "No" }]], resize_keyboard: true },
  }],
  // There is no message to reply to.
  "/refused": (chat) => ["sendMessage", { chat_id: chat, text: "Refused", reply_parameters: { message_id: 999999 } }],
  "/html": (chat) => ["sendMessage", { chat_id: chat, text: HTML, parse_mode: "HTML" }],
  "/typing": (chat) => ["sendChatAction", { chat_id: chat, action: "typing" }],
  Yes: (chat) => ["sendMessage", { chat_id: chat, text: "You said yes", reply_markup: { remove_keyboard: true } }],
};

/** Starts the bot; it answers until `stop` is called. */
export async function startBot(url, token = TOKEN) {
  const stopping = new AbortController();

  /** Makes a call. Returns the whole response, also of a failed call. */
  async function call(method, params = {}, signal = undefined) {
    const response = await fetch(`${url}/bot${token}/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(params),
      signal,
    });
    return response.json();
  }

  async function handle(update) {
    const { message, callback_query: query } = update;
    if (query?.data === "change") {
      await call("editMessageText", {
        chat_id: query.message.chat.id, message_id: query.message.message_id, text: "Changed", reply_markup: KEYS,
      });
      await call("answerCallbackQuery", { callback_query_id: query.id, text: "It is changed", show_alert: true });
    } else if (query?.data) {
      await call("answerCallbackQuery", { callback_query_id: query.id, text: "Psst" });
    } else if (message?.photo) {
      await call("sendPhoto", { chat_id: message.chat.id, photo: message.photo.at(-1).file_id, caption: "Yours" });
    } else if (message?.text === "/storm") {
      for (let count = 0; count < 30; count += 1) await call(...TEXTS["/refused"](message.chat.id));
    } else {
      const answer = TEXTS[message?.text]?.(message.chat.id);
      if (answer) await call(...answer);
    }
  }

  async function poll() {
    let offset = 0;
    while (!stopping.signal.aborted) {
      try {
        const { result = [] } = await call("getUpdates", { offset, timeout: 20 }, stopping.signal);
        for (const update of result) {
          offset = update.update_id + 1;
          await handle(update);
        }
      } catch (error) {
        if (!stopping.signal.aborted) throw error;
      }
    }
  }

  const { result: me } = await call("getMe");
  await call("setMyCommands", { commands: [{ command: "start", description: "Begins" }, { command: "html", description: "Shows words" }] });
  const polling = poll();
  return {
    id: me.id,
    me,
    call,
    async stop() {
      stopping.abort();
      await polling.catch(() => {});
    },
  };
}
