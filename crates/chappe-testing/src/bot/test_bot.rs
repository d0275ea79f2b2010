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
    action_report::ActionReport,
    bot::{builder::TestBotBuilder, chat::TestChat, user::TestUser},
    expected::Expected,
    poller::Poller,
    recorded_call::RecordedCall,
    transcript::Transcript,
};

/// A bot under test, with its own emulator of Telegram. Any number of them can run in parallel.
/// Clones are handles on the same bot.
///
/// A user is created at the first call of [`user`](Self::user) with its name. An action of a user
/// waits until the bot has handled the updates that it causes, replies included, and returns a
/// report. [`expect`](Self::expect) checks the calls of the bot.
///
/// Requires a tokio runtime. An action panics if the emulator refuses it, for example because it
/// concerns a user of another `TestBot`.
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
/// let report = alice.send("/start").await;
/// assert!(report.handler().is_some_and(|handler| handler.ends_with("ask")));
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
    shared: Arc<Shared>,
}

/// The state that clones share.
struct Shared {
    emulator: Emulator,
    bot: Bot,
    poller: Poller,
    state: Mutex<State>,
}

/// The calls that were read from the emulator's journal so far.
#[derive(Default)]
pub(super) struct State {
    /// The calls that no `expect` has matched yet.
    unexpected: Vec<RecordedCall>,
    /// The sequence number of the last call.
    seen: u64,
    /// Whether the `getMe` of this crate was read.
    has_identified: bool,
    pub(super) transcript: Transcript,
}

/// An action of which the bot has not handled the updates yet.
struct Begun {
    /// The emulator's response.
    response: Value,
    /// The sequence number of the newest update before it.
    before: u64,
    /// The updates that it caused immediately.
    updates: Vec<i64>,
}

/// The token of the bot.
pub(super) const TOKEN: &str = "1:testing";

impl TestBot {
    /// Creates a bot from a router, a [`DispatcherBuilder`](chappe_core::DispatcherBuilder) or a
    /// [`Dispatcher`]. Handlers, callbacks and error observers can extract the [`Bot`] and
    /// [`Me`](chappe_core::Me).
    ///
    /// # Panics
    ///
    /// Panics as [`Dispatcher::new`] does, and if handlers require values that only another source
    /// of updates provides.
    #[track_caller]
    pub fn new(app: impl IntoDispatcher) -> Self {
        Self::builder().build(app)
    }

    /// Returns a builder, for the bot's production options and for layers around its dispatcher.
    pub fn builder() -> TestBotBuilder {
        TestBotBuilder::new()
    }

    /// Creates a bot from a function that builds the dispatcher. The argument of the function is
    /// the bot that calls the emulator. Build the dispatcher
    /// [`traced`](chappe_core::DispatcherBuilder::traced), so that failures of the test print the
    /// steps of an update.
    ///
    /// # Panics
    ///
    /// Panics if handlers require values that only another source of updates provides.
    #[track_caller]
    pub fn with(build: impl FnOnce(&Bot) -> Dispatcher) -> Self {
        Self::builder().finish(build)
    }

    pub(super) fn from_parts(emulator: Emulator, bot: Bot, poller: Poller) -> Self {
        let state = Mutex::new(State::default());
        Self { shared: Arc::new(Shared { emulator, bot, poller, state }) }
    }

    /// Returns the user with this username. The first call with a username creates the user; the
    /// first name is the username with its first letter in upper case. `name` should consist of
    /// letters, digits and underscores, as usernames in Telegram do.
    #[track_caller]
    pub fn user(&self, name: &str) -> TestUser {
        let mut first_name = name.to_owned();
        if let Some(first) = first_name.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        self.person(name, json!({"first_name": first_name, "username": name}))
    }

    /// Returns the user with this name. The first call with a name creates the user with these
    /// members of a `User`, such as `language_code`.
    ///
    /// # Panics
    ///
    /// Panics if `first_name` is missing.
    #[track_caller]
    pub fn person(&self, name: &str, user: impl Into<Value>) -> TestUser {
        // Locked meanwhile, so that two tasks do not create the same user twice.
        let mut state = self.state();
        let id = state.transcript.names.user_of(name).unwrap_or_else(|| {
            let user = self.control(&Method::POST, "users", &user.into());
            let id = user["id"].as_i64().unwrap_or_default();
            state.transcript.names.insert(id, name);
            id
        });
        drop(state);
        TestUser::new(self.clone(), id)
    }

    /// Creates a group with these members, the first of whom is its owner, and with the bot as a
    /// usual member.
    pub async fn group(&self, title: &str, members: &[&TestUser]) -> TestChat {
        self.chat_from(title, json!({"type": "group"}), members).await
    }

    /// Creates a supergroup with these members, the first of whom is its owner, and with the bot
    /// as a usual member.
    pub async fn supergroup(&self, title: &str, members: &[&TestUser]) -> TestChat {
        self.chat_from(title, json!({"type": "supergroup"}), members).await
    }

    /// Creates a channel with these members, the first of whom is its owner, and with the bot as
    /// an administrator.
    pub async fn channel(&self, title: &str, members: &[&TestUser]) -> TestChat {
        self.chat_from(title, json!({"type": "channel"}), members).await
    }

    /// Creates a chat with these members, the first of whom is its owner, and with the bot. `chat`
    /// has the members of `POST chats` in the emulator's control API: `type`, `id`, `username` of a
    /// public chat, `description`, `is_forum`, `join_by_request`, `linked_chat_id`.
    ///
    /// # Panics
    ///
    /// Panics if the emulator refuses it, for example because the id is taken.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe_testing::{TestBot, sent_text};
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let bot = TestBot::new(Router::new("app").message(|m| m.on(text(), async || reply("hi"))));
    /// let alice = bot.user("alice");
    /// let chat = json!({"type": "supergroup", "id": -1_001_234_567_890_i64, "username": "friends"});
    /// let friends = bot.chat_from("Friends", chat, &[&alice]).await;
    /// alice.within(&friends).send("hello").await;
    /// let call = bot.expect(sent_text("hi"));
    /// assert_eq!(call.params()["chat_id"], -1_001_234_567_890_i64);
    /// # }
    /// ```
    pub async fn chat_from(
        &self,
        title: &str,
        chat: impl Into<Value>,
        members: &[&TestUser],
    ) -> TestChat {
        self.start().await;
        let owner = members.first().map(|user| user.id().0);
        let members: Vec<i64> = members.iter().map(|user| user.id().0).collect();
        let mut body = chat.into();
        body["title"] = json!(title);
        body["members"] = json!(members);
        body["bots"] = json!([TOKEN]);
        let who = format!("the chat {title:?}");
        let begun = self.begin(&who, &Method::POST, "chats", &body);
        let id = begun.response["id"].as_i64().unwrap_or_default();
        self.state().transcript.names.insert(id, title);
        self.complete(begun).await;
        TestChat::new(self.clone(), id, owner)
    }

    /// Delivers an update of any kind to the bot. Its id is replaced by the emulator's next one.
    ///
    /// [`UpdateBuilder`](crate::UpdateBuilder) builds updates.
    pub async fn deliver(&self, update: &Update) -> ActionReport {
        self.start().await;
        let update: Value = serde_json::from_slice(&update.to_json()).unwrap_or_default();
        let body = json!({"bot": TOKEN, "update": update});
        self.act("an update", &Method::POST, "updates", &body).await
    }

    /// Waits for this duration. The bot's work in the background continues meanwhile, and updates
    /// that arrive are handled.
    pub async fn wait(&self, time: Duration) {
        self.start().await;
        tokio::time::sleep(time).await;
        // Timers that expire at exactly this time run too, because paused time advances only when
        // all tasks are idle.
        tokio::time::sleep(Duration::from_millis(1)).await;
        self.shared.poller.settle().await;
        self.read_calls();
    }

    /// Runs the startup callbacks, unless they have run. The first action calls this implicitly.
    ///
    /// # Panics
    ///
    /// Panics if one of them fails.
    pub async fn start(&self) {
        self.shared.poller.start().await;
    }

    /// Waits until updates in flight and background work have ended, and runs the shutdown
    /// callbacks.
    ///
    /// # Panics
    ///
    /// Panics if one of them fails.
    pub async fn stop(&self) {
        self.start().await;
        self.shared.poller.stop().await;
        self.read_calls();
    }

    /// Runs a scenario with this bot. The scenario checks the calls that the bot makes meanwhile;
    /// [`expect`](Self::expect) does not return them.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the steps that ran keep their effects.
    pub async fn play(&self, scenario: &Scenario) -> ScenarioReport {
        self.start().await;
        self.read_calls();
        let before = self.state().unexpected.len();
        let poller = async {
            loop {
                self.shared.poller.run_all().await;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let report = tokio::select! {
            report = scenario.run(&self.shared.emulator) => report,
            never = poller => never,
        };
        self.read_calls();
        self.state().unexpected.truncate(before);
        report
    }

    /// Makes the next call of a method fail with this error of Telegram. A description that ends
    /// with `retry after` and a number of seconds sets the parameter `retry_after` too.
    pub fn refuse(&self, method: &str, code: u16, description: &str) {
        let mut then = json!({"status": code, "description": description});
        let seconds = description.split_once("retry after ").map(|(_, seconds)| seconds.parse());
        if let Some(Ok::<u64, _>(seconds)) = seconds {
            then["retry_after"] = json!(seconds);
        }
        self.control(&Method::POST, "faults", &json!({"method": method, "times": 1, "then": then}));
    }

    /// Removes and returns the earliest call that matches, among the calls that no earlier
    /// `expect` has matched.
    ///
    /// # Panics
    ///
    /// Panics if there is none. The message contains the other calls of the bot, the transcript,
    /// and the steps of the last update.
    #[track_caller]
    pub fn expect(&self, expected: impl Borrow<Expected>) -> RecordedCall {
        let expected = expected.borrow();
        self.read_calls();
        let mut state = self.state();
        let found = state.unexpected.iter().position(|call| expected.matches(call));
        if let Some(at) = found {
            return state.unexpected.remove(at);
        }
        let calls = state.transcript.calls(&state.unexpected);
        let expected = expected.described(&state.transcript.names);
        drop(state);
        let transcript = self.transcript();
        panic!(
            "the bot has not {expected}\n\nother calls:\n{calls}\ntranscript:\n{transcript}\nthe last update:\n{}",
            self.shared.poller.report_of_last(),
        );
    }

    /// Asserts that `expect` has matched all calls so far.
    ///
    /// # Panics
    ///
    /// Panics if there are other calls. The message lists them.
    #[track_caller]
    pub fn expect_nothing(&self) {
        self.read_calls();
        let state = self.state();
        assert!(
            state.unexpected.is_empty(),
            "the bot made calls that were not expected:\n{}",
            state.transcript.calls(&state.unexpected)
        );
    }

    /// Returns all calls of the bot so far, in order, except those that this crate makes:
    /// `getUpdates`, and the first `getMe`.
    pub fn calls(&self) -> Vec<RecordedCall> {
        let mut has_identified = false;
        let calls = self.journal(0).into_iter().map(|(_, call)| call);
        calls
            .filter(|call| !call.is_poll() && !is_first_get_me(call, &mut has_identified))
            .collect()
    }

    /// Returns the conversation as text, for snapshots.
    ///
    /// ```text
    /// alice: /start
    ///   bot → alice: Welcome
    ///     [Yes] [No]
    /// alice presses [Yes]
    ///   bot answers: Thanks
    /// ```
    pub fn transcript(&self) -> String {
        self.read_calls();
        self.state().transcript.to_string()
    }

    /// Returns the bot that calls the emulator.
    pub fn bot(&self) -> &Bot {
        &self.shared.bot
    }

    /// Returns the bot's emulator.
    pub fn emulator(&self) -> &Emulator {
        &self.shared.emulator
    }

    /// Performs an action in the emulator, and waits until the bot has handled the updates that
    /// it causes. If the emulator refuses the action, the panic names `who` acts.
    pub(super) async fn act(
        &self,
        who: &str,
        method: &Method,
        path: &str,
        body: &Value,
    ) -> ActionReport {
        self.complete(self.begin(who, method, path, body)).await
    }

    /// Performs an action in the emulator.
    fn begin(&self, who: &str, method: &Method, path: &str, body: &Value) -> Begun {
        let action = || match self.shared.emulator.control(method, path, body) {
            Ok(response) => response,
            Err(error) => panic!("{who}: {error}"),
        };
        let (response, before, updates) = self.shared.poller.perform(action);
        Begun { response, before, updates }
    }

    /// Waits until the bot has handled the updates that an action causes.
    async fn complete(&self, Begun { response, before, updates }: Begun) -> ActionReport {
        let report = self.shared.poller.complete(before, updates).await.with_response(&response);
        self.read_calls();
        report
    }

    /// Calls the emulator's control API.
    #[track_caller]
    pub(super) fn control(&self, method: &Method, path: &str, body: &Value) -> Value {
        match self.shared.emulator.control(method, path, body) {
            Ok(response) => response,
            Err(error) => panic!("{error}"),
        }
    }

    /// Names a user in a chat, for messages of failures.
    pub(super) fn actor(&self, user: i64, chat: i64) -> String {
        self.state().transcript.names.actor(user, chat)
    }

    /// Adds the action of a user in a chat to the transcript.
    pub(super) fn note(&self, user: i64, chat: i64, what: &str) {
        self.read_calls();
        self.state().transcript.add_action(user, chat, what);
    }

    /// Returns the messages of a chat, oldest first.
    pub(super) fn messages(&self, chat: i64) -> Vec<Value> {
        let body = json!({"bot": self.token(), "chat_id": chat});
        match self.control(&Method::GET, "messages", &body)["messages"].take() {
            Value::Array(messages) => messages,
            _ => Vec::new(),
        }
    }

    /// Returns the bot's token, for code that checks what Telegram signs with it, such as
    /// [`init_data`](crate::OpenedWebApp::init_data).
    pub fn bot_token(&self) -> &'static str {
        TOKEN
    }

    /// Returns the bot's id, by which the emulator's control API refers to the bot.
    pub(super) fn token(&self) -> Value {
        json!(self.bot().id().0)
    }

    /// Reads the calls that the bot has made since the last call of this function.
    pub(super) fn read_calls(&self) {
        let mut state = self.state();
        for (seq, call) in self.journal(state.seen) {
            state.seen = seq;
            let is_first_get_me = is_first_get_me(&call, &mut state.has_identified);
            if !call.is_poll() && !is_first_get_me {
                state.transcript.add_call(&call);
                state.unexpected.push(call);
            }
        }
    }

    /// Returns the bot's calls after a sequence number.
    fn journal(&self, after: u64) -> Vec<(u64, RecordedCall)> {
        let body = json!({"bot": TOKEN, "after": after});
        let calls = self.shared.emulator.control(&Method::GET, "calls", &body);
        let calls = calls.unwrap_or_default()["calls"].take();
        let Value::Array(calls) = calls else { return Vec::new() };
        calls.into_iter().map(RecordedCall::parse).collect()
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns whether a call is the first `getMe`, which this crate makes and not the bot's code.
fn is_first_get_me(call: &RecordedCall, has_identified: &mut bool) -> bool {
    call.method() == "getMe" && !std::mem::replace(has_identified, true)
}

impl fmt::Debug for TestBot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestBot").finish_non_exhaustive()
    }
}
