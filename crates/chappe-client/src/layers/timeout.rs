//! How long a call may take.

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
    files::Source,
    layers::attempt::{CallFuture, take_ready},
};

/// Gives up calls that take too long, by their class:
///
/// | class | unless set |
/// |---|---|
/// | ordinary | 30 s |
/// | upload | 30 s and 1 s for each 64 KiB; 10 min where a length is not known |
/// | long poll | its own timeout and 15 s |
///
/// A call's [own timeout](Call::with_timeout) goes before. A call that took too
/// long may have been made all the same: see
/// [`is_ambiguous`](Error::is_ambiguous).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct CallTimeoutLayer {
    ordinary: Duration,
    bytes_per_second: u64,
    unknown_length: Duration,
    slack: Duration,
}

impl CallTimeoutLayer {
    /// How long ordinary calls may take, and uploads besides their bytes.
    pub fn ordinary(mut self, timeout: Duration) -> Self {
        self.ordinary = timeout;
        self
    }

    /// The slowest an upload may be, in bytes a second.
    ///
    /// # Panics
    ///
    /// Panics on zero.
    #[track_caller]
    pub fn slowest_upload(mut self, bytes_per_second: u64) -> Self {
        assert!(bytes_per_second > 0, "an upload must get on");
        self.bytes_per_second = bytes_per_second;
        self
    }

    /// How long an upload may take whose length nobody knows.
    pub fn unknown_length(mut self, timeout: Duration) -> Self {
        self.unknown_length = timeout;
        self
    }

    /// How long a long poll may take beyond its own timeout.
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

/// The bytes of a call's files; `None` if one does not tell.
async fn size(call: &Call) -> Option<u64> {
    let mut size: u64 = 0;
    for file in call.files() {
        let bytes = match file.content() {
            UploadContent::Bytes(bytes) => bytes.len() as u64,
            // One that is not there fails soon enough.
            UploadContent::Path(path) => {
                tokio::fs::metadata(path).await.map_or(0, |metadata| metadata.len())
            }
            UploadContent::Other(content) => Source::of(content)?.length()?,
            _ => return None,
        };
        size = size.saturating_add(bytes);
    }
    Some(size)
}

impl<S> Layer<S> for CallTimeoutLayer {
    type Service = Timeout<S>;

    fn layer(&self, inner: S) -> Timeout<S> {
        Timeout { inner, limits: *self }
    }
}

/// A service that gives up; made by [`CallTimeoutLayer`].
#[derive(Clone, Debug)]
pub struct Timeout<S> {
    inner: S,
    limits: CallTimeoutLayer,
}

impl<S> Service<Call> for Timeout<S>
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
