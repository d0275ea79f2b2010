// Inline keyboards below messages, and reply keyboards above the input.

import { el } from './dom.js';

const HINTS = {
  web_app: 'Opens a Mini App, which is not emulated here',
  login_url: 'Logs in at a site, which is not emulated here',
  switch_inline_query: 'Inline mode is not on this page: send inline queries over the control API',
  switch_inline_query_current_chat: 'Inline mode is not on this page: send inline queries over the control API',
  switch_inline_query_chosen_chat: 'Inline mode is not on this page: send inline queries over the control API',
  callback_game: 'Starts a game, which is not emulated here',
  pay: 'Pays, which is not on this page',
  request_contact: 'Asks for the phone number, which is not on this page',
  request_location: 'Asks for the place, which is not on this page',
  request_poll: 'Asks for a poll, which is not on this page',
  request_users: 'Asks for people, which is not on this page',
  request_chat: 'Asks for a chat, which is not on this page',
};

const hintOf = (button) => {
  const kind = Object.keys(HINTS).find((key) => button[key] !== undefined);
  return kind && HINTS[kind];
};

/** The keyboard below a message; `onPress` receives the button, its row and column. */
export function inlineKeyboard(markup, onPress) {
  const rows = markup?.inline_keyboard;
  if (!rows?.length) return null;
  return el('div', { class: 'inline-keyboard' }, rows.map((row, y) =>
    el('div', { class: 'keyboard-row' }, row.map((button, x) => inlineButton(button, y, x, onPress)))));
}

function inlineButton(button, y, x, onPress) {
  const shared = { class: 'inline-button', 'data-testid': 'inline-button', 'data-style': button.style };
  if (button.url && /^(https?|tg):/i.test(button.url)) {
    return el('a', { ...shared, href: button.url, target: '_blank', rel: 'noopener', title: button.url }, button.text, ' ↗');
  }
  if (button.copy_text) {
    const copy = () => navigator.clipboard?.writeText(button.copy_text.text);
    return el('button', { ...shared, type: 'button', title: 'Copies a text', onclick: copy }, button.text);
  }
  if (button.callback_data === undefined) {
    const hint = hintOf(button) ?? 'Does nothing here';
    return el('button', { ...shared, type: 'button', disabled: true, title: hint, 'aria-label': `${button.text}. ${hint}` }, button.text);
  }
  const press = (event) => onPress(event.currentTarget, [y, x]);
  return el('button', { ...shared, type: 'button', onclick: press, title: button.callback_data }, button.text);
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

/** The keyboard above the input; `onText` receives a button's text. */
export function replyKeyboard(markup, onText) {
  const size = markup.resize_keyboard ? '' : 'tall';
  return el('div', { class: `reply-keyboard ${size}`, role: 'group', 'aria-label': 'Keyboard of the bot' },
    markup.keyboard.map((row) => el('div', { class: 'keyboard-row' }, row.map((button) => replyButton(button, onText)))));
}

function replyButton(given, onText) {
  const button = typeof given === 'string' ? { text: given } : given;
  const hint = hintOf(button);
  return el('button', {
    type: 'button', class: 'reply-button', 'data-testid': 'reply-button', 'data-style': button.style,
    disabled: Boolean(hint), title: hint, onclick: () => onText(button.text),
  }, button.text);
}
