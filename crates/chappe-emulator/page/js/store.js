// The state of the page: bots, users, chats, messages. Views subscribe to it.

import * as api from './api.js';

const listeners = new Map();

/** Calls `listener` whenever `topic` is emitted. Returns a function that unsubscribes. */
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
  return () => listeners.get(topic).delete(listener);
}

export function emit(topic, detail) {
  for (const listener of [...(listeners.get(topic) ?? [])]) listener(detail);
}

export const bots = new Map();
export const users = new Map();
export const chats = new Map();

/** Conversations by key; each has its messages in the order of their ids. */
const talks = new Map();

// The offset of the emulator's clock in seconds: tests move it forward.
let ahead = 0;

export const now = () => Date.now() / 1000 + ahead;

export function setNow(seconds) {
  ahead = seconds - Date.now() / 1000;
  emit('clock');
}

/** The chats of business accounts that are listed, by key: the account, the other user, the connection and its bot. */
export const businessTalks = new Map();

export const businessKey = (account, customer) => `business:${account}:${customer}`;

/** The key of an event's conversation. */
export const keyOf = (event) => (event.business_account === undefined
  ? talkKey(event.bot, event.chat_id) : businessKey(event.business_account, event.chat_id));

/** A private conversation has a bot and a user; any other only its chat. */
export const talkKey = (bot, chatId) => (chatId < 0 ? `${chatId}` : `${bot}:${chatId}`);

export function talk(key) {
  if (!talks.has(key)) talks.set(key, { key, messages: new Map() });
  return talks.get(key);
}

/** The conversations of a user: the private ones with each bot, then the chats. */
export function conversations() {
  const found = [];
  for (const user of users.values()) {
    for (const bot of bots.values()) {
      found.push(conversation(user.id, user.id, bot.id));
    }
    for (const chat of chats.values()) {
      if (chat.members.includes(user.id)) {
        found.push(conversation(user.id, chat.id, chat.bots[0]));
      }
    }
    for (const [key, talk] of businessTalks) {
      if (talk.account === user.id || talk.customer === user.id) found.push(businessConversation(user.id, key, talk));
    }
  }
  return found;
}

function conversation(userId, chatId, botId) {
  const isPrivate = chatId > 0;
  const talkName = talkKey(botId, chatId);
  return { id: `${userId}/${talkName}`, talk: talkName, userId, chatId, botId, isPrivate };
}

const businessConversation = (userId, key, { account, customer, connectionId, bot }) => ({
  id: `${userId}/${key}`, talk: key, userId, chatId: customer, botId: bot, isPrivate: true, account, connectionId,
});

export const find = (id) => conversations().find((conversation) => conversation.id === id);

export const nameOf = (person) =>
  person ? [person.first_name, person.last_name].filter(Boolean).join(' ') || person.title || 'Unknown' : 'Unknown';

export const person = (id) => users.get(id) ?? bots.get(id);

/** The other user in the chat of a business account. */
const otherOf = ({ userId, account, chatId }) => (userId === account ? chatId : account);

/** The title of a conversation: the bot's name, or the chat's title. */
export const titleOf = (conversation) =>
  conversation.connectionId ? `${nameOf(users.get(otherOf(conversation)))} (business)`
    : conversation.isPrivate ? nameOf(bots.get(conversation.botId)) : chats.get(conversation.chatId)?.title ?? 'Chat';

/** The bots that receive the messages of a conversation. */
export const botsOf = (conversation) =>
  (conversation.isPrivate ? [conversation.botId] : chats.get(conversation.chatId)?.bots ?? [])
    .map((id) => bots.get(id))
    .filter(Boolean);

/** Who sent a message. In groups, a message of a chat also has a fake user as its sender, which is not shown. */
export const senderOf = (message) => message.sender_chat ?? message.from;

export const senderId = (message) => senderOf(message)?.id;

/** Loads the messages of the conversations that are not loaded. */
export async function loadMissing() {
  await Promise.all(conversations().filter(({ talk: key }) => !talks.has(key)).map(load));
}

/** Whether a user sees a message: ephemeral ones have a single receiver. */
export const isSeenBy = (message, userId) =>
  !message.receiver_user || message.receiver_user.id === userId || senderId(message) === userId;

/** The last message of a conversation that its user sees. */
export const lastMessage = ({ talk: key, userId }) =>
  [...talk(key).messages.values()].findLast((message) => isSeenBy(message, userId));

/** The messages that meet a condition, with the keys of their conversations. */
export function messagesWhere(isWanted) {
  const found = [];
  for (const { key, messages } of talks.values()) {
    for (const message of messages.values()) if (isWanted(message)) found.push({ key, message });
  }
  return found;
}

/** Loads everything again. */
export async function reload() {
  const state = await api.getState();
  setNow(state.now);
  fill(bots, state.bots);
  fill(users, state.users);
  fill(chats, state.chats.filter((chat) => chat.type !== 'private'));
  const seen = new Map(conversations().map((conversation) => [conversation.talk, conversation]));
  // Conversations that the emulator does not have belong to another emulator.
  for (const key of businessTalks.keys()) if (!seen.has(key)) businessTalks.delete(key);
  for (const key of talks.keys()) if (!seen.has(key)) talks.delete(key);
  await Promise.all([...seen.values()].map(load));
  emit('people');
}

/** Loads the users, bots and chats, and no messages. */
export async function reloadPeople() {
  const state = await api.getState();
  fill(bots, state.bots);
  fill(users, state.users);
  fill(chats, state.chats.filter((chat) => chat.type !== 'private'));
  emit('people');
}

function fill(map, values) {
  map.clear();
  for (const value of values) map.set(value.id, value);
}

async function load(conversation) {
  const messages = await api.getMessages(conversation);
  const place = talk(conversation.talk);
  place.messages = new Map(messages.map((message) => [message.message_id, message]));
  emit('loaded', place.key);
}

/** Adds or replaces a message. */
export function put(key, message) {
  const place = talk(key);
  const isNew = !place.messages.has(message.message_id);
  place.messages.set(message.message_id, message);
  emit('message', { key, message, isNew });
}

export function drop(key, ids) {
  const place = talk(key);
  for (const id of ids) place.messages.delete(id);
  emit('dropped', { key, ids });
}

/** Sets members of a message, if it is known. */
export function amend(key, id, change) {
  const message = talk(key).messages.get(id);
  if (message) put(key, { ...message, ...change });
}
