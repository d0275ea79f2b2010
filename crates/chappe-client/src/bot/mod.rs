//! The handle of a bot, and its builder.

mod build_error;
mod builder;
mod handle;
mod stack;

pub use self::{
    build_error::BuildError,
    builder::BotBuilder,
    handle::{Bot, SendMethod},
    stack::CallService,
};
