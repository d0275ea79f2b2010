// Dialogs for groups and channels: a new one, and the settings of one.

import * as api from './api.js';
import { el } from './dom.js';
import { check, checks, choiceField, field, form, numberField, numberOf, textField, textOf, words } from './forms.js';
import * as store from './store.js';
import { refreshView, viewOf } from './views.js';

const nameField = (label, name, more = {}) => textField(label, { name, maxlength: '128', 'data-testid': `group-${name}`, ...more });

/** Opens the dialog for a new group, whose owner is `makerId` if they are a member; `onAdded` receives the chat. */
export function openGroup(makerId, onAdded) {
  const groups = [...store.chats.values()].filter((chat) => chat.type === 'supergroup');
  // The first member is the owner.
  const people = [...store.users.values()].sort((a, b) => (b.id === makerId) - (a.id === makerId));
  const onSave = (data) => {
    const members = data.getAll('member').map(Number);
    if (!members.length) throw new Error('Choose a member: a chat is opened as one of its members');
    return api.addChat({
      type: data.get('type'),
      title: data.get('title').trim(),
      members,
      bots: data.getAll('bot').map(Number),
      username: textOf(data, 'username')?.replace(/^@/, ''),
      description: textOf(data, 'description'),
      id: numberOf(data, 'id'),
      is_forum: data.has('is_forum') || undefined,
      join_by_request: data.has('join_by_request') || undefined,
      linked_chat_id: numberOf(data, 'linked'),
    });
  };
  form('New group', 'Make', { onSave, onDone: onAdded, testId: 'group-save' },
    nameField('Title', 'title', { required: true, pattern: '.*\\S.*' }),
    choiceField('Kind', { name: 'type', 'data-testid': 'group-type' }, [['group', 'Group'], ['supergroup', 'Supergroup'], ['channel', 'Channel']]),
    checks('Members', 'member', people.map((user) => [user.id, store.nameOf(user), true])),
    store.bots.size ? checks('Bots', 'bot', [...store.bots.values()].map((bot) => [bot.id, store.nameOf(bot), true])) : null,
    el('details', {}, el('summary', { 'data-testid': 'group-more' }, 'More'),
      nameField('Username (optional)', 'username', { maxlength: '32' }),
      nameField('Description (optional)', 'description', { maxlength: '255' }),
      numberField('Id (optional)', { name: 'id', max: '-1', step: '1', 'data-testid': 'group-id' }),
      choiceField('Discussion group of a channel', { name: 'linked', 'data-testid': 'group-linked' }, [['', 'None'], ...groups.map((chat) => [chat.id, chat.title])]),
      check('A supergroup with topics', { name: 'is_forum', 'data-testid': 'group-forum' }),
      check('Administrators approve who joins', { name: 'join_by_request', 'data-testid': 'group-by-request' })));
}

const PERMISSIONS = [
  'can_send_messages', 'can_send_photos', 'can_send_videos', 'can_send_video_notes', 'can_send_voice_notes', 'can_send_audios',
  'can_send_documents', 'can_send_polls', 'can_send_other_messages', 'can_add_web_page_previews', 'can_react_to_messages',
  'can_change_info', 'can_invite_users', 'can_pin_messages', 'can_manage_topics',
];

/** Checkboxes of permissions, of those that `may` has. */
export const permissionChecks = (may) =>
  checks('May', 'permission', PERMISSIONS.map((name) => [name, words(name), may(name)]));

/** An object of booleans with the permissions that were chosen. */
export const permissionsOf = (data) => {
  const chosen = data.getAll('permission');
  return Object.fromEntries(PERMISSIONS.map((name) => [name, chosen.includes(name)]));
};

/** Opens the settings of a chat. */
export function openSettings(conversation) {
  const view = viewOf(conversation.talk);
  const chat = { ...store.chats.get(conversation.chatId), ...view.chat };
  const isGroup = chat.type !== 'channel';
  const photo = el('input', { type: 'file', accept: 'image/*', name: 'photo', 'data-testid': 'settings-photo' });
  const onSave = async (data) => {
    const change = {};
    if (textOf(data, 'title') !== chat.title) change.title = textOf(data, 'title') ?? '';
    const description = textOf(data, 'description') ?? '';
    if (description !== (chat.description ?? '')) change.description = description;
    if (photo.files[0]) change.photo = await api.base64(photo.files[0]);
    else if (data.has('remove-photo')) change.photo = '';
    const permissions = permissionsOf(data);
    if (isGroup && PERMISSIONS.some((name) => permissions[name] !== (chat.permissions?.[name] ?? true))) change.permissions = permissions;
    if (chat.type === 'supergroup' && data.has('is_forum') !== Boolean(chat.is_forum)) change.is_forum = data.has('is_forum');
    if (Object.keys(change).length) await api.editChat(conversation, change);
    refreshView(conversation);
    return true;
  };
  form(`Settings of ${chat.title}`, 'Save', { onSave },
    nameField('Title', 'title', { required: true, value: chat.title, 'data-testid': 'settings-title' }),
    nameField('Description', 'description', { maxlength: '255', value: chat.description ?? '', 'data-testid': 'settings-description' }),
    field('Photo', photo),
    check('Remove the photo', { name: 'remove-photo' }),
    chat.type === 'supergroup' ? check('Has topics', { name: 'is_forum', checked: Boolean(chat.is_forum), 'data-testid': 'settings-forum' }) : null,
    isGroup ? permissionChecks((name) => chat.permissions?.[name] ?? true) : null);
}
