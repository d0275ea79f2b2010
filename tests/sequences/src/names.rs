//! What parameters contain, by their names.

/// Texts for parameters of a name.
pub(crate) const TEXTS: &[(&str, &[&str])] = &[
    ("parse_mode", &["HTML", "MarkdownV2", "Markdown", "html", "None"]),
    ("action", &["typing", "upload_photo", "choose_sticker", "dance"]),
    ("emoji", &["🎲", "🎯", "🏀", "⚽", "🎳", "🎰", "👍", "x"]),
    ("currency", &["XTR", "EUR", "USD", "ABC"]),
    ("language_code", &["", "en", "de", "xyz"]),
    (
        "url",
        &["https://bot.example.org/hook", "https://example.org/", "tg://user?id=100000001", ""],
    ),
    ("web_app_url", &["https://example.org/app"]),
    ("photo_url", &["https://example.org/a.jpg"]),
    ("thumbnail_url", &["https://example.org/a.jpg"]),
    ("status", &["member", "administrator", "restricted", "left", "kicked", "creator", "guest"]),
    ("sticker_type", &["regular", "mask", "custom_emoji"]),
    ("sticker_format", &["static", "animated", "video"]),
    ("format", &["static", "animated", "video"]),
    ("style", &["danger", "success", "primary"]),
    ("ip_address", &["127.0.0.1"]),
    ("payload", &["order-1"]),
    ("provider_token", &["", "1:TEST:x"]),
    ("start_parameter", &["", "start"]),
    ("name", &["Name", "set_by_emu42_bot", "set_by_emu43_bot", ""]),
    ("sticker_set_name", &["set_by_emu42_bot"]),
    ("command", &["start", "/help", "Bad Command"]),
    ("phone_number", &["+491234567"]),
    ("game_short_name", &["tetris"]),
    ("callback_data", &["d1", "d2", ""]),
    ("data", &["d1", "d2"]),
    ("outcome", &["handled", "unhandled", "failed"]),
    ("query", &["", "cats"]),
    ("offset", &["", "10"]),
    ("result_id", &["r1", "r2"]),
    ("id", &["r1", "r2", "r3", "r4", "r5", "r6"]),
    ("first_name", &["Ann", "Żółw", ""]),
    ("custom_title", &["captain"]),
    ("tag", &["captain", "🎲"]),
    ("country_code", &["DE"]),
    ("custom_emoji_id", &["5368324170671202286"]),
];

/// Texts for parameters that a message shows.
pub(crate) const SHOWN: &[&str] = &[
    "hi",
    "/start",
    "/start@emu42_bot deep",
    "<b>bold</b> <a href=\"https://example.org\">link</a>",
    "<b>open",
    "*bold* _italic_ `code`",
    "||spoiler|| ~struck~ \\.",
    "look: https://example.org #tag @emu42_bot +491234567 a@example.org",
    "👩‍👩‍👧‍👦 émoji",
    "",
    " \n ",
];

/// Names of shown texts.
pub(crate) const SHOWN_NAMES: [&str; 14] = [
    "text",
    "caption",
    "question",
    "explanation",
    "title",
    "description",
    "message_text",
    "short_description",
    "bio",
    "comment",
    "error_message",
    "custom_description",
    "address",
    "quote",
];

/// The types of an entity.
pub(crate) const ENTITIES: [&str; 8] =
    ["bold", "italic", "code", "pre", "text_link", "text_mention", "spoiler", "dance"];

/// Names of files.
pub(crate) const FILE_NAMES: [&str; 14] = [
    "photo",
    "document",
    "video",
    "audio",
    "voice",
    "animation",
    "sticker",
    "video_note",
    "media",
    "thumbnail",
    "certificate",
    "cover",
    "live_photo",
    "old_sticker",
];

/// Names of lists of updates, and those that they may contain.
pub(crate) const KINDS: [&str; 6] =
    ["message", "callback_query", "chat_member", "message_reaction", "poll", "unknown"];

/// Names with the values of another: `from_chat_id` is the id of a chat.
pub(crate) const SAME: &[(&str, &str)] = &[
    ("from_chat_id", "chat_id"),
    ("sender_chat_id", "chat_id"),
    ("actor_chat_id", "chat_id"),
    ("new_owner_chat_id", "user_id"),
    ("linked_chat_id", "chat_id"),
    ("user", "user_id"),
    ("from", "user_id"),
    ("receiver_user_id", "user_id"),
    ("reply_to_message_id", "message_id"),
    ("from_story_id", "story_id"),
    ("sticker_id", "file_id"),
    ("web_app_query_id", "web_app_query_id"),
];

/// Members of actions with the values of a name that is not their own.
pub(crate) const OF_ACTIONS: &[(&str, &str, &str)] = &[
    ("profiles", "id", "user_id"),
    ("prepared", "id", "result_id"),
    ("prepared_messages", "id", "result_id"),
];

/// The people of every sequence.
pub(crate) const PEOPLE: [i64; 3] = [100_000_001, 100_000_002, 100_000_003];

/// Methods and actions about messages with a certain content.
pub(crate) const WANTED: &[(&str, &str)] = &[
    ("stopPoll", "poll"),
    ("votes", "poll"),
    ("presses", "reply_markup"),
    ("pre_checkout_queries", "invoice"),
    ("shipping_queries", "invoice"),
    ("setGameScore", "game"),
    ("getGameHighScores", "game"),
    ("editMessageChecklist", "checklist"),
    ("checklist_tasks", "checklist"),
    ("paid_media_purchases", "paid_media"),
    ("invoices", "invoice"),
    ("reply_presses", "reply_markup"),
];
