//! Extractors: what handlers and middleware functions take as arguments.

mod command_args;
mod event;
mod extension;
mod from_app;
mod from_request;
mod ids;
mod optional;
mod rejection;
mod state;
mod text;

pub use self::{
    command_args::CommandArgs,
    event::Event,
    extension::{Extension, MissingExtension},
    from_app::{AppContext, FromApp},
    from_request::FromRequest,
    rejection::{Missing, Requirement},
    state::{FromRef, State},
    text::Text,
};
