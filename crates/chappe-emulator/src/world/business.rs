//! Business accounts, and the bots that are connected to them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::{Talk, World};

/// The rights of a connected bot: fields of `BusinessBotRights`.
pub(crate) const BUSINESS_RIGHTS: [&str; 14] = [
    "can_reply",
    "can_read_messages",
    "can_delete_sent_messages",
    "can_delete_all_messages",
    "can_edit_name",
    "can_edit_bio",
    "can_edit_profile_photo",
    "can_edit_username",
    "can_change_gift_settings",
    "can_view_gifts_and_stars",
    "can_convert_gifts_to_stars",
    "can_transfer_and_upgrade_gifts",
    "can_transfer_stars",
    "can_manage_stories",
];

/// The connections, and what bots set for the accounts.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Business {
    connections: BTreeMap<String, Connection>,
    /// The fields of `ChatFullInfo` that belong to an account.
    profiles: BTreeMap<i64, Map<String, Value>>,
    /// The last message that was marked as read, by chat.
    #[serde(with = "crate::world::pairs")]
    read: BTreeMap<Talk, i64>,
}

/// A bot that is or was connected to an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Connection {
    pub(crate) id: String,
    pub(crate) bot: i64,
    /// The user whose account it is.
    pub(crate) account: i64,
    date: i64,
    pub(crate) is_enabled: bool,
    rights: Vec<String>,
}

impl Connection {
    pub(crate) fn has_right(&self, right: &str) -> bool {
        self.is_enabled && self.rights.iter().any(|name| name == right)
    }
}

impl Business {
    pub(crate) fn connection(&self, id: &str) -> Option<&Connection> {
        self.connections.get(id)
    }

    /// The connections of an account, from the oldest to the newest.
    pub(crate) fn connections_of(&self, account: i64) -> impl Iterator<Item = &Connection> {
        self.connections.values().filter(move |found| found.account == account)
    }

    /// The connection of an account that is enabled, if there is one.
    pub(crate) fn of_account(&self, account: i64) -> Option<&Connection> {
        self.connections_of(account).find(|found| found.is_enabled)
    }

    /// The fields of `ChatFullInfo` that belong to an account.
    pub(crate) fn profile(&self, account: i64) -> impl Iterator<Item = (&String, &Value)> {
        self.profiles.get(&account).into_iter().flatten()
    }

    /// Sets a field of an account's `ChatFullInfo`; null removes it.
    pub(crate) fn set_profile(&mut self, account: i64, name: &str, value: Value) {
        let profile = self.profiles.entry(account).or_default();
        if value.is_null() {
            profile.remove(name);
        } else {
            profile.insert(name.to_owned(), value);
        }
    }
}

impl World {
    /// The `BusinessConnection` of a connection.
    pub(crate) fn connection_json(&self, connection: &Connection) -> Value {
        let account = connection.account;
        let mut json = json!({
            "id": connection.id, "user": self.user(account), "user_chat_id": account,
            "date": connection.date, "is_enabled": connection.is_enabled,
            "can_reply": connection.has_right("can_reply"),
        });
        if connection.is_enabled {
            let rights = connection.rights.iter().map(|right| (right.clone(), json!(true)));
            json["rights"] = Value::Object(rights.collect());
        }
        json
    }

    /// Connects a bot to an account, changes its rights, or disconnects it, and notifies the bot.
    /// An account has one bot: connecting another one disconnects the first. A new connection
    /// has this id, if there is one.
    pub(crate) fn connect(
        &mut self,
        account: i64,
        bot: i64,
        rights: Vec<String>,
        is_enabled: bool,
        id: Option<String>,
    ) -> Value {
        let other = self.business.of_account(account).filter(|found| found.bot != bot).cloned();
        if let Some(other) = other.filter(|_| is_enabled) {
            self.save_connection(Connection { is_enabled: false, ..other });
        }
        let mut all = self.business.connections.values();
        let known = all.find(|found| found.account == account && found.bot == bot).cloned();
        let connection = if let Some(known) = known {
            Connection { is_enabled, rights, ..known }
        } else {
            let new =
                |world: &mut Self| format!("emuB{:08}C{bot}", world.number("business connection"));
            let id = id.unwrap_or_else(|| new(self));
            Connection { id, bot, account, date: self.clock.date(), is_enabled, rights }
        };
        self.save_connection(connection)
    }

    /// Stores a connection, and notifies its bot.
    fn save_connection(&mut self, connection: Connection) -> Value {
        let json = self.connection_json(&connection);
        let bot = connection.bot;
        self.business.connections.insert(connection.id.clone(), connection);
        self.emit("business_connection", json!({"bot": bot, "business_connection": json}));
        self.push_update(bot, json!({"business_connection": json}));
        json
    }

    /// Notifies the connected bot that people deleted messages of an account's chat.
    pub(crate) fn notify_of_deletion(&mut self, talk: Talk, ids: &[i64]) {
        let Talk::Business { account, .. } = talk else { return };
        let Some(connection) = self.business.of_account(account) else { return };
        let (id, bot) = (connection.id.clone(), connection.bot);
        let chat = self.chat_json(talk);
        let deleted = json!({"business_connection_id": id, "chat": chat, "message_ids": ids});
        self.push_update(bot, json!({"deleted_business_messages": deleted}));
    }

    /// Marks the messages of an account's chat as read, up to one.
    pub(crate) fn mark_as_read(&mut self, talk: Talk, id: i64) {
        let last = self.business.read.entry(talk).or_default();
        *last = (*last).max(id);
        let event = crate::world::conversation_event(talk, "message_id", id);
        self.emit("read", event);
    }

    /// The chat of a business account in which someone has a message.
    pub(crate) fn business_talk_with(&self, person: i64, message: i64) -> Option<Talk> {
        let mut talks = self.talks.iter().filter(|(_, messages)| messages.contains_key(&message));
        let is_theirs = |talk: &Talk| matches!(talk, Talk::Business { account, user } if [*account, *user].contains(&person));
        talks.find(|(talk, _)| is_theirs(talk)).map(|(talk, _)| *talk)
    }
}
