//! Dispatch from a method's name to its implementation.

use serde_json::Value;

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        album, answer, chat, drafts, edit, ephemeral, forward, games, live_locations, members,
        message, payments, poll, profile, reactions, send, settings, sticker_sets, stub, topics,
        webhook,
    },
    params::Params,
    schema::Method,
    world::World,
};

/// A call: the bot, the method and its parameters.
pub(crate) struct Context<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) bot: i64,
    pub(crate) method: &'a Method,
    pub(crate) params: &'a Params,
}

/// The result of a method, and whether it is implemented.
pub(crate) struct MethodResult {
    pub(crate) result: ApiResult,
    pub(crate) is_stub: bool,
}

type Handler = fn(&mut Context<'_>) -> ApiResult;

/// Runs a method whose parameters were checked. `getUpdates` is handled elsewhere, because
/// it waits.
pub(crate) fn run(context: &mut Context<'_>) -> MethodResult {
    if let Err(error) = limited(context) {
        return MethodResult { result: Err(error), is_stub: false };
    }
    match handler(&context.method.name) {
        Some(handler) => MethodResult { result: handler(context), is_stub: false },
        None => MethodResult { result: stub::answer(context), is_stub: true },
    }
}

/// Methods that begin with `send` and send no message.
const UNLIMITED: [&str; 4] =
    ["sendChatAction", "sendGift", "sendMessageDraft", "sendRichMessageDraft"];

/// Checks the rate limits.
fn limited(context: &mut Context<'_>) -> Result<(), ApiError> {
    let name = &*context.method.name;
    let is_message = name.starts_with("send") && !UNLIMITED.contains(&name)
        || name.starts_with("forwardMessage")
        || name.starts_with("copyMessage");
    let Some(talk) = is_message.then(|| context.talk().ok()).flatten() else { return Ok(()) };
    let several = ["media", "message_ids"].iter().find_map(|name| context.params.get(name));
    let messages = several.and_then(Value::as_array).map_or(1, Vec::len);
    let now = context.world.clock.now();
    let taken = context.world.limits.take(context.bot, talk.chat_id(), messages, now);
    taken.map_err(ApiError::retry_after)
}

fn handler(method: &str) -> Option<Handler> {
    Some(match method {
        "getMe" => |context| Ok(context.bot_state().me()),
        "logOut" | "close" => |_| Ok(Value::Bool(true)),
        "getWebhookInfo" => webhook::info,
        "setWebhook" => webhook::set,
        "deleteWebhook" => webhook::delete,
        "sendChatAction" => send::action,
        "sendMediaGroup" => album::album,
        method if send::is_supported(method) => send::one,
        "forwardMessage" => forward::forward,
        "forwardMessages" => forward::forward_many,
        "copyMessage" => forward::copy,
        "copyMessages" => forward::copy_many,
        "editMessageText" => edit::text,
        "editMessageCaption" => edit::caption,
        "editMessageMedia" => edit::media,
        "editMessageReplyMarkup" => edit::reply_markup,
        "editMessageLiveLocation" => live_locations::edit_location,
        "stopMessageLiveLocation" => live_locations::stop,
        "setGameScore" => games::set_score,
        "getGameHighScores" => games::high_scores,
        "sendMessageDraft" => drafts::text,
        "sendRichMessageDraft" => drafts::rich,
        "editEphemeralMessageText" => ephemeral::edit_text,
        "editEphemeralMessageCaption" => ephemeral::edit_caption,
        "editEphemeralMessageMedia" => ephemeral::edit_media,
        "editEphemeralMessageReplyMarkup" => ephemeral::edit_reply_markup,
        "deleteEphemeralMessage" => ephemeral::delete,
        "stopPoll" => poll::stop,
        "deleteMessage" => message::delete,
        "deleteMessages" => message::delete_many,
        "pinChatMessage" => message::pin,
        "unpinChatMessage" => message::unpin,
        "unpinAllChatMessages" => message::unpin_all,
        "setMessageReaction" => reactions::react,
        "answerCallbackQuery" => answer::callback,
        "answerInlineQuery" => answer::inline,
        "answerShippingQuery" => answer::shipping,
        "answerPreCheckoutQuery" => answer::pre_checkout,
        "refundStarPayment" => payments::refund,
        "createForumTopic" => topics::create,
        "editForumTopic" | "editGeneralForumTopic" => topics::edit,
        "closeForumTopic" | "closeGeneralForumTopic" => topics::close,
        "reopenForumTopic" | "reopenGeneralForumTopic" => topics::reopen,
        "hideGeneralForumTopic" => topics::hide,
        "unhideGeneralForumTopic" => topics::unhide,
        "deleteForumTopic" => topics::delete,
        "unpinAllForumTopicMessages" | "unpinAllGeneralForumTopicMessages" => topics::unpin_all,
        "getForumTopicIconStickers" => topics::icons,
        "getStickerSet" => sticker_sets::get,
        "createNewStickerSet" => sticker_sets::create,
        "addStickerToSet" => sticker_sets::add,
        "setStickerSetTitle" => sticker_sets::set_title,
        "deleteStickerSet" => sticker_sets::delete,
        "replaceStickerInSet" | "setStickerSetThumbnail" | "setCustomEmojiStickerSetThumbnail" => {
            sticker_sets::require
        }
        "getFile" => settings::file,
        "getUserProfilePhotos" => settings::profile_photos,
        "setMyCommands" => settings::set_commands,
        "getMyCommands" => settings::commands,
        "deleteMyCommands" => settings::delete_commands,
        "setMyName" => profile::set_name,
        "getMyName" => profile::name,
        "setMyDescription" => profile::set_description,
        "getMyDescription" => profile::description,
        "setMyShortDescription" => profile::set_short_description,
        "getMyShortDescription" => profile::short_description,
        "setMyDefaultAdministratorRights" => profile::set_rights,
        "getMyDefaultAdministratorRights" => profile::rights,
        "getChat" => chat::get,
        "getChatMember" => chat::member,
        "getChatAdministrators" => chat::administrators,
        "getChatMemberCount" => chat::count,
        "banChatMember" => members::ban,
        "unbanChatMember" => members::unban,
        "restrictChatMember" => members::restrict,
        "promoteChatMember" => members::promote,
        "leaveChat" => members::leave,
        "setChatTitle" => chat::set_title,
        "setChatDescription" => chat::set_description,
        _ => return None,
    })
}

impl Context<'_> {
    pub(crate) fn bot_state(&mut self) -> &mut crate::world::Bot {
        self.world.bot(self.bot)
    }

    /// The conversation of `chat_id`.
    pub(crate) fn talk(&self) -> Result<crate::world::Talk, ApiError> {
        let chat = self.params.get("chat_id").unwrap_or(&Value::Null);
        self.world.talk(self.bot, chat)
    }
}
