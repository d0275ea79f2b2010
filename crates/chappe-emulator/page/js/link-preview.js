// The preview of a link: nothing is loaded from the site, so it shows the address only.

import { el } from './dom.js';

/** The address that a message previews; none without a link, and if the preview is disabled. */
function address(message) {
  const options = message.link_preview_options ?? {};
  if (options.is_disabled || !message.text) return null;
  const linked = (message.entities ?? []).find((entity) => entity.type === 'url' || entity.type === 'text_link');
  const found = options.url ?? (linked && (linked.url ?? message.text.slice(linked.offset, linked.offset + linked.length)));
  if (!found) return null;
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(found) ? found : `https://${found}`);
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** A path without its escapes, unless they are malformed. */
function readable(path) {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** The preview, and whether it is above the text. */
export function linkPreview(message) {
  const url = address(message);
  if (!url) return { element: null, isAbove: false };
  const path = readable(url.pathname + url.search).replace(/^\/$/, '');
  const isLarge = message.link_preview_options?.prefer_large_media;
  return {
    isAbove: Boolean(message.link_preview_options?.show_above_text),
    element: el('a', { class: `quote link-preview ${isLarge ? 'large' : ''}`, href: url.href, target: '_blank', rel: 'noopener', 'data-testid': 'link-preview' },
      el('span', { class: 'quote-name' }, url.hostname), path ? el('span', {}, path) : null),
  };
}
