// The failures of bots, as sentences.

import * as journal from './journal.js';
import * as store from './store.js';
import { kindOf } from './summary.js';

const FLOOD = 429;

export const isDelivered = ({ status }) => status >= 200 && status < 300;

// getUpdates fails while another program polls or a webhook is set: not related to any
// conversation.
const isRefused = (call) => !call.ok && call.method.toLowerCase() !== 'getupdates';

/** The sentences for the failures of an entry. */
function failuresOf({ trace, calls, deliveries }) {
  const refused = calls.filter(isRefused);
  const undelivered = deliveries.filter((one) => !isDelivered(one));
  const found = [...refused.map(refusal), ...undelivered.map(answered)];
  // An error with the description of a failed call is the same failure.
  const isTold = refused.some(({ description }) => description && trace?.error?.includes(description));
  if (trace?.outcome === 'failed' && !isTold) found.push({ text: `The bot failed: ${trace.error ?? 'no reason was given'}` });
  return found;
}

function refusal({ method, error_code: code, description }) {
  const text = `${method} failed: ${[code, description].filter(Boolean).join(' ')}`;
  // The seconds to wait differ between calls.
  return { text, key: code === FLOOD ? `${method} ${code}` : text };
}

const answered = ({ status, error }) =>
  ({ text: status === undefined ? `The webhook failed: ${error}` : `The webhook answered ${status}` });

export const isFailed = (entry) => failuresOf(entry).length > 0;

export const isUnhandled = ({ trace }) => trace?.outcome === 'unhandled';

/** The chat and the message of an entry, as far as they are known. */
function placeOf({ update, call }) {
  if (call) return { chatId: Number(call.params?.chat_id) };
  const event = update?.[kindOf(update)];
  const message = event?.message ?? event;
  return { chatId: (message?.chat ?? event?.from ?? event?.user)?.id, messageId: message?.message_id };
}

/** Whether an entry is shown in a conversation. Entries without a chat are shown in all conversations with the bot. */
function concerns({ bot }, chatId, conversation) {
  if (store.users.has(chatId) || store.chats.has(chatId)) return store.talkKey(bot, chatId) === conversation.talk;
  return store.botsOf(conversation).some(({ id }) => id === bot);
}

/**
 * The lines of a conversation, those of the newest entries last. Repeated sentences are one
 * line with a count, at the newest entry.
 */
export function linesOf(conversation) {
  const areMany = store.botsOf(conversation).length > 1;
  const lines = new Map();
  for (const entry of journal.all()) {
    const { chatId, messageId } = placeOf(entry);
    if (!concerns(entry, chatId, conversation)) continue;
    const whose = areMany ? `${store.nameOf(store.bots.get(entry.bot))} · ` : '';
    const found = failuresOf(entry);
    if (messageId && isUnhandled(entry)) found.push({ text: 'Nothing handled this', isHint: true });
    for (const { text, key: same = text, isHint = false } of found) {
      const key = `${entry.bot} ${same}`;
      const count = (lines.get(key)?.count ?? 0) + 1;
      lines.delete(key);
      lines.set(key, { key, text: whose + text, isHint, count, entry, messageId });
    }
  }
  return [...lines.values()];
}
