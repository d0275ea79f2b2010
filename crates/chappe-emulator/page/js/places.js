// Places, contacts and dice.

import { clock, el, icon } from './dom.js';
import { name } from './preview.js';
import * as store from './store.js';

/** A location or a venue, with a link to a map. */
export function place(message) {
  const { venue } = message;
  const { latitude, longitude, live_period, horizontal_accuracy } = venue?.location ?? message.location;
  const at = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}`;
  return el('a', { class: 'media-box file', href: map, target: '_blank', rel: 'noopener', 'data-testid': venue ? 'venue' : 'location' },
    icon('place'),
    el('span', { class: 'file-text' },
      el('span', { class: 'file-name' }, venue?.title ?? (live_period ? 'Live location' : 'Location')),
      venue ? el('span', {}, venue.address) : null,
      el('span', { class: 'file-facts' }, horizontal_accuracy ? `${at} ± ${horizontal_accuracy} m` : at),
      live_period ? el('span', { class: 'file-facts' }, until(message, live_period)) : null));
}

function until(message, period) {
  const end = message.date + period;
  // The longest period of Telegram means: until it is stopped.
  if (period === 0x7fffffff) return 'until it is stopped';
  return store.now() < end ? `until ${clock(end)}` : 'ended';
}

export const contact = (thing) => el('div', { class: 'media-box file', 'data-testid': 'contact' },
  icon('person'),
  el('span', { class: 'file-text' },
    el('span', { class: 'file-name' }, name(thing)),
    el('a', { class: 'link', href: `tel:${thing.phone_number}` }, thing.phone_number)));

/** The emoji of a dice, with its value. */
export const dice = ({ emoji, value }) => el('div', { class: 'dice', 'data-testid': 'dice' },
  el('span', { class: 'dice-emoji', 'aria-hidden': 'true' }, emoji),
  el('span', { class: 'file-facts' }, `${emoji} ${value}`));
