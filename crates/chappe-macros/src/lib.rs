//! The procedural macros of chappe. Use them through the facade, `chappe`.

use proc_macro::TokenStream;

#[cfg(feature = "derive")]
mod callback_data;
mod debug_handler;
#[cfg(feature = "derive")]
mod derive;
mod function;

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
