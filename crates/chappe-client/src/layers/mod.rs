//! Layers around calls.

mod backoff;
mod defaults;
#[cfg(test)]
mod defaults_by_schema;
mod either;
mod flood_limit;
mod gcra;
#[cfg(feature = "media-cache")]
mod media_cache;
#[cfg(feature = "metrics")]
mod metrics;
mod migration;
mod nested;
mod pauses;
mod prepare;
mod ready;
mod retry;
mod retry_after;
mod timeout;
mod trace;
mod window;

#[cfg(feature = "media-cache")]
pub use self::media_cache::{
    MediaCache, MediaCacheLayer, MediaKey, MediaStore, MemoryMediaStore, StoreFuture,
};
#[cfg(feature = "metrics")]
pub use self::metrics::{CallMetrics, CallMetricsLayer};
pub use self::{
    backoff::Backoff,
    defaults::{ApplyDefaults, Defaults, DefaultsLayer},
    flood_limit::{FloodLimit, FloodLimitLayer},
    gcra::Quota,
    migration::{Migration, MigrationLayer},
    ready::CallFuture,
    retry::{Retry, RetryLayer},
    retry_after::{RetryAfter, RetryAfterLayer},
    timeout::{CallTimeout, CallTimeoutLayer},
    trace::{CallTrace, CallTraceLayer},
};
pub(crate) use self::{either::Either, prepare::PrepareLayer, ready::call_when_ready};
