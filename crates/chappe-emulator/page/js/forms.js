// Forms in dialogs.

import { el } from './dom.js';
import { attempt, dialog } from './notices.js';

export const field = (label, input) => el('label', { class: 'field' }, el('span', {}, label), input);

/** A field for a line of text; `attributes` has its `name`, and `data-testid`. */
export const textField = (label, attributes) =>
  field(label, el('input', { autocomplete: 'off', 'data-testid': attributes.name, ...attributes }));

export const numberField = (label, attributes) => textField(label, { type: 'number', step: 'any', ...attributes });

/** A field for one of `[value, label]`. */
export const choiceField = (label, attributes, choices) =>
  field(label, el('select', { 'data-testid': attributes.name, ...attributes },
    choices.map(([value, text]) => el('option', { value }, text))));

export const check = (label, attributes) =>
  el('label', { class: 'check' }, el('input', { type: 'checkbox', ...attributes }), el('span', {}, label));

/** A group of checkboxes with one name: `[value, label, isChecked]`. */
export const checks = (legend, name, choices) =>
  el('fieldset', {}, el('legend', {}, legend),
    choices.map(([value, label, checked]) => check(label, { name, value, checked })));

/** A name of the Bot API as words: `can_send_photos` is “Send photos”. */
export function words(name) {
  const plain = name.replace(/^(can|is)_/, '').replaceAll('_', ' ');
  return plain[0].toUpperCase() + plain.slice(1);
}

/**
 * A form in a dialog, which closes when `onSave` succeeds. `onSave` receives the `FormData`,
 * and `onDone` its result. `save` is the label of the button.
 */
export function form(title, save, { onSave, onDone = () => {}, testId = 'form-save' }, ...children) {
  const button = el('button', { class: 'primary', 'data-testid': testId }, save);
  const element = el('form', {},
    ...children,
    el('div', { class: 'dialog-actions' },
      el('button', { type: 'button', onclick: () => box.close() }, 'Cancel'),
      button));
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    const done = await attempt(() => onSave(new FormData(element)));
    button.disabled = false;
    if (done === undefined) return;
    box.close();
    onDone(done);
  });
  const box = dialog(title, {}, element);
  (element.querySelector('input:not([type="checkbox"]), textarea, select') ?? button).focus();
  return box;
}

/** A text of a form; none if it is empty. */
export const textOf = (data, name) => data.get(name)?.trim() || undefined;

/** A number of a form; none if it is empty. */
export const numberOf = (data, name) => (textOf(data, name) === undefined ? undefined : Number(data.get(name)));
