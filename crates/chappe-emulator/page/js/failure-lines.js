// The lines about failures in a conversation, each below its message.

import { el } from './dom.js';
import { linesOf } from './failures.js';
import * as store from './store.js';

/** Maintains the lines of a conversation; `draw` updates them. */
export function failureLines(chat) {
  const shown = new Map();
  // Earlier failures are not announced by screen readers.
  const since = store.now();

  function draw() {
    const lines = linesOf(chat.conversation);
    const keys = new Set(lines.map(({ key }) => key));
    const wasAtEnd = chat.isAtEnd();
    for (const [key, line] of shown) {
      if (keys.has(key)) continue;
      line.element.remove();
      shown.delete(key);
    }
    lines.forEach(put);
    if (wasAtEnd) chat.toEnd();
  }

  function put(line) {
    const { key, text, count, entry } = line;
    if (!shown.has(key)) shown.set(key, make(line));
    const old = shown.get(key);
    old.text.data = text;
    old.count.data = count > 1 ? `×${count}` : '';
    if (old.entry === entry && old.element.isConnected) return;
    old.entry = entry;
    move(old.element, line);
  }

  function make({ isHint }) {
    const [text, count] = [new Text(), new Text()];
    const line = { text, count };
    line.element = el('div', { class: `failure ${isHint ? 'hint' : 'bad'}`, 'data-testid': isHint ? 'hint' : 'failure' },
      el('button', { type: 'button', title: 'Show it in the inspector', onclick: (event) => chat.host.inspect(line.entry, event.currentTarget) },
        el('span', { class: 'failure-text' }, text), el('span', { class: 'failure-count' }, count)));
    return line;
  }

  /** Inserts a line below its message, or by its time if it has none. */
  function move(element, { isHint, entry, messageId }) {
    const focused = element.contains(document.activeElement) ? document.activeElement : null;
    const own = chat.elements.get(messageId);
    for (const side of ['own', 'other']) element.classList.toggle(side, Boolean(own?.classList.contains(side)));
    // Announced when inserted, and not again when only its count changes.
    element.remove();
    element.setAttribute('aria-relevant', 'additions');
    if (entry.at < since) element.removeAttribute('role');
    else element.setAttribute('role', isHint ? 'status' : 'alert');
    let before = own ?? [...chat.messages.values()].filter(({ date }) => date <= entry.at)
      .map(({ message_id: id }) => chat.elements.get(id)).findLast(Boolean);
    before = before?.closest('.album') ?? before;
    while (before?.nextElementSibling?.matches('.failure')) before = before.nextElementSibling;
    if (before) before.after(element);
    else chat.list.append(element);
    focused?.focus({ preventScroll: true });
  }

  return { draw };
}
