//! A mock of Telegram that records calls, and a layer that records calls.

use std::{
    collections::{HashMap, VecDeque},
    future::{Ready, ready},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use chappe_client::{ApiResponse, Bot, Call, Error};
use chappe_emulator::sample_result;
use chappe_types::UserId;
use serde_json::Value;
use tower_layer::Layer;
use tower_service::Service;

/// Records calls of the Bot API. It can be used as a service that replaces Telegram and returns
/// prepared responses, or as a layer around a service.
///
/// A call of a method without a prepared response returns the smallest result that is valid for
/// the Bot API. Clones share the calls and the responses.
///
/// # Example
///
/// ```
/// use chappe::types::{DeleteMessage, GetChatMemberCount};
/// use chappe_testing::Recorder;
/// use serde_json::json;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let telegram = Recorder::new();
/// telegram.answer("getChatMemberCount", json!(3));
/// telegram.refuse("deleteMessage", 400, "Bad Request: message to delete not found");
///
/// let bot = telegram.bot();
/// assert_eq!(bot.send(GetChatMemberCount::new(7)).await.unwrap(), 3);
/// assert!(bot.send(DeleteMessage::new(7, 1)).await.unwrap_err().is_refused());
///
/// let calls = telegram.calls();
/// let names: Vec<&str> = calls.iter().map(|call| call.method()).collect();
/// assert_eq!(names, ["getChatMemberCount", "deleteMessage"]);
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    calls: Vec<Call>,
    prepared: HashMap<String, VecDeque<Prepared>>,
}

#[derive(Clone, Debug)]
enum Prepared {
    Result(Value),
    Refusal(u16, String),
}

impl Recorder {
    /// Creates a recorder without prepared responses.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns a bot with the id 42 that calls the recorder.
    pub fn bot(&self) -> Bot {
        Bot::from_service(UserId(42), self.clone())
    }

    /// Prepares this result as the response to the next call of a method. Several responses for
    /// one method are returned in order, and the last one is repeated.
    pub fn answer(&self, method: &str, result: Value) {
        self.prepare(method, Prepared::Result(result));
    }

    /// Prepares this refusal as the response to the next call of a method. Several responses for
    /// one method are returned in order, and the last one is repeated.
    pub fn refuse(&self, method: &str, code: u16, description: &str) {
        self.prepare(method, Prepared::Refusal(code, description.to_owned()));
    }

    /// Returns the calls so far, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.lock().calls.clone()
    }

    fn prepare(&self, method: &str, response: Prepared) {
        self.lock().prepared.entry(method.to_owned()).or_default().push_back(response);
    }

    fn record(&self, call: &Call) {
        self.lock().calls.push(call.clone());
    }

    fn respond(&self, call: &Call) -> Result<ApiResponse, Error> {
        let response = self.lock().prepared.get_mut(call.method()).and_then(|responses| {
            if responses.len() > 1 { responses.pop_front() } else { responses.front().cloned() }
        });
        match response {
            Some(Prepared::Result(result)) => Ok(ApiResponse::new(result.to_string())),
            Some(Prepared::Refusal(code, description)) => {
                Err(Error::refused(call, code, description))
            }
            None => {
                let result = sample_result(call.method()).unwrap_or(Value::Bool(true));
                Ok(ApiResponse::new(result.to_string()))
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Service<Call> for Recorder {
    type Response = ApiResponse;
    type Error = Error;
    type Future = Ready<Result<ApiResponse, Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Call) -> Self::Future {
        self.record(&call);
        ready(self.respond(&call))
    }
}

impl<S> Layer<S> for Recorder {
    type Service = Recording<S>;

    fn layer(&self, inner: S) -> Recording<S> {
        Recording { inner, recorder: self.clone() }
    }
}

/// The service of [`Recorder`] as a layer.
#[derive(Clone, Debug)]
pub struct Recording<S> {
    inner: S,
    recorder: Recorder,
}

impl<S: Service<Call>> Service<Call> for Recording<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, call: Call) -> S::Future {
        self.recorder.record(&call);
        self.inner.call(call)
    }
}
