//! The methods of the Bot API.

mod album;
mod answer;
mod boosts;
mod buttons;
mod chat;
mod chat_settings;
mod checklist;
mod connections;
mod content;
mod drafts;
mod edit;
mod ephemeral;
mod external_reply;
mod forward;
mod games;
mod gifts;
mod inline_content;
mod input_sticker;
mod invitations;
mod invoices;
mod link_preview;
mod live_locations;
mod media;
mod member_settings;
mod members;
mod menu_button;
mod message;
mod paid_media;
mod people;
mod permissions;
mod poll;
mod poll_media;
mod profile;
mod profile_media;
mod reactions;
mod removed_reactions;
mod rich;
mod rights;
mod run;
mod send;
mod settings;
mod stars;
mod sticker_sets;
mod stickers;
mod stories;
mod threads;
mod topics;
mod web_apps;
mod web_files;
mod webhook;

pub(crate) use self::{
    album::{check as check_album, may_replace},
    content::has_caption,
    forward::new_groups,
    inline_content::inline_content,
    media::{insert as insert_media, media_of},
    people::content_by,
    reactions::exists as is_reaction,
    rights::permission_for,
    run::{Context, is_implemented, run},
    web_apps::send_via_bot,
    web_files::{WebFile, web_files},
};
