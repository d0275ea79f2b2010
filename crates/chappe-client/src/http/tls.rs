//! The default client with TLS: rustls on ring, with the root certificates of webpki.

use std::time::Duration;

use hyper_rustls::HttpsConnectorBuilder;

use crate::{
    http::{
        body::BoxHttp,
        connector::pooled_client,
        proxy::{Proxy, ProxyConnector},
    },
    server::ApiServer,
};

/// Returns the client of a bot without a custom connector or transport.
#[expect(clippy::unnecessary_wraps, reason = "without the feature `tls`, it fails")]
pub(crate) fn default_client(
    _: &ApiServer,
    proxy: Option<Proxy>,
    timeout: Duration,
) -> Result<BoxHttp, &'static str> {
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
        .expect("ring supports the TLS versions that rustls requires")
        .https_or_http()
        .enable_http1()
        .wrap_connector(ProxyConnector::new(proxy));
    Ok(pooled_client(connector, timeout))
}
