//! Without an emulator, nothing runs without a token.

use chappe_client::Bot;
use chappe_core::{Dispatcher, IntoDispatcher};
use chappe_polling::Polling;

use crate::run::RunError;

/// What to do about it.
const REMEDY: &str = "there is no bot to run: set TELEGRAM_BOT_TOKEN to what @BotFather gave you, \
    or turn on the feature `emulator` of `chappe` to try the bot without one";

/// What runs.
#[track_caller]
pub(crate) fn dispatcher(app: impl IntoDispatcher) -> Dispatcher {
    app.into_dispatcher()
}

#[expect(clippy::unused_async, reason = "with an emulator, it waits")]
pub(crate) async fn without_token(_: Dispatcher) -> Result<(), RunError> {
    Err(RunError::setup(REMEDY, None))
}

pub(crate) async fn with_bot(bot: Bot, dispatcher: Dispatcher) -> Result<(), RunError> {
    Polling::new(bot, dispatcher).await.map_err(|error| RunError::ended(error.into()))
}

#[cfg(test)]
mod tests {
    use chappe_core::Router;

    use super::*;

    #[tokio::test]
    async fn without_a_token_it_says_what_to_do() {
        let error = without_token(Dispatcher::new(Router::new("app"))).await.unwrap_err();
        assert_eq!((error.to_string(), error.is_setup()), (REMEDY.to_owned(), true));
    }
}
