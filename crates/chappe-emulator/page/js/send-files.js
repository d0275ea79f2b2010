// Sending files: one by one, or as an album.

import * as api from './api.js';
import { attempt } from './notices.js';

/** The kinds of files that albums have; all of an album are of one list. */
const ALBUMS = [['photo', 'video'], ['document'], ['audio']];

const MOST = 10;

const mediaOf = async ({ file, type }, caption) => ({
  type, file: await api.base64(file), file_name: file.name, mime_type: file.type || undefined, ...(caption ? { caption } : {}),
});

/**
 * Sends files. The first has the text as its caption, and is the reply. Returns the files that
 * could not be sent.
 */
export async function sendFiles(conversation, chosen, text, shared) {
  const isAlbum = chosen.length > 1 && chosen.length <= MOST
    && ALBUMS.some((kinds) => chosen.every(({ type }) => kinds.includes(type)));
  if (isAlbum) {
    const sent = await attempt(async () => api.sayAlbum(conversation, {
      ...shared, media: await Promise.all(chosen.map((one, at) => mediaOf(one, at === 0 ? text : ''))),
    }));
    return sent ? [] : chosen.map((one) => one.file);
  }
  for (const [at, one] of chosen.entries()) {
    const sent = await attempt(async () => api.say(conversation, {
      ...(at === 0 ? shared : {}), media: await mediaOf(one, at === 0 ? text : ''),
    }));
    if (!sent) return chosen.slice(at).map((left) => left.file);
  }
  return [];
}
