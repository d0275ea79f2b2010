//! Texts that grow in a chat.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    time::Duration,
};

use chappe_client::Bot;
use chappe_types::{InlineKeyboardMarkup, Message, Recipient, ReplyMarkup, SendMessage, Str};
use futures_core::Stream;
use tokio::sync::watch;

use crate::{
    stop_handle::StopHandle,
    text_stream::{
        calls::Calls,
        error::StreamError,
        format::{Format, PlainText},
        piece::{Piece, Pieces, Source},
        plan::Growth,
        reader::{End, Text, read},
        sent::Sent,
        streams::{Registration, Streams},
        writer::{Pace, Shown, Writer},
    },
};

/// Sends a text that grows while it is generated, for example by a language model.
///
/// In private chats, the text grows as a draft, which the message replaces at the end. In other
/// chats, for business connections, and where the server has no drafts, it grows as a message that
/// is edited. A text of more than 4,096 UTF-16 code units continues in further messages.
///
/// - **Order**: one call is in progress at a time, with the newest text. The stream is read
///   meanwhile.
/// - **Pace**: the text is updated every second, and every 3 seconds in groups and channels, of
///   which Telegram accepts 20 messages a minute. After a 429 no call is made for as long as
///   Telegram requires.
/// - **The whole text arrives**: the last update is retried after failures of the network and
///   server for up to 10 minutes. If a message was deleted or can no longer be edited, the text is
///   sent as a new message; if entities are refused, without them; if the message to reply to was
///   deleted, without a reply. If the connection fails after Telegram has received a new message,
///   the retry sends it twice.
/// - **The stream fails**: the text before is delivered, and [`send`](Self::send) returns the error.
/// - **Typing**: until there is a text, the chat shows that the bot is typing.
///
/// Source: Bot API 10.3, [`sendMessageDraft`](https://core.telegram.org/bots/api#sendmessagedraft),
/// [`editMessageText`](https://core.telegram.org/bots/api#editmessagetext).
///
/// # Example
///
/// In the background, the lane of the chat is free: other updates of the chat are handled while the
/// text grows. A failure is passed to the error observers of the router.
///
/// ```
/// use std::time::Duration;
///
/// use chappe::{prelude::*, send::TextStream};
/// use chappe_testing::{TestBot, drafted_text, sent_text};
/// use futures_util::{Stream, stream};
///
/// /// Yields a word every 2 seconds.
/// fn model(question: &str) -> impl Stream<Item = Result<String, BoxError>> + Send + 'static {
///     let words: Vec<_> = question.split_inclusive(' ').map(str::to_uppercase).collect();
///     stream::unfold(words.into_iter(), async |mut words| {
///         let word = words.next()?;
///         tokio::time::sleep(Duration::from_secs(2)).await;
///         Some((Ok(word), words))
///     })
/// }
///
/// async fn ask(bot: Bot, background: Background, Event(message): Event<Message>) {
///     let answer = model(message.text.as_deref().unwrap_or_default());
///     background.spawn(async move {
///         TextStream::answer(&bot, &message).send(answer).await.map(drop)
///     });
/// }
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let bot = TestBot::new(Router::new("app").message(|m| m.on(text(), ask)));
/// let alice = bot.user("alice");
/// alice.send("who are you").await;
/// bot.wait(Duration::from_secs(10)).await;
/// bot.expect(drafted_text("WHO ").to(&alice));
/// bot.expect(drafted_text("WHO ARE ").to(&alice));
/// bot.expect(sent_text("WHO ARE YOU").to(&alice));
/// # }
/// ```
#[must_use = "a stream of text does nothing until `send` is called"]
pub struct TextStream {
    calls: Calls,
    format: Box<dyn Format>,
    has_drafts: bool,
    growing_keyboard: Option<InlineKeyboardMarkup>,
    final_keyboard: Option<InlineKeyboardMarkup>,
    interval: Duration,
    patience: Duration,
    shows_typing: bool,
    stop: StopHandle,
    registration: Option<Registration>,
}

impl TextStream {
    /// Creates a stream to a chat.
    pub fn new(bot: &Bot, chat: impl Into<Recipient>) -> Self {
        Self::from_template(bot, SendMessage::new(chat, ""))
    }

    /// Creates a stream to the chat of a message: also to its topic, its topic of direct messages,
    /// and on behalf of its business connection.
    pub fn answer(bot: &Bot, message: &Message) -> Self {
        Self::from_template(bot, message.answer(""))
    }

    /// Creates a stream that replies to a message. If the message is deleted meanwhile, the text is
    /// sent without a reply.
    pub fn reply(bot: &Bot, message: &Message) -> Self {
        Self::from_template(bot, message.reply(""))
    }

    /// Creates a stream whose messages have the parameters of this method, except the text, its
    /// entities and its parse mode.
    ///
    /// Only the first message has the reply parameters and the effect, and only the first one
    /// notifies. An inline keyboard is the [`final_keyboard`](Self::final_keyboard). Other keyboards
    /// are not sent, because Telegram does not edit messages with them. Ephemeral messages do not
    /// grow: they are sent when the text is complete.
    pub fn from_template(bot: &Bot, mut template: SendMessage) -> Self {
        template.text = Str::default();
        template.parse_mode = None;
        let final_keyboard = match template.reply_markup.take().map(|markup| *markup) {
            Some(ReplyMarkup::InlineKeyboardMarkup(keyboard)) => Some(keyboard),
            _ => None,
        };
        let is_group = !matches!(template.chat_id, Recipient::Id(chat) if chat.0 > 0);
        let calls = Calls { bot: bot.clone(), template, draft_id: random_id(), can_stop: false };
        Self {
            has_drafts: true,
            calls,
            format: Box::new(PlainText),
            growing_keyboard: None,
            final_keyboard,
            interval: Duration::from_secs(if is_group { 3 } else { 1 }),
            patience: Duration::from_secs(600),
            shows_typing: true,
            stop: StopHandle::new(),
            registration: None,
        }
    }

    /// Sets how the text is formatted. Defaults to [`PlainText`].
    pub fn format(mut self, format: impl Format) -> Self {
        self.format = Box::new(format);
        self
    }

    /// Sets the shortest time between two updates of the text. Defaults to 1 s in private chats, and
    /// to 3 s in groups and channels. The final text is sent 1 s after the last update at the latest.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Sets how long the delivery of the whole text is retried after its first failure. Defaults to
    /// 10 min.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Sets whether the text grows as a draft where possible. Defaults to `true`.
    ///
    /// Without drafts, each chat shows a message that is edited. Its edits are idempotent, so the
    /// final text does not arrive twice if a connection fails.
    pub fn drafts(mut self, yes: bool) -> Self {
        self.has_drafts = yes;
        self
    }

    /// Sets whether the chat shows that the bot is typing until there is a text. Defaults to `true`.
    pub fn typing(mut self, yes: bool) -> Self {
        self.shows_typing = yes;
        self
    }

    /// Sets the keyboard under the growing message, for example with a button that stops it. Drafts
    /// have no keyboard: see [`can_stop`](Self::can_stop). Defaults to none.
    pub fn growing_keyboard(mut self, keyboard: InlineKeyboardMarkup) -> Self {
        self.growing_keyboard = Some(keyboard);
        self
    }

    /// Sets the keyboard under the last message once the text is complete. Defaults to none.
    pub fn final_keyboard(mut self, keyboard: InlineKeyboardMarkup) -> Self {
        self.final_keyboard = Some(keyboard);
        self
    }

    /// Sets whether clients show a button that stops the generation of a draft. Defaults to `false`.
    ///
    /// The bot then receives an update `stopped_message_generation` with the [`id`](Self::id).
    ///
    /// Source: Bot API 10.3,
    /// [`MessageGenerationStopped`](https://core.telegram.org/bots/api#messagegenerationstopped).
    pub fn can_stop(mut self, yes: bool) -> Self {
        self.calls.can_stop = yes;
        self
    }

    /// Adds the stream to these until it ends, and sets [`can_stop`](Self::can_stop).
    pub fn stoppable(mut self, streams: &Streams) -> Self {
        let chat = self.calls.template.chat_id.clone();
        self.registration = Some(streams.add(self.id(), chat, self.stop.clone()));
        self.can_stop(true)
    }

    /// Returns the id of the stream: random, from 1 to 2⁵³ − 1. It is also the id of its drafts.
    pub fn id(&self) -> i64 {
        self.calls.draft_id
    }

    /// Returns a handle that ends the text early: what has arrived so far is delivered as the final
    /// text.
    pub fn stop_handle(&self) -> StopHandle {
        self.stop.clone()
    }

    /// Sends the text of a stream while it grows, and returns when all of it is delivered.
    ///
    /// The items are texts, or `Result`s of texts.
    ///
    /// # Errors
    ///
    /// Fails if the stream fails, after the delivery of the text before. Also fails if Telegram
    /// refuses the text, for example because the user has blocked the bot, or if the delivery fails
    /// for longer than the [`patience`](Self::patience).
    ///
    /// # Panics
    ///
    /// Panics if the stream or the format does.
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe: if the future is dropped, the chat keeps the text so far. To end it early,
    /// use the [`stop_handle`](Self::stop_handle).
    pub async fn send<S, M>(self, stream: S) -> Result<Sent, StreamError>
    where
        S: Stream<Item: Piece<M>> + Send,
    {
        self.send_source(Box::new(Pieces::new(stream))).await
    }

    // Not generic: instantiated once, not once per type of stream.
    async fn send_source(self, source: Box<dyn Source + '_>) -> Result<Sent, StreamError> {
        let growth = if self.calls.is_ephemeral() {
            Growth::Hidden
        } else if self.has_drafts && self.calls.draft_chat().is_some() {
            Growth::Drafts
        } else {
            Growth::Edits
        };
        let mut writer = Writer {
            calls: self.calls,
            format: self.format,
            growth,
            growing_keyboard: self.growing_keyboard,
            final_keyboard: self.final_keyboard,
            pace: Pace::new(self.interval, self.patience, self.shows_typing),
            shown: Shown::default(),
            refused: Vec::new(),
        };
        let (sender, mut receiver) = watch::channel(Text::default());
        let result = {
            let writing = writer.run(&mut receiver);
            tokio::pin!(writing);
            let reading = read(source, self.stop, sender.clone());
            tokio::select! {
                biased;
                result = &mut writing => result,
                () = reading => writing.await,
            }
        };
        let (mut text, mut end) = (String::new(), None);
        sender.send_modify(|all| {
            text = std::mem::take(&mut all.text);
            end = all.end.take();
        });
        let sent = Sent {
            messages: writer.shown.messages,
            text,
            is_stopped: matches!(end, Some(End::Stopped)),
        };
        drop(self.registration);
        match (result, end) {
            (Err(error), _) => Err(StreamError::undelivered(sent, error.into())),
            (Ok(()), Some(End::Failed(error))) => Err(StreamError::from_stream(sent, error)),
            (Ok(()), _) => Ok(sent),
        }
    }
}

/// A random number from 1 to 2⁵³ − 1, which JSON keeps exact in every client.
fn random_id() -> i64 {
    let random = RandomState::new().hash_one(0_u8) >> 11;
    i64::try_from(random.max(1)).unwrap_or(1)
}

impl fmt::Debug for TextStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextStream").field("id", &self.id()).finish_non_exhaustive()
    }
}
