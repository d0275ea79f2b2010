// The dialog for a new user.

import * as api from './api.js';
import { check, form, numberField, numberOf, textField, textOf } from './forms.js';

/** Opens the dialog for a new user; `onAdded` receives the user. */
export function openPerson(onAdded) {
  const onSave = (data) => {
    // The first word is the first name.
    const [first, ...rest] = data.get('name').trim().split(/\s+/);
    return api.addUser({
      first_name: first,
      last_name: rest.join(' ') || undefined,
      username: textOf(data, 'username')?.replace(/^@/, ''),
      language_code: textOf(data, 'language'),
      is_premium: data.has('premium') || undefined,
      id: numberOf(data, 'id'),
    });
  };
  form('New person', 'Add', { onSave, onDone: onAdded, testId: 'person-save' },
    textField('Name', { name: 'name', required: true, pattern: '.*\\S.*', maxlength: '64', 'data-testid': 'person-name' }),
    textField('Username (optional)', { name: 'username', maxlength: '32', 'data-testid': 'person-username' }),
    textField('Language (optional)', { name: 'language', maxlength: '8', placeholder: 'en', 'data-testid': 'person-language' }),
    numberField('Id (optional)', { name: 'id', min: '1', step: '1', 'data-testid': 'person-id' }),
    check('Has Telegram Premium', { name: 'premium' }));
}
