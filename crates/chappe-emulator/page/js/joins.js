// Joining chats: by a link, a public chat, or a request that an administrator decides.

import * as api from './api.js';
import { el } from './dom.js';
import { check, choiceField, form, numberField, numberOf, textField, textOf } from './forms.js';
import { attempt, dialog, toast } from './notices.js';
import * as store from './store.js';

/** Opens the dialog in which a user joins a chat: one that is given by its `link` or its `id`, or any. */
export function openJoin(user, onJoined, { link = '', id } = {}) {
  const others = [...store.chats.values()].filter((chat) => !chat.members.includes(user.id) && (id === undefined || chat.id === id));
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
  id === undefined ? textField('Invite link', { name: 'invite_link', placeholder: 'https://t.me/+…', value: link }) : null,
  link ? null : choiceField(id === undefined ? 'Or a chat' : 'Chat', { name: 'chat' },
    [...(id === undefined ? [['', 'None']] : []), ...others.map((chat) => [chat.id, chat.title])]),
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

/** Opens the dialog in which an administrator decides the requests of users. */
export function openJoinRequests(conversation) {
  const chat = store.chats.get(conversation.chatId);
  const list = el('div', { class: 'members' });
  const close = el('button', { type: 'button', class: 'primary', onclick: () => box.close() }, 'Done');
  const box = dialog(`Who asks to join ${chat.title}`, {}, list, el('div', { class: 'dialog-actions' }, close));
  close.focus();

  async function draw() {
    const requests = await attempt(() => api.getJoinRequests(conversation));
    if (!requests) return;
    list.replaceChildren(...requests.map(row));
    if (!requests.length) list.append(el('p', { class: 'file-facts' }, 'No requests are pending.'));
    if (!box.contains(document.activeElement)) close.focus();
  }

  function row({ user, bio }) {
    const decide = async (approve) => {
      if (await attempt(() => api.decideJoin(conversation, user.id, approve))) draw();
    };
    const press = (label, approve) => el('button', { type: 'button', class: 'small', onclick: () => decide(approve) }, label);
    return el('div', { class: 'member', 'data-testid': 'join-request', 'data-id': user.id },
      el('div', {}, el('span', {}, store.nameOf(user)), bio ? el('p', { class: 'file-facts' }, bio) : null),
      press('Approve', true), press('Decline', false));
  }

  // The requests of a chat change with it.
  const unsubscribe = store.on('people', draw);
  box.addEventListener('close', unsubscribe);
  draw();
}
