//! Invite links, and requests to join.

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    names::clean_name,
    world::{Chat, World},
};

/// The most users of a link with a limit.
const MOST_MEMBERS: i64 = 99_999;

/// The most characters of a link's name.
const LONGEST_NAME: usize = 32;

/// How long a bot may write to a user who asks to join, in seconds.
const CONTACT: i64 = 300;

/// The characters of a link after `+`, and how many of them others see.
const HASH: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const HASH_LENGTH: usize = 16;
const SHOWN: usize = 8;

/// The start of a link.
const PREFIX: &str = "https://t.me/+";

/// An invite link.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InviteLink {
    pub(crate) url: String,
    /// The administrator who created it.
    pub(crate) creator: i64,
    pub(crate) terms: LinkTerms,
    pub(crate) is_primary: bool,
    pub(crate) is_revoked: bool,
    pub(crate) subscription: Option<Subscription>,
    /// The members who joined by it.
    pub(crate) members: BTreeSet<i64>,
}

/// What a paid membership costs: stars for a period in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subscription {
    pub(crate) period: i64,
    pub(crate) price: i64,
}

/// What an administrator chooses about a link.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct LinkTerms {
    name: String,
    /// In Unix time; 0 if never.
    expire_date: i64,
    /// 0 if there is no limit.
    member_limit: i64,
    pub(crate) creates_join_request: bool,
}

/// Terms that no link has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TermsError {
    LimitedRequests,
    Past,
    TooMany,
}

/// A request to join.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct JoinRequest {
    /// The link; `None` for a public chat.
    pub(crate) link: Option<String>,
    /// In Unix time.
    at: i64,
    /// What the user tells about themselves.
    #[serde(default)]
    bio: String,
}

impl LinkTerms {
    pub(crate) fn new(
        name: &str,
        expire_date: i64,
        member_limit: i64,
        creates_join_request: bool,
    ) -> Self {
        let name = clean_name(name, LONGEST_NAME);
        let (expire_date, member_limit) = (expire_date.max(0), member_limit.max(0));
        Self { name, expire_date, member_limit, creates_join_request }
    }

    /// Whether the terms limit the members who join by requests.
    pub(crate) fn limits_requests(&self) -> bool {
        self.creates_join_request && self.member_limit > 0
    }

    /// Checks the terms.
    pub(crate) fn check(&self, now: i64) -> Result<(), TermsError> {
        if self.limits_requests() {
            Err(TermsError::LimitedRequests)
        } else if self.expire_date != 0 && self.expire_date <= now {
            Err(TermsError::Past)
        } else if self.member_limit > MOST_MEMBERS {
            Err(TermsError::TooMany)
        } else {
            Ok(())
        }
    }

    /// The same terms under another name.
    pub(crate) fn named(&self, name: &str) -> Self {
        Self { name: clean_name(name, LONGEST_NAME), ..self.clone() }
    }
}

impl TermsError {
    /// Telegram's description.
    pub(crate) fn telegram(self) -> &'static str {
        match self {
            Self::LimitedRequests => {
                "member limit can't be specified for links requiring administrator approval"
            }
            Self::Past => "EXPIRE_DATE_INVALID",
            Self::TooMany => "USAGE_LIMIT_INVALID",
        }
    }
}

impl fmt::Display for TermsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LimitedRequests => "`member_limit` and `creates_join_request` exclude each other",
            Self::Past => "`expire_date` is not after the time of the clock",
            Self::TooMany => "`member_limit` is from 1 to 99999",
        })
    }
}

impl InviteLink {
    /// Why no one joins by the link at a time.
    pub(crate) fn closed(&self, now: i64) -> Option<&'static str> {
        let LinkTerms { expire_date, member_limit, .. } = self.terms;
        let members = i64::try_from(self.members.len()).unwrap_or(i64::MAX);
        if self.is_revoked {
            Some("is revoked")
        } else if expire_date != 0 && expire_date <= now {
            Some("has expired")
        } else if member_limit != 0 && members >= member_limit {
            Some("has reached its member limit")
        } else {
            None
        }
    }
}

impl Chat {
    /// The link with a text.
    pub(crate) fn link_mut(&mut self, url: &str) -> Option<&mut InviteLink> {
        self.links.iter_mut().find(|link| link.url == url)
    }

    /// The link with a text.
    pub(crate) fn link(&self, url: &str) -> Option<&InviteLink> {
        self.links.iter().find(|link| link.url == url)
    }

    /// The primary link of an administrator.
    pub(crate) fn primary_link(&self, creator: i64) -> Option<&InviteLink> {
        let is_it = |link: &&InviteLink| link.creator == creator && link.is_primary;
        self.links.iter().filter(is_it).find(|link| !link.is_revoked)
    }
}

impl World {
    /// Adds a link. Returns its text.
    pub(crate) fn add_link(
        &mut self,
        chat: i64,
        creator: i64,
        terms: LinkTerms,
        subscription: Option<Subscription>,
    ) -> String {
        self.push_link(chat, creator, terms, subscription, false)
    }

    fn push_link(
        &mut self,
        chat: i64,
        creator: i64,
        terms: LinkTerms,
        subscription: Option<Subscription>,
        is_primary: bool,
    ) -> String {
        let hash: String = (0..HASH_LENGTH)
            .map(|_| {
                let at = self.random.between(0, 63);
                char::from(HASH[usize::try_from(at).unwrap_or_default()])
            })
            .collect();
        let url = format!("{PREFIX}{hash}");
        let link = InviteLink {
            url: url.clone(),
            creator,
            terms,
            is_primary,
            is_revoked: false,
            subscription,
            members: BTreeSet::new(),
        };
        if let Some(chat) = self.chats.get_mut(&chat) {
            chat.links.push(link);
        }
        url
    }

    /// Revokes the primary link of an administrator, and creates another. Returns its text.
    pub(crate) fn replace_primary_link(&mut self, chat: i64, creator: i64) -> String {
        let links = self.chats.get_mut(&chat).into_iter().flat_map(|chat| &mut chat.links);
        for link in links.filter(|link| link.creator == creator && link.is_primary) {
            link.is_revoked = true;
        }
        self.push_link(chat, creator, LinkTerms::default(), None, true)
    }

    /// The primary link of an administrator, created if there is none.
    pub(crate) fn primary_link(&mut self, chat: i64, creator: i64) -> String {
        let known = self.chats.get(&chat).and_then(|chat| chat.primary_link(creator));
        let known = known.map(|link| link.url.clone());
        known.unwrap_or_else(|| self.replace_primary_link(chat, creator))
    }

    /// The chat and the link with a text.
    pub(crate) fn find_link(&self, url: &str) -> Option<(i64, &InviteLink)> {
        let mut chats = self.chats.values().filter(|chat| chat.migrated_to.is_none());
        chats.find_map(|chat| Some((chat.id, chat.link(url)?)))
    }

    /// The `ChatInviteLink` of a link, as a user or bot sees it: links of others are shortened.
    pub(crate) fn link_json(&self, chat: i64, url: &str, receiver: i64) -> Option<Value> {
        let chat = self.chats.get(&chat)?;
        let link = chat.link(url)?;
        let shown = if link.creator == receiver {
            link.url.clone()
        } else {
            format!("{}...", &link.url[..PREFIX.len() + SHOWN])
        };
        let mut json = json!({
            "invite_link": shown, "creator": self.user(link.creator),
            "creates_join_request": link.terms.creates_join_request,
            "is_primary": link.is_primary, "is_revoked": link.is_revoked,
        });
        let LinkTerms { name, expire_date, member_limit, .. } = &link.terms;
        if !name.is_empty() {
            json["name"] = json!(name);
        }
        let requests = chat.requests.values();
        let pending = requests.filter(|request| request.link.as_deref() == Some(url)).count();
        let pending = i64::try_from(pending).unwrap_or(i64::MAX);
        let subscription = link.subscription;
        for (field, value) in [
            ("expire_date", *expire_date),
            ("member_limit", *member_limit),
            ("pending_join_request_count", pending),
            ("subscription_period", subscription.map_or(0, |terms| terms.period)),
            ("subscription_price", subscription.map_or(0, |terms| terms.price)),
        ] {
            if value != 0 {
                json[field] = json!(value);
            }
        }
        Some(json)
    }

    /// Records that a user asks to join, and notifies the bots that decide about it. A request
    /// that waits already is not repeated.
    pub(crate) fn ask_to_join(&mut self, chat: i64, user: &Value, link: Option<&str>, bio: &str) {
        let id = user["id"].as_i64().unwrap_or_default();
        let at = self.clock.date();
        let Some(state) = self.chats.get_mut(&chat) else { return };
        if state.requests.contains_key(&id) {
            return;
        }
        state
            .requests
            .insert(id, JoinRequest { link: link.map(str::to_owned), at, bio: bio.to_owned() });
        let json = state.json.clone();
        self.emit("chat", json!({"chat": json}));
        for bot in self.doorkeepers(chat) {
            let mut request = json!({
                "chat": json, "from": user, "user_chat_id": id, "date": at,
            });
            if !bio.is_empty() {
                request["bio"] = json!(bio);
            }
            if let Some(link) = link.and_then(|url| self.link_json(chat, url, bot)) {
                request["invite_link"] = link;
            }
            self.push_update(bot, json!({"chat_join_request": request}));
        }
    }

    /// The requests to join a chat, the oldest first.
    pub(crate) fn join_requests(&self, chat: &Chat) -> Vec<Value> {
        let mut all: Vec<_> = chat.requests.iter().collect();
        all.sort_by_key(|(_, request)| request.at);
        let shown = all.into_iter().map(|(user, request)| {
            let mut json = json!({"user": self.user(*user), "date": request.at});
            if !request.bio.is_empty() {
                json["bio"] = json!(request.bio);
            }
            json
        });
        shown.collect()
    }

    /// Whether a bot may write to a user because the user asked to join a chat a short time ago.
    pub(super) fn may_contact(&self, bot: i64, user: i64) -> bool {
        let now = self.clock.date();
        self.chats.values().any(|chat| {
            let request = chat.requests.get(&user);
            request.is_some_and(|request| now - request.at <= CONTACT)
                && chat.member(bot, now).has_right("can_invite_users")
        })
    }
}
