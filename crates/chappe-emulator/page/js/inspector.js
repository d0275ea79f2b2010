// The inspector: every update in order, and its outcome.

import { el, exactClock, iconButton, took } from './dom.js';
import { isFailed, isUnhandled } from './failures.js';
import { faults } from './faults.js';
import * as journal from './journal.js';
import * as store from './store.js';
import { kindOf, summaryOf } from './summary.js';
import { call, details } from './trace.js';

/**
 * Draws the inspector into `panel`, which `toggle` shows and hides. Returns a function that
 * shows one entry of the journal.
 */
export function inspector(panel, toggle) {
  const rows = new Map();
  const stale = new Set();
  /** The element that is focused when the inspector is closed. */
  let opener = toggle;
  const list = el('div', { class: 'entries', role: 'list' });
  const none = el('p', { class: 'quiet no-entries' }, 'Updates appear here as they happen.');
  const scroller = el('div', { class: 'scroller' }, el('div', {}, none, list));
  panel.append(
    el('header', { class: 'bar' },
      el('h2', {}, 'Inspector'),
      el('button', { type: 'button', class: 'small', onclick: () => journal.clear() }, 'Clear'),
      iconButton('close', 'Close the inspector', () => show(false))),
    scroller,
    faults());

  function show(isShown) {
    panel.hidden = !isShown;
    toggle.setAttribute('aria-expanded', String(isShown));
    if (!isShown) return (opener.checkVisibility() ? opener : toggle).focus();
    for (const entry of journal.all()) refresh(entry);
    scroller.scrollTop = 0;
    panel.querySelector('h2 ~ .icon-button').focus();
  }
  toggle.addEventListener('click', () => {
    opener = toggle;
    show(panel.hidden);
  });
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') show(false);
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') step(event);
  });

  /** Arrow keys move between entries. */
  function step(event) {
    const heads = [...list.querySelectorAll('.entry-head, .entry > .call > summary')];
    const at = heads.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    heads[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
  }

  /** Opens an entry; `from` is focused again when the inspector is closed. */
  function showEntry(entry, from) {
    opener = from;
    show(true);
    const row = rows.get(entry);
    if (!row) return;
    const head = row.querySelector('.entry-head, summary');
    if (entry.call) row.firstElementChild.open = true;
    else if (head.getAttribute('aria-expanded') !== 'true') toggleBody(entry);
    row.scrollIntoView({ block: 'nearest' });
    head.scrollIntoView({ block: 'nearest' });
    head.focus({ preventScroll: true });
  }

  /** Shows the number of updates and failures on the toggle button. */
  function count() {
    const updates = journal.all().filter((entry) => !entry.call).length;
    const failed = journal.all().filter(isFailed).length;
    toggle.replaceChildren('Inspector', ...(updates ? [el('span', { class: 'update-count' }, ` · ${updates}`)] : []),
      ...(failed ? [el('span', { class: 'failed-count', 'data-testid': 'failed-count' }, ` · ${failed} failed`)] : []));
  }

  function add(entry) {
    const row = entry.call
      ? el('div', { class: 'entry', role: 'listitem' }, call(entry.call))
      : updateRow(entry);
    rows.set(entry, row);
    list.append(row);
    none.hidden = true;
    change(entry);
  }

  function updateRow(entry) {
    const head = el('button', { type: 'button', class: 'entry-head', 'aria-expanded': 'false', onclick: () => toggleBody(entry) });
    const row = el('div', { class: 'entry', role: 'listitem', 'data-testid': 'update', 'data-update-id': entry.id }, head);
    describe(entry, head);
    return row;
  }

  function toggleBody(entry) {
    const row = rows.get(entry);
    const head = row.firstElementChild;
    const isOpen = head.getAttribute('aria-expanded') === 'true';
    head.setAttribute('aria-expanded', String(!isOpen));
    if (isOpen) return row.lastElementChild.remove();
    row.append(details(entry));
    // As much as fits, but always the head.
    row.scrollIntoView({ block: 'nearest' });
    head.scrollIntoView({ block: 'nearest' });
  }

  function describe(entry, head) {
    const verdict = isFailed(entry) ? 'failed' : isUnhandled(entry) ? 'unhandled' : null;
    head.classList.toggle('bad', verdict === 'failed');
    head.classList.toggle('warn', verdict === 'unhandled');
    const bot = store.bots.size > 1 ? `${store.nameOf(store.bots.get(entry.bot))} · ` : '';
    head.replaceChildren(
      el('span', { class: 'entry-kind' }, kindOf(entry.update)),
      verdict ? el('span', { class: 'entry-verdict' }, verdict) : el('span'),
      el('time', { class: 'took' }, exactClock(entry.at)),
      el('span', { class: 'entry-line' },
        el('span', { class: 'entry-summary' }, bot + (summaryOf(entry.update) || `Update ${entry.id}`)),
        el('span', { class: 'entry-outcome' }, outcome(entry))));
  }

  /** The outcome of an update: its handler, or at least its calls. */
  function outcome({ trace, calls }) {
    if (!trace) return calls.map((one) => one.method).join(', ');
    const how = trace.outcome === 'cancelled' ? trace.outcome : '';
    return [[trace.handler, how].filter(Boolean).join(' '), took(trace.took_ms)].filter(Boolean).join(' · ');
  }

  // Changes come in bursts: they are drawn once per frame.
  function change(entry) {
    if (!stale.size) requestAnimationFrame(drawStale);
    stale.add(entry);
  }

  function drawStale() {
    const changed = [...stale];
    stale.clear();
    count();
    if (!panel.hidden) changed.forEach(refresh);
  }

  function refresh(entry) {
    const row = rows.get(entry);
    if (!row || entry.call) return;
    const head = row.firstElementChild;
    describe(entry, head);
    if (head.getAttribute('aria-expanded') !== 'true') return;
    // Keeps what is open and focused.
    const places = () => [...row.querySelectorAll('.call')];
    const open = places().map((one) => one.open);
    const focused = places().findIndex((one) => one.firstElementChild === document.activeElement);
    row.lastElementChild.replaceWith(details(entry));
    places().forEach((one, at) => { one.open = open[at] ?? false; });
    places()[focused]?.firstElementChild.focus({ preventScroll: true });
  }

  store.on('journal-added', add);
  store.on('journal-changed', change);
  store.on('journal-forgotten', (entry) => {
    rows.get(entry)?.remove();
    rows.delete(entry);
  });
  store.on('journal-cleared', () => {
    rows.clear();
    list.replaceChildren();
    none.hidden = false;
    count();
  });

  return { showEntry };
}
