//! What the bot does, as clients show it below the chat's title.

mod guard;
mod layer;

pub use self::{guard::ChatActionGuard, layer::ChatActions};
