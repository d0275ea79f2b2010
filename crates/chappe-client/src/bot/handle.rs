//! The handle of a bot.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use chappe_core::{BoxError, Me, Reply};
use chappe_types::{GetMe, Method, User, UserId};
use tokio::sync::OnceCell;
use tower_service::Service;

use crate::{
    api_response::ApiResponse,
    bot::{build_error::BuildError, builder::BotBuilder, stack::Stack},
    call::Call,
    chat_cache::Chats,
    error::{Error, Kind},
    http::{BoxHttp, Endpoint},
    layers::{DefaultsLayer, MigrationLayer, PrepareLayer},
    token::BotToken,
};

/// A bot: a cheap handle on a stack of services that calls the Bot API.
///
/// Clones are handles on the same stack. A `Bot` is a `Service<Call>` and a
/// `Service<Reply>`, so it can be wrapped, passed to a webhook, or replaced in tests.
///
/// Handlers can have an argument of this type: a source of updates that is built with a bot
/// provides it.
///
/// # Example
///
/// ```no_run
/// use chappe::prelude::*;
/// use chappe::types::SendMessage;
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let bot = Bot::from_env()?;
/// let message = bot.send(SendMessage::new(ChatId(42), "hello")).await?;
/// println!("sent as {:?}", message.message_id);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Bot {
    shared: Arc<Shared>,
}

/// The state that all clones of a bot share.
pub(super) struct Shared {
    pub(super) id: UserId,
    /// All layers, custom ones included.
    pub(super) calls: Arc<dyn Stack>,
    /// Copies of the layers that prepare calls, for [`Bot::prepare`].
    pub(super) preparation: Preparation,
    pub(super) has_custom_layers: bool,
    /// The transport and the server's address, for downloads.
    pub(super) transport: Option<(BoxHttp, Arc<Endpoint>)>,
    pub(super) me: OnceCell<User>,
    pub(super) chats: Chats,
}

/// The layers that only change calls, in the order in which they run.
#[derive(Default)]
pub(super) struct Preparation {
    pub(super) prepare: PrepareLayer,
    pub(super) defaults: Option<DefaultsLayer>,
    pub(super) migration: Option<MigrationLayer>,
}

impl Bot {
    /// Creates a bot that calls Telegram's server through the default layers.
    ///
    /// # Errors
    ///
    /// Fails if the token is shorter than any token that Telegram issues.
    pub fn new(token: BotToken) -> Result<Self, BuildError> {
        Self::builder(token).build()
    }

    /// Creates a bot from the environment: `TELEGRAM_BOT_TOKEN` is its token, and
    /// `TELEGRAM_API_URL` the URL of its server, which defaults to Telegram's.
    ///
    /// # Errors
    ///
    /// Fails if there is no token, or if one of the two variables is invalid.
    pub fn from_env() -> Result<Self, BuildError> {
        BotBuilder::from_env()?.build()
    }

    /// Returns a builder, for options and custom layers.
    pub fn builder(token: BotToken) -> BotBuilder {
        BotBuilder::new(token)
    }

    /// Creates a bot over any `Service<Call>` instead of Telegram: for tests, or for a stack of
    /// layers that is built elsewhere. Such a bot cannot download files.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::client::{ApiResponse, Call};
    /// use chappe::prelude::*;
    /// use chappe::types::SendMessage;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), chappe::client::Error> {
    /// let telegram = tower::service_fn(|call: Call| async move {
    ///     assert_eq!(call.method(), "deleteMessage");
    ///     Ok::<_, chappe::client::Error>(ApiResponse::new("true"))
    /// });
    /// let bot = Bot::from_service(UserId(42), telegram);
    /// assert!(bot.send(chappe::types::DeleteMessage::new(7, 1)).await?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_service<S>(id: UserId, service: S) -> Self
    where
        S: Service<Call, Response = ApiResponse> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        Self::from_parts(Shared {
            id,
            calls: Arc::new(service),
            preparation: Preparation::default(),
            has_custom_layers: false,
            transport: None,
            me: OnceCell::new(),
            chats: Chats::default(),
        })
    }

    pub(super) fn from_parts(shared: Shared) -> Self {
        Self { shared: Arc::new(shared) }
    }

    /// Returns the bot's id, which is the first part of its token.
    pub fn id(&self) -> UserId {
        self.shared.id
    }

    /// Returns the bot's user: calls [`getMe`](GetMe) once, and caches the result for all
    /// clones.
    ///
    /// # Errors
    ///
    /// Fails if `getMe` does; the next call of `me` then tries again.
    pub async fn me(&self) -> Result<&User, Error> {
        self.shared.me.get_or_try_init(|| self.send(GetMe::new())).await
    }

    /// Returns the bot's id and username, as the type that dispatchers expect.
    ///
    /// # Errors
    ///
    /// Fails as [`me`](Self::me) does.
    pub async fn identity(&self) -> Result<Me, Error> {
        let me = self.me().await?;
        Ok(Me::new(me.id, me.username.as_deref().unwrap_or_default()))
    }

    /// Calls a method and decodes its result.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe: if the future is dropped, the call may or may not have been made.
    #[expect(clippy::needless_pass_by_value, reason = "callers pass a chain of setters")]
    pub fn send<M: Method>(
        &self,
        method: M,
    ) -> impl Future<Output = Result<M::Output, Error>> + Send + use<M> {
        let name = Method::name(&method);
        let response = self.call(Call::new(&method));
        async move {
            let response = response.await?;
            M::decode(response.result())
                .map_err(|error| Error::with_source(name.into(), Kind::Decode, error))
        }
    }

    /// Makes a call and returns its result undecoded.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe, as [`send`](Self::send).
    pub fn call(
        &self,
        call: Call,
    ) -> impl Future<Output = Result<ApiResponse, Error>> + Send + use<> {
        let method = call.method_name();
        let response = self.shared.calls.call(call);
        async move { response.await.map_err(|error| Error::from_stack(method, error)) }
    }

    /// Returns the call as this bot would make it: changed by its [`prepare`](BotBuilder::prepare)
    /// functions, filled with its [`Defaults`](crate::Defaults), and addressed to the supergroup
    /// if the group is known to have become one.
    ///
    /// Use it for calls that the bot does not make itself, such as a reply in a webhook's
    /// response. [`send`](Self::send) and [`call`](Self::call) prepare calls themselves. Preparing
    /// is idempotent: a call may be prepared twice, or prepared and then sent.
    ///
    /// # Panics
    ///
    /// Panics if a `prepare` function does.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::client::Call;
    /// use chappe::prelude::*;
    /// use chappe::types::{ParseMode, SendMessage};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let bot = Bot::builder("42:AAF-secret_of-thirty-five-characters".parse()?)
    ///     .defaults(Defaults::new().parse_mode(ParseMode::Html))
    ///     .build()?;
    /// let call = bot.prepare(Call::new(&SendMessage::new(7, "<b>hi</b>")));
    /// assert_eq!(call.params().get("parse_mode"), Some(r#""HTML""#));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn prepare(&self, call: Call) -> Call {
        let Preparation { prepare, defaults, migration } = &self.shared.preparation;
        let mut call = prepare.prepare(call);
        if let Some(defaults) = defaults {
            defaults.fill(&mut call);
        }
        match migration {
            Some(migration) => migration.follow(call),
            None => call,
        }
    }

    /// Returns whether the bot has [custom layers](BotBuilder::layer), such as a
    /// [`FloodLimitLayer`](crate::FloodLimitLayer).
    ///
    /// Custom layers see only the calls that the bot makes itself. Therefore a webhook sends the
    /// replies of such a bot through the bot, and never in a response. Returns `false` for a bot
    /// [over a service](Self::from_service).
    pub fn has_custom_layers(&self) -> bool {
        self.shared.has_custom_layers
    }

    /// What is cached by chat.
    pub(crate) fn chats(&self) -> &Chats {
        &self.shared.chats
    }

    pub(crate) fn transport(&self) -> Option<&(BoxHttp, Arc<Endpoint>)> {
        self.shared.transport.as_ref()
    }
}

impl Service<Call> for Bot {
    type Response = ApiResponse;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<ApiResponse, Error>> + Send>>;

    /// Always ready: readiness of the stack is awaited inside the future of each call.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Call) -> Self::Future {
        Box::pin(Self::call(self, call))
    }
}

/// Sends replies, such as those of a webhook that has already responded.
impl Service<Reply> for Bot {
    type Response = ApiResponse;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<ApiResponse, Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, reply: Reply) -> Self::Future {
        Box::pin(Self::call(self, Call::from_reply(&reply)))
    }
}

impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bot").field("id", &self.shared.id).finish_non_exhaustive()
    }
}

/// Adds `send` to methods: `message.answer("hi").send(&bot)`.
pub trait SendMethod: Method + Sized {
    /// Calls the method: [`Bot::send`] with receiver and argument swapped.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    fn send(
        self,
        bot: &Bot,
    ) -> impl Future<Output = Result<Self::Output, Error>> + Send + use<Self> {
        bot.send(self)
    }
}

impl<M: Method> SendMethod for M {}
