//! Who wrote a message, and whom it answers.

use crate::{Message, User};

impl Message {
    /// Returns the user who wrote the message. `None` if a chat wrote it: a channel, or a group
    /// whose administrator is anonymous. Telegram fills `from` of such a message with the account
    /// of a service, which is the same for all chats.
    ///
    /// Source: Bot API 10.3, [`Message`](https://core.telegram.org/bots/api#message).
    #[inline]
    pub fn author(&self) -> Option<&User> {
        self.from.as_ref().filter(|_| self.sender_chat.is_none())
    }

    /// Returns the message of the same chat that this message replies to.
    ///
    /// In a forum, a message that replies to none names the message that created its topic in
    /// `reply_to_message`; the result is `None` then. A reply to that very message looks the same.
    /// The message of another chat is `external_reply`.
    ///
    /// Source: Bot API 10.3, [`Message`](https://core.telegram.org/bots/api#message).
    #[inline]
    pub fn replied(&self) -> Option<&Self> {
        let replied = self.reply_to_message.as_deref()?;
        let is_start_of_topic = self.is_topic_message == Some(true)
            && self.message_thread_id.is_some_and(|topic| topic.0 == replied.message_id.0);
        (!is_start_of_topic).then_some(replied)
    }

    /// Returns the user who wrote the message that this message [replies to](Self::replied).
    /// `None` if there is no such message, or if a [chat](Self::author) wrote it.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe::types::BanChatMember;
    ///
    /// async fn ban(Event(message): Event<Message>) -> Option<BanChatMember> {
    ///     Some(message.chat.ban(message.replied_author()?.id))
    /// }
    ///
    /// let router = Router::<()>::new("app").message(|m| m.on(command("ban"), ban));
    /// # let _ = router;
    /// ```
    #[inline]
    pub fn replied_author(&self) -> Option<&User> {
        self.replied()?.author()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{Object, UserId};

    fn with(mut base: Value, members: Value) -> Value {
        let Value::Object(members) = members else { panic!("{members} is no object") };
        base.as_object_mut().unwrap().extend(members);
        base
    }

    fn message(members: Value) -> Message {
        let base = json!({"message_id": 9, "date": 0, "chat": {"id": -5, "type": "supergroup"}});
        Message::from_json(with(base, members).to_string().as_bytes()).unwrap()
    }

    fn user(id: i64) -> Value {
        json!({"id": id, "is_bot": false, "first_name": "A"})
    }

    fn replied(id: i64, author: Value) -> Value {
        with(json!({"message_id": id, "date": 0, "chat": {"id": -5, "type": "supergroup"}}), author)
    }

    #[test]
    fn the_author_is_a_user_but_not_the_account_that_represents_a_chat() {
        let author = |members| message(members).author().map(|user| user.id);
        let chat = json!({"id": -5, "type": "supergroup"});
        assert_eq!(author(json!({"from": user(7)})), Some(UserId(7)));
        assert_eq!(author(json!({"from": user(1_087_968_824), "sender_chat": chat})), None);
        assert_eq!(author(json!({})), None);
    }

    #[test]
    fn a_message_in_a_topic_does_not_reply_to_the_start_of_the_topic() {
        let by_a_user = json!({"from": user(7)});
        let author = |members| message(members).replied_author().map(|user| user.id);
        let topic = |replied_id: i64| json!({"is_topic_message": true, "message_thread_id": 3, "reply_to_message": replied(replied_id, by_a_user.clone())});
        assert_eq!(author(topic(3)), None);
        assert_eq!(author(topic(4)), Some(UserId(7)));
        // Outside of topics, the first message of a thread is the one that is replied to.
        let thread =
            json!({"message_thread_id": 3, "reply_to_message": replied(3, by_a_user.clone())});
        assert_eq!(author(thread), Some(UserId(7)));
        assert_eq!(author(json!({})), None);
    }
}
