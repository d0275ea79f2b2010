// A message as a bubble, and an album of several.

import { clock, el, fullTime, iconButton } from './dom.js';
import { render } from './entities.js';
import { inlineKeyboard } from './keyboards.js';
import { media, preview, serviceText } from './media.js';
import * as store from './store.js';

/** One of seven colours for a name, always the same. */
export const hue = (id) => Math.abs(id) % 7;

/**
 * The element of a message. `chat` is the conversation that shows it: its user, and the
 * actions of buttons, commands and the menu.
 */
export function bubble(message, chat) {
  const service = serviceText(message);
  const from = store.senderId(message);
  const isOwn = from === chat.conversation.userId;
  const shared = {
    'data-testid': 'message', 'data-message-id': message.message_id, 'data-from': from, tabindex: '-1',
  };
  if (service) {
    return el('div', { ...shared, class: 'service' }, el('span', { 'data-testid': 'message-text' }, service));
  }
  const showName = !isOwn && !chat.conversation.isPrivate;
  return el('div', { ...shared, class: `message ${isOwn ? 'own' : 'other'}` }, el('div', { class: 'stack' },
    el('div', { class: 'bubble' },
      showName ? el('div', { class: `sender hue-${hue(from)}` }, store.nameOf(message.from ?? message.sender_chat)) : null,
      origin(message),
      replied(message, chat),
      media(message),
      el('div', { class: 'words' }, text(message, chat), foot(message)),
      iconButton('more', 'Message menu', (event) => chat.openMenu(message.message_id, event.currentTarget), { class: 'message-menu', tabindex: '-1' })),
    inlineKeyboard(message.reply_markup, (button, place) => chat.press(message.message_id, button, place)),
    reactions(message)));
}

function origin(message) {
  const from = message.forward_origin;
  if (!from) return message.via_bot ? el('div', { class: 'origin' }, `via @${message.via_bot.username}`) : null;
  const whose = from.sender_user ?? from.sender_chat ?? from.chat;
  return el('div', { class: 'origin' }, `Forwarded from ${whose ? store.nameOf(whose) : from.sender_user_name ?? 'somebody'}`);
}

function replied(message, chat) {
  const original = message.reply_to_message;
  if (!original) return null;
  const words = message.quote?.text ?? preview(original);
  return el('button', { type: 'button', class: 'quote', title: 'Show the message', onclick: () => chat.reveal(original.message_id) },
    el('span', { class: 'quote-name' }, store.nameOf(original.from ?? original.sender_chat)),
    el('span', { class: 'quote-text' }, words));
}

function text(message, chat) {
  const words = message.text ?? message.caption;
  if (!words) return null;
  const entities = message.entities ?? message.caption_entities;
  return el('div', { class: 'text', dir: 'auto', 'data-testid': 'message-text' }, render(words, entities, chat.sendText));
}

function foot(message) {
  return el('div', { class: 'foot' },
    message.author_signature ? el('span', {}, message.author_signature) : null,
    message.edit_date ? el('span', { 'data-testid': 'message-edited', title: fullTime(message.edit_date) }, 'edited') : null,
    el('time', { datetime: new Date(message.date * 1000).toISOString(), title: fullTime(message.date) }, clock(message.date)));
}

function reactions(message) {
  if (!message.reaction?.length) return null;
  return el('div', { class: 'reactions' }, message.reaction.map((reaction) =>
    el('span', { 'data-testid': 'reaction' }, reaction.emoji ?? (reaction.type === 'paid' ? '⭐' : '❔'))));
}

/** The frame around the messages of an album. */
export const album = (id) => el('div', { class: 'album', 'data-album': id });
