//! The scopes of menus.

use chappe_types::{
    BotCommandScope, BotCommandScopeAllChatAdministrators, BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats, BotCommandScopeChat, BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember, BotCommandScopeDefault, ChatId, UserId,
};

/// Where a command is in the menu.
///
/// Telegram shows one menu, that of the narrowest scope that applies. A menu therefore also
/// contains the commands of the wider scopes that apply to all of its users: that of
/// `AllChatAdministrators` those of `AllGroupChats` and `Default`.
///
/// A scope decides what clients show, not what the bot handles: add a filter, such as
/// [`chat_type`](crate::filter::chat_type), to refuse a command elsewhere.
///
/// Source: Bot API 10.3, [`BotCommandScope`](https://core.telegram.org/bots/api#botcommandscope).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Scope {
    /// All chats: `default`.
    Default,
    /// All private chats: `all_private_chats`.
    AllPrivateChats,
    /// All groups and supergroups: `all_group_chats`.
    AllGroupChats,
    /// The administrators of all groups: `all_chat_administrators`.
    AllChatAdministrators,
    /// The chats that the function returns: `chat(path)`.
    Chat(fn() -> Vec<ChatId>),
    /// The administrators of the chats that the function returns: `chat_administrators(path)`.
    ChatAdministrators(fn() -> Vec<ChatId>),
    /// The members of groups that the function returns: `chat_member(path)`.
    ChatMember(fn() -> Vec<(ChatId, UserId)>),
}

/// A scope with its chat and user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Audience {
    Default,
    AllPrivateChats,
    AllGroupChats,
    AllChatAdministrators,
    Chat(ChatId),
    ChatAdministrators(ChatId),
    ChatMember(ChatId, UserId),
}

impl Scope {
    /// Calls the function of the scope, if it has one.
    pub(crate) fn audiences(self) -> Vec<Audience> {
        match self {
            Self::Default => vec![Audience::Default],
            Self::AllPrivateChats => vec![Audience::AllPrivateChats],
            Self::AllGroupChats => vec![Audience::AllGroupChats],
            Self::AllChatAdministrators => vec![Audience::AllChatAdministrators],
            Self::Chat(chats) => chats().into_iter().map(Audience::Chat).collect(),
            Self::ChatAdministrators(chats) => {
                chats().into_iter().map(Audience::ChatAdministrators).collect()
            }
            Self::ChatMember(members) => {
                members().into_iter().map(|(chat, user)| Audience::ChatMember(chat, user)).collect()
            }
        }
    }
}

impl Audience {
    /// The scopes of all chats, which exist for every bot.
    pub(crate) const GLOBAL: [Self; 4] =
        [Self::Default, Self::AllPrivateChats, Self::AllGroupChats, Self::AllChatAdministrators];

    /// Whether a command of this scope is also in the menu of `menu`.
    pub(crate) fn is_shown_in(self, menu: Self) -> bool {
        self == menu
            || match self {
                Self::Default => true,
                Self::AllPrivateChats => matches!(menu, Self::Chat(chat) if chat.0 > 0),
                Self::AllGroupChats => match menu {
                    Self::AllChatAdministrators
                    | Self::ChatAdministrators(_)
                    | Self::ChatMember(..) => true,
                    Self::Chat(chat) => chat.0 < 0,
                    _ => false,
                },
                Self::AllChatAdministrators => matches!(menu, Self::ChatAdministrators(_)),
                Self::Chat(mine) => match menu {
                    Self::ChatAdministrators(chat) | Self::ChatMember(chat, _) => chat == mine,
                    _ => false,
                },
                Self::ChatAdministrators(_) | Self::ChatMember(..) => false,
            }
    }
}

impl From<Audience> for BotCommandScope {
    fn from(audience: Audience) -> Self {
        match audience {
            Audience::Default => BotCommandScopeDefault::new().into(),
            Audience::AllPrivateChats => BotCommandScopeAllPrivateChats::new().into(),
            Audience::AllGroupChats => BotCommandScopeAllGroupChats::new().into(),
            Audience::AllChatAdministrators => BotCommandScopeAllChatAdministrators::new().into(),
            Audience::Chat(chat) => BotCommandScopeChat::new(chat).into(),
            Audience::ChatAdministrators(chat) => {
                BotCommandScopeChatAdministrators::new(chat).into()
            }
            Audience::ChatMember(chat, user) => BotCommandScopeChatMember::new(chat, user).into(),
        }
    }
}

/// The chats that the function of a scope returns.
#[must_use]
pub fn chats_of<C: Into<ChatId>>(chats: impl IntoIterator<Item = C>) -> Vec<ChatId> {
    chats.into_iter().map(Into::into).collect()
}

/// The chats and users that the function of a scope returns.
#[must_use]
pub fn members_of<C: Into<ChatId>, U: Into<UserId>>(
    members: impl IntoIterator<Item = (C, U)>,
) -> Vec<(ChatId, UserId)> {
    members.into_iter().map(|(chat, user)| (chat.into(), user.into())).collect()
}
