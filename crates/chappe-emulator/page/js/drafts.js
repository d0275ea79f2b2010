// Drafts of bots: messages that grow until they are sent.

import * as api from './api.js';
import { el } from './dom.js';
import { render } from './entities.js';
import { attempt } from './notices.js';
import { richMessage } from './rich.js';

/** Without a change, drafts disappear after this time. */
const SHOWN_FOR = 31000;

/** The drafts of a conversation, below its messages. */
export function draftList(chat) {
  const drafts = new Map();
  const element = el('div', { class: 'drafts', 'aria-live': 'off' });

  /** Draws a draft as it is now. One without content shows that the bot thinks. */
  function draw(draft) {
    const { draft_id: id, text, entities, rich_message: rich } = draft;
    const words = rich
      ? richMessage({ rich_message: rich, message_id: `draft-${id}` }, chat)
      : el('div', { class: 'text', dir: 'auto' }, text ? render(text, entities, chat.sendText) : el('span', { class: 'typing' }, 'Thinking…'));
    const bubble = el('div', { class: 'message other', 'data-testid': 'draft', 'data-draft-id': id },
      el('div', { class: 'stack' }, el('div', { class: 'bubble growing' }, words),
        draft.can_stop ? el('button', { type: 'button', class: 'inline-button', 'data-testid': 'draft-stop', onclick: () => stop(draft) }, 'Stop') : null));
    drafts.get(id)?.replaceWith(bubble);
    if (!drafts.has(id)) element.append(bubble);
    drafts.set(id, bubble);
  }

  const stop = ({ message_thread_id }) => attempt(() => api.stopDraft(chat.conversation, { message_thread_id }));

  function take(all) {
    const seen = new Set(all.map((draft) => draft.draft_id));
    for (const [id, bubble] of drafts) {
      if (seen.has(id)) continue;
      bubble.remove();
      drafts.delete(id);
    }
    all.filter((draft) => chat.shows(draft)).forEach(draw);
  }

  let timer;

  /** Draws the drafts that are there, and removes them when their time is over. */
  async function load() {
    if (!chat.conversation.isPrivate || chat.conversation.connectionId) return;
    clearTimeout(timer);
    const all = await attempt(() => api.getDrafts(chat.conversation)) ?? [];
    take(all);
    if (all.length) timer = setTimeout(load, SHOWN_FOR);
  }

  return { element, load };
}
