//! The loop of a broadcast.

use std::{future::poll_fn, panic::resume_unwind, sync::Arc};

use chappe_client::{ApiResponse, Bot, Call, Error};
use chappe_core::BoxError;
use chappe_types::ChatId;
use tokio::{
    sync::watch,
    task::{JoinError, JoinSet, coop::consume_budget},
};

use crate::{
    broadcast::{
        chats::Chats,
        cursor::{Cursor, Visit},
        cursor_storage::{NamedStorage, StorageFuture},
        delivery::{Delivered, Delivery},
        error::{BroadcastError, Cause},
        pace::Pace,
        progress::Progress,
        report::{BroadcastReport, Failure, FailureKind},
    },
    stop_handle::StopHandle,
};

/// The maximum number of chats that a cursor stores by id.
const MAX_AHEAD: usize = 10_000;

/// Receives the result of each chat.
pub(super) type OnResult = Box<dyn FnMut(ChatId, Result<&ApiResponse, &Error>) + Send>;

/// A broadcast in progress.
pub(super) struct Run<'a> {
    pub(super) bot: Bot,
    pub(super) chats: Chats,
    pub(super) call: Box<dyn FnMut(ChatId) -> Call + Send + 'a>,
    pub(super) concurrency: usize,
    pub(super) pace: Arc<Pace>,
    pub(super) storage: Option<Arc<dyn NamedStorage>>,
    pub(super) stop: StopHandle,
    pub(super) on_result: Option<OnResult>,
    pub(super) progress: watch::Sender<Progress>,
    pub(super) cursor: Cursor,
    pub(super) report: BroadcastReport,
}

/// The part of the loop that changes with every event.
struct Flight {
    tasks: JoinSet<Delivered>,
    saving: Option<StorageFuture<()>>,
    /// The chats that are done, and that no cursor contains that is being saved or was.
    unsaved: usize,
    /// The chats in the cursor that is being saved.
    in_save: usize,
    /// No further chat begins.
    is_ending: bool,
    /// All chats were visited.
    is_exhausted: bool,
    /// A chat was visited whose delivery did not begin.
    is_incomplete: bool,
    cause: Option<Cause>,
}

impl Run<'_> {
    pub(super) async fn run(mut self) -> Result<BroadcastReport, BroadcastError> {
        let cause = match self.load().await {
            Ok(()) if self.cursor.is_finished => None,
            Ok(()) => self.deliver_all().await,
            Err(cause) => Some(cause),
        };
        self.report.progress = *self.progress.borrow();
        self.report.is_complete = self.cursor.is_finished;
        match cause {
            None => Ok(self.report),
            Some(cause) => Err(BroadcastError::new(cause, self.report)),
        }
    }

    /// Loads the cursor and the counts of earlier runs.
    async fn load(&mut self) -> Result<(), Cause> {
        let mut progress = *self.progress.borrow();
        if let Some(storage) = &self.storage {
            let text = Arc::clone(storage).load().await.map_err(Cause::Load)?;
            if let Some(text) = text {
                let (cursor, counts) = Cursor::from_text(&text).ok_or(Cause::Unreadable)?;
                self.cursor = cursor;
                progress = Progress { total: progress.total, ..counts };
            }
        }
        let remaining = self.chats.count(|chat| !self.cursor.is_done(chat));
        progress.total = match remaining {
            _ if self.cursor.is_finished => Some(progress.done()),
            Some(remaining) => Some(progress.done() + remaining),
            None => progress.total,
        };
        self.progress.send_replace(progress);
        Ok(())
    }

    async fn deliver_all(&mut self) -> Option<Cause> {
        let mut flight = Flight {
            tasks: JoinSet::new(),
            saving: None,
            unsaved: 0,
            in_save: 0,
            is_ending: false,
            is_exhausted: false,
            is_incomplete: false,
            cause: None,
        };
        loop {
            if flight.saving.is_none() && flight.unsaved > 0 {
                self.save(&mut flight);
            }
            let in_flight = flight.tasks.len() + flight.unsaved + flight.in_save;
            let may_begin =
                !flight.is_ending && in_flight < self.concurrency && self.cursor.len() < MAX_AHEAD;
            if !may_begin && in_flight == 0 && flight.saving.is_none() {
                break;
            }
            tokio::select! {
                biased;
                () = self.stop.stopped(), if !flight.is_ending => flight.is_ending = true,
                result = saved(&mut flight.saving), if flight.saving.is_some() => {
                    flight.end_save(result);
                }
                Some(delivered) = flight.tasks.join_next() => self.record(delivered, &mut flight),
                chat = poll_fn(|cx| self.chats.poll_next(cx)), if may_begin => {
                    self.begin(chat, &mut flight);
                    // A list of chats that are all done must not block the runtime.
                    consume_budget().await;
                }
            }
        }
        if flight.is_exhausted && !flight.is_incomplete && flight.cause.is_none() {
            self.finish(&mut flight).await;
        }
        flight.cause
    }

    /// Visits the next chat, and begins its delivery unless it is done.
    fn begin(&mut self, chat: Option<Result<ChatId, BoxError>>, flight: &mut Flight) {
        let chat = match chat {
            Some(Ok(chat)) => chat,
            Some(Err(error)) => return flight.end_with(Cause::Chats(error)),
            None => {
                flight.is_ending = true;
                flight.is_exhausted = true;
                return;
            }
        };
        if self.storage.is_some() {
            match self.cursor.visit(chat) {
                Visit::Open => {}
                Visit::Done => return,
                Visit::OutOfOrder(last) => return flight.end_with(Cause::Order(chat, last)),
            }
        }
        let delivery = Delivery {
            bot: self.bot.clone(),
            chat,
            call: (self.call)(chat),
            pace: Arc::clone(&self.pace),
            stop: self.stop.clone(),
        };
        flight.tasks.spawn(delivery.run());
    }

    /// Records the outcome of a delivery.
    fn record(&mut self, delivered: Result<Delivered, JoinError>, flight: &mut Flight) {
        let delivered = match delivered {
            Ok(delivered) => delivered,
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            // The runtime shuts down.
            Err(_) => {
                flight.is_incomplete = true;
                return;
            }
        };
        let chat = delivered.chat;
        let Some(result) = delivered.result else {
            flight.is_incomplete = true;
            return;
        };
        if let Some(new) = delivered.moved_to {
            self.report.add_migration(chat, new);
        }
        if let Some(on_result) = &mut self.on_result {
            on_result(chat, result.as_ref());
        }
        match result {
            Ok(_) => self.progress.send_modify(|progress| progress.sent += 1),
            Err(error) if error.is_unauthorized() => return flight.end_with(Cause::Token(error)),
            Err(error) => {
                let failure = Failure::new(chat, error);
                self.progress.send_modify(|progress| match failure.kind {
                    FailureKind::Unreachable => progress.unreachable += 1,
                    FailureKind::Refused => progress.refused += 1,
                    FailureKind::Uncertain => progress.uncertain += 1,
                });
                self.report.add_failure(failure);
            }
        }
        if self.storage.is_some() {
            self.cursor.complete(chat);
            flight.unsaved += 1;
        }
    }

    /// Begins to save the cursor with all chats that are done.
    fn save(&mut self, flight: &mut Flight) {
        let Some(storage) = &self.storage else { return };
        let text = self.cursor.to_text(&self.progress.borrow());
        flight.saving = Some(Arc::clone(storage).save(text));
        flight.in_save = flight.unsaved;
        flight.unsaved = 0;
    }

    /// Saves that all chats are done.
    async fn finish(&mut self, flight: &mut Flight) {
        self.cursor.is_finished = true;
        self.save(flight);
        if flight.saving.is_some() {
            let result = saved(&mut flight.saving).await;
            self.cursor.is_finished = result.is_ok();
            flight.end_save(result);
        }
    }
}

/// Completes with the save in progress.
async fn saved(saving: &mut Option<StorageFuture<()>>) -> Result<(), BoxError> {
    match saving {
        Some(saving) => saving.await,
        None => Ok(()),
    }
}

impl Flight {
    fn end_save(&mut self, result: Result<(), BoxError>) {
        self.saving = None;
        self.in_save = 0;
        if let Err(error) = result {
            self.end_with(Cause::Save(error));
        }
    }

    /// Ends the broadcast after the calls in progress. The first cause is kept.
    fn end_with(&mut self, cause: Cause) {
        self.is_ending = true;
        self.cause.get_or_insert(cause);
    }
}
