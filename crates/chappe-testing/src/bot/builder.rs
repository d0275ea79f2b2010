//! The builder of bots under test.

use std::fmt;

use chappe_client::{ApiServer, Bot, BotBuilder, BotToken};
use chappe_core::{BoxError, Dispatcher, IntoDispatcher, Outcome, Request};
use chappe_emulator::{Emulator, InspectorLayer};
use chappe_intake::{Dispatch, LaneBy, Layers};
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    bot::test_bot::{TOKEN, TestBot},
    poller::Poller,
};

/// Options of a [`TestBot`]; created by [`TestBot::builder`].
///
/// # Example
///
/// A test of a bot with its production options: `main` calls
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
#[must_use = "a builder does nothing until `build` is called"]
pub struct TestBotBuilder {
    emulator: Emulator,
    bot: BotBuilder,
    layers: Layers,
    lane_by: LaneBy,
}

impl TestBotBuilder {
    pub(super) fn new() -> Self {
        let token: BotToken = TOKEN.parse().expect("the constant is a token");
        let (emulator, mut layers) = (Emulator::new(), Layers::default());
        layers.push(InspectorLayer::new(&emulator, token.bot_id().0));
        Self { emulator, bot: Bot::builder(token), layers, lane_by: LaneBy::Chat }
    }

    /// Sets options of the bot, such as defaults and layers around its calls. Its server and
    /// transport are always the emulator's.
    pub fn bot(mut self, options: impl FnOnce(BotBuilder) -> BotBuilder) -> Self {
        self.bot = options(self.bot);
        self
    }

    /// Adds a layer around the dispatcher. The layer that is added first is the outermost.
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

    /// Sets the lane of an update: updates of one lane run one at a time, in the order of arrival.
    /// Defaults to [`LaneBy::Chat`].
    pub fn lane_by(mut self, lane_by: LaneBy) -> Self {
        self.lane_by = lane_by;
        self
    }

    /// Builds a bot from a router, a [`DispatcherBuilder`](chappe_core::DispatcherBuilder) or a
    /// [`Dispatcher`]. The first two are built
    /// [traced](chappe_core::DispatcherBuilder::traced), so that failures of the test print the
    /// steps of an update.
    ///
    /// # Panics
    ///
    /// Panics as [`Dispatcher::new`] does, and if handlers require values that only another source
    /// of updates provides.
    #[track_caller]
    pub fn build(self, app: impl IntoDispatcher) -> TestBot {
        let dispatcher = match app.into_builder() {
            Ok(builder) => builder.traced().build(),
            Err(dispatcher) => dispatcher,
        };
        self.finish(|_| dispatcher)
    }

    #[track_caller]
    pub(super) fn finish(self, build: impl FnOnce(&Bot) -> Dispatcher) -> TestBot {
        let Self { emulator, bot, layers, lane_by } = self;
        let server = ApiServer::new("http://emulator.test").expect("the constant is a URL");
        let bot = bot.server(server).transport(emulator.clone()).build();
        let bot = bot.expect("only Telegram's server restricts tokens");
        let dispatcher = build(&bot).with_extension(bot.clone());
        if let Err(error) = dispatcher.check_source() {
            panic!("{error}");
        }
        let poller = Poller::new(&emulator, &bot, dispatcher, layers, lane_by);
        TestBot::from_parts(emulator, bot, poller)
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
