//! A bot under test.

use std::{
    borrow::Borrow,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chappe_client::Bot;
use chappe_core::{Dispatcher, IntoDispatcher};
use chappe_emulator::{Emulator, Scenario, ScenarioReport};
use chappe_types::Update;
use http::Method;
use serde_json::{Value, json};

use crate::{
    bot_builder::TestBotBuilder, called::Called, chat::TestChat, expected::Expected, pump::Pump,
    transcript::Transcript, turn::Turn, user::TestUser,
};

/// A bot under test, and a Telegram of its own: any number of them run side by
/// side. Clones are the same.
///
/// People are made when they are named. What they do waits until the bot is done
/// with it, replies included, and tells what became of it. What the bot called is
/// looked at with [`expect`](Self::expects).
///
/// Needs a tokio runtime around it.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe::types::{InlineKeyboardButton, InlineKeyboardMarkup, SendMessage};
/// use chappe_testing::{TestBot, alerted, sent_text};
///
/// async fn ask(Event(message): Event<Message>) -> SendMessage {
///     let yes = InlineKeyboardButton::new("Yes").callback_data("yes");
///     message.answer("Play?").reply_markup(InlineKeyboardMarkup::new(vec![vec![yes]]))
/// }
///
/// async fn thank(Event(query): Event<CallbackQuery>) -> impl IntoOutcome {
///     query.answer().text("Thanks").show_alert(true)
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let app = Router::new("app")
///     .message(|m| m.on(command("start"), ask))
///     .callback_query(|q| q.on(callback_data("yes"), thank));
/// let bot = TestBot::new(app);
/// let alice = bot.user("alice");
///
/// let turn = alice.send("/start").await;
/// assert_eq!(turn.handler(), Some("ask"));
/// bot.expect(sent_text("Play?").to(&alice).buttons([["Yes"]]));
///
/// alice.press("Yes").await;
/// bot.expect(alerted("Thanks"));
/// bot.expect_nothing();
/// assert_eq!(bot.transcript(), "\
/// alice: /start
///   bot → alice: Play?
///     [Yes]
/// alice presses [Yes]
///   bot alerts: Thanks
/// ");
/// # }
/// ```
#[derive(Clone)]
pub struct TestBot {
    pub(crate) shared: Arc<Shared>,
}

/// What clones share.
pub(crate) struct Shared {
    pub(crate) emulator: Emulator,
    pub(crate) bot: Bot,
    pub(crate) pump: Pump,
    state: Mutex<State>,
}

/// What was seen so far.
#[derive(Default)]
pub(crate) struct State {
    /// The calls that nothing has expected yet.
    pub(crate) unexpected: Vec<Called>,
    /// The last call that was looked at.
    pub(crate) seen: u64,
    /// Whether the bot's first question, who it is, was looked at.
    is_greeted: bool,
    pub(crate) transcript: Transcript,
}

/// The token of the bot.
pub(crate) const TOKEN: &str = "1:testing";

impl TestBot {
    /// A bot with a router, a [`DispatcherBuilder`](chappe_core::DispatcherBuilder) or a
    /// [`Dispatcher`]. Handlers, callbacks and error observers may take the
    /// [`Bot`](chappe_client::Bot) and [`Me`](chappe_core::Me).
    ///
    /// # Panics
    ///
    /// Panics as [`Dispatcher::new`] does, or if handlers take what only another source of
    /// updates gives.
    #[track_caller]
    pub fn new(app: impl IntoDispatcher) -> Self {
        Self::builder().build(app)
    }

    /// A bot with options: those that it has in production, layers around its dispatcher.
    pub fn builder() -> TestBotBuilder {
        TestBotBuilder::new()
    }

    /// A bot with a dispatcher of your own making, which gets the bot that calls
    /// the emulator. Build it [`traced`](chappe_core::DispatcherBuilder::traced), and
    /// failures tell the way that an update took.
    ///
    /// # Panics
    ///
    /// Panics if handlers take what only another source of updates gives.
    #[track_caller]
    pub fn with(build: impl FnOnce(&Bot) -> Dispatcher) -> Self {
        Self::builder().finish(build)
    }

    pub(crate) fn assemble(emulator: Emulator, bot: Bot, pump: Pump) -> Self {
        let state = Mutex::new(State::default());
        Self { shared: Arc::new(Shared { emulator, bot, pump, state }) }
    }

    /// A person, who is made with this first name and username when it is first
    /// named. Letters, digits and underscores make a username.
    #[track_caller]
    pub fn user(&self, name: &str) -> TestUser {
        let mut first_name = name.to_owned();
        if let Some(first) = first_name.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        self.person(name, json!({"first_name": first_name, "username": name}))
    }

    /// A person by name, who is made so unless there is one already: the members
    /// of a `User`, such as `language_code`.
    ///
    /// # Panics
    ///
    /// Panics if `first_name` is missing.
    #[track_caller]
    pub fn person(&self, name: &str, user: impl Into<Value>) -> TestUser {
        // Two tasks that name somebody at once mean the same one.
        let mut state = self.state();
        let id = state.transcript.user_of(name).unwrap_or_else(|| {
            let user = self.control(&Method::POST, "users", &user.into());
            let id = user["id"].as_i64().unwrap_or_default();
            state.transcript.name(id, name);
            id
        });
        drop(state);
        TestUser::new(self.clone(), id)
    }

    /// A group with these members and the bot.
    pub async fn group(&self, title: &str, members: &[&TestUser]) -> TestChat {
        self.chat("group", title, members).await
    }

    /// A supergroup with these members and the bot.
    pub async fn supergroup(&self, title: &str, members: &[&TestUser]) -> TestChat {
        self.chat("supergroup", title, members).await
    }

    /// A channel with these members, the first of whom owns it, and the bot as an
    /// administrator.
    pub async fn channel(&self, title: &str, members: &[&TestUser]) -> TestChat {
        self.chat("channel", title, members).await
    }

    async fn chat(&self, kind: &str, title: &str, members: &[&TestUser]) -> TestChat {
        self.start().await;
        let members: Vec<i64> = members.iter().map(|user| user.id().0).collect();
        let given = json!({"type": kind, "title": title, "members": members, "bots": [TOKEN]});
        let (chat, _) = self.turn(&Method::POST, "chats", &given).await;
        let id = chat["id"].as_i64().unwrap_or_default();
        self.state().transcript.name(id, title);
        TestChat::new(self.clone(), id)
    }

    /// Gives the bot an update, whatever it is; its id is Telegram's to give.
    ///
    /// [`UpdateBuilder`](crate::UpdateBuilder) makes them.
    pub async fn deliver(&self, update: &Update) -> Turn {
        self.start().await;
        let update: Value = serde_json::from_slice(&update.to_json()).unwrap_or_default();
        let given = json!({"bot": TOKEN, "update": update});
        self.turn(&Method::POST, "updates", &given).await.1
    }

    /// Lets time pass, and the bot do what it does then.
    pub async fn wait(&self, time: Duration) {
        self.start().await;
        tokio::time::sleep(time).await;
        // What falls due at this very moment is done too: paused time moves on only
        // when nothing else can.
        tokio::time::sleep(Duration::from_millis(1)).await;
        self.shared.pump.settle().await;
        self.look();
    }

    /// Runs the startup callbacks, unless they ran: the first action does so too.
    ///
    /// # Panics
    ///
    /// Panics if one of them fails.
    pub async fn start(&self) {
        self.shared.pump.start().await;
    }

    /// Runs the shutdown callbacks, once what is under way is done.
    ///
    /// # Panics
    ///
    /// Panics if one of them fails.
    pub async fn stop(&self) {
        self.start().await;
        self.shared.pump.stop().await;
        self.look();
    }

    /// Runs a scenario with this bot. What the bot calls meanwhile is the scenario's
    /// to expect.
    ///
    /// # Cancel safety
    ///
    /// If it is dropped, what was done stays done.
    pub async fn play(&self, scenario: &Scenario) -> ScenarioReport {
        self.start().await;
        self.look();
        let before = self.state().unexpected.len();
        let pump = async {
            loop {
                self.shared.pump.run_all().await;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let report = tokio::select! {
            report = scenario.run(&self.shared.emulator) => report,
            never = pump => never,
        };
        self.look();
        self.state().unexpected.truncate(before);
        report
    }

    /// Makes the next call of a method fail, as Telegram would.
    pub fn refuse(&self, method: &str, code: u16, description: &str) {
        let then = json!({"status": code, "description": description});
        self.control(&Method::POST, "faults", &json!({"method": method, "times": 1, "then": then}));
    }

    /// The earliest call that fits, of those that nothing has expected yet.
    ///
    /// # Panics
    ///
    /// Panics if there is none, and tells what the bot did instead.
    #[track_caller]
    pub fn expect(&self, expected: impl Borrow<Expected>) -> Called {
        let expected = expected.borrow();
        self.look();
        let mut state = self.state();
        let found = state.unexpected.iter().position(|call| expected.fits(call));
        if let Some(at) = found {
            return state.unexpected.remove(at);
        }
        let calls = state.transcript.calls(&state.unexpected);
        drop(state);
        let transcript = self.transcript();
        panic!(
            "the bot has not {expected}\n\nnot expected yet:\n{calls}\nall of it:\n{transcript}\nthe last update:\n{}",
            self.shared.pump.way_of_last(),
        );
    }

    /// Makes sure that all calls were expected.
    ///
    /// # Panics
    ///
    /// Panics if there are others, and tells them.
    #[track_caller]
    pub fn expect_nothing(&self) {
        self.look();
        let state = self.state();
        assert!(
            state.unexpected.is_empty(),
            "the bot did what nothing expected:\n{}",
            state.transcript.calls(&state.unexpected)
        );
    }

    /// All calls of the bot so far, in order, but for those that were made for it:
    /// `getUpdates`, and the first `getMe`.
    pub fn calls(&self) -> Vec<Called> {
        let mut is_greeted = false;
        let calls = self.journal(0).into_iter().map(|(_, call)| call);
        calls.filter(|call| !call.is_ours() && !is_greeting(call, &mut is_greeted)).collect()
    }

    /// What was said and done, as text: for snapshots.
    ///
    /// ```text
    /// alice: /start
    ///   bot → alice: Welcome
    ///     [Yes] [No]
    /// alice presses [Yes]
    ///   bot answers: Thanks
    /// ```
    pub fn transcript(&self) -> String {
        self.look();
        self.state().transcript.to_string()
    }

    /// The bot that calls the emulator.
    pub fn bot(&self) -> &Bot {
        &self.shared.bot
    }

    /// The Telegram of this bot.
    pub fn emulator(&self) -> &Emulator {
        &self.shared.emulator
    }

    /// Does something in the emulator, waits until the bot is done with what comes
    /// of it, and gives the emulator's answer too.
    pub(crate) async fn turn(&self, method: &Method, path: &str, given: &Value) -> (Value, Turn) {
        let (done, before, updates) = self.shared.pump.caused(|| self.control(method, path, given));
        let turn = self.shared.pump.turn(before, updates).await;
        self.look();
        (done, turn)
    }

    /// Does something in the emulator.
    #[track_caller]
    pub(crate) fn control(&self, method: &Method, path: &str, given: &Value) -> Value {
        match self.shared.emulator.control(method, path, given) {
            Ok(done) => done,
            Err(error) => panic!("{error}"),
        }
    }

    /// Takes in what the bot called since the last look.
    pub(crate) fn look(&self) {
        let mut state = self.state();
        for (seq, call) in self.journal(state.seen) {
            state.seen = seq;
            let is_greeting = is_greeting(&call, &mut state.is_greeted);
            if !call.is_ours() && !is_greeting {
                state.transcript.add_call(&call);
                state.unexpected.push(call);
            }
        }
    }

    /// The bot's calls after a number.
    fn journal(&self, after: u64) -> Vec<(u64, Called)> {
        let given = json!({"bot": TOKEN, "after": after});
        let calls = self.shared.emulator.control(&Method::GET, "calls", &given);
        let calls = calls.unwrap_or_default()["calls"].take();
        let Value::Array(calls) = calls else { return Vec::new() };
        calls.into_iter().map(Called::parse).collect()
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a call is the first that asks who the bot is: that was asked for it, not by it.
fn is_greeting(call: &Called, is_greeted: &mut bool) -> bool {
    call.method() == "getMe" && !std::mem::replace(is_greeted, true)
}

impl fmt::Debug for TestBot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestBot").finish_non_exhaustive()
    }
}
