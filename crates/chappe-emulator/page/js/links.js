// Telegram's own links, which the page opens itself.

import { openJoin } from './joins.js';
import { attempt } from './notices.js';
import { openPayment } from './payments.js';
import * as store from './store.js';

const HOSTS = ['t.me', 'telegram.me'];

/** What a link names: `{slug}`, `{invite}` or `{name, message, start}`; none for other links. */
function parse(href) {
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  const query = url.searchParams;
  if (url.protocol === 'tg:') {
    return {
      slug: url.host === 'invoice' ? query.get('slug') : null,
      invite: url.host === 'join' ? query.get('invite') : null,
      name: url.host === 'resolve' ? query.get('domain') : null,
      message: query.get('post'), start: query.get('start'),
    };
  }
  if (!/^https?:$/.test(url.protocol) || !HOSTS.includes(url.host)) return null;
  const [, slug, invite, name, message] = /^\/(?:(?:\$|invoice\/)([\w-]+)|(?:\+|joinchat\/)([\w-]+)|(\w+)(?:\/(\d+))?)\/?$/.exec(url.pathname) ?? [];
  return { slug, invite, name, message, start: query.get('start') };
}

const isNamed = (name) => (one) => one.username?.toLowerCase() === name.toLowerCase();

/** What opens a link; none if the emulator does not have what it names. */
function opener(chat, { slug, invite, name, message, start }) {
  const { conversation, host, user } = chat;
  if (slug) return () => openPayment(conversation, { invoice_link: `https://t.me/$${slug}` });
  if (invite) return () => openJoin(user, host.refresh, { link: `https://t.me/+${invite}` });
  const bot = name && [...store.bots.values()].find(isNamed(name));
  const place = bot ? null : name && [...store.chats.values()].find(isNamed(name));
  if (!bot && !place) return null;
  const found = store.find(`${user.id}/${bot ? store.talkKey(bot.id, user.id) : store.talkKey(null, place.id)}`);
  if (!found) return () => openJoin(user, host.refresh, { id: place.id });
  return () => {
    host.open(found);
    const opened = host.chatOf(found);
    if (message) opened?.reveal(Number(message));
    if (bot && start !== null) opened?.composer.type(`/start ${start}`.trim());
  };
}

/** Follows a link that was pressed, unless another program has to. */
export function followLink(chat, event) {
  const link = event.target.closest('a[href]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const named = parse(link.href);
  const open = named && opener(chat, named);
  if (!open) return;
  event.preventDefault();
  attempt(open);
}
