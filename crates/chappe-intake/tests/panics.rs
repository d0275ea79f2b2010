//! A panic at any point of an update fails that update only.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{
    error::Error,
    fmt,
    future::{Future, ready},
    panic::panic_any,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use chappe_core::{BoxError, Dispatcher, Outcome, Reply, Request, Router, reply};
use chappe_intake::{Admission, Completion, Intake, OnFailure, Options, ReplySender};
use chappe_types::{Update, fixtures::message_in};
use tower::Service;
use tracing_subscriber::fmt::MakeWriter;

/// Where the panic occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Clone,
    Ready,
    Call,
    Poll,
    Drop,
    Payload,
    Source,
    Display,
    ErrorDrop,
    Policy,
    Log,
    Reply,
    Complaint,
}

const ALL: [At; 13] = [
    At::Clone,
    At::Ready,
    At::Call,
    At::Poll,
    At::Drop,
    At::Payload,
    At::Source,
    At::Display,
    At::ErrorDrop,
    At::Policy,
    At::Log,
    At::Reply,
    At::Complaint,
];

/// A service that panics at one point while it is armed, and counts its calls.
struct Bomb {
    at: At,
    armed: Arc<AtomicUsize>,
    calls: Arc<AtomicUsize>,
}

impl Bomb {
    /// Panics at the configured point, once for each time it was armed.
    fn pass(&self, at: At) {
        if self.at == at && self.armed.load(Ordering::SeqCst) > 0 {
            self.armed.fetch_sub(1, Ordering::SeqCst);
            panic!("intended by the test");
        }
    }
}

impl Clone for Bomb {
    fn clone(&self) -> Self {
        self.pass(At::Clone);
        Self { at: self.at, armed: Arc::clone(&self.armed), calls: Arc::clone(&self.calls) }
    }
}

impl Service<Request> for Bomb {
    type Response = Outcome;
    type Error = BoxError;
    type Future = BombFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.pass(At::Ready);
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request) -> BombFuture {
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.pass(At::Call);
        let is_armed = self.armed.load(Ordering::SeqCst) > 0;
        if is_armed && !matches!(self.at, At::Poll | At::Drop) {
            self.armed.fetch_sub(1, Ordering::SeqCst);
        }
        BombFuture { bomb: Self { ..self.unchecked() }, is_armed }
    }
}

impl Bomb {
    fn unchecked(&self) -> Self {
        Self { at: self.at, armed: Arc::clone(&self.armed), calls: Arc::clone(&self.calls) }
    }
}

struct BombFuture {
    bomb: Bomb,
    is_armed: bool,
}

impl Future for BombFuture {
    type Output = Result<Outcome, BoxError>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        self.bomb.pass(At::Poll);
        Poll::Ready(match self.bomb.at {
            _ if !self.is_armed => Ok(Outcome::handled()),
            At::Payload => panic_any(PanicsWhenDropped),
            At::Reply | At::Complaint => {
                Ok(Reply::new(chappe_types::SendMessage::new(7, "x")).into())
            }
            at => Err(Broken(at).into()),
        })
    }
}

impl Drop for BombFuture {
    fn drop(&mut self) {
        self.bomb.pass(At::Drop);
    }
}

struct PanicsWhenDropped;

impl Drop for PanicsWhenDropped {
    fn drop(&mut self) {
        panic!("intended by the test, again");
    }
}

/// An error that panics in one of its functions.
#[derive(Debug)]
struct Broken(At);

impl fmt::Display for Broken {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        assert!(self.0 != At::Display, "intended by the test");
        Ok(())
    }
}

impl Error for Broken {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        assert!(self.0 != At::Source, "intended by the test");
        None
    }
}

impl Drop for Broken {
    fn drop(&mut self) {
        assert!(self.0 != At::ErrorDrop, "intended by the test");
    }
}

/// A log writer that panics at each line if the panic occurs in the log.
#[derive(Clone, Copy)]
struct Writer(At);

impl std::io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        assert!(!matches!(self.0, At::Log | At::Complaint), "intended by the test");
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Writer {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        *self
    }
}

fn options(at: At, tries: Option<u32>, decided: &Arc<AtomicUsize>) -> Options {
    let decided = Arc::clone(decided);
    let send = tower::service_fn(move |_: Reply| {
        assert!(at != At::Reply, "intended by the test");
        ready(Err::<(), _>(BoxError::from("refused")))
    });
    Options {
        tries,
        remember: 1000,
        replies: ReplySender::through(send),
        on_failure: Arc::new(move |_| {
            decided.fetch_add(1, Ordering::SeqCst);
            assert!(at != At::Policy, "intended by the test");
            OnFailure::Redeliver
        }),
        ..Options::default()
    }
}

/// The results of an update that panics and of those after it.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    /// The completion of the update.
    result: &'static str,
    /// How many times the policy was called.
    decided: usize,
    /// How many of 20 later updates of the chat, and of another, were handled.
    others: usize,
}

fn name_of(completion: &Completion) -> &'static str {
    match completion {
        Completion::Handled(_) => "handled",
        Completion::Redeliver => "redeliver",
    }
}

fn seen(at: At, here: bool, tries: Option<u32>) -> Seen {
    let subscriber = tracing_subscriber::fmt().with_writer(Writer(at)).finish();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    tracing::subscriber::with_default(subscriber, || {
        runtime.unwrap().block_on(async {
            let decided = Arc::default();
            let dispatcher = Dispatcher::new(Router::new("app"));
            let intake = Arc::new(Intake::new(dispatcher, options(at, tries, &decided)));
            let armed = Arc::new(AtomicUsize::new(1));
            let bomb = Bomb { at, armed: Arc::clone(&armed), calls: Arc::default() };
            let bomb = Arc::new(bomb);
            let accept = async |update: Update| {
                let accepted = if here {
                    intake.accept_here(update, &bomb).await
                } else {
                    intake.accept(update, &bomb)
                };
                let Admission::Pending(completion) = accepted else {
                    panic!("it is new: {accepted:?}")
                };
                name_of(&completion.await.unwrap())
            };
            let result = accept(message_in(1, 7, "hi")).await;
            armed.store(0, Ordering::SeqCst);
            let mut others = 0;
            for id in 2..22 {
                let result = accept(message_in(id, 7 + id % 2, "hi")).await;
                others += usize::from(result == "handled");
            }
            intake.drain().await;
            Seen { result, decided: decided.load(Ordering::SeqCst), others }
        })
    })
}

#[test]
fn a_panic_fails_its_update_once_and_no_other() {
    std::panic::set_hook(Box::new(|_| {}));
    for here in [false, true] {
        let redelivered: Vec<_> = ALL.iter().map(|at| (*at, seen(*at, here, None))).collect();
        let expected: Vec<_> = ALL
            .iter()
            .map(|at| {
                let (result, decided) = match at {
                    At::Policy => ("handled", 1),
                    At::Reply | At::Complaint => ("handled", 0),
                    _ => ("redeliver", 1),
                };
                (*at, Seen { result, decided, others: 20 })
            })
            .collect();
        assert_eq!(redelivered, expected, "here: {here}");
    }
}

#[test]
fn an_update_that_panics_is_retried_by_the_intake() {
    std::panic::set_hook(Box::new(|_| {}));
    let retried: Vec<_> = ALL.iter().map(|at| (*at, seen(*at, false, Some(3)).result)).collect();
    assert_eq!(retried, ALL.map(|at| (at, "handled")));
}

#[tokio::test]
async fn an_error_observer_that_panics_ends_the_update_as_handled() {
    let app = Router::new("app")
        .message(|m| m.on((), async || reply("hello")))
        .error(|e| e.on((), async || -> Result<(), BoxError> { panic!("intended by the test") }));
    let dispatcher = Dispatcher::new(app);
    let send = tower::service_fn(|_: Reply| ready(Err::<(), _>(BoxError::from("refused"))));
    let options = Options { replies: ReplySender::through(send), ..Options::default() };
    let intake = Arc::new(Intake::new(dispatcher.clone(), options));
    let Admission::Pending(completion) =
        intake.accept(message_in(1, 7, "hi"), &Arc::new(dispatcher))
    else {
        panic!("it is new")
    };
    assert_eq!(name_of(&completion.await.unwrap()), "handled");
}
