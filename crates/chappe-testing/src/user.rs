//! People.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chappe_emulator::{ButtonPosition, Keyboard, find_button};
use chappe_types::UserId;
use http::Method;
use serde_json::{Value, json};

use crate::{bot::TestBot, chat::TestChat, turn::Turn};

/// Somebody who talks to the bot; made by [`TestBot::user`].
///
/// What they do is done in private with the bot, or [within](Self::within) a group.
/// It waits until the bot is done with it.
#[derive(Clone, Debug)]
pub struct TestUser {
    bot: TestBot,
    id: i64,
    chat: i64,
}

impl TestUser {
    pub(crate) fn new(bot: TestBot, id: i64) -> Self {
        Self { bot, id, chat: id }
    }

    /// Their id, which is that of their private chat too.
    pub fn id(&self) -> UserId {
        UserId(self.id)
    }

    /// The same person, in a group or channel.
    #[must_use]
    pub fn within(&self, chat: &TestChat) -> Self {
        Self { chat: chat.id().0, ..self.clone() }
    }

    /// Sends a text.
    pub async fn send(&self, text: &str) -> Turn {
        self.says(json!({"text": text}), text).await
    }

    /// Sends a text as a reply to a message.
    pub async fn reply(&self, message_id: i64, text: &str) -> Turn {
        let given = json!({"text": text, "reply_to_message_id": message_id});
        self.says(given, &format!("(to #{message_id}) {text}")).await
    }

    /// Sends a photo.
    pub async fn send_photo(&self, photo: &[u8]) -> Turn {
        self.send_media(json!({"type": "photo", "file": STANDARD.encode(photo)}), "photo").await
    }

    /// Sends a file.
    pub async fn send_document(&self, name: &str, content: &[u8]) -> Turn {
        let media =
            json!({"type": "document", "file": STANDARD.encode(content), "file_name": name});
        self.send_media(media, name).await
    }

    /// Sends media: `type`, `file` in base64, and `file_name`, `caption` and the like
    /// as the emulator's control API has them.
    pub async fn send_media(&self, media: Value, shown: &str) -> Turn {
        self.says(json!({"media": media}), &format!("({shown})")).await
    }

    async fn says(&self, mut given: Value, shown: &str) -> Turn {
        self.bot.start().await;
        self.note(&format!(": {shown}"));
        given["bot"] = self.bot.token();
        given["from"] = json!(self.id);
        given["chat_id"] = json!(self.chat);
        self.bot.turn(&Method::POST, "messages", &given).await.1
    }

    /// Changes the text, or the caption, of their last message here.
    ///
    /// # Panics
    ///
    /// Panics if there is none.
    pub async fn edit(&self, text: &str) -> Turn {
        let last = self.newest(|message| message["from"]["id"] == self.id).await;
        let last = last.expect("they have written something here");
        self.note(&format!(" edits: {text}"));
        let given = json!({
            "bot": self.bot.token(), "chat_id": self.chat, "message_id": last["message_id"],
            "from": self.id, "text": text,
        });
        self.bot.turn(&Method::PATCH, "messages", &given).await.1
    }

    /// Presses the newest inline button with this label.
    ///
    /// # Panics
    ///
    /// Panics if there is none, and tells which there are.
    pub async fn press(&self, label: &str) -> Turn {
        self.bot.start().await;
        let ButtonPosition { message_id, row, column } = self.button(Keyboard::Inline, label);
        self.note(&format!(" presses [{label}]"));
        let given = json!({
            "bot": self.bot.token(), "from": self.id, "chat_id": self.chat,
            "message_id": message_id, "button": [row, column],
        });
        self.bot.turn(&Method::POST, "presses", &given).await.1
    }

    /// Taps a button of the newest reply keyboard: sends its label.
    ///
    /// # Panics
    ///
    /// Panics if there is none, and tells which there are.
    pub async fn tap(&self, label: &str) -> Turn {
        self.bot.start().await;
        self.button(Keyboard::Reply, label);
        self.send(label).await
    }

    /// The newest button with a label.
    fn button(&self, keyboard: Keyboard, label: &str) -> ButtonPosition {
        match find_button(&self.bot.messages(self.chat), keyboard, label) {
            Ok(place) => place,
            Err(others) => panic!("there is no button [{label}]; there are: {others}"),
        }
    }

    /// Asks the bot inline: `@bot query` in some chat.
    pub async fn ask(&self, query: &str) -> Turn {
        self.bot.start().await;
        self.note(&format!(" asks: {query}"));
        let given = json!({"bot": self.bot.token(), "from": self.id, "query": query});
        self.bot.turn(&Method::POST, "inline_queries", &given).await.1
    }

    /// Reacts to the bot's newest message here with an emoji. Bots that do not ask for
    /// `message_reaction` hear nothing of it.
    ///
    /// # Panics
    ///
    /// Panics if there is none.
    pub async fn react(&self, emoji: &str) -> Turn {
        let message = self.newest_of_bot(|_| true).await;
        self.note(&format!(" reacts {emoji}"));
        let given = json!({
            "bot": self.bot.token(), "from": self.id, "chat_id": self.chat,
            "message_id": message["message_id"], "reaction": [emoji],
        });
        self.bot.turn(&Method::POST, "reactions", &given).await.1
    }

    /// Votes in the bot's newest poll here, for the options with these texts.
    ///
    /// # Panics
    ///
    /// Panics if there is no poll, or no such option in it.
    pub async fn vote(&self, options: &[&str]) -> Turn {
        let message = self.newest_of_bot(|message| message["poll"].is_object()).await;
        let texts: Vec<&str> = message["poll"]["options"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|option| option["text"].as_str())
            .collect();
        let place = |option: &&str| match texts.iter().position(|text| text == option) {
            Some(place) => place,
            None => panic!("there is no option {option:?}; there are: {texts:?}"),
        };
        let chosen: Vec<usize> = options.iter().map(place).collect();
        self.note(&format!(" votes {}", options.join(", ")));
        let given = json!({
            "bot": self.bot.token(), "from": self.id, "chat_id": self.chat,
            "message_id": message["message_id"], "options": chosen,
        });
        self.bot.turn(&Method::POST, "votes", &given).await.1
    }

    /// The bot's newest message here of a sort.
    async fn newest_of_bot(&self, is_it: impl Fn(&Value) -> bool) -> Value {
        let found = self.newest(|message| message["from"]["is_bot"] == true && is_it(message));
        found.await.expect("the bot has sent no such message here")
    }

    /// The newest message here of a sort.
    async fn newest(&self, is_it: impl Fn(&Value) -> bool) -> Option<Value> {
        self.bot.start().await;
        self.bot.messages(self.chat).into_iter().rfind(is_it)
    }

    /// Blocks the bot.
    pub async fn block(&self) -> Turn {
        self.sets_block(true).await
    }

    /// Blocks the bot no longer.
    pub async fn unblock(&self) -> Turn {
        self.sets_block(false).await
    }

    async fn sets_block(&self, blocked: bool) -> Turn {
        self.bot.start().await;
        self.note(if blocked { " blocks the bot" } else { " unblocks the bot" });
        let given = json!({"bot": self.bot.token(), "from": self.id, "blocked": blocked});
        self.bot.turn(&Method::POST, "blocks", &given).await.1
    }

    /// What they see here: the messages as they stand, oldest first, with the
    /// reply keyboards that bots do not get back.
    pub fn messages(&self) -> Vec<Value> {
        self.bot.messages(self.chat)
    }

    /// Notes what they do.
    fn note(&self, what: &str) {
        self.bot.look();
        self.bot.state().transcript.add_deed(self.id, self.chat, what);
    }
}
