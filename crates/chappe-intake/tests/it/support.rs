//! A bot on an intake, which records events.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe_core::{
    BoxError, Dispatcher, Reply, Router,
    extract::{Extension, Text},
};
use chappe_intake::{Admission, Completion, Intake, OnLeave, Options, ReplyBody, ReplySender};
use chappe_types::{SendMessage, Update, fixtures::message_in};
use tokio::{
    sync::oneshot,
    time::{Instant, sleep},
};
use tower::service_fn;

pub(crate) const MINUTE: Duration = Duration::from_secs(60);

/// The events so far, each with the second at which it happened.
#[derive(Clone)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>, Instant);

impl Log {
    pub(crate) fn note(&self, what: impl Into<String>) {
        let what = what.into();
        self.0.lock().unwrap().push(format!("{} {what}", self.1.elapsed().as_secs()));
    }

    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// An intake that runs an app and records its sent replies; sending one with the text `refused`
/// fails.
pub(crate) struct Bot {
    pub(crate) intake: Arc<Intake>,
    pub(crate) dispatcher: Arc<Dispatcher>,
    pub(crate) log: Log,
}

impl Bot {
    /// Creates a bot that completes an update when its handler leaves its lane.
    pub(crate) fn new(app: Router) -> Self {
        Self::with(app, Options::default())
    }

    /// Creates a bot that completes an update when all of its tasks have ended.
    pub(crate) fn waiting(app: Router) -> Self {
        Self::with(app, Options { on_leave: OnLeave::Wait, ..Options::default() })
    }

    pub(crate) fn with(app: Router, options: Options) -> Self {
        let log = Log(Arc::default(), Instant::now());
        let dispatcher = Dispatcher::builder(app).extension(log.clone()).build();
        let sent = log.clone();
        let send = service_fn(move |reply: Reply| {
            let sent = sent.clone();
            async move {
                let text = text_of(&reply);
                if text == "refused" {
                    return Err(BoxError::from("refused, intended by the test"));
                }
                sent.note(format!("sends {text}"));
                Ok(())
            }
        });
        let options = Options { replies: ReplySender::through(send), remember: 100, ..options };
        let intake = Arc::new(Intake::new(dispatcher.clone(), options));
        Self { intake, dispatcher: Arc::new(dispatcher), log }
    }

    pub(crate) fn accepts(&self, update: Update) -> oneshot::Receiver<Completion> {
        match self.intake.accept(update, &self.dispatcher) {
            Admission::Pending(completion) => completion,
            other => panic!("{other:?}"),
        }
    }

    /// Accepts a message, and waits until no task can run.
    pub(crate) async fn hears(
        &self,
        id: i64,
        chat: i64,
        text: &str,
    ) -> oneshot::Receiver<Completion> {
        let completion = self.accepts(message_in(id, chat, text));
        settle().await;
        completion
    }
}

/// Options of a source that puts replies into its responses.
pub(crate) fn rendering() -> Options {
    let body = || ReplyBody { media_type: "text/plain".into(), bytes: Vec::new() };
    Options { render_reply: Arc::new(move |_| Some(body())), ..Options::default() }
}

/// Waits until no task can run without time passing.
pub(crate) async fn settle() {
    sleep(Duration::from_millis(1)).await;
}

pub(crate) async fn seconds(seconds: u64) {
    sleep(Duration::from_secs(seconds)).await;
}

pub(crate) fn text_of(reply: &Reply) -> String {
    reply.downcast_ref::<SendMessage>().unwrap().text.to_string()
}

/// The completion that the source has received.
pub(crate) fn state_of(completion: &mut oneshot::Receiver<Completion>) -> &'static str {
    match completion.try_recv() {
        Ok(Completion::Handled(None)) => "handled",
        Ok(Completion::Handled(Some(_))) => "handled, with a reply",
        Ok(Completion::Redeliver) => "redeliver",
        Err(oneshot::error::TryRecvError::Empty) => "unfinished",
        Err(oneshot::error::TryRecvError::Closed) => "nothing",
    }
}

/// A handler that records its text.
pub(crate) async fn note(Extension(log): Extension<Log>, Text(text): Text) {
    log.note(text);
}
