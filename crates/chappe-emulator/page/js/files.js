// Files of messages: photos, players, stickers, and files to download.

import { fileUrl } from './api.js';
import { el, icon, size } from './dom.js';

const LABELS = {
  photo: 'Photo', document: 'File', video: 'Video', animation: 'GIF', audio: 'Audio',
  voice: 'Voice message', video_note: 'Video message', sticker: 'Sticker',
};

/** Covers an element until it is pressed. */
export function cover(element) {
  const lid = el('button', {
    type: 'button', class: 'lid', 'aria-label': 'Hidden by a spoiler, press to reveal', 'data-testid': 'spoiler-lid',
    onclick: (event) => {
      event.preventDefault();
      event.stopPropagation();
      frame.classList.remove('covered');
      lid.remove();
    },
  });
  const frame = el('div', { class: 'covered-frame covered' }, element, lid);
  return frame;
}

/** A photo in its largest size; a file if the browser cannot show it. */
export function photo(sizes, isSpoiler, label = 'Photo') {
  if (!sizes.length) return null;
  const largest = sizes.reduce((best, next) => (next.width * next.height >= best.width * best.height ? next : best), sizes[0]);
  const image = el('img', {
    src: fileUrl(largest.file_id), alt: label, loading: 'lazy', decoding: 'async',
    width: largest.width, height: largest.height,
  });
  const frame = el('a', { class: 'photo', href: fileUrl(largest.file_id), target: '_blank', rel: 'noopener' }, image);
  image.addEventListener('error', () => frame.replaceWith(file('photo', largest)), { once: true });
  return isSpoiler ? cover(frame) : frame;
}

const PLAYERS = {
  video: { tag: 'video', controls: true, class: 'video' },
  animation: { tag: 'video', loop: true, muted: true, autoplay: true, class: 'video' },
  video_note: { tag: 'video', controls: true, class: 'video round' },
  voice: { tag: 'audio', controls: true, class: 'sound' },
  audio: { tag: 'audio', controls: true, class: 'sound' },
};

/** Plays a video or a sound; a file if the browser cannot play it. */
export function player(kind, thing, isSpoiler = false) {
  // Browsers show animated pictures as pictures only.
  if (/^image\//.test(thing.mime_type ?? '')) return photo([thing], isSpoiler, LABELS[kind]);
  const { tag, ...attributes } = PLAYERS[kind];
  const play = el(tag, { ...attributes, src: fileUrl(thing.file_id), preload: 'metadata', 'aria-label': title(kind, thing), 'data-testid': kind, playsinline: true });
  const frame = el('div', { class: 'player' },
    tag === 'audio' && kind === 'audio' ? el('span', { class: 'file-name' }, title(kind, thing)) : null, play);
  play.addEventListener('error', () => frame.replaceWith(file(kind, thing)), { once: true });
  return isSpoiler ? cover(frame) : frame;
}

/** A sticker; its emoji if the browser cannot show it. */
export function sticker(thing) {
  const about = `Sticker ${thing.emoji ?? ''}`.trim();
  if (thing.is_animated) return animated(thing, about);
  const shown = thing.is_video
    ? el('video', { class: 'sticker', src: fileUrl(thing.file_id), loop: true, muted: true, autoplay: true, playsinline: true, 'aria-label': about })
    : el('img', { class: 'sticker', src: fileUrl(thing.file_id), alt: about, width: thing.width, height: thing.height });
  shown.addEventListener('error', () => shown.replaceWith(animated(thing, about)), { once: true });
  return shown;
}

const animated = (thing, about) =>
  (thing.emoji ? el('span', { class: 'sticker-emoji', role: 'img', 'aria-label': about }, thing.emoji) : file('sticker', thing));

const title = (kind, thing) => thing.file_name ?? ([thing.performer, thing.title].filter(Boolean).join(' – ') || LABELS[kind]);

/** A file to download. */
export function file(kind, thing) {
  const facts = [thing.file_name ? LABELS[kind] : null, thing.duration ? `${thing.duration} s` : null, size(thing.file_size)];
  return el('a', { class: 'media-box file', href: fileUrl(thing.file_id), download: thing.file_name ?? '' },
    icon('file'),
    el('span', { class: 'file-text' },
      el('span', { class: 'file-name' }, title(kind, thing)),
      el('span', { class: 'file-facts' }, facts.filter(Boolean).join(' · '))));
}
