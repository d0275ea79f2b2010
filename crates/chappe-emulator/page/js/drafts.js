// Drafts of bots: messages that grow until they are sent.

import * as api from './api.js';
import { el } from './dom.js';
import { render } from './entities.js';
import { richMessage } from './rich.js';

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
      el('div', { class: 'stack' }, el('div', { class: 'bubble growing' }, words)));
    drafts.get(id)?.replaceWith(bubble);
    if (!drafts.has(id)) element.append(bubble);
    drafts.set(id, bubble);
  }

  function take(all) {
    const seen = new Set(all.map((draft) => draft.draft_id));
    for (const [id, bubble] of drafts) {
      if (seen.has(id)) continue;
      bubble.remove();
      drafts.delete(id);
    }
    all.filter((draft) => chat.shows(draft)).forEach(draw);
  }

  return {
    element,
    /** Draws what is there; bots without drafts have none to load. */
    async load() {
      if (!chat.conversation.isPrivate) return;
      try {
        take(await api.getDrafts(chat.conversation));
      } catch {
        take([]);
      }
    },
  };
}
