// The contents of messages besides text.

import { fileUrl } from './api.js';
import { el, fullTime, icon, size } from './dom.js';

const FILES = {
  document: 'File', video: 'Video', animation: 'Animation', audio: 'Audio',
  voice: 'Voice message', video_note: 'Video message', sticker: 'Sticker',
};

const SERVICES = {
  pinned_message: () => 'pinned a message',
  new_chat_title: (title) => `renamed the chat to “${title}”`,
  new_chat_photo: () => 'changed the photo of the chat',
  delete_chat_photo: () => 'removed the photo of the chat',
  group_chat_created: () => 'made the group',
  supergroup_chat_created: () => 'made the group',
  channel_chat_created: () => 'made the channel',
  migrate_to_chat_id: () => 'made this a supergroup',
  migrate_from_chat_id: () => 'made this a supergroup',
  message_auto_delete_timer_changed: () => 'changed the auto-delete timer',
  successful_payment: (paid) => `paid ${paid.total_amount} ${paid.currency}`,
  refunded_payment: (paid) => `got ${paid.total_amount} ${paid.currency} back`,
  web_app_data: (data) => `sent data from “${data.button_text}”`,
  users_shared: (shared) => `shared ${shared.users?.length ?? 0} people`,
  chat_shared: () => 'shared a chat',
  write_access_allowed: () => 'let the bot write',
  forum_topic_created: (topic) => `made the topic “${topic.name}”`,
  forum_topic_closed: () => 'closed the topic',
  forum_topic_reopened: () => 'opened the topic again',
  video_chat_started: () => 'started a video chat',
  video_chat_ended: () => 'ended the video chat',
};

const name = (user) => [user.first_name, user.last_name].filter(Boolean).join(' ');

/** The line of a service message; none for an ordinary message. */
export function serviceText(message) {
  const who = message.from ? name(message.from) : message.sender_chat?.title ?? 'Somebody';
  if (message.new_chat_members) {
    const others = message.new_chat_members.filter((user) => user.id !== message.from?.id);
    return others.length ? `${who} added ${others.map(name).join(', ')}` : `${who} joined`;
  }
  const left = message.left_chat_member;
  if (left) return left.id === message.from?.id ? `${who} left` : `${who} removed ${name(left)}`;
  const kind = Object.keys(SERVICES).find((key) => message[key] !== undefined);
  return kind ? `${who} ${SERVICES[kind](message[kind])}` : null;
}

/** A short line for lists, replies and the inspector. */
export function preview(message) {
  const text = message.text ?? message.caption;
  const kind = mediaKind(message);
  if (!kind) return text ?? serviceText(message) ?? 'Message';
  const label = FILES[kind] ?? kind[0].toUpperCase() + kind.slice(1).replaceAll('_', ' ');
  return text ? `${label}, ${text}` : label;
}

const KINDS = [
  'photo', 'sticker', 'animation', 'video', 'video_note', 'voice', 'audio', 'document',
  'location', 'venue', 'contact', 'poll', 'dice', 'invoice', 'game', 'story', 'paid_media', 'checklist',
];

// An animation also has a `document`, and a venue a `location`: the first one counts.
const mediaKind = (message) =>
  message.venue ? 'venue' : KINDS.find((kind) => message[kind] !== undefined);

/** The element of a message's media; none if it has no media. */
export function media(message) {
  const kind = mediaKind(message);
  if (!kind) return null;
  if (kind === 'photo') return photo(message.photo, message.has_media_spoiler);
  if (FILES[kind]) return file(kind, message[kind]);
  return el('div', { class: 'media-box' }, describe(kind, message[kind]));
}

function photo(sizes, isSpoiler) {
  const largest = sizes.reduce((best, next) => (next.width * next.height >= best.width * best.height ? next : best), sizes[0]);
  const image = el('img', {
    src: fileUrl(largest.file_id), alt: 'Photo', loading: 'lazy', decoding: 'async',
    width: largest.width, height: largest.height,
  });
  const frame = el('a', { class: 'photo', href: fileUrl(largest.file_id), target: '_blank', rel: 'noopener' }, image);
  // Images that browsers cannot show become files.
  image.addEventListener('error', () => frame.replaceWith(file('photo', largest)), { once: true });
  if (isSpoiler) {
    frame.classList.add('covered');
    frame.addEventListener('click', (event) => {
      if (frame.classList.contains('covered')) event.preventDefault();
      frame.classList.remove('covered');
    });
  }
  return frame;
}

function file(kind, thing) {
  const label = FILES[kind] ?? 'Photo';
  const title = thing.file_name ?? thing.title ?? (thing.emoji ? `${label} ${thing.emoji}` : label);
  const facts = [thing.file_name ? label : null, thing.duration ? `${thing.duration} s` : null, size(thing.file_size)];
  return el('a', { class: 'media-box file', href: fileUrl(thing.file_id), download: thing.file_name ?? '' },
    icon('file'),
    el('span', { class: 'file-text' },
      el('span', { class: 'file-name' }, title),
      el('span', { class: 'file-facts' }, facts.filter(Boolean).join(' · '))));
}

function describe(kind, thing) {
  switch (kind) {
    case 'location': return `Location ${thing.latitude}, ${thing.longitude}`;
    case 'venue': return [el('strong', {}, thing.title), el('br'), thing.address];
    case 'contact': return [el('strong', {}, name(thing)), el('br'), thing.phone_number];
    case 'dice': return `${thing.emoji} ${thing.value}`;
    case 'invoice': return [el('strong', {}, thing.title), el('br'), `${thing.total_amount} ${thing.currency}`];
    case 'game': return [el('strong', {}, thing.title), el('br'), thing.description];
    case 'poll': return poll(thing);
    default: return kind[0].toUpperCase() + kind.slice(1).replaceAll('_', ' ');
  }
}

function poll(thing) {
  const closes = thing.is_closed ? 'Closed' : thing.close_date ? `Closes ${fullTime(thing.close_date)}` : 'Open';
  return [
    el('strong', {}, thing.question),
    el('ul', { class: 'poll' }, thing.options.map((option) =>
      el('li', {}, el('span', {}, option.text), el('span', { class: 'file-facts' }, `${option.voter_count}`)))),
    el('span', { class: 'file-facts' }, `${thing.type === 'quiz' ? 'Quiz' : 'Poll'} · ${closes} · ${thing.total_voter_count} votes`),
  ];
}
