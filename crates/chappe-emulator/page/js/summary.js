// A short description of an update.

import { preview } from './preview.js';
import * as store from './store.js';

/** The kind of an update: its only member besides the id. */
export const kindOf = (update) => Object.keys(update ?? {}).find((key) => key !== 'update_id') ?? 'update';

const status = (change) => `${change.old_chat_member?.status} → ${change.new_chat_member?.status}`;

const WORDS = {
  callback_query: (query) => query.data ?? query.game_short_name ?? '',
  inline_query: (query) => query.query || '(empty)',
  chosen_inline_result: (result) => result.result_id,
  my_chat_member: status,
  chat_member: status,
  message_reaction: (reaction) => reaction.new_reaction?.map((one) => one.emoji ?? one.type).join(' ') || 'none',
  poll: (poll) => poll.question,
  shipping_query: (query) => query.invoice_payload,
  pre_checkout_query: (query) => query.invoice_payload,
};

/** The user and the action: `Alice: /start`. */
export function summaryOf(update) {
  const kind = kindOf(update);
  const thing = update?.[kind];
  if (!thing || typeof thing !== 'object') return '';
  const who = thing.from ?? thing.user ?? thing.sender_chat;
  const words = WORDS[kind]?.(thing) ?? (thing.date && thing.chat ? preview(thing) : '');
  return [who && store.nameOf(who), words].filter(Boolean).join(': ');
}
