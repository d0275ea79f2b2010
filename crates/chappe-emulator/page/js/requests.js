// What buttons of reply keyboards request: contacts, locations, polls, people, chats, Mini Apps.

import * as api from './api.js';
import { el } from './dom.js';
import { checks, choiceField, form } from './forms.js';
import { attempt } from './notices.js';
import { openContact, openLocation, openPoll } from './share.js';
import * as store from './store.js';
import { openWebApp } from './web-app.js';

const REQUESTS = {
  request_contact: (chat, press) => openContact(chat.user, (contact) => press({ contact })),
  request_location: (chat, press) => openLocation((location) => press({ location }), false),
  request_poll: (chat, press, button) => openPoll((poll) => press({ poll }), button.request_poll.type),
  request_users: openPeople,
  request_chat: openChats,
  web_app: async (chat, press, button) => {
    const opened = await attempt(() => press({}));
    if (opened) openWebApp(chat.conversation, opened.url, { title: button.text, buttonText: button.text });
  },
};

/** Answers the request of a button. Returns whether it has one. */
export function answerRequest(chat, button, onDone) {
  const kind = Object.keys(REQUESTS).find((name) => button[name]);
  if (!kind) return false;
  const press = async (more) => {
    const done = await api.pressReply(chat.conversation, { bot: chat.conversation.botId, text: button.text, ...more });
    onDone();
    return done;
  };
  REQUESTS[kind](chat, press, button);
  return true;
}

function openPeople(chat, press, button) {
  const { user_is_bot: isBot, user_is_premium: isPremium, max_quantity: most = 1 } = button.request_users;
  const all = [...(isBot === true ? [] : store.users.values()), ...(isBot === false ? [] : store.bots.values())]
    .filter((person) => isPremium === undefined || Boolean(person.is_premium) === isPremium)
    .filter((person) => person.id !== chat.conversation.userId);
  form(`Choose ${most > 1 ? `up to ${most} people` : 'a person'}`, 'Share', {
    onSave: (data) => {
      const users = data.getAll('person').map(Number);
      if (!users.length || users.length > most) throw new Error(`Choose ${most > 1 ? `1 to ${most} people` : 'one person'}`);
      return press({ users });
    },
  }, checks('People', 'person', all.map((person) => [person.id, store.nameOf(person), false])));
}

function openChats(chat, press, button) {
  const { chat_is_channel: isChannel, chat_is_forum: isForum, chat_has_username: hasUsername } = button.request_chat;
  const all = [...store.chats.values()].filter((one) => (one.type === 'channel') === Boolean(isChannel)
    && (isForum === undefined || Boolean(one.is_forum) === isForum)
    && (hasUsername === undefined || Boolean(one.username) === hasUsername));
  form(isChannel ? 'Choose a channel' : 'Choose a group', 'Share', {
    onSave: (data) => {
      if (!data.get('chat')) throw new Error('There is no such chat: make one first');
      return press({ chat: Number(data.get('chat')) });
    },
  }, choiceField('Chat', { name: 'chat' }, all.map((one) => [one.id, one.title])),
  all.length ? null : el('p', {}, 'There is no such chat.'));
}
