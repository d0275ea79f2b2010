//! The people and chats of the calls.

use foreign_clients::Control;
use serde_json::{Value, json};
use teloxide::{
    Bot,
    prelude::Requester as _,
    types::{ChatId, MessageId, UserId},
};

/// People and chats, and the bot.
pub struct Stage {
    pub control: Control,
    pub bot: Bot,
    pub bot_id: i64,
    /// Alice, who owns the chats.
    pub alice: ChatId,
    /// Bob, who is a member of the forum.
    pub bob: UserId,
    /// A supergroup with topics, where the bot is an administrator with all rights.
    pub forum: ChatId,
    /// A channel, where it is one too.
    pub channel: ChatId,
    /// A message of Alice.
    pub said: MessageId,
}

impl Stage {
    pub async fn new(control: Control, bot: Bot) -> Self {
        let me = bot.get_me().await.expect("the bot is there");
        let bot_id = i64::try_from(me.id.0).expect("an id has at most 52 bits");
        let user = |name: &str| {
            let user = control.post("users", &json!({"first_name": name}));
            user["id"].as_i64().expect("a user has an id")
        };
        let (alice, bob) = (user("Alice"), user("Bob"));
        let chat = |what: Value| {
            let mut what = what;
            what["members"] = json!([alice, bob]);
            what["bots"] = json!([bot_id]);
            let chat = control.post("chats", &what)["id"].as_i64().expect("a chat has an id");
            let promoted = json!({"chat_id": chat, "user": bot_id, "status": "administrator"});
            control.post("members", &promoted);
            ChatId(chat)
        };
        let forum = chat(json!({"type": "supergroup", "title": "Forum", "is_forum": true}));
        let channel = chat(json!({"type": "channel", "title": "News", "username": "news"}));
        let said = control.post("messages", &json!({"from": alice, "bot": bot_id, "text": "hi"}));
        let said = said["message_id"].as_i64().and_then(|id| i32::try_from(id).ok());
        Self {
            said: MessageId(said.expect("a message has an id")),
            alice: ChatId(alice),
            bob: UserId(bob.cast_unsigned()),
            control,
            bot,
            bot_id,
            forum,
            channel,
        }
    }

    /// Alice, as a user.
    pub fn owner(&self) -> UserId {
        UserId(self.alice.0.cast_unsigned())
    }
}
