//! Without the feature `emulator`: a bot needs a token.

use chappe_client::Bot;
use chappe_core::{Dispatcher, IntoDispatcher};
use chappe_polling::Polling;

use crate::error::{Error, Phase};

/// The cause and the remedy.
const NO_TOKEN: &str = "no token: set TELEGRAM_BOT_TOKEN to the token that @BotFather sent you, \
    or enable the feature `emulator` of `chappe` to try the bot without one";

/// Builds the dispatcher.
#[track_caller]
pub(crate) fn dispatcher(app: impl IntoDispatcher) -> Dispatcher {
    app.into_dispatcher()
}

#[expect(clippy::unused_async, reason = "with the feature `emulator`, it awaits")]
pub(crate) async fn without_token(_: Dispatcher) -> Result<(), Error> {
    Err(Error::new(NO_TOKEN, Phase::Setup, None))
}

pub(crate) async fn with_bot(bot: Bot, dispatcher: Dispatcher) -> Result<(), Error> {
    Ok(Polling::new(bot, dispatcher).await?)
}

#[cfg(test)]
mod tests {
    use chappe_core::Router;

    use super::*;

    #[tokio::test]
    async fn the_error_of_a_missing_token_names_the_remedy() {
        let error = without_token(Dispatcher::new(Router::new("app"))).await.unwrap_err();
        assert_eq!((error.to_string(), error.is_setup()), (NO_TOKEN.to_owned(), true));
    }
}
