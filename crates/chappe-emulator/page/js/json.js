// JSON as a collapsible tree.

import { el } from './dom.js';

/** Deeper values are collapsed at first. */
const OPEN_TO = 2;

/** The tree of a value. */
export function json(value, attributes = {}) {
  return el('div', { class: 'json', ...attributes }, node(value, null, 0, true));
}

function node(value, name, depth, isLast) {
  const label = name === null ? null : el('span', { class: 'json-name' }, `"${name}": `);
  const comma = isLast ? '' : ',';
  if (value === null || typeof value !== 'object') {
    return el('div', { class: 'json-line' }, label, el('span', { class: `json-${value === null ? 'null' : typeof value}` }, JSON.stringify(value)), comma);
  }
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (!entries.length) return el('div', { class: 'json-line' }, label, `${open}${close}${comma}`);
  const details = el('details', { open: depth < OPEN_TO },
    el('summary', {}, label, open, el('span', { class: 'json-count' }, ` ${entries.length} ${close}`)));
  const fill = () => {
    if (details.childElementCount > 1) return;
    details.append(
      el('div', { class: 'json-inside' }, entries.map(([key, inner], at) =>
        node(inner, isList ? null : key, depth + 1, at === entries.length - 1))),
      el('div', { class: 'json-line' }, `${close}${comma}`));
  };
  // Collapsed values are created on demand.
  if (depth < OPEN_TO) fill();
  else details.addEventListener('toggle', fill, { once: true });
  return details;
}

/** A button that copies a value as text. */
export function copyButton(value) {
  const button = el('button', { type: 'button', class: 'small' }, 'Copy');
  button.addEventListener('click', () => navigator.clipboard?.writeText(JSON.stringify(value, null, 2)).then(() => {
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1200);
  }, () => { button.textContent = 'Not allowed'; }));
  return button;
}
