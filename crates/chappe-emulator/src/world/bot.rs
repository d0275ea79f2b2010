//! Bots.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::{
    queue::Queue,
    schema::{Type, schema},
};

/// A bot.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Bot {
    pub(crate) id: i64,
    pub(crate) token: String,
    /// The bot's `User`, without the fields that only `getMe` returns.
    pub(crate) user: Value,
    pub(crate) queue: Queue,
    pub(crate) webhook: Option<Webhook>,
    pub(crate) allowed: Option<Vec<String>>,
    pub(crate) poll: Poll,
    /// Commands by scope and language.
    pub(crate) commands: BTreeMap<String, Value>,
    /// Values of methods that are only stored: names, descriptions, rights.
    pub(crate) settings: BTreeMap<String, Value>,
}

/// The state of a bot's `getUpdates` requests.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Poll {
    /// Ends the pending request, with the description of the conflict.
    #[serde(skip)]
    pub(crate) waiting: Option<oneshot::Sender<&'static str>>,
    /// The last offset, and when it was requested.
    pub(crate) last: Option<(i64, f64)>,
    /// When a request was last answered.
    pub(crate) answered: Option<f64>,
    /// Conflicts before this time are answered with a delay.
    pub(crate) quick_from: f64,
}

/// Where updates are delivered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Webhook {
    pub(crate) url: String,
    pub(crate) secret: Option<String>,
    pub(crate) max_connections: usize,
    pub(crate) ip_address: Option<String>,
    pub(crate) has_certificate: bool,
    /// Distinguishes successive registrations.
    pub(crate) generation: u64,
    pub(crate) last_error: Option<(i64, String)>,
    /// When the current series of 410 responses began.
    pub(crate) gone_since: Option<f64>,
}

/// The most characters of a name and of a username.
const LONGEST_NAME: usize = 64;
const LONGEST_USERNAME: usize = 32;

/// The kinds of update that are only sent on request.
const ON_REQUEST: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// The settings about topics in private chats, as `getMe` names them.
pub(crate) const TOPIC_SETTINGS: [&str; 2] =
    ["has_topics_enabled", "allows_users_to_create_topics"];

impl Bot {
    pub(crate) fn new(id: i64, token: String, first_update: i64) -> Self {
        let user = json!({
            "id": id, "is_bot": true, "first_name": format!("Bot {id}"),
            "username": format!("emu{id}_bot"),
        });
        Self {
            id,
            token,
            user,
            queue: Queue::new(first_update),
            webhook: None,
            allowed: None,
            poll: Poll::default(),
            commands: BTreeMap::new(),
            settings: BTreeMap::new(),
        }
    }

    /// Sets the name, and the username that derives from it. A blank name changes nothing.
    pub(crate) fn rename(&mut self, name: &str) {
        let name = name.trim();
        if name.is_empty() {
            return;
        }
        let first_name: String = name.chars().take(LONGEST_NAME).collect();
        let username = username_of(name).unwrap_or_else(|| format!("emu{}_bot", self.id));
        self.user["first_name"] = json!(first_name);
        self.user["username"] = json!(username);
    }

    pub(crate) fn username(&self) -> &str {
        self.user["username"].as_str().unwrap_or_default()
    }

    /// Sets the kinds of update to send; unknown ones are ignored.
    pub(crate) fn allow(&mut self, kinds: &[Value]) {
        let known = match schema().kind("Update") {
            Some(Type::Object(fields)) => fields.as_slice(),
            _ => &[],
        };
        let kinds = kinds.iter().filter_map(Value::as_str).map(str::to_lowercase);
        let kinds = kinds.filter(|kind| known.iter().any(|field| field.name == *kind));
        self.allowed = Some(kinds.filter(|kind| kind != "update_id").collect());
    }

    /// Whether updates of a kind are sent to the bot.
    pub(crate) fn wants(&self, kind: &str) -> bool {
        match &self.allowed {
            Some(kinds) if !kinds.is_empty() => kinds.iter().any(|wanted| wanted == kind),
            _ => !ON_REQUEST.contains(&kind),
        }
    }

    /// The result of `getMe`.
    pub(crate) fn me(&self) -> Value {
        let mut me = self.user.clone();
        for (name, value) in [
            ("can_join_groups", true),
            ("can_read_all_group_messages", true),
            ("supports_inline_queries", true),
            ("can_connect_to_business", false),
            ("has_main_web_app", false),
        ] {
            me[name] = value.into();
        }
        for name in TOPIC_SETTINGS {
            me[name] = self.has_setting(name).into();
        }
        me
    }

    /// Whether a setting is switched on.
    pub(crate) fn has_setting(&self, name: &str) -> bool {
        self.settings.get(name) == Some(&Value::Bool(true))
    }
}

/// The username of a bot with a name: 5 to 32 letters, digits and underscores, of which the
/// first is a letter and the last are `bot`. Returns `None` if the name has no letter for it.
fn username_of(name: &str) -> Option<String> {
    let words = name.split(|char: char| !char.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let mut username = words.join("_");
    let first = username.find(|char: char| char.is_ascii_alphabetic())?;
    username.drain(..first);
    let is_whole = (5..=LONGEST_USERNAME).contains(&username.len())
        && username.to_ascii_lowercase().ends_with("bot");
    if !is_whole {
        username.truncate(LONGEST_USERNAME - "_bot".len());
        username.truncate(username.trim_end_matches('_').len());
        username.push_str("_bot");
    }
    Some(username)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames_derive_from_names_and_fit_the_rules() {
        let long = "a".repeat(40);
        let cut = format!("{}_bot", "a".repeat(28));
        let edge = format!("{} b", "a".repeat(27));
        let cut_edge = format!("{}_bot", "a".repeat(27));
        for (name, expected) in [
            ("app", Some("app_bot")),
            ("a", Some("a_bot")),
            ("Pizza shop", Some("Pizza_shop_bot")),
            ("shop::orders", Some("shop_orders_bot")),
            ("QuizBot", Some("QuizBot")),
            ("bot", Some("bot_bot")),
            ("2 fast__2-furious!", Some("fast_2_furious_bot")),
            ("заказы", None),
            ("42", None),
            (&*long, Some(&*cut)),
            (&*edge, Some(&*cut_edge)),
        ] {
            assert_eq!(username_of(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn a_name_without_latin_letters_keeps_the_username() {
        let mut bot = Bot::new(7, "7:token".to_owned(), 1);
        bot.rename(" заказы ");
        assert_eq!((&bot.user["first_name"], bot.username()), (&json!("заказы"), "emu7_bot"));
        bot.rename("  ");
        assert_eq!(bot.user["first_name"], "заказы");
    }
}
