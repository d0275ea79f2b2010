//! Formatted texts in methods and objects.

use chappe_types as types;

use crate::tree::FormattedText;

/// Sets a formatted text: implemented by all methods and objects that have a text or a caption with
/// entities.
///
/// # Example
///
/// ```
/// use chappe::text::{SetFormatted as _, bold};
/// use chappe::types::{FileId, SendPhoto};
///
/// let photo = SendPhoto::new(7, FileId::from("AgAC")).formatted(bold("Look!"));
/// assert_eq!(photo.caption.as_deref(), Some("Look!"));
/// assert_eq!(photo.caption_entities.map(|entities| entities.len()), Some(1));
/// ```
pub trait SetFormatted: Sized {
    /// Sets the text or the caption, and its entities. A parse mode that was set is removed.
    #[must_use]
    fn formatted(self, text: impl Into<FormattedText>) -> Self;
}

macro_rules! set_formatted {
    ($($text:ident $entities:ident $mode:ident: $($target:ident)*;)*) => {$($(
        impl SetFormatted for types::$target {
            #[inline]
            fn formatted(mut self, text: impl Into<FormattedText>) -> Self {
                let (text, entities) = text.into().to_entities();
                self.$text = types::Str::from(text).into();
                self.$entities = (!entities.is_empty()).then_some(entities);
                self.$mode = None;
                self
            }
        }
    )*)*};
}

set_formatted! {
    text entities parse_mode:
        EditEphemeralMessageText EditMessageText SendMessage SendMessageDraft;
    message_text entities parse_mode: InputTextMessageContent;
    caption caption_entities parse_mode:
        CopyMessage EditEphemeralMessageCaption EditMessageCaption EditStory
        InlineQueryResultAudio InlineQueryResultCachedAudio InlineQueryResultCachedDocument
        InlineQueryResultCachedGif InlineQueryResultCachedMpeg4Gif InlineQueryResultCachedPhoto
        InlineQueryResultCachedVideo InlineQueryResultCachedVoice InlineQueryResultDocument
        InlineQueryResultGif InlineQueryResultMpeg4Gif InlineQueryResultPhoto
        InlineQueryResultVideo InlineQueryResultVoice InputMediaAnimation InputMediaAudio
        InputMediaDocument InputMediaLivePhoto InputMediaPhoto InputMediaVideo
        InputMediaVoiceNote PostStory SendAnimation SendAudio SendDocument SendLivePhoto
        SendPaidMedia SendPhoto SendVideo SendVoice;
    question question_entities question_parse_mode: SendPoll;
    quote quote_entities quote_parse_mode: ReplyParameters;
    text text_entities parse_mode: InputChecklistTask;
    text text_entities text_parse_mode: GiftPremiumSubscription InputPollOption SendGift;
    title title_entities parse_mode: InputChecklist;
}

#[cfg(test)]
mod tests {
    use chappe_types::{
        EditMessageText, MessageEntity, MessageEntityType, ParseMode, SendMessage, SendPoll,
    };

    use super::*;
    use crate::bold;

    #[test]
    fn the_text_the_entities_and_no_parse_mode_are_set() {
        let entities = vec![MessageEntity::new(MessageEntityType::Bold, 0, 1)];
        let message = SendMessage::new(7, "").parse_mode(ParseMode::Html).formatted(bold("a"));
        assert_eq!(message, SendMessage::new(7, "a").entities(entities.clone()));
        let edit = EditMessageText::new().formatted(bold("a"));
        assert_eq!(edit, EditMessageText::new().text("a").entities(entities.clone()));
        let poll = SendPoll::new(7, "", Vec::new()).formatted(bold("a"));
        assert_eq!((&*poll.question, poll.question_entities), ("a", Some(entities)));
    }

    #[test]
    fn a_text_without_formats_has_no_entities() {
        assert_eq!(SendMessage::new(7, "").formatted("a"), SendMessage::new(7, "a"));
    }
}
