//! Telegram's limits of texts.

/// The most UTF-16 code units of a message's text.
///
/// Source: Bot API 10.3, [`sendMessage`](https://core.telegram.org/bots/api#sendmessage).
pub const MAX_TEXT: usize = 4096;

/// The most UTF-16 code units of a caption.
///
/// Source: Bot API 10.3, [`sendPhoto`](https://core.telegram.org/bots/api#sendphoto).
pub const MAX_CAPTION: usize = 1024;
