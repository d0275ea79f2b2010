// Paid media: locked until they are bought.

import * as api from './api.js';
import { el, icon } from './dom.js';
import { photo, player } from './files.js';
import { attempt } from './notices.js';
import * as store from './store.js';

/** The media that users bought, by user and message. */
const bought = new Map();
const keyOf = (user, message) => `${user}/${message.chat.id}/${message.message_id}`;

/** A user bought the media of a message, which is drawn again. */
export function takePurchase({ bot, chat_id, message, user_id }) {
  bought.set(keyOf(user_id, message), message.paid_media);
  const key = store.talkKey(bot, chat_id);
  const known = store.talk(key).messages.get(message.message_id);
  if (known) store.put(key, known);
}

/** Loads what a user has bought in a conversation. */
export async function loadBought(conversation) {
  if (![...store.talk(conversation.talk).messages.values()].some((message) => message.paid_media)) return;
  const seen = await attempt(() => api.getMessages(conversation, conversation.userId));
  for (const message of seen ?? []) {
    if (!message.paid_media || message.paid_media.paid_media.some((one) => one.type === 'preview')) continue;
    takePurchase({ bot: conversation.botId, chat_id: conversation.chatId, message, user_id: conversation.userId });
  }
}

/** The media of a message, or what is seen of them before they are bought. */
export function paidMedia(message, chat) {
  const { star_count, paid_media } = (chat && bought.get(keyOf(chat.conversation.userId, message))) ?? message.paid_media;
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
