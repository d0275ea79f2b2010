// The keys of the list of messages.

/** Arrow keys move between messages; Enter opens the menu of one. */
export function onMessageKey(chat, event) {
  const element = event.target;
  if (!element.matches?.('[data-message-id]')) return;
  const all = [...chat.elements.values()];
  const at = all.indexOf(element);
  const id = Number(element.dataset.messageId);
  const message = chat.messages.get(id);
  const isOwn = message && chat.isOwn(message);
  if (event.key === 'ArrowUp') all[at - 1]?.focus();
  else if (event.key === 'ArrowDown') (all[at + 1] ?? chat.composer).focus();
  else if (event.key === 'Escape') chat.composer.focus();
  else if (event.key === 'Enter' || event.key === 'ContextMenu') chat.openMenu(id, element.querySelector('.bubble') ?? element);
  else if (event.key === 'Delete' && isOwn) chat.remove(message);
  else if (event.key === 'e' && isOwn) chat.composer.edit(message);
  else if (event.key === 'r') chat.composer.reply(message);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
