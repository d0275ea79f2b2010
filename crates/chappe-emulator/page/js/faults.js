// Injected faults, and the clock of the emulator.

import * as api from './api.js';
import { el, fullTime } from './dom.js';
import { attempt } from './notices.js';
import * as store from './store.js';

const field = (label, input) => el('label', { class: 'field' }, el('span', {}, label), input);

const number = (name, attributes = {}) =>
  el('input', { type: 'number', name, min: '0', inputmode: 'numeric', 'data-testid': `fault-${name}`, ...attributes });

/** The panel below the list of updates. */
export function faults() {
  return el('details', { class: 'faults', 'data-testid': 'faults' },
    el('summary', {}, 'Faults and clock'), faultForm(), webhookSwitches(), clockForm());
}

function faultForm() {
  const rules = el('ul', { class: 'rules' });
  const clear = async () => {
    if (await attempt(() => api.clearFaults())) rules.replaceChildren();
  };
  const form = el('form', { class: 'fault-form' },
    field('Method', el('input', { name: 'method', placeholder: 'any', autocomplete: 'off', spellcheck: 'false', 'data-testid': 'fault-method' })),
    field('Status', number('status', { placeholder: '500', max: '599' })),
    field('Retry after, s', number('retry_after')),
    field('Delay, ms', number('delay_ms')),
    field('Drop', el('select', { name: 'drop', 'data-testid': 'fault-drop' },
      el('option', { value: '' }, 'no'),
      el('option', { value: 'before' }, 'before the effect'),
      el('option', { value: 'after' }, 'after the effect'))),
    field('Times', number('times', { placeholder: 'always', min: '1' })),
    el('div', { class: 'fault-actions' },
      el('button', { class: 'small primary', 'data-testid': 'fault-add' }, 'Add fault'),
      el('button', { type: 'button', class: 'small', 'data-testid': 'fault-clear', onclick: clear }, 'Clear all')),
    rules);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const rule = ruleOf(new FormData(form));
    if (await attempt(() => api.addFault(rule))) {
      rules.append(el('li', { 'data-testid': 'fault' }, describe(rule)));
      form.reset();
    }
  });
  return form;
}

function ruleOf(data) {
  const whole = (name) => (data.get(name) === '' ? undefined : Number(data.get(name)));
  const then = { status: whole('status'), retry_after: whole('retry_after'), delay_ms: whole('delay_ms'), drop: data.get('drop') || undefined };
  // `retry_after` implies the status 429.
  if (then.retry_after !== undefined) then.status ??= 429;
  if (Object.values(then).every((value) => value === undefined)) then.status = 500;
  return { method: data.get('method').trim() || undefined, times: whole('times'), then };
}

function describe({ method, times, then }) {
  const parts = [
    then.status && `answers ${then.status}`,
    then.retry_after !== undefined && `retry after ${then.retry_after} s`,
    then.delay_ms && `${then.delay_ms} ms late`,
    then.drop && `connection drops ${then.drop} the effect`,
  ].filter(Boolean);
  return `${method ?? 'Any method'}: ${parts.join(', ')}${times ? `, ${times}×` : ''}`;
}

/** Switches for the webhook deliveries of all bots. */
function webhookSwitches() {
  const apply = (faults) => attempt(() =>
    Promise.all([...store.bots.keys()].map((bot) => api.setWebhookFaults({ bot, ...faults }))));
  const turn = (label, testid, faultsOf) => {
    const box = el('input', { type: 'checkbox', 'data-testid': testid, onchange: () => apply(faultsOf(box.checked)) });
    return el('label', { class: 'check' }, box, label);
  };
  return el('fieldset', { class: 'webhook-faults' }, el('legend', {}, 'Webhooks'),
    turn('Hold updates back', 'webhook-hold', (isOn) => ({ hold: isOn })),
    turn('Deliver twice', 'webhook-duplicate', (isOn) => ({ duplicate: isOn ? 1 : 0 })));
}

function clockForm() {
  const time = el('output', { 'data-testid': 'clock-now' });
  const seconds = el('input', { type: 'number', min: '0', step: 'any', value: '60', 'aria-label': 'Seconds to advance', 'data-testid': 'clock-seconds' });
  const advance = async (by) => {
    const answer = await attempt(() => api.advanceClock(by));
    if (answer) store.setNow(answer.now);
  };
  const preset = (label, by) => el('button', { type: 'button', class: 'small', onclick: () => advance(by) }, label);
  const form = el('form', { class: 'clock-form' },
    el('p', {}, 'Clock ', time),
    el('div', { class: 'fault-actions' },
      seconds, el('button', { class: 'small', 'data-testid': 'clock-advance' }, 'Advance, s'),
      preset('+1 h', 3600), preset('+24 h', 86400)));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (seconds.value !== '') advance(Number(seconds.value));
  });
  const show = () => { time.textContent = fullTime(store.now()); };
  store.on('clock', show);
  setInterval(show, 1000);
  show();
  return form;
}
