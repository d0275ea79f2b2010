// The menu of a conversation.

import { openBusiness, openProfilePhoto, openStars } from './account.js';
import * as api from './api.js';
import { openBusinessChat } from './business.js';
import { openSettings } from './chat-forms.js';
import { openInviteLink, openJoinRequests } from './joins.js';
import { openMembers } from './members.js';
import { openMenu } from './menu.js';
import { attempt, toast } from './notices.js';
import * as store from './store.js';
import { openSubscriptions } from './subscriptions.js';
import { topicActions } from './topics.js';

/** Opens the menu of a conversation. */
export function openChatMenu(chat, anchor) {
  openMenu(chat.conversation.isPrivate ? privateActions(chat) : groupActions(chat), anchor);
}

function privateActions({ conversation, user, host }) {
  if (conversation.connectionId) return [['Give stars…', () => openStars(user)]];
  return [
    ['Give stars…', () => openStars(user)],
    ['Subscriptions', () => openSubscriptions(conversation)],
    ['Set the profile photo…', () => openProfilePhoto(user)],
    ['Connect a business account…', () => openBusiness(conversation)],
    ['Write to a business account…', () => openBusinessChat(user, (opened) => host.open(opened))],
    ['Disconnect the business account', () => attempt(() => api.connectBusiness(conversation, { is_enabled: false }))],
    ['Block the bot', () => attempt(() => api.setBlocked(conversation, true)), true],
    ['Unblock the bot', () => attempt(() => api.setBlocked(conversation, false))],
  ];
}

function groupActions(chat) {
  const { conversation } = chat;
  const topic = chat.topics.chosen();
  const boosted = async () => {
    if (await attempt(() => api.boost(conversation))) toast('The chat was boosted', chat.toasts);
  };
  return [
    ...(topic ? topicActions(chat, topic) : []),
    ['Members', () => openMembers(conversation)],
    ['Settings', () => openSettings(conversation)],
    ['New invite link', () => openInviteLink(conversation)],
    ['Join requests', () => openJoinRequests(conversation)],
    ...(store.chats.get(conversation.chatId)?.type === 'group' ? [] : [
      ['Boost', boosted],
      ['Remove the boost', () => attempt(() => api.removeBoost(conversation))],
    ]),
    ['Leave', () => attempt(() => api.setMember(conversation.chatId, conversation.userId, 'left')), true],
  ];
}
