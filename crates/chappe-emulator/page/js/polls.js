// Polls: the options to vote for, and the results after a vote.

import * as api from './api.js';
import { el, fullTime } from './dom.js';
import { render } from './entities.js';
import { attempt } from './notices.js';
import * as store from './store.js';
import { viewOf, voteOf } from './views.js';

const text = (words, entities) => el('span', { dir: 'auto' }, render(words, entities));

/** A poll, as a user sees it. */
export function poll(message, chat) {
  const thing = message.poll;
  const mine = chat ? voteOf(viewOf(chat.conversation.talk), thing.id, chat.conversation.userId) : null;
  const isDone = thing.is_closed || mine !== null;
  const rows = isDone ? results(thing, mine) : ballot(message, chat);
  return el('div', { class: 'poll', 'data-testid': 'poll' },
    thing.description ? el('p', {}, text(thing.description, thing.description_entities)) : null,
    el('strong', {}, text(thing.question, thing.question_entities)),
    el('p', { class: 'file-facts' }, facts(thing)),
    rows,
    thing.explanation && isDone ? el('p', { class: 'explanation', 'data-testid': 'explanation' }, text(thing.explanation, thing.explanation_entities)) : null);
}

function facts(thing) {
  const kind = `${thing.is_anonymous ? 'Anonymous ' : 'Public '}${thing.type === 'quiz' ? 'quiz' : 'poll'}`;
  const closes = thing.is_closed ? 'closed' : thing.close_date ? `closes ${fullTime(thing.close_date)}` : null;
  const votes = `${thing.total_voter_count} vote${thing.total_voter_count === 1 ? '' : 's'}`;
  return [kind, votes, closes].filter(Boolean).join(' · ');
}

/** The options before a vote: one press, or several checkboxes and a button. */
function ballot(message, chat) {
  const { options, allows_multiple_answers: isMultiple } = message.poll;
  const send = (chosen) => attempt(() => api.vote(chat.conversation, message.message_id, chosen));
  if (!isMultiple) {
    return el('ul', { class: 'options' }, options.map((option, at) => el('li', {},
      el('button', { type: 'button', class: 'option', 'data-testid': 'poll-option', onclick: () => send([at]) },
        el('span', { class: 'option-mark', 'aria-hidden': 'true' }), text(option.text, option.text_entities)))));
  }
  const boxes = options.map(() => el('input', { type: 'checkbox', onchange: () => { vote.disabled = !chosen().length; } }));
  const chosen = () => boxes.flatMap((box, at) => (box.checked ? [at] : []));
  const vote = el('button', { type: 'button', class: 'small primary', 'data-testid': 'poll-vote', disabled: true, onclick: () => send(chosen()) }, 'Vote');
  return [
    el('ul', { class: 'options' }, options.map((option, at) => el('li', {},
      el('label', { class: 'option', 'data-testid': 'poll-option' }, boxes[at], text(option.text, option.text_entities))))),
    vote,
  ];
}

/** The share of each option, with the user's own choice, and right and wrong in a quiz. */
function results(thing, mine) {
  const total = thing.total_voter_count || 1;
  const right = thing.correct_option_ids ?? [];
  return el('ul', { class: 'options' }, thing.options.map((option, at) => {
    const share = Math.round(option.voter_count / total * 100);
    const isMine = mine?.includes(at);
    const verdict = thing.type === 'quiz' && right.length ? (right.includes(at) ? 'right' : isMine ? 'wrong' : '') : '';
    const marks = [isMine ? 'your choice' : null, verdict || null].filter(Boolean);
    return el('li', { class: `result ${verdict}`, 'data-testid': 'poll-result', 'data-chosen': isMine },
      el('span', { class: 'result-line' },
        el('span', { class: 'result-share' }, `${share} %`),
        text(option.text, option.text_entities),
        el('span', { class: 'result-mark', title: marks.join(', ') },
          marks.length ? el('span', { class: 'visually-hidden' }, `(${marks.join(', ')})`) : null,
          el('span', { 'aria-hidden': 'true' }, verdict === 'wrong' ? '✗' : isMine || verdict ? '✓' : ''))),
      el('progress', { class: 'bar-of-votes', max: '100', value: share, 'aria-label': `${option.voter_count} votes` }),
      el('span', { class: 'file-facts' }, `${option.voter_count}`));
  }));
}

/** The actions for a poll in the menu of its message. */
export function pollActions(message, chat) {
  const thing = message.poll;
  if (!thing || thing.is_closed || thing.allows_revoting === false) return [];
  const mine = voteOf(viewOf(chat.conversation.talk), thing.id, chat.conversation.userId);
  return mine ? [['Retract the vote', () => attempt(() => api.vote(chat.conversation, message.message_id, []))]] : [];
}

/** A poll changed: the messages that show it are drawn again. */
export function updatePoll(changed) {
  for (const { key, message } of store.messagesWhere((one) => one.poll?.id === changed.id)) {
    store.put(key, { ...message, poll: changed });
  }
}
