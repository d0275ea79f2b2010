//! The order domain and the lifetime of an update, by its kind.

use serde_json::Value;

/// How long most updates are kept, in seconds.
pub(crate) const DAY: f64 = 86_400.0;

/// The order domain of an update: updates with equal keys are delivered one at a time.
pub(crate) type Key = (u8, i64);

/// The order domain of an update, and its lifetime in seconds.
pub(crate) fn order_domain(update: &Value) -> (Key, f64) {
    let kind = kind(update);
    let payload = &update[kind];
    let id = |value: &Value| value["id"].as_i64().unwrap_or_default();
    let (chat, from) = (id(&payload["chat"]), id(&payload["from"]));
    let user = id(&payload["user"]);
    match kind {
        "inline_query" => ((1, from), 30.0),
        "chosen_inline_result" => ((2, from), 600.0),
        "callback_query" => ((3, from), 150.0),
        "shipping_query" | "pre_checkout_query" => ((4, from), 150.0),
        "my_chat_member" => ((5, chat), DAY),
        "chat_member" | "chat_join_request" => ((6, from), DAY),
        "chat_boost" | "removed_chat_boost" => ((7, chat), DAY),
        "message_reaction" => ((8, chat), DAY),
        "message_reaction_count" => ((9, chat), DAY),
        "business_connection" => ((10, user), DAY),
        "business_message" | "edited_business_message" | "deleted_business_messages" => {
            ((11, chat), DAY)
        }
        "purchased_paid_media" => ((12, from), DAY),
        "managed_bot" => ((13, user), DAY),
        "guest_message" => ((12, chat), DAY),
        "poll" | "poll_answer" => {
            let poll = payload["id"].as_str().or_else(|| payload["poll_id"].as_str());
            ((14, poll.and_then(|id| id.parse().ok()).unwrap_or_default()), DAY)
        }
        _ if chat == 0 => ((15, from.max(user)), DAY),
        _ => ((0, chat), DAY),
    }
}

/// The kind of an update: its only member besides the id.
pub(crate) fn kind(update: &Value) -> &str {
    let members = update.as_object().into_iter().flatten();
    members.map(|(name, _)| &**name).find(|name| *name != "update_id").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_kind_has_its_order_domain() {
        let table = [
            ("message", (0, 7)),
            ("edited_channel_post", (0, 7)),
            ("inline_query", (1, 5)),
            ("chosen_inline_result", (2, 5)),
            ("callback_query", (3, 5)),
            ("pre_checkout_query", (4, 5)),
            ("my_chat_member", (5, 7)),
            ("chat_join_request", (6, 5)),
            ("removed_chat_boost", (7, 7)),
            ("message_reaction", (8, 7)),
            ("message_reaction_count", (9, 7)),
            ("business_connection", (10, 6)),
            ("deleted_business_messages", (11, 7)),
            ("purchased_paid_media", (12, 5)),
            ("managed_bot", (13, 6)),
            ("guest_message", (12, 7)),
            ("poll_answer", (14, 9)),
        ];
        for (kind, key) in table {
            let payload = json!({
                "chat": {"id": 7}, "from": {"id": 5}, "user": {"id": 6}, "poll_id": "9",
            });
            assert_eq!(order_domain(&json!({kind: payload})).0, key, "{kind}");
        }
    }
}
