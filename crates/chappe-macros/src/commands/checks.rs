//! Telegram's limits of names, descriptions and menus.
//!
//! Source: Bot API 10.3, [`BotCommand`](https://core.telegram.org/bots/api#botcommand) and
//! [`setMyCommands`](https://core.telegram.org/bots/api#setmycommands).

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::{
    commands::{attributes::EnumOptions, variant::Command},
    derive::Errors,
};

/// The most characters of a name.
const MAX_NAME: usize = 32;
/// The most characters of a description.
const MAX_DESCRIPTION: usize = 256;
/// The most commands of a menu.
const MAX_MENU: usize = 100;

/// Checks all commands. Returns the names and aliases in ascending order, with the positions of
/// their commands.
pub(crate) fn check(
    commands: &[Command<'_>],
    of_enum: &EnumOptions,
    errors: &mut Errors,
) -> Vec<(String, usize)> {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for (position, command) in commands.iter().enumerate() {
        let ident = &command.variant.ident;
        let name_at = match &command.options.rename {
            Some(name) => name.to_token_stream(),
            None => ident.to_token_stream(),
        };
        let aliases = command.options.aliases.iter().map(|it| (it.value(), it.to_token_stream()));
        for (name, at) in [(command.name.clone(), name_at)].into_iter().chain(aliases) {
            check_name(&name, of_enum.prefix, &at, errors);
            if let Some(other) = names.insert(name.clone(), position) {
                let other = &commands[other].variant.ident;
                errors.add(
                    at,
                    format!(
                        "the command `{}{name}` of `{ident}` is also that of `{other}`: give one of them another name with `#[commands(rename = \"…\")]`",
                        of_enum.prefix
                    ),
                );
            }
        }
        check_descriptions(command, errors);
    }
    check_menus(commands, of_enum, errors);
    names.into_iter().collect()
}

fn check_name(name: &str, prefix: char, at: &TokenStream, errors: &mut Errors) {
    let is_legal = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '_');
    if prefix == '/' {
        if !(1..=MAX_NAME).contains(&name.chars().count()) || !name.chars().all(is_legal) {
            errors.add(
                at,
                format!(
                    "`/{name}` is not a valid command: use 1–{MAX_NAME} characters of a–z, 0–9 and _, with `#[commands(rename = \"…\")]`"
                ),
            );
        }
    } else if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '@') {
        errors.add(at, format!("{name:?} is not a command: it is one word without `@`"));
    }
}

fn check_descriptions(command: &Command<'_>, errors: &mut Errors) {
    let Command { variant, options, description, .. } = command;
    let ident = &variant.ident;
    if description.is_empty() {
        if !options.is_hidden {
            errors.add(
                ident,
                format!(
                    "the command `{ident}` has no description for menus and help: write a doc comment (`/// …`), or `#[commands(description = \"…\")]`, or `#[commands(hidden)]`"
                ),
            );
        }
    } else {
        let at =
            options.description.as_ref().map_or(ident.to_token_stream(), ToTokens::to_token_stream);
        check_length(description, &at, &format!("the description of `{ident}`"), errors);
    }
    for (language, text) in &options.translations {
        let what = format!("the description of `{ident}` in the language `{language}`");
        check_length(&text.value(), &text.to_token_stream(), &what, errors);
    }
}

fn check_length(text: &str, at: &TokenStream, what: &str, errors: &mut Errors) {
    let length = text.chars().count();
    if !(1..=MAX_DESCRIPTION).contains(&length) {
        let remedy = match length {
            0 => "write one",
            _ => "write a shorter one with `#[commands(description = \"…\")]`",
        };
        errors.add(
            at,
            format!(
                "{what} has {length} characters, and Telegram takes 1–{MAX_DESCRIPTION}: {remedy}"
            ),
        );
    }
}

fn check_menus(commands: &[Command<'_>], of_enum: &EnumOptions, errors: &mut Errors) {
    const MENUS: [&str; 7] = [
        "Default",
        "AllPrivateChats",
        "AllGroupChats",
        "AllChatAdministrators",
        "Chat",
        "ChatAdministrators",
        "ChatMember",
    ];
    let is_in = |command: &Command<'_>, menu: &str, counts_wider: bool| {
        let of_command = &command.options.scopes;
        let scopes = if of_command.is_empty() { &of_enum.scopes } else { of_command };
        match &**scopes {
            [] => counts_wider || menu == "Default",
            scopes => scopes.iter().any(|scope| match counts_wider {
                true => scope.is_shown_in(menu),
                false => scope.variant == menu,
            }),
        }
    };
    let visible = || commands.iter().filter(|command| !command.options.is_hidden);
    for menu in MENUS {
        if !visible().any(|command| is_in(command, menu, false)) {
            continue;
        }
        let surplus = visible().filter(|command| is_in(command, menu, true)).nth(MAX_MENU);
        if let Some(command) = surplus {
            errors.add(
                &command.variant.ident,
                format!(
                    "`{}` is command number {} of a menu, and Telegram takes {MAX_MENU}: add `#[commands(hidden)]` to some",
                    command.variant.ident,
                    MAX_MENU + 1
                ),
            );
            return;
        }
    }
}
