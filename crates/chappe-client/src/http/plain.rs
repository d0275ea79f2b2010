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

use crate::{
    http::{
        body::BoxHttp,
        connector::{ConnectFuture, pooled_client},
        proxy::{Proxy, ProxyConnector},
    },
    server::ApiServer,
};

/// The cause and the remedy.
const NO_TLS: &str = "HTTPS needs the feature `tls`, or a custom connector or transport";

/// Returns the client of a bot without a custom connector or transport.
///
/// # Errors
///
/// Fails if the server is reached over HTTPS.
pub(crate) fn default_client(
    server: &ApiServer,
    proxy: Option<Proxy>,
    timeout: Duration,
) -> Result<BoxHttp, &'static str> {
    if server.is_https() {
        return Err(NO_TLS);
    }
    Ok(pooled_client(PlainConnector(ProxyConnector::new(proxy)), timeout))
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
        Box::pin(ready(Err(NO_TLS.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::Bot;

    #[test]
    fn without_tls_a_bot_of_telegrams_server_is_not_built() {
        let token = || "42:AAF-secret_of-thirty-five-characters".parse().unwrap();
        let error = Bot::new(token()).unwrap_err();
        assert_eq!(error.to_string(), NO_TLS);
        let here = ApiServer::new("http://127.0.0.1:8081").unwrap();
        assert!(Bot::builder(token()).server(here).build().is_ok());
    }
}
