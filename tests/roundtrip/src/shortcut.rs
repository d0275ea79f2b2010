//! All shortcuts: methods with parameters from events.

use std::fmt;

use chappe_types::{
    CallbackQuery, Chat, ChatId, ChatJoinRequest, ChatMemberUpdated, DynMethod,
    InaccessibleMessage, InlineQuery, MaybeInaccessibleMessage, Message, Method, PreCheckoutQuery,
    ShippingQuery, Sticker, User, UserId,
};
use serde_json::Value;

use crate::{
    generated::shortcuts,
    sample::{Extent, Samples},
};

/// The methods that all shortcuts create from events.
pub fn every_shortcut(events: &Events) -> Vec<Shortcut> {
    let mut all = shortcuts(events, &mut Samples::new(Extent::Required));
    // Not generated: one of several methods.
    all.push(made("Message", "delete", events.message.delete()));
    let maybe = &events.maybe_inaccessible_message;
    all.push(made("MaybeInaccessibleMessage", "delete", maybe.delete()));
    all
}

/// One event of each type that has shortcuts.
#[derive(Debug)]
#[expect(missing_docs, reason = "each field is named after its type")]
pub struct Events {
    pub callback_query: CallbackQuery,
    pub chat: Chat,
    pub chat_id: ChatId,
    pub chat_join_request: ChatJoinRequest,
    pub chat_member_updated: ChatMemberUpdated,
    pub inaccessible_message: InaccessibleMessage,
    pub inline_query: InlineQuery,
    pub maybe_inaccessible_message: MaybeInaccessibleMessage,
    pub message: Message,
    pub pre_checkout_query: PreCheckoutQuery,
    pub shipping_query: ShippingQuery,
    pub sticker: Sticker,
    pub user: User,
    pub user_id: UserId,
}

/// A shortcut and its method.
pub struct Shortcut {
    /// The type with the shortcut.
    pub on: &'static str,
    /// Its name.
    pub name: &'static str,
    made: Option<Box<dyn DynMethod>>,
}

impl Shortcut {
    /// The method, if the event has the required fields.
    pub fn method(&self) -> Option<&dyn DynMethod> {
        self.made.as_deref()
    }

    /// The method's parameters, if there is a method.
    ///
    /// # Panics
    ///
    /// Panics if they are not JSON.
    pub fn params(&self) -> Option<Value> {
        let mut json = Vec::new();
        self.made.as_ref()?.write_json(&mut json);
        Some(serde_json::from_slice(&json).expect("parameters are JSON"))
    }
}

impl fmt::Debug for Shortcut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}: {:?}", self.on, self.name, self.made)
    }
}

pub(crate) fn made(on: &'static str, name: &'static str, method: impl Method) -> Shortcut {
    Shortcut { on, name, made: Some(Box::new(method)) }
}

pub(crate) fn made_if_any<M: Method>(
    on: &'static str,
    name: &'static str,
    method: Option<M>,
) -> Shortcut {
    let made = method.map(|method| -> Box<dyn DynMethod> { Box::new(method) });
    Shortcut { on, name, made }
}
