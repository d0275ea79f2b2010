//! One bot's loop.

use std::{sync::Arc, time::Duration};

use chappe_client::{
    Backoff, Bot, Call, Error, catch_panic, log_invalid_token, log_retry, retry_delay,
};
use chappe_intake::{Accepted, Dispatch, Halt, Intake, report};
use chappe_types::{GetUpdates, Update};
use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};

use crate::{
    calls::send,
    options::{LIMIT, Options},
    window::Window,
};

/// How long after an answer the next question comes, while some updates are under
/// way: others may have come.
const SOON: Duration = Duration::from_millis(10);

/// How long at least, while there is more to be had: timers know no less.
const MILLISECOND: Duration = Duration::from_millis(1);

/// The same, while the first of them has not landed. Sooner, Telegram would
/// answer with that one alone.
const LOOK_AGAIN: Duration = Duration::from_millis(600);

/// Pauses after a conflict: at least 3 seconds, which is what the other side
/// needs to tell.
const CONFLICT: Backoff = Backoff::new(Duration::from_secs(6), Duration::from_secs(60));

/// How long the last question may take, which only tells what is handled.
const CONFIRM: Duration = Duration::from_secs(5);

/// Polls for one bot until it is asked to stop.
pub(crate) struct Poller {
    pub(crate) bot: Bot,
    pub(crate) intake: Arc<Intake>,
    pub(crate) service: Arc<Dispatch>,
    pub(crate) options: Options,
    pub(crate) stop: Halt,
    pub(crate) window: Window,
    /// It was told that one lane holds half of the window.
    pub(crate) is_crowded: bool,
}

/// How long after an empty answer that came at once the next question comes: a
/// server that keeps nothing back is not to be asked all the time.
const EMPTY: Duration = Duration::from_secs(1);
const AT_ONCE: Duration = Duration::from_millis(100);

/// A question that was asked: what it said, and when it was answered.
#[derive(Clone, Copy)]
struct Asked {
    offset: Option<i64>,
    answered: Instant,
    /// The answer was empty, and came at once.
    is_idle: bool,
    /// How long it took, if there may be more.
    full_after: Option<Duration>,
}

impl Poller {
    /// Polls; then waits for what is under way, and confirms it.
    ///
    /// # Errors
    ///
    /// What no further try can mend; what is under way is finished all the same.
    pub(crate) async fn run(mut self) -> Result<(), Error> {
        let (mut failures, mut conflicts) = (0, 0);
        let mut last = None;
        let result = loop {
            let answer = tokio::select! {
                biased;
                () = self.stop.told() => break Ok(()),
                answer = ask(&self.bot, &self.options, &mut self.window, &mut last) => answer,
            };
            let error = match answer {
                Ok(updates) => {
                    (failures, conflicts) = (0, 0);
                    self.take(updates);
                    continue;
                }
                Err(error) => error,
            };
            if error.is_unauthorized() {
                log_invalid_token(&self.bot, &error);
                break Err(error);
            }
            let wait = if error.is_conflict() {
                conflicts += 1;
                complain(&self.bot, &error);
                CONFLICT.pause(conflicts)
            } else {
                failures += 1;
                let wait = retry_delay(&error, failures);
                log_retry(&self.bot, &error, wait);
                wait
            };
            tokio::select! {
                () = self.stop.told() => break Ok(()),
                () = sleep(wait) => {}
            }
        };
        if !self.intake.drain_within(self.options.drain).await {
            report(|| {
                tracing::error!(
                    bot = self.bot.id().0,
                    "updates were still under way at the end of the drain: they come again"
                );
            });
        }
        self.confirm(last).await;
        result
    }

    /// Starts what is new.
    fn take(&mut self, updates: Vec<Update>) {
        for update in updates {
            let id = update.update_id;
            if self.window.knows(id) {
                continue;
            }
            let lane = self.intake.lane_of(&update);
            match self.intake.accept(update, &self.service) {
                Accepted::Waits(landing) => self.window.push(id, lane, Some(landing)),
                Accepted::Known => self.window.push(id, lane, None),
                // It is closed: it comes again to who polls next.
                Accepted::No => return,
            }
        }
        self.watch_lanes();
    }

    /// Warns, once, when updates of one lane are half of all that may be under way.
    fn watch_lanes(&mut self) {
        let half = half_of(self.options.limit);
        let holds_lane = |id| !self.intake.has_left(id);
        let fullest = match self.window.len() < half {
            true => None,
            false => self.window.fullest_lane(holds_lane),
        };
        let crowded = fullest.filter(|(_, updates)| *updates >= half);
        if let (Some((lane, updates)), false) = (&crowded, self.is_crowded) {
            report(|| {
                tracing::warn!(
                    bot = self.bot.id().0,
                    ?lane,
                    updates,
                    limit = self.options.limit,
                    "one lane holds half of the updates that may be under way: once it holds \
                     all, others wait for it"
                );
            });
        }
        self.is_crowded = crowded.is_some();
    }

    /// Tells Telegram what is handled, if it does not know.
    async fn confirm(&mut self, last: Option<Asked>) {
        self.window.advance();
        let offset = self.window.offset();
        if offset.is_none() || offset == last.and_then(|last| last.offset) {
            return;
        }
        let question = question(&self.options, offset, &self.window).timeout(0).limit(1);
        let call = Call::new(&question).without_waiting();
        let (bot, id, asked) = (self.bot.clone(), self.bot.id().0, call.clone());
        let answer = catch_panic(&call, async move { bot.call(asked).await });
        match timeout(CONFIRM, answer).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => report(|| {
                tracing::warn!(bot = id, %error, "what was handled last may come again");
            }),
            Err(_) => report(|| tracing::warn!(bot = id, "what was handled last may come again")),
        }
    }
}

/// What waits for its turn would begin when nobody waits for it.
impl Drop for Poller {
    fn drop(&mut self) {
        self.intake.halt();
    }
}

/// Half of all updates that may be under way.
pub(crate) fn half_of(limit: usize) -> usize {
    limit.div_ceil(2).max(2)
}

/// Asks for updates, as soon as it makes sense.
async fn ask(
    bot: &Bot,
    options: &Options,
    window: &mut Window,
    last: &mut Option<Asked>,
) -> Result<Vec<Update>, Error> {
    pace(options, window, *last).await;
    let offset = window.offset();
    let asked = Instant::now();
    // One update that cannot be decoded spoils no other: it comes as unknown.
    let answer = send(bot, question(options, offset, window)).await;
    let is_empty = answer.as_ref().is_ok_and(Vec::is_empty);
    let is_idle = is_empty && asked.elapsed() < AT_ONCE;
    let is_full = answer.as_ref().is_ok_and(|updates| updates.len() >= options.limit);
    let full_after = is_full.then(|| asked.elapsed());
    *last = Some(Asked { offset, answered: Instant::now(), is_idle, full_after });
    answer
}

/// Waits until another question may bring something new.
async fn pace(options: &Options, window: &mut Window, last: Option<Asked>) {
    window.advance();
    let Some(last) = last else { return };
    if options.confirms_on_receipt {
        window.has_room(options.limit).await;
        if last.is_idle {
            sleep_until(last.answered + EMPTY).await;
        }
        return;
    }
    // Where Telegram has more, a quarter of a window is worth a question; less than that
    // is worth waiting as long as a question takes.
    let (few, soon) = match last.full_after {
        Some(way) => (options.limit - options.limit / 4, way.clamp(MILLISECOND, SOON)),
        None => (0, SOON),
    };
    let _ = timeout_at(last.answered + soon, window.shrunk_to(few)).await;
    // Telegram gives no more at a time: it would be what is under way.
    window.shrunk_to(options.limit - 1).await;
    if window.is_empty() && last.is_idle {
        sleep_until(last.answered + EMPTY).await;
    } else if !window.is_empty() && window.offset() == last.offset {
        let _ = timeout_at(last.answered + LOOK_AGAIN, window.front_landed()).await;
    }
    window.settled().await;
}

fn question(options: &Options, offset: Option<i64>, window: &Window) -> GetUpdates {
    let seconds = i64::try_from(options.timeout.as_secs()).unwrap_or(i64::MAX);
    let room = match options.confirms_on_receipt {
        true => options.limit.saturating_sub(window.len()).max(1),
        false => options.limit,
    };
    let limit = i64::try_from(room.min(LIMIT)).unwrap_or(i64::MAX);
    let allowed: Vec<_> = options.allowed.iter().map(|kind| kind.as_str().into()).collect();
    let question = GetUpdates::new().timeout(seconds).limit(limit).allowed_updates(allowed);
    match offset {
        Some(offset) => question.offset(offset),
        None => question,
    }
}

/// Somebody else gets the updates: that is for people to mend.
fn complain(bot: &Bot, error: &Error) {
    let bot = bot.id().0;
    report(|| {
        if error.is_webhook_active() {
            tracing::error!(
                bot,
                %error,
                "a webhook is set, so nothing can be polled: delete it, or poll with `take_over()`"
            );
        } else {
            tracing::error!(bot, %error, "somebody else polls with this token: only one may");
        }
    });
}
