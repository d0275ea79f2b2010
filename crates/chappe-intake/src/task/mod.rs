//! The task that runs an update.

mod calls;
mod failure;
mod guarded_task;
mod timed_out;
mod update_task;

pub use self::timed_out::TimedOut;
pub(crate) use self::{
    calls::{Calls, calls},
    guarded_task::GuardedTask,
    update_task::UpdateTask,
};
