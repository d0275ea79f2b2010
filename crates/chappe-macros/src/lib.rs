//! Macros of chappe.

use proc_macro::TokenStream;

mod debug_handler;
mod function;

/// Makes the compiler say what keeps a function from being a handler: which
/// argument cannot be extracted, whether the result is no outcome, or the
/// future not `Send`.
///
/// Takes the type of the event, and the router's state if it is not that of an
/// argument `State<T>`: `#[debug_handler(Message, state = App)]`. The function
/// itself stays as it is.
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
