//! What a webhook is made of.

use std::sync::Arc;

use chappe_client::Bot;
use chappe_core::{Dispatcher, Me};
use chappe_intake::{Carries, Layers, ReplySender};
use tokio::sync::Semaphore;

use crate::{answer::render, options::Options};

#[derive(Clone, Debug)]
pub(crate) struct Setup {
    /// It has the bot among its values, if there is one.
    pub(crate) dispatcher: Dispatcher,
    pub(crate) layers: Option<Layers>,
    pub(crate) bot: Option<Bot>,
    pub(crate) options: Options,
}

impl Setup {
    /// The bot that must be asked who it is.
    pub(crate) fn unknown_bot(&self) -> Option<&Bot> {
        self.bot.as_ref().filter(|_| *self.dispatcher.me() == Me::default())
    }

    /// The options of a new intake.
    pub(crate) fn for_intake(&self) -> chappe_intake::Options {
        let options = &self.options;
        let most = options.max_running.map(|most| most.clamp(1, Semaphore::MAX_PERMITS));
        let running = most.map(|most| Arc::new(Semaphore::new(most)));
        let bot = self.bot.clone();
        let by_bot = || bot.clone().map(ReplySender::through);
        let replies = options.replies.clone().or_else(by_bot).unwrap_or_default();
        let carries: Carries = match bot {
            // Its layers see what it sends, and no answers.
            Some(bot) if bot.has_custom_layers() => Arc::new(|_| None),
            bot => Arc::new(move |reply| render(reply, bot.as_ref())),
        };
        // Telegram sends a chat's next message only after this.
        let acknowledges_on_receipt = options.intake.lane_by.is_narrower_than_chat();
        chappe_intake::Options {
            running,
            replies,
            carries,
            acknowledges_on_receipt,
            ..options.intake.clone()
        }
    }
}
