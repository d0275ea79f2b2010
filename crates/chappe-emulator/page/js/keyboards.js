// Inline keyboards below messages, and reply keyboards above the input.

import { el } from './dom.js';

/** What a button does besides sending a text, by its member. */
const MARKS = {
  web_app: 'Opens a Mini App', login_url: 'Logs in at a site', pay: 'Pays the invoice', callback_game: 'Starts the game',
  switch_inline_query: 'Chooses a chat for inline mode', switch_inline_query_chosen_chat: 'Chooses a chat for inline mode',
  switch_inline_query_current_chat: 'Starts inline mode here', copy_text: 'Copies a text',
  request_contact: 'Shares the phone number', request_location: 'Shares the location', request_poll: 'Makes a poll',
  request_users: 'Shares people', request_chat: 'Shares a chat',
};

/** The member of a button that says what it does; none for texts, callbacks and links. */
export const markOf = (button) => Object.keys(MARKS).find((key) => button[key] !== undefined && button[key] !== false);

/** The keyboard below a message; `onPress` receives the element, where the button is, and the button. */
export function inlineKeyboard(markup, onPress) {
  const rows = markup?.inline_keyboard;
  if (!rows?.length) return null;
  return el('div', { class: 'inline-keyboard' }, rows.map((row, y) =>
    el('div', { class: 'keyboard-row' }, row.map((button, x) =>
      inlineButton(button, (element) => onPress(element, { button: [y, x] }, button))))));
}

/** A button below a message, or in one; `onPress` receives its element. */
export function inlineButton(button, onPress) {
  const text = typeof button.text === 'string' ? button.text : 'Button';
  const shared = { class: 'inline-button', 'data-testid': 'inline-button', 'data-style': button.style };
  if (button.url && /^(https?|tg):/i.test(button.url)) {
    return el('a', { ...shared, href: button.url, target: '_blank', rel: 'noopener', title: button.url }, text, ' ↗');
  }
  const mark = markOf(button);
  if (button.disabled || button.callback_data === undefined && !mark) {
    const about = button.disabled ? 'Is disabled' : 'Is of a kind that is not emulated';
    return el('button', { ...shared, type: 'button', disabled: true, title: about, 'aria-label': `${text}. ${about}` }, text);
  }
  return el('button', {
    ...shared, type: 'button', 'data-kind': mark, title: button.callback_data ?? MARKS[mark],
    onclick: (event) => onPress(event.currentTarget),
  }, text);
}

/**
 * The keyboard above a user's input: the latest that a bot set in this conversation. `used`
 * is the id of a one-time keyboard that was used.
 */
export function replyMarkup(messages, user, used) {
  for (const message of [...messages].reverse()) {
    const markup = message.reply_markup;
    if (!markup || markup.inline_keyboard || !concerns(markup, message, user)) continue;
    if (markup.remove_keyboard) return null;
    if (markup.force_reply) return { message, markup };
    if (markup.keyboard) return markup.one_time_keyboard && used === message.message_id ? null : { message, markup };
  }
  return null;
}

/** A selective keyboard is shown to users who are mentioned or replied to. */
function concerns(markup, message, user) {
  if (!markup.selective || message.chat.type === 'private') return true;
  if (message.reply_to_message?.from?.id === user.id) return true;
  return (message.entities ?? []).some((entity) =>
    entity.user?.id === user.id
    || (user.username && entity.type === 'mention'
      && message.text.slice(entity.offset + 1, entity.offset + entity.length).toLowerCase() === user.username.toLowerCase()));
}

/** The keyboard above the input; `onPress` receives a button. */
export function replyKeyboard(markup, onPress) {
  const size = markup.resize_keyboard ? '' : 'tall';
  return el('div', { class: `reply-keyboard ${size}`, role: 'group', 'aria-label': 'Keyboard of the bot' },
    markup.keyboard.map((row) => el('div', { class: 'keyboard-row' }, row.map((button) => replyButton(button, onPress)))));
}

function replyButton(given, onPress) {
  const button = typeof given === 'string' ? { text: given } : given;
  const mark = markOf(button);
  return el('button', {
    type: 'button', class: 'reply-button', 'data-testid': 'reply-button', 'data-style': button.style, 'data-kind': mark,
    title: MARKS[mark], onclick: () => onPress(button),
  }, button.text);
}
