//! An update from its admission to its end.

mod left_lane;
mod replies;
mod running_update;
mod shared;
mod turn;
mod waiters;
mod warnings;

pub(crate) use self::{
    running_update::RunningUpdate,
    shared::Shared,
    waiters::{Awaited, Matches, Registration, Transfer},
    warnings::kind_of,
};
