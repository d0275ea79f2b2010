//! The builder of albums.

use super::error::{Fault, MediaGroupError};
use crate::{
    AlbumMedia, InputFile, InputMediaAudio, InputMediaDocument, InputMediaLivePhoto,
    InputMediaPhoto, InputMediaVideo, MessageEntity, ParseMode, Recipient, SendMediaGroup, Str,
};

/// The builder of an album: 2–10 photos, videos and live photos, or 2–10 documents, or 2–10
/// audios.
///
/// Telegram's limits are checked when the album is built.
///
/// # Example
///
/// ```
/// use chappe::types::{FileId, InputMediaVideo, MediaGroup};
///
/// let album = MediaGroup::new()
///     .photo(FileId::from("photo"))
///     .media(InputMediaVideo::new(FileId::from("video")).has_spoiler(true))
///     .caption("The journey")
///     .send_to(42)?;
/// assert_eq!(album.media.len(), 2);
///
/// let mixed = MediaGroup::new().photo(FileId::from("a")).document(FileId::from("b")).build();
/// assert_eq!(mixed.unwrap_err().item(), Some(1));
/// # Ok::<(), chappe::types::MediaGroupError>(())
/// ```
///
/// Source: Bot API 10.3, [`sendMediaGroup`](https://core.telegram.org/bots/api#sendmediagroup).
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use = "a builder does nothing until `send_to` or `build` is called"]
pub struct MediaGroup {
    media: Vec<AlbumMedia>,
    caption: Option<Str>,
    caption_entities: Option<Vec<MessageEntity>>,
    parse_mode: Option<ParseMode>,
}

impl MediaGroup {
    /// Creates an album without items.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an item with options of its own.
    pub fn media(mut self, media: impl Into<AlbumMedia>) -> Self {
        self.media.push(media.into());
        self
    }

    /// Adds a photo.
    pub fn photo(self, photo: impl Into<InputFile>) -> Self {
        self.media(InputMediaPhoto::new(photo))
    }

    /// Adds a video.
    pub fn video(self, video: impl Into<InputFile>) -> Self {
        self.media(InputMediaVideo::new(video))
    }

    /// Adds a live photo: its video, and its static photo.
    pub fn live_photo(self, video: impl Into<InputFile>, photo: impl Into<InputFile>) -> Self {
        self.media(InputMediaLivePhoto::new(video, photo))
    }

    /// Adds a document.
    pub fn document(self, document: impl Into<InputFile>) -> Self {
        self.media(InputMediaDocument::new(document))
    }

    /// Adds an audio.
    pub fn audio(self, audio: impl Into<InputFile>) -> Self {
        self.media(InputMediaAudio::new(audio))
    }

    /// Sets the caption of the album, at most 1,024 UTF-16 code units.
    ///
    /// Telegram's clients show the caption below an album if one of its photos and videos has
    /// one, and the caption of a document or audio below that file. The caption is therefore that
    /// of the first photo or video, or of the last document or audio.
    pub fn caption(mut self, caption: impl Into<Str>) -> Self {
        self.caption = Some(caption.into());
        self
    }

    /// Sets the entities of the caption of the album.
    pub fn caption_entities(mut self, entities: Vec<MessageEntity>) -> Self {
        self.caption_entities = Some(entities);
        self
    }

    /// Sets the markup of the caption of the album. The length of a caption with markup is not
    /// checked.
    pub fn parse_mode(mut self, mode: impl Into<ParseMode>) -> Self {
        self.parse_mode = Some(mode.into());
        self
    }

    /// Returns the number of items.
    pub fn len(&self) -> usize {
        self.media.len()
    }

    /// Returns whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.media.is_empty()
    }

    /// Returns the method that sends the album to a chat.
    ///
    /// # Errors
    ///
    /// Fails as [`build`](Self::build) does.
    pub fn send_to(self, chat: impl Into<Recipient>) -> Result<SendMediaGroup, MediaGroupError> {
        Ok(SendMediaGroup::new(chat, self.build()?))
    }

    /// Returns the items, for a shortcut such as
    /// [`answer_media_group`](crate::Message::answer_media_group).
    ///
    /// # Errors
    ///
    /// Fails if Telegram would reject the album: it does not have 2–10 items, an item does not go
    /// with the first one, a caption is too long, or an entity is not inside of its caption.
    pub fn build(self) -> Result<Vec<AlbumMedia>, MediaGroupError> {
        self.checked().map_err(MediaGroupError)
    }

    fn checked(mut self) -> Result<Vec<AlbumMedia>, Fault> {
        let Some(first) = self.media.first().map(kind) else { return Err(Fault::TooFew(0)) };
        match self.media.len() {
            1 => return Err(Fault::TooFew(1)),
            2..=10 => {}
            items => return Err(Fault::TooMany(items)),
        }
        for (item, media) in self.media.iter().enumerate() {
            if family(kind(media)) != family(first) {
                return Err(Fault::Mixed { item, kind: kind(media), first });
            }
        }
        self.set_caption(first)?;
        for (item, media) in self.media.iter().enumerate() {
            check_caption(item, media)?;
        }
        Ok(self.media)
    }

    /// Sets the caption of the album on one of its items.
    fn set_caption(&mut self, first: &str) -> Result<(), Fault> {
        let Some(caption) = self.caption.take() else { return Ok(()) };
        let item = if is_visual(first) { 0 } else { self.media.len() - 1 };
        let Some(media) = self.media.get_mut(item) else { return Ok(()) };
        let fields = caption_of(media);
        if fields.text.is_some() {
            return Err(Fault::TwoCaptions { item });
        }
        *fields.text = Some(caption);
        *fields.entities = self.caption_entities.take();
        *fields.parse_mode = self.parse_mode.take();
        Ok(())
    }
}

/// The fields of an item's caption.
struct CaptionOf<'a> {
    text: &'a mut Option<Str>,
    entities: &'a mut Option<Vec<MessageEntity>>,
    parse_mode: &'a mut Option<ParseMode>,
}

/// Evaluates an expression with the item, whatever its kind is.
macro_rules! fields {
    ($media:expr, $item:ident => $caption:expr) => {
        match $media {
            AlbumMedia::Audio($item) => $caption,
            AlbumMedia::Document($item) => $caption,
            AlbumMedia::LivePhoto($item) => $caption,
            AlbumMedia::Photo($item) => $caption,
            AlbumMedia::Video($item) => $caption,
        }
    };
}

fn caption_of(media: &mut AlbumMedia) -> CaptionOf<'_> {
    fields!(media, item => CaptionOf {
        text: &mut item.caption,
        entities: &mut item.caption_entities,
        parse_mode: &mut item.parse_mode,
    })
}

fn check_caption(item: usize, media: &AlbumMedia) -> Result<(), Fault> {
    let (caption, entities, is_marked_up) = fields!(media, media => (
        media.caption.as_deref(),
        media.caption_entities.as_deref().unwrap_or_default(),
        media.parse_mode.is_some(),
    ));
    let units = caption.map_or(0, |caption| caption.encode_utf16().count());
    if is_marked_up {
        return Ok(());
    }
    if units > 1_024 {
        return Err(Fault::LongCaption { item, units });
    }
    let is_outside = |entity: &MessageEntity| {
        let end = entity.offset.checked_add(entity.length);
        let end = end.and_then(|end| usize::try_from(end).ok());
        entity.offset < 0 || entity.length < 1 || end.is_none_or(|end| end > units)
    };
    match entities.iter().position(is_outside) {
        Some(entity) => Err(Fault::EntityOutside { item, entity }),
        None => Ok(()),
    }
}

fn kind(media: &AlbumMedia) -> &'static str {
    match media {
        AlbumMedia::Audio(_) => "audio",
        AlbumMedia::Document(_) => "document",
        AlbumMedia::LivePhoto(_) => "live photo",
        AlbumMedia::Photo(_) => "photo",
        AlbumMedia::Video(_) => "video",
    }
}

/// Returns the kind that stands for all kinds that go together.
fn family(kind: &'static str) -> &'static str {
    if is_visual(kind) { "photo" } else { kind }
}

fn is_visual(kind: &str) -> bool {
    matches!(kind, "live photo" | "photo" | "video")
}
