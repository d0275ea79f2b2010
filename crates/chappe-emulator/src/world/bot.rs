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

/// The kinds of update that are only sent on request.
const ON_REQUEST: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

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
        me
    }
}
