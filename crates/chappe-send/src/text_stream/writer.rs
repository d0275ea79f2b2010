//! Brings the messages of a chat closer to a text, one call at a time.

use std::time::Duration;

use chappe_client::Error;
use chappe_types::{InlineKeyboardMarkup, Message};
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use crate::text_stream::{
    calls::Calls,
    content::{Content, Part, parts},
    format::Format,
    plan::{Growth, Step, next_step},
    reader::Text,
    verdict::{Optional, Verdict, verdict},
};

/// The shortest time between two messages to one chat.
const CHAT_SPACING: Duration = Duration::from_secs(1);
/// A draft disappears after 30 s.
const DRAFT_LIFETIME: Duration = Duration::from_secs(20);
/// Clients show for 5 s that a bot is typing.
const TYPING_LIFETIME: Duration = Duration::from_millis(4500);
/// Longer than any stream.
const FOREVER: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

/// Brings the messages of a chat closer to a text.
pub(super) struct Writer {
    pub(super) calls: Calls,
    pub(super) format: Box<dyn Format>,
    pub(super) growth: Growth,
    pub(super) growing_keyboard: Option<InlineKeyboardMarkup>,
    pub(super) final_keyboard: Option<InlineKeyboardMarkup>,
    pub(super) pace: Pace,
    pub(super) shown: Shown,
    /// Parts whose entities Telegram refused.
    pub(super) refused: Vec<Part>,
}

/// When calls are made.
pub(super) struct Pace {
    /// The time between two updates of the messages.
    pub(super) interval: Duration,
    /// How long the delivery of the whole text may fail.
    pub(super) patience: Duration,
    pub(super) shows_typing: bool,
    /// When the last call ended.
    pub(super) last_call: Option<Instant>,
    pub(super) last_typing: Option<Instant>,
    /// No call is made before this time.
    pub(super) paused_until: Option<Instant>,
    /// The number of failures in a row.
    pub(super) failures: u32,
    /// When the delivery of the whole text began to fail.
    pub(super) failing_since: Option<Instant>,
}

/// What the chat shows.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) messages: Vec<Message>,
    /// The content of each message.
    pub(super) contents: Vec<Content>,
    pub(super) draft: Option<(Content, Instant)>,
}

impl Writer {
    /// Runs until the messages show the whole text.
    pub(super) async fn run(&mut self, text: &mut watch::Receiver<Text>) -> Result<(), Error> {
        // Whether the text has changed since it was last compared with the messages.
        let mut is_changed = false;
        loop {
            is_changed |= text.has_changed().unwrap_or(false);
            let has_ended = text.borrow().end.is_some();
            let now = Instant::now();
            let wake = if has_ended || is_changed {
                self.pace.next_call(has_ended).unwrap_or(now)
            } else {
                self.next_refresh().unwrap_or(now + FOREVER)
            };
            if wake > now {
                if has_ended && self.is_complete(&text.borrow().text) {
                    return Ok(());
                }
                tokio::select! {
                    () = sleep_until(wake) => {}
                    Ok(()) = text.changed(), if !has_ended => {
                        is_changed = true;
                        continue;
                    }
                }
            }
            let (wanted, has_ended) = {
                let text = text.borrow_and_update();
                let has_ended = text.end.is_some();
                (self.wanted(&text.text, has_ended), has_ended)
            };
            match self.next_step(&wanted, has_ended) {
                Some(step) => self.make(step, &wanted, has_ended).await?,
                None if has_ended => return Ok(()),
                None => {
                    is_changed = false;
                    self.show_typing().await;
                }
            }
        }
    }

    /// Returns what the messages should show.
    fn wanted(&mut self, text: &str, has_ended: bool) -> Vec<Content> {
        let parts = parts(&*self.format, text);
        self.refused.retain(|refused| parts.contains(refused));
        let keyboard = if has_ended { &self.final_keyboard } else { &self.growing_keyboard };
        let last = parts.len().saturating_sub(1);
        let content = |(at, part): (usize, Part)| Content {
            part: if self.refused.contains(&part) { part.without_entities() } else { part },
            keyboard: keyboard.clone().filter(|_| at == last),
        };
        parts.into_iter().enumerate().map(content).collect()
    }

    fn next_step(&self, wanted: &[Content], has_ended: bool) -> Option<Step> {
        let step = next_step(&self.shown.contents, wanted, self.growth, has_ended)?;
        match (step, &self.shown.draft) {
            (Step::Draft(at), Some((content, since)))
                if content.part.looks_like(&wanted[at].part)
                    && since.elapsed() < DRAFT_LIFETIME =>
            {
                None
            }
            _ => Some(step),
        }
    }

    /// Returns whether the messages show the whole text.
    fn is_complete(&mut self, text: &str) -> bool {
        let wanted = self.wanted(text, true);
        self.next_step(&wanted, true).is_none()
    }

    /// When the chat needs a call although the text has not changed.
    fn next_refresh(&self) -> Option<Instant> {
        match &self.shown.draft {
            Some((_, since)) => Some(*since + DRAFT_LIFETIME),
            None if self.shows_typing() => {
                Some(self.pace.last_typing.map_or_else(Instant::now, |at| at + TYPING_LIFETIME))
            }
            None => None,
        }
        .map(|at| self.pace.paused_until.map_or(at, |until| at.max(until)))
    }

    fn shows_typing(&self) -> bool {
        self.pace.shows_typing && self.shown.contents.is_empty() && self.shown.draft.is_none()
    }

    async fn show_typing(&mut self) {
        let is_due = self.pace.last_typing.is_none_or(|at| at.elapsed() >= TYPING_LIFETIME);
        if self.shows_typing() && is_due {
            self.calls.typing().await;
            self.pace.last_typing = Some(Instant::now());
        }
    }

    /// Makes a call, and draws the conclusions if it fails.
    async fn make(&mut self, step: Step, wanted: &[Content], ended: bool) -> Result<(), Error> {
        let result = self.call(step, wanted).await;
        self.pace.last_call = Some(Instant::now());
        let Err(error) = result else {
            self.pace.failures = 0;
            self.pace.failing_since = None;
            return Ok(());
        };
        self.pace.failures += 1;
        let optional = Optional {
            has_entities: has_entities(step, wanted),
            has_reply: step == Step::Send(0) && self.calls.template.reply_parameters.is_some(),
        };
        let verdict = verdict(step, &error, optional, self.pace.failures);
        tracing::debug!(%error, ?step, ?verdict, "a call of a stream of text failed");
        match verdict {
            Verdict::Done => self.settle(step, wanted),
            Verdict::Retry(delay) => return self.pace.retry(delay, ended, error),
            Verdict::NoDrafts => {
                self.growth = Growth::Edits;
                self.shown.draft = None;
            }
            Verdict::Plain => self.refuse(step, wanted),
            Verdict::NoReply => self.calls.template.reply_parameters = None,
            Verdict::Lost => self.lose(step, wanted),
            Verdict::Fatal => return Err(error),
        }
        Ok(())
    }

    async fn call(&mut self, step: Step, wanted: &[Content]) -> Result<(), Error> {
        match step {
            Step::Send(at) => {
                let message = self.calls.send(at == 0, &wanted[at]).await?;
                self.shown.messages.push(message);
                self.shown.contents.push(wanted[at].clone());
                self.shown.draft = None;
            }
            Step::Edit(at) => {
                if let Some(message) =
                    self.calls.edit(&self.shown.messages[at], &wanted[at]).await?
                {
                    self.shown.messages[at] = message;
                }
                self.settle(step, wanted);
            }
            Step::Draft(at) => {
                // Without a chat for drafts, the messages are edited from the start.
                if let Some(chat) = self.calls.draft_chat() {
                    self.calls.draft(chat, &wanted[at]).await?;
                }
                self.shown.draft = Some((wanted[at].clone(), Instant::now()));
            }
            Step::Delete(at) => {
                self.calls.delete(&self.shown.messages[at]).await?;
                self.settle(step, wanted);
            }
        }
        Ok(())
    }

    /// Records that an edit or deletion has its effect.
    fn settle(&mut self, step: Step, wanted: &[Content]) {
        match step {
            Step::Edit(at) => self.shown.contents[at] = wanted[at].clone(),
            Step::Delete(at) => {
                self.shown.messages.truncate(at);
                self.shown.contents.truncate(at);
            }
            Step::Send(_) | Step::Draft(_) => {}
        }
    }

    /// Records that Telegram refuses the entities of a message.
    fn refuse(&mut self, step: Step, wanted: &[Content]) {
        if let Step::Send(at) | Step::Edit(at) | Step::Draft(at) = step {
            self.refused.push(wanted[at].part.clone());
        }
    }

    /// Records that a message cannot be edited any more. If it is the last one, the text that it
    /// should show is sent at the end.
    fn lose(&mut self, step: Step, wanted: &[Content]) {
        let Step::Edit(at) = step else { return };
        if at + 1 == self.shown.contents.len() {
            self.shown.messages.pop();
            self.shown.contents.pop();
            self.growth = Growth::Hidden;
        } else {
            self.shown.contents[at] = wanted[at].clone();
        }
    }
}

fn has_entities(step: Step, wanted: &[Content]) -> bool {
    match step {
        Step::Send(at) | Step::Edit(at) | Step::Draft(at) => !wanted[at].part.entities.is_empty(),
        Step::Delete(_) => false,
    }
}

impl Pace {
    pub(super) fn new(interval: Duration, patience: Duration, shows_typing: bool) -> Self {
        Self {
            interval,
            patience,
            shows_typing,
            last_call: None,
            last_typing: None,
            paused_until: None,
            failures: 0,
            failing_since: None,
        }
    }

    /// When the next call is made; `None` if it is made immediately.
    fn next_call(&self, has_ended: bool) -> Option<Instant> {
        let spacing = if has_ended { self.interval.min(CHAT_SPACING) } else { self.interval };
        self.last_call.map(|at| at + spacing).max(self.paused_until)
    }

    /// Schedules a retry, or returns the error if the delivery has failed for too long.
    fn retry(&mut self, delay: Duration, has_ended: bool, error: Error) -> Result<(), Error> {
        let now = Instant::now();
        if has_ended {
            let since = *self.failing_since.get_or_insert(now);
            if now + delay > since + self.patience {
                return Err(error);
            }
        }
        self.paused_until = Some(now + delay);
        Ok(())
    }
}
