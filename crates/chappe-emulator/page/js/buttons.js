// What happens when an inline button is pressed.

import * as api from './api.js';
import { chooseConversation } from './forward.js';
import { attempt, linkDialog, toast } from './notices.js';
import { openPayment } from './payments.js';
import * as store from './store.js';
import { openWebApp } from './web-app.js';

/** The username that inline mode is typed with: of the bot that sent the message, or via which it was sent. */
function botOf(chat, message) {
  const bot = message.via_bot ?? store.bots.get(message.from?.id) ?? store.botsOf(chat.conversation)[0];
  return bot?.username;
}

/** What needs no call: the button has all that the page needs. */
const LOCAL = {
  copy_text: async (chat, message, button) => {
    await navigator.clipboard?.writeText(button.copy_text.text);
    toast(`Copied “${button.copy_text.text}”`, chat.toasts);
  },
  pay: (chat, message) => openPayment(chat.conversation, { message_id: message.message_id }),
  switch_inline_query_current_chat: (chat, message, button) =>
    chat.composer.type(`@${botOf(chat, message)} ${button.switch_inline_query_current_chat}`),
  switch_inline_query: (chat, message, button) => switchTo(chat, message, button.switch_inline_query, () => true),
  switch_inline_query_chosen_chat: (chat, message, button) => {
    const wanted = button.switch_inline_query_chosen_chat;
    return switchTo(chat, message, wanted.query ?? '', (conversation) => isAllowed(wanted, conversation));
  },
};

function isAllowed(wanted, conversation) {
  if (conversation.isPrivate) return wanted.allow_bot_chats || wanted.allow_user_chats;
  return store.chats.get(conversation.chatId)?.type === 'channel' ? wanted.allow_channel_chats : wanted.allow_group_chats;
}

function switchTo(chat, message, query, isWanted) {
  const text = `@${botOf(chat, message)} ${query}`;
  chooseConversation('Choose a chat', chat.conversation.userId, isWanted, (conversation) => {
    chat.host.open(conversation);
    chat.host.chatOf(conversation)?.composer.type(text);
  });
}

/** What the emulator returns for a press, by its type. */
const OUTCOMES = {
  url: (chat, { url }) => linkDialog('Open this link?', url),
  login: (chat, { url }) => linkDialog('Log in at this site?', url),
  web_app: (chat, { url, text }) => openWebApp(chat.conversation, url, { title: text }),
};

/** Presses a button of a message. Returns the id of the callback query, if the bot has one to answer. */
export async function pressButton(chat, message, where, button) {
  const kind = Object.keys(LOCAL).find((name) => button[name] !== undefined && button[name] !== false);
  if (kind) {
    await LOCAL[kind](chat, message, button);
    return null;
  }
  const ephemeralId = message.ephemeral_message_id;
  const pressed = await attempt(() => (ephemeralId
    ? api.pressEphemeral(chat.conversation, { ephemeral_message_id: ephemeralId, ...where })
    : api.press(chat.conversation, message.message_id, where)));
  if (!pressed) return null;
  await OUTCOMES[pressed.type]?.(chat, { ...pressed, text: button.text });
  return pressed.callback_query_id ?? null;
}

/** Presses the button above the results of an inline query: it starts the bot, or opens a Mini App. */
export async function pressAbove(conversation, queryId, button) {
  const pressed = await attempt(() => api.pressAbove(conversation.userId, queryId));
  if (pressed?.url) openWebApp(conversation, pressed.url, { title: button.text });
}
