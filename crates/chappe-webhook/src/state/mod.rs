//! The state that the clones of a webhook share.

mod identity;
mod running;
mod shared_state;
mod unauthorized_log;

pub(crate) use self::{running::Running, shared_state::SharedState};
