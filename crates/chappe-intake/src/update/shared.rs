//! The state of an intake that its updates share.

use std::{sync::Arc, time::Duration};

use chappe_core::Dispatcher;
use tokio_util::sync::CancellationToken;

use super::{left_lane::LeftLane, waiters::Waiters};
use crate::{
    in_flight::InFlight, lane::Lanes, log_limit::LogLimit, options::Options,
    running_tasks::RunningTasks,
};

/// The state of an intake that its updates share.
pub(crate) struct Shared {
    pub(crate) dispatcher: Dispatcher,
    pub(crate) options: Options,
    pub(crate) in_flight: Arc<InFlight>,
    pub(crate) lanes: Arc<Lanes>,
    pub(crate) waiters: Waiters,
    pub(crate) left_lane: LeftLane,
    /// The tasks of updates, their background tasks and their pending replies.
    pub(crate) tasks: RunningTasks,
    /// Cancelled once no more updates are accepted.
    pub(crate) closed: CancellationToken,
    /// Cancels the tasks of updates.
    pub(crate) cancelled: CancellationToken,
    pub(super) long_waits: LogLimit,
    pub(super) unrequested: LogLimit,
}

impl Shared {
    pub(crate) fn new(dispatcher: Dispatcher, options: Options) -> Self {
        Self {
            dispatcher,
            in_flight: InFlight::new(options.max_in_flight, options.remember),
            lanes: Lanes::new(),
            waiters: Waiters::default(),
            left_lane: LeftLane::new(options.max_detached),
            options,
            tasks: RunningTasks::new(),
            closed: CancellationToken::new(),
            cancelled: CancellationToken::new(),
            long_waits: LogLimit::new(Duration::from_secs(60)),
            unrequested: LogLimit::new(Duration::from_secs(3600)),
        }
    }
}
