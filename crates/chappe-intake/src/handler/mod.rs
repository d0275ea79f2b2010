//! The API of handlers: their lane, and background tasks.

mod background;
mod lane;
mod next_error;
mod unordered;

pub use self::{
    background::{Background, NoSource},
    lane::Lane,
    next_error::NextError,
    unordered::{Unordered, unordered},
};
