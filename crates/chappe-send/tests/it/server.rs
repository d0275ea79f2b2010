//! A strict server: it has limits, blocked users, groups that have moved, and random failures.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard},
    task::{Context, Poll},
    time::Duration,
};

use chappe_client::{ApiResponse, Bot, Call, Error};
use chappe_types::{ChatId, Recipient, UserId};
use tokio::time::{Instant, sleep};
use tower::Service;

/// The smallest valid message.
pub(crate) const MESSAGE: &str =
    r#"{"message_id":1,"date":0,"chat":{"id":1,"type":"private","first_name":"A"}}"#;

/// A server that answers `sendMessage`. Clones share the state.
#[derive(Clone, Default)]
pub(crate) struct Server(Arc<Mutex<State>>);

#[derive(Default)]
pub(crate) struct State {
    /// The maximum number of calls in any second; 0 without a limit.
    pub(crate) most: usize,
    pub(crate) blocked: BTreeSet<i64>,
    /// Groups that have become supergroups.
    pub(crate) moved: BTreeMap<i64, i64>,
    /// The next answers, before all others.
    pub(crate) scripted: VecDeque<Answer>,
    /// Of 1,000 calls, those that are answered 429 although no limit is exceeded.
    pub(crate) random_limits: u64,
    pub(crate) random: u64,
    /// The time of each call.
    pub(crate) times: Vec<Instant>,
    /// How often each chat received the message.
    pub(crate) received: BTreeMap<i64, usize>,
    /// When clients were required not to call.
    pub(crate) pauses: Vec<(Instant, Instant)>,
    pub(crate) exceeded: usize,
    pub(crate) paid: usize,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Sent,
    TooMany(u64),
    Refused(u16, &'static str),
    Moved(i64),
    /// The message is sent, and the connection fails.
    Lost,
    Unreachable,
}

impl Server {
    pub(crate) fn bot(&self) -> Bot {
        Bot::from_service(UserId(42), self.clone())
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// The chats that received the message, and how often.
    pub(crate) fn received(&self) -> Vec<(i64, usize)> {
        self.state().received.iter().map(|(chat, times)| (*chat, *times)).collect()
    }

    /// Asserts that no second had more calls than this, and that no call was made in a pause.
    #[track_caller]
    pub(crate) fn assert_limits(&self, most: usize) {
        let state = self.state();
        assert_eq!(state.exceeded, 0, "calls that exceeded the limit");
        for window in state.times.windows(most + 1) {
            let span = window[most] - window[0];
            assert!(span >= Duration::from_secs(1), "{} calls in {span:?}", most + 1);
        }
        for (from, until) in &state.pauses {
            let early = state.times.iter().find(|at| *at > from && *at < until);
            assert_eq!(early, None, "a call in a pause from {from:?} until {until:?}");
        }
    }
}

impl State {
    fn below(&mut self, bound: u64) -> u64 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
        (self.random >> 33) % bound
    }

    /// Counts a call, and returns whether it exceeds the limit.
    fn exceeds(&mut self) -> bool {
        let now = Instant::now();
        self.times.push(now);
        let recent = self.times.iter().rev().take_while(|at| now - **at < Duration::from_secs(1));
        self.most > 0 && recent.count() > self.most
    }

    fn decide(&mut self, chat: i64) -> Answer {
        if self.exceeds() {
            self.exceeded += 1;
            return Answer::TooMany(5);
        }
        if let Some(answer) = self.scripted.pop_front() {
            return answer;
        }
        if self.below(1_000) < self.random_limits {
            return Answer::TooMany(1 + self.below(20));
        }
        match self.moved.get(&chat) {
            Some(new) => Answer::Moved(*new),
            None if self.blocked.contains(&chat) => {
                Answer::Refused(403, "Forbidden: bot was blocked by the user")
            }
            None => Answer::Sent,
        }
    }
}

impl Service<Call> for Server {
    type Response = ApiResponse;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<ApiResponse, Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Call) -> Self::Future {
        let server = self.clone();
        Box::pin(async move {
            let Some(Recipient::Id(ChatId(chat))) = call.chat().cloned() else { panic!("no chat") };
            let (answer, latency) = {
                let mut state = server.state();
                let answer = state.decide(chat);
                if matches!(answer, Answer::Sent | Answer::Lost) {
                    *state.received.entry(chat).or_default() += 1;
                }
                state.paid += usize::from(call.params().contains("allow_paid_broadcast"));
                (answer, Duration::from_millis(20 + state.below(280)))
            };
            sleep(latency).await;
            match answer {
                Answer::Sent => Ok(ApiResponse::new(MESSAGE)),
                Answer::TooMany(seconds) => {
                    let (now, wait) = (Instant::now(), Duration::from_secs(seconds));
                    server.state().pauses.push((now, now + wait));
                    Err(Error::refused(&call, 429, "Too Many Requests").with_retry_after(wait))
                }
                Answer::Refused(code, description) => Err(Error::refused(&call, code, description)),
                Answer::Moved(new) => {
                    let why = "Bad Request: group chat was upgraded to a supergroup chat";
                    Err(Error::refused(&call, 400, why).with_migrated_to(ChatId(new)))
                }
                Answer::Lost => Err(Error::ambiguous(&call, "reset")),
                Answer::Unreachable => Err(Error::not_sent(&call, "no network")),
            }
        })
    }
}
