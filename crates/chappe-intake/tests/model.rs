//! Random handlers that leave and enter their lanes, await updates, fail and are cancelled: no
//! update is lost, and no lane is held forever or by two handlers.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use chappe_core::{
    BoxError, Dispatcher, IntoOutcome, Outcome, Reply, Request, Router,
    extract::FromRequest as _,
    filter::{from_filter, text_prefix},
};
use chappe_intake::{
    Admission, Background, Completion, Intake, Lane, LaneBy, OnFailure, OnLeave, Options,
    ReplyBody, ReplySender,
};
use chappe_types::{Message, SendMessage, UpdateId, fixtures::message_in};
use tokio::{
    runtime::Builder,
    sync::Semaphore,
    time::{sleep, timeout},
};
use tower::service_fn;

/// Pseudo-random numbers, the same for each seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// A step of a handler; times are in milliseconds.
#[derive(Clone, Copy, Debug)]
enum Step {
    Work(u64),
    Release,
    Enter,
    /// Awaits an answer.
    Next(u64),
    /// The same, but the future is dropped after so long.
    Dropped(u64),
    /// Enters while it awaits an answer.
    Both(u64),
    /// Awaits with a filter that never ends, or panics.
    Odd(u64, bool),
    /// A background task, which may fail.
    Background(u64, bool),
    /// An untracked task that uses the lane, even after the handler has ended.
    Stray(u64),
    Fail,
    Panic,
    Replies(usize),
}

fn script(random: &mut Random, strays: bool) -> Vec<Step> {
    let steps = 1 + random.below(6);
    let mut step = || match random.below(if strays { 14 } else { 13 }) {
        0..=2 => Step::Work(random.below(40)),
        3 => Step::Release,
        4 => Step::Enter,
        5 | 6 => Step::Next(random.below(100)),
        7 => Step::Dropped(random.below(60)),
        8 => Step::Both(random.below(60)),
        9 => Step::Odd(random.below(60), random.percent(50)),
        10 => Step::Background(random.below(200), random.percent(30)),
        11 if random.percent(50) => Step::Fail,
        11 => Step::Panic,
        12 => Step::Replies(usize::try_from(random.below(3)).unwrap()),
        _ => Step::Stray(random.below(100)),
    };
    (0..steps).map(|_| step()).collect()
}

/// The state of an update.
#[derive(Default)]
struct Known {
    lane: i64,
    /// How many times it was accepted, and the last of these that started.
    accepted: usize,
    began: usize,
    is_running: bool,
    working: usize,
    /// The handler that awaited it is still in its lane.
    is_held: bool,
    is_confirmed_early: bool,
    handled: usize,
}

#[derive(Default)]
struct World {
    updates: BTreeMap<i64, Known>,
    holders: HashMap<i64, i64>,
    /// By lane: the updates accepted, and those that started or were received by a waiting handler.
    accepted: HashMap<i64, Vec<(i64, usize)>>,
    began: HashMap<i64, Vec<(i64, usize)>>,
    wrong: Vec<String>,
    is_closed: bool,
}

#[derive(Clone)]
struct Model {
    world: Arc<Mutex<World>>,
    scripts: Arc<Vec<Vec<Step>>>,
    strays: bool,
    on_leave: OnLeave,
}

impl Model {
    fn with<R>(&self, change: impl FnOnce(&mut World) -> R) -> R {
        change(&mut self.world.lock().unwrap())
    }

    fn wrong(&self, what: String) {
        self.with(|world| world.wrong.push(what));
    }

    fn begins(&self, id: i64) {
        self.with(|world| {
            let known = world.updates.get_mut(&id).unwrap();
            // Not for a retry by the intake.
            if known.began != known.accepted {
                known.began = known.accepted;
                let (lane, accepted) = (known.lane, known.accepted);
                world.began.entry(lane).or_default().push((id, accepted));
            }
        });
    }

    fn hold(&self, id: i64) -> Option<Hold> {
        if self.strays {
            return None;
        }
        self.with(|world| {
            let lane = world.updates[&id].lane;
            if let Some(other) = world.holders.insert(lane, id) {
                world.wrong.push(format!("{id} and {other} are both in lane {lane}"));
            }
        });
        Some(Hold { model: self.clone(), id })
    }
}

/// The handler is in its lane.
struct Hold {
    model: Model,
    id: i64,
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.model.with(|world| {
            let lane = world.updates[&self.id].lane;
            if world.holders.get(&lane) == Some(&self.id) {
                world.holders.remove(&lane);
            }
        });
    }
}

/// A handler runs.
struct Running {
    model: Model,
    id: i64,
    has: Vec<i64>,
}

impl Running {
    fn new(model: &Model, id: i64) -> Self {
        model.begins(id);
        model.with(|world| world.updates.get_mut(&id).unwrap().is_running = true);
        Self { model: model.clone(), id, has: Vec::new() }
    }

    fn got(&mut self, answer: &Request<Message>) {
        let id = answer.update_id().0;
        self.model.begins(id);
        self.model.with(|world| world.updates.get_mut(&id).unwrap().is_held = true);
        self.has.push(id);
    }

    /// The awaited updates end.
    fn leaves(&mut self) {
        for id in self.has.drain(..) {
            self.model.with(|world| world.updates.get_mut(&id).unwrap().is_held = false);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.leaves();
        self.model.with(|world| world.updates.get_mut(&self.id).unwrap().is_running = false);
    }
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Returns the answer, if one arrived; `None` if the wait was dropped, outside of the lane.
async fn awaits(model: &Model, lane: &Lane, step: Step) -> Option<Option<Request<Message>>> {
    let answers = || text_prefix("answer");
    let got = match step {
        Step::Next(millis) => lane.next(answers(), ms(millis)).await.ok(),
        Step::Dropped(millis) => {
            let next = lane.next(answers(), ms(1000));
            timeout(ms(millis), next).await.ok()?.ok()
        }
        Step::Odd(millis, panics) => {
            let odd = from_filter(move || async move {
                assert!(!panics, "intended by the test");
                std::future::pending::<bool>().await
            });
            lane.next(odd, ms(millis)).await.ok()
        }
        Step::Both(millis) => {
            let enters = async {
                sleep(ms(millis / 2)).await;
                lane.enter().await;
            };
            let next = async {
                let got: Option<Request<Message>> = lane.next(answers(), ms(millis)).await.ok();
                // The other future continues, and may be cancelled.
                got.inspect(|got| model.begins(got.update_id().0))
            };
            tokio::join!(next, enters).0
        }
        _ => None,
    };
    Some(got)
}

fn works(model: &Model, background: &Background, id: i64, millis: u64, fails: bool) {
    model.with(|world| world.updates.get_mut(&id).unwrap().working += 1);
    let working = Working(model.clone(), id);
    background.spawn(async move {
        sleep(ms(millis)).await;
        drop(working);
        assert!(!(fails && millis % 2 == 0), "intended by the test");
        match fails {
            true => Err(BoxError::from("intended by the test")),
            false => Ok(SendMessage::new(1, "later")),
        }
    });
}

fn strays(lane: Lane, millis: u64) {
    tokio::spawn(async move {
        for _ in 0..3 {
            let next = lane.next::<Message, _>(text_prefix("answer"), ms(millis));
            let _ = timeout(ms(2 * millis), next).await;
            let _ = timeout(ms(millis), lane.enter()).await;
            lane.release();
        }
    });
}

async fn handle(model: Model, request: Request) -> Result<Outcome, BoxError> {
    let id = request.update().update_id.0;
    let lane = Lane::from_request(&request, &()).await?;
    let background = Background::from_request(&request, &()).await?;
    let script = match usize::try_from(id) {
        Ok(index) if index < model.scripts.len() => model.scripts[index].clone(),
        _ => Vec::new(),
    };
    let mut running = Running::new(&model, id);
    let mut hold = model.hold(id);
    let mut replies = Vec::new();
    for step in script {
        let was_held = hold.is_some();
        match step {
            Step::Work(millis) => sleep(ms(millis)).await,
            Step::Release => {
                running.leaves();
                hold = None;
                lane.release();
            }
            Step::Enter => {
                lane.enter().await;
                if !was_held {
                    hold = model.hold(id);
                }
            }
            Step::Next(_) | Step::Dropped(_) | Step::Odd(..) | Step::Both(_) => {
                running.leaves();
                hold = None;
                let Some(got) = awaits(&model, &lane, step).await else { continue };
                if let Some(got) = &got {
                    running.got(got);
                }
                if lane.is_held() {
                    hold = model.hold(id);
                } else if was_held && !model.strays {
                    model.wrong(format!("{id} is not in its lane after {step:?}"));
                }
            }
            Step::Background(millis, fails) => works(&model, &background, id, millis, fails),
            Step::Stray(millis) => strays(lane.clone(), millis),
            Step::Fail => return Err("intended by the test".into()),
            Step::Panic => panic!("intended by the test"),
            Step::Replies(some) => {
                replies.extend((0..some).map(|_| Reply::new(SendMessage::new(1, "reply"))));
            }
        }
    }
    drop((hold, running));
    replies.into_outcome(&request)
}

/// A background task.
struct Working(Model, i64);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.with(|world| world.updates.get_mut(&self.1).unwrap().working -= 1);
    }
}

/// Delivers an update until it is handled.
async fn deliver<D>(
    model: Model,
    intake: Arc<Intake>,
    service: Arc<D>,
    (id, lane, text): (i64, i64, &'static str),
    confirms_early: bool,
) where
    D: tower::Service<Request, Response = Outcome, Error = BoxError, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static,
{
    let update = message_in(id, lane, text);
    loop {
        // Under the lock: acceptances are recorded in order.
        let accepted = model.with(|world| {
            let accepted = intake.accept(update.clone(), &service);
            if matches!(accepted, Admission::Pending(_)) {
                let known = world.updates.get_mut(&id).unwrap();
                known.accepted += 1;
                world.accepted.entry(lane).or_default().push((id, known.accepted));
            }
            accepted
        });
        let mut completion = match accepted {
            Admission::Pending(completion) => completion,
            Admission::Duplicate => return model.wrong(format!("{id} was a duplicate")),
            // The intake is closed.
            Admission::Rejected if model.with(|world| world.is_closed) => return,
            Admission::Rejected => {
                sleep(ms(20)).await;
                continue;
            }
        };
        let result = loop {
            match timeout(ms(30), &mut completion).await {
                Ok(result) => break result,
                Err(_) if confirms_early && intake.has_left_lane(UpdateId(id)) => {
                    // Before the completion arrives.
                    model.with(|world| {
                        world.updates.get_mut(&id).unwrap().is_confirmed_early = true;
                    });
                    intake.acknowledge(UpdateId(id));
                }
                Err(_) => {}
            }
        };
        match result {
            Ok(Completion::Handled(_)) => {
                let waits = model.on_leave == OnLeave::Wait;
                model.with(|world| {
                    let known = world.updates.get_mut(&id).unwrap();
                    known.handled += 1;
                    let is_held = known.is_held && !model.strays;
                    // The background task of a failed run continues after a redelivery.
                    let is_worked_on = known.working > 0 && known.accepted == 1;
                    let goes_on = known.is_running || is_worked_on || is_held;
                    if waits && goes_on && !known.is_confirmed_early {
                        let state = (known.is_running, known.working, known.is_held);
                        world.wrong.push(format!("{id} is confirmed while it runs: {state:?}"));
                    }
                });
                return;
            }
            Ok(Completion::Redeliver) => sleep(ms(5)).await,
            Err(_) => return model.wrong(format!("{id} was forgotten")),
        }
    }
}

const LANES: u64 = 4;

fn options(random: &mut Random, on_leave: OnLeave, is_real: bool, strays: bool) -> Options {
    let redelivers = random.percent(50);
    let failures = AtomicUsize::new(0);
    let most = |random: &mut Random| usize::try_from(random.below(12)).unwrap();
    let carries = on_leave == OnLeave::Acknowledge && random.percent(50);
    let send = service_fn(|_: Reply| async {
        sleep(ms(3)).await;
        Ok::<_, BoxError>(())
    });
    Options {
        on_leave,
        max_in_flight: 3 + most(random),
        max_detached: most(random),
        running: random.percent(50).then(|| Arc::new(Semaphore::new(1 + most(random)))),
        handler_timeout: random.percent(50).then(|| ms(150)),
        remember: 1000,
        tries: (!is_real && random.percent(50)).then_some(2),
        on_failure: Arc::new(move |_| {
            let is_third = failures.fetch_add(1, Ordering::Relaxed) % 3 == 0;
            if redelivers && is_third { OnFailure::Redeliver } else { OnFailure::Acknowledge }
        }),
        replies: ReplySender::through(send),
        render_reply: Arc::new(move |_| {
            carries.then(|| ReplyBody { media_type: "text/plain".into(), bytes: Vec::new() })
        }),
        lane_by: if strays && random.percent(50) { LaneBy::Nothing } else { LaneBy::Chat },
        ..Options::default()
    }
}

/// Runs random handlers; returns the violations.
async fn wrongs(seed: u64, is_real: bool, strays: bool) -> Vec<String> {
    let mut random = Random(seed);
    let scripts: Vec<_> = (0..50).map(|_| script(&mut random, strays)).collect();
    let on_leave = if random.percent(50) { OnLeave::Wait } else { OnLeave::Acknowledge };
    let model = Model { world: Arc::default(), scripts: Arc::new(scripts), strays, on_leave };
    let handled = model.clone();
    let service = Arc::new(service_fn(move |request| handle(handled.clone(), request)));
    let options = options(&mut random, on_leave, is_real, strays);
    let permits = options.running.clone().map(|permits| (permits.available_permits(), permits));
    let intake = Arc::new(Intake::new(Dispatcher::new(Router::new("app")), options));
    let mut sources = Vec::new();
    for id in 0..50 {
        let lane = 1 + i64::try_from(random.below(LANES)).unwrap();
        let text = if random.percent(40) { "answer" } else { "say" };
        model.with(|world| world.updates.insert(id, Known { lane, ..Known::default() }));
        let confirms_early = on_leave == OnLeave::Wait && random.percent(30);
        let at = random.below(300);
        let (model, intake, service) = (model.clone(), Arc::clone(&intake), Arc::clone(&service));
        sources.push(tokio::spawn(async move {
            sleep(ms(at)).await;
            deliver(model, intake, service, (id, lane, text), confirms_early).await;
        }));
    }
    // Some runs are cancelled.
    let ends = random.percent(25);
    if ends {
        sleep(ms(random.below(400))).await;
        model.with(|world| world.is_closed = true);
        intake.drain_within(ms(random.below(60))).await;
    }
    let patience = if is_real { 20 } else { 3600 };
    for source in sources {
        if timeout(Duration::from_secs(patience), source).await.is_err() {
            model.wrong("an update does not end".to_owned());
        }
    }
    // Updates that continue after their confirmation.
    sleep(Duration::from_secs(if is_real { 2 } else { 3600 })).await;
    for lane in (1..=i64::try_from(LANES).unwrap()).take_while(|_| !ends) {
        let Admission::Pending(completion) =
            intake.accept(message_in(100 + lane, lane, "say"), &probe())
        else {
            model.wrong("there is no capacity".to_owned());
            continue;
        };
        if timeout(Duration::from_secs(1), completion).await.is_err() {
            model.wrong(format!("lane {lane} is held"));
        }
    }
    if timeout(Duration::from_secs(10), intake.drain()).await.is_err() {
        model.wrong("it does not drain".to_owned());
    }
    let shown = format!("{intake:?}");
    let empty = "in_flight: 0, detached: 0, left: 0, awaiting: 0, ..";
    if !shown.contains(empty) {
        model.wrong(format!("state remains: {shown}"));
    }
    if permits.is_some_and(|(all, permits)| permits.available_permits() != all) {
        model.wrong("a permit was lost".to_owned());
    }
    model.with(|world| {
        if !strays && !ends && world.began != world.accepted {
            world.wrong.push(format!("accepted {:?}, began {:?}", world.accepted, world.began));
        }
        for (id, known) in &world.updates {
            let is_handled = known.handled == 1 || ends && known.handled == 0;
            if !is_handled || known.is_running || known.working > 0 || known.is_held {
                world.wrong.push(format!("{id} was handled {} times", known.handled));
            }
        }
        std::mem::take(&mut world.wrong)
    })
}

fn probe() -> Arc<
    impl tower::Service<Request, Response = Outcome, Error = BoxError, Future: Send>
    + Clone
    + Send
    + Sync
    + 'static,
> {
    Arc::new(service_fn(async |_: Request| Ok::<_, BoxError>(Outcome::handled())))
}

#[test]
fn each_update_ends_once_and_each_lane_becomes_free() {
    std::panic::set_hook(Box::new(|_| {}));
    let mut wrong = Vec::new();
    let seeds = std::env::var("SEEDS").map_or(100, |seeds| seeds.parse().unwrap());
    for seed in 0..seeds {
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build();
        let found = runtime.unwrap().block_on(wrongs(seed, false, seed % 4 == 3));
        if !found.is_empty() {
            wrong.push((seed, found));
        }
    }
    let _ = std::panic::take_hook();
    assert_eq!(wrong, []);
}

#[test]
fn each_update_ends_once_on_several_threads() {
    std::panic::set_hook(Box::new(|_| {}));
    let runtime = Builder::new_multi_thread().worker_threads(4).enable_time().build().unwrap();
    let seeds = std::env::var("SEEDS").map_or(40, |seeds| seeds.parse().unwrap());
    let runs: Vec<_> =
        (0..seeds).map(|seed| (seed, runtime.spawn(wrongs(seed, true, seed % 4 == 3)))).collect();
    let mut wrong = Vec::new();
    for (seed, run) in runs {
        let found = runtime.block_on(run).unwrap();
        if !found.is_empty() {
            wrong.push((seed, found));
        }
    }
    let _ = std::panic::take_hook();
    assert_eq!(wrong, []);
}
