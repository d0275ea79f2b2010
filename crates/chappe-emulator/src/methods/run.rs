//! From a method's name to what it does.

use serde_json::Value;

use crate::{
    error::{ApiError, ApiResult},
    methods::{answer, chat, edit, message, send, settings, stub, webhook},
    params::Params,
    schema::Method,
    world::World,
};

/// Who calls, and with what.
pub(crate) struct Context<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) bot: i64,
    pub(crate) method: &'a Method,
    pub(crate) params: &'a Params,
}

/// What a method gave, and whether it had an effect.
pub(crate) struct Ran {
    pub(crate) result: ApiResult,
    pub(crate) is_stub: bool,
}

type Handler = fn(&mut Context<'_>) -> ApiResult;

/// Runs a method whose parameters were checked. `getUpdates` is not among them:
/// it waits.
pub(crate) fn run(context: &mut Context<'_>) -> Ran {
    match handler(&context.method.name) {
        Some(handler) => Ran { result: handler(context), is_stub: false },
        None => Ran { result: stub::answer(context), is_stub: true },
    }
}

fn handler(method: &str) -> Option<Handler> {
    Some(match method {
        "getMe" => |context| Ok(context.bot_state().me()),
        "logOut" | "close" => |_| Ok(Value::Bool(true)),
        "getWebhookInfo" => webhook::info,
        "setWebhook" => webhook::set,
        "deleteWebhook" => webhook::delete,
        "sendChatAction" => send::action,
        "sendMediaGroup" => send::album,
        "sendMessageDraft" | "sendGift" | "sendChatJoinRequestWebApp" | "sendRichMessageDraft" => {
            return None;
        }
        method if method.starts_with("send") => send::one,
        "forwardMessage" => send::forward,
        "forwardMessages" => send::forward_many,
        "copyMessage" => send::copy,
        "copyMessages" => send::copy_many,
        "editMessageText" => edit::text,
        "editMessageCaption" => edit::caption,
        "editMessageMedia" => edit::media,
        "editMessageReplyMarkup" => edit::reply_markup,
        "stopPoll" => edit::stop_poll,
        "deleteMessage" => message::delete,
        "deleteMessages" => message::delete_many,
        "pinChatMessage" => message::pin,
        "unpinChatMessage" => message::unpin,
        "unpinAllChatMessages" => message::unpin_all,
        "setMessageReaction" => message::react,
        "answerCallbackQuery" => answer::callback,
        "answerInlineQuery" => answer::inline,
        "answerShippingQuery" | "answerPreCheckoutQuery" => answer::payment,
        "getFile" => settings::file,
        "getUserProfilePhotos" => settings::profile_photos,
        "setMyCommands" => settings::set_commands,
        "getMyCommands" => settings::commands,
        "deleteMyCommands" => settings::delete_commands,
        "getChat" => chat::get,
        "getChatMember" => chat::member,
        "getChatAdministrators" => chat::administrators,
        "getChatMemberCount" => chat::count,
        "banChatMember" => chat::ban,
        "unbanChatMember" => chat::unban,
        "restrictChatMember" => chat::restrict,
        "promoteChatMember" => chat::promote,
        "leaveChat" => chat::leave,
        "setChatTitle" => chat::set_title,
        "setChatDescription" => chat::set_description,
        _ => return None,
    })
}

impl Context<'_> {
    pub(crate) fn bot_state(&mut self) -> &mut crate::world::Bot {
        self.world.bot(self.bot)
    }

    /// The conversation in `chat_id`.
    pub(crate) fn talk(&self) -> Result<crate::world::Talk, ApiError> {
        let chat = self.params.get("chat_id").unwrap_or(&Value::Null);
        self.world.talk(self.bot, chat)
    }
}
