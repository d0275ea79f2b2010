// A message as a bubble, and an album of several.

import { clock, el, fullTime, iconButton } from './dom.js';
import { effectMark } from './effects.js';
import { render } from './entities.js';
import { inlineKeyboard } from './keyboards.js';
import { linkPreview } from './link-preview.js';
import { media } from './media.js';
import { preview, serviceText } from './preview.js';
import { reactions } from './reactions.js';
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
  const isOwn = chat.isOwn(message);
  const isAbove = message.show_caption_above_media;
  const shown = media(message, chat);
  const link = linkPreview(message);
  const shared = {
    'data-testid': 'message', 'data-message-id': message.message_id, 'data-from': from, tabindex: '-1',
  };
  if (service) {
    return el('div', { ...shared, class: 'service' }, el('span', { 'data-testid': 'message-text' }, service), reactions(message, chat));
  }
  const showName = !isOwn && !chat.conversation.isPrivate;
  return el('div', { ...shared, class: `message ${isOwn ? 'own' : 'other'}` }, el('div', { class: 'stack' },
    el('div', { class: 'bubble' },
      showName ? el('div', { class: `sender hue-${hue(from)}` }, store.nameOf(store.senderOf(message))) : null,
      origin(message),
      replied(message, chat),
      isAbove ? null : shown,
      link.isAbove ? link.element : null,
      el('div', { class: 'words' }, text(message, chat), isAbove || link.element && !link.isAbove ? null : foot(message, chat)),
      isAbove ? shown : null,
      link.isAbove ? null : link.element,
      isAbove || link.element && !link.isAbove ? el('div', { class: 'words' }, foot(message, chat)) : null,
      iconButton('more', 'Message menu', (event) => chat.openMenu(message.message_id, event.currentTarget), { class: 'message-menu', tabindex: '-1' })),
    inlineKeyboard(message.reply_markup, (element, place, button) => chat.press(message.message_id, element, place, button)),
    reactions(message, chat)));
}

function origin(message) {
  const from = message.forward_origin;
  if (!from) return message.via_bot ? el('div', { class: 'origin' }, `via @${message.via_bot.username}`) : null;
  const signature = from.author_signature ? ` (${from.author_signature})` : '';
  return el('div', { class: 'origin', 'data-testid': 'origin' }, `Forwarded from ${whoseName(from)}${signature}`);
}

/** The name of a `MessageOrigin`. */
function whoseName(from) {
  const whose = from.sender_user ?? from.sender_chat ?? from.chat;
  return whose ? store.nameOf(whose) : from.sender_user_name ?? 'a hidden user';
}

function replied(message, chat) {
  const original = message.reply_to_message ?? message.external_reply;
  if (!original) return null;
  const words = message.quote?.text ?? preview(original);
  const name = original.origin ? whoseName(original.origin) : store.nameOf(original.sender_chat ?? original.from);
  const isHere = Boolean(message.reply_to_message);
  return el('button', {
    type: 'button', class: `quote ${message.quote ? 'quoted' : ''}`, 'data-testid': 'reply', disabled: !isHere,
    title: isHere ? 'Show the message' : 'The message is in another chat', onclick: () => chat.reveal(original.message_id),
  },
  el('span', { class: 'quote-name' }, name),
  el('span', { class: 'quote-text' }, words));
}

function text(message, chat) {
  const words = message.text ?? message.caption;
  if (!words) return null;
  const entities = message.entities ?? message.caption_entities;
  return el('div', { class: 'text', dir: 'auto', 'data-testid': 'message-text' }, render(words, entities, chat.sendText));
}

function foot(message, chat) {
  const bot = message.sender_business_bot;
  return el('div', { class: 'foot' },
    effectMark(message),
    message.receiver_user ? el('span', { 'data-testid': 'ephemeral' }, chat.isOwn(message) ? `only for ${store.nameOf(message.receiver_user)}` : 'only for you') : null,
    bot ? el('span', {}, `by @${bot.username}`) : null,
    message.sender_tag ? el('span', {}, message.sender_tag) : null,
    message.paid_star_count ? el('span', {}, `${message.paid_star_count} ⭐`) : null,
    message.author_signature ? el('span', {}, message.author_signature) : null,
    message.edit_date ? el('span', { 'data-testid': 'message-edited', title: fullTime(message.edit_date) }, 'edited') : null,
    el('time', { datetime: new Date(message.date * 1000).toISOString(), title: fullTime(message.date) }, clock(message.date)));
}

/** The frame around the messages of an album. */
export const album = (id) => el('div', { class: 'album', 'data-album': id });
