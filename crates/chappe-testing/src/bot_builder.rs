//! Builds bots under test.

use std::fmt;

use chappe_client::{ApiServer, Bot, BotBuilder, BotToken};
use chappe_core::{BoxError, Dispatcher, IntoDispatcher, Outcome, Request};
use chappe_emulator::{Emulator, InspectorLayer};
use chappe_intake::{Dispatch, LaneBy, Layers};
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    bot::{TOKEN, TestBot},
    pump::Pump,
};

/// Options of a [`TestBot`]; made by [`TestBot::builder`].
///
/// # Example
///
/// A bot that is tested with the options that it has in production: `main` calls
/// `options(Bot::builder(token)).build()`.
///
/// ```
/// use chappe::prelude::*;
/// use chappe::types::ParseMode;
/// use chappe_testing::{TestBot, sent_text};
///
/// fn options(bot: BotBuilder) -> BotBuilder {
///     bot.defaults(Defaults::new().parse_mode(ParseMode::Html))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let app = Router::new("app").message(|m| m.on(command("start"), async || reply("<b>Hi</b>")));
///
/// let bot = TestBot::builder().bot(options).build(app);
/// bot.user("alice").send("/start").await;
/// let sent = bot.expect(sent_text("<b>Hi</b>"));
/// assert_eq!(sent.params()["parse_mode"], "HTML");
/// # }
/// ```
#[must_use = "a builder does nothing until it builds"]
pub struct TestBotBuilder {
    emulator: Emulator,
    bot: BotBuilder,
    layers: Layers,
    lane_by: LaneBy,
}

impl TestBotBuilder {
    pub(crate) fn new() -> Self {
        let token: BotToken = TOKEN.parse().expect("it is a token");
        let (emulator, mut layers) = (Emulator::new(), Layers::default());
        layers.push(InspectorLayer::new(&emulator, token.bot_id().0));
        Self { emulator, bot: Bot::builder(token), layers, lane_by: LaneBy::Chat }
    }

    /// Sets options of the bot: defaults, layers around its calls and so on. The server
    /// and the transport are the emulator's whatever is set.
    pub fn bot(mut self, options: impl FnOnce(BotBuilder) -> BotBuilder) -> Self {
        self.bot = options(self.bot);
        self
    }

    /// Puts a layer around the dispatcher; the first one is the outermost.
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Dispatch> + Send + Sync + 'static,
        L::Service: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Error: Into<BoxError>,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.layers.push(layer);
        self
    }

    /// Which updates run one at a time, in the order of arrival. Defaults to those of a chat.
    pub fn lane_by(mut self, lane_by: LaneBy) -> Self {
        self.lane_by = lane_by;
        self
    }

    /// Builds a bot with a router, a [`DispatcherBuilder`](chappe_core::DispatcherBuilder)
    /// or a [`Dispatcher`]. The first two are built
    /// [traced](chappe_core::DispatcherBuilder::traced), so that failures tell the way
    /// that an update took.
    ///
    /// # Panics
    ///
    /// Panics as [`Dispatcher::new`] does, or if handlers take what only another source of
    /// updates gives.
    #[track_caller]
    pub fn build(self, app: impl IntoDispatcher) -> TestBot {
        let dispatcher = match app.into_builder() {
            Ok(builder) => builder.traced().build(),
            Err(dispatcher) => dispatcher,
        };
        self.finish(|_| dispatcher)
    }

    #[track_caller]
    pub(crate) fn finish(self, build: impl FnOnce(&Bot) -> Dispatcher) -> TestBot {
        let Self { emulator, bot, layers, lane_by } = self;
        let server = ApiServer::new("http://emulator.test").expect("it is a URL");
        let bot = bot.server(server).transport(emulator.clone()).build();
        let bot = bot.expect("the emulator takes any token");
        let dispatcher = build(&bot).with_extension(bot.clone());
        if let Err(error) = dispatcher.check_source() {
            panic!("{error}");
        }
        let pump = Pump::new(&emulator, &bot, dispatcher, layers, lane_by);
        TestBot::assemble(emulator, bot, pump)
    }
}

impl fmt::Debug for TestBotBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestBotBuilder")
            .field("bot", &self.bot)
            .field("layers", &self.layers)
            .finish_non_exhaustive()
    }
}
