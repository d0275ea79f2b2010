//! The pooled HTTP client over a connector.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use chappe_core::BoxError;
use http::Uri;
use hyper::rt::{Read, Write};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{Connected, Connection},
    },
    rt::{TokioExecutor, TokioTimer},
};
use tower_service::Service;

use crate::http::body::{BoxHttp, RequestBody};

/// How long an idle connection is kept: shorter than the keep-alive of common servers, so
/// that a call rarely uses a connection that the server has just closed.
const IDLE: Duration = Duration::from_secs(30);

/// Returns a client over a connector, which fails if it does not connect within `timeout`.
///
/// The connector's type is erased here: the client, its pool and HTTP are instantiated
/// once, not once per connector.
pub(crate) fn pooled_client<C>(connector: C, timeout: Duration) -> BoxHttp
where
    C: Service<Uri> + Clone + Send + Sync + 'static,
    C::Response: Read + Write + Connection + Unpin + Send + 'static,
    C::Error: Into<BoxError>,
    C::Future: Send + 'static,
{
    build(BoxConnector(Arc::new(move |uri| {
        let mut connector = connector.clone();
        Box::pin(async move {
            poll_fn(|cx| connector.poll_ready(cx)).await.map_err(Into::into)?;
            match tokio::time::timeout(timeout, connector.call(uri)).await {
                Ok(result) => Ok(Box::new(result.map_err(Into::into)?) as BoxIo),
                Err(_) => Err(format!("no connection within {timeout:?}").into()),
            }
        })
    })))
}

fn build(connector: BoxConnector) -> BoxHttp {
    let client: Client<_, RequestBody> = Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE)
        .pool_timer(TokioTimer::new())
        .timer(TokioTimer::new())
        .build(connector);
    BoxHttp::new(client)
}

/// A connection.
trait Io: Read + Write + Connection + Unpin + Send {}

impl<T: Read + Write + Connection + Unpin + Send> Io for T {}

/// A connection with its type erased.
type BoxIo = Box<dyn Io>;

impl Connection for BoxIo {
    fn connected(&self) -> Connected {
        (**self).connected()
    }
}

/// A connector with its type erased. Its clones are cheap: hyper's client clones the
/// connector for each request.
#[derive(Clone)]
struct BoxConnector(Arc<dyn Fn(Uri) -> ConnectFuture<BoxIo> + Send + Sync>);

/// Response future of connectors.
pub(super) type ConnectFuture<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

impl Service<Uri> for BoxConnector {
    type Response = BoxIo;
    type Error = BoxError;
    type Future = ConnectFuture<BoxIo>;

    /// Always ready: readiness of the connector is awaited inside the future.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        (self.0)(uri)
    }
}
