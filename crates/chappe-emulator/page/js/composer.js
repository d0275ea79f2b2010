// The input of a conversation: text, files, replies, edits, commands, keyboards.

import * as api from './api.js';
import { attachments } from './attachments.js';
import { pressAbove } from './buttons.js';
import { commandList } from './commands.js';
import { el, iconButton } from './dom.js';
import { inlineResults } from './inline.js';
import { replyKeyboard, replyMarkup } from './keyboards.js';
import { openMenu } from './menu.js';
import { attempt } from './notices.js';
import { preview } from './preview.js';
import { answerRequest } from './requests.js';
import { sendFiles } from './send-files.js';
import { shareActions } from './share.js';
import * as store from './store.js';

/** The input of an open conversation. */
export function composer(chat) {
  const { conversation } = chat;
  // The message that is replied to or edited, and which of the two.
  let about = null;
  // A one-time keyboard that was used is hidden, and so is one that was closed.
  let used = null;
  let isKeyboardShown = true;
  let shownFor = null;

  const input = el('textarea', {
    rows: '1', 'data-testid': 'input', 'aria-label': 'Message', placeholder: 'Message', dir: 'auto',
    autocomplete: 'off', enterkeyhint: 'send',
  });
  const send = iconButton('send', 'Send', () => submit(), { class: 'send', 'data-testid': 'send' });
  const context = el('div', { class: 'context', hidden: true });
  const keyboard = el('div', { class: 'keyboard-place', hidden: true });
  const keyboardToggle = iconButton('keyboard', 'Keyboard of the bot', () => {
    isKeyboardShown = !isKeyboardShown;
    showKeyboard();
  }, { hidden: true });
  const files = attachments(() => refresh());
  const commands = commandList({
    input,
    bots: () => store.botsOf(conversation),
    isPrivate: conversation.isPrivate,
    onSend: (text) => {
      setText('');
      chat.sendText(text);
    },
    onComplete: (text) => setText(`${text} `),
  });
  const results = inlineResults({
    conversation,
    input,
    onSent: () => {
      setText('');
      input.focus();
    },
    onStart: (button, id) => pressAbove(conversation, id, button),
  });
  const attach = iconButton('attach', 'Attach', (event) => openMenu([
    ['Photo, video or file', () => files.input.click()], ...shareActions(chat),
  ], event.currentTarget), { 'data-testid': 'attach-menu', 'aria-haspopup': 'menu' });

  const element = el('form', { class: 'composer' },
    commands.element, results.element, context, files.strip,
    el('div', { class: 'composer-row' },
      chat.senders.element, attach, files.input,
      input, keyboardToggle, send),
    keyboard);

  element.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  input.addEventListener('input', () => refresh());
  input.addEventListener('keydown', onKey);
  input.addEventListener('paste', (event) => {
    if (event.clipboardData.files.length) {
      event.preventDefault();
      files.add(event.clipboardData.files);
    }
  });

  function onKey(event) {
    if (event.isComposing || commands.onKey(event) || results.onKey(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape' && (about || files.count())) {
      event.stopPropagation();
      setAbout(null);
      files.clear();
    } else if (event.key === 'ArrowUp' && !input.value && !event.ctrlKey) {
      event.preventDefault();
      const own = chat.lastOwn();
      if (own) edit(own);
      else chat.focusLast();
    } else if (event.key === 'ArrowUp' && event.ctrlKey) {
      event.preventDefault();
      chat.focusLast();
    }
  }

  function setText(text) {
    input.value = text;
    refresh();
  }

  /** Grows with its text, up to the limit of the style sheet. A hidden input has no height to measure. */
  function fit() {
    input.style.height = 'auto';
    const { scrollHeight, offsetHeight, clientHeight } = input;
    if (scrollHeight) input.style.height = `${scrollHeight + offsetHeight - clientHeight}px`;
  }

  // Shown, or as wide as another text: lines break elsewhere.
  let width = 0;
  new ResizeObserver(() => {
    if (input.clientWidth === width) return;
    width = input.clientWidth;
    fit();
  }).observe(input);

  function refresh() {
    fit();
    send.disabled = !input.value.trim() && !files.count();
    commands.refresh();
    results.refresh();
  }

  function setAbout(next) {
    const wasEdit = about?.isEdit;
    about = next;
    context.hidden = !next;
    context.replaceChildren();
    if (next) {
      context.append(
        el('div', { class: 'quote' },
          el('span', { class: 'quote-name' }, next.isEdit ? 'Edit message' : store.nameOf(store.senderOf(next.message))),
          el('span', { class: 'quote-text' }, next.quote ?? preview(next.message))),
        iconButton('close', next.isEdit ? 'Stop editing' : 'Do not reply', () => {
          setAbout(null);
          input.focus();
        }));
    }
    if (wasEdit && !next) setText('');
  }

  /** Replies to a message, perhaps with a quote of a part of it. */
  function reply(message, quote = undefined) {
    setAbout({ message, isEdit: false, quote });
    input.focus();
  }

  function edit(message) {
    setAbout({ message, isEdit: true });
    setText(message.text ?? message.caption ?? '');
    input.focus();
  }

  async function submit() {
    const text = input.value.trim();
    const current = about;
    const chosen = files.take();
    if (!text && !chosen.length) return;
    setAbout(null);
    setText('');
    if (current?.isEdit) {
      if (text && !await attempt(() => api.edit(conversation, current.message.message_id, { text }))) giveBack(text, current);
      return;
    }
    const answered = current?.message ?? forced();
    const shared = {
      ...chat.place(),
      ...(answered ? { reply_to_message_id: answered.message_id, quote: current?.quote } : {}),
    };
    if (answered && shownFor === answered.message_id) used = answered.message_id;
    if (!chosen.length) {
      if (!await attempt(() => api.say(conversation, { ...shared, text }))) giveBack(text, current);
    } else {
      const unsent = await sendFiles(conversation, chosen, text, shared);
      if (unsent.length) files.add(unsent);
      if (unsent.length === chosen.length) giveBack(text, current);
    }
    showKeyboard();
  }

  /** Restores a message that could not be sent, unless something else was typed. */
  function giveBack(text, what) {
    if (input.value) return;
    if (what) setAbout(what);
    setText(text);
  }

  /** The message that a bot requested a reply to, until it is sent. */
  function forced() {
    const now = replyMarkup(chat.messages.values(), chat.user, used);
    return now?.markup.force_reply && now.message.message_id !== used ? now.message : null;
  }

  function showKeyboard() {
    const now = chat.user && replyMarkup(chat.messages.values(), chat.user, used);
    const id = now?.message.message_id ?? null;
    if (id !== shownFor) isKeyboardShown = true;
    shownFor = id;
    const rows = now?.markup.keyboard;
    keyboardToggle.hidden = !rows;
    keyboardToggle.setAttribute('aria-expanded', String(Boolean(rows && isKeyboardShown)));
    keyboard.hidden = !rows || !isKeyboardShown;
    keyboard.replaceChildren(...(keyboard.hidden ? [] : [replyKeyboard(now.markup, pressReply)]));
    input.placeholder = now?.markup.input_field_placeholder ?? 'Message';
  }

  function pressReply(button) {
    const done = () => {
      used = shownFor;
      showKeyboard();
      input.focus();
    };
    if (answerRequest(chat, button, done)) return;
    chat.sendText(button.text);
    done();
  }

  refresh();
  return {
    element,
    reply,
    edit,
    showKeyboard,
    refresh,
    addFiles: (list) => files.add(list),
    focus: () => input.focus(),
    /** Replaces the text, as if it was typed. */
    type: (text) => {
      setText(text);
      input.focus();
    },
    /** Drops references to messages that were deleted. */
    forget: (ids) => {
      if (about && ids.includes(about.message.message_id)) setAbout(null);
    },
  };
}
