//! [`Poller`]: the loop of one bot.

use std::{sync::Arc, time::Duration};

use chappe_client::{
    Backoff, Bot, Call, Error, catch_panic, log_invalid_token, log_retry, retry_delay,
};
use chappe_intake::{Admission, Dispatch, Intake, report};
use chappe_types::{GetUpdates, Update};
use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::{
    calls::send,
    options::{MAX_UPDATES, Options},
    window::Window,
};

/// The maximum pause after a response while updates are in flight.
const MAX_PAUSE: Duration = Duration::from_millis(10);

/// The minimum pause if Telegram may have more updates: the resolution of timers.
const MIN_PAUSE: Duration = Duration::from_millis(1);

/// The pause before a request with the same offset as the last one. Telegram returns only one
/// update if an offset is requested again within 500 ms.
const UNCHANGED_OFFSET_PAUSE: Duration = Duration::from_millis(600);

/// Pauses after a conflict: at least 3 s, so that the other client can detect the conflict.
const CONFLICT: Backoff = Backoff::new(Duration::from_secs(6), Duration::from_secs(60));

/// The timeout of the last request, which only confirms handled updates.
const CONFIRM_TIMEOUT: Duration = Duration::from_secs(5);

/// Polls for one bot until the stop.
pub(crate) struct Poller {
    pub(crate) bot: Bot,
    pub(crate) intake: Arc<Intake>,
    pub(crate) service: Arc<Dispatch>,
    pub(crate) options: Options,
    pub(crate) stop: CancellationToken,
    pub(crate) window: Window,
    /// Whether one lane held half of the window at the last response, so that the warning was
    /// logged.
    pub(crate) has_crowded_lane: bool,
}

/// The pause after an empty response within `IMMEDIATE`: it limits the rate of requests to a
/// server without long polling.
const IDLE_PAUSE: Duration = Duration::from_secs(1);
const IMMEDIATE: Duration = Duration::from_millis(100);

/// The latest `getUpdates` request.
#[derive(Clone, Copy)]
struct LastRequest {
    offset: Option<i64>,
    responded_at: Instant,
    /// Whether the response was empty and immediate.
    is_idle: bool,
    /// The duration of the request if the response was full: Telegram may have more updates.
    full_after: Option<Duration>,
}

impl Poller {
    /// Polls until the stop, then drains updates in flight and confirms them.
    ///
    /// # Errors
    ///
    /// Fails if Telegram does not accept the token. Updates in flight are drained in that case
    /// too.
    pub(crate) async fn run(mut self) -> Result<(), Error> {
        let (mut failures, mut conflicts) = (0, 0);
        let mut last = None;
        let result = loop {
            let result = tokio::select! {
                biased;
                () = self.stop.cancelled() => break Ok(()),
                result = get_updates(&self.bot, &self.options, &mut self.window, &mut last) => result,
            };
            let error = match result {
                Ok(updates) => {
                    (failures, conflicts) = (0, 0);
                    self.accept(updates);
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
                log_conflict(&self.bot, &error);
                CONFLICT.pause(conflicts)
            } else {
                failures += 1;
                let wait = retry_delay(&error, failures);
                log_retry(&self.bot, &error, wait);
                wait
            };
            tokio::select! {
                () = self.stop.cancelled() => break Ok(()),
                () = sleep(wait) => {}
            }
        };
        if !self.intake.drain_within(self.options.drain).await {
            report(|| {
                tracing::error!(
                    bot = self.bot.id().0,
                    "updates were still in flight at the end of the drain: Telegram redelivers them"
                );
            });
        }
        self.confirm(last).await;
        result
    }

    /// Passes new updates to the intake.
    fn accept(&mut self, updates: Vec<Update>) {
        for update in updates {
            let id = update.update_id;
            if self.window.contains(id) {
                continue;
            }
            let lane = self.intake.lane_of(&update);
            match self.intake.accept(update, &self.service) {
                Admission::Pending(completion) => self.window.push(id, lane, Some(completion)),
                Admission::Duplicate => self.window.push(id, lane, None),
                // The intake is closed. The next poller receives the update.
                Admission::Rejected => return,
            }
        }
        self.warn_of_crowded_lane();
    }

    /// Logs, once, that one lane holds half of the window.
    fn warn_of_crowded_lane(&mut self) {
        let half = half_of(self.options.limit);
        let holds_lane = |id| !self.intake.has_left_lane(id);
        let fullest = match self.window.len() < half {
            true => None,
            false => self.window.fullest_lane(holds_lane),
        };
        let crowded = fullest.filter(|(_, updates)| *updates >= half);
        if let (Some((lane, updates)), false) = (&crowded, self.has_crowded_lane) {
            report(|| {
                tracing::warn!(
                    bot = self.bot.id().0,
                    ?lane,
                    updates,
                    limit = self.options.limit,
                    "one lane holds half of the maximum number of updates in flight: if it holds \
                     all of them, other lanes wait for it"
                );
            });
        }
        self.has_crowded_lane = crowded.is_some();
    }

    /// Confirms handled updates, unless the last request has confirmed them.
    async fn confirm(&mut self, last: Option<LastRequest>) {
        self.window.advance();
        let offset = self.window.offset();
        if offset.is_none() || offset == last.and_then(|last| last.offset) {
            return;
        }
        let request = request(&self.options, offset, &self.window).timeout(0).limit(1);
        let call = Call::new(&request).without_waiting();
        let (bot, id, cloned) = (self.bot.clone(), self.bot.id().0, call.clone());
        let response = catch_panic(&call, async move { bot.call(cloned).await });
        match timeout(CONFIRM_TIMEOUT, response).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => report(|| {
                tracing::warn!(
                    bot = id,
                    %error,
                    "the last updates could not be confirmed: Telegram may redeliver them"
                );
            }),
            Err(_) => report(|| {
                tracing::warn!(
                    bot = id,
                    "the last updates could not be confirmed within 5 s: Telegram may redeliver \
                     them"
                );
            }),
        }
    }
}

/// Stops the intake, because a queued update must not start after its poller was dropped.
impl Drop for Poller {
    fn drop(&mut self) {
        self.intake.halt();
    }
}

/// Returns half of the maximum of updates in flight.
pub(crate) fn half_of(limit: usize) -> usize {
    limit.div_ceil(2).max(2)
}

/// Waits until a request can return new updates, then calls `getUpdates`.
async fn get_updates(
    bot: &Bot,
    options: &Options,
    window: &mut Window,
    last: &mut Option<LastRequest>,
) -> Result<Vec<Update>, Error> {
    pace(options, window, *last).await;
    let offset = window.offset();
    let sent_at = Instant::now();
    // An update that cannot be decoded is returned as an unknown one, and the others are returned
    // as usual.
    let updates = send(bot, request(options, offset, window)).await;
    let is_empty = updates.as_ref().is_ok_and(Vec::is_empty);
    let is_idle = is_empty && sent_at.elapsed() < IMMEDIATE;
    let is_full = updates.as_ref().is_ok_and(|updates| updates.len() >= options.limit);
    let full_after = is_full.then(|| sent_at.elapsed());
    *last = Some(LastRequest { offset, responded_at: Instant::now(), is_idle, full_after });
    updates
}

/// Waits until another request can return new updates.
async fn pace(options: &Options, window: &mut Window, last: Option<LastRequest>) {
    window.advance();
    let Some(last) = last else { return };
    if options.confirms_on_receipt {
        window.has_capacity(options.limit).await;
        if last.is_idle {
            sleep_until(last.responded_at + IDLE_PAUSE).await;
        }
        return;
    }
    // If Telegram may have more updates, the next request is sent once a quarter of the window
    // is free, or after a pause as long as the last request took.
    let (len, pause) = match last.full_after {
        Some(duration) => (options.limit - options.limit / 4, duration.clamp(MIN_PAUSE, MAX_PAUSE)),
        None => (0, MAX_PAUSE),
    };
    let _ = timeout_at(last.responded_at + pause, window.shrunk_to(len)).await;
    // With a full window, Telegram would return only updates in flight.
    window.shrunk_to(options.limit - 1).await;
    if window.is_empty() && last.is_idle {
        sleep_until(last.responded_at + IDLE_PAUSE).await;
    } else if !window.is_empty() && window.offset() == last.offset {
        let deadline = last.responded_at + UNCHANGED_OFFSET_PAUSE;
        let _ = timeout_at(deadline, window.front_completed()).await;
    }
    window.settled().await;
}

/// Returns the `getUpdates` request for an offset.
fn request(options: &Options, offset: Option<i64>, window: &Window) -> GetUpdates {
    let seconds = i64::try_from(options.timeout.as_secs()).unwrap_or(i64::MAX);
    let capacity = match options.confirms_on_receipt {
        true => options.limit.saturating_sub(window.len()).max(1),
        false => options.limit,
    };
    let limit = i64::try_from(capacity.min(MAX_UPDATES)).unwrap_or(i64::MAX);
    let allowed: Vec<_> = options.allowed.iter().map(|kind| kind.as_str().into()).collect();
    let request = GetUpdates::new().timeout(seconds).limit(limit).allowed_updates(allowed);
    match offset {
        Some(offset) => request.offset(offset),
        None => request,
    }
}

/// Logs that a webhook or another client receives the updates, which the operator must fix.
fn log_conflict(bot: &Bot, error: &Error) {
    let bot = bot.id().0;
    report(|| {
        if error.is_webhook_active() {
            tracing::error!(
                bot,
                %error,
                "a webhook is set, so updates cannot be polled: delete it, or poll with `take_over()`"
            );
        } else {
            tracing::error!(bot, %error, "another client polls with this token: stop one of them");
        }
    });
}
