//! A bot, as the server knows it.

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
    /// The bot's `User`, without what only `getMe` tells.
    pub(crate) user: Value,
    pub(crate) queue: Queue,
    pub(crate) webhook: Option<Webhook>,
    pub(crate) allowed: Option<Vec<String>>,
    pub(crate) poll: Poll,
    /// Commands by scope and language.
    pub(crate) commands: BTreeMap<String, Value>,
    /// What was set by methods that only store: names, descriptions, rights.
    pub(crate) settings: BTreeMap<String, Value>,
}

/// What is known of the questions that a bot asked.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Poll {
    /// Ends the one that waits, and says why.
    #[serde(skip)]
    pub(crate) waiting: Option<oneshot::Sender<&'static str>>,
    /// The last offset, and when it was asked.
    pub(crate) last: Option<(i64, f64)>,
    /// When a question was answered last.
    pub(crate) answered: Option<f64>,
    /// Conflicts before this time are told slowly.
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
    /// Tells one registration from the next.
    pub(crate) generation: u64,
    pub(crate) last_error: Option<(i64, String)>,
    /// When 410 was answered first, and nothing else since.
    pub(crate) gone_since: Option<f64>,
}

/// The kinds of update that are only sent when they are asked for.
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

    /// Notes the kinds of update that the bot wants: those that are known.
    pub(crate) fn allow(&mut self, kinds: &[Value]) {
        let known = match schema().kind("Update") {
            Some(Type::Object(fields)) => fields.as_slice(),
            _ => &[],
        };
        let kinds = kinds.iter().filter_map(Value::as_str).map(str::to_lowercase);
        let kinds = kinds.filter(|kind| known.iter().any(|field| field.name == *kind));
        self.allowed = Some(kinds.filter(|kind| kind != "update_id").collect());
    }

    /// Whether the bot wants updates of a kind.
    pub(crate) fn wants(&self, kind: &str) -> bool {
        match &self.allowed {
            Some(kinds) if !kinds.is_empty() => kinds.iter().any(|wanted| wanted == kind),
            _ => !ON_REQUEST.contains(&kind),
        }
    }

    /// What `getMe` tells.
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
