//! Without TLS: plain HTTP only.

use std::{
    future::ready,
    task::{Context, Poll},
    time::Duration,
};

use chappe_core::BoxError;
use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use crate::http::{
    body::BoxHttp,
    connector::{Connecting, Proxy, Route, client},
};

/// The transport that a bot has unless it brings its own.
pub(crate) fn default(proxy: Option<Proxy>, timeout: Duration) -> BoxHttp {
    client(Plain(Route::new(proxy)), timeout)
}

/// Connects to nothing that wants TLS: a token must not go there in the clear.
#[derive(Clone)]
struct Plain(Route);

impl Service<Uri> for Plain {
    type Response = TokioIo<TcpStream>;
    type Error = BoxError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        if uri.scheme_str() == Some("http") {
            return self.0.call(uri);
        }
        let remedy = "HTTPS needs the feature `tls`, a connector or a transport";
        Box::pin(ready(Err(remedy.into())))
    }
}
