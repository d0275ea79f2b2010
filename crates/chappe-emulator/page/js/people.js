// Dialogs for users and groups.

import * as api from './api.js';
import { el } from './dom.js';
import { attempt, dialog } from './notices.js';
import * as store from './store.js';

const field = (label, input) => el('label', { class: 'field' }, el('span', {}, label), input);

const check = (label, attributes) =>
  el('label', { class: 'check' }, el('input', { type: 'checkbox', ...attributes }), el('span', {}, label));

/** A form in a dialog, which closes when `onSave` succeeds; `onDone` then receives its result. */
function form(title, save, { onSave, onDone }, ...children) {
  const element = el('form', {},
    ...children,
    el('div', { class: 'dialog-actions' },
      el('button', { type: 'button', onclick: () => box.close() }, 'Cancel'),
      save));
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    save.disabled = true;
    const done = await attempt(() => onSave(new FormData(element)));
    save.disabled = false;
    if (!done) return;
    box.close();
    onDone(done);
  });
  const box = dialog(title, {}, element);
  element.querySelector('input')?.focus();
}

/** Opens the dialog for a new user; `onAdded` receives the user. */
export function openPerson(onAdded) {
  const save = el('button', { class: 'primary', 'data-testid': 'person-save' }, 'Add');
  const onSave = (data) => {
    // The first word is the first name.
    const [first, ...rest] = data.get('name').trim().split(/\s+/);
    return api.addUser({
      first_name: first,
      last_name: rest.join(' ') || undefined,
      username: data.get('username').trim().replace(/^@/, '') || undefined,
      language_code: data.get('language').trim() || undefined,
      is_premium: data.has('premium') || undefined,
    });
  };
  form('New person', save, { onSave, onDone: onAdded },
  field('Name', el('input', { name: 'name', required: true, pattern: '.*\\S.*', maxlength: '64', autocomplete: 'off', 'data-testid': 'person-name' })),
  field('Username (optional)', el('input', { name: 'username', maxlength: '32', autocomplete: 'off', 'data-testid': 'person-username' })),
  field('Language (optional)', el('input', { name: 'language', maxlength: '8', placeholder: 'en', autocomplete: 'off', 'data-testid': 'person-language' })),
  check('Has Telegram Premium', { name: 'premium' }));
}

/** Opens the dialog for a new group; `onAdded` receives the chat. */
export function openGroup(onAdded) {
  const save = el('button', { class: 'primary', 'data-testid': 'group-save' }, 'Make');
  const onSave = (data) => {
    const members = data.getAll('member').map(Number);
    if (!members.length) throw new Error('Choose a member: a chat is opened as one of its members');
    return api.addChat({
      type: data.get('type'),
      title: data.get('title').trim(),
      members,
      bots: data.getAll('bot').map(Number),
    });
  };
  form('New group', save, { onSave, onDone: onAdded },
  field('Title', el('input', { name: 'title', required: true, pattern: '.*\\S.*', maxlength: '128', autocomplete: 'off', 'data-testid': 'group-title' })),
  field('Kind', el('select', { name: 'type', 'data-testid': 'group-type' },
    el('option', { value: 'group' }, 'Group'),
    el('option', { value: 'supergroup' }, 'Supergroup'),
    el('option', { value: 'channel' }, 'Channel'))),
  el('fieldset', {}, el('legend', {}, 'Members'),
    [...store.users.values()].map((user) => check(store.nameOf(user), { name: 'member', value: user.id, checked: true }))),
  store.bots.size
    ? el('fieldset', {}, el('legend', {}, 'Bots'),
      [...store.bots.values()].map((bot) => check(store.nameOf(bot), { name: 'bot', value: bot.id, checked: true })))
    : null);
}

/** The members of a group; changes are applied immediately. */
export function openMembers(chatId) {
  const chat = store.chats.get(chatId);
  const rows = [...store.users.values(), ...store.bots.values()].map((person) => {
    const isIn = chat.members.includes(person.id) || chat.bots.includes(person.id);
    const box = el('input', {
      type: 'checkbox', checked: isIn,
      onchange: async () => {
        const done = await attempt(() => api.setMember(chatId, person.id, box.checked ? 'member' : 'left'));
        if (!done) box.checked = !box.checked;
      },
    });
    return el('label', { class: 'check' }, box, el('span', {}, store.nameOf(person)));
  });
  const close = el('button', { type: 'button', class: 'primary', onclick: () => dialogBox.close() }, 'Done');
  const dialogBox = dialog(`Members of ${chat.title}`, {}, ...rows, el('div', { class: 'dialog-actions' }, close));
}
