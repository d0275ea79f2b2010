//! A service in place of Telegram, and a layer before it, that record calls.

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

/// Records calls of the Bot API: in place of Telegram, as a service that answers
/// what it was told to; or as a layer before a service.
///
/// Without an answer of its own, a method gets the smallest one that fits the Bot
/// API. Clones are the same recorder.
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
    planned: HashMap<String, VecDeque<Planned>>,
}

#[derive(Clone, Debug)]
enum Planned {
    ApiResponse(Value),
    Refusal(u16, String),
}

impl Recorder {
    /// A recorder that was told no answers.
    pub fn new() -> Self {
        Self::default()
    }

    /// A bot that calls it, with the id 42.
    pub fn bot(&self) -> Bot {
        Bot::from_service(UserId(42), self.clone())
    }

    /// Answers the next call of a method with this result; the last plan for a
    /// method stays.
    pub fn answer(&self, method: &str, result: Value) {
        self.plan(method, Planned::ApiResponse(result));
    }

    /// Refuses the next call of a method as Telegram would; the last plan for a
    /// method stays.
    pub fn refuse(&self, method: &str, code: u16, description: &str) {
        self.plan(method, Planned::Refusal(code, description.to_owned()));
    }

    /// The calls so far.
    pub fn calls(&self) -> Vec<Call> {
        self.lock().calls.clone()
    }

    fn plan(&self, method: &str, planned: Planned) {
        self.lock().planned.entry(method.to_owned()).or_default().push_back(planned);
    }

    fn record(&self, call: &Call) {
        self.lock().calls.push(call.clone());
    }

    fn respond(&self, call: &Call) -> Result<ApiResponse, Error> {
        let planned = self.lock().planned.get_mut(call.method()).and_then(|planned| {
            if planned.len() > 1 { planned.pop_front() } else { planned.front().cloned() }
        });
        match planned {
            Some(Planned::ApiResponse(result)) => Ok(ApiResponse::new(result.to_string())),
            Some(Planned::Refusal(code, description)) => {
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

/// A service whose calls are recorded; [`Recorder`] is its layer.
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
