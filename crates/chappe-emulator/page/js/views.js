// What users see of a conversation besides its messages: pins, reactions, votes, members.

import * as api from './api.js';
import * as store from './store.js';

const NOTHING = { pinned: [], reactions: [], votes: [], members: [] };

const views = new Map();
const waiting = new Set();

/** What is known of a conversation, by its key. */
export const viewOf = (key) => ({ ...NOTHING, ...views.get(key) });

/** Loads what is seen of a conversation, once for all changes of a moment. */
export function refreshView(conversation) {
  const key = conversation.talk;
  // Chats of business accounts have no pins or reactions here.
  if (waiting.has(key) || conversation.connectionId) return;
  waiting.add(key);
  setTimeout(async () => {
    waiting.delete(key);
    try {
      const before = viewOf(key);
      views.set(key, await api.getView(conversation));
      store.emit('view', { key, before });
    } catch {
      // The chat is gone, and its conversation will be too.
    }
  }, 20);
}

/** The reactions to a message: `[{type, by}]`. */
export const reactionsTo = (view, messageId) => view.reactions.filter((one) => one.message_id === messageId);

/** The options that a user chose in a poll; none without a vote. */
export const voteOf = (view, pollId, user) =>
  view.votes.find((one) => one.poll_id === pollId && one.user === user)?.options ?? null;

/** The `ChatMember` of a user or bot. */
export const memberOf = (view, id) => view.members.find((member) => member.user.id === id);

const textOf = (view, message) => JSON.stringify([
  reactionsTo(view, message.message_id),
  message.poll ? view.votes.filter((one) => one.poll_id === message.poll.id) : [],
]);

/** Whether a message looks different after a change of the view. */
export const isChanged = (before, after, message) => textOf(before, message) !== textOf(after, message);
