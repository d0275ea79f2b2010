// Ephemeral messages: only their receiver sees them. They have ids of their own.

import * as api from './api.js';
import { attempt } from './notices.js';
import * as store from './store.js';

/** The id on the page: other messages have positive ones. */
const idOf = (ephemeralId) => -ephemeralId;

/** Takes a new or edited ephemeral message. */
export const takeEphemeral = ({ bot, chat_id, message }) =>
  store.put(store.talkKey(bot, chat_id), { ...message, message_id: idOf(message.ephemeral_message_id) });

/** Ephemeral messages were deleted. */
export const dropEphemeral = ({ bot, chat_id, ephemeral_message_ids }) =>
  store.drop(store.talkKey(bot, chat_id), ephemeral_message_ids.map(idOf));

/** Loads the ephemeral messages that a user sees in a conversation. */
export async function loadEphemeral(conversation) {
  if (conversation.isPrivate) return;
  for (const message of await attempt(() => api.getEphemeral(conversation)) ?? []) {
    takeEphemeral({ bot: conversation.botId, chat_id: conversation.chatId, message });
  }
}
