// The members of a chat: who is in, and what each may do.

import * as api from './api.js';
import { permissionChecks, permissionsOf } from './chat-forms.js';
import { el, iconButton } from './dom.js';
import { checks, choiceField, form, numberOf, words } from './forms.js';
import { openMenu } from './menu.js';
import { attempt, dialog } from './notices.js';
import * as store from './store.js';
import { memberOf, refreshView, viewOf } from './views.js';

const RIGHTS = [
  'can_manage_chat', 'can_delete_messages', 'can_restrict_members', 'can_promote_members', 'can_change_info', 'can_invite_users',
  'can_manage_video_chats', 'can_post_messages', 'can_edit_messages', 'can_pin_messages', 'can_manage_topics',
  'can_post_stories', 'can_edit_stories', 'can_delete_stories', 'is_anonymous',
];

/** The rights that do not exist in a kind of chat. */
const MISSING = {
  group: ['can_post_messages', 'can_edit_messages', 'can_manage_topics'],
  supergroup: ['can_post_messages', 'can_edit_messages'],
  channel: ['can_pin_messages', 'can_manage_topics', 'is_anonymous'],
};

const LABELS = {
  creator: 'Owner', administrator: 'Administrator', member: 'Member', restricted: 'Restricted', left: '', kicked: 'Banned',
};

/** Opens the members of a chat, as a user who is in it; changes are applied immediately. */
export function openMembers(conversation) {
  const chat = store.chats.get(conversation.chatId);
  const list = el('div', { class: 'members' });
  const close = el('button', { type: 'button', class: 'primary', onclick: () => box.close() }, 'Done');
  const box = dialog(`Members of ${chat.title}`, {}, list, el('div', { class: 'dialog-actions' }, close));
  const unsubscribe = store.on('view', ({ key }) => key === conversation.talk && draw());
  box.addEventListener('close', unsubscribe);

  let drawn = '';

  function draw() {
    const view = viewOf(conversation.talk);
    // Drawn again, the list would close an open menu.
    const next = JSON.stringify([view.members, store.chats.get(conversation.chatId)]);
    if (next === drawn) return;
    drawn = next;
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.of : null;
    const now = store.chats.get(conversation.chatId);
    list.replaceChildren(...[...store.users.values(), ...store.bots.values()].map((person) => row(person, memberOf(view, person.id), now)));
    if (focused) list.querySelector(`[data-of="${focused}"]`)?.focus();
  }

  function row(person, member, now) {
    const name = store.nameOf(person);
    const isIn = now.members.includes(person.id) || now.bots.includes(person.id);
    const tick = el('input', {
      type: 'checkbox', checked: isIn, 'data-of': `${person.id}`,
      onchange: async () => {
        if (!await set(person, tick.checked ? 'member' : 'left')) tick.checked = !tick.checked;
      },
    });
    const status = member?.custom_title ?? LABELS[member?.status] ?? '';
    return el('div', { class: 'member', 'data-testid': 'member', 'data-id': person.id, 'data-status': member?.status },
      el('label', { class: 'check' }, tick, el('span', {}, name)),
      el('span', { class: 'file-facts' }, status),
      iconButton('more', `Rights of ${name}`, (event) => openRights(person, member, event.currentTarget), { 'data-testid': 'member-menu', 'data-of': `menu-${person.id}` }));
  }

  async function set(person, status, more = {}) {
    const done = await attempt(() => api.setMember(conversation.chatId, person.id, status, more));
    refreshView(conversation);
    return done;
  }

  function openRights(person, member, anchor) {
    const items = [
      ['Promote…', () => openPromotion(person, member)],
      chat.type === 'supergroup' ? ['Restrict…', () => openRestriction(person, member)] : null,
      ['Make a usual member', () => set(person, 'member', { from: actor(person) })],
      ['Remove', () => set(person, 'left', { from: actor(person) }), true],
      ['Ban', () => set(person, 'kicked', { from: actor(person) }), true],
    ];
    openMenu(items.filter(Boolean), anchor, box);
  }

  /** Who does it: the user who looks, except to themselves. */
  const actor = (person) => (person.id === conversation.userId ? undefined : conversation.userId);

  function openPromotion(person, member) {
    const missing = MISSING[chat.type];
    const has = (name) => (member?.status === 'administrator' ? Boolean(member[name]) : name !== 'is_anonymous');
    form(`Promote ${store.nameOf(person)}`, 'Promote', {
      onSave: (data) => api.setMember(conversation.chatId, person.id, 'administrator', { from: actor(person), rights: data.getAll('right') }),
      onDone: () => refreshView(conversation),
    }, checks('Rights', 'right', RIGHTS.filter((name) => !missing.includes(name)).map((name) => [name, words(name), has(name)])));
  }

  function openRestriction(person, member) {
    form(`Restrict ${store.nameOf(person)}`, 'Restrict', {
      onSave: (data) => {
        const period = numberOf(data, 'period');
        return api.setMember(conversation.chatId, person.id, 'restricted', {
          from: actor(person), permissions: permissionsOf(data),
          until_date: period ? Math.floor(store.now()) + period : undefined,
        });
      },
      onDone: () => refreshView(conversation),
    },
    permissionChecks((name) => (member?.status === 'restricted' ? Boolean(member[name]) : false)),
    choiceField('For', { name: 'period' }, [['', 'Ever'], ['3600', 'An hour'], ['86400', 'A day'], ['604800', 'A week']]));
  }

  draw();
  refreshView(conversation);
}
