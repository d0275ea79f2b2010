//! The methods of the Bot API.

mod album;
mod answer;
mod chat;
mod content;
mod edit;
mod forward;
mod media;
mod members;
mod message;
mod poll;
mod profile;
mod rights;
mod run;
mod send;
mod settings;
mod stub;
mod webhook;

pub(crate) use self::{
    forward::is_content,
    media::insert as insert_media,
    rights::permission_for,
    run::{Context, run},
};
