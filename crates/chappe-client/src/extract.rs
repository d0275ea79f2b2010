//! The extractor of the bot.

use std::{error::Error, fmt};

use chappe_core::{
    EventType, Request,
    extract::{AppContext, FromApp, FromRequest, Requirement},
};

use crate::bot::Bot;

const REMEDY: &str = "pass the bot to the source of updates: `Webhook::new(app).bot(bot)`, or \
     to the dispatcher itself: `Dispatcher::builder(router).extension(bot)`";

/// Extracts the bot that received the update.
///
/// # Errors
///
/// The update fails if the source of updates has no bot. Sources check this at startup.
impl<E: EventType, S: Sync> FromRequest<E, S> for Bot {
    type Rejection = MissingBot;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, MissingBot> {
        request.get::<Self>().cloned().ok_or(MissingBot(()))
    }

    fn requires() -> Vec<Requirement> {
        vec![Requirement::from_source::<Self>(REMEDY)]
    }

    fn may_skip() -> bool {
        false
    }
}

/// Extracts the bot for which the callback runs.
///
/// # Errors
///
/// The callback fails if the source of updates has no bot. Sources check this at startup.
impl<S: Sync> FromApp<S> for Bot {
    type Rejection = MissingBot;

    async fn from_app(app: &AppContext, _: &S) -> Result<Self, MissingBot> {
        app.get::<Self>().cloned().ok_or(MissingBot(()))
    }

    fn requires() -> Vec<Requirement> {
        vec![Requirement::from_source::<Self>(REMEDY)]
    }
}

/// Rejection of [`Bot`]: the dispatcher has no bot.
#[derive(Clone, Copy, Debug)]
pub struct MissingBot(());

impl fmt::Display for MissingBot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no bot: {REMEDY}")
    }
}

impl Error for MissingBot {}
