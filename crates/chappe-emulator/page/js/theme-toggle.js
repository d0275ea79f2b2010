// The theme button: the system's theme, light, dark, and again.

import { icon } from './dom.js';

const THEMES = ['', 'light', 'dark'];
const ICONS = { '': 'system', light: 'sun', dark: 'moon' };
const LABELS = { '': 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' };

export function themeToggle(button) {
  const root = document.documentElement;
  const show = () => {
    const theme = root.dataset.theme ?? '';
    button.replaceChildren(icon(ICONS[theme]));
    button.setAttribute('aria-label', LABELS[theme]);
    button.title = LABELS[theme];
  };
  button.addEventListener('click', () => {
    const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? '') + 1) % THEMES.length];
    if (next) root.dataset.theme = next;
    else delete root.dataset.theme;
    try {
      localStorage.setItem('theme', next);
    } catch {
      // Without storage, the choice lasts as long as the page.
    }
    show();
  });
  show();
}
