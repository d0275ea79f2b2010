// The control API of the emulator, one function per call.

const ROOT = '/emu/v1';

async function call(method, path, body) {
  const response = await fetch(ROOT + path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  let answer = {};
  try {
    answer = text ? JSON.parse(text) : {};
  } catch {
    throw new Error(`The emulator responded with ${response.status} and without JSON`);
  }
  if (!response.ok || answer.ok === false) {
    throw new Error(answer.description ?? `The emulator responded with ${response.status}`);
  }
  return answer;
}

/** Identifies a conversation to the emulator; names the bot only in private chats. */
const place = (conversation) => ({
  chat_id: conversation.chatId,
  from: conversation.userId,
  ...(conversation.isPrivate ? { bot: conversation.botId } : {}),
});

export const getState = () => call('GET', '/state');

export async function getMessages(conversation) {
  const bot = conversation.isPrivate ? `&bot=${conversation.botId}` : '';
  return (await call('GET', `/messages?chat_id=${conversation.chatId}${bot}`)).messages;
}

export const getUpdates = async (bot) => (await call('GET', `/updates?bot=${bot}`)).updates;
export const getCalls = async (bot) => (await call('GET', `/calls?bot=${bot}`)).calls;

export const addUser = (user) => call('POST', '/users', user);
export const addChat = (chat) => call('POST', '/chats', chat);

export const setMember = (chatId, user, status) =>
  call('POST', '/members', { chat_id: chatId, user, status });

export const setBlocked = (conversation, blocked) =>
  call('POST', '/blocks', { from: conversation.userId, bot: conversation.botId, blocked });

let lastSaid = Promise.resolve();

/**
 * Sends a message: `said` has `text`, `media` or `reply_to_message_id`. Messages are sent
 * one after another, so that they keep their order.
 */
export function say(conversation, said) {
  const answer = lastSaid.then(() =>
    call('POST', '/messages', { ...place(conversation), bot: conversation.botId, ...said }));
  lastSaid = answer.catch(() => {});
  return answer;
}

export const edit = (conversation, messageId, text) =>
  call('PATCH', '/messages', { ...place(conversation), message_id: messageId, text });

export const remove = (conversation, messageId) =>
  call('DELETE', '/messages', { ...place(conversation), message_id: messageId });

/** Presses the button at a row and a column. */
export const press = (conversation, messageId, button) =>
  call('POST', '/presses', { ...place(conversation), message_id: messageId, button });

export const addFault = (fault) => call('POST', '/faults', fault);
export const setWebhookFaults = (faults) => call('POST', '/webhook_faults', faults);
export const clearFaults = () => call('DELETE', '/faults');
export const advanceClock = (seconds) => call('POST', '/clock', { advance: seconds });

export const fileUrl = (fileId) => `${ROOT}/files/${encodeURIComponent(fileId)}`;

/** Encodes a file's bytes as base64. */
export function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
