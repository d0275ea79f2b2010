// An open conversation: its header, its messages, its input.

import * as api from './api.js';
import { takeDrops } from './attachments.js';
import { album, bubble, hue } from './bubble.js';
import { pressButton } from './buttons.js';
import { openChatMenu } from './chat-menu.js';
import { composer } from './composer.js';
import { day, el, iconButton } from './dom.js';
import { draftList } from './drafts.js';
import { playEffect } from './effects.js';
import { loadEphemeral } from './ephemeral.js';
import { failureLines } from './failure-lines.js';
import { followLink } from './links.js';
import { onMessageKey } from './message-keys.js';
import { openMessageMenu } from './message-menu.js';
import { attempt, toast } from './notices.js';
import { loadBought } from './paid.js';
import { pinnedBar } from './pinned.js';
import { senderChoice } from './senders.js';
import * as store from './store.js';
import { topicTabs } from './topics.js';
import { isChanged, memberOf, refreshView, viewOf } from './views.js';

/** What keeps the focus when a message is drawn again. */
const FOCUSED = '.inline-button, .option, .option input, .reaction';

const TYPING_FOR = 5000;
const ANSWER_WITHIN = 30000;

const ACTIONS = {
  typing: 'typing', upload_photo: 'sending a photo', record_video: 'recording a video',
  upload_video: 'sending a video', record_voice: 'recording a voice message',
  upload_voice: 'sending a voice message', upload_document: 'sending a file',
  choose_sticker: 'choosing a sticker', find_location: 'looking for a place',
  record_video_note: 'recording a video message', upload_video_note: 'sending a video message',
};

export class Chat {
  /** `host` opens, closes and focuses conversations, and shows entries in the inspector. */
  constructor(conversation, host) {
    this.conversation = conversation;
    this.host = host;
    this.elements = new Map();
    this.waiting = new Map();
    this.topics = topicTabs(this);
    this.senders = senderChoice(conversation);
    this.sendText = (text) => attempt(() => api.say(conversation, { ...this.place(), text }));
    this.pinned = pinnedBar(this);
    this.drafts = draftList(this);
    this.composer = composer(this);
    this.closed = el('p', { class: 'closed-input', 'data-testid': 'closed-input', hidden: true }, 'Only administrators post in this channel');
    this.list = el('div', { class: 'messages', role: 'log', 'aria-label': 'Messages' });
    this.scroller = el('div', { class: 'scroller' }, el('div', { class: 'column' }, this.list, this.drafts.element));
    this.downward = iconButton('down', 'To the newest message', () => {
      this.toEnd();
      this.focusLast();
    }, { class: 'to-end', 'data-testid': 'to-end', hidden: true });
    this.scroller.addEventListener('scroll', () => { this.downward.hidden = this.isAtEnd(); });
    this.toasts = el('div', { class: 'chat-toasts', role: 'status', 'aria-live': 'polite' });
    this.status = el('p', { class: 'chat-status' });
    this.title = el('h2', {});
    this.failures = failureLines(this);
    this.element = el('section', {
      class: 'chat', 'data-testid': 'chat', 'data-user-id': conversation.userId, 'data-chat-id': conversation.chatId,
      'data-bot-id': conversation.botId, 'aria-label': `${store.titleOf(conversation)}, as ${store.nameOf(store.users.get(conversation.userId))}`,
    }, this.header(), this.topics.element, this.pinned.element, this.scroller, el('div', { class: 'to-end-place' }, this.downward), this.toasts, this.composer.element, this.closed);
    this.element.addEventListener('focusin', () => host.activate(this));
    this.element.addEventListener('pointerdown', () => host.activate(this));
    this.list.addEventListener('keydown', (event) => onMessageKey(this, event));
    this.list.addEventListener('click', (event) => followLink(this, event));
    this.list.addEventListener('contextmenu', (event) => this.onContextMenu(event));
    takeDrops(this.element, (files) => {
      this.composer.addFiles(files);
      this.composer.focus();
    });
    this.showStatus();
    this.fill();
    this.loadMore();
  }

  /** What a message must have to be sent to the chosen topic, as the chosen sender. */
  place() {
    return { ...this.topics.place(), ...this.senders.place() };
  }

  /** Loads what is seen besides the messages that all see. */
  loadMore() {
    refreshView(this.conversation);
    loadBought(this.conversation);
    loadEphemeral(this.conversation);
    this.senders.load();
    this.drafts.load();
  }

  header() {
    const { conversation } = this;
    const title = store.titleOf(conversation);
    return el('header', { class: 'bar chat-bar' },
      iconButton('back', 'Back to the chats', () => this.host.showList(), { class: 'back' }),
      el('span', { class: `avatar hue-${hue(conversation.isPrivate ? conversation.botId : conversation.chatId)}`, 'aria-hidden': 'true' }, [...title][0] ?? '?'),
      el('div', { class: 'chat-title' }, this.title, this.status),
      iconButton('more', 'Chat menu', (event) => openChatMenu(this, event.currentTarget), { 'data-testid': 'chat-menu' }),
      iconButton('close', 'Close the chat', () => this.host.close(this), { class: 'close-chat' }));
  }

  get messages() {
    return store.talk(this.conversation.talk).messages;
  }

  get user() {
    return store.users.get(this.conversation.userId);
  }

  /** Whether the user of this conversation wrote a message. */
  isOwn(message) {
    return store.senderId(message) === this.conversation.userId;
  }

  /** The status of the user in the chat. */
  statusHere() {
    return memberOf(viewOf(this.conversation.talk), this.conversation.userId)?.status;
  }

  /** Subscribers of a channel have no input. */
  showInput() {
    const member = memberOf(viewOf(this.conversation.talk), this.conversation.userId);
    const mayPost = member?.status === 'creator' || member?.can_post_messages;
    const isChannel = store.chats.get(this.conversation.chatId)?.type === 'channel';
    this.closed.hidden = !isChannel || !member || mayPost;
    this.composer.element.hidden = !this.closed.hidden;
  }

  /** Whether a message is there for the user, and in the chosen topic. */
  shows(message) {
    return Boolean(message) && store.isSeenBy(message, this.conversation.userId) && this.topics.shows(message);
  }

  /** Draws all messages again. */
  fill() {
    this.list.replaceChildren();
    this.elements.clear();
    this.lastDay = null;
    this.topics.draw();
    const all = [...this.messages.values()].filter((message) => this.shows(message));
    const replaced = new Set(all.map((message) => message.replaces_message_id));
    for (const message of all) if (!replaced.has(message.message_id)) this.append(message);
    if (!this.elements.size) this.list.append(this.start());
    this.composer.showKeyboard();
    this.pinned.draw();
    this.failures.draw();
    this.toEnd();
  }

  /** The placeholder of a conversation without messages. */
  start() {
    const canStart = this.conversation.isPrivate && !this.conversation.connectionId;
    return el('div', { class: 'empty-chat' },
      el('p', {}, canStart ? 'No messages yet.' : 'Nobody said anything yet.'),
      canStart ? el('button', { type: 'button', class: 'primary', onclick: () => this.sendText('/start') }, 'Start') : null);
  }

  put(message) {
    this.topics.draw();
    if (!this.shows(message)) return;
    if (message.pinned_message || message.poll) refreshView(this.conversation);
    // An ephemeral message can be shown instead of one that all see.
    this.elements.get(message.replaces_message_id)?.remove();
    const old = this.elements.get(message.message_id);
    const fresh = bubble(message, this);
    if (old) {
      this.replace(old, fresh);
      this.elements.set(message.message_id, fresh);
    } else {
      this.list.querySelector('.empty-chat')?.remove();
      const wasAtEnd = this.isAtEnd();
      this.append(message, fresh);
      playEffect(message, fresh);
      if (wasAtEnd || store.senderId(message) === this.conversation.userId) this.toEnd();
      if (store.bots.has(store.senderId(message))) this.showStatus();
    }
    this.composer.showKeyboard();
    this.pinned.draw();
  }

  /** Draws what changed besides the messages: pins, reactions, votes. */
  showView(before) {
    const after = viewOf(this.conversation.talk);
    for (const [id, element] of this.elements) {
      const message = this.messages.get(id);
      if (!message || !isChanged(before, after, message)) continue;
      const fresh = bubble(message, this);
      this.replace(element, fresh);
      this.elements.set(id, fresh);
    }
    this.showInput();
    this.pinned.draw();
  }

  /** Replaces a message after an edit, and keeps the focus. */
  replace(old, fresh) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const buttons = [...old.querySelectorAll(FOCUSED)];
    const at = buttons.indexOf(focused);
    old.replaceWith(fresh);
    if (focused === old || focused && at < 0) fresh.focus({ preventScroll: true });
    else if (at >= 0) (fresh.querySelectorAll(FOCUSED)[at] ?? fresh).focus({ preventScroll: true });
  }

  append(message, element = bubble(message, this)) {
    this.elements.set(message.message_id, element);
    const today = day(message.date);
    if (today !== this.lastDay) this.list.append(el('div', { class: 'day' }, el('span', {}, today)));
    this.lastDay = today;
    const group = message.media_group_id;
    const last = [...this.list.children].findLast((one) => !one.matches('.failure'));
    if (!group) this.list.append(element);
    else if (last?.dataset.album === group) last.append(element);
    else {
      const frame = album(group);
      frame.classList.toggle('own', element.classList.contains('own'));
      frame.append(element);
      this.list.append(frame);
    }
  }

  drop(ids) {
    for (const id of ids) {
      this.elements.get(id)?.remove();
      this.elements.delete(id);
    }
    if (!this.elements.size) this.fill();
    this.topics.draw();
    this.composer.forget(ids);
    this.composer.showKeyboard();
    this.pinned.draw();
  }

  // The scroller is reversed, so its end is at 0.
  isAtEnd() {
    return this.scroller.scrollTop > -80;
  }

  toEnd() {
    this.scroller.scrollTop = 0;
  }

  /** Scrolls to a message and highlights it. */
  reveal(id) {
    const element = this.elements.get(id);
    if (!element) return;
    element.scrollIntoView({ block: 'center' });
    element.focus({ preventScroll: true });
    element.classList.add('found');
    setTimeout(() => element.classList.remove('found'), 1200);
  }

  showStatus(action, bot) {
    clearTimeout(this.typing);
    this.title.textContent = store.titleOf(this.conversation);
    if (action) {
      const who = this.conversation.isPrivate ? '' : `${this.nameOfBot(bot)} is `;
      this.status.replaceChildren(el('span', { class: 'typing', 'data-testid': 'typing' }, `${who}${ACTIONS[action] ?? action}…`));
      this.typing = setTimeout(() => this.showStatus(), TYPING_FOR);
      return;
    }
    const chat = store.chats.get(this.conversation.chatId);
    const size = chat ? ` · ${chat.members.length + chat.bots.length} members` : '';
    this.status.textContent = `as ${store.nameOf(this.user)}${size}`;
  }

  /** The bot that acts in a group: not always known, but often there is only one. */
  nameOfBot(id) {
    const all = store.botsOf(this.conversation);
    const bot = store.bots.get(id) ?? (all.length === 1 ? all[0] : null);
    return bot ? store.nameOf(bot) : 'A bot';
  }

  /** Presses a button of a message: `where` is its place or its data. */
  async press(messageId, element, where, button) {
    const message = this.messages.get(messageId);
    element.classList.add('waiting');
    element.setAttribute('aria-busy', 'true');
    const done = () => {
      element.classList.remove('waiting');
      element.removeAttribute('aria-busy');
    };
    const id = message && await pressButton(this, message, where, button);
    // The answer may arrive before the press is confirmed.
    if (!id || this.host.wasAnswered(id)) return done();
    this.waiting.set(id, done);
    setTimeout(() => this.answered(id), ANSWER_WITHIN);
    return undefined;
  }

  /** Shows that a callback query was answered. Returns whether it was sent from here. */
  answered(id) {
    this.waiting.get(id)?.();
    return this.waiting.delete(id);
  }

  toast(text) {
    toast(text, this.toasts);
  }

  /** Opens the menu of a message. */
  openMenu(id, anchor) {
    openMessageMenu(this, id, anchor);
  }

  async remove(message) {
    await attempt(() => api.remove(this.conversation, message.message_id));
    this.composer.focus();
  }

  onContextMenu(event) {
    const element = event.target.closest('[data-message-id]');
    // With selected text, the browser's own menu opens.
    if (!element || !getSelection().isCollapsed) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
    this.openMenu(Number(element.dataset.messageId), { x: event.clientX, y: event.clientY });
  }

  /** Moves the focus from the input to the messages. */
  focusLast() {
    [...this.elements.values()].at(-1)?.focus();
  }

  lastOwn() {
    return [...this.messages.values()].reverse()
      .find((message) => store.senderId(message) === this.conversation.userId && (message.text || message.caption));
  }
}
