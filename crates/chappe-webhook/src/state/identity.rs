//! The bot's identity: concurrent requests share one `getMe` call.

use std::sync::{Arc, Mutex, PoisonError};

use chappe_client::{Bot, Call, Error, catch_panic, retry_until_success};
use chappe_core::Me;
use chappe_types::GetMe;
use tokio::sync::watch;

/// The bot's identity, or the error of a token that Telegram does not accept.
type IdentityResult = Result<Me, Arc<Error>>;

/// Receives the result of a lookup.
type Lookup = watch::Receiver<Option<IdentityResult>>;

/// The latest lookup of the bot's identity, if any.
#[derive(Debug, Default)]
pub(crate) struct Identity {
    latest: Mutex<Option<Lookup>>,
}

impl Identity {
    /// Returns the bot's identity. Retries until Telegram responds; joins a lookup in flight.
    ///
    /// The lookup runs on a task, which ends when Telegram responds or `self` is dropped.
    ///
    /// # Errors
    ///
    /// Fails if Telegram does not accept the token. The next call looks the identity up again.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: the lookup continues, and the next caller gets its result.
    pub(crate) async fn get(&self, bot: &Bot) -> IdentityResult {
        loop {
            let mut lookup = self.join_or_start(bot);
            let found = lookup.wait_for(Option::is_some).await;
            if let Some(result) = found.ok().and_then(|result| Option::clone(&result)) {
                return result;
            }
            // The task was dropped with its runtime: start another lookup.
        }
    }

    fn join_or_start(&self, bot: &Bot) -> Lookup {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lookup) = &*latest {
            if is_usable(lookup) {
                return lookup.clone();
            }
        }
        let (sender, lookup) = watch::channel(None);
        let bot = bot.clone();
        tokio::spawn(async move {
            tokio::select! {
                result = identify(&bot) => {
                    sender.send_replace(Some(result.map_err(Arc::new)));
                }
                () = sender.closed() => {}
            }
        });
        latest.insert(lookup).clone()
    }
}

/// Returns whether a lookup is in flight or has succeeded.
fn is_usable(lookup: &Lookup) -> bool {
    let is_in_flight = lookup.has_changed().is_ok();
    lookup.borrow().as_ref().map_or(is_in_flight, IdentityResult::is_ok)
}

/// Calls `getMe` until Telegram responds.
///
/// # Errors
///
/// Fails only if Telegram does not accept the token, because a retry would fail again.
async fn identify(bot: &Bot) -> Result<Me, Error> {
    let get_me = || {
        let bot = bot.clone();
        async move { catch_panic(&Call::new(&GetMe::new()), async move { bot.identity().await }).await }
    };
    retry_until_success(bot, get_me).await
}
