//! What the status of a member of a chat means.

use crate::{ChatMember, ChatMemberAdministrator, ChatMemberRestricted, Date, User};

/// Facts that follow from the status. All of them are false, and no value is present, for a member
/// with an unknown status.
///
/// Source: Bot API 10.3, [`ChatMember`](https://core.telegram.org/bots/api#chatmember).
impl ChatMember {
    /// Returns the user. `None` only if the status is unknown.
    #[inline]
    pub fn user(&self) -> Option<&User> {
        match self {
            Self::Owner(member) => Some(&member.user),
            Self::Administrator(member) => Some(&member.user),
            Self::Member(member) => Some(&member.user),
            Self::Restricted(member) => Some(&member.user),
            Self::Left(member) => Some(&member.user),
            Self::Banned(member) => Some(&member.user),
            Self::Unknown(_) => None,
        }
    }

    /// Returns whether the user is in the chat: as owner, administrator, ordinary member, or
    /// restricted member. A restricted user may also be outside of the chat.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::types::ChatMemberUpdated;
    ///
    /// fn has_joined(change: &ChatMemberUpdated) -> bool {
    ///     !change.old_chat_member.is_member() && change.new_chat_member.is_member()
    /// }
    /// # let _ = has_joined;
    /// ```
    #[inline]
    pub fn is_member(&self) -> bool {
        match self {
            Self::Owner(_) | Self::Administrator(_) | Self::Member(_) => true,
            Self::Restricted(member) => member.is_member,
            Self::Left(_) | Self::Banned(_) | Self::Unknown(_) => false,
        }
    }

    /// Returns whether the user is the owner or an administrator.
    #[inline]
    pub fn is_admin(&self) -> bool {
        matches!(self, Self::Owner(_) | Self::Administrator(_))
    }

    /// Returns whether the user owns the chat.
    #[inline]
    pub fn is_owner(&self) -> bool {
        matches!(self, Self::Owner(_))
    }

    /// Returns whether the user is restricted, inside or outside of the chat.
    #[inline]
    pub fn is_restricted(&self) -> bool {
        matches!(self, Self::Restricted(_))
    }

    /// Returns whether the user is banned.
    #[inline]
    pub fn is_banned(&self) -> bool {
        matches!(self, Self::Banned(_))
    }

    /// Returns the time at which the status ends by itself: that of a ban, of restrictions or of
    /// a paid subscription. `None` if it does not end; Telegram writes the date 0 for a ban
    /// or restrictions without an end.
    #[inline]
    pub fn until(&self) -> Option<Date> {
        let date = match self {
            Self::Member(member) => member.until_date,
            Self::Restricted(member) => Some(member.until_date),
            Self::Banned(member) => Some(member.until_date),
            Self::Owner(_) | Self::Administrator(_) | Self::Left(_) | Self::Unknown(_) => None,
        };
        date.filter(|date| date.0 > 0)
    }

    /// Whether the owner or an administrator has a right.
    #[inline]
    fn may_as_admin(&self, is_granted: fn(&ChatMemberAdministrator) -> bool) -> bool {
        match self {
            Self::Owner(_) => true,
            Self::Administrator(member) => is_granted(member),
            _ => false,
        }
    }

    /// Whether a restricted member has a permission.
    #[inline]
    fn may_as_restricted(&self, is_granted: fn(&ChatMemberRestricted) -> bool) -> bool {
        matches!(self, Self::Restricted(member) if is_granted(member))
    }
}

macro_rules! rights_of_administrators {
    ($($name:ident $what:literal $is_granted:expr;)+) => {
        /// Rights of administrators. The owner has all of them, an administrator those that were
        /// granted, all others none.
        ///
        /// Source: Bot API 10.3,
        /// [`ChatMemberAdministrator`](https://core.telegram.org/bots/api#chatmemberadministrator).
        impl ChatMember {$(
            #[doc = concat!("Returns whether the member can ", $what, " as an administrator.")]
            #[inline]
            pub fn $name(&self) -> bool {
                self.may_as_admin($is_granted)
            }
        )+}
    };
}

rights_of_administrators! {
    can_manage_chat "use the tools of administrators, which every administrator can,"
        |member| member.can_manage_chat;
    can_delete_messages "delete messages of others" |member| member.can_delete_messages;
    can_manage_video_chats "manage video chats" |member| member.can_manage_video_chats;
    can_restrict_members "restrict, ban and unban members" |member| member.can_restrict_members;
    can_promote_members "appoint administrators" |member| member.can_promote_members;
    can_post_stories "post stories for the chat" |member| member.can_post_stories;
    can_edit_stories "edit stories of others" |member| member.can_edit_stories;
    can_delete_stories "delete stories of others" |member| member.can_delete_stories;
    can_send_welcome_messages "send welcome messages" |member| member.can_send_welcome_messages;
    can_post_messages "post in a channel" |member| member.can_post_messages == Some(true);
    can_edit_messages "edit posts of others in a channel"
        |member| member.can_edit_messages == Some(true);
    can_manage_direct_messages "manage the direct messages of a channel"
        |member| member.can_manage_direct_messages == Some(true);
    can_manage_tags "edit the tags of members" |member| member.can_manage_tags == Some(true);
}

macro_rules! rights_of_some {
    ($($name:ident $what:literal $administrator:expr, $restricted:expr;)+) => {
        /// Rights that administrators have, and that the permissions of the chat may give to all
        /// members. The owner has all of them; administrators and restricted members have those
        /// that were granted. False for an ordinary member, who may have the right by the
        /// permissions of the chat (`ChatFullInfo::permissions`).
        ///
        /// Source: Bot API 10.3,
        /// [`ChatMemberAdministrator`](https://core.telegram.org/bots/api#chatmemberadministrator),
        /// [`ChatMemberRestricted`](https://core.telegram.org/bots/api#chatmemberrestricted).
        impl ChatMember {$(
            #[doc = concat!("Returns whether the member was granted the right to ", $what, ".")]
            #[inline]
            pub fn $name(&self) -> bool {
                self.may_as_admin($administrator) || self.may_as_restricted($restricted)
            }
        )+}
    };
}

rights_of_some! {
    can_change_info "change the title, the photo and other settings of the chat"
        |member| member.can_change_info, |member| member.can_change_info;
    can_invite_users "invite users" |member| member.can_invite_users, |member| member.can_invite_users;
    can_pin_messages "pin messages"
        |member| member.can_pin_messages == Some(true), |member| member.can_pin_messages;
    can_manage_topics "create and manage forum topics"
        |member| member.can_manage_topics == Some(true), |member| member.can_manage_topics;
}

macro_rules! permissions_of_members {
    ($($name:ident $what:literal;)+) => {
        /// Permissions of members of a group. True for the owner, administrators and ordinary
        /// members, for whom the permissions of the chat apply in addition
        /// (`ChatFullInfo::permissions`); a restricted user has those that were granted. False
        /// for a user who left or is banned.
        ///
        /// Source: Bot API 10.3,
        /// [`ChatMemberRestricted`](https://core.telegram.org/bots/api#chatmemberrestricted).
        impl ChatMember {$(
            #[doc = concat!("Returns whether the status of the member allows to ", $what, ".")]
            #[inline]
            pub fn $name(&self) -> bool {
                self.is_admin()
                    || matches!(self, Self::Member(_))
                    || self.may_as_restricted(|member| member.$name)
            }
        )+}
    };
}

permissions_of_members! {
    can_send_messages "send texts, contacts, locations and the like";
    can_send_audios "send audio files";
    can_send_documents "send documents";
    can_send_photos "send photos";
    can_send_videos "send videos";
    can_send_video_notes "send video notes";
    can_send_voice_notes "send voice messages";
    can_send_polls "send polls and checklists";
    can_send_other_messages "send animations, games and stickers, and to use inline bots";
    can_add_web_page_previews "add previews of links to messages";
    can_react_to_messages "react to messages";
    can_edit_tag "edit the own tag";
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{Object, UserId};

    fn member(status: &str, more: Value) -> ChatMember {
        let user = json!({"id": 7, "is_bot": false, "first_name": "A"});
        let mut member = json!({"status": status, "user": user});
        let Value::Object(more) = more else { panic!("not an object") };
        member.as_object_mut().unwrap().extend(more);
        ChatMember::from_json(member.to_string().as_bytes()).unwrap()
    }

    fn restricted(is_member: bool) -> ChatMember {
        member("restricted", json!({"is_member": is_member, "until_date": 0}))
    }

    fn every_status() -> Vec<(&'static str, ChatMember)> {
        vec![
            ("owner", member("creator", json!({}))),
            ("administrator", member("administrator", json!({}))),
            ("member", member("member", json!({}))),
            ("restricted member", restricted(true)),
            ("restricted outsider", restricted(false)),
            ("left", member("left", json!({}))),
            ("banned", member("kicked", json!({"until_date": 0}))),
            ("unknown", member("spectator", json!({}))),
        ]
    }

    fn those(has: fn(&ChatMember) -> bool) -> Vec<&'static str> {
        let all = every_status().into_iter();
        all.filter(|(_, member)| has(member)).map(|(name, _)| name).collect()
    }

    #[test]
    fn the_status_defines_who_is_a_member_and_who_is_not() {
        assert_eq!(
            those(ChatMember::is_member),
            ["owner", "administrator", "member", "restricted member"]
        );
        assert_eq!(those(ChatMember::is_admin), ["owner", "administrator"]);
        assert_eq!(those(ChatMember::is_owner), ["owner"]);
        assert_eq!(those(ChatMember::is_restricted), ["restricted member", "restricted outsider"]);
        assert_eq!(those(ChatMember::is_banned), ["banned"]);
    }

    #[test]
    fn every_known_status_has_a_user() {
        let without: Vec<_> = every_status()
            .into_iter()
            .filter(|(_, member)| member.user().map(|user| user.id) != Some(UserId(7)))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(without, ["unknown"]);
    }

    #[test]
    fn a_status_ends_at_its_date_and_the_date_0_is_no_end() {
        let until =
            |status, date| member(status, json!({"is_member": true, "until_date": date})).until();
        let soon = Some(Date(1_700_000_000));
        assert_eq!(
            [
                until("restricted", 1_700_000_000),
                until("kicked", 1_700_000_000),
                until("member", 1_700_000_000),
                until("restricted", 0),
                until("kicked", 0),
                member("member", json!({})).until(),
                until("left", 1_700_000_000),
                until("creator", 1_700_000_000),
            ],
            [soon, soon, soon, None, None, None, None, None],
        );
    }

    /// A predicate with the field that it reads.
    type Named = (&'static str, fn(&ChatMember) -> bool);

    macro_rules! named {
        ($($name:ident)+) => {
            [$((stringify!($name), ChatMember::$name as fn(&ChatMember) -> bool)),+]
        };
    }

    const OF_ADMINISTRATORS: &[Named] = &named!(
        can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members
        can_promote_members can_post_stories can_edit_stories can_delete_stories
        can_send_welcome_messages can_post_messages can_edit_messages can_manage_direct_messages
        can_manage_tags can_change_info can_invite_users can_pin_messages can_manage_topics
    );

    const OF_RESTRICTED: &[Named] = &named!(
        can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos
        can_send_video_notes can_send_voice_notes can_send_polls can_send_other_messages
        can_add_web_page_previews can_react_to_messages can_edit_tag can_change_info can_invite_users
        can_pin_messages can_manage_topics
    );

    /// The names of the predicates that are true.
    fn granted(all: &[Named], member: &ChatMember) -> Vec<&'static str> {
        all.iter().filter(|(_, has)| has(member)).map(|(name, _)| *name).collect()
    }

    #[test]
    fn an_administrator_has_each_right_that_its_field_grants() {
        let with = |right: &str| member("administrator", json!({right: true}));
        for (right, _) in OF_ADMINISTRATORS {
            assert_eq!(granted(OF_ADMINISTRATORS, &with(right)), [*right]);
        }
        let none = member("administrator", json!({}));
        assert_eq!(granted(OF_ADMINISTRATORS, &none), [""; 0]);
        assert_eq!(
            granted(OF_ADMINISTRATORS, &member("creator", json!({}))).len(),
            OF_ADMINISTRATORS.len()
        );
        assert_eq!(granted(OF_ADMINISTRATORS, &member("member", json!({}))), [""; 0]);
    }

    #[test]
    fn a_restricted_member_has_each_permission_that_its_field_grants() {
        let with = |right: &str| {
            member("restricted", json!({right: true, "is_member": true, "until_date": 0}))
        };
        for (right, _) in OF_RESTRICTED {
            assert_eq!(granted(OF_RESTRICTED, &with(right)), [*right]);
        }
        assert_eq!(granted(OF_RESTRICTED, &restricted(true)), [""; 0]);
    }

    #[test]
    fn members_can_send_unless_they_are_restricted_or_gone() {
        assert_eq!(those(ChatMember::can_send_messages), ["owner", "administrator", "member"]);
        assert_eq!(those(ChatMember::can_restrict_members), ["owner"]);
    }
}
