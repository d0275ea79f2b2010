//! What can be set about an intake.

use std::{fmt, sync::Arc, time::Duration};

use chappe_core::{BoxError, Reply};
use chappe_types::UpdateType;
use tokio::sync::Semaphore;

use crate::{
    lane_key::LaneBy,
    replies::{ReplyBody, ReplySender},
};

/// What to do with an update that failed and that no error observer took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// The failure is logged, and the update counts as handled.
    Acknowledge,
    /// The update runs again: a webhook answers 503, so that Telegram sends it
    /// anew; polling runs it again by itself, a few times.
    Redeliver,
}

/// What the source is told of an update whose handler left its lane and goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnLeave {
    /// That it is handled, at once.
    #[default]
    Acknowledge,
    /// Nothing, until all of its work is done or the source asks for it with
    /// [`Intake::acknowledge`](crate::Intake::acknowledge).
    Wait,
}

/// Decides by the failure.
pub type Policy = Arc<dyn Fn(&BoxError) -> OnFailure + Send + Sync>;

/// Renders a reply that travels with the landing; `None` for one that is sent apart.
pub type Carries = Arc<dyn Fn(&Reply) -> Option<ReplyBody> + Send + Sync>;

/// Options of an [`Intake`](crate::Intake).
#[derive(Clone)]
pub struct Options {
    /// How long a handler may take before it is cancelled; without end unless
    /// set.
    pub handler_timeout: Option<Duration>,
    /// How many updates may be unfinished at a time, those that wait for their
    /// turn included; as many as come unless set.
    pub max_in_flight: usize,
    /// Which updates run one at a time, in the order of arrival; those of a chat unless set.
    pub lane_by: LaneBy,
    /// The kinds of update that the source asks for; the dispatcher's
    /// [`allowed_updates`](chappe_core::Dispatcher::allowed_updates) unless set.
    pub kinds: Option<Vec<UpdateType>>,
    /// What the source is told of an update whose handler left its lane.
    pub on_leave: OnLeave,
    /// Whether the source is told that an update is handled as soon as it is accepted; not
    /// unless set. Its room is kept until it is done.
    pub acknowledges_on_receipt: bool,
    /// How many updates may go on whose source was told early that they are handled; 10,000
    /// unless set. Further ones keep their room, and are told of when they are done.
    pub max_detached: usize,
    /// Permits to run a handler, one each; an update takes one after its turn
    /// in its chat has come. Several intakes may share them.
    pub running: Option<Arc<Semaphore>>,
    /// How many handled updates are known at least, so that a repeated one does not run
    /// again; those of the last two minutes are known besides. None unless set.
    ///
    /// Memory is bounded: of ids that follow one another, as Telegram's do, 16 million
    /// are known at most, of ids at random 262,144.
    pub remember: usize,
    /// Sends the replies that no landing carries.
    pub replies: ReplySender,
    /// Which replies travel with the landing, if somebody waits for it, and as what;
    /// none unless set.
    pub carries: Carries,
    /// What becomes of updates whose failure no error observer took; they are
    /// acknowledged unless set, and if the policy panics.
    pub on_failure: Policy,
    /// How often an update may run in all where the policy asks again, after a
    /// pause each; unless set, it is left to the source to send it anew.
    pub tries: Option<u32>,
}

/// The pause before the second try; each later one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

impl Options {
    /// How long to wait before the next try, after `tries` of them.
    pub(crate) fn pause(tries: u32) -> Duration {
        let doubled = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(tries.saturating_sub(1)));
        doubled.min(LONGEST_PAUSE)
    }
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
            carries: Arc::new(|_| None),
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
