//! Dispatch from a method's name to its implementation.

use serde_json::Value;

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        album, answer, boosts, chat, chat_settings, checklist, connections, drafts, edit,
        ephemeral, forward, games, gifts, input_sticker, invitations, invoices, live_locations,
        member_settings, members, menu_button, message, poll, profile, profile_media, reactions,
        removed_reactions, send, settings, stars, sticker_sets, stickers, stories, topics,
        web_apps, webhook,
    },
    params::Params,
    schema::Method,
    world::{Access, World},
};

/// A call: the bot, the method and its parameters.
pub(crate) struct Context<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) bot: i64,
    pub(crate) method: &'a Method,
    pub(crate) params: &'a Params,
}

type Handler = fn(&mut Context<'_>) -> ApiResult;

/// Whether a method is implemented.
pub(crate) fn is_implemented(method: &Method) -> bool {
    method.name == "getUpdates" || handler(&method.name).is_some()
}

/// Runs a method whose parameters were checked. `getUpdates` is handled elsewhere, because
/// it waits.
pub(crate) fn run(context: &mut Context<'_>) -> ApiResult {
    limited(context)?;
    match handler(&context.method.name) {
        Some(handler) => handler(context),
        None => Err(ApiError::not_implemented(&context.method.name)),
    }
}

/// Methods that begin with `send` and send no message.
const UNLIMITED: [&str; 4] =
    ["sendChatAction", "sendGift", "sendMessageDraft", "sendRichMessageDraft"];

/// The methods that do not require that the bot may write in a chat.
const READING: [(&str, Access); 6] = [
    ("getChat", Access::Read),
    ("getChatMember", Access::Read),
    ("getChatGifts", Access::Read),
    ("leaveChat", Access::Read),
    ("getChatAdministrators", Access::ReadMembers),
    ("getChatMemberCount", Access::ReadMembers),
];

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
        "getFile" => settings::file,
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
        _ => return of_chat(method),
    })
}

/// The methods about chats and their members.
fn of_chat(method: &str) -> Option<Handler> {
    Some(match method {
        "getChat" => chat::get,
        "getChatMember" => chat::member,
        "getChatAdministrators" => chat::administrators,
        "getChatMemberCount" => chat::count,
        "banChatMember" => members::ban,
        "unbanChatMember" => members::unban,
        "restrictChatMember" => members::restrict,
        "promoteChatMember" => members::promote,
        "leaveChat" => members::leave,
        "setChatTitle" => chat_settings::set_title,
        "setChatDescription" => chat_settings::set_description,
        "setChatPhoto" => chat_settings::set_photo,
        "deleteChatPhoto" => chat_settings::delete_photo,
        "setChatPermissions" => chat_settings::set_permissions,
        "setChatStickerSet" => chat_settings::set_sticker_set,
        "deleteChatStickerSet" => chat_settings::delete_sticker_set,
        "setChatMenuButton" => menu_button::set,
        "getChatMenuButton" => menu_button::get,
        "setChatAdministratorCustomTitle" => member_settings::set_custom_title,
        "setChatMemberTag" => member_settings::set_tag,
        "banChatSenderChat" => member_settings::ban_sender,
        "unbanChatSenderChat" => member_settings::unban_sender,
        "deleteMessageReaction" => removed_reactions::of_message,
        "deleteAllMessageReactions" => removed_reactions::of_chat,
        "exportChatInviteLink" => invitations::export,
        "createChatInviteLink" => invitations::create,
        "editChatInviteLink" => invitations::edit,
        "revokeChatInviteLink" => invitations::revoke,
        "createChatSubscriptionInviteLink" => invitations::create_subscription,
        "editChatSubscriptionInviteLink" => invitations::edit_subscription,
        "approveChatJoinRequest" => invitations::approve,
        "declineChatJoinRequest" => invitations::decline,
        _ => return of_profiles(method),
    })
}

/// Methods about stickers, profiles and Web Apps.
fn of_profiles(method: &str) -> Option<Handler> {
    Some(match method {
        "getStickerSet" => sticker_sets::get,
        "getCustomEmojiStickers" => sticker_sets::custom_emoji,
        "uploadStickerFile" => input_sticker::upload,
        "createNewStickerSet" => sticker_sets::create,
        "addStickerToSet" => sticker_sets::add,
        "replaceStickerInSet" => sticker_sets::replace,
        "setStickerSetTitle" => sticker_sets::set_title,
        "setStickerSetThumbnail" => sticker_sets::set_thumbnail,
        "setCustomEmojiStickerSetThumbnail" => sticker_sets::set_custom_emoji_thumbnail,
        "deleteStickerSet" => sticker_sets::delete,
        "deleteStickerFromSet" => stickers::delete,
        "setStickerPositionInSet" => stickers::set_position,
        "setStickerEmojiList" => stickers::set_emoji,
        "setStickerKeywords" => stickers::set_keywords,
        "setStickerMaskPosition" => stickers::set_mask_position,
        "getUserProfilePhotos" => profile_media::photos,
        "getUserPersonalChatMessages" => profile_media::personal_messages,
        "getUserProfileAudios" => profile_media::audios,
        "setMyProfilePhoto" => profile_media::set_photo,
        "removeMyProfilePhoto" => profile_media::remove_photo,
        "setUserEmojiStatus" => profile_media::set_emoji_status,
        "verifyUser" | "verifyChat" => profile_media::verify,
        "removeUserVerification" | "removeChatVerification" => profile_media::remove_verification,
        "setPassportDataErrors" => profile_media::set_passport_errors,
        "answerWebAppQuery" => web_apps::answer_query,
        "savePreparedInlineMessage" => web_apps::save_message,
        "savePreparedKeyboardButton" => web_apps::save_button,
        _ => return of_accounts(method),
    })
}

/// Methods about stars, gifts, boosts and business accounts.
fn of_accounts(method: &str) -> Option<Handler> {
    Some(match method {
        "refundStarPayment" => stars::refund,
        "createInvoiceLink" => invoices::create_link,
        "getMyStarBalance" => stars::my_balance,
        "getStarTransactions" => stars::transactions,
        "editUserStarSubscription" => stars::edit_subscription,
        "getAvailableGifts" => gifts::available,
        "sendGift" => gifts::send,
        "giftPremiumSubscription" => gifts::premium,
        "getUserGifts" => gifts::of_user,
        "getChatGifts" => gifts::of_chat,
        "getBusinessAccountGifts" => gifts::of_account,
        "convertGiftToStars" => gifts::convert,
        "getUserChatBoosts" => boosts::of_user,
        "editMessageChecklist" => checklist::edit,
        "getBusinessConnection" => connections::get,
        "readBusinessMessage" => connections::read,
        "deleteBusinessMessages" => connections::delete,
        "setBusinessAccountName" => connections::set_name,
        "setBusinessAccountUsername" => connections::set_username,
        "setBusinessAccountBio" => connections::set_bio,
        "setBusinessAccountProfilePhoto" => profile_media::set_account_photo,
        "removeBusinessAccountProfilePhoto" => profile_media::remove_account_photo,
        "setBusinessAccountGiftSettings" => connections::set_gift_settings,
        "postStory" => stories::post,
        "repostStory" => stories::repost,
        "editStory" => stories::edit,
        "deleteStory" => stories::delete,
        "getBusinessAccountStarBalance" => connections::star_balance,
        "transferBusinessAccountStars" => connections::transfer_stars,
        _ => return of_topics(method),
    })
}

/// Methods about topics, and about messages that move, grow, count or vanish.
fn of_topics(method: &str) -> Option<Handler> {
    Some(match method {
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
        "createForumTopic" => topics::create,
        "editForumTopic" | "editGeneralForumTopic" => topics::edit,
        "closeForumTopic" | "closeGeneralForumTopic" => topics::close,
        "reopenForumTopic" | "reopenGeneralForumTopic" => topics::reopen,
        "hideGeneralForumTopic" => topics::hide,
        "unhideGeneralForumTopic" => topics::unhide,
        "deleteForumTopic" => topics::delete,
        "unpinAllForumTopicMessages" | "unpinAllGeneralForumTopicMessages" => topics::unpin_all,
        "getForumTopicIconStickers" => topics::icons,
        _ => return None,
    })
}

impl Context<'_> {
    pub(crate) fn bot_state(&mut self) -> &mut crate::world::Bot {
        self.world.bot(self.bot)
    }

    /// The conversation of `chat_id`: for a business account, if one is named.
    pub(crate) fn talk(&self) -> Result<crate::world::Talk, ApiError> {
        if self.params.get("business_connection_id").is_some() {
            return self.business_talk("can_reply");
        }
        let chat = self.params.get("chat_id").unwrap_or(&Value::Null);
        let found = READING.iter().find(|(name, _)| *name == self.method.name);
        self.world.accessible(self.bot, chat, found.map_or(Access::Write, |(_, access)| *access))
    }
}
