// The checkout of an invoice.

import * as api from './api.js';
import { el } from './dom.js';
import { form, textField, textOf } from './forms.js';
import { dialog, attempt, toast } from './notices.js';
import { price } from './preview.js';
import * as store from './store.js';

const ADDRESS = [
  ['country_code', 'Country code', 'FR'], ['state', 'State', ''], ['city', 'City', 'Paris'],
  ['street_line1', 'Street', 'Rue du Bac'], ['street_line2', 'Second line', ''], ['post_code', 'Post code', '75007'],
];

/** Queries for which the bot's answer is shown, by their ids. */
const waiting = new Map();

/** Opens the checkout of the invoice in a message. */
export function openPayment(conversation, message) {
  const { invoice } = message;
  const amount = price(invoice.total_amount, invoice.currency);
  const status = el('p', { class: 'file-facts', role: 'status', 'data-testid': 'payment-status' });
  const pay = el('button', { type: 'button', class: 'primary', 'data-testid': 'payment-pay', onclick: confirm }, `Pay ${amount}`);
  const box = dialog(invoice.title, { 'data-testid': 'payment' },
    el('p', {}, invoice.description), el('p', {}, el('strong', {}, amount)), status,
    el('div', { class: 'dialog-actions' },
      el('button', { type: 'button', onclick: () => box.close() }, 'Cancel'),
      invoice.currency === 'XTR' ? null : el('button', { type: 'button', 'data-testid': 'payment-address', onclick: address }, 'Shipping…'),
      pay));
  pay.focus();

  async function confirm() {
    pay.disabled = true;
    status.textContent = 'The bot checks the order…';
    const sent = await attempt(() => api.checkOut(conversation, message.message_id));
    if (sent) return expect(sent.pre_checkout_query_id, paid);
    pay.disabled = false;
    status.textContent = '';
    return undefined;
  }

  function paid(answer) {
    if (!answer.ok) {
      pay.disabled = false;
      status.textContent = answer.error_message ?? 'The bot refused the order';
      return;
    }
    box.close();
    toast(`Paid ${amount} as ${store.nameOf(store.users.get(conversation.userId))}`);
  }

  function address() {
    form('Shipping address', 'Send', {
      onSave: (data) => api.sendAddress(conversation, message.message_id,
        Object.fromEntries(ADDRESS.map(([name]) => [name, textOf(data, name) ?? '']))),
      onDone: ({ shipping_query_id }) => {
        status.textContent = 'The bot reads the address…';
        expect(shipping_query_id, (answer) => {
          status.textContent = answer.ok
            ? `Shipping: ${(answer.shipping_options ?? []).map(({ title }) => title).join(', ') || 'none'}`
            : answer.error_message ?? 'The bot does not ship there';
        });
      },
    }, ...ADDRESS.map(([name, label, value]) => textField(label, { name, value })));
  }
}

/** Answers that arrived before the query's id was known. */
const early = new Map();

function expect(id, take) {
  const answer = early.get(id);
  if (answer) take(answer);
  else waiting.set(id, take);
}

/** Takes a bot's answer to a pre-checkout or shipping query. */
export function takePaymentAnswer(event) {
  const id = event.pre_checkout_query_id ?? event.shipping_query_id;
  const take = waiting.get(id);
  waiting.delete(id);
  if (take) take(event);
  else early.set(id, event);
  if (early.size > 50) early.delete(early.keys().next().value);
}
