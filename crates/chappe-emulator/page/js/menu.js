// A context menu; arrow keys move in it, Escape closes it.

import { el } from './dom.js';

let close = null;

/**
 * Opens a menu of `[label, action, isDangerous?]`, at an element or a point. `place` is where
 * it is added: inside of a modal dialog, only its own elements can be pressed. `head` is a row
 * of `[sign, action, label]` above.
 */
export function openMenu(items, anchor, place = document.body, head = []) {
  close?.();
  const before = document.activeElement;
  const entry = (content, action, attributes) => el('button', {
    type: 'button', role: 'menuitem', tabindex: '-1', ...attributes,
    onclick: () => {
      close();
      action();
    },
  }, content);
  const menu = el('div', { class: 'menu', role: 'menu' },
    head.length ? el('div', { class: 'menu-head', role: 'group', 'aria-label': 'Reactions' },
      head.map(([sign, action, label]) => entry(sign, action, { 'aria-label': label, title: label }))) : null,
    items.map(([label, action, isDangerous]) => entry(label, action, { class: isDangerous ? 'dangerous' : '' })));
  place.append(menu);
  position(menu, anchor);
  const at = boxOf(anchor).top;
  const away = (event) => {
    // A list that scrolled before the menu was opened reports it afterwards.
    const isStill = event.type === 'scroll' && Math.abs(boxOf(anchor).top - at) < 1;
    if (!menu.contains(event.target) && !isStill) close();
  };
  close = () => {
    const hadFocus = menu.contains(document.activeElement);
    menu.remove();
    document.removeEventListener('pointerdown', away, true);
    document.removeEventListener('scroll', away, true);
    close = null;
    if (hadFocus && before?.isConnected) before.focus();
  };
  document.addEventListener('pointerdown', away, true);
  document.addEventListener('scroll', away, true);
  menu.addEventListener('keydown', (event) => move(event, menu));
  // The actions come first: the row above is reached by the arrow keys.
  entries(menu)[head.length].focus();
}

const entries = (menu) => [...menu.querySelectorAll('[role="menuitem"]')];

function move(event, menu) {
  const items = entries(menu);
  const at = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const next = step ? (at + step + items.length) % items.length : { Home: 0, End: items.length - 1 }[event.key];
  if (event.key === 'Escape' || event.key === 'Tab') close();
  else if (next === undefined) return;
  else items[next].focus();
  event.preventDefault();
  event.stopPropagation();
}

const boxOf = (anchor) => (anchor instanceof Element
  ? anchor.getBoundingClientRect() : { left: anchor.x, right: anchor.x, top: anchor.y, bottom: anchor.y });

function position(menu, anchor) {
  const box = boxOf(anchor);
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.right - width), innerWidth - width - 8);
  const top = box.bottom + height + 8 > innerHeight ? box.top - height : box.bottom;
  menu.style.left = `${Math.max(8, left)}px`;
  menu.style.top = `${Math.max(8, top)}px`;
}
