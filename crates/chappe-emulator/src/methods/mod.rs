//! The methods of the Bot API.

mod album;
mod answer;
mod buttons;
mod chat;
mod chat_settings;
mod content;
mod edit;
mod forward;
mod invitations;
mod media;
mod member_settings;
mod members;
mod menu_button;
mod message;
mod payments;
mod permissions;
mod poll;
mod profile;
mod reactions;
mod removed_reactions;
mod rights;
mod run;
mod send;
mod settings;
mod sticker_sets;
mod stub;
mod threads;
mod webhook;

pub(crate) use self::{
    media::insert as insert_media,
    rights::permission_for,
    run::{Context, run},
};
