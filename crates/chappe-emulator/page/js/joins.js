// Joining chats: by a link, a public chat, or a request that an administrator decides.

import * as api from './api.js';
import { el } from './dom.js';
import { check, choiceField, form, numberField, numberOf, textField, textOf } from './forms.js';
import { attempt, dialog, toast } from './notices.js';
import * as store from './store.js';

/** Opens the dialog in which a user joins a chat. */
export function openJoin(user, onJoined) {
  const others = [...store.chats.values()].filter((chat) => !chat.members.includes(user.id));
  form(`${store.nameOf(user)} joins`, 'Join', {
    onSave: (data) => {
      const invite_link = textOf(data, 'invite_link');
      const chat_id = numberOf(data, 'chat');
      if (!invite_link && chat_id === undefined) throw new Error('Enter a link, or choose a chat');
      return api.join(user.id, { ...(invite_link ? { invite_link } : { chat_id }), bio: textOf(data, 'bio') });
    },
    onDone: ({ status }) => {
      toast(status === 'requested' ? 'The request was sent' : `${store.nameOf(user)} joined`);
      onJoined();
    },
  },
  textField('Invite link', { name: 'invite_link', placeholder: 'https://t.me/+…' }),
  choiceField('Or a chat', { name: 'chat' }, [['', 'None'], ...others.map((chat) => [chat.id, chat.title])]),
  textField('About the user (optional)', { name: 'bio', maxlength: '140' }));
}

/** Opens the dialog for a new invite link, which is then shown. */
export function openInviteLink(conversation) {
  form('New invite link', 'Make', {
    onSave: (data) => api.addInviteLink(conversation, {
      name: textOf(data, 'link-name'),
      member_limit: numberOf(data, 'member_limit'),
      expire_date: numberOf(data, 'period') ? Math.floor(store.now()) + numberOf(data, 'period') : undefined,
      creates_join_request: data.has('creates_join_request') || undefined,
    }),
    onDone: ({ invite_link }) => showLink(invite_link),
  },
  textField('Name (optional)', { name: 'link-name', maxlength: '32' }),
  numberField('Member limit (optional)', { name: 'member_limit', min: '1', max: '99999', step: '1' }),
  choiceField('Ends', { name: 'period' }, [['', 'Never'], ['3600', 'In an hour'], ['86400', 'In a day']]),
  check('Administrators approve who joins', { name: 'creates_join_request', 'data-testid': 'creates_join_request' }));
}

function showLink(link) {
  const close = el('button', { type: 'button', class: 'primary', onclick: () => box.close() }, 'Done');
  const box = dialog('Invite link', { 'data-testid': 'invite-link' }, el('p', {}, el('code', { class: 'copyable' }, link)),
    el('div', { class: 'dialog-actions' },
      el('button', { type: 'button', onclick: () => navigator.clipboard?.writeText(link) }, 'Copy'), close));
  close.focus();
}

/** Opens the dialog in which an administrator decides the request of a user. */
export function openJoinRequests(conversation) {
  const chat = store.chats.get(conversation.chatId);
  const others = [...store.users.values()].filter((user) => !chat.members.includes(user.id));
  const rows = others.map((user) => {
    const decide = async (approve) => {
      if (await attempt(() => api.decideJoin(conversation, user.id, approve))) row.remove();
    };
    const row = el('div', { class: 'member', 'data-testid': 'join-request', 'data-id': user.id },
      el('span', {}, store.nameOf(user)),
      el('button', { type: 'button', class: 'small', onclick: () => decide(true) }, 'Approve'),
      el('button', { type: 'button', class: 'small', onclick: () => decide(false) }, 'Decline'));
    return row;
  });
  const close = el('button', { type: 'button', class: 'primary', onclick: () => box.close() }, 'Done');
  const box = dialog(`Who asks to join ${chat.title}`, {}, rows.length ? rows : el('p', {}, 'Everybody is in the chat.'),
    el('div', { class: 'dialog-actions' }, close));
  close.focus();
}
