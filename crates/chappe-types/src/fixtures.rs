//! Updates for tests: one function for each shape, with the required fields only.
//!
//! ```
//! use chappe_testing::UpdateBuilder;
//!
//! let update = UpdateBuilder::message("hi").build();
//! assert_eq!(update.message().and_then(|message| message.text.as_deref()), Some("hi"));
//! ```

use crate::Update;

/// Returns a private message with a text, from the user 7 in the chat 7.
pub fn message(text: &str) -> Update {
    parse(&format!(
        r#"{{"update_id":1,"message":{{"message_id":1,"date":1700000000,"chat":{{"id":7,"type":"private","first_name":"Ada"}},"from":{{"id":7,"is_bot":false,"first_name":"Ada"}},"text":{}}}}}"#,
        quoted(text)
    ))
}

/// Returns a private message with a text in `chat`, from the user with the same id.
pub fn message_in(update_id: i64, chat: i64, text: &str) -> Update {
    parse(&format!(
        r#"{{"update_id":{update_id},"message":{{"message_id":1,"date":1700000000,"chat":{{"id":{chat},"type":"private","first_name":"Ada"}},"from":{{"id":{chat},"is_bot":false,"first_name":"Ada"}},"text":{}}}}}"#,
        quoted(text)
    ))
}

/// Returns an edited private message with a text, from the user 7 in the chat 7.
pub fn edited_message(text: &str) -> Update {
    parse(&format!(
        r#"{{"update_id":1,"edited_message":{{"message_id":1,"date":1700000000,"edit_date":1700000001,"chat":{{"id":7,"type":"private","first_name":"Ada"}},"from":{{"id":7,"is_bot":false,"first_name":"Ada"}},"text":{}}}}}"#,
        quoted(text)
    ))
}

/// Returns a post in the channel -1001, which has no user.
pub fn channel_post(text: &str) -> Update {
    parse(&format!(
        r#"{{"update_id":1,"channel_post":{{"message_id":1,"date":1700000000,"chat":{{"id":-1001,"type":"channel","title":"News"}},"text":{}}}}}"#,
        quoted(text)
    ))
}

/// Returns a callback query with data, of a button of a message in the chat 7.
pub fn callback_query(data: &str) -> Update {
    parse(&format!(
        r#"{{"update_id":1,"callback_query":{{"id":"1","from":{{"id":7,"is_bot":false,"first_name":"Ada"}},"chat_instance":"1","data":{},"message":{{"message_id":1,"date":1700000000,"chat":{{"id":7,"type":"private","first_name":"Ada"}},"text":"pick"}}}}}}"#,
        quoted(data)
    ))
}

/// Returns an inline query, which has no chat.
pub fn inline_query(query: &str) -> Update {
    parse(&format!(
        r#"{{"update_id":1,"inline_query":{{"id":"1","from":{{"id":7,"is_bot":false,"first_name":"Ada"}},"query":{},"offset":""}}}}"#,
        quoted(query)
    ))
}

/// Returns a closed poll, which has neither chat nor user.
pub fn poll() -> Update {
    parse(
        r#"{"update_id":1,"poll":{"id":"9","question":"Tea?","options":[{"persistent_id":"a","text":"Yes","voter_count":1}],"total_voter_count":1,"is_closed":true,"is_anonymous":true,"type":"regular","allows_multiple_answers":false,"allows_revoting":false,"members_only":false}}"#,
    )
}

/// Returns an update of a kind that does not exist.
pub fn unknown() -> Update {
    parse(r#"{"update_id":1,"telepathy":{"thought":"?"}}"#)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn parse(json: &str) -> Update {
    Update::from_slice(json.as_bytes()).expect("fixtures are updates")
}
