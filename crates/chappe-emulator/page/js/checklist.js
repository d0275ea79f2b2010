// Checklists: people mark tasks as done, and add tasks.

import * as api from './api.js';
import { el } from './dom.js';
import { render } from './entities.js';
import { form, textField, textOf } from './forms.js';
import { attempt } from './notices.js';
import { name } from './preview.js';
import * as store from './store.js';

/** A checklist, whose boxes mark its tasks where the user may. */
export function checklist(message, chat) {
  const { title, title_entities, tasks, others_can_mark_tasks_as_done: mayMark, others_can_add_tasks: mayAdd } = message.checklist;
  const isOwn = chat && store.senderId(message) === chat.conversation.userId;
  const done = tasks.filter((task) => task.completion_date).length;
  return el('div', { class: 'poll', 'data-testid': 'checklist' },
    el('strong', {}, render(title, title_entities)),
    el('p', { class: 'file-facts' }, `Checklist · ${done} of ${tasks.length} done`),
    el('ul', { class: 'options' }, tasks.map((task) => el('li', {}, row(task, message, chat, isOwn || mayMark)))),
    isOwn || chat && mayAdd
      ? el('button', { type: 'button', class: 'small', 'data-testid': 'checklist-add', onclick: () => openTask(message, chat) }, 'Add a task…')
      : null);
}

const openTask = (message, chat) => form('New task', 'Add', {
  onSave: (data) => api.markTasks(chat.conversation, message.message_id, { added: [textOf(data, 'task')] }),
}, textField('Text', { name: 'task', required: true, pattern: '.*\\S.*', maxlength: '100' }));

function row(task, message, chat, mayMark) {
  const by = task.completed_by_user ? name(task.completed_by_user) : task.completed_by_chat?.title;
  const box = el('input', {
    type: 'checkbox', checked: Boolean(task.completion_date), disabled: !mayMark,
    onchange: async () => {
      const change = { [box.checked ? 'done' : 'undone']: [task.id] };
      if (!await attempt(() => api.markTasks(chat.conversation, message.message_id, change))) box.checked = !box.checked;
    },
  });
  return el('label', { class: 'option', 'data-testid': 'checklist-task' }, box,
    el('span', { class: task.completion_date ? 'done' : '' }, render(task.text, task.text_entities)),
    by ? el('span', { class: 'file-facts' }, by) : null);
}
