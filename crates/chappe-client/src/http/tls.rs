//! TLS with the roots of webpki, on ring.

use std::time::Duration;

use hyper_rustls::HttpsConnectorBuilder;

use crate::http::{
    body::BoxHttp,
    connector::{Proxy, Route, client},
};

/// The transport that a bot has unless it brings its own.
pub(crate) fn default(proxy: Option<Proxy>, timeout: Duration) -> BoxHttp {
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
        .expect("ring speaks the versions of TLS that rustls asks for")
        .https_or_http()
        .enable_http1()
        .wrap_connector(Route::new(proxy));
    client(connector, timeout)
}
