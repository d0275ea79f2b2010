// The outcome of an update: its way through the bot, its calls, its deliveries.

import { el, exactClock, took } from './dom.js';
import { isDelivered } from './failures.js';
import { copyButton, json } from './json.js';

const section = (title, extra, ...children) =>
  el('section', { class: 'inspected' }, el('h3', {}, title, extra), ...children);

/** All details of an update. */
export function details(entry) {
  return el('div', { class: 'entry-body' },
    way(entry),
    entry.calls.length ? section('Calls', null, entry.calls.map((one) => call(one, entry))) : null,
    entry.deliveries.length ? section('Webhook', null, el('ol', { class: 'deliveries' }, entry.deliveries.map(delivery))) : null,
    entry.update ? section('Update', copyButton(entry.update), json(entry.update, { 'data-testid': 'update-json' })) : null);
}

const MARKS = { yes: '✓', no: '✗', skipped: '–', cancelled: '–', dropped: '–', failed: '!' };

function way({ trace }) {
  if (!trace) return section('Way', null, el('p', { class: 'quiet' }, 'The bot has not reported how it handled this.'));
  const steps = trace.steps ?? [];
  // A router is named at its first step.
  let router;
  return section('Way', el('span', { class: 'took' }, took(trace.took_ms)),
    steps.length ? el('ol', { class: 'steps' }, steps.map((one) => {
      const isNew = one.router && one.router !== router;
      router = one.router ?? router;
      return [isNew ? deep(el('li', { class: 'router' }, router), one) : null, step(one)];
    }).flat()) : null,
    el('p', { class: 'handler', 'data-testid': 'update-handler' },
      trace.handler ? el('code', {}, trace.handler) : 'No handler',
      el('span', { class: `outcome outcome-${trace.outcome}` }, trace.outcome)),
    trace.error ? el('p', { class: 'trace-error', 'data-testid': 'update-error' }, trace.error) : null);
}

function step(one) {
  const verdict = one.verdict;
  const testid = { layer: 'update-layer', filter: 'update-filter' }[one.kind];
  const element = el('li', { class: `step ${verdict ?? ''}`, 'data-testid': testid, 'data-verdict': verdict },
    el('span', { class: 'mark', role: 'img', 'aria-label': MARKS[verdict] ? verdict : 'ran' }, MARKS[verdict] ?? '·'),
    el('span', { class: 'step-kind' }, one.kind),
    el('code', {}, one.name),
    // The error of the update is also that of a step: it is shown once.
    verdict === 'cancelled' || verdict === 'dropped' ? el('span', { class: 'step-end' }, verdict) : null,
    el('span', { class: 'took' }, one.took_us === undefined ? '' : took(one.took_us / 1000)));
  return deep(element, one);
}

/** Indents an element by the depth of its step. */
function deep(element, { depth }) {
  element.style.setProperty('--depth', Number(depth) || 0);
  return element;
}

/** The duration of a call; if unknown, the time since its update. */
function timeOf(one, entry) {
  if (one.took_ms !== undefined) return el('span', { class: 'took' }, took(one.took_ms));
  if (!entry) return el('time', { class: 'took' }, exactClock(one.at));
  return el('span', { class: 'took', title: 'After the update' }, `+${took(Math.max(0, one.at - entry.at) * 1000)}`);
}

/** A call of the Bot API, which opens to its parameters and its result. */
export function call(one, entry) {
  const element = el('details', { class: `call ${one.ok ? 'good' : 'bad'}`, 'data-testid': 'call', 'data-method': one.method },
    el('summary', {},
      el('span', { class: 'dot', role: 'img', 'aria-label': one.ok ? 'ok' : 'failed' }),
      el('code', {}, one.method),
      one.ok ? null : el('span', { class: 'why' }, `${one.error_code ?? ''} ${one.description ?? ''}`),
      one.stub ? el('span', { class: 'quiet', title: 'The emulator does not implement this method' }, 'stub') : null,
      timeOf(one, entry)));
  element.addEventListener('toggle', () => {
    const answer = one.ok ? one.result : { error_code: one.error_code, description: one.description };
    element.append(
      section('Parameters', copyButton(one.params), json(one.params ?? {})),
      section(one.ok ? 'Result' : 'Error', copyButton(answer), json(answer ?? null)));
  }, { once: true });
  return element;
}

function delivery(one) {
  const isGood = isDelivered(one);
  return el('li', { class: isGood ? 'good' : 'bad', 'data-testid': 'delivery' },
    el('span', { class: 'dot', role: 'img', 'aria-label': isGood ? 'delivered' : 'failed' }),
    `Attempt ${one.attempt}: ${one.status ?? one.error}`,
    el('span', { class: 'took' }, [took(one.took_ms), exactClock(one.at)].filter(Boolean).join(' · ')));
}
