// Choosing a conversation, and forwarding messages to it.

import * as api from './api.js';
import { el } from './dom.js';
import { check } from './forms.js';
import { attempt, dialog } from './notices.js';
import * as store from './store.js';

/** Lets the user choose one of their conversations. */
export function chooseConversation(title, userId, isWanted, onChosen, extra = null) {
  const all = store.conversations().filter((one) => one.userId === userId && isWanted(one));
  const box = dialog(title, {},
    all.length
      ? el('ul', { class: 'choices' }, all.map((one) => el('li', {}, el('button', {
        type: 'button', 'data-testid': 'choice', onclick: () => {
          box.close();
          onChosen(one);
        },
      }, store.titleOf(one)))))
      : el('p', {}, 'There is no such chat.'),
    extra,
    el('div', { class: 'dialog-actions' }, el('button', { type: 'button', onclick: () => box.close() }, 'Cancel')));
  box.querySelector('button').focus();
}

/** Forwards a message to a conversation that the user chooses. */
export function openForward(chat, messageId) {
  const hides = check('Hide the sender', { name: 'hide-sender', 'data-testid': 'hide-sender' });
  const isHidden = () => hides.querySelector('input').checked;
  chooseConversation('Forward to', chat.conversation.userId, () => true, async (to) => {
    const sent = await attempt(() => api.forward(chat.conversation, [messageId], to, isHidden()));
    if (sent) chat.host.open(to);
  }, hides);
}
