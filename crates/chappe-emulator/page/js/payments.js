// The checkout of an invoice.

import * as api from './api.js';
import { el } from './dom.js';
import { choiceField, form, textField, textOf } from './forms.js';
import { dialog, attempt, toast } from './notices.js';
import { period, price } from './preview.js';
import * as store from './store.js';

const ADDRESS = [
  ['country_code', 'Country code', 'FR'], ['state', 'State', ''], ['city', 'City', 'Paris'],
  ['street_line1', 'Street', 'Rue du Bac'], ['street_line2', 'Second line', ''], ['post_code', 'Post code', '75007'],
];

/** What a payer enters besides the address: the label, the type of the field, and a value of a user. */
const INFO = {
  name: ['Name', 'text', store.nameOf],
  phone_number: ['Phone number', 'tel', (user) => `+${user.id}`],
  email: ['Email', 'email', (user) => `${user.username ?? 'user'}@example.com`],
};

/** Queries for which the bot's answer is shown, by their ids. */
const waiting = new Map();

/**
 * Opens the checkout of an invoice: `where` has the `message_id` or the `invoice_link`.
 * `onEnd` receives `paid`, `failed` or `cancelled`.
 */
export async function openPayment(conversation, where, onEnd = () => {}) {
  const found = await attempt(() => api.getInvoice(conversation, where));
  if (found) checkout(conversation, where, found, onEnd);
  else onEnd('failed');
}

function checkout(conversation, where, { invoice, order_info: needs, is_flexible, ...terms }, onEnd) {
  const user = store.users.get(conversation.userId);
  const needsAddress = needs.includes('shipping_address');
  let result = 'cancelled';
  // The address, and the answered query about it.
  let sent = null;

  const status = el('p', { class: 'file-facts', role: 'status', 'data-testid': 'payment-status' });
  const amount = el('strong', { 'data-testid': 'payment-total' });
  const pay = el('button', { class: 'primary', 'data-testid': 'payment-pay' });
  const options = el('div', {});
  const entries = needs.filter((name) => INFO[name]).map((name) => {
    const [label, type, value] = INFO[name];
    return textField(label, { name, type, required: true, value: value(user) });
  });
  const element = el('form', { onchange: draw },
    el('p', { class: 'payment-about' }, invoice.description), ...entries, options, tips(), amount, status,
    el('div', { class: 'dialog-actions' },
      el('button', { type: 'button', onclick: () => box.close() }, 'Cancel'),
      needsAddress ? el('button', { type: 'button', 'data-testid': 'payment-address', onclick: openAddress }, 'Shipping…') : null,
      pay));
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    if (needsAddress && !sent) openAddress();
    else confirm();
  });
  const box = dialog(invoice.title, { 'data-testid': 'payment' }, element);
  box.addEventListener('close', () => onEnd(result));
  draw();
  pay.focus();

  function tips() {
    const { max_tip_amount: most, suggested_tip_amounts: suggested } = terms;
    const all = [...new Set([...suggested, most])].filter(Boolean).sort((a, b) => a - b);
    return all.length
      ? choiceField('Tip', { name: 'tip' }, [['0', 'None'], ...all.map((tip) => [tip, price(tip, invoice.currency)])])
      : null;
  }

  function chosenOption(data) {
    return sent?.options.find((one) => one.id === data.get('option'));
  }

  function total() {
    const data = new FormData(element);
    const shipping = (chosenOption(data)?.prices ?? []).reduce((sum, one) => sum + one.amount, 0);
    return price(invoice.total_amount + shipping + Number(data.get('tip') ?? 0), invoice.currency);
  }

  function draw() {
    amount.textContent = `${total()}${terms.subscription_period ? ` ${period(terms.subscription_period)}` : ''}`;
    pay.textContent = `Pay ${total()}`;
  }

  function busy(text) {
    pay.disabled = Boolean(text);
    status.textContent = text;
  }

  function refuse(text) {
    busy('');
    status.textContent = text;
  }

  /** What the payer entered. */
  function order() {
    const data = new FormData(element);
    const info = Object.fromEntries(needs.filter((name) => INFO[name]).map((name) => [name, textOf(data, name)]));
    if (sent && !is_flexible) info.shipping_address = sent.address;
    return {
      ...(Object.keys(info).length ? { order_info: info } : {}),
      ...(sent?.query ? { shipping_query_id: sent.query, shipping_option_id: chosenOption(data)?.id } : {}),
      ...(Number(data.get('tip')) ? { tip: Number(data.get('tip')) } : {}),
    };
  }

  async function confirm() {
    const paidAmount = total();
    busy('The bot checks the order…');
    const asked = await attempt(() => api.checkOut(conversation, { ...where, ...order() }));
    if (!asked) return busy('');
    return expect(asked.pre_checkout_query_id, (answer) => {
      if (!answer.ok) {
        result = 'failed';
        return refuse(answer.error_message ?? 'The bot refused the order');
      }
      result = 'paid';
      box.close();
      return toast(`Paid ${paidAmount} as ${store.nameOf(user)}`);
    });
  }

  function openAddress() {
    form('Shipping address', is_flexible ? 'Send' : 'Save', {
      onSave: async (data) => {
        const address = Object.fromEntries(ADDRESS.map(([name]) => [name, textOf(data, name) ?? '']));
        return { address, ...(is_flexible ? await api.sendAddress(conversation, { ...where, address }) : {}) };
      },
      onDone: ({ address, shipping_query_id: query }) => {
        if (!query) {
          sent = { address, options: [] };
          status.textContent = `To ${address.city}`;
          return;
        }
        busy('The bot reads the address…');
        expect(query, (answer) => {
          if (!answer.ok) return refuse(answer.error_message ?? 'The bot does not ship there');
          sent = { address, query, options: answer.shipping_options };
          showOptions();
          return busy('');
        });
      },
    }, ...ADDRESS.map(([name, label, value]) => textField(label, { name, value: sent?.address[name] ?? value })));
  }

  function showOptions() {
    options.replaceChildren(el('fieldset', {}, el('legend', {}, `Shipping to ${sent.address.city}`), sent.options.map((one, at) => {
      const sum = one.prices.reduce((all, part) => all + part.amount, 0);
      return el('label', { class: 'check' },
        el('input', { type: 'radio', name: 'option', value: one.id, checked: at === 0, 'data-testid': 'shipping-option' }),
        el('span', {}, `${one.title}, ${price(sum, invoice.currency)}`));
    })));
    draw();
  }
}

/** Answers that arrived before the query's id was known. */
const early = new Map();

function expect(id, take) {
  const answer = early.get(id);
  early.delete(id);
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
