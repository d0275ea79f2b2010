// The entries of the inspector: updates with their outcomes, and calls without an update.

import * as store from './store.js';

/** Entries in the order of their start. */
let entries = [];
const updates = new Map();
const lastCall = new Map();
const MOST = 500;

export const all = () => entries;

export function clear() {
  entries = [];
  updates.clear();
  store.emit('journal-cleared');
}

/** The entry of an update, created by the first event about it. */
function entryOf({ bot, update_id: id, at = store.now() }) {
  const key = `${bot}:${id}`;
  let entry = updates.get(key);
  if (!entry) {
    entry = { key, bot, id, at, update: null, trace: null, calls: [], deliveries: [] };
    updates.set(key, entry);
    add(entry);
  }
  return entry;
}

function add(entry) {
  entries.push(entry);
  store.emit('journal-added', entry);
  if (entries.length <= MOST) return;
  const oldest = entries.shift();
  updates.delete(oldest.key);
  store.emit('journal-forgotten', oldest);
}

export function addUpdate(event) {
  const entry = entryOf({ ...event, update_id: event.update.update_id });
  entry.update = event.update;
  store.emit('journal-changed', entry);
}

export function addTrace(event) {
  const entry = entryOf(event);
  entry.trace = event;
  store.emit('journal-changed', entry);
}

export function addDelivery(event) {
  const entry = entryOf(event);
  entry.deliveries.push(event);
  store.emit('journal-changed', entry);
}

// Successful getUpdates calls are not shown.
const isNoise = (call) => call.method.toLowerCase() === 'getupdates' && call.ok;

export function addCall(event) {
  const number = event.seq_call ?? event.seq;
  if (number <= (lastCall.get(event.bot)?.number ?? 0)) return;
  lastCall.set(event.bot, { number, method: event.method, at: event.at });
  if (isNoise(event)) return;
  if (event.update_id === undefined || event.update_id === null) {
    add({ key: `call:${event.bot}:${number}`, bot: event.bot, at: event.at, call: event, calls: [event], deliveries: [] });
    return;
  }
  const entry = entryOf(event);
  entry.calls.push(event);
  store.emit('journal-changed', entry);
}

/**
 * Adds the calls and updates of bots from before the page was loaded. If the known calls
 * are not among them, the emulator is another one.
 */
export function begin(earlier) {
  const isSame = entries.every((entry) => earlier.has(entry.bot)) && [...lastCall].every(([bot, last]) =>
    earlier.get(bot)?.calls.some((call) => call.seq === last.number && call.method === last.method && Math.abs(call.at - last.at) < 1));
  if (!isSame) {
    lastCall.clear();
    clear();
  }
  const all = [...earlier].flatMap(([bot, { calls, updates }]) => [
    ...updates.slice(-MOST).map((given) => ({ at: given.at, take: () => addGiven(given) })),
    ...calls.slice(-MOST).map((call) => ({ at: call.at, take: () => addCall({ ...call, bot, seq_call: call.seq }) })),
  ]);
  for (const one of all.sort((a, b) => a.at - b.at)) one.take();
}

function addGiven(given) {
  addUpdate(given);
  if (given.trace) addTrace({ ...given.trace, at: given.at });
}
