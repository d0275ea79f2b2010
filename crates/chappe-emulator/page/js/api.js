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
  ...(conversation.connectionId ? { business_connection_id: conversation.connectionId } : {}),
});

export const getState = () => call('GET', '/state');

/** The messages of a conversation, as `user` sees them. */
export async function getMessages(conversation, user) {
  const bot = conversation.isPrivate ? `&bot=${conversation.botId}` : '';
  const business = conversation.connectionId ? `&business_connection_id=${conversation.connectionId}` : '';
  return (await call('GET', `/messages?chat_id=${conversation.chatId}${bot}${business}${user ? `&user=${user}` : ''}`)).messages;
}

export const getUpdates = async (bot) => (await call('GET', `/updates?bot=${bot}`)).updates;
export const getCalls = async (bot) => (await call('GET', `/calls?bot=${bot}`)).calls;

export const addUser = (user) => call('POST', '/users', user);
export const addChat = (chat) => call('POST', '/chats', chat);

export const editChat = (conversation, change) => call('PATCH', '/chats', { ...place(conversation), ...change });

/** `more` has `from`, `rights`, `permissions`, `until_date`. */
export const setMember = (chatId, user, status, more = {}) =>
  call('POST', '/members', { chat_id: chatId, user, status, ...more });

/** What is seen of a conversation besides its messages. */
export const getView = ({ isPrivate, chatId, botId }) => call('GET', `/views?chat_id=${chatId}${isPrivate ? `&bot=${botId}` : ''}`);

export const getDrafts = async ({ chatId, botId }) => (await call('GET', `/drafts?chat_id=${chatId}&bot=${botId}`)).drafts;

export const getEphemeral = async ({ userId, chatId, botId }) =>
  (await call('GET', `/ephemeral_messages?chat_id=${chatId}&user=${userId}${botId ? `&bot=${botId}` : ''}`)).messages;

export const stopDraft = ({ userId, botId }, more) => call('DELETE', '/drafts', { from: userId, bot: botId, ...more });

export const setBlocked = (conversation, blocked) =>
  call('POST', '/blocks', { from: conversation.userId, bot: conversation.botId, blocked });

/** Makes a call about a message of a conversation. */
const about = (method, path) => (conversation, messageId, more = {}) =>
  call(method, path, { ...place(conversation), message_id: messageId, ...more });

/** Makes a call as a user in a conversation. */
const inside = (method, path) => (conversation, more = {}) => call(method, path, { ...place(conversation), ...more });

let lastSaid = Promise.resolve();

/** Makes calls one after another, so that messages keep their order. */
function inTurn(conversation, path, said) {
  const answer = lastSaid.then(() =>
    call('POST', path, { ...place(conversation), bot: conversation.botId, ...said }));
  lastSaid = answer.catch(() => {});
  return answer;
}

/** Sends a message: `said` has the members of `POST messages`. */
export const say = (conversation, said) => inTurn(conversation, '/messages', said);

/** Sends an album. */
export const sayAlbum = (conversation, said) => inTurn(conversation, '/albums', said);

/** Forwards messages of a conversation to another. */
export const forward = (from, messageIds, to, hidesSender) => call('POST', '/forwards', {
  ...place(to), bot: to.botId, from_chat_id: from.chatId, from_bot: from.botId, message_ids: messageIds, hide_sender: hidesSender || undefined,
});

export const edit = about('PATCH', '/messages');
export const remove = about('DELETE', '/messages');
export const pin = about('POST', '/pins');
export const unpin = about('DELETE', '/pins');

/** Presses a button: `more` has its row and column as `button`, or its `data`. */
export const press = about('POST', '/presses');

/** Presses the button above the results of an inline query. */
export const pressAbove = (user, queryId) => call('POST', '/presses', { from: user, inline_query_id: queryId });

/** Presses a button of an ephemeral message. */
export const pressEphemeral = inside('POST', '/ephemeral_presses');

export const pressReply = inside('POST', '/reply_presses');
export const sendWebAppData = inside('POST', '/web_app_data');

export const vote = (conversation, messageId, options) => about('POST', '/votes')(conversation, messageId, { options });
export const react = (conversation, messageId, reaction) => about('POST', '/reactions')(conversation, messageId, { reaction });

/** Reads with the place of a conversation as the query. */
const read = (path) => (conversation, more = {}) => call('GET', `${path}?${new URLSearchParams({ ...place(conversation), ...more })}`);

/** An invoice: `where` has `message_id` or `invoice_link`. */
export const getInvoice = read('/invoices');
export const checkOut = inside('POST', '/pre_checkout_queries');
export const sendAddress = inside('POST', '/shipping_queries');
export const getSubscriptions = async (user) => (await call('GET', `/subscriptions?from=${user}`)).subscriptions;
export const changeSubscription = (user, charge, isCanceled) =>
  call('POST', '/subscriptions', { from: user, telegram_payment_charge_id: charge, is_canceled: isCanceled });
export const buyMedia = about('POST', '/paid_media_purchases');
export const markTasks = about('POST', '/checklist_tasks');

export const sendQuery = (user, bot, query, offset) => call('POST', '/inline_queries', { from: user, bot, query, offset });
export const chooseResult = (conversation, inlineQueryId, resultId) =>
  call('POST', '/chosen_inline_results', { ...place(conversation), inline_query_id: inlineQueryId, result_id: resultId });

/** The answer to an inline query, for which the bot has ten seconds. */
export const getAnswer = (inlineQueryId) => call('GET', `/answers?inline_query_id=${inlineQueryId}&wait=10000`);

/** The chats on whose behalf a user may write. */
export const getSenders = async (conversation) => (await read('/senders')(conversation)).senders;

export const addTopic = inside('POST', '/topics');
export const editTopic = inside('PATCH', '/topics');
export const removeTopic = inside('DELETE', '/topics');

/** Joins a chat, or asks to: `where` has `invite_link` or `chat_id`, and perhaps `bio`. */
export const join = (user, where) => call('POST', '/joins', { from: user, ...where });
export const decideJoin = (conversation, user, approve) =>
  call('POST', '/join_requests', { chat_id: conversation.chatId, from: conversation.userId, user, approve });
export const getJoinRequests = async ({ chatId }) => (await call('GET', `/join_requests?chat_id=${chatId}`)).join_requests;
export const addInviteLink = inside('POST', '/invite_links');

export const boost = inside('POST', '/boosts');
export const removeBoost = inside('DELETE', '/boosts');
export const giveStars = (user, amount) => call('POST', '/stars', { user, amount });
export const connectBusiness = inside('POST', '/business_connections');
export const setProfilePhoto = (user, file) => call('POST', '/profile_photos', { user, file });

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
