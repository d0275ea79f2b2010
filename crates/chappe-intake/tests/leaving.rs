//! What goes wrong while a handler is outside of its lane holds up nobody, and loses nothing.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe_core::{
    Dispatcher, Request, Router,
    extract::{Extension, Text},
    filter::{async_filter, command, text, text_is},
};
use chappe_intake::{Accepted, Background, Intake, Landing, Lane, OnLeave, Options};
use chappe_types::{Message, Update, fixtures::message_in};
use tokio::{
    join,
    sync::oneshot,
    time::{Instant, sleep, timeout},
};

/// What happened, and at which second.
#[derive(Clone)]
struct Log(Arc<Mutex<Vec<String>>>, Instant);

impl Log {
    fn note(&self, what: impl Into<String>) {
        let what = what.into();
        self.0.lock().unwrap().push(format!("{} {what}", self.1.elapsed().as_secs()));
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

struct Bot {
    intake: Arc<Intake>,
    dispatcher: Arc<Dispatcher>,
    log: Log,
}

impl Bot {
    fn new(app: Router) -> Self {
        let log = Log(Arc::default(), Instant::now());
        let dispatcher = Dispatcher::builder(app).extension(log.clone()).build();
        let options = Options { on_leave: OnLeave::Wait, remember: 100, ..Options::default() };
        let intake = Arc::new(Intake::new(dispatcher.clone(), options));
        Self { intake, dispatcher: Arc::new(dispatcher), log }
    }

    /// Takes a message of chat 7, and waits until all is still.
    async fn hears(&self, id: i64, text: &str) -> oneshot::Receiver<Landing> {
        let update: Update = message_in(id, 7, text);
        let Accepted::Waits(landing) = self.intake.accept(update, &self.dispatcher) else {
            panic!("it is not accepted")
        };
        sleep(Duration::from_millis(1)).await;
        landing
    }

    /// What happened until all was done, which takes no more than an hour.
    async fn ends(self) -> Vec<String> {
        timeout(Duration::from_secs(3600), self.intake.drain()).await.unwrap();
        self.log.take()
    }
}

fn known(landing: &mut oneshot::Receiver<Landing>) -> &'static str {
    match landing.try_recv() {
        Ok(Landing::Handled(_)) => "handled",
        Ok(Landing::AskAgain) => "again",
        Err(oneshot::error::TryRecvError::Empty) => "unfinished",
        Err(oneshot::error::TryRecvError::Closed) => "nothing",
    }
}

async fn seconds(seconds: u64) {
    sleep(Duration::from_secs(seconds)).await;
}

async fn note(Extension(log): Extension<Log>, Text(text): Text) {
    log.note(text);
}

const MINUTE: Duration = Duration::from_secs(60);

fn said(answer: Result<Request<Message>, chappe_intake::NextError>) -> String {
    match answer {
        Ok(request) => request.event().text.as_deref().unwrap_or_default().to_owned(),
        Err(error) => error.to_string(),
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_handler_awaits_in_the_background_cannot_come_once_it_has_ended() {
    let asks = async |lane: Lane, background: Background, Extension(log): Extension<Log>| {
        background.spawn(async move {
            let late = lane.next::<Message, _>(text(), MINUTE);
            log.note(format!("awaited: {}", said(lane.next(text(), MINUTE).await)));
            log.note(format!("awaited: {}", said(late.await)));
            seconds(30).await;
        });
        seconds(1).await;
    };
    let app = Router::new("app").message(|on| on.on(command("ask"), asks).on((), note));
    let bot = Bot::new(app);
    bot.hears(1, "/ask").await;
    seconds(2).await;
    let mut landings = [bot.hears(2, "a").await, bot.hears(3, "b").await];
    assert_eq!(landings.each_mut().map(known), ["handled"; 2]);
    assert_eq!(
        bot.ends().await,
        [
            "1 awaited: the update that a handler awaited cannot come any more",
            "1 awaited: the update that a handler awaited cannot come any more",
            "2 a",
            "2 b",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_enters_its_lane_beside_awaiting_an_update_enters_with_that_update() {
    let asks = async |lane: Lane, Extension(log): Extension<Log>| {
        let enters = async {
            seconds(1).await;
            lane.enter().await;
            log.note(format!("in the lane: {}", lane.is_held()));
        };
        let (answer, ()) = join!(lane.next(text_is("a"), MINUTE), enters);
        log.note(said(answer));
    };
    let slow = async || seconds(10).await;
    let app = Router::new("app")
        .message(|on| on.on(command("ask"), asks).on(command("slow"), slow).on((), note));
    let bot = Bot::new(app);
    bot.hears(1, "/ask").await;
    bot.hears(2, "/slow").await;
    bot.hears(3, "a").await;
    seconds(2).await;
    bot.hears(4, "b").await;
    seconds(20).await;
    assert_eq!(bot.ends().await, ["10 in the lane: true", "10 a", "10 b"]);
}

#[tokio::test(start_paused = true)]
async fn a_filter_of_an_awaited_update_that_never_ends_holds_up_its_lane_no_longer_than_awaited() {
    let asks = async |lane: Lane, Extension(log): Extension<Log>| {
        let never = async_filter(async |_: Request<Message>| {
            std::future::pending::<()>().await;
            Ok(true)
        });
        log.note(said(lane.next(never, Duration::from_secs(5)).await));
    };
    let app = Router::new("app").message(|on| on.on(command("ask"), asks).on((), note));
    let bot = Bot::new(app);
    bot.hears(1, "/ask").await;
    bot.hears(2, "a").await;
    seconds(6).await;
    assert_eq!(
        bot.ends().await,
        ["5 a", "5 the update that a handler awaited did not come in time"]
    );
}

#[tokio::test(start_paused = true)]
async fn an_awaited_update_comes_again_if_its_handler_is_cut_off() {
    let asks = async |lane: Lane| {
        lane.next::<Message, _>(text(), MINUTE).await.unwrap();
        seconds(3600).await;
    };
    let app = Router::new("app").message(|on| on.on(command("ask"), asks).on((), note));
    let bot = Bot::new(app);
    let mut landings = [bot.hears(1, "/ask").await, bot.hears(2, "a").await];
    assert!(!bot.intake.drain_within(Duration::from_secs(5)).await);
    assert_eq!(landings.each_mut().map(known), ["again"; 2]);
}
