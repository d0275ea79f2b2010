// The subscriptions of a user to a bot.

import * as api from './api.js';
import { day, el } from './dom.js';
import { attempt, dialog } from './notices.js';
import { period, price } from './preview.js';
import * as store from './store.js';

/** Opens the subscriptions of a user to the bot of a conversation. */
export function openSubscriptions({ userId, botId }) {
  const list = el('div', { class: 'members' });
  const close = el('button', { type: 'button', class: 'primary', onclick: () => box.close() }, 'Done');
  const box = dialog(`Subscriptions to ${store.nameOf(store.bots.get(botId))}`, {}, list, el('div', { class: 'dialog-actions' }, close));
  close.focus();

  async function draw() {
    const all = await attempt(() => api.getSubscriptions(userId));
    if (!all) return;
    const here = all.filter((one) => one.bot === botId);
    list.replaceChildren(...here.map(row));
    if (!here.length) list.append(el('p', { class: 'file-facts' }, 'There are no subscriptions. An invoice with a period makes one.'));
    if (!box.contains(document.activeElement)) close.focus();
  }

  function row(one) {
    const hasEnded = one.expiration_date <= store.now();
    const change = async (isCanceled) => {
      if (await attempt(() => api.changeSubscription(userId, one.telegram_payment_charge_id, isCanceled))) draw();
    };
    const press = (label, isCanceled) => el('button', { type: 'button', class: 'small', onclick: () => change(isCanceled) }, label);
    const isCanceled = one.is_canceled || one.is_canceled_by_bot;
    const state = `${hasEnded ? 'ended' : isCanceled ? 'ends' : 'renews'} ${day(one.expiration_date)}`;
    return el('div', { class: 'member', 'data-testid': 'subscription' },
      el('div', {}, el('span', {}, one.title ?? one.invoice_payload),
        el('p', { class: 'file-facts' }, `${price(one.star_count, 'XTR')} ${period(one.subscription_period)} · ${state}`)),
      action(one, hasEnded, press));
  }

  function action(one, hasEnded, press) {
    if (one.is_canceled_by_bot) return el('span', { class: 'file-facts' }, 'Canceled by the bot');
    if (hasEnded) return press('Renew', false);
    return one.is_canceled ? press('Resume', false) : press('Cancel', true);
  }

  draw();
}
