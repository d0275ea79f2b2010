// Toasts, which disappear, and alerts, which must be closed.

import { el } from './dom.js';

const SHOWN_FOR = 4000;

/** Shows a toast in an open conversation, or on the page. */
export function toast(text, place = null, kind = '') {
  const notice = el('div', { class: `toast ${kind}`, 'data-testid': 'toast' }, text);
  const host = place ?? document.getElementById('notices');
  host.append(notice);
  setTimeout(() => notice.remove(), SHOWN_FOR);
}

/** Reports an error. */
export const failed = (error) => toast(error.message, null, 'failed');

/** Runs a function, and reports its error. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    failed(error);
    return undefined;
  }
}

/** A dialog; Escape and a press outside close it. */
export function dialog(title, attributes, ...children) {
  const heading = `dialog-${Math.random().toString(36).slice(2)}`;
  const element = el('dialog', { 'aria-labelledby': heading, ...attributes },
    el('h2', { id: heading }, title), ...children);
  element.addEventListener('click', (event) => {
    if (event.target === element) element.close();
  });
  element.addEventListener('close', () => element.remove());
  document.body.append(element);
  element.showModal();
  return element;
}

/** An alert of a bot, which must be closed. */
export function alert(title, text, url) {
  const close = el('button', { type: 'button', class: 'primary', 'data-testid': 'alert-close', onclick: () => box.close() }, 'OK');
  const open = url && /^(https?|tg):/i.test(url)
    ? el('a', { class: 'button', href: url, target: '_blank', rel: 'noopener' }, 'Open link')
    : null;
  const box = dialog(title, { class: 'alert', role: 'alertdialog', 'data-testid': 'alert' },
    el('p', { class: 'alert-text' }, text || url), el('div', { class: 'dialog-actions' }, open, close));
  close.focus();
}

/** Asks before a link is opened. */
export function linkDialog(title, url) {
  const isLink = /^(https?|tg):/i.test(url ?? '');
  const box = dialog(title, { 'data-testid': 'link-dialog' },
    el('p', { class: 'alert-text' }, el('code', {}, url)),
    el('div', { class: 'dialog-actions' },
      el('button', { type: 'button', onclick: () => box.close() }, 'Cancel'),
      isLink ? el('a', { class: 'button primary', href: url, target: '_blank', rel: 'noopener', onclick: () => box.close() }, 'Open') : null));
  box.querySelector('a, button').focus();
}
