// Inline mode: the results of a bot while `@bot query` is typed.

import * as api from './api.js';
import { el } from './dom.js';
import { attempt } from './notices.js';
import * as store from './store.js';

const PAUSE = 250;

let lists = 0;

/** The list of results above the input. `onSent` runs after one was sent. */
export function inlineResults({ conversation, input, onSent, onStart }) {
  lists += 1;
  const id = `results-${lists}`;
  const element = el('div', { class: 'commands results', id, role: 'listbox', 'aria-label': 'Results of the bot', 'data-testid': 'inline-results', hidden: true });
  const more = el('div', { class: 'results-more', hidden: true });
  const place = el('div', {}, more, element);
  let asked = null;
  let timer;
  let query = null;
  let found = [];
  let chosen = -1;

  /** The bot and the query that are typed. */
  function typed() {
    const match = /^@(\w+) ([^]*)$/.exec(input.value);
    const bot = match && [...store.bots.values()].find((one) => one.username?.toLowerCase() === match[1].toLowerCase());
    return bot ? { bot: bot.id, text: match[2].trim() } : null;
  }

  function refresh() {
    const now = typed();
    const key = now && `${now.bot} ${now.text}`;
    if (key === asked) return;
    asked = key;
    clearTimeout(timer);
    if (!now) return show(null, null);
    timer = setTimeout(() => ask(now, key, ''), PAUSE);
  }

  async function ask({ bot, text }, key, offset) {
    const sent = await attempt(() => api.sendQuery(conversation.userId, bot, text, offset));
    const answer = sent && await attempt(() => api.getAnswer(sent.inline_query_id));
    if (asked !== key) return;
    if (sent && !answer) return show(null, null, `${store.nameOf(store.bots.get(bot))} did not answer`);
    show(sent?.inline_query_id ?? null, answer);
  }

  function show(next, answer, note = '') {
    query = next;
    found = answer?.results ?? [];
    chosen = -1;
    const button = answer?.button;
    more.hidden = !button && !note && !(answer && !found.length);
    more.replaceChildren(button
      ? el('button', { type: 'button', class: 'small', 'data-testid': 'inline-start', onclick: () => start(button) }, button.text)
      : el('span', { class: 'file-facts' }, note || 'No results'));
    draw();
  }

  function start(button) {
    const from = query;
    input.value = '';
    refresh();
    onStart(button, from);
  }

  function draw() {
    element.hidden = !found.length;
    element.replaceChildren(...found.map((result, at) => el('div', {
      class: 'command-item result-item', role: 'option', id: `${id}-${at}`, 'data-testid': 'inline-result',
      'aria-selected': String(at === chosen),
      onpointerdown: (event) => event.preventDefault(),
      onclick: () => send(result),
    }, el('span', { class: 'command-name' }, titleOf(result)), el('span', { class: 'command-about' }, result.description ?? result.address ?? ''))));
    if (chosen >= 0) {
      input.setAttribute('aria-activedescendant', `${id}-${chosen}`);
      element.children[chosen].scrollIntoView({ block: 'nearest' });
    }
  }

  async function send(result) {
    const from = query;
    if (await attempt(() => api.chooseResult(conversation, from, result.id))) onSent();
  }

  /** Handles a key for the list. Returns whether it did. */
  function onKey(event) {
    if (!found.length) return false;
    if (event.key === 'ArrowDown') chosen = (chosen + 1) % found.length;
    else if (event.key === 'ArrowUp') chosen = (chosen <= 0 ? found.length : chosen) - 1;
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send(found[Math.max(chosen, 0)]);
      return true;
    } else if (event.key === 'Escape') show(null, null);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    draw();
    return true;
  }

  return { element: place, refresh, onKey, isActive: () => typed() !== null };
}

/** The title of a result; for kinds without one, the kind. */
function titleOf(result) {
  const person = [result.first_name, result.last_name].filter(Boolean).join(' ');
  return result.title ?? result.caption ?? (person || (result.game_short_name ?? result.type));
}
