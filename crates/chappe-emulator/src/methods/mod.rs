//! The methods of the Bot API.

mod album;
mod answer;
mod buttons;
mod chat;
mod content;
mod drafts;
mod edit;
mod ephemeral;
mod forward;
mod games;
mod live_locations;
mod media;
mod members;
mod message;
mod payments;
mod poll;
mod poll_media;
mod profile;
mod reactions;
mod rich;
mod rights;
mod run;
mod send;
mod settings;
mod sticker_sets;
mod stub;
mod threads;
mod topics;
mod webhook;

pub(crate) use self::{
    forward::is_content,
    media::insert as insert_media,
    rights::permission_for,
    run::{Context, run},
};
