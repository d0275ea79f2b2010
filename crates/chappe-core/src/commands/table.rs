//! The description of an enum of commands, as data.

use std::fmt;

use crate::{commands::Scope, text::Written};

/// The commands of an enum: what the filter, the help text, the menus and
/// [`did_you_mean`](crate::commands::did_you_mean) have in common.
///
/// `#[derive(Commands)]` generates it.
#[derive(Debug)]
pub struct CommandTable {
    prefix: char,
    commands: &'static [CommandSpec],
    /// The names and aliases in ascending order.
    names: &'static [CommandName],
}

/// A name or alias, with the position of its command.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct CommandName {
    /// The first eight bytes, whose order is that of the names: most comparisons need no more.
    key: u64,
    name: &'static str,
    command: usize,
}

impl CommandName {
    /// Creates a name of the command at a position.
    #[must_use]
    pub const fn new(name: &'static str, command: usize) -> Self {
        Self { key: key(name), name, command }
    }
}

/// The first eight bytes of a name, as a number in the order of the names.
const fn key(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut first = [0; 8];
    let mut at = 0;
    while at < bytes.len() && at < first.len() {
        first[at] = bytes[at];
        at += 1;
    }
    u64::from_be_bytes(first)
}

/// One command of an enum.
#[derive(Clone, Copy, Debug)]
pub struct CommandSpec {
    name: &'static str,
    description: &'static str,
    /// By language code.
    translations: &'static [(&'static str, &'static str)],
    arguments: &'static [ArgumentSpec],
    scopes: &'static [Scope],
    is_hidden: bool,
    is_quoted: bool,
}

/// One argument of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArgumentSpec {
    name: &'static str,
    /// What surrounds the name in a usage line.
    brackets: (&'static str, &'static str),
}

impl CommandTable {
    /// Creates a table. `names` contains each name and alias, in ascending order.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        prefix: char,
        commands: &'static [CommandSpec],
        names: &'static [CommandName],
    ) -> Self {
        Self { prefix, commands, names }
    }

    /// Returns the character before each name.
    pub fn prefix(&self) -> char {
        self.prefix
    }

    /// Returns the commands, in the order of the enum's variants.
    pub fn commands(&self) -> &'static [CommandSpec] {
        self.commands
    }

    /// Returns the names and aliases in ascending order, without prefixes.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.names.iter().map(|known| known.name)
    }

    /// Returns the position of the command with a name or alias.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        let key = key(name);
        let order = |known: &CommandName| known.key.cmp(&key).then_with(|| known.name.cmp(name));
        let at = self.names.binary_search_by(order).ok()?;
        Some(self.names[at].command)
    }

    /// Returns the position of a command in a text.
    pub(crate) fn position_of(&self, written: &Written<'_>) -> Option<usize> {
        if written.prefix == self.prefix { self.position(written.name) } else { None }
    }

    /// Returns the names and aliases of commands that are not hidden, with the commands.
    pub(crate) fn visible_names(
        &self,
    ) -> impl Iterator<Item = (&'static str, &'static CommandSpec)> {
        let named = self.names.iter().map(|known| (known.name, &self.commands[known.command]));
        named.filter(|(_, command)| !command.is_hidden)
    }

    /// Returns how a command is written: `/order <item> [amount]`.
    pub(crate) fn usage(&self, command: &CommandSpec) -> String {
        let mut usage = String::from(self.prefix);
        usage.push_str(command.name);
        for argument in command.arguments {
            let (open, close) = argument.brackets;
            usage.extend([" ", open, argument.name, close]);
        }
        usage
    }
}

impl CommandSpec {
    /// Creates a command without arguments.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, description: &'static str) -> Self {
        Self {
            name,
            description,
            translations: &[],
            arguments: &[],
            scopes: &[Scope::Default],
            is_hidden: false,
            is_quoted: false,
        }
    }

    /// Sets the descriptions in other languages, by language code.
    #[doc(hidden)]
    #[must_use]
    pub const fn translations(self, translations: &'static [(&'static str, &'static str)]) -> Self {
        Self { translations, ..self }
    }

    /// Sets the arguments.
    #[doc(hidden)]
    #[must_use]
    pub const fn arguments(self, arguments: &'static [ArgumentSpec]) -> Self {
        Self { arguments, ..self }
    }

    /// Sets the scopes.
    #[doc(hidden)]
    #[must_use]
    pub const fn scopes(self, scopes: &'static [Scope]) -> Self {
        Self { scopes, ..self }
    }

    /// Hides the command.
    #[doc(hidden)]
    #[must_use]
    pub const fn hidden(self) -> Self {
        Self { is_hidden: true, ..self }
    }

    /// Makes quoted words one argument.
    #[doc(hidden)]
    #[must_use]
    pub const fn quoted(self) -> Self {
        Self { is_quoted: true, ..self }
    }

    /// Returns the name, without prefix.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the description for a language, such as `de` or `de-AT`; that without a language if
    /// there is no translation. Empty if a hidden command has none.
    pub fn description(&self, locale: Option<&str>) -> &'static str {
        let language = locale.map(|locale| locale.split(['-', '_']).next().unwrap_or(locale));
        let translated = language.and_then(|language| {
            self.translations.iter().find(|(code, _)| code.eq_ignore_ascii_case(language))
        });
        translated.map_or(self.description, |(_, description)| description)
    }

    /// Returns the languages with a description of their own.
    pub fn languages(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.translations.iter().map(|(code, _)| *code)
    }

    /// Returns the scopes in whose menus the command is.
    pub fn menu_scopes(&self) -> &'static [Scope] {
        self.scopes
    }

    /// Returns the names of the arguments, in order.
    pub fn argument_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.arguments.iter().map(|argument| argument.name)
    }

    /// Returns whether menus, help texts and suggestions leave the command out.
    pub fn is_hidden(&self) -> bool {
        self.is_hidden
    }

    /// Returns whether quoted words are one argument.
    pub fn is_quoted(&self) -> bool {
        self.is_quoted
    }
}

impl ArgumentSpec {
    /// Creates a required argument.
    #[doc(hidden)]
    #[must_use]
    pub const fn required(name: &'static str) -> Self {
        Self { name, brackets: ("<", ">") }
    }

    /// Creates an optional argument.
    #[doc(hidden)]
    #[must_use]
    pub const fn optional(name: &'static str) -> Self {
        Self { name, brackets: ("[", "]") }
    }

    /// Creates an argument that takes the rest of the text.
    #[doc(hidden)]
    #[must_use]
    pub const fn rest(name: &'static str) -> Self {
        Self { name, brackets: ("<", "…>") }
    }

    /// Creates an argument that takes the rest of the text, or several words, and may be missing.
    #[doc(hidden)]
    #[must_use]
    pub const fn several(name: &'static str) -> Self {
        Self { name, brackets: ("[", "…]") }
    }
}

impl fmt::Display for ArgumentSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (open, close) = self.brackets;
        write!(f, "{open}{}{close}", self.name)
    }
}
