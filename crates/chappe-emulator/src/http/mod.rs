//! HTTP: the Bot API, files, the control API.

mod answer;
mod broken;
mod events;
mod guard;
mod mangle;
mod page;
mod routes;
mod serve;
mod stream;
mod truncatable;

pub use self::broken::BrokenConnection;
pub(crate) use self::{answer::answer, serve::serve};
