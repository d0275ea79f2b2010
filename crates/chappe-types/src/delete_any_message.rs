//! The method that deletes a message of any sort.

use serde::{Serialize, Serializer};

use crate::{
    DeleteBusinessMessages, DeleteEphemeralMessage, DeleteMessage, MaybeInaccessibleMessage,
    Message, Method,
};

/// The method that deletes a message: Telegram has one for each sort of message. Created by
/// [`Message::delete`] and [`MaybeInaccessibleMessage::delete`]. Returns true.
///
/// [`NAME`](Method::NAME) and [`PARAMETERS`](Method::PARAMETERS) are those of
/// `deleteMessage`; [`name`](Method::name) and [`parameters`](Method::parameters) return
/// those of the method that is sent.
///
/// Source: Bot API 10.3, [`deleteMessage`](https://core.telegram.org/bots/api#deletemessage),
/// [`deleteBusinessMessages`](https://core.telegram.org/bots/api#deletebusinessmessages),
/// [`deleteEphemeralMessage`](https://core.telegram.org/bots/api#deleteephemeralmessage).
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a method does nothing until it is sent"]
#[non_exhaustive]
pub enum DeleteAnyMessage {
    /// Deletes a message in a chat of the bot.
    Message(DeleteMessage),
    /// Deletes a message of a business account.
    Business(DeleteBusinessMessages),
    /// Deletes a message that only one user can see.
    Ephemeral(DeleteEphemeralMessage),
}

impl Message {
    /// Returns the method that deletes this message: an ephemeral message by
    /// [`deleteEphemeralMessage`](https://core.telegram.org/bots/api#deleteephemeralmessage),
    /// a message from a business connection by
    /// [`deleteBusinessMessages`](https://core.telegram.org/bots/api#deletebusinessmessages),
    /// any other by
    /// [`deleteMessage`](https://core.telegram.org/bots/api#deletemessage).
    #[inline]
    pub fn delete(&self) -> DeleteAnyMessage {
        if let Some(method) = self.delete_ephemeral() {
            return DeleteAnyMessage::Ephemeral(method);
        }
        match &self.business_connection_id {
            Some(connection) => DeleteAnyMessage::Business(DeleteBusinessMessages::new(
                connection.clone(),
                vec![self.message_id],
            )),
            None => DeleteAnyMessage::Message(DeleteMessage::new(self.chat.id, self.message_id)),
        }
    }
}

impl MaybeInaccessibleMessage {
    /// Returns the method that deletes this message: that of [`Message::delete`] if the message is
    /// accessible, [`deleteMessage`](https://core.telegram.org/bots/api#deletemessage) otherwise.
    #[inline]
    pub fn delete(&self) -> DeleteAnyMessage {
        match self {
            Self::Message(message) => message.delete(),
            Self::Inaccessible(message) => {
                DeleteAnyMessage::Message(DeleteMessage::new(message.chat.id, message.message_id))
            }
        }
    }
}

impl Method for DeleteAnyMessage {
    const NAME: &'static str = DeleteMessage::NAME;
    const PARAMETERS: &'static [&'static str] = DeleteMessage::PARAMETERS;
    type Output = bool;

    fn name(&self) -> &'static str {
        match self {
            Self::Message(_) => DeleteMessage::NAME,
            Self::Business(_) => DeleteBusinessMessages::NAME,
            Self::Ephemeral(_) => DeleteEphemeralMessage::NAME,
        }
    }

    fn parameters(&self) -> &'static [&'static str] {
        match self {
            Self::Message(_) => DeleteMessage::PARAMETERS,
            Self::Business(_) => DeleteBusinessMessages::PARAMETERS,
            Self::Ephemeral(_) => DeleteEphemeralMessage::PARAMETERS,
        }
    }

    #[inline]
    fn write_json(&self, buffer: &mut Vec<u8>) {
        match self {
            Self::Message(method) => method.write_json(buffer),
            Self::Business(method) => method.write_json(buffer),
            Self::Ephemeral(method) => method.write_json(buffer),
        }
    }
}

impl Serialize for DeleteAnyMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Message(method) => method.serialize(serializer),
            Self::Business(method) => method.serialize(serializer),
            Self::Ephemeral(method) => method.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{DynMethod, Object};

    fn deleted(more: Value) -> (&'static str, Vec<&'static str>, Value) {
        let mut message = json!({"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}});
        let Value::Object(more) = more else { panic!("not an object") };
        message.as_object_mut().unwrap().extend(more);
        let method = Message::from_json(message.to_string().as_bytes()).unwrap().delete();
        let mut json = Vec::new();
        Method::write_json(&method, &mut json);
        let written: Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(serde_json::to_value(&method).unwrap(), written);
        let erased: &dyn DynMethod = &method;
        (erased.name(), erased.parameters().to_vec(), written)
    }

    #[test]
    fn a_message_is_deleted_by_the_method_for_its_sort() {
        let ephemeral = json!({
            "message_id": 0,
            "ephemeral_message_id": 4,
            "receiver_user": {"id": 2, "is_bot": false, "first_name": "A"},
        });
        assert_eq!(
            [
                deleted(json!({})),
                deleted(json!({"business_connection_id": "bc"})),
                deleted(ephemeral),
            ],
            [
                (
                    "deleteMessage",
                    vec!["chat_id", "message_id"],
                    json!({"chat_id": 7, "message_id": 5}),
                ),
                (
                    "deleteBusinessMessages",
                    vec!["business_connection_id", "message_ids"],
                    json!({"business_connection_id": "bc", "message_ids": [5]}),
                ),
                (
                    "deleteEphemeralMessage",
                    vec!["chat_id", "receiver_user_id", "ephemeral_message_id"],
                    json!({"chat_id": 7, "receiver_user_id": 2, "ephemeral_message_id": 4}),
                ),
            ],
        );
    }
}
