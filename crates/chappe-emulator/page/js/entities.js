// A text with its entities as elements. Offsets are in UTF-16 code units, like those of
// JavaScript's strings.

import { el, fullTime } from './dom.js';

/** Links to schemes that run code or read files are disabled. */
function safeUrl(url) {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `https://${url}`;
  return /^(https?|tg|mailto|tel):/i.test(whole) ? whole : null;
}

export function link(url, attributes = {}) {
  const href = safeUrl(url);
  if (!href) return el('span', { class: 'link', title: url });
  return el('a', { class: 'link', href, target: '_blank', rel: 'noopener', ...attributes });
}

function spoiler() {
  const hidden = el('span', { class: 'spoiler', role: 'button', tabindex: '0', 'aria-label': 'Spoiler, press to reveal' });
  const reveal = (event) => {
    if (event.type === 'keydown' && event.key !== 'Enter' && event.key !== ' ') return;
    if (hidden.classList.contains('revealed')) return;
    event.preventDefault();
    event.stopPropagation();
    hidden.classList.add('revealed');
    hidden.removeAttribute('role');
    // Keeps the focus, which would otherwise move to the start of the page.
    hidden.setAttribute('tabindex', '-1');
    hidden.removeAttribute('aria-label');
  };
  hidden.addEventListener('click', reveal);
  hidden.addEventListener('keydown', reveal);
  return hidden;
}

function quote(isExpandable) {
  if (!isExpandable) return el('blockquote');
  const folded = el('blockquote', { class: 'folded', tabindex: '0', title: 'Press to unfold' });
  const toggle = (event) => {
    if (event.type === 'keydown' && event.key !== 'Enter') return;
    folded.classList.toggle('folded');
  };
  folded.addEventListener('click', toggle);
  folded.addEventListener('keydown', toggle);
  return folded;
}

/** The element of an entity; none if it is shown as plain text. */
export function element(entity, covered, onCommand) {
  switch (entity.type) {
    case 'bold': return el('strong');
    case 'italic': return el('em');
    case 'underline': return el('u');
    case 'strikethrough': return el('s');
    case 'spoiler': return spoiler();
    case 'code': return el('code');
    case 'pre': return el('pre', { 'data-language': entity.language });
    case 'blockquote': return quote(false);
    case 'expandable_blockquote': return quote(true);
    case 'url': return link(covered);
    case 'text_link': return link(entity.url, { title: entity.url });
    case 'email': return link(`mailto:${covered}`);
    case 'phone_number': return link(`tel:${covered}`);
    case 'bot_command':
      return onCommand
        ? el('button', { type: 'button', class: 'link command', onclick: () => onCommand(covered), title: `Send ${covered}` })
        : el('span', { class: 'link' });
    case 'mention':
    case 'text_mention':
    case 'hashtag':
    case 'cashtag': return el('span', { class: 'link', title: entity.user ? `User ${entity.user.id}` : undefined });
    case 'custom_emoji': return el('span', { title: 'Custom emoji', 'data-testid': 'custom-emoji' });
    case 'date_time': return el('time', { datetime: new Date(entity.unix_time * 1000).toISOString(), title: fullTime(entity.unix_time) });
    default: return null;
  }
}

const BLOCKS = ['blockquote', 'expandable_blockquote', 'pre'];

/**
 * The text as a fragment. Entities nest; one that exceeds the entity around it is split.
 */
export function render(text, entities = [], onCommand) {
  const sorted = entities
    .map((entity) => ({ entity, start: entity.offset, end: entity.offset + entity.length }))
    .filter((span) => span.end > span.start)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  // A block ends its line: the line break behind it would be an empty line.
  const breaks = new Set(sorted.filter(({ entity, end }) => BLOCKS.includes(entity.type) && text[end] === '\n').map(({ end }) => end));
  const fragment = document.createDocumentFragment();
  fill(fragment, { text, breaks, onCommand }, 0, text.length, sorted);
  return fragment;
}

function fill(parent, source, start, end, spans) {
  const { text, breaks, onCommand } = source;
  const plain = (from, to) => text.slice(breaks.has(from) ? from + 1 : from, to);
  let at = start;
  const waiting = [...spans];
  while (waiting.length) {
    const span = waiting.shift();
    const from = Math.max(span.start, at);
    const to = Math.min(span.end, end);
    if (to <= from) continue;
    parent.append(plain(at, from));
    const inside = [];
    while (waiting.length && waiting[0].start < to) {
      const inner = waiting.shift();
      inside.push({ ...inner, end: Math.min(inner.end, to) });
      if (inner.end > to) {
        const rest = { ...inner, start: to };
        const place = waiting.findIndex((other) => other.start > to);
        waiting.splice(place < 0 ? waiting.length : place, 0, rest);
      }
    }
    const child = element(span.entity, text.slice(from, to), onCommand) ?? parent;
    if (child !== parent) parent.append(child);
    fill(child, source, from, to, inside);
    at = to;
  }
  parent.append(plain(at, end));
}
