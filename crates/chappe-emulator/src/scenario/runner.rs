//! Runs a scenario step by step.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::{Pin, pin},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::Method;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout_at};

use crate::{
    emulator::Emulator,
    keyboard::{ButtonPosition, Keyboard, find_button},
    scenario::{
        ScenarioReport, StepReport,
        describe::describe_call,
        scenario::Scenario,
        script::{Action, Expect, Expected, ExpectedCall, Server, Step},
    },
};

/// The default time limit of an expectation.
const DEFAULT_WITHIN: Duration = Duration::from_secs(5);

/// How long a bot may take to request updates or set a webhook.
const BOT_TIMEOUT: Duration = Duration::from_secs(60);

/// The failure of the setup without a bot.
const NO_BOT: &str = "no bot has requested updates or set a webhook within 60 s: start it with the URL and a token of this server";

/// Why a step failed.
pub(super) type Failure = String;

pub(crate) struct Runner<'a> {
    scenario: &'a Scenario,
    emulator: &'a Emulator,
    bot: Value,
    users: BTreeMap<String, i64>,
    chats: BTreeMap<String, i64>,
    /// The last inline query of each user.
    queries: BTreeMap<i64, Value>,
    /// The number of the last call that was read.
    seen: u64,
    /// The calls that no step has matched yet.
    unexpected: Vec<Value>,
}

impl<'a> Runner<'a> {
    pub(crate) fn new(scenario: &'a Scenario, emulator: &'a Emulator) -> Self {
        let bot = scenario.script.bot.clone().unwrap_or_default();
        Self {
            scenario,
            emulator,
            bot,
            users: BTreeMap::new(),
            chats: BTreeMap::new(),
            queries: BTreeMap::new(),
            seen: 0,
            unexpected: Vec::new(),
        }
    }

    /// Runs the scenario. Fails as soon as `ended` resolves with the reason why the bot has
    /// ended.
    pub(crate) async fn run(mut self, ended: impl Future<Output = Failure>) -> ScenarioReport {
        let began = Instant::now();
        let mut steps = Vec::new();
        let mut ended = pin!(ended);
        let prepared = unless(ended.as_mut(), self.prepare()).await.err();
        if let Some(failure) = prepared {
            let description = "setup".to_owned();
            steps.push(StepReport { number: 0, description, failure: Some(failure) });
        } else {
            for (step, number) in self.scenario.script.steps.iter().zip(1..) {
                let failure = unless(ended.as_mut(), self.step(step)).await.err();
                let is_over = failure.is_some();
                steps.push(StepReport { number, description: step.to_string(), failure });
                if is_over {
                    break;
                }
            }
        }
        ScenarioReport { name: self.scenario.name.clone(), steps, took: began.elapsed() }
    }

    /// Waits for the bot, and creates users and chats.
    async fn prepare(&mut self) -> Result<(), Failure> {
        self.find_bot().await?;
        let calls = self.control(&Method::GET, "calls", &json!({"bot": self.bot}))?;
        self.seen = calls["calls"]
            .as_array()
            .and_then(|calls| calls.last()?["seq"].as_u64())
            .unwrap_or_default();
        let script = &self.scenario.script;
        for (name, user) in &script.users {
            let mut user = user.clone();
            user.entry("first_name").or_insert_with(|| json!(name));
            let user = self.control(&Method::POST, "users", &Value::Object(user))?;
            self.users.insert(name.clone(), user["id"].as_i64().unwrap_or_default());
        }
        for (name, chat) in &script.chats {
            let mut members = Vec::new();
            for member in &chat.members {
                members.push(self.user(member)?);
            }
            let title = chat.title.as_ref().unwrap_or(name);
            let given = json!({
                "type": chat.kind, "title": title, "members": members, "bots": [self.bot],
                "username": chat.username, "join_by_request": chat.join_by_request,
            });
            let made = self.control(&Method::POST, "chats", &given)?;
            self.chats.insert(name.clone(), made["id"].as_i64().unwrap_or_default());
        }
        Ok(())
    }

    /// Waits until the bot polls or has set a webhook.
    async fn find_bot(&mut self) -> Result<(), Failure> {
        let deadline = Instant::now() + BOT_TIMEOUT;
        loop {
            let mut changes = self.emulator.shared().world().changes();
            let known = self.control(&Method::GET, "bots", &Value::Null)?;
            let token = self.bot.as_str().and_then(|token| token.split(':').next());
            let wanted = token.map_or(self.bot.as_i64(), |id| id.parse().ok());
            let mut bots = known["bots"].as_array().into_iter().flatten();
            let found = bots.find(|bot| {
                bot["listens"] == true && (self.bot.is_null() || bot["id"].as_i64() == wanted)
            });
            if let Some(bot) = found {
                self.bot = bot["id"].clone();
                return Ok(());
            }
            // A `getUpdates` request emits no event, so check periodically.
            let soon = Instant::now() + Duration::from_millis(50);
            if Instant::now() >= deadline {
                return Err(NO_BOT.to_owned());
            }
            let _ = timeout_at(soon, changes.changed()).await;
        }
    }

    async fn step(&mut self, step: &Step) -> Result<(), Failure> {
        match step {
            Step::Action(action) => self.action(action),
            Step::Expect(expect) => self.expect(expect).await,
            Step::Server(server) => self.server(server).await,
        }
    }

    fn action(&mut self, action: &Action) -> Result<(), Failure> {
        let user = self.user(&action.user)?;
        let chat = action.chat.as_ref().map_or(Ok(user), |chat| self.chat(chat))?;
        let (method, path, given) = self.request(action, user, chat)?;
        let response = self.control(&method, path, &given)?;
        if response["inline_query_id"].is_string() {
            self.queries.insert(user, response["inline_query_id"].clone());
        }
        Ok(())
    }

    /// The last inline query of a user.
    pub(super) fn query_of(&self, user: i64) -> Option<Value> {
        self.queries.get(&user).cloned()
    }

    /// A file as media; a relative path starts at the script's folder.
    pub(super) fn media(
        &self,
        kind: &str,
        file: &str,
        caption: Option<&String>,
    ) -> Result<Value, Failure> {
        let path = self.scenario.folder.join(file);
        let content = std::fs::read(&path);
        let content =
            content.map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut media = json!({"type": kind, "file": STANDARD.encode(content), "file_name": name});
        if let Some(caption) = caption {
            media["caption"] = json!(caption);
        }
        Ok(media)
    }

    async fn expect(&mut self, expect: &Expect) -> Result<(), Failure> {
        let text;
        let expected = match &expect.expect {
            Expected::Call(call) => &**call,
            Expected::Text(words) => {
                text = ExpectedCall { text: Some(words.clone()), ..ExpectedCall::default() };
                &text
            }
        };
        let to = expected.to.as_ref().map(|to| self.chat_or_user(to)).transpose()?;
        let within = expect.within.or(self.scenario.script.within);
        let deadline = Instant::now() + within.map_or(DEFAULT_WITHIN, |within| within.0);
        loop {
            let mut changes = self.emulator.shared().world().changes();
            self.read_calls()?;
            if let Some(at) = self.unexpected.iter().position(|call| expected.fits(call, to)) {
                self.unexpected.remove(at);
                return Ok(());
            }
            let changed = timeout_at(deadline, changes.changed()).await;
            if changed.is_err() {
                return Err(format!("no call matches; {}", self.unexpected_calls()));
            }
        }
    }

    async fn server(&mut self, server: &Server) -> Result<(), Failure> {
        if let Some(span) = server.expect_nothing {
            sleep(span.0).await;
            self.read_calls()?;
            return if self.unexpected.is_empty() { Ok(()) } else { Err(self.unexpected_calls()) };
        }
        if let Some(span) = server.advance {
            let given = json!({"advance": span.0.as_secs_f64()});
            return self.control(&Method::POST, "clock", &given).map(|_| ());
        }
        if let Some(span) = server.wait {
            sleep(span.0).await;
            return Ok(());
        }
        if let Some(fault) = &server.fault {
            return self.control(&Method::POST, "faults", fault).map(|_| ());
        }
        self.control(&Method::DELETE, "faults", &Value::Null).map(|_| ())
    }

    /// Reads the calls since the last look.
    fn read_calls(&mut self) -> Result<(), Failure> {
        let given = json!({"bot": self.bot, "after": self.seen});
        let calls = self.control(&Method::GET, "calls", &given)?;
        for call in calls["calls"].as_array().into_iter().flatten() {
            self.seen = call["seq"].as_u64().unwrap_or(self.seen);
            self.unexpected.push(call.clone());
        }
        Ok(())
    }

    /// Describes the calls that no step has matched.
    fn unexpected_calls(&self) -> String {
        if self.unexpected.is_empty() {
            return "the bot has made no other call".to_owned();
        }
        let calls = self.unexpected.iter().map(|call| format!("\n  {}", describe_call(call)));
        format!("the bot has called:{}", calls.collect::<String>())
    }

    pub(super) fn button(
        &self,
        chat: i64,
        keyboard: Keyboard,
        label: &str,
    ) -> Result<ButtonPosition, Failure> {
        find_button(&self.messages(chat)?, keyboard, label)
            .map_err(|others| format!("there is no such button; the buttons are: {others}"))
    }

    pub(super) fn messages(&self, chat: i64) -> Result<Vec<Value>, Failure> {
        let given = json!({"bot": self.bot, "chat_id": chat});
        let mut messages = self.control(&Method::GET, "messages", &given)?;
        Ok(messages["messages"].as_array_mut().map(std::mem::take).unwrap_or_default())
    }

    /// A user by name, created on first use.
    pub(super) fn user(&mut self, name: &str) -> Result<i64, Failure> {
        if let Some(id) = self.users.get(name) {
            return Ok(*id);
        }
        let user = self.control(&Method::POST, "users", &json!({"first_name": name}))?;
        let id = user["id"].as_i64().unwrap_or_default();
        self.users.insert(name.to_owned(), id);
        Ok(id)
    }

    pub(super) fn chat(&self, name: &str) -> Result<i64, Failure> {
        self.chats.get(name).copied().ok_or_else(|| format!("there is no chat {name:?}"))
    }

    /// The id of the bot.
    pub(super) fn bot_id(&self) -> Value {
        self.bot.clone()
    }

    /// The emulator's time.
    pub(super) fn now(&self) -> i64 {
        self.emulator.shared().world().clock.date()
    }

    fn chat_or_user(&self, name: &str) -> Result<i64, Failure> {
        let found = self.chats.get(name).or_else(|| self.users.get(name));
        found.copied().ok_or_else(|| format!("there is no {name:?}"))
    }

    fn control(&self, method: &Method, path: &str, given: &Value) -> Result<Value, Failure> {
        self.emulator.control(method, path, given).map_err(|error| error.to_string())
    }
}

/// Completes a future, unless the bot ends first.
async fn unless(
    ended: Pin<&mut impl Future<Output = Failure>>,
    done: impl Future<Output = Result<(), Failure>>,
) -> Result<(), Failure> {
    tokio::select! {
        biased;
        done = done => done,
        why = ended => Err(why),
    }
}
