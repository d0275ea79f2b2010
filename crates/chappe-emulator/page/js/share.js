// The attachment menu: what can be sent besides text and files.

import * as api from './api.js';
import { el } from './dom.js';
import { check, choiceField, field, form, numberField, numberOf, textField, textOf } from './forms.js';

const DICE = ['🎲', '🎯', '🏀', '⚽', '🎳', '🎰'];

// Big Ben: a location has to be somewhere.
const HERE = { latitude: 51.5007, longitude: -0.1246 };

const placeFields = () => [
  numberField('Latitude', { name: 'latitude', required: true, min: '-90', max: '90', value: HERE.latitude }),
  numberField('Longitude', { name: 'longitude', required: true, min: '-180', max: '180', value: HERE.longitude }),
];
const placeOf = (data) => ({ latitude: numberOf(data, 'latitude'), longitude: numberOf(data, 'longitude') });

/** Asks for a location; `send` receives it. */
export const openLocation = (send, isLiveOffered = true) => form('Location', 'Send', {
  onSave: (data) => send({ ...placeOf(data), live_period: numberOf(data, 'live_period') || undefined }),
}, ...placeFields(), isLiveOffered
  ? choiceField('Live', { name: 'live_period' }, [['', 'No'], ['900', 'For 15 minutes'], ['3600', 'For an hour'], ['28800', 'For 8 hours'], ['2147483647', 'Until it is stopped']])
  : null);

const openVenue = (send) => form('Venue', 'Send', {
  onSave: (data) => send({ ...placeOf(data), title: textOf(data, 'title'), address: textOf(data, 'address') }),
}, textField('Title', { name: 'title', required: true }), textField('Address', { name: 'address', required: true }), ...placeFields());

/** Asks for a contact, at first the user's own; `send` receives it. */
export const openContact = (user, send) => form('Contact', 'Send', {
  onSave: (data) => {
    const contact = { phone_number: textOf(data, 'phone_number'), first_name: textOf(data, 'first_name'), last_name: textOf(data, 'last_name') };
    const isOwn = contact.first_name === user.first_name && contact.last_name === user.last_name;
    return send(isOwn ? { ...contact, user_id: user.id } : contact);
  },
},
textField('Phone number', { name: 'phone_number', type: 'tel', required: true, value: `+${user.id}` }),
textField('First name', { name: 'first_name', required: true, value: user.first_name }),
textField('Last name (optional)', { name: 'last_name', value: user.last_name ?? '' }));

/** Asks for a poll; `send` receives it. `type` is what a button of the bot requests. */
export const openPoll = (send, type) => form('Poll', 'Send', {
  onSave: (data) => {
    const options = data.get('options').split('\n').map((line) => line.trim()).filter(Boolean);
    const isQuiz = data.get('type') === 'quiz';
    return send({
      question: textOf(data, 'question'),
      options,
      type: data.get('type'),
      is_anonymous: data.has('is_anonymous'),
      ...(isQuiz
        ? { correct_option_ids: [numberOf(data, 'correct') - 1], explanation: textOf(data, 'explanation') }
        : { allows_multiple_answers: data.has('allows_multiple_answers') }),
    });
  },
},
textField('Question', { name: 'question', required: true, maxlength: '300' }),
field('Options, one a line', el('textarea', { name: 'options', rows: '3', required: true, 'data-testid': 'options' })),
choiceField('Kind', { name: 'type', disabled: Boolean(type) }, type ? [[type, type === 'quiz' ? 'Quiz' : 'Poll']] : [['regular', 'Poll'], ['quiz', 'Quiz']]),
type ? el('input', { type: 'hidden', name: 'type', value: type }) : null,
check('Anonymous', { name: 'is_anonymous', checked: true }),
check('Several answers', { name: 'allows_multiple_answers' }),
numberField('Right option of a quiz, from 1', { name: 'correct', min: '1', max: '12', step: '1', value: '1' }),
textField('Explanation of a quiz (optional)', { name: 'explanation', maxlength: '200' }));

const openDice = (send) => form('Dice', 'Throw', { onSave: (data) => send(data.get('emoji')) },
  choiceField('Emoji', { name: 'emoji' }, DICE.map((emoji) => [emoji, emoji])));

/** The entries of the attachment menu besides files. */
export function shareActions(chat) {
  const say = (said) => api.say(chat.conversation, { ...chat.place(), ...said });
  return [
    ['Location', () => openLocation((location) => say({ location }))],
    ['Venue', () => openVenue((venue) => say({ venue }))],
    ['Contact', () => openContact(chat.user, (contact) => say({ contact }))],
    ['Poll', () => openPoll((poll) => say({ poll }))],
    ['Dice', () => openDice((dice) => say({ dice }))],
  ];
}
