//! Members of groups and channels.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The rights of administrators, by the kinds of chats that have them.
pub(crate) const RIGHTS: [(&str, &[&str]); 18] = [
    ("is_anonymous", &["group", "supergroup", "channel"]),
    ("can_manage_chat", &["group", "supergroup", "channel"]),
    ("can_delete_messages", &["group", "supergroup", "channel"]),
    ("can_manage_video_chats", &["group", "supergroup", "channel"]),
    ("can_restrict_members", &["group", "supergroup", "channel"]),
    ("can_promote_members", &["group", "supergroup", "channel"]),
    ("can_change_info", &["group", "supergroup", "channel"]),
    ("can_invite_users", &["group", "supergroup", "channel"]),
    ("can_post_stories", &["group", "supergroup", "channel"]),
    ("can_edit_stories", &["group", "supergroup", "channel"]),
    ("can_delete_stories", &["group", "supergroup", "channel"]),
    ("can_send_welcome_messages", &["group", "supergroup", "channel"]),
    ("can_post_messages", &["channel"]),
    ("can_edit_messages", &["channel"]),
    ("can_pin_messages", &["group", "supergroup"]),
    ("can_manage_topics", &["supergroup"]),
    ("can_manage_direct_messages", &["channel"]),
    ("can_manage_tags", &["group", "supergroup"]),
];

/// What a restricted member can be allowed.
pub(crate) const PERMISSIONS: [&str; 16] = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
];

/// Whether administrators of a kind of chat can be granted a right.
pub(crate) fn is_right_in(right: &str, chat: &str) -> bool {
    let has = |(name, kinds): &(&str, &[&str])| *name == right && kinds.contains(&chat);
    // Posts of channels are anonymous, so the field is false there.
    RIGHTS.iter().any(has) && (right, chat) != ("is_anonymous", "channel")
}

/// Bans and restrictions that would end sooner or later than this, in seconds, never end.
const SHORTEST: i64 = 30;
const LONGEST: i64 = 366 * 24 * 3600;

/// The `status` of a `ChatMember`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Creator,
    Administrator,
    Member,
    Restricted,
    Left,
    Kicked,
}

impl Status {
    pub(crate) const ALL: [Self; 6] = [
        Self::Creator,
        Self::Administrator,
        Self::Member,
        Self::Restricted,
        Self::Left,
        Self::Kicked,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Creator => "creator",
            Self::Administrator => "administrator",
            Self::Member => "member",
            Self::Restricted => "restricted",
            Self::Left => "left",
            Self::Kicked => "kicked",
        }
    }

    /// The status with a name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// The status of a user or bot in a chat, with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) status: Status,
    /// The rights of an administrator, or what a restricted member may do.
    allowed: BTreeSet<String>,
    /// When a ban, a restriction or a paid membership ends, in Unix time; 0 if never.
    until: i64,
    /// Whether a restricted user is in the chat.
    is_inside: bool,
    /// The user or bot that made an administrator of this member.
    #[serde(default)]
    promoted_by: Option<i64>,
    /// The custom title of an administrator, or the tag of another member.
    #[serde(default)]
    tag: Option<String>,
}

impl Member {
    /// A member with no rights, whose ban or restriction never ends.
    pub(crate) fn new(status: Status) -> Self {
        Self {
            status,
            allowed: BTreeSet::new(),
            until: 0,
            is_inside: true,
            promoted_by: None,
            tag: None,
        }
    }

    /// An administrator with these rights, which imply that of managing the chat.
    pub(crate) fn administrator(rights: impl IntoIterator<Item = String>) -> Self {
        let mut allowed: BTreeSet<String> = rights.into_iter().collect();
        allowed.insert("can_manage_chat".to_owned());
        Self { allowed, ..Self::new(Status::Administrator) }
    }

    /// An administrator with all rights, except that to be anonymous.
    pub(crate) fn full_administrator() -> Self {
        let rights = RIGHTS.iter().map(|(name, _)| *name).filter(|name| *name != "is_anonymous");
        Self::administrator(rights.map(str::to_owned))
    }

    /// A member who may do this only; a usual one if these are all permissions.
    pub(crate) fn restricted(permissions: impl IntoIterator<Item = String>) -> Self {
        let allowed: BTreeSet<String> = permissions.into_iter().collect();
        if PERMISSIONS.iter().all(|name| allowed.contains(*name)) {
            return Self::new(Status::Member);
        }
        Self { allowed, ..Self::new(Status::Restricted) }
    }

    /// The same member, whose ban or restriction ends at a time.
    pub(crate) fn until(self, until: i64, now: i64) -> Self {
        let lasts = self.ends() && (SHORTEST..=LONGEST).contains(&until.saturating_sub(now));
        Self { until: if lasts { until } else { 0 }, ..self }
    }

    /// The same member; neither a restriction nor its end brings a user into the chat.
    pub(crate) fn inside(self, is_inside: bool) -> Self {
        if self.status == Status::Member && !is_inside {
            return Self::new(Status::Left);
        }
        Self { is_inside, ..self }
    }

    /// The same member with another title or tag; an empty one removes it.
    pub(crate) fn tagged(self, tag: &str) -> Self {
        Self { tag: Some(tag.to_owned()), ..self }
    }

    /// The custom title of an administrator, or the tag of another member.
    pub(crate) fn tag(&self) -> Option<&str> {
        self.tag.as_deref().filter(|tag| !tag.is_empty())
    }

    /// The same member, changed by a user or bot. An administrator whose rights are changed
    /// stays that of the one who promoted them, and members keep their tag until they leave.
    pub(crate) fn changed_by(self, before: &Self, by: Option<i64>) -> Self {
        let promoted_by = match (before.status, self.status) {
            (Status::Administrator, Status::Administrator) => before.promoted_by,
            (_, Status::Administrator) => by,
            _ => None,
        };
        let tag = self.tag.clone().or_else(|| before.tag.clone());
        let tag = tag.filter(|tag| !tag.is_empty() && self.is_in());
        Self { promoted_by, tag, ..self }
    }

    /// The user or bot that made an administrator of this member.
    pub(crate) fn promoted_by(&self) -> Option<i64> {
        self.promoted_by
    }

    /// The same usual member, whose membership is paid until a time.
    pub(crate) fn paid_until(self, until: i64) -> Self {
        Self { until, ..self }
    }

    /// Whether the membership is paid until this time.
    pub(crate) fn is_paid_until(&self, until: i64) -> bool {
        self.status == Status::Member && self.until == until
    }

    /// Whether the status can end by itself.
    fn ends(&self) -> bool {
        matches!(self.status, Status::Kicked | Status::Restricted)
    }

    /// The member who has left by its own decision: a restriction remains.
    pub(crate) fn left(self) -> Self {
        match self.status {
            Status::Restricted => self.inside(false),
            _ => Self::new(Status::Left),
        }
    }

    /// The member who has joined by its own decision: a restriction remains.
    pub(crate) fn joined(self) -> Self {
        match self.status {
            Status::Restricted => self.inside(true),
            _ => Self::new(Status::Member),
        }
    }

    /// The member at a time: bans and restrictions end.
    pub(crate) fn at(&self, now: i64) -> Self {
        if !self.ends() || self.until == 0 || self.until > now {
            return self.clone();
        }
        let is_inside = self.status == Status::Restricted && self.is_inside;
        Self::new(if is_inside { Status::Member } else { Status::Left })
    }

    /// Whether the user or bot is in the chat.
    pub(crate) fn is_in(&self) -> bool {
        match self.status {
            Status::Left | Status::Kicked => false,
            Status::Restricted => self.is_inside,
            Status::Creator | Status::Administrator | Status::Member => true,
        }
    }

    pub(crate) fn is_administrator(&self) -> bool {
        matches!(self.status, Status::Creator | Status::Administrator)
    }

    /// Whether an administrator has a right.
    pub(crate) fn has_right(&self, right: &str) -> bool {
        match self.status {
            Status::Creator => right != "is_anonymous",
            Status::Administrator => self.allowed.contains(right),
            Status::Member | Status::Restricted | Status::Left | Status::Kicked => false,
        }
    }

    /// Whether a permission is not taken away from the member.
    pub(crate) fn is_permitted(&self, permission: &str) -> bool {
        self.status != Status::Restricted || self.allowed.contains(permission)
    }

    /// The `ChatMember` of a user or bot in a chat of this kind, whose rights the receiver
    /// cannot edit.
    pub(crate) fn json(&self, user: &Value, chat: &str) -> Value {
        let mut member = json!({"status": self.status.name(), "user": user});
        match self.status {
            Status::Creator => member["is_anonymous"] = json!(false),
            Status::Administrator => {
                member["can_be_edited"] = json!(false);
                let rights = RIGHTS.iter().filter(|(_, kinds)| kinds.contains(&chat));
                for (right, _) in rights {
                    member[right] = json!(self.allowed.contains(*right));
                }
            }
            Status::Restricted => {
                member["is_member"] = json!(self.is_inside);
                for permission in PERMISSIONS {
                    member[permission] = json!(self.allowed.contains(permission));
                }
                member["until_date"] = json!(self.until);
            }
            Status::Kicked => member["until_date"] = json!(self.until),
            Status::Member if self.until > 0 => member["until_date"] = json!(self.until),
            Status::Member | Status::Left => {}
        }
        if let Some(tag) = self.tag() {
            let name = if self.is_administrator() { "custom_title" } else { "tag" };
            member[name] = json!(tag);
        }
        member
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::schema::{Type, schema};

    /// The names of an object's fields.
    fn fields(object: &str) -> BTreeSet<&'static str> {
        match schema().kind(object).unwrap() {
            Type::Object(fields) => fields.iter().map(|field| &*field.name).collect(),
            Type::OneOf(_) => panic!("{object} is no object"),
        }
    }

    #[test]
    fn rights_and_permissions_are_those_of_the_bot_api() {
        let rights: BTreeSet<_> = RIGHTS.iter().map(|(name, _)| *name).collect();
        assert_eq!(rights, fields("ChatAdministratorRights"));
        assert_eq!(BTreeSet::from(PERMISSIONS), fields("ChatPermissions"));
    }

    #[test]
    fn members_have_the_fields_of_the_bot_api() {
        let user = json!({"id": 1, "is_bot": false, "first_name": "A"});
        let full = Member::full_administrator().tagged("Chief");
        let muted = Member::restricted([]).tagged("Guest");
        let all = ["group", "supergroup", "channel"].map(|kind| full.json(&user, kind));
        let all = all.iter().flat_map(|json| json.as_object().unwrap().keys());
        let administrator = fields("ChatMemberAdministrator");
        assert_eq!(all.map(|name| &**name).collect::<BTreeSet<_>>(), administrator);
        let muted = muted.json(&user, "supergroup");
        let restricted = fields("ChatMemberRestricted");
        let names = muted.as_object().unwrap().keys();
        assert_eq!(names.map(|name| &**name).collect::<BTreeSet<_>>(), restricted);
    }

    #[test]
    fn bans_and_restrictions_end_within_the_limits_of_telegram() {
        let banned = |until: i64| Member::new(Status::Kicked).until(until, 1000).at(50_000_000);
        let table = [
            (1029, Status::Kicked),
            (1030, Status::Left),
            (1000 + LONGEST, Status::Left),
            (1001 + LONGEST, Status::Kicked),
            (0, Status::Kicked),
        ];
        for (until, status) in table {
            assert_eq!(banned(until).status, status, "{until}");
        }
        let muted = Member::restricted([]).until(1030, 1000);
        assert_eq!(muted.at(1029), muted);
        assert_eq!(muted.at(1030), Member::new(Status::Member));
        assert_eq!(muted.inside(false).at(1030), Member::new(Status::Left));
    }
}
