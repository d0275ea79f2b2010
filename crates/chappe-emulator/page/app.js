// The page: connects the store, the views and the events.

import * as api from './js/api.js';
import { learnFrom, noteTalk, takeBusiness } from './js/business.js';
import { Chat } from './js/chat.js';
import { openGroup } from './js/chat-forms.js';
import { icon } from './js/dom.js';
import { dropEphemeral, takeEphemeral } from './js/ephemeral.js';
import { listen } from './js/events.js';
import { inspector } from './js/inspector.js';
import * as journal from './js/journal.js';
import { alert, attempt, failed, toast } from './js/notices.js';
import { takePurchase } from './js/paid.js';
import { takePaymentAnswer } from './js/payments.js';
import { openPerson } from './js/people.js';
import { updatePoll } from './js/polls.js';
import { sidebar } from './js/sidebar.js';
import * as store from './js/store.js';
import { themeToggle } from './js/theme-toggle.js';
import { refreshView } from './js/views.js';

const byId = (id) => document.getElementById(id);

/** The open conversations, by their ids, in the order of the screen. */
const open = new Map();
/** The conversations to open, including those whose bot or chat is not loaded yet. */
let wanted = JSON.parse(sessionStorage.getItem('open') ?? '[]');
let active = null;
/** Whether no conversation was ever open: then the only one is opened automatically. */
let isFresh = wanted.length === 0;
/** Callback queries that were recently answered. */
const answered = new Set();

const host = {
  open(conversation, isBeside) {
    const isThere = open.has(conversation.id);
    if (!isThere && !isBeside) wanted = wanted.map((id) => (id === active?.conversation.id ? conversation.id : id));
    if (!wanted.includes(conversation.id)) wanted = isBeside ? [...wanted, conversation.id] : [conversation.id];
    // Visible before it is drawn: hidden elements have no size.
    document.body.dataset.view = 'chat';
    sync();
    const chat = open.get(conversation.id);
    host.activate(chat);
    chat.element.scrollIntoView({ inline: 'nearest', block: 'nearest' });
    chat.composer.focus();
  },
  close(chat) {
    wanted = wanted.filter((id) => id !== chat.conversation.id);
    sync();
    const next = [...open.values()].at(-1);
    if (next) next.composer.focus();
    else host.showList();
  },
  activate(chat) {
    if (active === chat) return;
    active?.element.classList.remove('active');
    active = chat;
    chat?.element.classList.add('active');
  },
  showList() {
    document.body.dataset.view = 'list';
    const id = active?.conversation.id;
    [...document.querySelectorAll('.conversation')].find((row) => row.dataset.conversation === id)?.focus();
  },
  inspect: (entry, from) => inspected.showEntry(entry, from),
  isOpen: (conversation) => open.has(conversation.id),
  chatOf: (conversation) => open.get(conversation.id),
  refresh: refreshPeople,
  wasAnswered: (id) => answered.has(id),
};

/** Opens the wanted conversations and closes the others. */
function sync() {
  for (const [id, chat] of open) {
    const { userId, botId, chatId, isPrivate } = chat.conversation;
    const exists = store.users.has(userId) && (isPrivate ? store.bots.has(botId) : store.chats.get(chatId)?.members.includes(userId));
    if (exists && wanted.includes(id)) continue;
    chat.element.remove();
    open.delete(id);
    if (active === chat) active = null;
  }
  const all = new Map(store.conversations().map((conversation) => [conversation.id, conversation]));
  let before = null;
  for (const id of wanted) {
    if (!open.has(id)) {
      if (!all.has(id)) continue;
      const chat = new Chat(all.get(id), host);
      open.set(id, chat);
      if (before) before.after(chat.element);
      else byId('chats').prepend(chat.element);
      chat.composer.refresh();
      chat.toEnd();
    }
    before = open.get(id).element;
  }
  if (!active && open.size) host.activate([...open.values()].at(-1));
  if (!open.size) document.body.dataset.view = 'list';
  sessionStorage.setItem('open', JSON.stringify(wanted));
  store.emit('open');
}

const chatsOf = (key) => [...open.values()].filter((chat) => chat.conversation.talk === key);

store.on('people', () => {
  sync();
  const all = isFresh ? store.conversations() : [];
  if (all.length) isFresh = false;
  if (all.length === 1) host.open(all[0]);
  for (const chat of open.values()) {
    chat.showStatus();
    chat.topics.draw();
    chat.senders.load();
  }
});
store.on('loaded', (key) => chatsOf(key).forEach((chat) => {
  chat.fill();
  chat.loadMore();
}));
store.on('message', ({ key, message }) => chatsOf(key).forEach((chat) => chat.put(message)));
store.on('dropped', ({ key, ids }) => chatsOf(key).forEach((chat) => chat.drop(ids)));
store.on('view', ({ key, before }) => chatsOf(key).forEach((chat) => chat.showView(before)));

const refreshViewOf = (key) => chatsOf(key).slice(0, 1).forEach((chat) => refreshView(chat.conversation));

let isRedrawing = false;

/** Failures come in bursts: their lines are drawn once per frame. */
function redrawFailures() {
  if (isRedrawing) return;
  isRedrawing = true;
  requestAnimationFrame(() => {
    isRedrawing = false;
    for (const chat of open.values()) chat.failures.draw();
  });
}
for (const topic of ['journal-added', 'journal-changed', 'journal-forgotten', 'journal-cleared']) store.on(topic, redrawFailures);

/** A callback query was answered: its button is enabled again, and the answer is shown. */
function showAnswer(event) {
  answered.add(event.callback_query_id);
  if (answered.size > 200) answered.delete(answered.values().next().value);
  const chats = [...open.values()].filter(({ conversation }) =>
    conversation.userId === event.user_id && conversation.chatId === event.chat_id);
  const pressed = chats.filter((chat) => chat.answered(event.callback_query_id));
  // The answer can arrive before the result of the press, and an ephemeral message has another id.
  const chat = pressed[0] ?? chats.find((one) => one.elements.has(event.message_id)) ?? chats[0];
  if (!event.text && !event.url) return;
  const who = store.nameOf(store.users.get(event.user_id));
  if (event.show_alert || event.url) {
    alert(chat ? `${store.titleOf(chat.conversation)}, to ${who}` : `To ${who}`, event.text, event.url);
  } else if (chat) chat.toast(event.text);
  else toast(`${who}: ${event.text}`);
}

let isRefreshing = false;

/** Users and chats changed, possibly many at a time: they are loaded once. */
function refreshPeople() {
  if (isRefreshing) return;
  isRefreshing = true;
  setTimeout(() => {
    isRefreshing = false;
    attempt(() => store.reloadPeople());
  }, 50);
}

/** Opens a chat that was made here, as the user of the active conversation if that is a member. */
async function openMade({ id }) {
  if (!await attempt(async () => (await store.reloadPeople(), true))) return;
  const views = store.conversations().filter(({ chatId }) => chatId === id);
  const own = views.find(({ userId }) => userId === active?.conversation.userId) ?? views[0];
  if (own) host.open(own);
}

const { keyOf } = store;

const EVENTS = {
  message: (event) => {
    noteTalk(event);
    store.put(keyOf(event), event.message);
  },
  business_connection: takeBusiness,
  edit: (event) => store.put(keyOf(event), event.message),
  delete: (event) => store.drop(keyOf(event), event.message_ids),
  reaction: (event) => refreshViewOf(keyOf(event)),
  unpin: (event) => refreshViewOf(keyOf(event)),
  purchase: takePurchase,
  poll: ({ poll }) => updatePoll(poll),
  draft: (event) => chatsOf(keyOf(event)).forEach((chat) => chat.drafts.load()),
  ephemeral: takeEphemeral,
  ephemeral_delete: dropEphemeral,
  payment_answer: takePaymentAnswer,
  action: (event) => chatsOf(keyOf(event)).forEach((chat) => chat.showStatus(event.action, event.bot)),
  answer: showAnswer,
  update: journal.addUpdate,
  call: journal.addCall,
  delivery: journal.addDelivery,
  trace: journal.addTrace,
  commands: (event) => {
    const bot = store.bots.get(event.bot);
    if (bot) bot.commands = event.commands;
    for (const chat of open.values()) chat.composer.refresh();
  },
  user: refreshPeople,
  chat: (event) => {
    refreshPeople();
    refreshViewOf(`${event.chat?.id}`);
  },
  bot: refreshPeople,
  restored: () => location.reload(),
};

/** Events that arrived while the state was loading; they are applied afterwards. */
let held = null;

async function begin() {
  held = [];
  byId('connection').hidden = true;
  try {
    await store.reload();
    if (!store.users.size) {
      await api.addUser({ first_name: 'Alice' });
      await store.reloadPeople();
    }
    journal.begin(new Map(await Promise.all([...store.bots.keys()].map(async (bot) => {
      const [calls, updates] = await Promise.all([api.getCalls(bot), api.getUpdates(bot)]);
      learnFrom(bot, updates);
      return [bot, { calls, updates }];
    }))));
    await store.loadMissing();
    store.emit('people');
  } catch (error) {
    failed(error);
  }
  const waiting = held;
  held = null;
  waiting.forEach(take);
}

function take(event) {
  if (held) held.push(event);
  else EVENTS[event.type]?.(event);
}

for (const [id, name] of [['person-add', 'person'], ['group-add', 'group']]) byId(id).append(icon(name));
byId('person-add').addEventListener('click', () => openPerson(refreshPeople));
byId('group-add').addEventListener('click', () => openGroup(active?.conversation.userId, openMade));
byId('address').textContent = location.origin;
themeToggle(byId('theme-toggle'));
sidebar(byId('conversations'), host);
const inspected = inspector(byId('inspector'), byId('inspector-toggle'));
listen({
  onopen: begin,
  onevent: take,
  onlost: () => { byId('connection').hidden = false; },
});
