//! What an intake says of failures.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use chappe_core::{BoxError, Dispatcher, Reply, Router, TooLate, extract::State, reply};
use chappe_intake::{Accepted, Intake, Lane, OnFailure, Options, ReplySender, unordered};
use chappe_types::{
    CallbackQuery, Message, Update, UpdateId, UpdateType,
    fixtures::{inline_query, message, message_in},
};
use loglines::Lines;
use tokio::runtime::{Builder, Runtime};
use tracing::Level;

/// The levels and messages that are logged when an update is handled so.
fn logged(app: Router, options: Options) -> Vec<String> {
    logged_of(Level::INFO, app, options, &[message("hi")])
}

/// The same, of this level and those above, when these updates come at once.
fn logged_of(level: Level, app: Router, options: Options, updates: &[Update]) -> Vec<String> {
    let (lines, _kept) = Lines::keep_from(level);
    runtime().block_on(async {
        let dispatcher = Dispatcher::new(app);
        let intake = Arc::new(Intake::new(dispatcher.clone(), options));
        let service = Arc::new(dispatcher);
        for update in updates {
            let accepted = intake.accept(update.clone(), &service);
            assert!(matches!(accepted, Accepted::Waits(_)));
        }
        intake.drain().await;
    });
    lines.take()
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().start_paused(true).build().unwrap()
}

/// What is logged of a handler that holds up its thread, but for how long it did.
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
fn a_handler_that_holds_up_its_thread_is_named() {
    let warning = "WARN a handler held up its thread: what blocks belongs into `spawn_blocking` \
         update_id=1 handler=`logs::blocking::blocks` of `app`, `message`";
    assert_eq!([blocking(1), blocking(260)], [vec![], vec![warning.to_owned()]]);
}

#[test]
fn a_failure_that_is_left_to_the_source_is_not_said_to_run_again() {
    let again = Options { on_failure: Arc::new(|_| OnFailure::Redeliver), ..Options::default() };
    assert_eq!(
        logged(failing(|| "broken".into()), again),
        [format!("WARN an update failed and is to be sent again {FAILING} error=broken")],
    );
}

#[test]
fn a_failure_whose_source_was_told_early_is_not_said_to_be_sent_again() {
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

/// Whose failure it is.
const FAILING: &str = "update_id=1 kind=message \
     handler=`logs::failing::{{closure}}::{{closure}}` of `app`, `message`";

fn failing(error: fn() -> BoxError) -> Router {
    Router::new("app").message(move |m| m.on((), move || std::future::ready(Err::<(), _>(error()))))
}

#[test]
fn a_failure_is_an_error_and_what_came_too_late_a_warning() {
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
fn a_reply_that_cannot_be_sent_is_told_if_nobody_takes_it() {
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
                 handler=`logs::a_reply_that_cannot_be_sent_is_told_if_nobody_takes_it::{{closure}}\
                 ::{{closure}}::{{closure}}` of `app`, `message` error=broken"
            ],
            vec!["WARN a reply came too late update_id=1 error=it came too late"],
            vec![
                "WARN there is nothing to send a reply with: it is dropped method=\"sendMessage\""
            ],
            Vec::new(),
        ],
    );
}

#[test]
fn each_update_is_a_line_for_who_debugs() {
    let app = Router::new("app").message(|m| m.on((), async || reply("hello")));
    let updates = [message_in(1, 7, "hi"), Update { update_id: UpdateId(2), ..inline_query("q") }];
    let lines = logged_of(Level::DEBUG, app, Options::default(), &updates);
    let told = lines.iter().filter(|line| line.starts_with("DEBUG")).map(|line| {
        let (before, after) = line.split_once(" took=").unwrap();
        format!("{before} {}", after.split_once(' ').unwrap().1)
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "DEBUG an update update_id=1 kind=message handler=`logs::\
             each_update_is_a_line_for_who_debugs::{{closure}}::{{closure}}` of `app`, `message` \
             outcome=\"handled\"",
            "DEBUG an update update_id=2 kind=inline_query outcome=\"unhandled\"",
        ],
    );
}

#[test]
fn an_update_that_waited_long_in_its_lane_is_told_once_a_minute() {
    let slow = async || tokio::time::sleep(Duration::from_secs(11)).await;
    let app = Router::new("app").message(|m| m.on((), slow));
    let updates: Vec<Update> = (1..=9).map(|id| message_in(id, 7, "hi")).collect();
    let lines = logged_of(Level::INFO, app, Options::default(), &updates);
    let said = "for those before it in its lane: a handler that takes its time may leave the \
         lane, with `lane.release()` or `unordered(…)`";
    assert_eq!(
        lines,
        [
            format!(
                "WARN an update waited long {said} update_id=2 lane=Chat(7) waited=11s others=0"
            ),
            format!(
                "WARN an update waited long {said} update_id=8 lane=Chat(7) waited=77s others=5"
            ),
        ],
    );
}

#[test]
fn a_handler_that_awaits_what_nobody_asks_telegram_for_is_warned_of_once() {
    async fn asks(lane: Lane) {
        for _ in 0..2 {
            let _ = lane.next::<CallbackQuery, _>((), Duration::from_secs(1)).await;
            let _ = lane.next::<Message, _>((), Duration::from_secs(1)).await;
        }
    }
    let app = || Router::new("app").message(|m| m.on((), asks));
    let asked = |kinds: &[UpdateType]| Options { kinds: Some(kinds.into()), ..Options::default() };
    let warning = "WARN a handler awaits updates that nothing in the tree handles: Telegram sends \
         them only if `allowed_updates` names their kind update_id=1 awaited=[CallbackQuery] \
         others=0";
    assert_eq!(
        [
            logged_while(app(), Options::default()),
            logged_while(app(), asked(&[UpdateType::Message])),
            logged_while(app(), asked(&[UpdateType::Message, UpdateType::CallbackQuery])),
            logged_while(app(), asked(&[])),
        ],
        [vec![warning], vec![warning], vec![], vec![]],
    );
}

/// What is logged of a message in ten seconds.
fn logged_while(app: Router, options: Options) -> Vec<String> {
    let (lines, _kept) = Lines::keep();
    runtime().block_on(async {
        let dispatcher = Dispatcher::new(app);
        let intake = Arc::new(Intake::new(dispatcher.clone(), options));
        let accepted = intake.accept(message("hi"), &Arc::new(dispatcher));
        assert!(matches!(accepted, Accepted::Waits(_)));
        tokio::time::sleep(Duration::from_secs(10)).await;
    });
    lines.take()
}
