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
    error::ApiError,
    faults::Faults,
    names::display_name,
    queue::kind,
    random::Random,
    world::{
        Bot, Callback, Chat, Files, History, Inline, InlineMessage, Journal, Limits, Member,
        MessageState, Payment, Poll, Status, Stored, Talk,
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
    /// The payloads of invoices, which are returned in the payment.
    #[serde(with = "crate::world::pairs")]
    pub(crate) payloads: BTreeMap<(Talk, i64), String>,
    /// Reactions of people to messages.
    #[serde(with = "crate::world::pairs")]
    pub(crate) reactions: BTreeMap<(Talk, i64), BTreeMap<i64, Value>>,
    pub(crate) limits: Limits,
    pub(crate) polls: BTreeMap<String, Poll>,
    /// The open polls that have a period, by the time at which they close.
    #[serde(default)]
    pub(super) closing: BTreeSet<(i64, String)>,
    pub(crate) journal: Journal,
    pub(crate) history: History,
    pub(crate) faults: Faults,
    #[serde(default)]
    pub(crate) message_state: MessageState,
    /// The generation of each bot's webhook for which deliveries were started.
    #[serde(skip)]
    pub(crate) deliveries: BTreeMap<i64, u64>,
    pub(super) next: BTreeMap<Cow<'static, str>, i64>,
    #[serde(skip, default = "events")]
    pub(super) events: broadcast::Sender<String>,
    #[serde(skip)]
    pub(super) version: watch::Sender<u64>,
}

/// The most events that a subscriber can be behind.
fn events() -> broadcast::Sender<String> {
    broadcast::Sender::new(1024)
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
            payloads: BTreeMap::new(),
            reactions: BTreeMap::new(),
            limits: Limits::default(),
            polls: BTreeMap::new(),
            closing: BTreeSet::new(),
            journal: Journal::default(),
            history: History::default(),
            faults: Faults::default(),
            message_state: MessageState::default(),
            deliveries: BTreeMap::new(),
            next: BTreeMap::new(),
            events: events(),
            version: watch::Sender::new(0),
        }
    }

    /// The next number of a counter, from 1.
    pub(crate) fn number(&mut self, sort: &'static str) -> i64 {
        let next = self.next.entry(sort.into()).or_default();
        *next += 1;
        *next
    }

    /// Emits an event to all subscribers.
    pub(crate) fn emit(&mut self, kind: &str, mut event: Value) {
        event["type"] = json!(kind);
        event["seq"] = json!(self.number("event"));
        event["at"] = json!(self.clock.now());
        // An error reports that there are no subscribers.
        let _ = self.events.send(event.to_string());
        self.changed();
    }

    /// Notifies those who wait for changes.
    pub(crate) fn changed(&mut self) {
        self.version.send_modify(|version| *version += 1);
    }

    /// Subscribes to events, serialized as JSON.
    pub(crate) fn watch(&self) -> broadcast::Receiver<String> {
        self.events.subscribe()
    }

    /// A number that changes with the state.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    /// The bot of a token, created on first use. Returns `None` if the text is not a token,
    /// or not this bot's.
    pub(crate) fn bot_of(&mut self, token: &str) -> Option<i64> {
        let (id, secret) = token.split_once(':')?;
        let is_id = (1..=15).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
        let is_secret = !secret.is_empty()
            && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        if !is_id || !is_secret {
            return None;
        }
        let id: i64 = id.parse().ok()?;
        match self.bots.get(&id) {
            Some(bot) if bot.token == token => Some(id),
            Some(_) => None,
            None => {
                let first = self.random.between(2_000_001, 1_000_000_000);
                let bot = Bot::new(id, token.to_owned(), first);
                let user = bot.user.clone();
                self.bots.insert(id, bot);
                self.emit("bot", json!({"bot": user}));
                Some(id)
            }
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
            Talk::Private { user, .. } => {
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

    /// The conversation of a bot with a chat's id or username.
    pub(crate) fn talk(&self, bot: i64, chat: &Value) -> Result<Talk, ApiError> {
        let by_name = |name: &str| {
            let has_name = |json: &Value| {
                json["username"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(name))
            };
            self.chats.values().find(|chat| has_name(&chat.json)).map(|chat| chat.id)
        };
        let id = match chat {
            Value::String(name) => name.strip_prefix('@').and_then(by_name),
            chat => chat.as_i64(),
        };
        let id = id.ok_or_else(ApiError::chat_not_found)?;
        let private = Talk::Private { bot, user: id };
        if self.users.contains_key(&id) {
            if self.blocked.contains(&(bot, id)) {
                return Err(ApiError::forbidden("bot was blocked by the user"));
            }
            let is_known = self.talks.contains_key(&private);
            let has_met = || self.chats.values().any(|chat| chat.has(bot) && chat.has(id));
            return if is_known {
                Ok(private)
            } else if has_met() {
                Err(ApiError::forbidden("bot can't initiate conversation with a user"))
            } else {
                Err(ApiError::chat_not_found())
            };
        }
        let chat = self.chats.get(&id).ok_or_else(ApiError::chat_not_found)?;
        if let Some(new) = chat.migrated_to {
            let mut error = ApiError::bad_request("group chat was upgraded to a supergroup chat");
            error.parameters.insert("migrate_to_chat_id".to_owned(), json!(new));
            return Err(error);
        }
        let member = chat.member(bot, self.clock.date());
        let why = match member.status {
            Status::Kicked => "was kicked from",
            _ if !member.is_in() => "is not a member of",
            _ => return Ok(Talk::Chat(id)),
        };
        Err(ApiError::forbidden(&format!("bot {why} the {} chat", chat.kind())))
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
            Talk::Private { .. } => self.number("private message"),
            Talk::Chat(chat) => self.chats.get_mut(&chat).map_or(1, |chat| {
                chat.last_message += 1;
                chat.last_message
            }),
        };
        json["message_id"] = json!(id);
        json["date"] = json!(self.clock.date());
        json["chat"] = self.chat_json(talk);
        let stored = Stored { json: json.clone(), keyboard, by };
        let seen = stored.seen();
        self.talks.entry(talk).or_default().insert(id, stored);
        self.emit("message", conversation_event(talk, "message", seen));
        json
    }

    /// The bots that receive the messages of a conversation.
    pub(crate) fn listeners(&self, talk: Talk) -> Vec<i64> {
        match talk {
            Talk::Private { bot, user } if !self.blocked.contains(&(bot, user)) => vec![bot],
            Talk::Private { .. } => Vec::new(),
            Talk::Chat(id) => {
                let Some(chat) = self.chats.get(&id) else { return Vec::new() };
                self.bots.keys().copied().filter(|bot| chat.has(*bot)).collect()
            }
        }
    }

    /// The bots that receive changes of a chat's members.
    pub(crate) fn administrators(&self, chat: i64) -> Vec<i64> {
        let Some(chat) = self.chats.get(&chat) else { return Vec::new() };
        self.bots.keys().copied().filter(|bot| chat.is_administrator(*bot)).collect()
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
        self.history.add(bot, id, update.clone(), now);
        let mut update = update;
        update["update_id"] = json!(id);
        self.emit("update", json!({"bot": bot, "update": update}));
        Some(id)
    }

    /// Stores the trace of an update.
    pub(crate) fn trace(&mut self, bot: i64, update: i64, trace: Value) {
        self.history.set_trace(bot, update, trace.clone());
        self.emit("trace", trace);
    }

    /// Sends a message to the bots of its conversation, as new or as edited.
    pub(crate) fn notify_bots(
        &mut self,
        talk: Talk,
        message: &Value,
        is_edit: bool,
        but: Option<i64>,
    ) {
        let is_channel =
            matches!(talk, Talk::Chat(id) if self.chats.get(&id).is_some_and(Chat::is_channel));
        let name = match (is_channel, is_edit) {
            (false, false) => "message",
            (false, true) => "edited_message",
            (true, false) => "channel_post",
            (true, true) => "edited_channel_post",
        };
        for bot in self.listeners(talk) {
            if Some(bot) != but {
                self.push_update(bot, json!({name: message}));
            }
        }
    }
}

impl World {
    /// Changes a member, and notifies the bots of the chat. Returns the service message about
    /// it, if there is one.
    pub(crate) fn set_member(
        &mut self,
        chat: i64,
        id: i64,
        member: &Member,
        by: &Value,
    ) -> Option<Value> {
        let user = self.user(id).cloned()?;
        let date = self.clock.date();
        let state = self.chats.get_mut(&chat)?;
        let before = state.member(id, date);
        let member = &member.clone().changed_by(&before, by["id"].as_i64());
        let old = state.clone();
        state.members.insert(id, member.clone());
        let (json, kind) = (state.json.clone(), state.kind().to_owned());
        let state = state.clone();
        self.emit("chat", json!({"chat": json}));
        if before == *member {
            return None;
        }
        let changed = |receiver: i64| {
            json!({
                "chat": json, "from": by, "date": date,
                "old_chat_member": old.member_json(&user, receiver, date),
                "new_chat_member": state.member_json(&user, receiver, date),
            })
        };
        for bot in self.administrators(chat).into_iter().filter(|bot| *bot != id) {
            self.push_update(bot, json!({"chat_member": changed(bot)}));
        }
        if self.bots.contains_key(&id) {
            self.push_update(id, json!({"my_chat_member": changed(id)}));
        }
        let service = match (before.is_in(), member.is_in()) {
            (false, true) => json!({"from": by, "new_chat_members": [user]}),
            (true, false) => json!({"from": by, "left_chat_member": user}),
            _ => return None,
        };
        if kind == "channel" {
            return None;
        }
        let message = self.store_message(Talk::Chat(chat), service, None, None);
        self.notify_bots(Talk::Chat(chat), &message, false, None);
        // A bot that leaves a chat receives the message about it.
        if !member.is_in() && self.bots.contains_key(&id) {
            self.push_update(id, json!({"message": message}));
        }
        Some(message)
    }
}

/// An event about a conversation.
pub(crate) fn conversation_event(talk: Talk, name: &str, value: impl Into<Value>) -> Value {
    let bot = match talk {
        Talk::Private { bot, .. } => json!(bot),
        Talk::Chat(_) => Value::Null,
    };
    json!({"bot": bot, "chat_id": talk.chat_id(), name: value.into()})
}
