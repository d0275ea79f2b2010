// What went wrong on the bot's side, in sentences.

import * as journal from './journal.js';
import * as store from './store.js';
import { kindOf } from './summary.js';

const FLOOD = 429;

export const isDelivered = ({ status }) => status >= 200 && status < 300;

// Asking for updates fails when a second program asks, or a webhook is set:
// nobody who writes to the bot can do anything about that.
const isRefused = (call) => !call.ok && call.method.toLowerCase() !== 'getupdates';

/** The sentences for what failed in an entry, one a failure. */
function failuresOf({ trace, calls, deliveries }) {
  const refused = calls.filter(isRefused);
  const undelivered = deliveries.filter((one) => !isDelivered(one));
  const found = [...refused.map(refusal), ...undelivered.map(answered)];
  // An error that repeats what a call was refused with is no second failure.
  const isTold = refused.some(({ description }) => description && trace?.error?.includes(description));
  if (trace?.outcome === 'failed' && !isTold) found.push({ text: `The bot failed: ${trace.error ?? 'it does not say why'}` });
  return found;
}

function refusal({ method, error_code: code, description }) {
  const text = `${method} failed: ${[code, description].filter(Boolean).join(' ')}`;
  // How long to wait changes from call to call.
  return { text, key: code === FLOOD ? `${method} ${code}` : text };
}

const answered = ({ status, error }) =>
  ({ text: status === undefined ? `The webhook failed: ${error}` : `The webhook answered ${status}` });

export const isFailed = (entry) => failuresOf(entry).length > 0;

/** The chat that an entry is about, and the message in it, as far as they are known. */
function placeOf({ update, call }) {
  if (call) return { chatId: Number(call.params?.chat_id) };
  const event = update?.[kindOf(update)];
  const message = event?.message ?? event;
  return { chatId: (message?.chat ?? event?.from ?? event?.user)?.id, messageId: message?.message_id };
}

/** Whether an entry is shown in a conversation. What has no chat is shown to all who talk to the bot. */
function concerns({ bot }, chatId, conversation) {
  if (store.users.has(chatId) || store.chats.has(chatId)) return store.talkKey(bot, chatId) === conversation.talk;
  return store.botsOf(conversation).some(({ id }) => id === bot);
}

/**
 * The lines that a conversation shows, those of the newest entries last. A
 * sentence that repeats itself is one line, with a count, at the newest entry.
 */
export function linesOf(conversation) {
  const areMany = store.botsOf(conversation).length > 1;
  const lines = new Map();
  for (const entry of journal.all()) {
    const { chatId, messageId } = placeOf(entry);
    if (!concerns(entry, chatId, conversation)) continue;
    const whose = areMany ? `${store.nameOf(store.bots.get(entry.bot))} · ` : '';
    const found = failuresOf(entry);
    if (messageId && entry.trace?.outcome === 'unhandled') found.push({ text: 'Nothing handled this', isHint: true });
    for (const { text, key: same = text, isHint = false } of found) {
      const key = `${entry.bot} ${same}`;
      const count = (lines.get(key)?.count ?? 0) + 1;
      lines.delete(key);
      lines.set(key, { key, text: whose + text, isHint, count, entry, messageId });
    }
  }
  return [...lines.values()];
}
