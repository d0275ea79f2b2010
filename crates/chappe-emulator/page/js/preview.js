// A message as one line: for lists, replies and the inspector; and the lines of service messages.

const LABELS = {
  document: 'File', video: 'Video', animation: 'GIF', audio: 'Audio', live_photo: 'Live photo',
  voice: 'Voice message', video_note: 'Video message', sticker: 'Sticker', paid_media: 'Paid media',
};

const paid = ({ total_amount, currency }) => price(total_amount, currency);
const tasks = (all) => (all?.length === 1 ? 'a task' : `${all?.length ?? 0} tasks`);

const SERVICES = {
  pinned_message: (pinned) => `pinned “${short(preview(pinned))}”`,
  new_chat_title: (title) => `renamed the chat to “${title}”`,
  new_chat_photo: () => 'changed the photo of the chat',
  delete_chat_photo: () => 'removed the photo of the chat',
  group_chat_created: () => 'made the group',
  supergroup_chat_created: () => 'made the group',
  channel_chat_created: () => 'made the channel',
  migrate_to_chat_id: () => 'made this a supergroup',
  migrate_from_chat_id: () => 'made this a supergroup',
  message_auto_delete_timer_changed: () => 'changed the auto-delete timer',
  successful_payment: (payment) => `paid ${paid(payment)}${payment.is_recurring ? ' for a subscription' : ''}`,
  refunded_payment: (payment) => `got ${paid(payment)} back`,
  web_app_data: (data) => `sent data from “${data.button_text}”`,
  users_shared: (shared) => `shared ${shared.users?.length ?? 0} people`,
  chat_shared: (shared) => `shared ${shared.title ? `the chat “${shared.title}”` : 'a chat'}`,
  connected_website: (site) => `let the bot know the login at ${site}`,
  write_access_allowed: () => 'let the bot write',
  forum_topic_created: (topic) => `made the topic “${topic.name}”`,
  forum_topic_edited: (topic) => (topic.name ? `renamed the topic to “${topic.name}”` : 'changed the icon of the topic'),
  forum_topic_closed: () => 'closed the topic',
  forum_topic_reopened: () => 'opened the topic again',
  general_forum_topic_hidden: () => 'hid the topic “General”',
  general_forum_topic_unhidden: () => 'showed the topic “General” again',
  checklist_tasks_done: (done) => (done.marked_as_done_task_ids?.length
    ? `marked ${tasks(done.marked_as_done_task_ids)} as done` : `marked ${tasks(done.marked_as_not_done_task_ids)} as not done`),
  checklist_tasks_added: (added) => `added ${tasks(added.tasks)}`,
  boost_added: (boost) => `boosted the chat${boost.boost_count > 1 ? ` ${boost.boost_count} times` : ''}`,
  gift: () => 'sent a gift',
  unique_gift: () => 'sent a unique gift',
  proximity_alert_triggered: (alert) => `is within ${alert.distance} m of ${name(alert.watcher)}`,
  video_chat_started: () => 'started a video chat',
  video_chat_ended: () => 'ended the video chat',
  chat_background_set: () => 'changed the background of the chat',
};

export const name = (user) => [user.first_name, user.last_name].filter(Boolean).join(' ');

const short = (text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** An amount in the smallest unit of a currency: stars have no smaller unit. */
export function price(amount, currency) {
  if (currency === 'XTR') return `${amount} ⭐`;
  try {
    const format = new Intl.NumberFormat(undefined, { style: 'currency', currency });
    return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** How often a payment is repeated, in words. */
export function period(seconds) {
  const days = Math.round(seconds / 86400);
  return days === 1 ? 'every day' : `every ${days} days`;
}

/** The line of a service message; none for an ordinary message. */
export function serviceText(message) {
  const who = message.sender_chat?.title ?? (message.from ? name(message.from) : 'Somebody');
  if (message.new_chat_members) {
    const others = message.new_chat_members.filter((user) => user.id !== message.from?.id);
    return others.length ? `${who} added ${others.map(name).join(', ')}` : `${who} joined`;
  }
  const left = message.left_chat_member;
  if (left) return left.id === message.from?.id ? `${who} left` : `${who} removed ${name(left)}`;
  const kind = Object.keys(SERVICES).find((key) => message[key] !== undefined);
  return kind ? `${who} ${SERVICES[kind](message[kind])}` : null;
}

// An animation also has a `document`, and a venue a `location`: the first one counts.
const KINDS = [
  'rich_message', 'paid_media', 'live_photo', 'photo', 'sticker', 'animation', 'video', 'video_note', 'voice', 'audio',
  'document', 'venue', 'location', 'contact', 'poll', 'dice', 'invoice', 'game', 'story', 'checklist',
];

/** The kind of a message's content besides text; none if it has no other. */
export const mediaKind = (message) => KINDS.find((kind) => message[kind] !== undefined);

/** A short line about a message. */
export function preview(message) {
  const text = message.text ?? message.caption;
  const kind = mediaKind(message);
  if (!kind) return text ?? serviceText(message) ?? 'Message';
  const about = {
    poll: () => message.poll.question, checklist: () => message.checklist.title, dice: () => message.dice.emoji,
    sticker: () => message.sticker.emoji, contact: () => name(message.contact), invoice: () => message.invoice.title,
    game: () => message.game.title, venue: () => message.venue.title, audio: () => message.audio.title,
  }[kind]?.() ?? text;
  const label = LABELS[kind] ?? kind[0].toUpperCase() + kind.slice(1).replaceAll('_', ' ');
  return about ? `${label}, ${about}` : label;
}
