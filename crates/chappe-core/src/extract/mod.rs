//! Extractors: the arguments of handlers and middleware functions.
//!
//! An extractor implements [`FromRequest`]: it is created from the request and the router's state.
//! If it rejects the request with [`Skip`](crate::Skip), the dispatcher tries the next route; any
//! other rejection fails the update. Startup and shutdown callbacks take types that implement
//! [`FromApp`].
//!
//! | argument | is | rejects with `Skip` |
//! |---|---|---|
//! | [`Event<E>`](Event) | the event, shared | never |
//! | [`Text`], [`Caption`], [`CommandArgs`] | the text of an event, the caption of a message, the text after a command | if there is none |
//! | `User`, `Chat`, ids | who caused the event, and where | if there is none |
//! | `Document`, `Voice`, `Sticker`, `Contact`, `Location`, `Dice`, `Poll`, `WebAppData`, `SuccessfulPayment`, `UsersShared`, `Giveaway`, … | a copy of the content of a message: each type that is the content of one kind | if the message has another content |
//! | [`Photo`], [`Photos`] | a photo in its largest size, in all sizes | the same |
//! | [`NewChatMembers`], [`LeftChatMember`], [`NewChatTitle`], [`NewChatPhoto`], [`PinnedMessage`], [`MigrateToChatId`], [`MigrateFromChatId`], [`GiftUpgradeSent`], [`ConnectedWebsite`] | the content of service messages whose type is not their own | the same |
//! | [`Entities<K>`](Entities) | the entities of one [kind](entity) with their texts | if there is none |
//! | [`Replied`] | the message that is replied to, and its author | if there is none |
//! | [`MemberChange`] | a change of the status of a member | if the status is unknown |
//! | [`Offset<T>`](Offset) | the offset of an inline query | if it is no `T` |
//! | [`State`], [`Extension`] | the router's state, a stored value | never |
//! | [`Request`](crate::Request), `Update`, [`Me`](crate::Me) | the request, the update, the bot's identity | never |
//! | `Option<T>`, `Result<T, _>` | what `T` is, if it is not rejected | never |
//!
//! ```
//! use chappe::prelude::*;
//!
//! #[derive(Clone)]
//! struct Greeting(&'static str);
//!
//! async fn greet(
//!     State(Greeting(greeting)): State<Greeting>,
//!     user: User,
//!     Text(text): Text,
//! ) -> impl IntoOutcome {
//!     reply(format!("{greeting} {}, you wrote {text}", user.first_name))
//! }
//!
//! let router: Router =
//!     Router::new("app").message(|m| m.on(text(), greet)).with_state(Greeting("Hello"));
//! # let _ = router;
//! ```

mod command_args;
mod content;
mod entities;
pub mod entity;
mod event;
mod extension;
mod from_app;
mod from_request;
mod ids;
mod inline;
mod member_change;
mod optional;
mod rejection;
mod replied;
mod state;
mod text;

pub use self::{
    command_args::CommandArgs,
    content::{
        Caption, ConnectedWebsite, GiftUpgradeSent, LeftChatMember, MigrateFromChatId,
        MigrateToChatId, NewChatMembers, NewChatPhoto, NewChatTitle, Photo, Photos, PinnedMessage,
    },
    entities::{Entities, EntityText},
    event::Event,
    extension::{Extension, MissingExtension},
    from_app::{AppContext, FromApp},
    from_request::FromRequest,
    inline::Offset,
    member_change::MemberChange,
    rejection::{Missing, Requirement},
    replied::Replied,
    state::{FromRef, State},
    text::Text,
};
pub(crate) use self::{
    entities::entities_of,
    extension::{missing, stored},
};
