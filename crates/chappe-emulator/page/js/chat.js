// An open conversation: its header, its messages, its input.

import * as api from './api.js';
import { takeDrops } from './attachments.js';
import { album, bubble, hue } from './bubble.js';
import { composer } from './composer.js';
import { day, el, iconButton } from './dom.js';
import { failureLines } from './failure-lines.js';
import { openMenu } from './menu.js';
import { attempt, toast } from './notices.js';
import { openMembers } from './people.js';
import * as store from './store.js';

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
    this.sendText = (text) => attempt(() => api.say(conversation, { text }));
    this.composer = composer(this);
    this.list = el('div', { class: 'messages', role: 'log', 'aria-label': 'Messages' });
    this.scroller = el('div', { class: 'scroller' }, this.list);
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
    }, this.header(), this.scroller, el('div', { class: 'to-end-place' }, this.downward), this.toasts, this.composer.element);
    this.element.addEventListener('focusin', () => host.activate(this));
    this.element.addEventListener('pointerdown', () => host.activate(this));
    this.list.addEventListener('keydown', (event) => this.onKey(event));
    this.list.addEventListener('contextmenu', (event) => this.onContextMenu(event));
    takeDrops(this.element, (files) => {
      this.composer.addFiles(files);
      this.composer.focus();
    });
    this.showStatus();
    this.fill();
  }

  header() {
    const { conversation } = this;
    const title = store.titleOf(conversation);
    return el('header', { class: 'bar chat-bar' },
      iconButton('back', 'Back to the chats', () => this.host.showList(), { class: 'back' }),
      el('span', { class: `avatar hue-${hue(conversation.isPrivate ? conversation.botId : conversation.chatId)}`, 'aria-hidden': 'true' }, [...title][0] ?? '?'),
      el('div', { class: 'chat-title' }, this.title, this.status),
      iconButton('more', 'Chat menu', (event) => this.openChatMenu(event.currentTarget), { 'data-testid': 'chat-menu' }),
      iconButton('close', 'Close the chat', () => this.host.close(this), { class: 'close-chat' }));
  }

  get messages() {
    return store.talk(this.conversation.talk).messages;
  }

  get user() {
    return store.users.get(this.conversation.userId);
  }

  /** Draws all messages again. */
  fill() {
    this.list.replaceChildren();
    this.elements.clear();
    this.lastDay = null;
    for (const message of this.messages.values()) this.append(message);
    if (!this.messages.size) this.list.append(this.start());
    this.composer.showKeyboard();
    this.failures.draw();
    this.toEnd();
  }

  /** The placeholder of a conversation without messages. */
  start() {
    const canStart = this.conversation.isPrivate;
    return el('div', { class: 'empty-chat' },
      el('p', {}, canStart ? 'No messages yet.' : 'Nobody said anything yet.'),
      canStart ? el('button', { type: 'button', class: 'primary', onclick: () => this.sendText('/start') }, 'Start') : null);
  }

  put(message) {
    const old = this.elements.get(message.message_id);
    const fresh = bubble(message, this);
    if (old) {
      this.replace(old, fresh);
      this.elements.set(message.message_id, fresh);
    } else {
      this.list.querySelector('.empty-chat')?.remove();
      const wasAtEnd = this.isAtEnd();
      this.append(message, fresh);
      if (wasAtEnd || store.senderId(message) === this.conversation.userId) this.toEnd();
      if (store.bots.has(store.senderId(message))) this.showStatus();
    }
    this.composer.showKeyboard();
  }

  /** Replaces a message after an edit, and keeps the focus. */
  replace(old, fresh) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const buttons = [...old.querySelectorAll('.inline-button')];
    const at = buttons.indexOf(focused);
    old.replaceWith(fresh);
    if (focused === old || focused && at < 0) fresh.focus({ preventScroll: true });
    else if (at >= 0) (fresh.querySelectorAll('.inline-button')[at] ?? fresh).focus({ preventScroll: true });
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
    if (!this.messages.size) this.fill();
    this.composer.forget(ids);
    this.composer.showKeyboard();
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

  async press(messageId, button, place) {
    button.classList.add('waiting');
    button.setAttribute('aria-busy', 'true');
    const pressed = await attempt(() => api.press(this.conversation, messageId, place));
    const done = () => {
      button.classList.remove('waiting');
      button.removeAttribute('aria-busy');
    };
    if (!pressed) return done();
    const id = pressed.callback_query_id;
    // The answer may arrive before the press is confirmed.
    if (this.host.wasAnswered(id)) return done();
    this.waiting.set(id, done);
    setTimeout(() => this.answered(id), ANSWER_WITHIN);
  }

  /** Shows that a callback query was answered. Returns whether it was sent from here. */
  answered(id) {
    this.waiting.get(id)?.();
    return this.waiting.delete(id);
  }

  toast(text) {
    toast(text, this.toasts);
  }

  /** The actions for a message. */
  openMenu(id, anchor) {
    const message = this.messages.get(id);
    if (!message) return;
    const words = message.text ?? message.caption;
    const isOwn = store.senderId(message) === this.conversation.userId;
    const items = [['Reply', () => this.composer.reply(message)]];
    if (words) items.push(['Copy text', () => navigator.clipboard?.writeText(words)]);
    if (isOwn && words) items.push(['Edit', () => this.composer.edit(message)]);
    if (isOwn) items.push(['Delete', () => this.remove(message), true]);
    openMenu(items, anchor);
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

  /** Arrow keys move between messages; Enter opens the menu of one. */
  onKey(event) {
    const element = event.target;
    if (!element.matches?.('[data-message-id]')) return;
    const all = [...this.elements.values()];
    const at = all.indexOf(element);
    const id = Number(element.dataset.messageId);
    const message = this.messages.get(id);
    const isOwn = message && store.senderId(message) === this.conversation.userId;
    if (event.key === 'ArrowUp') all[at - 1]?.focus();
    else if (event.key === 'ArrowDown') (all[at + 1] ?? this.composer).focus();
    else if (event.key === 'Escape') this.composer.focus();
    else if (event.key === 'Enter' || event.key === 'ContextMenu') this.openMenu(id, element.querySelector('.bubble') ?? element);
    else if (event.key === 'Delete' && isOwn) this.remove(message);
    else if (event.key === 'e' && isOwn) this.composer.edit(message);
    else if (event.key === 'r') this.composer.reply(message);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Moves the focus from the input to the messages. */
  focusLast() {
    [...this.elements.values()].at(-1)?.focus();
  }

  lastOwn() {
    return [...this.messages.values()].reverse()
      .find((message) => store.senderId(message) === this.conversation.userId && (message.text || message.caption));
  }

  openChatMenu(anchor) {
    const { conversation } = this;
    const items = conversation.isPrivate
      ? [
        ['Block the bot', () => attempt(() => api.setBlocked(conversation, true)), true],
        ['Unblock the bot', () => attempt(() => api.setBlocked(conversation, false))],
      ]
      : [
        ['Members', () => openMembers(conversation.chatId)],
        ['Leave', () => attempt(() => api.setMember(conversation.chatId, conversation.userId, 'left')), true],
      ];
    openMenu(items, anchor);
  }
}
