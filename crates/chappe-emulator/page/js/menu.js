// A context menu; arrow keys move in it, Escape closes it.

import { el } from './dom.js';

let close = null;

/** Opens a menu of `[label, action, isDangerous?]`, at an element or a point. */
export function openMenu(items, anchor) {
  close?.();
  const before = document.activeElement;
  const menu = el('div', { class: 'menu', role: 'menu' }, items.map(([label, action, isDangerous]) =>
    el('button', {
      type: 'button', role: 'menuitem', class: isDangerous ? 'dangerous' : '', tabindex: '-1',
      onclick: () => {
        close();
        action();
      },
    }, label)));
  document.body.append(menu);
  place(menu, anchor);
  const away = (event) => {
    if (!menu.contains(event.target)) close();
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
  menu.firstElementChild.focus();
}

function move(event, menu) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const next = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key];
  if (event.key === 'Escape' || event.key === 'Tab') close();
  else if (next === undefined) return;
  else items[next].focus();
  event.preventDefault();
  event.stopPropagation();
}

function place(menu, anchor) {
  const box = anchor instanceof Element ? anchor.getBoundingClientRect() : { left: anchor.x, right: anchor.x, top: anchor.y, bottom: anchor.y };
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.right - width), innerWidth - width - 8);
  const top = box.bottom + height + 8 > innerHeight ? box.top - height : box.bottom;
  menu.style.left = `${Math.max(8, left)}px`;
  menu.style.top = `${Math.max(8, top)}px`;
}
