//! What users show of themselves.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::World;

/// The privacy settings of users.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Privacy {
    /// Those whose forwarded messages do not link to their accounts.
    hidden_in_forwards: BTreeSet<i64>,
}

impl Privacy {
    /// Sets whether forwarded messages of a user link to the user's account.
    pub(crate) fn hide_in_forwards(&mut self, user: i64, is_hidden: bool) {
        if is_hidden {
            self.hidden_in_forwards.insert(user);
        } else {
            self.hidden_in_forwards.remove(&user);
        }
    }
}

impl World {
    /// The `MessageOrigin` of a message that is forwarded.
    pub(crate) fn origin(&self, message: &Value) -> Value {
        if message["forward_origin"].is_object() {
            return message["forward_origin"].clone();
        }
        let sender = &message["sender_chat"];
        let user = &message["from"];
        let is_hidden = || {
            let id = user["id"].as_i64();
            id.is_some_and(|id| self.privacy.hidden_in_forwards.contains(&id))
        };
        let mut origin = if sender.is_object() && message["chat"]["type"] == "channel" {
            json!({"type": "channel", "chat": sender, "message_id": message["message_id"]})
        } else if sender.is_object() {
            json!({"type": "chat", "sender_chat": sender})
        } else if is_hidden() {
            json!({"type": "hidden_user", "sender_user_name": full_name(user)})
        } else {
            json!({"type": "user", "sender_user": user})
        };
        if origin["type"] != "hidden_user" && message["author_signature"].is_string() {
            origin["author_signature"] = message["author_signature"].clone();
        }
        origin["date"] = message["date"].clone();
        origin
    }
}

/// The name of a user, without a username.
fn full_name(user: &Value) -> String {
    let names = ["first_name", "last_name"].map(|name| user[name].as_str().unwrap_or_default());
    names.join(" ").trim().to_owned()
}
