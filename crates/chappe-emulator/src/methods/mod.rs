//! The methods of the Bot API.

mod album;
mod answer;
mod boosts;
mod buttons;
mod chat;
mod checklist;
mod connections;
mod content;
mod edit;
mod forward;
mod gifts;
mod invoices;
mod media;
mod members;
mod message;
mod paid_media;
mod poll;
mod profile;
mod reactions;
mod rights;
mod run;
mod send;
mod settings;
mod stars;
mod sticker_sets;
mod stub;
mod threads;
mod webhook;

pub(crate) use self::{
    forward::is_content,
    media::insert as insert_media,
    rights::permission_for,
    run::{Context, run},
};
