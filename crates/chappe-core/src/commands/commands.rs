//! The trait of enums of commands.

use chappe_types::Message;

use crate::{
    commands::{ArgumentError, BadArguments, CommandTable, Words},
    text::Written,
};

/// An enum of commands: each variant is a command, each of its fields an argument.
///
/// Implement it with `#[derive(Commands)]`, which also makes the enum an extractor. The chapter on
/// commands of the guide describes its attributes.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(Clone, Debug, PartialEq, Commands)]
/// enum Command {
///     /// Starts the bot
///     Start,
///     /// Orders something
///     Order { item: String, amount: Option<u32> },
/// }
///
/// async fn handle(command: Command) -> String {
///     match command {
///         Command::Start => Command::help("en"),
///         Command::Order { item, amount } => format!("{} × {item}", amount.unwrap_or(1)),
///     }
/// }
///
/// let app = Router::<()>::new("app").message(|m| m.on(commands::<Command>(), handle));
/// # let _ = app;
///
/// let order = Command::parse("/order tea 2").expect("it is a command")?;
/// assert_eq!(order, Command::Order { item: "tea".to_owned(), amount: Some(2) });
/// let bad = Command::parse("/order").expect("it is a command").unwrap_err();
/// assert_eq!(bad.usage(), "/order <item> [amount]");
/// # Ok::<(), BoxError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum of commands",
    label = "does not implement `Commands`",
    note = "add `#[derive(Clone, Commands)]` to the enum, with the feature `derive` of `chappe`"
)]
pub trait Commands: Clone + Send + Sync + Sized + 'static {
    /// The description of all commands.
    const TABLE: &'static CommandTable;

    /// Reads the arguments of the command at a position of [`TABLE`](Self::TABLE).
    #[doc(hidden)]
    fn read(command: usize, words: &mut Words<'_>) -> Result<Self, ArgumentError>;

    /// Parses a text. Returns `None` if it does not begin with one of the commands.
    ///
    /// A mention of a bot after the command is ignored. Without a message, a [`UserRef`] is an id
    /// or a `@username`.
    ///
    /// [`UserRef`]: crate::commands::UserRef
    ///
    /// # Errors
    ///
    /// The inner result is an error if the arguments do not parse.
    fn parse(text: &str) -> Option<Result<Self, BadArguments>> {
        let written = Written::parse(text)?;
        let command = Self::TABLE.position_of(&written)?;
        Some(read(command, &written, None))
    }

    /// Returns the commands that are not hidden, one a line, each with its arguments and its
    /// description in the language of `locale` if there is a translation.
    ///
    /// The locale is a language code, such as `de` or `de-AT`, or that of a user:
    /// `user.language_code.as_deref()`.
    fn help<'l>(locale: impl Into<Option<&'l str>>) -> String {
        Self::TABLE.help(locale.into())
    }
}

/// Reads the arguments of a command in a text.
#[inline]
pub(crate) fn read<T: Commands>(
    command: usize,
    written: &Written<'_>,
    message: Option<&Message>,
) -> Result<T, BadArguments> {
    let spec = &T::TABLE.commands()[command];
    let mut words = Words::new(written.arguments(), spec.is_quoted(), message);
    T::read(command, &mut words)
        .map_err(|error| BadArguments::new(T::TABLE, spec, words.field(), &error))
}
