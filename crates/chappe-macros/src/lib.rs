//! The procedural macros of chappe. Use them through the facade, `chappe`.

use proc_macro::TokenStream;

#[cfg(feature = "derive")]
mod callback_data;
#[cfg(feature = "derive")]
mod commands;
mod debug_handler;
#[cfg(feature = "derive")]
mod deep_link;
#[cfg(feature = "derive")]
mod derive;
mod function;
mod text;

/// Generates better error messages for a function that does not compile as a handler.
///
/// The messages point at the argument that cannot be extracted, at a result that is not an outcome,
/// or at a future that is not `Send`.
///
/// The attribute takes the type of the event, and the state of the router unless it is the `T` of
/// an argument `State<T>`: `#[debug_handler(Message, state = App)]`. The function is unchanged.
///
/// ```
/// use chappe::{debug_handler, prelude::*};
///
/// #[debug_handler(Message)]
/// async fn greet(user: User) -> impl IntoOutcome {
///     reply(format!("hello, {}", user.first_name))
/// }
///
/// let router = Router::<()>::new("app").message(|m| m.on(command("start"), greet));
/// # let _ = router;
/// ```
#[proc_macro_attribute]
pub fn debug_handler(attribute: TokenStream, item: TokenStream) -> TokenStream {
    debug_handler::expand(attribute, item)
}

/// Derives `CallbackData`: the data of inline buttons.
///
/// The type is then a filter (`data::<Vote>()`), an argument of handlers (`vote: Vote`), a maker of
/// buttons (`Vote { … }.button("👍")`), and a possible field of other types.
///
/// The trait [`CallbackData`](https://docs.rs/chappe/latest/chappe/callback_data/trait.CallbackData.html)
/// describes the attributes, and its module the form of the data.
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(CallbackData, Clone, Debug, PartialEq)]
/// struct Vote {
///     question: u32,
///     choice: u8,
/// }
///
/// let vote = Vote { question: 7, choice: 1 };
/// assert_eq!(vote.pack(), "vote:171");
/// assert_eq!(Vote::unpack("vote:171"), Some(vote));
/// assert_eq!(Vote::MAX_LEN, Some(15));
/// ```
#[cfg(feature = "derive")]
#[proc_macro_derive(CallbackData, attributes(callback_data, chappe))]
pub fn callback_data(item: TokenStream) -> TokenStream {
    derive::expand(item, callback_data::expand)
}

/// Makes an enum a set of commands: a filter, an extractor, a help text and a menu.
///
/// Each variant is a command, and each of its fields an argument.
///
/// On the enum, `#[commands(…)]` takes:
///
/// | option | default | effect |
/// |---|---|---|
/// | `prefix = '!'` | `'/'` | the character before the names |
/// | `rename_all = "lowercase"` | `"snake_case"` | how the names follow from the variants |
/// | `scope = all_private_chats`, `scope = [chat(function), …]` | `default` | the menus with the commands |
/// | `quoted` | | words in quotation marks are one argument |
///
/// On a variant:
///
/// | option | effect |
/// |---|---|
/// | `rename = "name"` | the name of the command |
/// | `alias = "a"`, `aliases = ["a", "b"]` | further names, which menus and help leave out |
/// | `description = "…"` | the description, 1–256 characters; else the first paragraph of the doc comment |
/// | `description(de = "…", fr = "…")` | the description in other languages |
/// | `scope = …`, `quoted` | as on the enum; the scope replaces that of the enum |
/// | `hidden` | menus, help and suggestions leave the command out |
///
/// On a field, `#[commands(name = "…")]` sets its name in usage lines.
///
/// | type of the field | takes |
/// |---|---|
/// | a type that implements `FromStr` | a word |
/// | `UserRef` | a mention, an id, or the author of the message replied to |
/// | a type with `#[derive(DeepLink)]` | the payload of a link |
/// | `Option<T>` | the same, or nothing |
/// | `Vec<T>`, as the last field | all words that are left |
/// | `String` or `Option<String>`, as the last field | the text that is left |
///
/// Words after the last field are an error, but words after a command without fields are ignored.
///
/// `#[chappe(crate = path)]` on the enum sets the path of the crate `chappe`.
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(Clone, Debug, PartialEq, Commands)]
/// enum Command {
///     /// Shows this text
///     #[commands(description(de = "Zeigt diesen Text"))]
///     Help,
///     /// Orders something
///     #[commands(alias = "buy")]
///     Order { item: String, amount: Option<u32> },
///     /// Bans a user
///     #[commands(scope = all_chat_administrators)]
///     Ban(UserRef, Option<String>),
/// }
///
/// assert_eq!(
///     Command::help("de"),
///     "/help — Zeigt diesen Text\n/order <item> [amount] — Orders something\n/ban <user> [text…] — Bans a user",
/// );
/// let bought = Command::parse("/buy tea").expect("it is a command")?;
/// assert_eq!(bought, Command::Order { item: "tea".to_owned(), amount: None });
/// # Ok::<(), BoxError>(())
/// ```
#[cfg(feature = "derive")]
#[proc_macro_derive(Commands, attributes(commands, chappe))]
pub fn derive_commands(input: TokenStream) -> TokenStream {
    derive::expand(input, commands::expand)
}

/// Makes a struct or an enum the payload of deep links: what follows `/start`.
///
/// The payload is the tag and the fields, joined by `_`. The tag of a variant is its name in
/// kebab-case; a struct has none unless `#[deep_link(tag = "…")]` sets one. Fields implement
/// `FromStr` and `Display`, or are `Option`s of such types. Texts with other characters than
/// letters, digits and `-` are encoded in base64url, so that any value has a payload, unless that
/// has more than 64 characters.
///
/// The type is then an argument of handlers behind the filter `deep_link::<T>()`, and may be the
/// field of a command: `Start(Option<T>)`.
///
/// `#[chappe(crate = path)]` sets the path of the crate `chappe`.
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(Clone, Debug, PartialEq, DeepLink)]
/// #[deep_link(tag = "ref")]
/// struct Referral {
///     user: UserId,
/// }
///
/// #[derive(Clone, Debug, PartialEq, Commands)]
/// enum Command {
///     /// Starts the bot
///     Start(Option<Referral>),
/// }
///
/// let referral = Referral { user: UserId(7) };
/// let link = Me::new(42, "shop_bot").start_link(&referral)?;
/// assert_eq!(link.https(), "https://t.me/shop_bot?start=ref_7");
/// let command = Command::parse("/start ref_7").expect("it is a command")?;
/// assert_eq!(command, Command::Start(Some(referral)));
/// let other = Command::parse("/start what ever").expect("it is a command")?;
/// assert_eq!(other, Command::Start(None));
/// # Ok::<(), BoxError>(())
/// ```
#[cfg(feature = "derive")]
#[proc_macro_derive(DeepLink, attributes(deep_link, chappe))]
pub fn derive_deep_link(input: TokenStream) -> TokenStream {
    derive::expand(input, deep_link::expand)
}

/// The code behind `text!` of chappe-text, which passes the path of its crate first.
#[doc(hidden)]
#[proc_macro]
pub fn __text(tokens: TokenStream) -> TokenStream {
    text::expand(tokens)
}
