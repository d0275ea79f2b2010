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

/// Shortcuts with the same addresses.
pub(crate) struct Group {
    pub(crate) on: &'static str,
    pub(crate) fill: &'static [Fill],
    pub(crate) shortcuts: &'static [Single],
}

/// One shortcut.
pub(crate) struct Single {
    pub(crate) name: &'static str,
    pub(crate) method: &'static str,
    pub(crate) doc: &'static str,
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

/// The addresses of a message that may be inaccessible.
const MAYBE_CHAT: Fill = ("chat_id", "self.chat().id");
const MAYBE_MESSAGE: Fill = ("message_id", "self.message_id()");
const MAYBE_BUSINESS: Fill = ("business_connection_id", "self.business_connection_id().cloned()?");

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
        on: "MaybeInaccessibleMessage",
        around: ("answer", ""),
        doc: "Sends to the same chat and topic",
        fill: &[MAYBE_CHAT, TOPIC, DIRECT, MAYBE_BUSINESS],
    },
    Family {
        on: "MaybeInaccessibleMessage",
        around: ("reply", ""),
        doc: "Replies to this message",
        fill: &[MAYBE_CHAT, TOPIC, DIRECT, MAYBE_BUSINESS, REPLY],
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
    Family {
        on: "Chat",
        around: ("answer", ""),
        doc: "Sends to the chat",
        fill: &[("chat_id", "self.id")],
    },
    Family {
        on: "ChatId",
        around: ("answer", ""),
        doc: "Sends to the chat",
        fill: &[("chat_id", "self")],
    },
    Family {
        on: "User",
        around: ("answer", ""),
        doc: "Sends to the user's private chat, which fails until the user has started the bot",
        fill: &[("chat_id", "self.id")],
    },
    Family {
        on: "UserId",
        around: ("answer", ""),
        doc: "Sends to the user's private chat, which fails until the user has started the bot",
        fill: &[("chat_id", "self")],
    },
];

/// The shortcuts that need the chat and the id of a message.
const ON_MESSAGE: &[Single] = &[
    single("edit_text", "editMessageText", "Edits the text of this message", &["text"]),
    single("edit_caption", "editMessageCaption", "Edits the caption", &["caption"]),
    single("edit_media", "editMessageMedia", "Edits the media", &[]),
    single(
        "edit_reply_markup",
        "editMessageReplyMarkup",
        "Edits the keyboard under this message",
        &["reply_markup"],
    ),
    single(
        "delete_reply_markup",
        "editMessageReplyMarkup",
        "Removes the keyboard under this message",
        &[],
    ),
    single("edit_checklist", "editMessageChecklist", "Edits the checklist", &[]),
    single("edit_live_location", "editMessageLiveLocation", "Moves the live location", &[]),
    single("stop_live_location", "stopMessageLiveLocation", "Ends the live location", &[]),
    single("stop_poll", "stopPoll", "Ends the poll", &[]),
    single("pin", "pinChatMessage", "Pins this message", &[]),
    single("unpin", "unpinChatMessage", "Unpins this message", &[]),
    single("react", "setMessageReaction", "Reacts to this message", &["reaction"]),
];

/// The shortcuts that bring a message into another chat.
const FROM_HERE: &[Single] = &[
    single("forward", "forwardMessage", "Forwards this message to another chat", &[]),
    single("copy_to", "copyMessage", "Copies this message to another chat", &[]),
];

/// The shortcuts that send something other than a message to the chat of one.
const BESIDE_MESSAGE: &[Single] = &[
    single("send_action", "sendChatAction", "Shows an action of the bot, such as typing", &[]),
    single("answer_checklist", "sendChecklist", "Sends a checklist to the same chat", &[]),
    single(
        "answer_draft",
        "sendMessageDraft",
        "Shows the beginning of a message while the bot generates it",
        &["text"],
    ),
];

const SUGGESTED_POST: &[Single] = &[
    single("approve_suggested_post", "approveSuggestedPost", "Approves this suggested post", &[]),
    single("decline_suggested_post", "declineSuggestedPost", "Declines this suggested post", &[]),
];

const EPHEMERAL: &[Single] = &[
    single(
        "edit_ephemeral_text",
        "editEphemeralMessageText",
        "Edits the text of this ephemeral message",
        &["text"],
    ),
    single(
        "edit_ephemeral_caption",
        "editEphemeralMessageCaption",
        "Edits the caption of this ephemeral message",
        &["caption"],
    ),
    single(
        "edit_ephemeral_media",
        "editEphemeralMessageMedia",
        "Edits the media of this ephemeral message",
        &[],
    ),
    single(
        "edit_ephemeral_reply_markup",
        "editEphemeralMessageReplyMarkup",
        "Edits the keyboard under this ephemeral message",
        &["reply_markup"],
    ),
    single("delete_ephemeral", "deleteEphemeralMessage", "Deletes this ephemeral message", &[]),
];

/// The shortcuts that edit the message with a pressed button.
const ON_CALLBACK: &[Single] = &[
    single(
        "edit_text",
        "editMessageText",
        "Edits the text of the message with the button, inline or not",
        &["text"],
    ),
    single(
        "edit_caption",
        "editMessageCaption",
        "Edits the caption of the message with the button, inline or not",
        &["caption"],
    ),
    single(
        "edit_media",
        "editMessageMedia",
        "Edits the media of the message with the button, inline or not",
        &[],
    ),
    single(
        "edit_reply_markup",
        "editMessageReplyMarkup",
        "Edits the keyboard with the button, inline or not",
        &["reply_markup"],
    ),
    single(
        "delete_reply_markup",
        "editMessageReplyMarkup",
        "Removes the keyboard with the button, inline or not",
        &[],
    ),
];

/// The shortcuts that need the id of a chat.
const ON_CHAT: &[Single] = &[
    single("ban", "banChatMember", "Bans a user", &[]),
    single("unban", "unbanChatMember", "Unbans a user", &[]),
    single("ban_sender_chat", "banChatSenderChat", "Bans a channel", &[]),
    single("unban_sender_chat", "unbanChatSenderChat", "Unbans a channel", &[]),
    single("restrict", "restrictChatMember", "Restricts a user", &[]),
    single("promote", "promoteChatMember", "Promotes or demotes a user", &[]),
    single(
        "set_administrator_custom_title",
        "setChatAdministratorCustomTitle",
        "Sets the title of an administrator",
        &[],
    ),
    single("set_member_tag", "setChatMemberTag", "Sets the tag of a member", &["tag"]),
    single("set_permissions", "setChatPermissions", "Sets the permissions of members", &[]),
    single("approve_join_request", "approveChatJoinRequest", "Approves a request to join", &[]),
    single("decline_join_request", "declineChatJoinRequest", "Declines a request to join", &[]),
    single("set_title", "setChatTitle", "Sets the title", &[]),
    single("set_description", "setChatDescription", "Sets the description", &["description"]),
    single("set_photo", "setChatPhoto", "Sets the photo", &[]),
    single("delete_photo", "deleteChatPhoto", "Removes the photo", &[]),
    single("set_sticker_set", "setChatStickerSet", "Sets the sticker set", &[]),
    single("delete_sticker_set", "deleteChatStickerSet", "Removes the sticker set", &[]),
    single("pin_message", "pinChatMessage", "Pins a message", &[]),
    single("unpin_message", "unpinChatMessage", "Unpins a message", &["message_id"]),
    single("unpin_all_messages", "unpinAllChatMessages", "Unpins all messages", &[]),
    single("delete_message", "deleteMessage", "Deletes a message", &[]),
    single("delete_messages", "deleteMessages", "Deletes up to 100 messages", &[]),
    single("create_invite_link", "createChatInviteLink", "Creates an invite link", &[]),
    single("edit_invite_link", "editChatInviteLink", "Edits an invite link", &[]),
    single("revoke_invite_link", "revokeChatInviteLink", "Revokes an invite link", &[]),
    single(
        "export_invite_link",
        "exportChatInviteLink",
        "Replaces the primary invite link by a new one",
        &[],
    ),
    single("get_full_info", "getChat", "Gets all facts about the chat", &[]),
    single("get_administrators", "getChatAdministrators", "Gets the administrators", &[]),
    single("get_member", "getChatMember", "Gets a member", &[]),
    single("get_member_count", "getChatMemberCount", "Gets the number of members", &[]),
    single("leave", "leaveChat", "Leaves the chat", &[]),
    single("send_action", "sendChatAction", "Shows an action of the bot, such as typing", &[]),
];

const ON_USER: &[Single] =
    &[single("get_profile_photos", "getUserProfilePhotos", "Gets the profile photos", &[])];

const fn single(
    name: &'static str,
    method: &'static str,
    doc: &'static str,
    arguments: &'static [&'static str],
) -> Single {
    Single { name, method, doc, arguments }
}

const QUERY: &str = "self.id.clone()";
const JOIN: &[Fill] = &[CHAT, ("user_id", "self.from.id")];

pub(crate) const GROUPS: &[Group] = &[
    Group {
        on: "Message",
        fill: &[("from_chat_id", "self.chat.id"), MESSAGE],
        shortcuts: FROM_HERE,
    },
    Group { on: "Message", fill: &[CHAT, MESSAGE, BUSINESS], shortcuts: ON_MESSAGE },
    Group { on: "Message", fill: &[CHAT, TOPIC, BUSINESS], shortcuts: BESIDE_MESSAGE },
    Group { on: "Message", fill: &[CHAT, MESSAGE], shortcuts: SUGGESTED_POST },
    Group {
        on: "Message",
        fill: &[("guest_query_id", "self.guest_query_id.as_deref()?.clone()")],
        shortcuts: &[single(
            "answer_guest_query",
            "answerGuestQuery",
            "Answers this message as a guest query",
            &[],
        )],
    },
    Group {
        on: "Message",
        fill: &[
            CHAT,
            ("receiver_user_id", "self.receiver_user.as_ref()?.id"),
            ("ephemeral_message_id", "self.ephemeral_message_id?"),
        ],
        shortcuts: EPHEMERAL,
    },
    Group {
        on: "MaybeInaccessibleMessage",
        fill: &[("from_chat_id", "self.chat().id"), MAYBE_MESSAGE],
        shortcuts: FROM_HERE,
    },
    Group {
        on: "MaybeInaccessibleMessage",
        fill: &[MAYBE_CHAT, MAYBE_MESSAGE, MAYBE_BUSINESS],
        shortcuts: ON_MESSAGE,
    },
    Group {
        on: "MaybeInaccessibleMessage",
        fill: &[MAYBE_CHAT, TOPIC, MAYBE_BUSINESS],
        shortcuts: BESIDE_MESSAGE,
    },
    Group {
        on: "CallbackQuery",
        fill: &[("callback_query_id", QUERY)],
        shortcuts: &[single(
            "answer",
            "answerCallbackQuery",
            "Answers the query; until then, the button shows a progress indicator",
            &[],
        )],
    },
    Group {
        on: "CallbackQuery",
        fill: &[
            ("chat_id", "self.message.as_ref().map(|message| message.chat().id)?"),
            ("message_id", "self.message.as_ref().map(MaybeInaccessibleMessage::message_id)?"),
            ("inline_message_id", "self.inline_message_id.clone()?"),
            (
                "business_connection_id",
                "self.message.as_ref().and_then(|message| message.business_connection_id().cloned())?",
            ),
        ],
        shortcuts: ON_CALLBACK,
    },
    Group {
        on: "InlineQuery",
        fill: &[("inline_query_id", QUERY)],
        shortcuts: &[single("answer", "answerInlineQuery", "Answers the query", &[])],
    },
    Group {
        on: "PreCheckoutQuery",
        fill: &[("pre_checkout_query_id", QUERY)],
        shortcuts: &[single(
            "answer",
            "answerPreCheckoutQuery",
            "Answers the query, which Telegram requires within 10 s",
            &[],
        )],
    },
    Group {
        on: "ShippingQuery",
        fill: &[("shipping_query_id", QUERY)],
        shortcuts: &[single("answer", "answerShippingQuery", "Answers the query", &[])],
    },
    Group {
        on: "ChatJoinRequest",
        fill: JOIN,
        shortcuts: &[
            single("approve", "approveChatJoinRequest", "Approves the request", &[]),
            single("decline", "declineChatJoinRequest", "Declines the request", &[]),
        ],
    },
    Group {
        on: "ChatJoinRequest",
        fill: &[("chat_join_request_query_id", "self.query_id.clone()?")],
        shortcuts: &[
            single(
                "answer_query",
                "answerChatJoinRequestQuery",
                "Answers the query that came with the request",
                &[],
            ),
            single(
                "send_web_app",
                "sendChatJoinRequestWebApp",
                "Answers the query that came with the request with a web app",
                &[],
            ),
        ],
    },
    Group { on: "Chat", fill: &[("chat_id", "self.id")], shortcuts: ON_CHAT },
    Group { on: "ChatId", fill: &[("chat_id", "self")], shortcuts: ON_CHAT },
    Group { on: "User", fill: &[("user_id", "self.id")], shortcuts: ON_USER },
    Group { on: "UserId", fill: &[("user_id", "self")], shortcuts: ON_USER },
    Group {
        on: "Sticker",
        fill: &[("sticker", "self.file_id.as_str()")],
        shortcuts: &[
            single(
                "set_position_in_set",
                "setStickerPositionInSet",
                "Moves the sticker within its set",
                &[],
            ),
            single(
                "delete_from_set",
                "deleteStickerFromSet",
                "Removes the sticker from its set",
                &[],
            ),
        ],
    },
];
