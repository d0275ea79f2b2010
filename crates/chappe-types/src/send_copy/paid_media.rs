//! Paid media.

use super::{
    cannot_copy::CannotCopy,
    content::{caption_entities, file_of, with_caption},
};
use crate::{
    InputPaidMedia, InputPaidMediaLivePhoto, InputPaidMediaPhoto, InputPaidMediaVideo, Message,
    PaidMedia, PaidMediaInfo, Recipient, SendPaidMedia,
};

/// Returns the method that sends paid media for the same number of stars.
pub(super) fn method(
    message: &Message,
    info: &PaidMediaInfo,
    chat: Recipient,
) -> Result<SendPaidMedia, CannotCopy> {
    let media: Option<Vec<InputPaidMedia>> = info.paid_media.iter().map(item).collect();
    let media = media.ok_or_else(|| {
        CannotCopy::new("paid_media", "the bot has not paid for it, or does not know its kind")
    })?;
    let mut method = with_caption!(message, SendPaidMedia::new(chat, info.star_count, media));
    method.show_caption_above_media = message.show_caption_above_media;
    Ok(method)
}

fn item(media: &PaidMedia) -> Option<InputPaidMedia> {
    match media {
        PaidMedia::Photo(photo) => Some(InputPaidMediaPhoto::new(file_of(&photo.photo)?).into()),
        PaidMedia::LivePhoto(media) => {
            let live = &media.live_photo;
            let still = file_of(live.photo.as_deref()?)?;
            Some(InputPaidMediaLivePhoto::new(&live.file_id, still).into())
        }
        PaidMedia::Video(media) => {
            let mut video = InputPaidMediaVideo::new(&media.video.file_id);
            video.cover = media.video.cover.as_deref().and_then(file_of);
            video.start_timestamp = media.video.start_timestamp;
            Some(video.into())
        }
        PaidMedia::Preview(_) | PaidMedia::Unknown(_) => None,
    }
}
