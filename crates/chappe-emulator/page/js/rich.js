// Rich messages: blocks of text, lists, tables, media and buttons.

import { el } from './dom.js';
import { element } from './entities.js';
import { file, photo, player } from './files.js';
import { inlineButton } from './keyboards.js';
import { place } from './places.js';
import { fillRich } from './rich-text.js';

/** The blocks of a rich message. */
export function richMessage(message, chat) {
  const where = {
    message,
    onCommand: chat?.sendText,
    button: (button) => inlineButton(button, (pressed) => chat.press(message.message_id, pressed, { data: button.callback_data }, button)),
  };
  return el('div', { class: 'rich', dir: message.rich_message.is_rtl ? 'rtl' : 'auto', 'data-testid': 'rich' },
    blocks(message.rich_message.blocks, where));
}

const blocks = (all, where) => (all ?? []).map((one) => block(one, where));
const rich = (tag, text, where, attributes = {}) => fillRich(el(tag, attributes), text, where);

const MEDIA = {
  photo: (one) => photo(one.photo, one.has_spoiler),
  video: (one) => player('video', one.video, one.has_spoiler),
  animation: (one) => player('animation', one.animation, one.has_spoiler),
  audio: (one) => player('audio', one.audio),
  voice_note: (one) => player('voice', one.voice_note),
  document: (one) => file('document', one.document),
  map: (one) => place({ location: one.location }),
};

const BLOCKS = {
  paragraph: (one, where) => rich('p', one.text, where),
  heading: (one, where) => rich(`h${Math.min(6, Math.max(3, (one.size ?? 1) + 2))}`, one.text, where),
  pre: (one, where) => el('pre', { 'data-language': one.language }, fillRich(el('code'), one.text, where)),
  footer: (one, where) => rich('p', one.text, where, { class: 'file-facts' }),
  thinking: (one, where) => rich('p', one.text, where, { class: 'thinking', 'data-testid': 'thinking' }),
  divider: () => el('hr'),
  anchor: (one, where) => fillRich(el('span'), one, where),
  mathematical_expression: (one) => el('code', { class: 'formula' }, one.expression),
  blockquote: (one, where) => el('blockquote', {}, blocks(one.blocks, where), credit(one, where)),
  expandable_blockquote: (one, where) => {
    const folded = element({ type: 'expandable_blockquote' });
    fillRich(folded, one.text, where);
    folded.append(...[credit(one, where)].filter(Boolean));
    return folded;
  },
  pullquote: (one, where) => el('blockquote', { class: 'pull' }, rich('p', one.text, where), credit(one, where)),
  list: (one, where) => el('ul', { class: 'rich-list' }, one.items.map((item) => listItem(item, where))),
  table,
  details: (one, where) => el('details', { open: one.is_open }, rich('summary', one.summary, where), blocks(one.blocks, where)),
  collage: (one, where) => el('figure', { class: 'collage' }, blocks(one.blocks, where), caption(one, where)),
  slideshow: (one, where) => el('figure', { class: 'slideshow', tabindex: '0' }, blocks(one.blocks, where), caption(one, where)),
  buttons: (one, where) => el('div', { class: `rich-buttons ${one.align ?? ''}` }, one.buttons.map(where.button)),
};

function block(one, where) {
  if (BLOCKS[one.type]) return BLOCKS[one.type](one, where);
  if (MEDIA[one.type]) return el('figure', {}, MEDIA[one.type](one), caption(one, where));
  return one.text === undefined ? null : rich('p', one.text, where);
}

const credit = (one, where) => (one.credit ? rich('cite', one.credit, where) : null);

const caption = (one, where) => (one.caption
  ? el('figcaption', { class: 'file-facts' }, fillRich(el('span'), one.caption.text, where), credit(one.caption, where))
  : null);

function listItem(item, where) {
  const mark = item.has_checkbox
    ? el('input', { type: 'checkbox', checked: item.is_checked, disabled: true, 'aria-label': item.is_checked ? 'Done' : 'Not done' })
    : el('span', { class: 'rich-mark' }, item.label);
  return el('li', {}, mark, el('div', {}, blocks(item.blocks, where)));
}

function table(one, where) {
  const cell = (given) => rich(given.is_header ? 'th' : 'td', given.text, where, {
    class: `${given.align ?? ''} ${given.valign ?? ''}`.trim(), colspan: given.colspan, rowspan: given.rowspan,
  });
  const kinds = ['is_bordered', 'is_striped', 'is_compact'].filter((name) => one[name]).map((name) => name.slice(3));
  return el('div', { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': 'Table' },
    el('table', { class: kinds.join(' ') },
      one.caption ? rich('caption', one.caption, where) : null,
      el('tbody', {}, one.cells.map((row) => el('tr', {}, row.map(cell))))));
}
