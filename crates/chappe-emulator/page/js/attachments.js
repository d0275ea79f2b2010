// Files to send.

import { el, icon, iconButton, size } from './dom.js';

const isPicture = (file) => /^image\/(png|jpeg|webp|gif)$/.test(file.type);

/** A list of files with its strip and its file input. */
export function attachments(onChange) {
  let files = [];
  const asFiles = el('input', { type: 'checkbox' });
  const chips = el('div', { class: 'chips' });
  const choice = el('label', { class: 'as-files' }, asFiles, 'Send pictures as files');
  const strip = el('div', { class: 'attachments', hidden: true }, chips, choice);
  const input = el('input', {
    type: 'file', multiple: true, class: 'visually-hidden', 'data-testid': 'attach', 'aria-label': 'Attach files',
    onchange: () => {
      add(input.files);
      input.value = '';
    },
  });

  function add(list) {
    files.push(...list);
    draw();
  }

  function draw() {
    strip.hidden = !files.length;
    choice.hidden = !files.some(isPicture);
    chips.replaceChildren(...files.map((file) =>
      el('span', { class: 'chip' }, icon('file'), el('span', { class: 'file-name' }, file.name),
        el('span', { class: 'file-facts' }, size(file.size)),
        iconButton('close', `Remove ${file.name}`, () => {
          files = files.filter((other) => other !== file);
          draw();
        }))));
    onChange();
  }

  return {
    strip,
    input,
    add,
    count: () => files.length,
    clear: () => {
      files = [];
      draw();
    },
    /** Returns the files with the type of each, and clears the list. */
    take: () => {
      const taken = files.map((file) => ({ file, type: isPicture(file) && !asFiles.checked ? 'photo' : 'document' }));
      files = [];
      draw();
      return taken;
    },
  };
}

/** Accepts files that are dropped on an element. */
export function takeDrops(element, onFiles) {
  // Entering a child fires its event before leaving the previous one does.
  let depth = 0;
  const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
  const enter = (by) => {
    depth += by;
    element.classList.toggle('dropping', depth > 0);
  };
  element.addEventListener('dragenter', (event) => hasFiles(event) && enter(1));
  element.addEventListener('dragleave', (event) => hasFiles(event) && enter(-1));
  element.addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault());
  element.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    enter(-depth);
    onFiles(event.dataTransfer.files);
  });
}
