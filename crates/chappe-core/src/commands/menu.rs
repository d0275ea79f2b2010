//! The menus of commands: one for each scope and language.

use chappe_types::{BotCommand, BotCommandScope};

use crate::commands::{CommandSpec, CommandTable, scope::Audience};

/// The menu of one scope and language: the parameters of `setMyCommands`.
///
/// Source: Bot API 10.3, [`setMyCommands`](https://core.telegram.org/bots/api#setmycommands).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Menu {
    /// Who sees the menu.
    pub scope: BotCommandScope,
    /// The two-letter code of the language; `None` for users of all languages without a menu.
    pub language: Option<&'static str>,
    /// The commands, in the order of the variants. None if there is no menu, so that clients show
    /// that of a wider scope.
    pub commands: Vec<BotCommand>,
}

/// Returns the menus of one or more enums of commands, with the commands of the first enum first.
///
/// The scopes are those of the commands, and the four that name no chat, so that a menu of an
/// earlier version of the bot does not stay. The languages are those of the descriptions. Hidden
/// commands, and those with another prefix than `/`, are in no menu. The functions of scopes are
/// called here.
///
/// # Example
///
/// ```
/// use chappe::commands::menus;
/// use chappe::prelude::*;
///
/// #[derive(Clone, Commands)]
/// enum Command {
///     /// Shows this text
///     #[commands(description(de = "Zeigt diesen Text"))]
///     Help,
///     /// Bans the author of the message
///     #[commands(scope = all_chat_administrators)]
///     Ban(UserRef),
/// }
///
/// let menus = menus(&[Command::TABLE]);
/// let sizes: Vec<_> = menus.iter().map(|menu| (menu.language, menu.commands.len())).collect();
/// // No scope of its own: private chats and groups.
/// let (none, one, two) = ((None, 0), (None, 1), (None, 2));
/// let (de_none, de_one, de_two) = ((Some("de"), 0), (Some("de"), 1), (Some("de"), 2));
/// assert_eq!(sizes, [one, de_one, none, de_none, none, de_none, two, de_two]);
/// ```
pub fn menus(tables: &[&'static CommandTable]) -> Vec<Menu> {
    let commands = tables
        .iter()
        .filter(|table| table.prefix() == '/')
        .flat_map(|table| table.commands())
        .filter(|command| !command.is_hidden());
    let mut placed = Vec::new();
    let (mut scopes, mut languages) = (Audience::GLOBAL.to_vec(), Vec::new());
    for command in commands {
        let scopes_of_command: Vec<Audience> =
            command.menu_scopes().iter().flat_map(|scope| scope.audiences()).collect();
        scopes.extend(&scopes_of_command);
        languages.extend(command.languages());
        placed.push((command, scopes_of_command));
    }
    scopes.sort_unstable();
    scopes.dedup();
    languages.sort_unstable();
    languages.dedup();
    let mut menus = Vec::new();
    for scope in scopes {
        let is_used = placed.iter().any(|(_, audiences)| audiences.contains(&scope));
        for language in [None].into_iter().chain(languages.iter().copied().map(Some)) {
            let shown = placed.iter().filter(|(_, audiences)| {
                is_used && audiences.iter().any(|audience| audience.is_shown_in(scope))
            });
            let commands = shown.map(|(command, _)| entry(command, language)).collect();
            menus.push(Menu { scope: scope.into(), language, commands });
        }
    }
    menus
}

fn entry(command: &CommandSpec, language: Option<&str>) -> BotCommand {
    BotCommand::new(command.name(), command.description(language))
}
