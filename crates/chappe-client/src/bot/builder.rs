//! The builder of bots.

use std::{env, fmt, sync::Arc, time::Duration};

use bytes::Buf;
use chappe_core::BoxError;
use http::{Request, Response, Uri};
use http_body::Body;
use hyper::rt::{Read, Write};
use hyper_util::client::legacy::connect::Connection;
use tokio::sync::OnceCell;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    api_response::ApiResponse,
    bot::{
        build_error::BuildError,
        handle::{Bot, Preparation, Shared},
        stack::{BoxCalls, CallService, Stack},
    },
    call::Call,
    chat_cache::Chats,
    http::{BoxHttp, Endpoint, Http, Proxy, RequestBody, pooled_client},
    layers::{
        CallTimeoutLayer, CallTraceLayer, Defaults, DefaultsLayer, Either, MigrationLayer,
        PrepareLayer, RetryAfterLayer, RetryLayer,
    },
    server::ApiServer,
    token::BotToken,
};

/// Options of a [`Bot`]; created by [`Bot::builder`].
///
/// A call passes these layers, from the outermost to the innermost:
///
/// ```text
/// custom layers → trace → prepare → defaults → migration → retry after → retry → timeout → HTTP
/// ```
#[must_use = "a builder does nothing until `build` is called"]
pub struct BotBuilder {
    token: BotToken,
    server: ApiServer,
    connect_timeout: Duration,
    proxy: Option<Proxy>,
    http: Option<MakeHttp>,
    layers: Vec<Wrap>,
    prepare: PrepareLayer,
    defaults: Option<DefaultsLayer>,
    migration: bool,
    retry_after: Option<RetryAfterLayer>,
    retry: Option<RetryLayer>,
    timeout: CallTimeoutLayer,
    admins_fresh_for: Duration,
}

/// A custom layer.
type Wrap = Box<dyn FnOnce(CallService) -> BoxCalls + Send>;

/// Creates a custom transport with the connect timeout.
type MakeHttp = Box<dyn FnOnce(Duration) -> BoxHttp + Send>;

impl BotBuilder {
    pub(super) fn new(token: BotToken) -> Self {
        Self {
            token,
            server: ApiServer::default(),
            connect_timeout: Duration::from_secs(10),
            proxy: None,
            http: None,
            layers: Vec::new(),
            prepare: PrepareLayer::default(),
            defaults: None,
            migration: true,
            retry_after: Some(RetryAfterLayer::default()),
            retry: Some(RetryLayer::default()),
            timeout: CallTimeoutLayer::default(),
            admins_fresh_for: Chats::FRESH_FOR,
        }
    }

    /// Creates a builder from the environment variables that [`Bot::from_env`] reads.
    ///
    /// # Errors
    ///
    /// Fails if there is no token, or if one of the two variables is invalid.
    pub fn from_env() -> Result<Self, BuildError> {
        let token = env::var("TELEGRAM_BOT_TOKEN").map_err(|_| {
            BuildError::new(
                "the environment has no TELEGRAM_BOT_TOKEN: set it to the token from @BotFather",
            )
        })?;
        let builder = Self::new(token.trim().parse()?);
        match env::var("TELEGRAM_API_URL") {
            Ok(url) => match ApiServer::new(&url) {
                Ok(server) => Ok(builder.server(server)),
                Err(error) => Err(BuildError::with_source(
                    "TELEGRAM_API_URL is not the URL of a Bot API server",
                    error,
                )),
            },
            Err(_) => Ok(builder),
        }
    }

    /// Sets the Bot API server. Defaults to Telegram's.
    pub fn server(mut self, server: ApiServer) -> Self {
        self.server = server;
        self
    }

    /// Adds a custom layer around calls.
    ///
    /// The layer that is added first is the outermost. All custom layers are outside of the
    /// default ones, so they see each call once, even if it is retried.
    ///
    /// A layer sees only calls that the bot makes. Therefore a webhook does not put the replies of
    /// a bot with custom layers into its responses, but [sends them through the
    /// bot](Bot::has_custom_layers). To only change calls, use [`prepare`](Self::prepare).
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<CallService> + Send + 'static,
        L::Service: Service<Call, Response = ApiResponse> + Clone + Send + Sync + 'static,
        <L::Service as Service<Call>>::Error: Into<BoxError>,
        <L::Service as Service<Call>>::Future: Send + 'static,
    {
        self.layers.push(Box::new(move |inner| BoxCalls::new(layer.layer(inner))));
        self
    }

    /// Adds a function that changes every call before it is made.
    ///
    /// Functions run in the order in which they are added, and all of them before
    /// [defaults](Self::defaults) fill in the parameters that are still not set. They apply to
    /// replies in a webhook's responses too. Each call is changed once, even if it is retried or
    /// was already [prepared](Bot::prepare).
    ///
    /// A panic of the function unwinds through the future of the call, like a panic of a
    /// layer; sources of updates catch it.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe::client::Call;
    /// use chappe::types::SendMessage;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let bot = Bot::builder("42:AAF-secret_of-thirty-five-characters".parse()?)
    ///     .prepare(|mut call| {
    ///         if call.accepts("protect_content") {
    ///             call.set("protect_content", true);
    ///         }
    ///         call
    ///     })
    ///     .build()?;
    /// let call = bot.prepare(Call::new(&SendMessage::new(7, "hi")));
    /// assert_eq!(call.params().get("protect_content"), Some("true"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn prepare(mut self, change: impl Fn(Call) -> Call + Send + Sync + 'static) -> Self {
        self.prepare.push(change);
        self
    }

    /// Sets default values for parameters that calls leave unset. By default there are none.
    #[inline]
    pub fn defaults(mut self, defaults: Defaults) -> Self {
        self.defaults = Some(DefaultsLayer::new(defaults));
        self
    }

    /// Sets whether calls to a group that became a supergroup are sent to the supergroup: see
    /// [`MigrationLayer`]. Defaults to `true`.
    pub fn migration(mut self, yes: bool) -> Self {
        self.migration = yes;
        self
    }

    /// Sets how long calls may wait after a 429; with `None`, they fail immediately. Defaults to
    /// [`RetryAfterLayer::default`].
    pub fn retry_after(mut self, layer: impl Into<Option<RetryAfterLayer>>) -> Self {
        self.retry_after = layer.into();
        self
    }

    /// Sets which calls are retried after failures of the network or the server; with `None`, none
    /// are. Defaults to [`RetryLayer::default`].
    pub fn retry(mut self, layer: impl Into<Option<RetryLayer>>) -> Self {
        self.retry = layer.into();
        self
    }

    /// Sets how long calls may take. Defaults to [`CallTimeoutLayer::default`].
    pub fn timeout(mut self, layer: CallTimeoutLayer) -> Self {
        self.timeout = layer;
        self
    }

    /// Sets how long it may take to establish a connection, TLS handshake included. Defaults
    /// to 10 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets a proxy to connect through. There is none by default, and the proxy variables of the
    /// environment are ignored: pass [`Proxy::from_env`] to use them. A custom
    /// [connector](Self::connector) or [transport](Self::transport) ignores the proxy.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// Sets a custom connector, which is responsible for TLS too: any `Service<Uri>` that
    /// hyper-util's client accepts.
    pub fn connector<C>(mut self, connector: C) -> Self
    where
        C: Service<Uri> + Clone + Send + Sync + 'static,
        C::Response: Read + Write + Connection + Unpin + Send + 'static,
        C::Error: Into<BoxError>,
        C::Future: Send + 'static,
    {
        self.http = Some(Box::new(|timeout| pooled_client(connector, timeout)));
        self
    }

    /// Sets a custom transport: any service that sends HTTP requests.
    ///
    /// The length of a request is in the size hint of its body and not in a header: the
    /// transport must set `Content-Length` from it, as hyper does.
    ///
    /// The transport must not follow redirects, which no Bot API server sends. It should
    /// wrap the errors of requests that were never sent in [`NotSent`](crate::NotSent).
    pub fn transport<T, B>(mut self, transport: T) -> Self
    where
        T: Service<Request<RequestBody>, Response = Response<B>> + Clone + Send + Sync + 'static,
        T::Error: Into<BoxError>,
        T::Future: Send + 'static,
        B: Body + Send + 'static,
        B::Data: Buf + Send,
        B::Error: Into<BoxError>,
    {
        self.http = Some(Box::new(|_| BoxHttp::new(transport)));
        self
    }

    /// Sets how long a list of [administrators](Bot::admins) is used before it is asked for again.
    /// Defaults to 5 minutes. With zero, each use makes a call, but those at the same time share
    /// one.
    pub fn admins_fresh_for(mut self, duration: Duration) -> Self {
        self.admins_fresh_for = duration;
        self
    }

    /// Builds the bot.
    ///
    /// # Errors
    ///
    /// Fails if the server is Telegram's and the token is shorter than any token that
    /// Telegram issues. Without the feature `tls`, also fails if the server is reached over HTTPS
    /// and the bot has neither a custom connector nor a custom transport.
    pub fn build(self) -> Result<Bot, BuildError> {
        if self.server.is_telegram() && !self.token.is_telegram() {
            return Err(BuildError::new(
                "the token is too short for Telegram's server: copy all of it from @BotFather",
            ));
        }
        let http = match self.http {
            Some(make) => make(self.connect_timeout),
            None => crate::http::default_client(&self.server, self.proxy, self.connect_timeout)
                .map_err(BuildError::new)?,
        };
        let id = self.token.bot_id();
        let endpoint = Arc::new(Endpoint { server: self.server, token: self.token });
        let timed = self.timeout.layer(Http::new(http.clone(), Arc::clone(&endpoint)));
        let migration = self.migration.then(MigrationLayer::new);
        // One static type, so that a call is boxed once for all default layers.
        let retried = Either::new(self.retry.as_ref(), timed);
        let waiting = Either::new(self.retry_after.as_ref(), retried);
        let migrated = Either::new(migration.as_ref(), waiting);
        let filled = Either::new(self.defaults.as_ref(), migrated);
        let changes = if self.prepare.is_empty() { None } else { Some(&self.prepare) };
        let traced = CallTraceLayer::new().layer(Either::new(changes, filled));
        let has_custom_layers = !self.layers.is_empty();
        let calls: Arc<dyn Stack> = if has_custom_layers {
            let layers = self.layers.into_iter().rev();
            Arc::new(layers.fold(BoxCalls::new(traced), |calls, layer| layer(CallService(calls))))
        } else {
            Arc::new(traced)
        };
        Ok(Bot::from_parts(Shared {
            id,
            calls,
            preparation: Preparation { prepare: self.prepare, defaults: self.defaults, migration },
            has_custom_layers,
            transport: Some((http, endpoint)),
            me: OnceCell::new(),
            chats: Chats::new(self.admins_fresh_for),
        }))
    }
}

impl fmt::Debug for BotBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BotBuilder")
            .field("token", &self.token)
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}
