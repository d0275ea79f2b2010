// The text of rich messages: a string, a list of parts, or a part with a style.

import { element, link } from './entities.js';
import { el } from './dom.js';

const TAGS = {
  bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code', marked: 'mark',
  subscript: 'sub', superscript: 'sup',
};

// Links to places in the same message.
const anchorId = (message, name) => `anchor-${message.chat?.id}-${message.message_id}-${name}`;

/** Appends a rich text to an element, which it returns. `where` has the message, and renders buttons. */
export function fillRich(parent, text, where) {
  if (text === undefined || text === null) return parent;
  if (typeof text === 'string') parent.append(text);
  else if (Array.isArray(text)) for (const part of text) fillRich(parent, part, where);
  else parent.append(...part(text, where));
  return parent;
}

function part(given, where) {
  const { type } = given;
  const wrap = (shell) => [fillRich(shell, given.text, where)];
  if (TAGS[type]) return wrap(el(TAGS[type]));
  switch (type) {
    case 'spoiler': return wrap(element({ type: 'spoiler' }));
    case 'url': return wrap(link(given.url, { title: given.url }));
    case 'email_address': return wrap(link(`mailto:${given.email_address}`));
    case 'phone_number': return wrap(link(`tel:${given.phone_number}`));
    case 'bot_command': return wrap(element({ type: 'bot_command' }, given.bot_command, where.onCommand));
    case 'anchor': return [el('span', { id: anchorId(where.message, given.name) })];
    case 'anchor_link': return wrap(jump(where.message, given.anchor_name));
    case 'reference': return wrap(el('span', { id: anchorId(where.message, `ref-${given.name}`) }));
    case 'reference_link': return wrap(jump(where.message, `ref-${given.reference_name}`));
    case 'custom_emoji': return [el('span', { title: 'Custom emoji' }, given.alternative_text)];
    case 'date_time': return wrap(element({ type: 'date_time', unix_time: given.unix_time }));
    case 'mathematical_expression': return [el('code', { class: 'formula' }, given.expression)];
    case 'button': return [where.button(given.button)];
    default: return given.text === undefined ? [] : wrap(el('span', { class: 'link' }));
  }
}

/** A link to a place in the message: the page's address does not change. */
const jump = (message, name) => el('button', {
  type: 'button', class: 'link command',
  onclick: () => document.getElementById(anchorId(message, name))?.scrollIntoView({ block: 'center' }),
});

/** A rich text as plain text, for labels. */
export function plainRich(text) {
  if (typeof text === 'string') return text;
  if (Array.isArray(text)) return text.map(plainRich).join('');
  return text ? plainRich(text.text ?? text.alternative_text ?? text.expression ?? '') : '';
}
