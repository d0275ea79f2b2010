// The list of conversations, by user.

import { hue } from './bubble.js';
import { clock, el, iconButton } from './dom.js';
import { openJoin } from './joins.js';
import { preview } from './preview.js';
import * as store from './store.js';

/** Draws the list into `place`; `host` opens conversations, and returns which are open. */
export function sidebar(place, host) {
  const unread = new Map();
  const rows = new Map();

  function draw() {
    const focused = place.contains(document.activeElement) ? document.activeElement.dataset.conversation : null;
    rows.clear();
    const all = store.conversations();
    place.replaceChildren(...[...store.users.values()].map((user) =>
      person(user, all.filter((conversation) => conversation.userId === user.id))));
    if (!store.bots.size) place.append(waiting());
    if (focused) rows.get(focused)?.querySelector('.conversation').focus();
  }

  function person(user, conversations) {
    const name = store.nameOf(user);
    return el('section', { class: 'person', 'aria-label': name },
      el('div', { class: 'person-head' },
        el('h2', {}, name, user.username ? el('span', { class: 'username' }, `@${user.username}`) : null),
        store.chats.size
          ? iconButton('door', `${name} joins a chat`, () => openJoin(user, host.refresh), { class: 'join', 'data-testid': 'join', 'data-user-id': user.id })
          : null),
      conversations.length ? el('ul', {}, conversations.map(row)) : null);
  }

  function row(conversation) {
    const title = store.titleOf(conversation);
    const open = el('button', {
      type: 'button', class: 'conversation', 'data-testid': 'conversation', 'data-conversation': conversation.id,
      'data-user-id': conversation.userId, 'data-chat-id': conversation.chatId, 'data-bot-id': conversation.botId,
      'aria-current': host.isOpen(conversation) ? 'true' : undefined,
      onclick: (event) => host.open(conversation, event.ctrlKey || event.metaKey),
    },
    el('span', { class: `avatar hue-${hue(conversation.isPrivate ? conversation.botId : conversation.chatId)}`, 'aria-hidden': 'true' }, [...title][0] ?? '?'),
    el('span', { class: 'row-title' }, title),
    el('time', { class: 'row-time' }),
    el('span', { class: 'row-preview' }),
    el('span', { class: 'unread' }));
    const item = el('li', {}, open, iconButton('beside', `Open ${title} beside`, () => host.open(conversation, true), { class: 'open-beside', 'data-testid': 'open-beside' }));
    item.conversation = conversation;
    rows.set(conversation.id, item);
    describe(item);
    return item;
  }

  /** The last message, and the number of unread ones. */
  function describe(item) {
    const { conversation } = item;
    const last = store.lastMessage(conversation);
    const count = unread.get(conversation.id) ?? 0;
    const isOwn = last && store.senderId(last) === conversation.userId;
    item.querySelector('.row-time').textContent = last ? clock(last.date) : '';
    item.querySelector('.row-preview').textContent = last ? `${isOwn ? 'You: ' : ''}${preview(last)}` : 'No messages yet';
    const badge = item.querySelector('.unread');
    badge.textContent = count || '';
    badge.setAttribute('aria-label', count ? `${count} unread` : '');
  }

  function waiting() {
    return el('div', { class: 'waiting' },
      el('p', {}, 'No bot has called yet. Point yours at this address, with any token:'),
      el('code', {}, location.origin),
      el('code', {}, '123456:any-letters'));
  }

  /** Arrow keys move between conversations. */
  place.addEventListener('keydown', (event) => {
    const all = [...place.querySelectorAll('.conversation')];
    const at = all.indexOf(event.target.closest('li')?.querySelector('.conversation'));
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    all[next]?.focus();
  });

  store.on('people', draw);
  store.on('message', ({ key, message, isNew }) => {
    for (const item of rows.values()) {
      if (item.conversation.talk !== key) continue;
      const { id, userId } = item.conversation;
      if (!store.isSeenBy(message, userId)) continue;
      const isNews = isNew && store.senderId(message) !== userId && !host.isOpen(item.conversation);
      if (isNews) unread.set(id, (unread.get(id) ?? 0) + 1);
      describe(item);
    }
  });
  const redescribe = (key) => {
    for (const item of rows.values()) if (item.conversation.talk === key) describe(item);
  };
  store.on('dropped', ({ key }) => redescribe(key));
  store.on('loaded', redescribe);
  store.on('open', () => {
    for (const item of rows.values()) {
      const isOpen = host.isOpen(item.conversation);
      const button = item.querySelector('.conversation');
      if (isOpen) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
      if (isOpen && unread.delete(item.conversation.id)) describe(item);
    }
  });
}
