// Effects of messages, shown once when a message arrives.

import { el } from './dom.js';

/** The effects that everybody may use, by their ids, which exceed the exact numbers. */
const EFFECTS = {
  '5104841245755180586': '🔥', '5107584321108051014': '👍', '5104858069142078462': '👎',
  '5159385139981059251': '❤', '5046509860389126442': '🎉', '5046589136895476101': '💩',
};

/** The mark of a message with an effect; none without one. */
export const effectMark = (message) => (message.effect_id
  ? el('span', { class: 'effect', 'data-testid': 'effect', title: 'Sent with an effect', role: 'img', 'aria-label': 'Sent with an effect' },
    EFFECTS[message.effect_id] ?? '✨')
  : null);

/** Plays the effect of a new message. */
export function playEffect(message, element) {
  if (!message.effect_id) return;
  const shown = el('span', { class: 'effect-play', 'aria-hidden': 'true' }, EFFECTS[message.effect_id] ?? '✨');
  shown.addEventListener('animationend', () => shown.remove());
  setTimeout(() => shown.remove(), 2000);
  element.querySelector('.bubble')?.append(shown);
}
