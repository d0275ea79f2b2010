// The contents of messages besides text, by their kind.

import { checklist } from './checklist.js';
import { el } from './dom.js';
import { file, photo, player, sticker } from './files.js';
import { paidMedia } from './paid.js';
import { contact, dice, place } from './places.js';
import { poll } from './polls.js';
import { mediaKind, price } from './preview.js';
import { richMessage } from './rich.js';

const RENDERERS = {
  photo: (message) => photo(message.photo, message.has_media_spoiler),
  live_photo: (message) => photo(message.live_photo.photo ?? [], message.has_media_spoiler, 'Live photo'),
  video: (message) => player('video', message.video, message.has_media_spoiler),
  animation: (message) => player('animation', message.animation, message.has_media_spoiler),
  video_note: (message) => player('video_note', message.video_note),
  voice: (message) => player('voice', message.voice),
  audio: (message) => player('audio', message.audio),
  document: (message) => file('document', message.document),
  sticker: (message) => sticker(message.sticker),
  location: (message) => place(message),
  venue: (message) => place(message),
  contact: (message) => contact(message.contact),
  dice: (message) => dice(message.dice),
  poll,
  checklist,
  paid_media: paidMedia,
  rich_message: richMessage,
  invoice: ({ invoice }) => box(invoice.title, invoice.description, price(invoice.total_amount, invoice.currency)),
  game: ({ game }) => [
    game.photo?.length ? photo(game.photo) : null,
    box(game.title, game.description),
  ],
  story: () => box('Story'),
};

const box = (title, ...lines) => el('div', { class: 'media-box' },
  el('strong', {}, title), lines.filter(Boolean).map((line) => el('div', {}, line)));

/** The element of a message's media; none if it has no media. */
export function media(message, chat) {
  const kind = mediaKind(message);
  return kind ? RENDERERS[kind](message, chat) : null;
}
