//! Messages to many chats.

use std::{fmt, sync::Arc};

use chappe_client::{ApiResponse, Bot, Call, Error};
use chappe_types::{ChatId, Method};
use futures_core::Stream;
use tokio::sync::watch;

use crate::{
    broadcast::{
        chats::{ChatItem, Chats},
        cursor::Cursor,
        cursor_storage::{CursorStorage, Named, NamedStorage},
        error::BroadcastError,
        handle::BroadcastHandle,
        pace::Pace,
        progress::Progress,
        report::BroadcastReport,
        run::{OnResult, Run},
    },
    stop_handle::StopHandle,
};

/// Sends a message to many chats.
///
/// - **Pace**: 25 messages a second by default, spaced evenly. Telegram accepts 30, so the rest is
///   left for other messages of the bot. Paid broadcasts send 900 a second. Albums and lists of
///   forwarded messages count as their parts.
/// - **Limits**: after a 429 all calls wait until the latest pause ends. The calls that were refused
///   are made again.
/// - **Network**: while Telegram cannot be reached, all calls wait. A call that may have been made
///   is not repeated, so that no chat gets the message twice; it counts as
///   [`uncertain`](Progress::uncertain).
/// - **Chats** that the bot cannot write to are counted and reported. Messages to a group that has
///   become a supergroup are sent to the supergroup.
/// - **Resuming**: with a [`cursor`](Self::cursor), a further run skips the chats that are done.
///
/// # Resuming
///
/// A chat is in flight from its call until a cursor with it is saved; at most
/// [`concurrency`](Self::concurrency) chats are in flight. If the process is killed, the next run
/// sends the message to the chats that were in flight, of which some have received it. Each other
/// chat receives it exactly once, whatever the number of kills. The same applies if the future of
/// [`send`](Self::send) is dropped. After [`BroadcastHandle::stop`] no chat is in flight.
///
/// Chats are visited in ascending order of their ids. Chats that are added to the list between two
/// runs receive the message unless they are ordered before the chats that are done.
///
/// Source: Bot API 10.3, [limits](https://core.telegram.org/bots/faq#broadcasting-to-users).
///
/// # Example
///
/// ```
/// use chappe::{prelude::*, send::{Broadcast, MemoryCursors}, types::SendMessage};
/// use chappe_testing::Recorder;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let telegram = Recorder::new();
/// telegram.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user");
/// telegram.answer("sendMessage", chappe_emulator::sample_result("sendMessage").unwrap());
/// let bot = telegram.bot();
///
/// let cursors = MemoryCursors::new(); // or `FileCursors`, or your own `CursorStorage`
/// let news = Broadcast::new(&bot, [1, 2, 3]).cursor("news-17", cursors.clone());
/// let report = news.send(|chat| SendMessage::new(chat, "News!")).await?;
///
/// assert_eq!((report.progress().sent, report.progress().unreachable), (2, 1));
/// assert_eq!(report.unreachable().collect::<Vec<_>>(), [ChatId(1)]);
///
/// // A second run has nothing to do.
/// let again = Broadcast::new(&bot, [1, 2, 3]).cursor("news-17", cursors);
/// again.send(|chat| SendMessage::new(chat, "News!")).await?;
/// assert_eq!(telegram.calls().len(), 3);
/// # Ok(())
/// # }
/// ```
#[must_use = "a broadcast does nothing until `send` is called"]
pub struct Broadcast {
    bot: Bot,
    chats: Chats,
    total: Option<u64>,
    per_second: u32,
    concurrency: Option<usize>,
    is_paid: bool,
    storage: Option<Arc<dyn NamedStorage>>,
    on_result: Option<OnResult>,
    stop: StopHandle,
    progress: watch::Sender<Progress>,
}

/// The rate without and with payment, in messages per second.
const RATE: u32 = 25;
const PAID_RATE: u32 = 900;
/// The calls at the same time, without and with payment.
const CONCURRENCY: usize = 8;
const PAID_CONCURRENCY: usize = 256;

impl Broadcast {
    /// Creates a broadcast to these chats, in ascending order of their ids. A chat that is repeated
    /// gets one message.
    pub fn new<C: Into<ChatId>>(bot: &Bot, chats: impl IntoIterator<Item = C>) -> Self {
        Self::with(bot, Chats::sorted(chats.into_iter().map(Into::into).collect()))
    }

    /// Creates a broadcast to the chats of a stream, for example of rows of a database. The items
    /// are ids, or `Result`s of ids.
    ///
    /// With a [`cursor`](Self::cursor), the chats must be in ascending order of their ids, and a chat
    /// that is repeated gets one message. Without one, the order is free, and such a chat gets
    /// several.
    pub fn from_stream<S, M>(bot: &Bot, chats: S) -> Self
    where
        S: Stream<Item: ChatItem<M>> + Send + 'static,
        M: 'static,
    {
        Self::with(bot, Chats::from_stream(chats))
    }

    fn with(bot: &Bot, chats: Chats) -> Self {
        Self {
            bot: bot.clone(),
            chats,
            total: None,
            per_second: RATE,
            concurrency: None,
            is_paid: false,
            storage: None,
            on_result: None,
            stop: StopHandle::new(),
            progress: watch::Sender::new(Progress::default()),
        }
    }

    /// Sets the number of chats of a stream, for [`Progress::total`].
    pub fn total(mut self, chats: u64) -> Self {
        self.total = Some(chats);
        self
    }

    /// Sets the maximum number of messages per second. Defaults to 25, and for paid broadcasts to
    /// 900.
    ///
    /// # Panics
    ///
    /// Panics if the number is zero.
    #[track_caller]
    pub fn per_second(mut self, messages: u32) -> Self {
        assert!(messages > 0, "a broadcast must send at least 1 message per second");
        self.per_second = messages;
        self
    }

    /// Sets the maximum number of calls at the same time. A kill can repeat the message in this
    /// number of chats. Defaults to 8, and for paid broadcasts to 256.
    ///
    /// # Panics
    ///
    /// Panics if the number is zero.
    #[track_caller]
    pub fn concurrency(mut self, calls: usize) -> Self {
        assert!(calls > 0, "a broadcast must make at least 1 call at the same time");
        self.concurrency = Some(calls);
        self
    }

    /// Sends up to 1,000 messages per second, for 0.1 Telegram Stars for each message over 30 per
    /// second: sets `allow_paid_broadcast` where the method has it, and the rate to 900.
    ///
    /// Source: Bot API 10.3, [`sendMessage`](https://core.telegram.org/bots/api#sendmessage).
    pub fn paid(mut self) -> Self {
        self.is_paid = true;
        self.per_second(PAID_RATE)
    }

    /// Saves after each message which chats are done, and skips those that are done according to the
    /// cursor of this name. Use a new name for each message.
    ///
    /// Only one run of a name may be in progress at a time.
    pub fn cursor(mut self, name: impl Into<String>, storage: impl CursorStorage) -> Self {
        self.storage = Some(Arc::new(Named { name: name.into(), storage }));
        self
    }

    /// Sets a function that receives the result of each chat, undecoded:
    /// [`Method::decode`] decodes it.
    pub fn on_result(
        mut self,
        function: impl FnMut(ChatId, Result<&ApiResponse, &Error>) + Send + 'static,
    ) -> Self {
        self.on_result = Some(Box::new(function));
        self
    }

    /// Returns a handle that observes and stops the broadcast.
    pub fn handle(&self) -> BroadcastHandle {
        BroadcastHandle { stop: self.stop.clone(), progress: self.progress.subscribe() }
    }

    /// Sends a message to each chat, and returns when all are done, or after
    /// [`BroadcastHandle::stop`].
    ///
    /// # Errors
    ///
    /// Fails if the storage of cursors or the stream of chats does, if Telegram rejects the token, or
    /// if a stream with a cursor is not in ascending order. Calls in progress are completed first.
    /// Failures of single chats are in the report.
    ///
    /// # Panics
    ///
    /// Panics if the function, the stream or a layer of the bot does, and outside of a tokio runtime.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the calls in progress, which may have been made. With a cursor, a
    /// further run continues, as after a kill.
    pub async fn send<M: Method>(
        self,
        mut method: impl FnMut(ChatId) -> M + Send,
    ) -> Result<BroadcastReport, BroadcastError> {
        self.run(Box::new(move |chat| Call::new(&method(chat)))).await
    }

    // Not generic: instantiated once, not once per method.
    async fn run(
        self,
        mut call: Box<dyn FnMut(ChatId) -> Call + Send + '_>,
    ) -> Result<BroadcastReport, BroadcastError> {
        let is_paid = self.is_paid;
        let default = if is_paid { PAID_CONCURRENCY } else { CONCURRENCY };
        self.progress.send_modify(|progress| progress.total = self.total);
        let run = Run {
            bot: self.bot,
            chats: self.chats,
            call: Box::new(move |chat| {
                let mut call = call(chat);
                if is_paid && call.accepts("allow_paid_broadcast") {
                    call.set("allow_paid_broadcast", true);
                }
                call
            }),
            concurrency: self.concurrency.unwrap_or(default),
            pace: Arc::new(Pace::new(self.per_second)),
            storage: self.storage,
            stop: self.stop,
            on_result: self.on_result,
            progress: self.progress,
            cursor: Cursor::default(),
            report: BroadcastReport::default(),
        };
        run.run().await
    }
}

impl fmt::Debug for Broadcast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broadcast")
            .field("per_second", &self.per_second)
            .field("is_paid", &self.is_paid)
            .finish_non_exhaustive()
    }
}
