//! The procedural macros of chappe. Use them through the facade, `chappe`.

use proc_macro::TokenStream;

mod debug_handler;
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

/// The code behind `text!` of chappe-text, which passes the path of its crate first.
#[doc(hidden)]
#[proc_macro]
pub fn __text(tokens: TokenStream) -> TokenStream {
    text::expand(tokens)
}
