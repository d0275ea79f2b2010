//! The table of shortcuts: data only.

/// The methods that send to a chat, by the suffix of the shortcut's name. The suffix of plain text
/// is empty.
pub(crate) const SENDS: &[(&str, &str)] = &[
    ("", "sendMessage"),
    ("animation", "sendAnimation"),
    ("audio", "sendAudio"),
    ("contact", "sendContact"),
    ("dice", "sendDice"),
    ("document", "sendDocument"),
    ("game", "sendGame"),
    ("invoice", "sendInvoice"),
    ("live_photo", "sendLivePhoto"),
    ("location", "sendLocation"),
    ("media_group", "sendMediaGroup"),
    ("paid_media", "sendPaidMedia"),
    ("photo", "sendPhoto"),
    ("poll", "sendPoll"),
    ("rich", "sendRichMessage"),
    ("sticker", "sendSticker"),
    ("venue", "sendVenue"),
    ("video", "sendVideo"),
    ("video_note", "sendVideoNote"),
    ("voice", "sendVoice"),
];

/// One shortcut for each of [`SENDS`].
pub(crate) struct Family {
    pub(crate) on: &'static str,
    /// The parts of the shortcut's name before and after the suffix.
    pub(crate) around: (&'static str, &'static str),
    pub(crate) doc: &'static str,
    pub(crate) fill: &'static [Fill],
}

/// One shortcut.
pub(crate) struct Single {
    pub(crate) on: &'static str,
    pub(crate) name: &'static str,
    pub(crate) method: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) fill: &'static [Fill],
    /// Optional parameters that are arguments nevertheless.
    pub(crate) arguments: &'static [&'static str],
}

/// A parameter and its value: an expression over `self` that converts into the parameter's type,
/// or an `Option` of such an expression if it ends in `?`.
pub(crate) type Fill = (&'static str, &'static str);

const CHAT: Fill = ("chat_id", "self.chat.id");
const MESSAGE: Fill = ("message_id", "self.message_id");
const TOPIC: Fill = ("message_thread_id", "self.topic_id()?");
const DIRECT: Fill = ("direct_messages_topic_id", "self.direct_topic_id()?");
const BUSINESS: Fill = ("business_connection_id", "self.business_connection_id.clone()?");
const REPLY: Fill = ("reply_parameters", "self.as_reply_parameters()");

pub(crate) const FAMILIES: &[Family] = &[
    Family {
        on: "Message",
        around: ("answer", ""),
        doc: "Sends to the same chat and topic",
        fill: &[CHAT, TOPIC, DIRECT, BUSINESS],
    },
    Family {
        on: "Message",
        around: ("reply", ""),
        doc: "Replies to this message",
        fill: &[CHAT, TOPIC, DIRECT, BUSINESS, REPLY],
    },
    Family {
        on: "InaccessibleMessage",
        around: ("answer", ""),
        doc: "Sends to the same chat",
        fill: &[CHAT],
    },
    Family {
        on: "InaccessibleMessage",
        around: ("reply", ""),
        doc: "Replies to this message",
        fill: &[CHAT, REPLY],
    },
    Family {
        on: "ChatJoinRequest",
        around: ("answer", ""),
        doc: "Sends to the chat that the user requests to join",
        fill: &[CHAT],
    },
    Family {
        on: "ChatJoinRequest",
        around: ("answer", "pm"),
        doc: "Sends to the user who requests to join, even if the user has not started the bot",
        fill: &[("chat_id", "self.user_chat_id")],
    },
    Family {
        on: "ChatMemberUpdated",
        around: ("answer", ""),
        doc: "Sends to the chat",
        fill: &[CHAT],
    },
];

const fn on_message(
    name: &'static str,
    method: &'static str,
    doc: &'static str,
    arguments: &'static [&'static str],
) -> Single {
    Single { on: "Message", name, method, doc, fill: &[CHAT, MESSAGE, BUSINESS], arguments }
}

const fn ephemeral(
    name: &'static str,
    method: &'static str,
    doc: &'static str,
    arguments: &'static [&'static str],
) -> Single {
    const FILL: &[Fill] = &[
        CHAT,
        ("receiver_user_id", "self.receiver_user.as_ref()?.id"),
        ("ephemeral_message_id", "self.ephemeral_message_id?"),
    ];
    Single { on: "Message", name, method, doc, fill: FILL, arguments }
}

const fn on_callback(
    name: &'static str,
    method: &'static str,
    doc: &'static str,
    arguments: &'static [&'static str],
) -> Single {
    const FILL: &[Fill] = &[
        ("chat_id", "self.message.as_ref().map(|message| message.chat().id)?"),
        ("message_id", "self.message.as_ref().map(MaybeInaccessibleMessage::message_id)?"),
        ("inline_message_id", "self.inline_message_id.clone()?"),
        (
            "business_connection_id",
            "self.accessible_message().and_then(|message| message.business_connection_id.clone())?",
        ),
    ];
    Single { on: "CallbackQuery", name, method, doc, fill: FILL, arguments }
}

const fn on_chat(
    name: &'static str,
    method: &'static str,
    doc: &'static str,
    arguments: &'static [&'static str],
) -> Single {
    Single { on: "Chat", name, method, doc, fill: &[("chat_id", "self.id")], arguments }
}

const FROM_HERE: &[Fill] = &[("from_chat_id", "self.chat.id"), MESSAGE];
const QUERY: &str = "self.id.clone()";
const STICKER: &[Fill] = &[("sticker", "self.file_id.as_str()")];
const JOIN: &[Fill] = &[CHAT, ("user_id", "self.from.id")];
const JOIN_QUERY: &[Fill] = &[("chat_join_request_query_id", "self.query_id.clone()?")];

pub(crate) const SINGLES: &[Single] = &[
    Single {
        on: "Message",
        name: "forward",
        method: "forwardMessage",
        doc: "Forwards this message to another chat",
        fill: FROM_HERE,
        arguments: &[],
    },
    Single {
        on: "Message",
        name: "copy_to",
        method: "copyMessage",
        doc: "Copies this message to another chat",
        fill: FROM_HERE,
        arguments: &[],
    },
    on_message("edit_text", "editMessageText", "Edits the text of this message", &["text"]),
    on_message("edit_caption", "editMessageCaption", "Edits the caption", &["caption"]),
    on_message("edit_media", "editMessageMedia", "Edits the media", &[]),
    on_message(
        "edit_reply_markup",
        "editMessageReplyMarkup",
        "Edits the keyboard under this message",
        &["reply_markup"],
    ),
    on_message(
        "delete_reply_markup",
        "editMessageReplyMarkup",
        "Removes the keyboard under this message",
        &[],
    ),
    on_message("edit_live_location", "editMessageLiveLocation", "Moves the live location", &[]),
    on_message("stop_live_location", "stopMessageLiveLocation", "Ends the live location", &[]),
    on_message("stop_poll", "stopPoll", "Ends the poll", &[]),
    on_message("pin", "pinChatMessage", "Pins this message", &[]),
    on_message("unpin", "unpinChatMessage", "Unpins this message", &[]),
    Single {
        on: "Message",
        name: "react",
        method: "setMessageReaction",
        doc: "Reacts to this message",
        fill: &[CHAT, MESSAGE],
        arguments: &["reaction"],
    },
    Single {
        on: "Message",
        name: "approve_suggested_post",
        method: "approveSuggestedPost",
        doc: "Approves this suggested post",
        fill: &[CHAT, MESSAGE],
        arguments: &[],
    },
    Single {
        on: "Message",
        name: "decline_suggested_post",
        method: "declineSuggestedPost",
        doc: "Declines this suggested post",
        fill: &[CHAT, MESSAGE],
        arguments: &[],
    },
    Single {
        on: "Message",
        name: "answer_guest_query",
        method: "answerGuestQuery",
        doc: "Answers this message as a guest query",
        fill: &[("guest_query_id", "self.guest_query_id.as_deref()?.clone()")],
        arguments: &[],
    },
    ephemeral(
        "edit_ephemeral_text",
        "editEphemeralMessageText",
        "Edits the text of this ephemeral message",
        &["text"],
    ),
    ephemeral(
        "edit_ephemeral_caption",
        "editEphemeralMessageCaption",
        "Edits the caption of this ephemeral message",
        &["caption"],
    ),
    ephemeral(
        "edit_ephemeral_media",
        "editEphemeralMessageMedia",
        "Edits the media of this ephemeral message",
        &[],
    ),
    ephemeral(
        "edit_ephemeral_reply_markup",
        "editEphemeralMessageReplyMarkup",
        "Edits the keyboard under this ephemeral message",
        &["reply_markup"],
    ),
    ephemeral("delete_ephemeral", "deleteEphemeralMessage", "Deletes this ephemeral message", &[]),
    Single {
        on: "CallbackQuery",
        name: "answer",
        method: "answerCallbackQuery",
        doc: "Answers the query; until then, the button shows a progress indicator",
        fill: &[("callback_query_id", QUERY)],
        arguments: &[],
    },
    on_callback(
        "edit_text",
        "editMessageText",
        "Edits the text of the message with the button, inline or not",
        &["text"],
    ),
    on_callback(
        "edit_caption",
        "editMessageCaption",
        "Edits the caption of the message with the button, inline or not",
        &["caption"],
    ),
    on_callback(
        "edit_media",
        "editMessageMedia",
        "Edits the media of the message with the button, inline or not",
        &[],
    ),
    on_callback(
        "edit_reply_markup",
        "editMessageReplyMarkup",
        "Edits the keyboard with the button, inline or not",
        &["reply_markup"],
    ),
    on_callback(
        "delete_reply_markup",
        "editMessageReplyMarkup",
        "Removes the keyboard with the button, inline or not",
        &[],
    ),
    Single {
        on: "InlineQuery",
        name: "answer",
        method: "answerInlineQuery",
        doc: "Answers the query",
        fill: &[("inline_query_id", QUERY)],
        arguments: &[],
    },
    Single {
        on: "PreCheckoutQuery",
        name: "answer",
        method: "answerPreCheckoutQuery",
        doc: "Answers the query, which Telegram requires within 10 s",
        fill: &[("pre_checkout_query_id", QUERY)],
        arguments: &[],
    },
    Single {
        on: "ShippingQuery",
        name: "answer",
        method: "answerShippingQuery",
        doc: "Answers the query",
        fill: &[("shipping_query_id", QUERY)],
        arguments: &[],
    },
    Single {
        on: "ChatJoinRequest",
        name: "approve",
        method: "approveChatJoinRequest",
        doc: "Approves the request",
        fill: JOIN,
        arguments: &[],
    },
    Single {
        on: "ChatJoinRequest",
        name: "decline",
        method: "declineChatJoinRequest",
        doc: "Declines the request",
        fill: JOIN,
        arguments: &[],
    },
    Single {
        on: "ChatJoinRequest",
        name: "answer_query",
        method: "answerChatJoinRequestQuery",
        doc: "Answers the query that came with the request",
        fill: JOIN_QUERY,
        arguments: &[],
    },
    Single {
        on: "ChatJoinRequest",
        name: "send_web_app",
        method: "sendChatJoinRequestWebApp",
        doc: "Answers the query that came with the request with a web app",
        fill: JOIN_QUERY,
        arguments: &[],
    },
    on_chat("ban", "banChatMember", "Bans a user", &[]),
    on_chat("unban", "unbanChatMember", "Unbans a user", &[]),
    on_chat("ban_sender_chat", "banChatSenderChat", "Bans a channel", &[]),
    on_chat("unban_sender_chat", "unbanChatSenderChat", "Unbans a channel", &[]),
    on_chat("restrict", "restrictChatMember", "Restricts a user", &[]),
    on_chat("promote", "promoteChatMember", "Promotes or demotes a user", &[]),
    on_chat(
        "set_administrator_custom_title",
        "setChatAdministratorCustomTitle",
        "Sets the title of an administrator",
        &[],
    ),
    on_chat("set_member_tag", "setChatMemberTag", "Sets the tag of a member", &["tag"]),
    on_chat("set_permissions", "setChatPermissions", "Sets the permissions of members", &[]),
    on_chat("set_title", "setChatTitle", "Sets the title", &[]),
    on_chat("set_description", "setChatDescription", "Sets the description", &["description"]),
    on_chat("set_photo", "setChatPhoto", "Sets the photo", &[]),
    on_chat("delete_photo", "deleteChatPhoto", "Removes the photo", &[]),
    on_chat("set_sticker_set", "setChatStickerSet", "Sets the sticker set", &[]),
    on_chat("delete_sticker_set", "deleteChatStickerSet", "Removes the sticker set", &[]),
    on_chat("pin_message", "pinChatMessage", "Pins a message", &[]),
    on_chat("unpin_message", "unpinChatMessage", "Unpins a message", &["message_id"]),
    on_chat("unpin_all_messages", "unpinAllChatMessages", "Unpins all messages", &[]),
    on_chat("delete_message", "deleteMessage", "Deletes a message", &[]),
    on_chat("create_invite_link", "createChatInviteLink", "Creates an invite link", &[]),
    on_chat("edit_invite_link", "editChatInviteLink", "Edits an invite link", &[]),
    on_chat("revoke_invite_link", "revokeChatInviteLink", "Revokes an invite link", &[]),
    on_chat(
        "export_invite_link",
        "exportChatInviteLink",
        "Replaces the primary invite link by a new one",
        &[],
    ),
    on_chat("get_administrators", "getChatAdministrators", "Gets the administrators", &[]),
    on_chat("get_member", "getChatMember", "Gets a member", &[]),
    on_chat("get_member_count", "getChatMemberCount", "Gets the number of members", &[]),
    on_chat("leave", "leaveChat", "Leaves the chat", &[]),
    on_chat("send_action", "sendChatAction", "Shows an action of the bot, such as typing", &[]),
    Single {
        on: "User",
        name: "get_profile_photos",
        method: "getUserProfilePhotos",
        doc: "Gets the profile photos",
        fill: &[("user_id", "self.id")],
        arguments: &[],
    },
    Single {
        on: "Sticker",
        name: "set_position_in_set",
        method: "setStickerPositionInSet",
        doc: "Moves the sticker within its set",
        fill: STICKER,
        arguments: &[],
    },
    Single {
        on: "Sticker",
        name: "delete_from_set",
        method: "deleteStickerFromSet",
        doc: "Removes the sticker from its set",
        fill: STICKER,
        arguments: &[],
    },
];
