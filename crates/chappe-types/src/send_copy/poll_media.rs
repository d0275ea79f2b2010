//! The media of polls.

use super::content::file_of;
use crate::{
    InputMediaAnimation, InputMediaAudio, InputMediaDocument, InputMediaLink, InputMediaLivePhoto,
    InputMediaLocation, InputMediaPhoto, InputMediaSticker, InputMediaVenue, InputMediaVideo,
    InputPollMedia, InputPollOptionMedia, PollMedia,
};

/// Returns the media of a poll or of its explanation as media to send.
pub(super) fn of_poll(media: &PollMedia) -> Option<InputPollMedia> {
    if let Some(audio) = &media.audio {
        return Some(InputMediaAudio::new(&audio.file_id).into());
    }
    Some(match shared(media) {
        Some(Shared::Animation(media)) => media.into(),
        Some(Shared::LivePhoto(media)) => media.into(),
        Some(Shared::Location(media)) => media.into(),
        Some(Shared::Photo(media)) => media.into(),
        Some(Shared::Venue(media)) => media.into(),
        Some(Shared::Video(media)) => media.into(),
        None => InputMediaDocument::new(&media.document.as_ref()?.file_id).into(),
    })
}

/// Returns the media of an option as media to send.
pub(super) fn of_option(media: &PollMedia) -> Option<InputPollOptionMedia> {
    if let Some(sticker) = &media.sticker {
        return Some(InputMediaSticker::new(&sticker.file_id).into());
    }
    Some(match shared(media) {
        Some(Shared::Animation(media)) => media.into(),
        Some(Shared::LivePhoto(media)) => media.into(),
        Some(Shared::Location(media)) => media.into(),
        Some(Shared::Photo(media)) => media.into(),
        Some(Shared::Venue(media)) => media.into(),
        Some(Shared::Video(media)) => media.into(),
        None => InputMediaLink::new(&media.link.as_ref()?.url).into(),
    })
}

/// Media that both polls and their options can have.
enum Shared {
    Animation(InputMediaAnimation),
    LivePhoto(InputMediaLivePhoto),
    Location(InputMediaLocation),
    Photo(InputMediaPhoto),
    Venue(InputMediaVenue),
    Video(InputMediaVideo),
}

fn shared(media: &PollMedia) -> Option<Shared> {
    Some(if let Some(animation) = &media.animation {
        Shared::Animation(InputMediaAnimation::new(&animation.file_id))
    } else if let Some(live) = &media.live_photo {
        let still = live.photo.as_deref().or(media.photo.as_deref()).and_then(file_of)?;
        Shared::LivePhoto(InputMediaLivePhoto::new(&live.file_id, still))
    } else if let Some(venue) = &media.venue {
        let at = &venue.location;
        let mut input =
            InputMediaVenue::new(at.latitude, at.longitude, &venue.title, &venue.address);
        input.foursquare_id.clone_from(&venue.foursquare_id);
        input.foursquare_type.clone_from(&venue.foursquare_type);
        input.google_place_id.clone_from(&venue.google_place_id);
        input.google_place_type.clone_from(&venue.google_place_type);
        Shared::Venue(input)
    } else if let Some(location) = &media.location {
        let mut input = InputMediaLocation::new(location.latitude, location.longitude);
        input.horizontal_accuracy = location.horizontal_accuracy;
        Shared::Location(input)
    } else if let Some(photo) = media.photo.as_deref().and_then(file_of) {
        Shared::Photo(InputMediaPhoto::new(photo))
    } else {
        let video = media.video.as_ref()?;
        let mut input = InputMediaVideo::new(&video.file_id);
        input.cover = video.cover.as_deref().and_then(file_of);
        input.start_timestamp = video.start_timestamp;
        Shared::Video(input)
    })
}
