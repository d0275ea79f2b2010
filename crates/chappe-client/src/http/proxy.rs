//! Proxies, and the connector that goes through them.
//!
//! The functions are `#[inline]`: they are compiled in crates that set a proxy, and not in every
//! bot.

use std::{
    error::Error,
    fmt,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use chappe_core::BoxError;
use http::Uri;
use hyper_util::{
    client::{
        legacy::connect::{
            HttpConnector,
            proxy::{SocksV4, SocksV5, Tunnel},
        },
        proxy::matcher::{Intercept, Matcher},
    },
    rt::TokioIo,
};
use tokio::net::TcpStream;
use tower_service::Service;

use crate::http::connector::ConnectFuture;

/// A proxy to connect through.
///
/// # Example
///
/// ```
/// use chappe::client::Proxy;
///
/// let proxy = Proxy::new("socks5h://user:password@127.0.0.1:1080")?;
/// assert_eq!(format!("{proxy:?}"), "Proxy");
/// # Ok::<_, chappe::client::ProxyError>(())
/// ```
#[derive(Clone)]
pub struct Proxy {
    matcher: Arc<Matcher>,
    /// A function pointer that only the constructors set: programs without a proxy do not
    /// link the SOCKS and CONNECT code.
    connect: ConnectThrough,
}

type ConnectThrough = fn(&Intercept, HttpConnector, Uri) -> ConnectFuture<TokioIo<TcpStream>>;

const SCHEMES: [&str; 5] = ["http", "socks4", "socks4a", "socks5", "socks5h"];

impl Proxy {
    /// Creates a proxy from its URL, with user and password if it requires them.
    ///
    /// The scheme is `http` (with `CONNECT`), `socks4` or `socks5`, or, if the proxy is to resolve
    /// host names, `socks4a` or `socks5h`.
    ///
    /// # Errors
    ///
    /// Fails if the text is not a URL, has another scheme, or has an invalid port.
    #[inline]
    pub fn new(url: &str) -> Result<Self, ProxyError> {
        let uri: Uri = url.parse().map_err(|_| ProxyError(()))?;
        let is_scheme = uri.scheme_str().is_some_and(|scheme| SCHEMES.contains(&scheme));
        let after_host = uri.authority().map(|authority| authority.as_str().rsplit_once(':'));
        let has_port = after_host
            .flatten()
            .is_some_and(|(_, rest)| !rest.contains(']') && !rest.contains('@'));
        if !is_scheme || (has_port && uri.port_u16().is_none()) {
            return Err(ProxyError(()));
        }
        Ok(Self::matching(Matcher::builder().all(url).build()))
    }

    /// Creates a proxy from the environment: `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY`,
    /// except for the hosts in `NO_PROXY`.
    #[inline]
    pub fn from_env() -> Self {
        Self::matching(Matcher::from_env())
    }

    #[inline]
    fn matching(matcher: Matcher) -> Self {
        Self { matcher: Arc::new(matcher), connect }
    }
}

/// Does not print the URL, which may contain a password.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proxy")
    }
}

/// The error of an invalid proxy URL. It does not contain the URL, which may contain a
/// password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProxyError(());

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not the URL of a proxy: its scheme must be one of {SCHEMES:?}")
    }
}

impl Error for ProxyError {}

/// A connector for TCP, directly or through a proxy. TLS is a layer on top of it.
#[derive(Clone)]
pub(crate) struct ProxyConnector {
    http: HttpConnector,
    proxy: Option<Proxy>,
}

impl ProxyConnector {
    pub(crate) fn new(proxy: Option<Proxy>) -> Self {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_keepalive(Some(Duration::from_secs(60)));
        Self { http, proxy }
    }
}

impl Service<Uri> for ProxyConnector {
    type Response = TokioIo<TcpStream>;
    type Error = BoxError;
    type Future = ConnectFuture<Self::Response>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.http.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let intercept = self
            .proxy
            .as_ref()
            .and_then(|proxy| Some((proxy.connect, proxy.matcher.intercept(&uri)?)));
        match intercept {
            None => {
                let connecting = self.http.call(uri);
                Box::pin(async move { connecting.await.map_err(Into::into) })
            }
            Some((connect, intercept)) => connect(&intercept, self.http.clone(), uri),
        }
    }
}

/// Adds the default port of SOCKS proxies, 1080, to a URL without a port.
#[inline]
fn with_default_port(uri: Uri) -> Result<Uri, http::Error> {
    let is_socks = uri.scheme_str().is_some_and(|scheme| scheme.starts_with("socks"));
    match (is_socks, uri.port_u16(), uri.host()) {
        (true, None, Some(host)) => with_authority(&uri, &format!("{host}:1080")),
        _ => Ok(uri),
    }
}

/// Adds the port 80 to an `http` URL without one: proxies require an explicit port.
#[inline]
fn with_port(uri: Uri) -> Result<Uri, http::Error> {
    let (Some("http"), None, Some(host)) = (uri.scheme_str(), uri.port(), uri.host()) else {
        return Ok(uri);
    };
    with_authority(&uri, &format!("{host}:80"))
}

/// Returns the URL with another authority.
#[inline]
fn with_authority(uri: &Uri, authority: &str) -> Result<Uri, http::Error> {
    let mut parts = uri.clone().into_parts();
    parts.authority = Some(authority.parse()?);
    Ok(Uri::from_parts(parts)?)
}

#[inline]
fn connect(proxy: &Intercept, http: HttpConnector, uri: Uri) -> ConnectFuture<TokioIo<TcpStream>> {
    let ports = with_port(uri).and_then(|uri| Ok((uri, with_default_port(proxy.uri().clone())?)));
    let (uri, address) = match ports {
        Ok(ports) => ports,
        Err(error) => return Box::pin(std::future::ready(Err(error.into()))),
    };
    let scheme = address.scheme_str().unwrap_or("http").to_owned();
    let auth = proxy.raw_auth().map(|(user, password)| (user.to_owned(), password.to_owned()));
    match &*scheme {
        "socks5" | "socks5h" => {
            let mut socks = SocksV5::new(address, http).local_dns(scheme == "socks5");
            if let Some((user, password)) = auth {
                socks = socks.with_auth(user, password);
            }
            let connecting = socks.call(uri);
            Box::pin(async move { connecting.await.map_err(Into::into) })
        }
        "socks4" | "socks4a" => {
            let connecting = SocksV4::new(address, http).local_dns(scheme == "socks4").call(uri);
            Box::pin(async move { connecting.await.map_err(Into::into) })
        }
        "http" => {
            let mut tunnel = Tunnel::new(address, http);
            if let Some(auth) = proxy.basic_auth() {
                tunnel = tunnel.with_auth(auth.clone());
            }
            let connecting = tunnel.call(uri);
            Box::pin(async move { connecting.await.map_err(Into::into) })
        }
        // Other schemes, such as `https`, are refused: the URL may contain a password, which must
        // not be sent in plain text.
        _ => Box::pin(std::future::ready(Err(ProxyError(()).into()))),
    }
}
