//! The world: users, bots, chats and messages.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::{broadcast, watch};

use crate::{
    clock::Clock,
    faults::Faults,
    names::display_name,
    queue::kind,
    random::Random,
    world::{
        Bills, Boosts, Bot, Business, Callback, Chat, Discussions, Files, Gifts, History, Inline,
        InlineMessage, Journal, Limits, MessageState, PaidMedia, Payment, Poll, Privacy, Profiles,
        Stars, StickerSets, Stored, Stories, Subscriptions, Talk, WebApps, WebPages,
        conversation_event, discussion::thread_comment, events::channel,
    },
};

/// The state of the emulator.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct World {
    #[serde(skip)]
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) bots: BTreeMap<i64, Bot>,
    pub(crate) users: BTreeMap<i64, Value>,
    pub(crate) chats: BTreeMap<i64, Chat>,
    #[serde(with = "crate::world::pairs")]
    pub(crate) talks: BTreeMap<Talk, BTreeMap<i64, Stored>>,
    /// Pinned messages; the latest is last.
    #[serde(with = "crate::world::pairs")]
    pub(crate) pinned: BTreeMap<Talk, Vec<i64>>,
    /// Users who blocked a bot, as bot and user.
    pub(crate) blocked: Vec<(i64, i64)>,
    pub(crate) files: Files,
    pub(crate) callbacks: BTreeMap<String, Callback>,
    pub(crate) inlines: BTreeMap<String, Inline>,
    pub(crate) inline_messages: BTreeMap<String, InlineMessage>,
    pub(crate) payments: BTreeMap<String, Payment>,
    #[serde(default)]
    pub(crate) bills: Bills,
    #[serde(default)]
    pub(crate) subscriptions: Subscriptions,
    #[serde(default)]
    pub(crate) paid_media: PaidMedia,
    #[serde(default)]
    pub(crate) stars: Stars,
    #[serde(default)]
    pub(crate) gifts: Gifts,
    #[serde(default)]
    pub(crate) boosts: Boosts,
    #[serde(default)]
    pub(crate) business: Business,
    #[serde(default)]
    pub(crate) stories: Stories,
    /// Reactions of people to messages.
    #[serde(with = "crate::world::pairs")]
    pub(crate) reactions: BTreeMap<(Talk, i64), BTreeMap<i64, Value>>,
    pub(crate) limits: Limits,
    pub(crate) polls: BTreeMap<String, Poll>,
    /// The open polls that have a period, by the time at which they close.
    #[serde(default)]
    pub(super) closing: BTreeSet<(i64, String)>,
    #[serde(default)]
    pub(crate) privacy: Privacy,
    pub(crate) profiles: Profiles,
    #[serde(default)]
    pub(crate) sticker_sets: StickerSets,
    #[serde(default)]
    pub(crate) web_apps: WebApps,
    /// The copies of posts in the discussion groups of channels.
    #[serde(default)]
    pub(super) discussions: Discussions,
    /// The members who pay for a period: when it ends, the chat and the user.
    #[serde(default)]
    pub(super) paid_members: BTreeSet<(i64, i64, i64)>,
    #[serde(default)]
    pub(crate) web_pages: WebPages,
    pub(crate) journal: Journal,
    pub(crate) history: History,
    pub(crate) faults: Faults,
    #[serde(default)]
    pub(crate) message_state: MessageState,
    /// The generation of each bot's webhook for which deliveries were started.
    #[serde(skip)]
    pub(crate) deliveries: BTreeMap<i64, u64>,
    pub(super) next: BTreeMap<Cow<'static, str>, i64>,
    /// The most messages of a conversation, calls and updates; `None` is the default.
    #[serde(skip)]
    pub(super) kept: Option<usize>,
    #[serde(skip, default = "crate::world::events::channel")]
    pub(super) events: broadcast::Sender<String>,
    #[serde(skip)]
    pub(super) version: watch::Sender<u64>,
}

impl World {
    pub(crate) fn new(seed: u64, clock: Clock) -> Self {
        Self {
            clock,
            random: Random::new(seed),
            bots: BTreeMap::new(),
            users: BTreeMap::new(),
            chats: BTreeMap::new(),
            talks: BTreeMap::new(),
            pinned: BTreeMap::new(),
            blocked: Vec::new(),
            files: Files::default(),
            callbacks: BTreeMap::new(),
            inlines: BTreeMap::new(),
            inline_messages: BTreeMap::new(),
            payments: BTreeMap::new(),
            bills: Bills::default(),
            subscriptions: Subscriptions::default(),
            paid_media: PaidMedia::default(),
            stars: Stars::default(),
            gifts: Gifts::default(),
            boosts: Boosts::default(),
            business: Business::default(),
            stories: Stories::default(),
            reactions: BTreeMap::new(),
            limits: Limits::default(),
            polls: BTreeMap::new(),
            closing: BTreeSet::new(),
            privacy: Privacy::default(),
            profiles: Profiles::default(),
            sticker_sets: StickerSets::default(),
            web_apps: WebApps::default(),
            discussions: Discussions::default(),
            paid_members: BTreeSet::new(),
            web_pages: WebPages::default(),
            journal: Journal::default(),
            history: History::default(),
            faults: Faults::default(),
            message_state: MessageState::default(),
            deliveries: BTreeMap::new(),
            next: BTreeMap::new(),
            kept: None,
            events: channel(),
            version: watch::Sender::new(0),
        }
    }

    pub(crate) fn bot(&mut self, id: i64) -> &mut Bot {
        self.bots.get_mut(&id).expect("bots are never removed")
    }

    /// The `User` of a user or bot.
    pub(crate) fn user(&self, id: i64) -> Option<&Value> {
        self.users.get(&id).or_else(|| self.bots.get(&id).map(|bot| &bot.user))
    }

    /// Names the user, bot or chat with an id, for errors.
    pub(crate) fn name_of(&self, id: i64) -> String {
        let chat = || self.chats.get(&id).map(|chat| &chat.json);
        self.user(id).or_else(chat).map_or_else(|| id.to_string(), display_name)
    }

    /// The `Chat` of a conversation in messages.
    pub(crate) fn chat_json(&self, talk: Talk) -> Value {
        match talk {
            Talk::Chat(id) => self.chats.get(&id).map_or(Value::Null, |chat| chat.json.clone()),
            Talk::Private { user, .. } | Talk::Business { user, .. } => {
                let user = self.users.get(&user).cloned().unwrap_or_default();
                let mut chat = json!({"id": user["id"], "type": "private"});
                for name in ["first_name", "last_name", "username"] {
                    if !user[name].is_null() {
                        chat[name] = user[name].clone();
                    }
                }
                chat
            }
        }
    }

    /// A message of a conversation.
    pub(crate) fn message(&self, talk: Talk, id: i64) -> Option<&Stored> {
        self.talks.get(&talk)?.get(&id)
    }

    pub(crate) fn message_mut(&mut self, talk: Talk, id: i64) -> Option<&mut Stored> {
        self.talks.get_mut(&talk)?.get_mut(&id)
    }

    /// Stores a message with an id, a date and its chat, and emits an event.
    pub(crate) fn store_message(
        &mut self,
        talk: Talk,
        mut json: Value,
        keyboard: Option<Value>,
        by: Option<i64>,
    ) -> Value {
        let id = match talk {
            Talk::Private { .. } | Talk::Business { .. } => self.number("private message"),
            Talk::Chat(chat) => self.chats.get_mut(&chat).map_or(1, |chat| {
                chat.last_message += 1;
                chat.last_message
            }),
        };
        json["message_id"] = json!(id);
        json["date"] = json!(self.clock.date());
        json["chat"] = self.chat_json(talk);
        thread_comment(&mut json);
        self.tag_sender(talk, &mut json);
        if let Talk::Business { account, .. } = talk {
            if let Some(connection) = self.business.of_account(account) {
                json["business_connection_id"] = json!(connection.id);
            }
        }
        let stored = Stored { json: json.clone(), keyboard, by };
        let seen = self.has_subscribers().then(|| stored.seen());
        self.talks.entry(talk).or_default().insert(id, stored);
        self.note_poll(talk, id, &json);
        self.forget_messages(talk);
        self.emit_with("message", || conversation_event(talk, "message", seen));
        json
    }

    /// The bots that receive the messages of a conversation.
    pub(crate) fn listeners(&self, talk: Talk) -> Vec<i64> {
        match talk {
            Talk::Private { bot, user } if !self.blocked.contains(&(bot, user)) => vec![bot],
            Talk::Private { .. } => Vec::new(),
            Talk::Business { account, .. } => {
                self.business.of_account(account).map(|found| found.bot).into_iter().collect()
            }
            Talk::Chat(id) => {
                let Some(chat) = self.chats.get(&id) else { return Vec::new() };
                self.bots_of(chat).filter(|bot| chat.has(*bot)).collect()
            }
        }
    }

    /// The bots that receive changes of a chat's members.
    pub(crate) fn administrators(&self, chat: i64) -> Vec<i64> {
        let Some(chat) = self.chats.get(&chat) else { return Vec::new() };
        self.bots_of(chat).filter(|bot| chat.is_administrator(*bot)).collect()
    }

    /// The bots that are or were in a chat, by the smaller of two tables.
    fn bots_of<'a>(&'a self, chat: &'a Chat) -> Box<dyn Iterator<Item = i64> + 'a> {
        if chat.members.len() < self.bots.len() {
            Box::new(chat.members.keys().copied().filter(|id| self.bots.contains_key(id)))
        } else {
            Box::new(self.bots.keys().copied().filter(|id| chat.members.contains_key(id)))
        }
    }

    /// Adds an update to a bot's queue. Returns its id, unless the bot does not receive
    /// such updates or its queue is full.
    pub(crate) fn push_update(&mut self, bot: i64, update: Value) -> Option<i64> {
        let now = self.clock.now();
        let state = self.bots.get_mut(&bot)?;
        if !state.wants(kind(&update)) {
            return None;
        }
        let id = state.queue.push(update.clone(), now)?;
        let shown = self.has_subscribers().then(|| update.clone());
        self.history.add(bot, id, update, now);
        self.emit_with("update", || {
            let mut update = shown.unwrap_or_default();
            update["update_id"] = json!(id);
            json!({"bot": bot, "update": update})
        });
        Some(id)
    }

    /// Stores the trace of an update.
    pub(crate) fn trace(&mut self, bot: i64, update: i64, trace: Value) {
        self.history.set_trace(bot, update, trace.clone());
        self.emit("trace", trace);
    }
}
