//! Filters by changes of the status of members: of `chat_member` and `my_chat_member` updates.
//!
//! | filter | from | to |
//! |---|---|---|
//! | [`joined`] | [`OUT`] | [`IN`] |
//! | [`left`] | [`IN`] | [`OUT`], so also by a ban |
//! | [`promoted`] | all but [`ADMINS`] | [`ADMINS`] |
//! | [`demoted`] | [`ADMINS`] | all but [`ADMINS`], so also by leaving |
//! | [`restricted`] | all but [`RESTRICTED`] | [`RESTRICTED`] |
//! | [`banned`] | all but [`BANNED`] | [`BANNED`] |
//! | [`unbanned`] | [`BANNED`] | all but [`BANNED`] |
//! | [`from(x).to(y)`](from) | `x` | `y` |
//! | [`to(y)`](to) | all but `y` | `y` |
//!
//! The filters of the bot's own membership match `my_chat_member` updates only:
//!
//! | filter | chats | from | to |
//! |---|---|---|---|
//! | [`bot_was_added`] | groups, channels | [`OUT`] | [`IN`] |
//! | [`bot_was_removed`] | groups, channels | [`IN`] | [`OUT`] |
//! | [`bot_was_blocked`] | private | all but [`BANNED`] | [`BANNED`] |
//! | [`bot_was_unblocked`] | private | [`BANNED`] | [`IN`] |
//!
//! A bot receives `chat_member` updates only of chats where it is an administrator, and only if
//! it asks for them, which it does if it has a handler of them. A status that this version does not
//! define is in no state, so no filter matches.
//!
//! Source: Bot API 10.3,
//! [`ChatMemberUpdated`](https://core.telegram.org/bots/api#chatmemberupdated).
//!
//! # Example
//!
//! ```
//! use chappe::filter::member;
//! use chappe::prelude::*;
//!
//! let router = Router::<()>::new("greeter")
//!     .chat_member(|c| {
//!         c.on(joined(), async |change: MemberChange| {
//!             reply(format!("Welcome, {}!", change.user.first_name))
//!         })
//!         .on(member::from(member::IN).to(member::LEFT), async || reply("Bye!"))
//!         .on(member::from(member::MUTED).to(member::MEMBER), async || reply("You can speak again."))
//!     })
//!     .my_chat_member(|c| c.on(bot_was_added(), async || reply("Hello! Make me an administrator.")));
//! # let _ = router;
//! ```

use std::{
    fmt,
    ops::{BitOr, Not},
};

use chappe_types::{ChatMember, ChatMemberUpdated, ChatType, UpdateType};

use crate::{
    error::BoxError,
    filter::{Candidate, Filter},
};

/// A set of states of a member: the constants of [this module](self), combined by `|` and `!`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct States(u8);

/// The owner of the chat.
pub const OWNER: States = States(1);
/// An administrator who is not the owner.
pub const ADMIN: States = States(1 << 1);
/// An ordinary member, without rights of an administrator and without restrictions.
pub const MEMBER: States = States(1 << 2);
/// A restricted user who is in the chat.
pub const MUTED: States = States(1 << 3);
/// A restricted user who is not in the chat.
pub const MUTED_OUTSIDE: States = States(1 << 4);
/// A user who is not in the chat and may join it.
pub const LEFT: States = States(1 << 5);
/// A banned user. In a private chat, the user has blocked the bot.
pub const BANNED: States = States(1 << 6);

/// All states in the chat: owner, administrator, ordinary member, restricted member.
pub const IN: States = States(OWNER.0 | ADMIN.0 | MEMBER.0 | MUTED.0);
/// All states outside of the chat: left, banned, restricted outside.
pub const OUT: States = States(MUTED_OUTSIDE.0 | LEFT.0 | BANNED.0);
/// The owner and the administrators.
pub const ADMINS: States = States(OWNER.0 | ADMIN.0);
/// Restricted users, in the chat and outside.
pub const RESTRICTED: States = States(MUTED.0 | MUTED_OUTSIDE.0);
/// All states.
pub const ANY: States = States(IN.0 | OUT.0);

const NAMES: [&str; 7] = ["owner", "admin", "member", "muted", "muted outside", "left", "banned"];

impl States {
    /// Returns the state of a member, as a set of one; the empty set for a status that this version
    /// does not define.
    pub fn of(member: &ChatMember) -> Self {
        match member {
            ChatMember::Owner(_) => OWNER,
            ChatMember::Administrator(_) => ADMIN,
            ChatMember::Member(_) => MEMBER,
            ChatMember::Restricted(member) if member.is_member => MUTED,
            ChatMember::Restricted(_) => MUTED_OUTSIDE,
            ChatMember::Left(_) => LEFT,
            ChatMember::Banned(_) => BANNED,
            _ => Self(0),
        }
    }

    /// Returns whether the state of a member is in the set.
    pub fn contains(self, member: &ChatMember) -> bool {
        self.0 & Self::of(member).0 != 0
    }
}

impl BitOr for States {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Not for States {
    type Output = Self;

    /// Returns all other states.
    fn not(self) -> Self {
        Self(ANY.0 & !self.0)
    }
}

impl fmt::Debug for States {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            ANY => return f.write_str("any"),
            IN => return f.write_str("in"),
            OUT => return f.write_str("out"),
            _ => {}
        }
        let mut separator = "";
        for (bit, name) in NAMES.iter().enumerate() {
            if self.0 & (1 << bit) != 0 {
                write!(f, "{separator}{name}")?;
                separator = " | ";
            }
        }
        Ok(())
    }
}

/// Begins a filter of changes from one of these states: `from(LEFT).to(MEMBER)`.
pub fn from(states: States) -> ChangedFrom {
    ChangedFrom { states }
}

/// Matches changes to one of these states, from one that is not among them.
pub fn to(states: States) -> Changed {
    from(!states).to(states)
}

/// The first half of a filter of changes; created by [`from`].
#[derive(Clone, Copy, Debug)]
#[must_use = "it is no filter before `to` is called"]
pub struct ChangedFrom {
    states: States,
}

impl ChangedFrom {
    /// Matches changes to one of these states. A change within a state, such as other rights of an
    /// administrator, matches if the state is on both sides.
    pub fn to(self, states: States) -> Changed {
        Changed { name: None, scope: Scope::Any, from: self.states, to: states }
    }
}

/// Matches changes of the status of a member; created by the functions of [this module](self).
#[derive(Clone, Copy, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct Changed {
    name: Option<&'static str>,
    scope: Scope,
    from: States,
    to: States,
}

/// Whose membership a filter is about, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// That of anyone, everywhere.
    Any,
    /// That of the bot, in a group or channel.
    BotInGroups,
    /// That of the bot, in a private chat.
    BotInPrivate,
}

impl Changed {
    const fn named(name: &'static str, scope: Scope, from: States, to: States) -> Self {
        Self { name: Some(name), scope, from, to }
    }

    /// Returns whether a change matches that belongs to an update of this kind.
    fn includes(self, change: &ChatMemberUpdated, kind: Option<UpdateType>) -> bool {
        let is_of_bot = kind == Some(UpdateType::MyChatMember);
        let is_private = change.chat.r#type == ChatType::Private;
        let is_in_scope = match self.scope {
            Scope::Any => true,
            Scope::BotInGroups => is_of_bot && !is_private,
            Scope::BotInPrivate => is_of_bot && is_private,
        };
        is_in_scope
            && self.from.contains(&change.old_chat_member)
            && self.to.contains(&change.new_chat_member)
    }
}

impl Filter<ChatMemberUpdated> for Changed {
    fn check(&self, candidate: &mut Candidate<'_, ChatMemberUpdated>) -> Result<bool, BoxError> {
        Ok(self.includes(candidate.event(), candidate.kind()))
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        match self.name {
            Some(name) => name.to_owned(),
            None => format!("from({:?}).to({:?})", self.from, self.to),
        }
    }

    fn problem(&self) -> Option<String> {
        let is_empty = self.from.0 == 0 || self.to.0 == 0;
        is_empty.then(|| {
            let Self { from, to, .. } = self;
            format!("from({from:?}).to({to:?}) matches no change: a set of states is empty")
        })
    }
}

macro_rules! changes {
    ($($(#[$doc:meta])+ $name:ident: $scope:ident, $from:expr => $to:expr;)+) => {$(
        $(#[$doc])+
        ///
        /// Source: Bot API 10.3,
        /// [`ChatMemberUpdated`](https://core.telegram.org/bots/api#chatmemberupdated).
        pub fn $name() -> Changed {
            Changed::named(concat!(stringify!($name), "()"), Scope::$scope, $from, $to)
        }
    )+};
}

changes! {
    /// Matches if a user has come into the chat: joined, was added, or was accepted. A restricted
    /// user who comes back has joined too.
    joined: Any, OUT => IN;
    /// Matches if a user is no longer in the chat: has left, was removed or banned.
    left: Any, IN => OUT;
    /// Matches if a user has become an administrator, or the owner without having been an
    /// administrator.
    promoted: Any, !ADMINS => ADMINS;
    /// Matches if a user is no longer an administrator or the owner: because the rights were taken
    /// away, or because the user has left or was banned.
    demoted: Any, ADMINS => !ADMINS;
    /// Matches if a user who had no restrictions now has some. Other restrictions than before are
    /// `from(RESTRICTED).to(RESTRICTED)`.
    restricted: Any, !RESTRICTED => RESTRICTED;
    /// Matches if a user was banned, as a member or outside of the chat.
    banned: Any, !BANNED => BANNED;
    /// Matches if the ban of a user was lifted.
    unbanned: Any, BANNED => !BANNED;
    /// Matches if this bot was added to a group or channel.
    bot_was_added: BotInGroups, OUT => IN;
    /// Matches if this bot was removed from a group or channel.
    bot_was_removed: BotInGroups, IN => OUT;
    /// Matches if a user has blocked this bot.
    bot_was_blocked: BotInPrivate, !BANNED => BANNED;
    /// Matches if a user who had blocked this bot has unblocked it.
    bot_was_unblocked: BotInPrivate, BANNED => IN;
}
