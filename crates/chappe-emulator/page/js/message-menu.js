// The menu of a message.

import * as api from './api.js';
import { el } from './dom.js';
import { field, form } from './forms.js';
import { openForward } from './forward.js';
import { openMenu } from './menu.js';
import { pinAction } from './pinned.js';
import { pollActions } from './polls.js';
import { palette } from './reactions.js';
import { openLocation } from './share.js';
import * as store from './store.js';

/** Opens the menu of a message: the palette of reactions, then the actions. */
export function openMessageMenu(chat, id, anchor) {
  const message = chat.messages.get(id);
  if (!message) return;
  const words = message.text ?? message.caption;
  const isOwn = chat.isOwn(message);
  const isContent = !chat.elements.get(id)?.matches('.service');
  if (message.ephemeral_message_id) {
    // Calls about other messages do not find it.
    if (words) openMenu([copyAction(words)], anchor);
    return;
  }
  const items = [['Reply', () => chat.composer.reply(message)]];
  if (words) items.push(['Quote…', () => openQuote(chat, message, words)]);
  if (isContent) items.push(['Forward…', () => openForward(chat, id)], pinAction(chat, id));
  if (words) items.push(copyAction(words));
  items.push(...pollActions(message, chat));
  if (isOwn && message.location?.live_period) items.push(['Move the live location…', () => move(chat, message)]);
  if (isOwn && words) items.push(['Edit', () => chat.composer.edit(message)]);
  if (isOwn || !chat.conversation.isPrivate && mayDelete(chat)) items.push(['Delete', () => chat.remove(message), true]);
  openMenu(items, anchor, document.body, isContent ? palette(chat, id) : []);
}

const copyAction = (words) => ['Copy text', () => navigator.clipboard?.writeText(words)];

// Administrators may delete what others wrote; the emulator refuses what they may not.
const mayDelete = (chat) => ['creator', 'administrator'].includes(chat.statusHere());

const move = (chat, message) => openLocation((location) =>
  api.edit(chat.conversation, message.message_id, { location: { latitude: location.latitude, longitude: location.longitude } }), false);

/** Lets the user choose a part of a message to reply to. */
function openQuote(chat, message, words) {
  const text = el('textarea', { name: 'quote', rows: '4', readonly: true, 'data-testid': 'quote-text' });
  text.value = words;
  const box = form('Select what to quote', 'Quote', {
    onSave: () => {
      const { selectionStart: start, selectionEnd: end } = text;
      const chosen = start === end ? words : words.slice(start, end);
      chat.composer.reply(message, chosen);
      return true;
    },
    onDone: () => chat.composer.focus(),
  }, field(`Of ${store.nameOf(store.senderOf(message))}`, text));
  text.select();
  return box;
}
