//! The methods of the Bot API.

mod answer;
mod chat;
mod content;
mod edit;
mod media;
mod message;
mod run;
mod send;
mod settings;
mod stub;
mod webhook;

pub(crate) use self::{
    chat::described,
    media::shown,
    run::{Context, run},
};
