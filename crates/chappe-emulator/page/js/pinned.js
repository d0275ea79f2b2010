// The bar of pinned messages, below the header of a conversation.

import * as api from './api.js';
import { el, icon, iconButton } from './dom.js';
import { attempt } from './notices.js';
import { preview } from './preview.js';
import { viewOf } from './views.js';

/** The bar; it shows the latest pinned message, and a press shows that and then the one before. */
export function pinnedBar(chat) {
  let at = 0;
  const element = el('div', { class: 'pinned', 'data-testid': 'pinned', hidden: true });

  const ids = () => viewOf(chat.conversation.talk).pinned.filter((id) => chat.shows(chat.messages.get(id)));

  function draw() {
    const all = ids();
    element.hidden = !all.length;
    if (!all.length) return element.replaceChildren();
    at = Math.min(at, all.length - 1);
    const id = all.at(-1 - at);
    const count = all.length > 1 ? ` ${all.length - at} of ${all.length}` : '';
    element.replaceChildren(
      icon('pin'),
      el('button', { type: 'button', class: 'pinned-line', onclick: () => show(id, all.length) },
        el('span', { class: 'quote-name' }, `Pinned message${count}`),
        el('span', { class: 'quote-text' }, preview(chat.messages.get(id)))),
      iconButton('close', 'Unpin the message', () => attempt(() => api.unpin(chat.conversation, id)), { 'data-testid': 'unpin' }));
    return undefined;
  }

  function show(id, count) {
    at = (at + 1) % count;
    draw();
    chat.reveal(id);
  }

  return { element, draw };
}

/** The action that pins a message or unpins it. */
export function pinAction(chat, id) {
  const isPinned = viewOf(chat.conversation.talk).pinned.includes(id);
  return isPinned
    ? ['Unpin', () => attempt(() => api.unpin(chat.conversation, id))]
    : ['Pin', () => attempt(() => api.pin(chat.conversation, id))];
}
