//! Values that are too large for the data of a button.
//!
//! A [`Stash`] keeps a value in a storage and returns a [`Stashed`], which is the data of a button:
//! the random id of the value. Only the user for whom the value was kept, and only the same bot, can
//! read it, until it expires.
//!
//! A storage implements [`StashStorage`]; `chappe-intake` has one in memory, `MemoryStash`. The
//! dispatcher, or a layer, has the [`Stashes`].
//!
//! # Example
//!
//! ```
//! use chappe::{
//!     prelude::*,
//!     stash::{MemoryStash, Stash, Stashable, Stashed, Stashes, Unstashed},
//!     types::InlineKeyboardMarkup,
//! };
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct Order {
//!     items: Vec<String>,
//!     address: String,
//! }
//!
//! impl Stashable for Order {
//!     const PREFIX: &'static str = "order:";
//! }
//!
//! async fn confirm(stash: Stash, user: UserId) -> Result<impl IntoOutcome, BoxError> {
//!     let order = Order { items: vec!["tea".to_owned()], address: "5 Rue de l'Univers".to_owned() };
//!     let button = stash.put(user, &order).await?.button("Order");
//!     Ok(reply("Shall I?").reply_markup(InlineKeyboardMarkup::new(vec![vec![button]])))
//! }
//!
//! async fn order(Unstashed(order): Unstashed<Order>) -> impl IntoOutcome {
//!     reply(format!("{} to {}", order.items.join(", "), order.address))
//! }
//!
//! async fn expired(Event(query): Event<CallbackQuery>) -> impl IntoOutcome {
//!     query.answer().text("This order is no longer there: send /order again.")
//! }
//!
//! let app = Router::<()>::new("shop")
//!     .update(|u| u.outer_layer(AddExtensionLayer::new(Stashes::new(MemoryStash::new()))))
//!     .message(|m| m.on(command("order"), confirm))
//!     .callback_query(|q| {
//!         q.on(data::<Stashed<Order>>(), order)
//!             // Expired, or another user's.
//!             .on(data::<Stashed<Order>>(), expired)
//!     });
//! # let _ = Dispatcher::new(app);
//! ```

#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod stash;
mod stash_error;
mod stash_id;
mod stashed;
mod storage;
mod unstashed;

pub use self::{
    stash::{Stash, Stashes},
    stash_error::StashError,
    stashed::{Stashable, Stashed},
    storage::StashStorage,
    unstashed::Unstashed,
};
