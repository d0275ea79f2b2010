//! Connections: direct or through a proxy, with TLS, in time.

use std::{
    error::Error,
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use chappe_core::BoxError;
use http::Uri;
use hyper::rt::{Read, Write};
use hyper_util::{
    client::{
        legacy::{
            Client,
            connect::{
                Connection, HttpConnector,
                proxy::{SocksV4, SocksV5, Tunnel},
            },
        },
        proxy::matcher::{Intercept, Matcher},
    },
    rt::{TokioExecutor, TokioIo, TokioTimer},
};
use tokio::net::TcpStream;
use tower_service::Service;

use crate::http::body::RequestBody;

/// How long a connection is kept without use: less than any server keeps it,
/// so that a call seldom meets a connection that just closed.
const IDLE: Duration = Duration::from_secs(30);

/// A client over a connector; what it cannot connect in time fails.
pub(crate) fn client<C>(connector: C, timeout: Duration) -> Client<Connect<C>, RequestBody>
where
    C: Service<Uri> + Clone + Send + Sync + 'static,
    C::Response: Read + Write + Connection + Unpin + Send + 'static,
    C::Error: Into<BoxError>,
    C::Future: Send + 'static,
{
    Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE)
        .pool_timer(TokioTimer::new())
        .timer(TokioTimer::new())
        .build(Connect { connector, timeout })
}

/// A connector that gives up after a while: a `Service<Uri>`.
#[derive(Clone, Debug)]
pub struct Connect<C> {
    connector: C,
    timeout: Duration,
}

/// Response future of [`Connect`].
pub type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

impl<C> Service<Uri> for Connect<C>
where
    C: Service<Uri>,
    C::Error: Into<BoxError>,
    C::Future: Send + 'static,
{
    type Response = C::Response;
    type Error = BoxError;
    type Future = Connecting<C::Response>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let (connecting, limit) = (self.connector.call(uri), self.timeout);
        Box::pin(async move {
            match tokio::time::timeout(limit, connecting).await {
                Ok(result) => result.map_err(Into::into),
                Err(_) => Err(format!("no connection within {limit:?}").into()),
            }
        })
    }
}

/// A proxy to connect through.
///
/// # Example
///
/// ```
/// use chappe_client::Proxy;
///
/// let proxy = Proxy::new("socks5h://user:password@127.0.0.1:1080")?;
/// assert_eq!(format!("{proxy:?}"), "Proxy");
/// # Ok::<_, chappe_client::ProxyError>(())
/// ```
#[derive(Clone)]
pub struct Proxy(std::sync::Arc<Matcher>);

const SCHEMES: [&str; 5] = ["http", "socks4", "socks4a", "socks5", "socks5h"];

impl Proxy {
    /// A proxy by URL, with user and password if it wants them:
    /// `http://…` (by `CONNECT`), `socks4://…`, `socks5://…`; with `socks4a://…`
    /// and `socks5h://…` the proxy resolves names.
    ///
    /// # Errors
    ///
    /// Fails if it is none of these.
    pub fn new(url: &str) -> Result<Self, ProxyError> {
        let uri: Uri = url.parse().map_err(|_| ProxyError(()))?;
        let is_scheme = uri.scheme_str().is_some_and(|scheme| SCHEMES.contains(&scheme));
        let after_host = uri.authority().map(|authority| authority.as_str().rsplit_once(':'));
        let wants_port = after_host
            .flatten()
            .is_some_and(|(_, rest)| !rest.contains(']') && !rest.contains('@'));
        if !is_scheme || (wants_port && uri.port_u16().is_none()) {
            return Err(ProxyError(()));
        }
        Ok(Self(Matcher::builder().all(url).build().into()))
    }

    /// The proxy that the environment names: `HTTPS_PROXY`, `HTTP_PROXY`,
    /// `ALL_PROXY`, but for what is in `NO_PROXY`.
    pub fn from_env() -> Self {
        Self(Matcher::from_env().into())
    }
}

/// A proxy's URL may hold a password.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proxy")
    }
}

/// A text is no URL of a proxy. The text itself, which may hold a password, is
/// not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProxyError(());

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not the URL of a proxy, which begins with one of {SCHEMES:?}")
    }
}

impl Error for ProxyError {}

/// Connects directly or through a proxy; TLS comes on top.
#[derive(Clone)]
pub(crate) struct Route {
    http: HttpConnector,
    proxy: Option<Proxy>,
}

impl Route {
    pub(crate) fn new(proxy: Option<Proxy>) -> Self {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_keepalive(Some(Duration::from_secs(60)));
        Self { http, proxy }
    }
}

impl Service<Uri> for Route {
    type Response = TokioIo<TcpStream>;
    type Error = BoxError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.http.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let intercept = self.proxy.as_ref().and_then(|Proxy(matcher)| matcher.intercept(&uri));
        match intercept {
            None => {
                let connecting = self.http.call(uri);
                Box::pin(async move { connecting.await.map_err(Into::into) })
            }
            Some(intercept) => match with_port(uri) {
                Ok(uri) => through(&intercept, self.http.clone(), uri),
                Err(error) => Box::pin(std::future::ready(Err(error.into()))),
            },
        }
    }
}

/// A SOCKS proxy listens on 1080 unless it says otherwise.
fn with_default_port(uri: Uri) -> Result<Uri, http::Error> {
    let is_socks = uri.scheme_str().is_some_and(|scheme| scheme.starts_with("socks"));
    match (is_socks, uri.port_u16(), uri.host()) {
        // Without a port, the field's own default has been put there.
        (true, None, Some(host)) => at(&uri, &format!("{host}:1080")),
        _ => Ok(uri),
    }
}

/// Proxies are told a port, whatever the scheme's own is.
fn with_port(uri: Uri) -> Result<Uri, http::Error> {
    let (Some("http"), None, Some(host)) = (uri.scheme_str(), uri.port(), uri.host()) else {
        return Ok(uri);
    };
    at(&uri, &format!("{host}:80"))
}

/// The same URL at another authority.
fn at(uri: &Uri, authority: &str) -> Result<Uri, http::Error> {
    let mut parts = uri.clone().into_parts();
    parts.authority = Some(authority.parse()?);
    Ok(Uri::from_parts(parts)?)
}

fn through(proxy: &Intercept, http: HttpConnector, uri: Uri) -> Connecting<TokioIo<TcpStream>> {
    let address = match with_default_port(proxy.uri().clone()) {
        Ok(address) => address,
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
        // A password must not go in the clear where TLS is wanted.
        _ => Box::pin(std::future::ready(Err(ProxyError(()).into()))),
    }
}
