// Reactions: a palette in the menu of a message, and their counts below it.

import * as api from './api.js';
import { el } from './dom.js';
import { attempt } from './notices.js';
import * as store from './store.js';
import { reactionsTo, viewOf } from './views.js';

export const PALETTE = ['👍', '👎', '❤', '🔥', '🎉', '😁', '😢', '🤔'];

const signOf = (kind) => (kind.type === 'emoji' ? kind.emoji : kind.type === 'paid' ? '⭐' : '✨');
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const kindsOf = (chat, messageId) =>
  reactionsTo(viewOf(chat.conversation.talk), messageId);

/** Adds a reaction of the user, or removes it if it is there. */
export function toggleReaction(chat, messageId, kind) {
  const mine = kindsOf(chat, messageId).filter((one) => one.by.includes(chat.conversation.userId)).map((one) => one.type);
  // Without Premium, a new reaction replaces the old one.
  const others = chat.user?.is_premium ? mine : [];
  const next = mine.some((one) => isSame(one, kind)) ? mine.filter((one) => !isSame(one, kind)) : [...others, kind];
  return attempt(() => api.react(chat.conversation, messageId, next));
}

/** The row of emoji at the top of a message's menu. */
export const palette = (chat, messageId) => PALETTE.map((emoji) =>
  [emoji, () => toggleReaction(chat, messageId, { type: 'emoji', emoji }), `React with ${emoji}`]);

/** The reactions to a message, with their counts; none without reactions. */
export function reactions(message, chat) {
  const all = kindsOf(chat, message.message_id);
  if (!all.length) return null;
  return el('div', { class: 'reactions' }, all.map(({ type, by }) => {
    const isMine = by.includes(chat.conversation.userId);
    const who = by.map((id) => store.nameOf(store.person(id))).join(', ');
    return el('button', {
      type: 'button', class: 'reaction', 'data-testid': 'reaction', 'aria-pressed': String(isMine),
      title: who, 'aria-label': `${signOf(type)} ${by.length}, by ${who}`,
      onclick: () => toggleReaction(chat, message.message_id, type),
    }, `${signOf(type)} ${by.length}`);
  }));
}
