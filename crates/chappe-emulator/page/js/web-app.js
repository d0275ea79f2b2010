// Mini Apps in a frame. They exchange messages with the page as with Telegram's web clients.

import * as api from './api.js';
import { el } from './dom.js';
import { form, textField } from './forms.js';
import { attempt, dialog } from './notices.js';
import { openPayment } from './payments.js';

/** The colours of the page, by their names in Mini Apps. */
const COLOURS = {
  bg_color: '--panel', text_color: '--ink', hint_color: '--soft', link_color: '--accent',
  button_color: '--accent', button_text_color: '--on-accent', secondary_bg_color: '--page',
};

/** Colours are sent as `#rrggbb`. */
function hex(colour) {
  const pen = document.createElement('canvas').getContext('2d');
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return `#${[...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function theme() {
  const probe = document.body.appendChild(el('span'));
  const params = {};
  for (const [name, variable] of Object.entries(COLOURS)) {
    probe.style.color = `var(${variable})`;
    params[name] = hex(getComputedStyle(probe).color);
  }
  probe.remove();
  return params;
}

/**
 * Opens a Mini App. With `buttonText`, it was opened by a button of the reply keyboard, and
 * its data are sent to the bot.
 */
export function openWebApp(conversation, url, { title = 'Mini App', buttonText } = {}) {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (!address || !/^https?:$/.test(address.protocol)) return attempt(() => { throw new Error(`${url} is no address of a Mini App`); });
  // A page of this origin must not reach into this page.
  const isForeign = address.origin !== location.origin;
  const frame = el('iframe', {
    class: 'web-app', title, src: url, 'data-testid': 'web-app', referrerpolicy: 'no-referrer',
    sandbox: `allow-scripts allow-forms allow-popups${isForeign ? ' allow-same-origin' : ''}`,
  });
  const post = (eventType, eventData) =>
    frame.contentWindow?.postMessage(JSON.stringify({ eventType, eventData }), isForeign ? address.origin : '*');
  const send = async (data) => {
    if (await attempt(() => api.sendWebAppData(conversation, { button_text: buttonText, data }))) box.close();
  };

  const events = {
    web_app_close: () => box.close(),
    web_app_request_theme: () => post('theme_changed', { theme_params: theme() }),
    web_app_request_viewport: () => post('viewport_changed', { height: frame.clientHeight, is_state_stable: true, is_expanded: true }),
    web_app_open_link: ({ url: link }) => /^https?:/i.test(link) && window.open(link, '_blank', 'noopener'),
    web_app_open_invoice: ({ slug }) => openPayment(conversation, { invoice_link: `https://t.me/$${slug}` },
      (status) => post('invoice_closed', { slug, status })),
    web_app_data_send: ({ data }) => buttonText !== undefined && send(String(data)),
  };
  const receive = (event) => {
    if (event.source !== frame.contentWindow) return;
    let message = null;
    try {
      message = JSON.parse(event.data);
    } catch {
      return;
    }
    events[message?.eventType]?.(message.eventData ?? {});
  };
  window.addEventListener('message', receive);

  const box = dialog(title, { class: 'web-app-dialog' }, frame, el('div', { class: 'dialog-actions' },
    buttonText === undefined ? null : el('button', { type: 'button', 'data-testid': 'web-app-data', onclick: () => openData(send) }, 'Send data…'),
    el('a', { class: 'button', href: url, target: '_blank', rel: 'noopener' }, 'New tab'),
    el('button', { type: 'button', class: 'primary', onclick: () => box.close() }, 'Close')));
  box.addEventListener('close', () => window.removeEventListener('message', receive));
  return box;
}

/** Sends data by hand, for Mini Apps that do not run in a frame. */
function openData(send) {
  form('Data of the Mini App', 'Send', { onSave: (data) => (send(data.get('data')), true) },
    textField('Data', { name: 'data', required: true, maxlength: '4096' }));
}
