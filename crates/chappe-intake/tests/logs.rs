//! The log lines of an intake.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use chappe_core::{BoxError, Dispatcher, Reply, Router, TooLate, extract::State, reply};
use chappe_intake::{Admission, Intake, Lane, OnFailure, Options, ReplySender, unordered};
use chappe_types::{
    CallbackQuery, Message, Update, UpdateId, UpdateType,
    fixtures::{inline_query, message, message_in},
};
use loglines::Lines;
use tokio::runtime::{Builder, Runtime};
use tracing::Level;

/// Returns the levels and messages that are logged while an app handles a message.
fn logged(app: Router, options: Options) -> Vec<String> {
    logged_of(Level::INFO, app, options, &[message("hi")])
}

/// The same at `level` and above, for updates that arrive at the same time.
fn logged_of(level: Level, app: Router, options: Options, updates: &[Update]) -> Vec<String> {
    let (lines, _kept) = Lines::keep_from(level);
    runtime().block_on(async {
        let dispatcher = Dispatcher::new(app);
        let intake = Arc::new(Intake::new(dispatcher.clone(), options));
        let service = Arc::new(dispatcher);
        for update in updates {
            let accepted = intake.accept(update.clone(), &service);
            assert!(matches!(accepted, Admission::Pending(_)));
        }
        intake.drain().await;
    });
    lines.take()
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().start_paused(true).build().unwrap()
}

/// Returns the lines that are logged if a handler blocks its thread, without the duration.
fn blocking(millis: u64) -> Vec<String> {
    async fn blocks(State(millis): State<u64>) {
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(millis) {
            std::hint::spin_loop();
        }
    }
    let app = Router::new("app").message(|m| m.on((), blocks)).with_state(millis);
    let lines = logged(app, Options::default());
    lines.iter().map(|line| line.split(" took=").next().unwrap().to_owned()).collect()
}

#[test]
fn the_warning_of_a_blocked_thread_names_the_handler() {
    let warning = "WARN a handler blocked its thread: move blocking work into `spawn_blocking` \
         update_id=1 handler=`blocking::blocks` of `app`, `message`";
    assert_eq!([blocking(1), blocking(260)], [vec![], vec![warning.to_owned()]]);
}

#[test]
fn a_failure_that_the_source_redelivers_is_a_warning() {
    let again = Options { on_failure: Arc::new(|_| OnFailure::Redeliver), ..Options::default() };
    assert_eq!(
        logged(failing(|| "broken".into()), again),
        [format!("WARN an update failed and will be redelivered {FAILING} error=broken")],
    );
}

#[test]
fn a_failure_after_an_early_completion_is_not_redelivered() {
    let fails = unordered(async || Err::<(), BoxError>("broken".into()));
    let app = Router::new("app").message(|m| m.on((), fails));
    let again = Options { on_failure: Arc::new(|_| OnFailure::Redeliver), ..Options::default() };
    let said = logged(app, again);
    assert_eq!(
        said.iter().map(|line| line.starts_with("ERROR an update failed ")).collect::<Vec<_>>(),
        [true],
        "{said:?}"
    );
}

/// The fields of a failing update.
const FAILING: &str = "update_id=1 kind=message \
     handler=`closure at crates/chappe-intake/tests/logs.rs:91` of `app`, `message`";

fn failing(error: fn() -> BoxError) -> Router {
    Router::new("app").message(move |m| m.on((), move || std::future::ready(Err::<(), _>(error()))))
}

#[test]
fn a_failure_is_an_error_and_a_late_answer_is_a_warning() {
    assert_eq!(
        [
            logged(failing(|| "broken".into()), Options::default()),
            logged(failing(|| TooLate.into()), Options::default()),
        ],
        [
            [format!("ERROR an update failed {FAILING} tries=1 error=broken")],
            [format!("WARN an answer came too late {FAILING} error=it came too late")],
        ],
    );
}

#[test]
fn a_reply_that_cannot_be_sent_is_logged_unless_an_error_observer_handles_it() {
    let app = || Router::new("app").message(|m| m.on((), async || reply("hello")));
    let refusing = |error: fn() -> BoxError| {
        let service = tower::service_fn(move |_: Reply| std::future::ready(Err::<(), _>(error())));
        Options { replies: ReplySender::through(service), ..Options::default() }
    };
    assert_eq!(
        [
            logged(app(), refusing(|| "broken".into())),
            logged(app(), refusing(|| TooLate.into())),
            logged(app(), Options::default()),
            logged(app().error(|e| e.on((), async || ())), refusing(|| "broken".into()),),
        ],
        [
            vec![
                "ERROR a reply could not be sent update_id=1 kind=message \
                 handler=`closure at crates/chappe-intake/tests/logs.rs:110` of `app`, `message` \
                 error=broken"
            ],
            vec!["WARN a reply came too late update_id=1 error=it came too late"],
            vec!["WARN there is no bot to send a reply with: it is dropped method=\"sendMessage\""],
            Vec::new(),
        ],
    );
}

#[test]
fn each_update_is_a_line_at_debug() {
    let app = Router::new("app").message(|m| m.on((), async || reply("hello")));
    let updates = [message_in(1, 7, "hi"), Update { update_id: UpdateId(2), ..inline_query("q") }];
    let lines = logged_of(Level::DEBUG, app, Options::default(), &updates);
    let shown = lines.iter().filter(|line| line.starts_with("DEBUG")).map(|line| {
        let (before, after) = line.split_once(" took=").unwrap();
        format!("{before} {}", after.split_once(' ').unwrap().1)
    });
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            "DEBUG an update was processed update_id=1 kind=message \
             handler=`closure at crates/chappe-intake/tests/logs.rs:137` of `app`, `message` \
             outcome=\"handled\"",
            "DEBUG an update was processed update_id=2 kind=inline_query outcome=\"unhandled\"",
        ],
    );
}

#[test]
fn a_long_wait_in_a_lane_is_logged_once_a_minute() {
    let slow = async || tokio::time::sleep(Duration::from_secs(11)).await;
    let app = Router::new("app").message(|m| m.on((), slow));
    let updates: Vec<Update> = (1..=9).map(|id| message_in(id, 7, "hi")).collect();
    let lines = logged_of(Level::INFO, app, Options::default(), &updates);
    let said = "WARN an update waited long in its lane: a slow handler may leave the lane with \
         `lane.release()` or `unordered(…)`";
    assert_eq!(
        lines,
        [
            format!("{said} update_id=2 lane=Chat(7) waited=11s others=0"),
            format!("{said} update_id=8 lane=Chat(7) waited=77s others=5"),
        ],
    );
}

#[test]
fn awaiting_a_kind_that_is_not_requested_is_logged_once() {
    async fn asks(lane: Lane) {
        for _ in 0..2 {
            let _ = lane.next::<CallbackQuery, _>((), Duration::from_secs(1)).await;
            let _ = lane.next::<Message, _>((), Duration::from_secs(1)).await;
        }
    }
    let app = || Router::new("app").message(|m| m.on((), asks));
    let requested =
        |kinds: &[UpdateType]| Options { kinds: Some(kinds.into()), ..Options::default() };
    let warning = "WARN a handler awaits a kind of update that is not requested from Telegram: \
         add it to `allowed_updates` update_id=1 awaited=[CallbackQuery] others=0";
    assert_eq!(
        [
            logged_while(app(), Options::default()),
            logged_while(app(), requested(&[UpdateType::Message])),
            logged_while(app(), requested(&[UpdateType::Message, UpdateType::CallbackQuery])),
            logged_while(app(), requested(&[])),
        ],
        [vec![warning], vec![warning], vec![], vec![]],
    );
}

/// Returns the lines that are logged within ten seconds of a message.
fn logged_while(app: Router, options: Options) -> Vec<String> {
    let (lines, _kept) = Lines::keep();
    runtime().block_on(async {
        let dispatcher = Dispatcher::new(app);
        let intake = Arc::new(Intake::new(dispatcher.clone(), options));
        let accepted = intake.accept(message("hi"), &Arc::new(dispatcher));
        assert!(matches!(accepted, Admission::Pending(_)));
        tokio::time::sleep(Duration::from_secs(10)).await;
    });
    lines.take()
}
