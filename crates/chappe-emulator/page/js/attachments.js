// Files to send.

import { el, icon, iconButton, size } from './dom.js';

/** The kinds that a file can be sent as, by its media type; the first is the usual one. */
const KINDS = [
  [/^image\/(png|jpeg)$/, ['photo', 'sticker']],
  [/^image\/webp$/, ['photo', 'sticker']],
  [/^image\/gif$/, ['animation']],
  [/^video\//, ['video', 'animation', 'video_note', 'sticker']],
  [/^audio\//, ['audio', 'voice']],
];

const LABELS = {
  document: 'File', photo: 'Photo', sticker: 'Sticker', animation: 'GIF', video: 'Video',
  video_note: 'Video message', audio: 'Audio', voice: 'Voice message',
};

const kindsOf = (file) => [...(KINDS.find(([type]) => type.test(file.type))?.[1] ?? []), 'document'];

/** A list of files with its strip and its file input. */
export function attachments(onChange) {
  let files = [];
  const chosen = new Map();
  const chips = el('div', { class: 'chips' });
  const strip = el('div', { class: 'attachments', hidden: true }, chips);
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
    chips.replaceChildren(...files.map((file) =>
      el('span', { class: 'chip' }, icon('file'), el('span', { class: 'file-name' }, file.name),
        el('span', { class: 'file-facts' }, size(file.size)),
        kindChoice(file),
        iconButton('close', `Remove ${file.name}`, () => {
          files = files.filter((other) => other !== file);
          draw();
        }))));
    onChange();
  }

  /** What the file is sent as, if there is a choice. */
  function kindChoice(file) {
    const kinds = kindsOf(file);
    if (kinds.length === 1) return null;
    return el('select', {
      class: 'send-as', 'aria-label': `Send ${file.name} as`, 'data-testid': 'send-as', value: chosen.get(file),
      onchange: (event) => chosen.set(file, event.target.value),
    }, kinds.map((kind) => el('option', { value: kind, selected: chosen.get(file) === kind }, LABELS[kind])));
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
      const taken = files.map((file) => ({ file, type: chosen.get(file) ?? kindsOf(file)[0] }));
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
