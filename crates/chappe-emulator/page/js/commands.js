// Suggestions of the bots' commands, shown while "/…" is typed.

import { el } from './dom.js';

let lists = 0;

/** A list above the input: arrow keys select, Enter sends the selection, Tab completes it. */
export function commandList({ input, bots, isPrivate, onSend, onComplete }) {
  lists += 1;
  const id = `commands-${lists}`;
  const element = el('div', { class: 'commands', id, role: 'listbox', 'aria-label': 'Commands', 'data-testid': 'commands', hidden: true });
  let found = [];
  let chosen = -1;
  // The text when Escape closed the list.
  let closedAt = null;
  input.setAttribute('aria-controls', id);
  input.setAttribute('aria-autocomplete', 'list');

  function refresh() {
    const text = input.value;
    if (closedAt !== text) closedAt = null;
    const typed = closedAt === null && /^\/(\w*)$/.exec(text);
    const all = bots();
    found = !typed ? [] : all.flatMap((bot) => (bot.commands ?? []).map(({ command, description }) => ({
      // With several bots, a command names its bot.
      text: `/${command}${!isPrivate && all.length > 1 ? `@${bot.username}` : ''}`,
      command,
      description,
    }))).filter(({ command }) => command.startsWith(typed[1].toLowerCase()));
    chosen = -1;
    draw();
  }

  function draw() {
    element.hidden = !found.length;
    element.replaceChildren(...found.map((item, at) =>
      el('div', {
        class: 'command-item', role: 'option', id: `${id}-${at}`, 'data-testid': 'command', 'aria-selected': String(at === chosen),
        // A press must not take the focus from the input.
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => onSend(item.text),
      }, el('span', { class: 'command-name' }, item.text), el('span', { class: 'command-about' }, item.description))));
    if (chosen >= 0) {
      input.setAttribute('aria-activedescendant', `${id}-${chosen}`);
      element.children[chosen].scrollIntoView({ block: 'nearest' });
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }

  /** Handles a key for the list. Returns whether it did. */
  function onKey(event) {
    if (!found.length) return false;
    if (event.key === 'ArrowDown') chosen = (chosen + 1) % found.length;
    else if (event.key === 'ArrowUp') chosen = (chosen <= 0 ? found.length : chosen) - 1;
    else if (event.key === 'Tab' && !event.shiftKey) return taken(event, () => onComplete(found[Math.max(chosen, 0)].text));
    else if (event.key === 'Enter' && chosen >= 0) return taken(event, () => onSend(found[chosen].text));
    else if (event.key === 'Escape') {
      closedAt = input.value;
      return taken(event, refresh);
    } else return false;
    return taken(event, draw);
  }

  function taken(event, action) {
    event.preventDefault();
    event.stopPropagation();
    action();
    return true;
  }

  return { element, refresh, onKey };
}
