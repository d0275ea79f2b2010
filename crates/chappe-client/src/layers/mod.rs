//! Layers around calls.

mod attempt;
mod backoff;
mod defaults;
#[cfg(test)]
mod defaults_by_schema;
mod flood_limit;
mod gcra;
mod maybe;
#[cfg(feature = "metrics")]
mod metrics;
mod migration;
mod pauses;
mod prepare;
mod retry;
mod retry_after;
mod shapes;
mod timeout;
mod trace;
mod window;

#[cfg(feature = "metrics")]
pub use self::metrics::{CallMetricsLayer, Metrics};
pub use self::{
    attempt::CallFuture,
    backoff::Backoff,
    defaults::{Defaults, DefaultsLayer, Filled},
    flood_limit::{FloodLimit, FloodLimitLayer},
    gcra::Quota,
    migration::{Migration, MigrationLayer},
    retry::{Retry, RetryLayer},
    retry_after::{RetryAfter, RetryAfterLayer},
    timeout::{CallTimeoutLayer, Timeout},
    trace::{CallTraceLayer, Trace},
};
pub(crate) use self::{attempt::attempt, maybe::Maybe, prepare::PrepareLayer};
