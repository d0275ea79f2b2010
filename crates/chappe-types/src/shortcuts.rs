//! Accessors of events, which generated shortcuts use.

use crate::{
    CallbackQuery, Chat, Contact, InaccessibleMessage, Message, MessageThreadId, PhotoSize,
    ReplyParameters, Str, User,
};

impl Message {
    /// Returns the forum topic of the message.
    ///
    /// `None` for replies outside of topics: they have a `message_thread_id` too, but messages
    /// cannot be sent to it.
    pub fn topic_id(&self) -> Option<MessageThreadId> {
        self.message_thread_id.filter(|_| self.is_topic_message == Some(true))
    }

    /// Returns the topic of a channel's direct messages that the message belongs to.
    pub fn direct_topic_id(&self) -> Option<i64> {
        self.direct_messages_topic.as_ref().map(|topic| topic.topic_id)
    }

    /// Returns the text, or the caption of a message that consists of media. `None` if the message
    /// has neither. No message has both.
    #[inline]
    pub fn text_or_caption(&self) -> Option<&str> {
        self.text.as_deref().or(self.caption.as_deref())
    }

    /// Returns the photo in its largest size. `None` if the message has no photo.
    #[inline]
    pub fn largest_photo(&self) -> Option<&PhotoSize> {
        self.photo.as_ref()?.iter().max_by_key(|size| size.width.saturating_mul(size.height))
    }

    /// Returns the parameters of a reply to this message in the same chat. A reply in another chat
    /// must also set `chat_id`.
    #[inline]
    pub fn as_reply_parameters(&self) -> ReplyParameters {
        let mut parameters = ReplyParameters::new();
        match self.ephemeral_message_id {
            Some(id) => parameters.ephemeral_message_id = Some(id),
            None => parameters.message_id = Some(self.message_id),
        }
        parameters
    }

    /// Returns a link to the message. `None` if its chat is neither a supergroup nor a channel.
    pub fn url(&self) -> Option<String> {
        let id = self.message_id.0;
        match &self.chat.username {
            Some(username) if self.chat.id.0 < 0 => Some(format!("https://t.me/{username}/{id}")),
            // The ids of supergroups and channels have the prefix -100.
            _ => {
                let bare = (-1_000_000_000_000_i64).checked_sub(self.chat.id.0)?;
                (bare > 0).then(|| format!("https://t.me/c/{bare}/{id}"))
            }
        }
    }
}

impl CallbackQuery {
    /// Returns the message with the button, if it is accessible.
    pub fn accessible_message(&self) -> Option<&Message> {
        self.message.as_ref()?.accessible()
    }
}

impl InaccessibleMessage {
    /// Returns the parameters of a reply to this message in the same chat.
    #[inline]
    pub fn as_reply_parameters(&self) -> ReplyParameters {
        ReplyParameters::new().message_id(self.message_id)
    }
}

impl User {
    /// Returns the first and the last name, separated by a space.
    pub fn full_name(&self) -> String {
        full_name(&self.first_name, self.last_name.as_ref())
    }

    /// Returns a link to the user, which works inside Telegram only.
    pub fn url(&self) -> String {
        format!("tg://user?id={}", self.id.0)
    }
}

impl Chat {
    /// Returns the title of a group or channel, or the first and the last name of the other side of
    /// a private chat, separated by a space. Empty if the server sends neither.
    #[inline]
    pub fn full_name(&self) -> String {
        match (&self.title, &self.first_name) {
            (Some(title), _) => title.to_string(),
            (None, Some(first)) => full_name(first, self.last_name.as_ref()),
            (None, None) => String::new(),
        }
    }
}

impl Contact {
    /// Returns the first and the last name, separated by a space.
    pub fn full_name(&self) -> String {
        full_name(&self.first_name, self.last_name.as_ref())
    }
}

fn full_name(first: &Str, last: Option<&Str>) -> String {
    last.map_or_else(|| first.to_string(), |last| format!("{first} {last}"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        ChatAction, ChatId, ChatJoinRequest, ChatMemberUpdated, FileId, ForceReply, InlineQuery,
        MaybeInaccessibleMessage, Method, Object, ReplyKeyboardRemove, UserId,
    };

    fn read<T: Object>(json: &Value) -> T {
        T::from_json(json.to_string().as_bytes()).unwrap()
    }

    fn message(more: Value) -> Message {
        let mut message = json!({"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}});
        let Value::Object(more) = more else { panic!("not an object") };
        message.as_object_mut().unwrap().extend(more);
        read(&message)
    }

    fn sent<M: Method>(method: &M) -> (&'static str, Value) {
        (M::NAME, serde_json::to_value(method).unwrap())
    }

    #[test]
    fn answers_have_the_address_of_the_message() {
        let plain = message(json!({"message_thread_id": 3}));
        let topic = message(json!({"message_thread_id": 3, "is_topic_message": true}));
        let business = message(json!({"business_connection_id": "b"}));
        let direct = message(json!({"direct_messages_topic": {"topic_id": 9}}));
        let answer = |message: &Message| sent(&message.answer("hi")).1;
        assert_eq!(
            [&plain, &topic, &business, &direct].map(answer),
            [
                json!({"chat_id": 7, "text": "hi"}),
                json!({"chat_id": 7, "text": "hi", "message_thread_id": 3}),
                json!({"chat_id": 7, "text": "hi", "business_connection_id": "b"}),
                json!({"chat_id": 7, "text": "hi", "direct_messages_topic_id": 9}),
            ],
        );
    }

    #[test]
    fn shortcuts_of_a_message_set_its_ids() {
        let message = message(json!({}));
        let photo = message.reply_photo(FileId::from("x")).caption("c");
        assert_eq!(
            [
                sent(&message.reply("hi")),
                sent(&photo),
                sent(&message.edit_text("new")),
                sent(&message.delete()),
                sent(&message.forward(8)),
                sent(&message.copy_to("@news")),
                sent(&message.pin()),
                sent(&message.delete_reply_markup()),
            ],
            [
                (
                    "sendMessage",
                    json!({"chat_id": 7, "text": "hi", "reply_parameters": {"message_id": 5}})
                ),
                (
                    "sendPhoto",
                    json!({"chat_id": 7, "photo": "x", "caption": "c", "reply_parameters": {"message_id": 5}}),
                ),
                ("editMessageText", json!({"chat_id": 7, "message_id": 5, "text": "new"})),
                ("deleteMessage", json!({"chat_id": 7, "message_id": 5})),
                ("forwardMessage", json!({"chat_id": 8, "from_chat_id": 7, "message_id": 5})),
                ("copyMessage", json!({"chat_id": "@news", "from_chat_id": 7, "message_id": 5})),
                ("pinChatMessage", json!({"chat_id": 7, "message_id": 5})),
                ("editMessageReplyMarkup", json!({"chat_id": 7, "message_id": 5})),
            ],
        );
    }

    #[test]
    fn only_ephemeral_messages_have_ephemeral_edits() {
        let ephemeral = message(json!({
            "ephemeral_message_id": 4,
            "receiver_user": {"id": 2, "is_bot": false, "first_name": "A"},
        }));
        assert_eq!(
            ephemeral.edit_ephemeral_text("new").map(|method| sent(&method)),
            Some((
                "editEphemeralMessageText",
                json!({"chat_id": 7, "receiver_user_id": 2, "ephemeral_message_id": 4, "text": "new"}),
            )),
        );
        assert_eq!(message(json!({})).edit_ephemeral_text("new"), None);
        assert_eq!(
            message(json!({})).answer_guest_query(crate::InlineQueryResult::from(
                crate::InlineQueryResultGame::new("a", "b"),
            )),
            None
        );
    }

    #[test]
    fn callback_queries_are_answered_and_their_message_is_edited_inline_or_not() {
        let from = json!({"id": 2, "is_bot": false, "first_name": "A"});
        let press = |more: Value| -> CallbackQuery {
            let mut press = json!({"id": "q", "from": from, "chat_instance": "i"});
            press.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            read(&press)
        };
        let chat = json!({"id": 7, "type": "private"});
        let in_chat = press(json!({"message": {"message_id": 5, "date": 0, "chat": chat}}));
        let inline = press(json!({"inline_message_id": "m"}));
        assert_eq!(sent(&in_chat.answer()).1, json!({"callback_query_id": "q"}));
        assert_eq!(
            [in_chat, inline].map(|press| sent(&press.edit_text("new")).1),
            [
                json!({"chat_id": 7, "message_id": 5, "text": "new"}),
                json!({"inline_message_id": "m", "text": "new"}),
            ],
        );
    }

    #[test]
    fn join_requests_inline_queries_and_chats_have_shortcuts() {
        let from = json!({"id": 2, "is_bot": false, "first_name": "A", "last_name": "B"});
        let chat = json!({"id": -1007, "type": "supergroup", "title": "T"});
        let request: ChatJoinRequest =
            read(&json!({"chat": chat, "from": from, "user_chat_id": 3, "date": 1}));
        let query: InlineQuery = read(&json!({"id": "q", "from": from, "query": "", "offset": ""}));
        let left = json!({"status": "left", "user": from});
        let updated: ChatMemberUpdated = read(&json!({
            "chat": chat, "from": from, "date": 1, "old_chat_member": left, "new_chat_member": left,
        }));
        let chat: Chat = read(&chat);
        let user: User = read(&from);
        assert_eq!(
            [
                sent(&request.approve()),
                sent(&request.answer_pm("hi")),
                sent(&query.answer(Vec::new())),
                sent(&updated.answer("hi")),
                sent(&chat.ban(user.id)),
                sent(&chat.set_title("new")),
            ],
            [
                ("approveChatJoinRequest", json!({"chat_id": -1007, "user_id": 2})),
                ("sendMessage", json!({"chat_id": 3, "text": "hi"})),
                ("answerInlineQuery", json!({"inline_query_id": "q", "results": []})),
                ("sendMessage", json!({"chat_id": -1007, "text": "hi"})),
                ("banChatMember", json!({"chat_id": -1007, "user_id": 2})),
                ("setChatTitle", json!({"chat_id": -1007, "title": "new"})),
            ],
        );
        assert_eq!((user.full_name(), user.url()), ("A B".into(), "tg://user?id=2".into()));
    }

    #[test]
    fn chats_and_users_and_their_ids_are_answered() {
        let chat: Chat = read(&json!({"id": -1007, "type": "supergroup", "title": "T"}));
        let user: User = read(&json!({"id": 2, "is_bot": false, "first_name": "A"}));
        let in_chat = ("sendMessage", json!({"chat_id": -1007, "text": "hi"}));
        let in_private = ("sendMessage", json!({"chat_id": 2, "text": "hi"}));
        assert_eq!(
            [
                sent(&chat.answer("hi")),
                sent(&ChatId(-1007).answer("hi")),
                sent(&user.answer("hi")),
                sent(&UserId(2).answer("hi")),
            ],
            [in_chat.clone(), in_chat, in_private.clone(), in_private],
        );
        assert_eq!(
            [sent(&chat.answer_photo(FileId::from("x"))), sent(&ChatId(-1007).ban(user.id))],
            [
                ("sendPhoto", json!({"chat_id": -1007, "photo": "x"})),
                ("banChatMember", json!({"chat_id": -1007, "user_id": 2})),
            ],
        );
    }

    #[test]
    fn an_action_of_the_bot_is_shown_in_the_topic_of_the_message() {
        let topic = message(json!({
            "message_thread_id": 3, "is_topic_message": true, "business_connection_id": "b",
        }));
        let typing = json!({
            "chat_id": 7,
            "message_thread_id": 3,
            "business_connection_id": "b",
            "action": "typing",
        });
        assert_eq!(sent(&topic.send_action(ChatAction::Typing)), ("sendChatAction", typing));
    }

    #[test]
    fn an_inaccessible_message_has_the_shortcuts_that_need_its_chat_and_id() {
        let inaccessible =
            json!({"message_id": 5, "date": 0, "chat": {"id": 7, "type": "private"}});
        let inaccessible: MaybeInaccessibleMessage = read(&inaccessible);
        assert_eq!(inaccessible.accessible(), None);
        let reply = json!({"chat_id": 7, "text": "hi", "reply_parameters": {"message_id": 5}});
        let copy = json!({"chat_id": "@news", "from_chat_id": 7, "message_id": 5});
        let message = json!({"chat_id": 7, "message_id": 5});
        assert_eq!(
            [
                sent(&inaccessible.answer("hi")),
                sent(&inaccessible.reply("hi")),
                sent(&inaccessible.edit_text("new")),
                sent(&inaccessible.delete_reply_markup()),
                sent(&inaccessible.delete()),
                sent(&inaccessible.pin()),
                sent(&inaccessible.copy_to("@news")),
                sent(&inaccessible.forward("@news")),
            ],
            [
                ("sendMessage", json!({"chat_id": 7, "text": "hi"})),
                ("sendMessage", reply),
                ("editMessageText", json!({"chat_id": 7, "message_id": 5, "text": "new"})),
                ("editMessageReplyMarkup", message.clone()),
                ("deleteMessage", message.clone()),
                ("pinChatMessage", message),
                ("copyMessage", copy.clone()),
                ("forwardMessage", copy),
            ],
        );
    }

    #[test]
    fn an_accessible_message_keeps_its_addresses_when_it_may_be_inaccessible() {
        let accessible: MaybeInaccessibleMessage = read(&json!({
            "message_id": 5,
            "date": 1,
            "chat": {"id": 7, "type": "private"},
            "message_thread_id": 3,
            "is_topic_message": true,
            "business_connection_id": "b",
        }));
        let answer = json!({
            "chat_id": 7,
            "text": "hi",
            "message_thread_id": 3,
            "business_connection_id": "b",
        });
        let deleted = json!({"business_connection_id": "b", "message_ids": [5]});
        let answered = sent(&accessible.answer("hi"));
        assert_eq!(answered, ("sendMessage", answer));
        let method = accessible.delete();
        assert_eq!(method.name(), "deleteBusinessMessages");
        assert_eq!(sent(&method).1, deleted);
    }

    #[test]
    fn a_checklist_needs_a_business_connection() {
        let checklist = || crate::InputChecklist::new("To do", Vec::new());
        let business = message(json!({"business_connection_id": "b"}));
        let parameters = json!({
            "business_connection_id": "b",
            "chat_id": 7,
            "checklist": {"title": "To do", "tasks": []},
        });
        assert_eq!(
            business.answer_checklist(checklist()).map(|method| sent(&method)),
            Some(("sendChecklist", parameters)),
        );
        assert_eq!(message(json!({})).answer_checklist(checklist()), None);
    }

    #[test]
    fn a_message_has_a_text_or_a_caption() {
        let text = message(json!({"text": "t"}));
        let caption = message(json!({"caption": "c"}));
        assert_eq!(
            [&text, &caption, &message(json!({}))].map(Message::text_or_caption),
            [Some("t"), Some("c"), None],
        );
    }

    #[test]
    fn the_largest_photo_is_the_one_with_the_most_pixels() {
        let size = |id: &str, width: i64, height: i64| json!({"file_id": id, "file_unique_id": id, "width": width, "height": height});
        let photo = message(
            json!({"photo": [size("s", 90, 51), size("l", 1280, 720), size("m", 320, 180)]}),
        );
        assert_eq!(photo.largest_photo().map(|size| size.file_id.as_str()), Some("l"));
        assert_eq!(message(json!({})).largest_photo(), None);
        assert_eq!(message(json!({"photo": []})).largest_photo(), None);
    }

    #[test]
    fn a_chat_is_named_by_its_title_or_its_person() {
        let name = |chat: Value| read::<Chat>(&chat).full_name();
        assert_eq!(
            [
                name(json!({"id": -1, "type": "group", "title": "T"})),
                name(json!({"id": 1, "type": "private", "first_name": "A", "last_name": "B"})),
                name(json!({"id": 1, "type": "private", "first_name": "A"})),
                name(json!({"id": 1, "type": "private"})),
            ],
            ["T", "A B", "A", ""],
        );
    }

    #[test]
    fn constant_fields_are_sent_and_not_asked_for() {
        let removed = message(json!({})).answer("hi").reply_markup(ReplyKeyboardRemove::new());
        let forced =
            message(json!({})).answer("hi").reply_markup(ForceReply::new().selective(true));
        assert_eq!(
            [sent(&removed).1, sent(&forced).1],
            [
                json!({"chat_id": 7, "text": "hi", "reply_markup": {"remove_keyboard": true}}),
                json!({
                    "chat_id": 7,
                    "text": "hi",
                    "reply_markup": {"force_reply": true, "selective": true},
                }),
            ],
        );
    }

    #[test]
    fn only_supergroups_and_channels_have_links() {
        let url = |chat: Value| message(json!({"chat": chat})).url();
        assert_eq!(
            [
                url(
                    json!({"id": -1_001_234_567_890_i64, "type": "supergroup", "username": "news"})
                ),
                url(json!({"id": -1_001_234_567_890_i64, "type": "channel"})),
                url(json!({"id": -42, "type": "group"})),
                url(json!({"id": 42, "type": "private", "username": "ada"})),
            ],
            [
                Some("https://t.me/news/5".to_owned()),
                Some("https://t.me/c/1234567890/5".to_owned()),
                None,
                None,
            ],
        );
    }
}
