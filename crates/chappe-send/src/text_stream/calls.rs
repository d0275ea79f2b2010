//! The calls of a stream of text.

use std::time::Duration;

use chappe_client::{Bot, Call, Error};
use chappe_types::{
    ChatAction, ChatId, DeleteMessage, EditMessageText, Message, MessageOrTrue, Recipient,
    SendChatAction, SendMessage, SendMessageDraft, Str,
};

use crate::text_stream::content::Content;

/// How long a call that shows that the bot is typing may delay the first text.
const TYPING_TIMEOUT: Duration = Duration::from_secs(4);

/// Makes the calls of a stream of text, addressed as its template is.
#[derive(Debug)]
pub(super) struct Calls {
    pub(super) bot: Bot,
    /// The first message, without its text.
    pub(super) template: SendMessage,
    pub(super) draft_id: i64,
    pub(super) can_stop: bool,
}

impl Calls {
    /// The private chat that can show drafts. They cannot be sent on behalf of a business account.
    pub(super) fn draft_chat(&self) -> Option<ChatId> {
        let is_plain = self.template.business_connection_id.is_none()
            && self.template.direct_messages_topic_id.is_none();
        match self.template.chat_id {
            Recipient::Id(chat) if chat.0 > 0 && is_plain => Some(chat),
            _ => None,
        }
    }

    /// Returns whether the messages are shown to one user of a group only.
    pub(super) fn is_ephemeral(&self) -> bool {
        self.template.ephemeral_message_parameters.is_some()
    }

    /// Shows that the bot is typing. Failures are ignored: the action has no other effect.
    pub(super) async fn typing(&self) {
        let mut action = SendChatAction::new(self.template.chat_id.clone(), ChatAction::Typing);
        action.message_thread_id = self.template.message_thread_id;
        action.business_connection_id.clone_from(&self.template.business_connection_id);
        let call = Call::new(&action).with_timeout(TYPING_TIMEOUT);
        if let Err(error) = self.bot.call(call).await {
            tracing::debug!(%error, "a typing action failed");
        }
    }

    pub(super) async fn draft(&self, chat: ChatId, content: &Content) -> Result<(), Error> {
        let mut draft = SendMessageDraft::new(chat, self.draft_id)
            .text(&content.part.text)
            .entities(content.part.entities.clone());
        draft.message_thread_id = self.template.message_thread_id;
        if self.can_stop {
            draft = draft.can_stop(true).keep_on_stop(true);
        }
        self.bot.send(draft).await.map(drop)
    }

    /// Sends a message. Only the first one replies and notifies.
    pub(super) async fn send(&self, is_first: bool, content: &Content) -> Result<Message, Error> {
        let mut message = self.template.clone();
        message.text = Str::from(&content.part.text);
        message.entities = Some(content.part.entities.clone());
        message.reply_markup = content.keyboard.clone().map(|keyboard| Box::new(keyboard.into()));
        if !is_first {
            message.reply_parameters = None;
            message.message_effect_id = None;
            message.disable_notification = Some(true);
        }
        self.bot.send(message).await
    }

    /// Edits a message. Returns it as it is now, unless the server does not return it.
    pub(super) async fn edit(
        &self,
        message: &Message,
        content: &Content,
    ) -> Result<Option<Message>, Error> {
        let mut edit = EditMessageText::new()
            .chat_id(message.chat.id)
            .message_id(message.message_id)
            .text(&content.part.text)
            .entities(content.part.entities.clone());
        edit.business_connection_id.clone_from(&self.template.business_connection_id);
        edit.link_preview_options.clone_from(&self.template.link_preview_options);
        edit.reply_markup = content.keyboard.clone().map(Box::new);
        match self.bot.send(edit).await? {
            MessageOrTrue::Message(message) => Ok(Some(*message)),
            MessageOrTrue::True => Ok(None),
        }
    }

    pub(super) async fn delete(&self, message: &Message) -> Result<(), Error> {
        self.bot.send(DeleteMessage::new(message.chat.id, message.message_id)).await.map(drop)
    }
}
