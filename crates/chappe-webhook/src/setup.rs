//! The configuration of a webhook.

use std::sync::Arc;

use chappe_client::Bot;
use chappe_core::{Dispatcher, Me};
use chappe_intake::{Layers, RenderReply, ReplySender};
use tokio::sync::Semaphore;

use crate::{options::Options, response::render};

/// The dispatcher, the layers around it, the bot and the options.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    /// Its values include the bot, if there is one.
    pub(crate) dispatcher: Dispatcher,
    pub(crate) layers: Option<Layers>,
    pub(crate) bot: Option<Bot>,
    pub(crate) options: Options,
}

impl Setup {
    /// Returns the bot if its [`Me`] is unknown, so that `getMe` must be called.
    pub(crate) fn bot_to_identify(&self) -> Option<&Bot> {
        self.bot.as_ref().filter(|_| *self.dispatcher.me() == Me::default())
    }

    /// Returns the options of a new intake.
    pub(crate) fn intake_options(&self) -> chappe_intake::Options {
        let options = &self.options;
        let max_running = options.max_running.map(|max| max.clamp(1, Semaphore::MAX_PERMITS));
        let running = max_running.map(|max| Arc::new(Semaphore::new(max)));
        let bot = self.bot.clone();
        let by_bot = || bot.clone().map(ReplySender::through);
        let replies = options.replies.clone().or_else(by_bot).unwrap_or_default();
        let render_reply: RenderReply = match bot {
            // The bot's layers must see each reply, so no reply is put into a response.
            Some(bot) if bot.has_custom_layers() => Arc::new(|_| None),
            bot => Arc::new(move |reply| render(reply, bot.as_ref())),
        };
        // Telegram sends the next message of a chat only after a response to the previous one.
        let acknowledges_on_receipt = options.intake.lane_by.is_narrower_than_chat();
        chappe_intake::Options {
            running,
            replies,
            render_reply,
            acknowledges_on_receipt,
            ..options.intake.clone()
        }
    }
}
