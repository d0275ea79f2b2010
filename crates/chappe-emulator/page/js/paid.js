// Paid media: locked until they are bought.

import * as api from './api.js';
import { el, icon } from './dom.js';
import { photo, player } from './files.js';
import { attempt } from './notices.js';
import * as store from './store.js';

/** The media of a message, or what is seen of them before they are bought. */
export function paidMedia(message, chat) {
  const { star_count, paid_media } = message.paid_media;
  const isOwn = chat && store.senderId(message) === chat.conversation.userId;
  const isLocked = paid_media.some((one) => one.type === 'preview') && !isOwn;
  return el('div', { class: 'paid', 'data-testid': 'paid-media' },
    el('div', { class: 'paid-items' }, paid_media.map(item)),
    isLocked
      ? el('button', {
        type: 'button', class: 'primary paid-buy', 'data-testid': 'paid-buy',
        onclick: () => attempt(() => api.buyMedia(chat.conversation, message.message_id)),
      }, `Unlock for ${star_count} ⭐`)
      : el('span', { class: 'file-facts' }, `${star_count} ⭐`));
}

function item(one) {
  if (one.type === 'photo') return photo(one.photo);
  if (one.type === 'live_photo') return photo(one.live_photo?.photo ?? [], false, 'Live photo');
  if (one.type === 'video') return player('video', one.video);
  const about = one.duration ? `Locked video of ${one.duration} s` : 'Locked media';
  return el('div', { class: 'paid-lock', role: 'img', 'aria-label': about, 'data-testid': 'paid-lock' }, icon('lock'));
}
