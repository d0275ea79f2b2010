// The topics of a forum: tabs above the messages, which show the messages of one.

import * as api from './api.js';
import { el, iconButton } from './dom.js';
import { form, choiceField, textField, textOf } from './forms.js';
import { openMenu } from './menu.js';
import { attempt } from './notices.js';
import * as store from './store.js';

/** The id of the topic that every forum has. */
const GENERAL = 1;

/** The colours that Telegram has for icons. */
const COLOURS = [
  [7322096, 'Blue'], [16766590, 'Yellow'], [13338331, 'Violet'],
  [9367192, 'Green'], [16749490, 'Rose'], [16478047, 'Red'],
];

/** The topics of a conversation, as their service messages describe them. */
export function topicsOf(messages, isForum) {
  const topics = new Map(isForum ? [[GENERAL, { id: GENERAL, name: 'General', colour: null, isClosed: false, isHidden: false }]] : []);
  for (const message of messages) {
    const id = message.message_thread_id ?? GENERAL;
    const made = message.forum_topic_created;
    if (made) topics.set(id, { id, name: made.name, colour: made.icon_color, isClosed: false, isHidden: false });
    const topic = topics.get(id);
    if (!topic) continue;
    if (message.forum_topic_edited?.name) topic.name = message.forum_topic_edited.name;
    if (message.forum_topic_closed) topic.isClosed = true;
    if (message.forum_topic_reopened) topic.isClosed = false;
    if (message.general_forum_topic_hidden) topic.isHidden = true;
    if (message.general_forum_topic_unhidden) topic.isHidden = false;
  }
  return [...topics.values()];
}

const topicOf = (message) => (message.is_topic_message || message.forum_topic_created ? message.message_thread_id : GENERAL);

/** The tabs of a conversation; none are shown where there are no topics. */
export function topicTabs(chat) {
  const { conversation } = chat;
  let chosen = null;
  const element = el('div', { class: 'topics', role: 'tablist', 'aria-label': 'Topics', 'data-testid': 'topics', hidden: true });

  const all = () => topicsOf(chat.messages.values(), store.chats.get(conversation.chatId)?.is_forum);

  function draw() {
    const topics = all().filter((topic) => !topic.isHidden);
    if (!topics.some((topic) => topic.id === chosen)) chosen = null;
    const isForum = store.chats.get(conversation.chatId)?.is_forum;
    element.hidden = !isForum && !topics.length;
    if (element.hidden) return element.replaceChildren();
    const focused = element.contains(document.activeElement) ? document.activeElement.dataset.topic : null;
    element.replaceChildren(tab(null, 'All', null), ...topics.map((topic) => tab(topic.id, topic.name, topic)),
      iconButton('add', 'New topic', () => openTopic(conversation), { class: 'topic-add', 'data-testid': 'topic-add' }));
    if (focused) element.querySelector(`[data-topic="${focused}"]`)?.focus();
    return undefined;
  }

  function tab(id, label, topic) {
    const isChosen = id === chosen;
    return el('button', {
      type: 'button', role: 'tab', class: 'topic', 'data-testid': 'topic', 'data-topic': id ?? 'all',
      'aria-selected': String(isChosen), tabindex: isChosen ? '0' : '-1',
      onclick: () => choose(id),
      oncontextmenu: (event) => {
        event.preventDefault();
        openTopicMenu(chat, topic, event.currentTarget);
      },
    }, topic?.isClosed ? `${label} (closed)` : label);
  }

  function choose(id) {
    chosen = id;
    draw();
    chat.fill();
  }

  element.addEventListener('keydown', (event) => {
    const tabs = [...element.querySelectorAll('[role="tab"]')];
    const at = tabs.indexOf(event.target);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || !tabs[next]) return;
    event.preventDefault();
    tabs[next].click();
    element.querySelector('[aria-selected="true"]').focus();
  });

  return {
    element,
    draw,
    /** The chosen topic; none if all messages are shown. */
    chosen: () => all().find((topic) => topic.id === chosen) ?? null,
    shows: (message) => chosen === null || topicOf(message) === chosen,
    /** What a message must have to be sent to the chosen topic. */
    place: () => (chosen === null ? {} : threadOf({ id: chosen })),
  };
}

/** The dialog for a new topic. */
function openTopic(conversation) {
  form('New topic', 'Make', {
    onSave: (data) => api.addTopic(conversation, { name: textOf(data, 'topic-name'), icon_color: Number(data.get('topic-color')) }),
  },
  textField('Name', { name: 'topic-name', required: true, maxlength: '128' }),
  choiceField('Colour', { name: 'topic-color' }, COLOURS));
}

function openTopicMenu(chat, topic, anchor) {
  if (topic) openMenu(topicActions(chat, topic), anchor);
}

/** How a call names a topic. */
const threadOf = (topic) => (topic.id === GENERAL ? {} : { message_thread_id: topic.id });

/** The actions for a topic. */
export function topicActions(chat, topic) {
  const { conversation } = chat;
  const change = (more) => attempt(() => api.editTopic(conversation, { ...threadOf(topic), ...more }));
  const actions = [
    ['Rename the topic', () => rename(conversation, topic)],
    topic.isClosed ? ['Open the topic again', () => change({ is_closed: false })] : ['Close the topic', () => change({ is_closed: true })],
  ];
  if (topic.id === GENERAL) actions.push(topic.isHidden ? ['Show the topic', () => change({ is_hidden: false })] : ['Hide the topic', () => change({ is_hidden: true })]);
  else actions.push(['Delete the topic', () => attempt(() => api.removeTopic(conversation, threadOf(topic))), true]);
  return actions;
}

const rename = (conversation, topic) => form('Rename the topic', 'Save', {
  onSave: (data) => api.editTopic(conversation, { ...threadOf(topic), name: textOf(data, 'topic-name') }),
}, textField('Name', { name: 'topic-name', required: true, maxlength: '128', value: topic.name }));
