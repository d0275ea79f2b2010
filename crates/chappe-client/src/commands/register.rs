//! Registration of menus of commands.

use std::future::Future;

use chappe_core::commands::{CommandTable, Commands, Menu, menus};
use chappe_types::{BotCommand, DeleteMyCommands, GetMyCommands, SetMyCommands};

use crate::{bot::Bot, error::Error};

/// Registers the commands of an enum with Telegram: `Command::register(&bot)`.
///
/// Every [`Commands`] enum implements it.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe_testing::{TestBot, called, sent_text};
///
/// #[derive(Clone, Commands)]
/// enum Command {
///     /// Starts the bot
///     Start,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let app = Router::new("app")
///     .message(|m| m.on(commands::<Command>(), async |_: Command| "hello"))
///     .startup(async |bot: Bot| Command::register(&bot).await);
///
/// // #[tokio::test]
/// let bot = TestBot::new(app);
/// bot.user("alice").send("/start").await;
/// bot.expect(called("setMyCommands"));
/// bot.expect(sent_text("hello"));
/// # }
/// ```
pub trait RegisterCommands: Commands {
    /// Sets the menus of all scopes and languages that differ from those that Telegram has, as
    /// [`register_commands`] does.
    ///
    /// # Errors
    ///
    /// Fails if a call fails.
    fn register(bot: &Bot) -> impl Future<Output = Result<(), Error>> + Send {
        register_commands(bot, &[Self::TABLE])
    }
}

impl<T: Commands> RegisterCommands for T {}

/// Sets the menus of one or more enums of commands, for each scope and language where Telegram has
/// another menu. A menu that has no command any more is deleted.
///
/// Every replica of a bot can call this at every start: a menu that is up to date costs one call
/// of `getMyCommands`. Menus of scopes with a chat, and of languages, that the enums do not name
/// are left alone.
///
/// # Errors
///
/// Fails if a call fails, for example because the bot is no member of a scope's chat. The menus
/// before it are set. The functions of scopes are called first.
///
/// Source: Bot API 10.3, [`setMyCommands`](https://core.telegram.org/bots/api#setmycommands).
///
/// # Cancel safety
///
/// After a cancellation, some menus may be set and others not; a further call sets the rest.
///
/// # Example
///
/// ```no_run
/// use chappe::{client, commands::register_commands, prelude::*};
///
/// #[derive(Clone, Commands)]
/// enum Command {
///     /// Starts the bot
///     Start,
/// }
///
/// #[derive(Clone, Commands)]
/// #[commands(scope = all_chat_administrators)]
/// enum AdminCommand {
///     /// Bans a user
///     Ban(UserRef),
/// }
///
/// async fn register(bot: Bot) -> Result<(), client::Error> {
///     register_commands(&bot, &[Command::TABLE, AdminCommand::TABLE]).await
/// }
/// # let _ = register;
/// ```
pub async fn register_commands(bot: &Bot, tables: &[&'static CommandTable]) -> Result<(), Error> {
    for menu in menus(tables) {
        let current = bot.send(current(&menu)).await?;
        if is_same(&current, &menu.commands) {
            continue;
        }
        if menu.commands.is_empty() {
            let mut delete = DeleteMyCommands::new().scope(menu.scope);
            delete.language_code = menu.language.map(Into::into);
            bot.send(delete).await?;
        } else {
            let mut set = SetMyCommands::new(menu.commands).scope(menu.scope);
            set.language_code = menu.language.map(Into::into);
            bot.send(set).await?;
        }
    }
    Ok(())
}

fn current(menu: &Menu) -> GetMyCommands {
    let mut get = GetMyCommands::new().scope(menu.scope.clone());
    get.language_code = menu.language.map(Into::into);
    get
}

fn is_same(current: &[BotCommand], wanted: &[BotCommand]) -> bool {
    let is_ephemeral = |command: &BotCommand| command.is_ephemeral.unwrap_or_default();
    current.len() == wanted.len()
        && current.iter().zip(wanted).all(|(current, wanted)| {
            current.command == wanted.command
                && current.description == wanted.description
                && is_ephemeral(current) == is_ephemeral(wanted)
        })
}
