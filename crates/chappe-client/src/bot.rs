//! The handle of a bot.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use chappe_core::{BoxError, Me, Reply};
use chappe_types::{FileId, GetMe, Method, User, UserId};
use tokio::sync::OnceCell;
use tower_service::Service;

use crate::{
    api_response::ApiResponse,
    builder::{BotBuilder, BuildError},
    call::Call,
    error::{Error, Kind},
    files::Download,
    http::{BoxHttp, Site},
    layers::{CallFuture, DefaultsLayer, MigrationLayer, PrepareLayer, attempt},
    token::BotToken,
};

/// A bot: a cheap handle on a stack of services that calls the Bot API.
///
/// Clones are the same bot. It is a `Service<Call>` and a `Service<Reply>`, so
/// that it can be wrapped, given to a webhook, or stood in for.
///
/// Handlers take it as an argument: every source of updates that is given the bot gives it
/// to them.
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

/// What a bot is made of.
pub(crate) struct Shared {
    pub(crate) id: UserId,
    /// All its layers.
    pub(crate) calls: Arc<dyn Stack>,
    /// The layers that prepare calls, once more.
    pub(crate) preparation: Preparation,
    /// Whether layers of the user's own are among the calls'.
    pub(crate) has_own_layers: bool,
    /// The transport, for downloads.
    pub(crate) files: Option<(BoxHttp, Arc<Site>)>,
    pub(crate) me: OnceCell<User>,
}

/// The layers that change calls and nothing else, in the order in which they do so.
#[derive(Default)]
pub(crate) struct Preparation {
    pub(crate) prepare: PrepareLayer,
    pub(crate) defaults: Option<DefaultsLayer>,
    pub(crate) migration: Option<MigrationLayer>,
}

impl Bot {
    /// A bot of Telegram's server, with the layers that are on by default.
    ///
    /// # Errors
    ///
    /// Fails on a token that Telegram never gave out.
    pub fn new(token: BotToken) -> Result<Self, BuildError> {
        Self::builder(token).build()
    }

    /// A bot by the environment: `TELEGRAM_BOT_TOKEN`, and `TELEGRAM_API_URL`
    /// for another server than Telegram's.
    ///
    /// # Errors
    ///
    /// Fails if there is no token, or one of the two cannot be used.
    pub fn from_env() -> Result<Self, BuildError> {
        BotBuilder::from_env()?.build()
    }

    /// A bot with layers and options of your own.
    pub fn builder(token: BotToken) -> BotBuilder {
        BotBuilder::new(token)
    }

    /// A bot over any service of calls, in place of Telegram: for tests, or for
    /// a stack that is made elsewhere. It can download nothing.
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
        Self::assemble(Shared {
            id,
            calls: Arc::new(service),
            preparation: Preparation::default(),
            has_own_layers: false,
            files: None,
            me: OnceCell::new(),
        })
    }

    pub(crate) fn assemble(shared: Shared) -> Self {
        Self { shared: Arc::new(shared) }
    }

    /// The bot's id, which its token begins with.
    pub fn id(&self) -> UserId {
        self.shared.id
    }

    /// Who the bot is: asked for once, then remembered by all clones.
    ///
    /// # Errors
    ///
    /// Fails as [`getMe`](GetMe) does, and asks again next time.
    pub async fn me(&self) -> Result<&User, Error> {
        self.shared.me.get_or_try_init(|| self.send(GetMe::new())).await
    }

    /// Who the bot is, as a dispatcher wants to know it.
    ///
    /// # Errors
    ///
    /// As [`me`](Self::me).
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
    /// Dropping the future takes back nothing: the call may have been made.
    #[expect(clippy::needless_pass_by_value, reason = "a chain of setters ends in it")]
    pub fn send<M: Method>(
        &self,
        method: M,
    ) -> impl Future<Output = Result<M::Output, Error>> + Send + use<M> {
        let name = Method::name(&method);
        let answer = self.call(Call::new(&method));
        async move {
            let answer = answer.await?;
            M::decode(answer.result())
                .map_err(|error| Error::because(name.into(), Kind::Result, error))
        }
    }

    /// Makes a call, and leaves its result as it is.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn call(
        &self,
        call: Call,
    ) -> impl Future<Output = Result<ApiResponse, Error>> + Send + use<> {
        let method = call.method_name();
        let answer = self.shared.calls.call(call);
        async move { answer.await.map_err(|error| Error::of(method, error)) }
    }

    /// The call as this bot would make it: changed by its
    /// [`prepare`](BotBuilder::prepare) functions, filled with its
    /// [`Defaults`](crate::Defaults), and sent to the supergroup that its group is known
    /// to have become.
    ///
    /// It is for calls that leave by another way than the bot's own, such as the
    /// answer to a webhook's request. [`send`](Self::send) and
    /// [`answer`](Self::answer) prepare calls themselves. A call that is prepared
    /// twice is the same as one that is prepared once, and so is one that is prepared and
    /// then sent.
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

    /// Whether [layers of your own](BotBuilder::layer) stand around its calls, a
    /// [`FloodLimitLayer`](crate::FloodLimitLayer) say.
    ///
    /// They see only the calls that the bot makes, so what should pass through them must
    /// be sent by the bot: a webhook puts no reply of such a bot into its answers. Returns
    /// `false` for a bot [of a service](Self::from_service).
    pub fn has_own_layers(&self) -> bool {
        self.shared.has_own_layers
    }

    /// Downloads a file: whatever has a file id.
    ///
    /// # Example
    ///
    /// ```no_run
    /// use chappe::prelude::*;
    ///
    /// # async fn run(bot: Bot, document: chappe::types::Document)
    /// # -> Result<(), chappe::client::Error> {
    /// let bytes = bot.download(&document).max_size(1024 * 1024).bytes().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn download(&self, file: impl AsRef<FileId>) -> Download {
        Download::new(self.clone(), file.as_ref().clone())
    }

    pub(crate) fn files(&self) -> Option<&(BoxHttp, Arc<Site>)> {
        self.shared.files.as_ref()
    }
}

/// The layers of a bot with their type erased.
pub(crate) trait Stack: Send + Sync {
    /// Makes a clone of the layers ready and calls it.
    fn call(&self, call: Call) -> CallFuture;
}

impl<S> Stack for S
where
    S: Service<Call, Response = ApiResponse> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    fn call(&self, call: Call) -> CallFuture {
        let mut layers = self.clone();
        Box::pin(async move { attempt(&mut layers, call).await })
    }
}

impl Service<Call> for Bot {
    type Response = ApiResponse;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<ApiResponse, Error>> + Send>>;

    /// Always ready: the stack is made ready for each call.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Call) -> Self::Future {
        Box::pin(Self::call(self, call))
    }
}

/// Sends replies, such as the late ones of a webhook.
impl Service<Reply> for Bot {
    type Response = ApiResponse;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<ApiResponse, Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, reply: Reply) -> Self::Future {
        Box::pin(Self::call(self, Call::of_reply(&reply)))
    }
}

impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bot").field("id", &self.shared.id).finish_non_exhaustive()
    }
}

/// Methods that send themselves: `message.answer("hi").send(&bot)`.
pub trait SendMethod: Method + Sized {
    /// [`Bot::send`], the other way round.
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
