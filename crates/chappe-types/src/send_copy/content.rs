//! From the content of a message to the method that sends it.

use super::{cannot_copy::CannotCopy, paid_media, poll, send_copy::SendCopy};
use crate::{
    InputFile, LivePhoto, Message, MessageEntity, PhotoSize, Recipient, SendAnimation, SendAudio,
    SendContact, SendDice, SendDocument, SendLivePhoto, SendLocation, SendMessage, SendPhoto,
    SendSticker, SendVenue, SendVideo, SendVideoNote, SendVoice,
};

/// Sets the caption, whose entities are set even if there are none: a default parse mode must not
/// apply to it.
macro_rules! with_caption {
    ($message:expr, $method:expr) => {{
        let mut method = $method;
        method.caption.clone_from(&$message.caption);
        method.caption_entities = caption_entities($message);
        method
    }};
}
pub(super) use with_caption;

/// Sets the caption, and how the media is shown.
macro_rules! with_looks {
    ($message:expr, $method:expr) => {{
        let mut method = with_caption!($message, $method);
        method.show_caption_above_media = $message.show_caption_above_media;
        method.has_spoiler = $message.has_media_spoiler;
        method
    }};
}

/// Returns the method that sends the content of a message to a chat.
pub(super) fn method(message: &Message, chat: Recipient) -> Result<SendCopy, CannotCopy> {
    Ok(match copied(message)? {
        Copied::Text(text) => {
            let mut method = SendMessage::new(chat, text);
            method.entities = Some(message.entities.clone().unwrap_or_default());
            method.link_preview_options.clone_from(&message.link_preview_options);
            method.into()
        }
        Copied::File(file) => of_file(message, &file, chat),
        Copied::Other(other) => of_other(message, other, chat)?,
    })
}

/// Content that can be sent again.
enum Copied<'a> {
    Text(&'a crate::Str),
    File(File<'a>),
    Other(Other<'a>),
}

enum File<'a> {
    Animation(&'a crate::Animation),
    Audio(&'a crate::Audio),
    Document(&'a crate::Document),
    LivePhoto(&'a LivePhoto, InputFile),
    Photo(&'a PhotoSize),
    Sticker(&'a crate::Sticker),
    Video(&'a crate::Video),
    VideoNote(&'a crate::VideoNote),
    Voice(&'a crate::Voice),
}

#[derive(Clone, Copy)]
enum Other<'a> {
    Contact(&'a crate::Contact),
    Dice(&'a crate::Dice),
    Location(&'a crate::Location),
    PaidMedia(&'a crate::PaidMediaInfo),
    Poll(&'a crate::Poll),
    Venue(&'a crate::Venue),
}

/// Finds the content. A message with an animation has a document too, one with a live photo a
/// photo, and one with a venue a location.
fn copied(message: &Message) -> Result<Copied<'_>, CannotCopy> {
    let file = if let Some(animation) = &message.animation {
        File::Animation(animation)
    } else if let Some(live_photo) = &message.live_photo {
        let still = live_photo.photo.as_deref().or(message.photo.as_deref());
        let still = still.and_then(largest).ok_or_else(|| {
            CannotCopy::new("live_photo", "Telegram does not send its static photo")
        })?;
        File::LivePhoto(live_photo, InputFile::from(&still.file_id))
    } else if let Some(audio) = &message.audio {
        File::Audio(audio)
    } else if let Some(document) = &message.document {
        File::Document(document)
    } else if let Some(photo) = message.photo.as_deref().and_then(largest) {
        File::Photo(photo)
    } else if let Some(sticker) = &message.sticker {
        File::Sticker(sticker)
    } else if let Some(video) = &message.video {
        File::Video(video)
    } else if let Some(note) = &message.video_note {
        File::VideoNote(note)
    } else if let Some(voice) = &message.voice {
        File::Voice(voice)
    } else if let Some(text) = &message.text {
        return Ok(Copied::Text(text));
    } else {
        return other(message).map(Copied::Other);
    };
    Ok(Copied::File(file))
}

/// Finds content that is neither a text nor a file.
fn other(message: &Message) -> Result<Other<'_>, CannotCopy> {
    Ok(if let Some(contact) = &message.contact {
        Other::Contact(contact)
    } else if let Some(dice) = &message.dice {
        Other::Dice(dice)
    } else if let Some(venue) = &message.venue {
        Other::Venue(venue)
    } else if let Some(location) = &message.location {
        Other::Location(location)
    } else if let Some(media) = &message.paid_media {
        Other::PaidMedia(media)
    } else if let Some(poll) = &message.poll {
        Other::Poll(poll)
    } else {
        return Err(not_copied(message));
    })
}

fn of_file(message: &Message, file: &File<'_>, chat: Recipient) -> SendCopy {
    match file {
        File::Animation(animation) => {
            with_looks!(message, SendAnimation::new(chat, &animation.file_id)).into()
        }
        File::Audio(audio) => with_caption!(message, SendAudio::new(chat, &audio.file_id)).into(),
        File::Document(document) => {
            with_caption!(message, SendDocument::new(chat, &document.file_id)).into()
        }
        File::LivePhoto(live, still) => {
            let method = SendLivePhoto::new(chat, &live.file_id, still.clone());
            with_looks!(message, method).into()
        }
        File::Photo(photo) => with_looks!(message, SendPhoto::new(chat, &photo.file_id)).into(),
        File::Sticker(sticker) => SendSticker::new(chat, &sticker.file_id).into(),
        File::Video(video) => {
            let mut method = with_looks!(message, SendVideo::new(chat, &video.file_id));
            method.cover = video.cover.as_deref().and_then(file_of);
            method.start_timestamp = video.start_timestamp;
            method.into()
        }
        File::VideoNote(note) => SendVideoNote::new(chat, &note.file_id).into(),
        File::Voice(voice) => with_caption!(message, SendVoice::new(chat, &voice.file_id)).into(),
    }
}

fn of_other(message: &Message, other: Other<'_>, chat: Recipient) -> Result<SendCopy, CannotCopy> {
    Ok(match other {
        Other::Contact(contact) => {
            let mut method = SendContact::new(chat, &contact.phone_number, &contact.first_name);
            method.last_name.clone_from(&contact.last_name);
            method.vcard.clone_from(&contact.vcard);
            method.into()
        }
        Other::Dice(dice) => SendDice::new(chat).emoji(&dice.emoji).into(),
        Other::Location(location) => {
            let mut method = SendLocation::new(chat, location.latitude, location.longitude);
            method.horizontal_accuracy = location.horizontal_accuracy;
            method.into()
        }
        Other::PaidMedia(media) => paid_media::method(message, media, chat)?.into(),
        Other::Poll(poll) => poll::method(poll, chat)?.into(),
        Other::Venue(venue) => {
            let at = &venue.location;
            let mut method =
                SendVenue::new(chat, at.latitude, at.longitude, &venue.title, &venue.address);
            method.foursquare_id.clone_from(&venue.foursquare_id);
            method.foursquare_type.clone_from(&venue.foursquare_type);
            method.google_place_id.clone_from(&venue.google_place_id);
            method.google_place_type.clone_from(&venue.google_place_type);
            method.into()
        }
    })
}

/// Returns the entities of the caption, if there is one.
pub(super) fn caption_entities(message: &Message) -> Option<Vec<MessageEntity>> {
    message.caption.as_ref()?;
    Some(message.caption_entities.as_deref().cloned().unwrap_or_default())
}

/// Returns the largest size of a photo.
pub(super) fn largest(sizes: &[PhotoSize]) -> Option<&PhotoSize> {
    sizes.iter().max_by_key(|size| size.width.saturating_mul(size.height))
}

/// Returns the largest size of a photo as a file to send.
pub(super) fn file_of(sizes: &[PhotoSize]) -> Option<InputFile> {
    largest(sizes).map(|size| InputFile::from(&size.file_id))
}

/// Returns the error of content that cannot be sent again.
fn not_copied(message: &Message) -> CannotCopy {
    macro_rules! table {
        ($($field:ident: $reason:expr,)+) => {
            $(if message.$field.is_some() {
                return CannotCopy::new(stringify!($field), $reason);
            })+
        };
    }
    table! {
        checklist: "checklists are sent for business accounts only",
        game: "Telegram does not send the name of the game",
        invoice: "Telegram does not send its prices and payload",
        rich_message: "what is received is not what is sent; use `copy_to`",
        story: "stories can only be forwarded",
        giveaway: "giveaways can only be forwarded",
        giveaway_winners: "giveaways can only be forwarded",
        new_chat_members: SERVICE,
        left_chat_member: SERVICE,
        chat_owner_left: SERVICE,
        chat_owner_changed: SERVICE,
        new_chat_title: SERVICE,
        new_chat_photo: SERVICE,
        delete_chat_photo: SERVICE,
        group_chat_created: SERVICE,
        supergroup_chat_created: SERVICE,
        channel_chat_created: SERVICE,
        message_auto_delete_timer_changed: SERVICE,
        migrate_to_chat_id: SERVICE,
        migrate_from_chat_id: SERVICE,
        pinned_message: SERVICE,
        successful_payment: SERVICE,
        refunded_payment: SERVICE,
        users_shared: SERVICE,
        chat_shared: SERVICE,
        gift: SERVICE,
        unique_gift: SERVICE,
        gift_upgrade_sent: SERVICE,
        connected_website: SERVICE,
        write_access_allowed: SERVICE,
        passport_data: SERVICE,
        proximity_alert_triggered: SERVICE,
        boost_added: SERVICE,
        chat_background_set: SERVICE,
        checklist_tasks_done: SERVICE,
        checklist_tasks_added: SERVICE,
        direct_message_price_changed: SERVICE,
        forum_topic_created: SERVICE,
        forum_topic_edited: SERVICE,
        forum_topic_closed: SERVICE,
        forum_topic_reopened: SERVICE,
        general_forum_topic_hidden: SERVICE,
        general_forum_topic_unhidden: SERVICE,
        giveaway_created: SERVICE,
        giveaway_completed: SERVICE,
        managed_bot_created: SERVICE,
        paid_message_price_changed: SERVICE,
        poll_option_added: SERVICE,
        poll_option_deleted: SERVICE,
        suggested_post_approved: SERVICE,
        suggested_post_approval_failed: SERVICE,
        suggested_post_declined: SERVICE,
        suggested_post_paid: SERVICE,
        suggested_post_refunded: SERVICE,
        video_chat_scheduled: SERVICE,
        video_chat_started: SERVICE,
        video_chat_ended: SERVICE,
        video_chat_participants_invited: SERVICE,
        web_app_data: SERVICE,
        community_chat_added: SERVICE,
        community_chat_removed: SERVICE,
        community_chat_joined: SERVICE,
    }
    CannotCopy::new("unknown", "this version does not define its content")
}

const SERVICE: &str = "it is a service message, which only Telegram sends";
