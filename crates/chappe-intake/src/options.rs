//! Options of an intake.

use std::{fmt, sync::Arc, time::Duration};

use chappe_core::{BoxError, Reply};
use chappe_types::UpdateType;
use tokio::sync::Semaphore;

use crate::{
    lane::LaneBy,
    reply::{ReplyBody, ReplySender},
};

/// What to do with an update whose failure no error observer handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// Log the failure; the update counts as handled.
    Acknowledge,
    /// Run the update again: a webhook answers 503, so that Telegram delivers it again; polling
    /// runs it again itself, a limited number of times.
    Redeliver,
}

/// When an update whose handler has left its lane is completed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnLeave {
    /// Immediately.
    #[default]
    Acknowledge,
    /// Once its handler and background tasks have ended, or the source calls
    /// [`Intake::acknowledge`](crate::Intake::acknowledge).
    Wait,
}

/// Decides what to do with a failed update.
pub type Policy = Arc<dyn Fn(&BoxError) -> OnFailure + Send + Sync>;

/// Renders a reply for the source's response; returns `None` if the reply must be sent by a call.
pub type RenderReply = Arc<dyn Fn(&Reply) -> Option<ReplyBody> + Send + Sync>;

/// Options of an [`Intake`](crate::Intake).
#[derive(Clone)]
pub struct Options {
    /// How long a handler may take before it is cancelled. Defaults to no limit.
    pub handler_timeout: Option<Duration>,
    /// How many updates may be in flight at a time, including those that wait for their turn.
    /// Defaults to no limit.
    pub max_in_flight: usize,
    /// Which updates form a lane. Defaults to those of a chat.
    pub lane_by: LaneBy,
    /// The kinds of update that the source requests. Defaults to the dispatcher's
    /// [`allowed_updates`](chappe_core::Dispatcher::allowed_updates).
    pub kinds: Option<Vec<UpdateType>>,
    /// When an update whose handler has left its lane is completed. Defaults to
    /// [`OnLeave::Acknowledge`].
    pub on_leave: OnLeave,
    /// Whether an update is completed as soon as it is accepted. It still counts for
    /// `max_in_flight` until it ends. Defaults to `false`.
    pub acknowledges_on_receipt: bool,
    /// How many completed updates whose handler has left its lane may run without counting for
    /// `max_in_flight`. Further ones count until they end; with [`OnLeave::Wait`], they are also
    /// completed only when they end. Defaults to 10,000.
    pub max_detached: usize,
    /// Limits how many handlers run at a time: an update acquires a permit after its turn in its
    /// lane has come, and its handler holds it while it is in the lane. Several intakes may share
    /// the semaphore. Defaults to no limit.
    pub running: Option<Arc<Semaphore>>,
    /// The minimum number of handled updates whose ids are remembered, so that they do not run
    /// again when they are delivered again. Unless it is 0, those of the last two minutes are
    /// remembered too. Defaults to 0: handled updates are not deduplicated.
    ///
    /// Memory is bounded. Above its limit, both rules cover only the last 16 million ids if they
    /// are consecutive, as Telegram's are, and only the last 262,144 if they are random.
    pub remember: usize,
    /// Sends the replies that are not part of a response. By default, they are dropped with a
    /// warning.
    pub replies: ReplySender,
    /// Renders the replies that may be part of the source's response. Defaults to none: all
    /// replies are sent by calls.
    pub render_reply: RenderReply,
    /// What to do with updates whose failure no error observer handled. Defaults to
    /// [`OnFailure::Acknowledge`], which also applies if the policy panics.
    pub on_failure: Policy,
    /// How many times the intake runs an update in total if the policy returns
    /// [`OnFailure::Redeliver`]. The pause before the second run is 1 s; it doubles with each run,
    /// up to 60 s. Defaults to `None`: the update runs once, then completes with
    /// [`Completion::Redeliver`](crate::Completion::Redeliver).
    pub tries: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            handler_timeout: None,
            max_in_flight: usize::MAX,
            lane_by: LaneBy::Chat,
            kinds: None,
            on_leave: OnLeave::Acknowledge,
            acknowledges_on_receipt: false,
            max_detached: 10_000,
            running: None,
            remember: 0,
            replies: ReplySender::default(),
            render_reply: Arc::new(|_| None),
            on_failure: Arc::new(|_| OnFailure::Acknowledge),
            tries: None,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("handler_timeout", &self.handler_timeout)
            .field("max_in_flight", &self.max_in_flight)
            .field("lane_by", &self.lane_by)
            .field("on_leave", &self.on_leave)
            .field("running", &self.running)
            .field("remember", &self.remember)
            .field("replies", &self.replies)
            .field("tries", &self.tries)
            .finish_non_exhaustive()
    }
}
