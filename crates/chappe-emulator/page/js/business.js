// Business accounts: the bots that are connected to them, and their chats with other users.

import { form, choiceField } from './forms.js';
import * as store from './store.js';

/** The connections that are enabled, by their ids. */
const connections = new Map();

/** A connection was made, changed or ended. */
function takeConnection(connection, bot) {
  if (connection.is_enabled) connections.set(connection.id, { ...connection, bot });
  else connections.delete(connection.id);
}

/** The bot of a business account. */
const connectionOf = (account) => [...connections.values()].findLast((one) => one.user.id === account);

/** Adds the chat of an account with another user to those that are listed. Returns whether it is new. */
function addTalk(account, customer) {
  const connection = connectionOf(account);
  const key = store.businessKey(account, customer);
  if (!connection || store.businessTalks.has(key)) return false;
  store.businessTalks.set(key, { account, customer, connectionId: connection.id, bot: connection.bot });
  return true;
}

/** Takes what updates of earlier tell: the state of the emulator does not list connections. */
export function learnFrom(bot, updates) {
  for (const { update } of updates) {
    if (update.business_connection) takeConnection(update.business_connection, bot);
    const message = update.business_message;
    const connection = message && connections.get(message.business_connection_id);
    if (connection) addTalk(connection.user.id, message.chat.id);
  }
}

/** Takes an event about a connection. */
export const takeBusiness = ({ bot, business_connection: connection }) => takeConnection(connection, bot);

/** Lists the chat of an event, if it is one of a business account that is not listed. */
export function noteTalk(event) {
  if (event.business_account !== undefined && addTalk(event.business_account, event.chat_id)) store.emit('people');
}

/** Lets a user choose the business account to write to; `open` receives the conversation. */
export function openBusinessChat(user, open) {
  const accounts = [...connections.values()].filter((one) => one.user.id !== user.id);
  form(`${store.nameOf(user)} writes to a business account`, 'Open', {
    onSave: (data) => {
      const account = Number(data.get('account'));
      if (!account) throw new Error('No other user has connected a business account');
      addTalk(account, user.id);
      return store.businessKey(account, user.id);
    },
    onDone: (key) => {
      store.emit('people');
      open(store.find(`${user.id}/${key}`));
    },
  }, choiceField('Account', { name: 'account' }, accounts.map((one) => [one.user.id, store.nameOf(one.user)])));
}
