//! Connections: direct or through a proxy, with TLS, in time.

use std::{
    error::Error,
    fmt,
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
    client::{
        legacy::{
            Client,
            connect::{
                Connected, Connection, HttpConnector,
                proxy::{SocksV4, SocksV5, Tunnel},
            },
        },
        proxy::matcher::{Intercept, Matcher},
    },
    rt::{TokioExecutor, TokioIo, TokioTimer},
};
use tokio::net::TcpStream;
use tower_service::Service;

use crate::http::body::{BoxHttp, RequestBody, erase};

/// How long a connection is kept without use: less than any server keeps it,
/// so that a call seldom meets a connection that just closed.
const IDLE: Duration = Duration::from_secs(30);

/// A client over a connector; what it cannot connect in time fails.
///
/// The connector's type ends here: the client, its pool and HTTP are compiled
/// once.
pub(crate) fn client<C>(connector: C, timeout: Duration) -> BoxHttp
where
    C: Service<Uri> + Clone + Send + Sync + 'static,
    C::Response: Read + Write + Connection + Unpin + Send + 'static,
    C::Error: Into<BoxError>,
    C::Future: Send + 'static,
{
    let connect = Connect { connector, timeout };
    pooled(Dial(Arc::new(move |uri| {
        let mut connect = connect.clone();
        Box::pin(async move {
            poll_fn(|cx| connect.poll_ready(cx)).await?;
            Ok(Box::new(connect.call(uri).await?) as BoxIo)
        })
    })))
}

fn pooled(dial: Dial) -> BoxHttp {
    let client: Client<_, RequestBody> = Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE)
        .pool_timer(TokioTimer::new())
        .timer(TokioTimer::new())
        .build(dial);
    erase(client)
}

/// What goes over a connection.
trait Io: Read + Write + Connection + Unpin + Send {}

impl<T: Read + Write + Connection + Unpin + Send> Io for T {}

/// A connection with its type erased.
type BoxIo = Box<dyn Io>;

impl Connection for BoxIo {
    fn connected(&self) -> Connected {
        (**self).connected()
    }
}

/// A connector with its type erased: a clone is cheap, for the client makes one
/// for each request.
#[derive(Clone)]
struct Dial(Arc<dyn Fn(Uri) -> Connecting<BoxIo> + Send + Sync>);

impl Service<Uri> for Dial {
    type Response = BoxIo;
    type Error = BoxError;
    type Future = Connecting<BoxIo>;

    /// Always ready: the connector is made ready for each connection.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        (self.0)(uri)
    }
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
/// use chappe::client::Proxy;
///
/// let proxy = Proxy::new("socks5h://user:password@127.0.0.1:1080")?;
/// assert_eq!(format!("{proxy:?}"), "Proxy");
/// # Ok::<_, chappe::client::ProxyError>(())
/// ```
#[derive(Clone)]
pub struct Proxy {
    matcher: Arc<Matcher>,
    /// A pointer, so that the sorts of proxies are compiled where somebody makes one.
    through: fn(&Intercept, HttpConnector, Uri) -> Connecting<TokioIo<TcpStream>>,
}

const SCHEMES: [&str; 5] = ["http", "socks4", "socks4a", "socks5", "socks5h"];

impl Proxy {
    /// A proxy by URL, with user and password if it wants them:
    /// `http://…` (by `CONNECT`), `socks4://…`, `socks5://…`; with `socks4a://…`
    /// and `socks5h://…` the proxy resolves names.
    ///
    /// # Errors
    ///
    /// Fails if it is none of these.
    #[inline]
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
        Ok(Self::matching(Matcher::builder().all(url).build()))
    }

    /// The proxy that the environment names: `HTTPS_PROXY`, `HTTP_PROXY`,
    /// `ALL_PROXY`, but for what is in `NO_PROXY`.
    #[inline]
    pub fn from_env() -> Self {
        Self::matching(Matcher::from_env())
    }

    #[inline]
    fn matching(matcher: Matcher) -> Self {
        Self { matcher: Arc::new(matcher), through }
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
        let intercept = self
            .proxy
            .as_ref()
            .and_then(|proxy| Some((proxy.through, proxy.matcher.intercept(&uri)?)));
        match intercept {
            None => {
                let connecting = self.http.call(uri);
                Box::pin(async move { connecting.await.map_err(Into::into) })
            }
            Some((through, intercept)) => through(&intercept, self.http.clone(), uri),
        }
    }
}

/// A SOCKS proxy listens on 1080 unless it says otherwise.
#[inline]
fn with_default_port(uri: Uri) -> Result<Uri, http::Error> {
    let is_socks = uri.scheme_str().is_some_and(|scheme| scheme.starts_with("socks"));
    match (is_socks, uri.port_u16(), uri.host()) {
        // Without a port, the field's own default has been put there.
        (true, None, Some(host)) => at(&uri, &format!("{host}:1080")),
        _ => Ok(uri),
    }
}

/// Proxies are told a port, whatever the scheme's own is.
#[inline]
fn with_port(uri: Uri) -> Result<Uri, http::Error> {
    let (Some("http"), None, Some(host)) = (uri.scheme_str(), uri.port(), uri.host()) else {
        return Ok(uri);
    };
    at(&uri, &format!("{host}:80"))
}

/// The same URL at another authority.
#[inline]
fn at(uri: &Uri, authority: &str) -> Result<Uri, http::Error> {
    let mut parts = uri.clone().into_parts();
    parts.authority = Some(authority.parse()?);
    Ok(Uri::from_parts(parts)?)
}

#[inline]
fn through(proxy: &Intercept, http: HttpConnector, uri: Uri) -> Connecting<TokioIo<TcpStream>> {
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
        // A password must not go in the clear where TLS is wanted.
        _ => Box::pin(std::future::ready(Err(ProxyError(()).into()))),
    }
}
