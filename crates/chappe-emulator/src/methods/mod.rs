//! The methods of the Bot API.

mod album;
mod answer;
mod buttons;
mod chat;
mod content;
mod edit;
mod forward;
mod inline_content;
mod input_sticker;
mod media;
mod members;
mod message;
mod payments;
mod poll;
mod profile;
mod profile_media;
mod reactions;
mod rights;
mod run;
mod send;
mod settings;
mod sticker_sets;
mod stickers;
mod threads;
mod web_apps;
mod web_files;
mod webhook;

pub(crate) use self::{
    forward::is_content,
    inline_content::inline_content,
    media::{insert as insert_media, media_of},
    rights::permission_for,
    run::{Context, is_implemented, run},
    web_apps::send_via_bot,
    web_files::{WebFile, web_files},
};
