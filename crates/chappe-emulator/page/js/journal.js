// What the inspector shows: updates with what became of them, and calls that
// belong to no update.

import { emit } from './store.js';

/** Entries in the order in which they began. */
let entries = [];
const updates = new Map();
const lastCall = new Map();
const MOST = 500;

export const all = () => entries;

export function clear() {
  entries = [];
  updates.clear();
  emit('journal-cleared');
}

/** The entry of an update, which is made at the first word about it. */
function entryOf({ bot, update_id: id, at }) {
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
  emit('journal-added', entry);
  if (entries.length <= MOST) return;
  const oldest = entries.shift();
  updates.delete(oldest.key);
  emit('journal-forgotten', oldest);
}

export function addUpdate(event) {
  const entry = entryOf({ ...event, update_id: event.update.update_id });
  entry.update = event.update;
  emit('journal-changed', entry);
}

export function addTrace(event) {
  const entry = entryOf(event);
  entry.trace = event;
  emit('journal-changed', entry);
}

export function addDelivery(event) {
  const entry = entryOf(event);
  entry.deliveries.push(event);
  emit('journal-changed', entry);
}

// Asking for updates is no news, unless it fails.
const isNoise = (call) => call.method.toLowerCase() === 'getupdates' && call.ok;

export function addCall(event) {
  const number = event.seq_call ?? event.seq;
  if (number <= (lastCall.get(event.bot) ?? 0)) return;
  lastCall.set(event.bot, number);
  if (isNoise(event)) return;
  if (event.update_id === undefined || event.update_id === null) {
    add({ key: `call:${event.bot}:${number}`, bot: event.bot, at: event.at, call: event });
    return;
  }
  const entry = entryOf(event);
  entry.calls.push(event);
  emit('journal-changed', entry);
}

/** Calls that were made before the page listened. */
export function addEarlier(bot, calls) {
  const last = calls.at(-1)?.seq ?? 0;
  // A journal that is shorter than what was seen is another emulator's.
  if (last < (lastCall.get(bot) ?? 0)) lastCall.delete(bot);
  for (const call of calls.slice(-MOST)) addCall({ ...call, bot, seq_call: call.seq });
}
