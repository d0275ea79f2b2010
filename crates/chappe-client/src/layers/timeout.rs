//! Timeouts of calls.

use std::{
    task::{Context, Poll},
    time::Duration,
};

use chappe_core::BoxError;
use chappe_types::UploadContent;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    api_response::ApiResponse,
    call::{Call, Class},
    error::{Error, Kind},
    layers::ready::{CallFuture, take_ready},
    upload::UploadSource,
};

/// A layer that limits how long calls take, by their class:
///
/// | class | default |
/// |---|---|
/// | ordinary | 30 s |
/// | upload | 30 s plus 1 s for each 64 KiB; 10 min if a length is unknown |
/// | long poll | the timeout in its parameters plus 15 s |
///
/// A call's [own timeout](Call::with_timeout) overrides these. A call that timed out may have
/// been made: see [`is_ambiguous`](Error::is_ambiguous).
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use chappe::client::CallTimeoutLayer;
///
/// let limits = CallTimeoutLayer::default()
///     .ordinary(Duration::from_secs(10))
///     .slowest_upload(1024 * 1024);
/// # let _ = limits;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct CallTimeoutLayer {
    ordinary: Duration,
    bytes_per_second: u64,
    unknown_length: Duration,
    slack: Duration,
}

impl CallTimeoutLayer {
    /// Sets the timeout of ordinary calls. Uploads have this time in addition to the time for
    /// their bytes. Defaults to 30 s.
    pub fn ordinary(mut self, timeout: Duration) -> Self {
        self.ordinary = timeout;
        self
    }

    /// Sets the slowest acceptable rate of uploads, in bytes per second. Defaults to 64 KiB per
    /// second.
    ///
    /// # Panics
    ///
    /// Panics if the rate is zero.
    #[track_caller]
    pub fn slowest_upload(mut self, bytes_per_second: u64) -> Self {
        assert!(bytes_per_second > 0, "the rate of uploads must not be zero");
        self.bytes_per_second = bytes_per_second;
        self
    }

    /// Sets the timeout of uploads of unknown length. Defaults to 10 min.
    pub fn unknown_length(mut self, timeout: Duration) -> Self {
        self.unknown_length = timeout;
        self
    }

    /// Sets how much longer a long poll may take than the timeout in its parameters. Defaults to
    /// 15 s.
    pub fn slack(mut self, slack: Duration) -> Self {
        self.slack = slack;
        self
    }

    async fn limit(&self, call: &Call) -> Duration {
        if let Some(timeout) = call.timeout() {
            return timeout;
        }
        match call.class() {
            Class::LongPoll(timeout) => timeout.saturating_add(self.slack),
            Class::Upload => match size(call).await {
                Some(bytes) => {
                    let sending = Duration::from_secs(bytes / self.bytes_per_second);
                    self.ordinary.saturating_add(sending)
                }
                None => self.unknown_length,
            },
            Class::Ordinary => self.ordinary,
        }
    }
}

impl Default for CallTimeoutLayer {
    fn default() -> Self {
        Self {
            ordinary: Duration::from_secs(30),
            bytes_per_second: 64 * 1024,
            unknown_length: Duration::from_secs(600),
            slack: Duration::from_secs(15),
        }
    }
}

/// Returns the total size of a call's files; `None` if the length of one is unknown.
async fn size(call: &Call) -> Option<u64> {
    let mut size: u64 = 0;
    for file in call.files() {
        let bytes = match file.content() {
            UploadContent::Bytes(bytes) => bytes.len() as u64,
            // A missing file counts as empty: sending it fails immediately.
            UploadContent::Path(path) => {
                tokio::fs::metadata(path).await.map_or(0, |metadata| metadata.len())
            }
            UploadContent::Other(content) => UploadSource::of(content)?.length()?,
            _ => return None,
        };
        size = size.saturating_add(bytes);
    }
    Some(size)
}

impl<S> Layer<S> for CallTimeoutLayer {
    type Service = CallTimeout<S>;

    fn layer(&self, inner: S) -> CallTimeout<S> {
        CallTimeout { inner, limits: *self }
    }
}

/// The service of [`CallTimeoutLayer`].
#[derive(Clone, Debug)]
pub struct CallTimeout<S> {
    inner: S,
    limits: CallTimeoutLayer,
}

impl<S> Service<Call> for CallTimeout<S>
where
    S: Service<Call, Response = ApiResponse> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    type Response = ApiResponse;
    type Error = BoxError;
    type Future = CallFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, call: Call) -> CallFuture {
        let (mut inner, limits) = (take_ready(&mut self.inner), self.limits);
        Box::pin(async move {
            let limit = limits.limit(&call).await;
            let method = call.method_name();
            match tokio::time::timeout(limit, inner.call(call)).await {
                Ok(result) => result.map_err(Into::into),
                Err(_) => Err(Error::new(method, Kind::TimedOut(limit)).into()),
            }
        })
    }
}
