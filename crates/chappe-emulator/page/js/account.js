// What a user has: stars, a business account, a profile photo, boosts.

import * as api from './api.js';
import { el } from './dom.js';
import { checks, field, form, numberField, numberOf, words } from './forms.js';
import { toast } from './notices.js';
import * as store from './store.js';

const RIGHTS = [
  'can_reply', 'can_read_messages', 'can_delete_sent_messages', 'can_delete_all_messages', 'can_edit_name', 'can_edit_bio',
  'can_edit_profile_photo', 'can_edit_username', 'can_change_gift_settings', 'can_view_gifts_and_stars',
  'can_convert_gifts_to_stars', 'can_transfer_and_upgrade_gifts', 'can_transfer_stars', 'can_manage_stories',
];

/** Opens the dialog that gives stars to a user. */
export const openStars = (user) => form(`Stars of ${store.nameOf(user)}`, 'Add', {
  onSave: (data) => api.giveStars(user.id, numberOf(data, 'amount')),
  onDone: ({ balance }) => toast(`${store.nameOf(user)} has ${typeof balance === 'object' ? balance.amount : balance} ⭐`),
}, numberField('Stars', { name: 'amount', required: true, step: '1', value: '100' }));

/** Opens the dialog that connects the business account of a user to a bot. */
export const openBusiness = (conversation) => form('Connect a business account', 'Connect', {
  onSave: (data) => {
    const chosen = data.getAll('right');
    const rights = Object.fromEntries(RIGHTS.map((name) => [name, chosen.includes(name)]));
    return api.connectBusiness(conversation, { rights, is_enabled: true });
  },
  onDone: () => toast(`${store.nameOf(store.bots.get(conversation.botId))} is connected to the account`),
}, checks('The bot', 'right', RIGHTS.map((name) => [name, words(name), name === 'can_reply' || name === 'can_read_messages'])));

/** Opens the dialog for the profile photo of a user. */
export function openProfilePhoto(user) {
  const file = el('input', { type: 'file', accept: 'image/*', required: true, 'data-testid': 'profile-photo' });
  form(`Photo of ${store.nameOf(user)}`, 'Save', {
    onSave: async () => api.setProfilePhoto(user.id, await api.base64(file.files[0])),
    onDone: () => toast('The photo was set'),
  }, field('Picture', file));
}
