// On whose behalf a user writes in a group: their own, or that of a channel.

import * as api from './api.js';
import { hue } from './bubble.js';
import { el } from './dom.js';
import { openMenu } from './menu.js';
import { attempt } from './notices.js';
import * as store from './store.js';

/** The button that chooses the sender; it is hidden where the user has no choice. */
export function senderChoice(conversation) {
  let senders = [];
  // None: the user, or the group of an anonymous administrator.
  let chosen = null;

  const element = el('button', {
    type: 'button', class: 'icon-button sender-choice', 'data-testid': 'sender-choice', 'aria-haspopup': 'menu', hidden: true,
    onclick: () => openMenu([[`As ${store.nameOf(usual())}`, () => choose(null)],
      ...channels().map((chat) => [`As ${chat.title}`, () => choose(chat.id)])], element),
  });

  const usual = () => senders.find((chat) => chat.id === conversation.chatId) ?? store.users.get(conversation.userId);
  const channels = () => senders.filter((chat) => chat.id !== conversation.chatId);

  function choose(id) {
    chosen = id;
    draw();
  }

  function draw() {
    element.hidden = !channels().length;
    if (element.hidden) return;
    const sender = channels().find((chat) => chat.id === chosen) ?? usual();
    const name = store.nameOf(sender);
    element.setAttribute('aria-label', `Writes as ${name}`);
    element.title = `Writes as ${name}`;
    element.replaceChildren(el('span', { class: `avatar hue-${hue(sender.id)}`, 'aria-hidden': 'true' }, [...name][0] ?? '?'));
  }

  return {
    element,
    /** Loads the possible senders. */
    async load() {
      if (conversation.isPrivate || store.chats.get(conversation.chatId)?.type === 'channel') return;
      // Only channels of the user are other senders.
      const isPossible = [...store.chats.values()].some((chat) => chat.type === 'channel' && chat.members.includes(conversation.userId));
      senders = isPossible ? await attempt(() => api.getSenders(conversation)) ?? [] : [];
      if (!channels().some((chat) => chat.id === chosen)) chosen = null;
      draw();
    },
    /** What a message must have to be sent as the chosen sender. */
    place: () => (chosen === null ? {} : { sender_chat_id: chosen }),
  };
}
