//! The default client without TLS: plain HTTP only.

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
    connector::{ConnectFuture, pooled_client},
    proxy::{Proxy, ProxyConnector},
};

/// Returns the client of a bot without a custom connector or transport.
pub(crate) fn default_client(proxy: Option<Proxy>, timeout: Duration) -> BoxHttp {
    pooled_client(PlainConnector(ProxyConnector::new(proxy)), timeout)
}

/// Refuses every scheme except `http`, so that no token is sent unencrypted by mistake.
#[derive(Clone)]
struct PlainConnector(ProxyConnector);

impl Service<Uri> for PlainConnector {
    type Response = TokioIo<TcpStream>;
    type Error = BoxError;
    type Future = ConnectFuture<Self::Response>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        if uri.scheme_str() == Some("http") {
            return self.0.call(uri);
        }
        let remedy = "HTTPS needs the feature `tls`, or a custom connector or transport";
        Box::pin(ready(Err(remedy.into())))
    }
}
