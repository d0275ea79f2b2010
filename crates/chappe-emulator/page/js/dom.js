// Helpers for creating elements. Text is always inserted as text, never as HTML.

/** Creates an element: `el('p', {class: 'a', onclick: f}, 'text', child)`. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const ICONS = {
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8c.6-3.8 3.4-6 7-6s6.4 2.2 7 6M19 4v5M16.5 6.5h5',
  group: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 8c.5-3.3 2.9-5 6-5s5.5 1.7 6 5M15.5 4.3a3.5 3.5 0 0 1 0 6.4M17.5 14.3c1.9.7 3.2 2.3 3.5 4.7',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  close: 'm6 6 12 12M18 6 6 18',
  send: 'M4 12 20 4.5 15.5 20l-4-6.5zM11.5 13.5 20 4.5',
  attach: 'm19 11.5-7.2 7.2a4.6 4.6 0 0 1-6.5-6.5l7.7-7.7a3 3 0 0 1 4.3 4.3l-7.5 7.5a1.5 1.5 0 0 1-2.1-2.1l6.8-6.8',
  more: 'M12 5.5h.01M12 12h.01M12 18.5h.01',
  beside: 'M4 5h16v14H4zM12 5v14',
  down: 'm6 9.5 6 6 6-6',
  keyboard: 'M3 7h18v10H3zM7 10.5h.01M11 10.5h.01M15 10.5h.01M8 13.7h8',
  pin: 'M9 4h6l-.7 6.3 3.2 3.2v1.5h-11v-1.5l3.2-3.2zM12 15v5.5',
  add: 'M12 5v14M5 12h14',
  lock: 'M6.5 11h11v9h-11zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2',
  place: 'M12 21c4.3-4.8 6.5-8.3 6.5-11a6.5 6.5 0 1 0-13 0c0 2.7 2.2 6.2 6.5 11ZM12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z',
  door: 'M5 20.5V3.5h9v17M14 6h4.5v14.5M3.5 20.5h17M11 12h.01',
  file: 'M7 3.5h7l4 4v13H7zM14 3.5v4h4',
};

/** An icon of the page's own set, hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows an icon, with a label for screen readers. */
export function iconButton(name, label, onclick, attributes = {}) {
  const { class: extra = '', ...rest } = attributes;
  return el('button', { type: 'button', class: `icon-button ${extra}`, 'aria-label': label, title: label, onclick, ...rest }, icon(name));
}

const clockFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const exactFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const fullFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const dayFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });

/** Hours and minutes of unix seconds. */
export const clock = (seconds) => clockFormat.format(seconds * 1000);
/** Hours, minutes and seconds. */
export const exactClock = (seconds) => exactFormat.format(seconds * 1000);
/** Date and time. */
export const fullTime = (seconds) => fullFormat.format(seconds * 1000);
/** The date. */
export const day = (seconds) => dayFormat.format(seconds * 1000);

/** A readable size. */
export function size(bytes) {
  if (!Number.isFinite(bytes)) return '';
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < 2) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** A duration in milliseconds, with a fitting unit. */
export function took(ms) {
  if (!Number.isFinite(ms)) return '';
  if (ms < 1) return `${Math.round(ms * 1000)} µs`;
  if (ms < 1000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
}
