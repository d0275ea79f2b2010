//! Every shortcut addresses the origin of its event.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::collections::{BTreeMap, BTreeSet};

use chappe_types::{ChatId, Object, UserId};
use roundtrip::{Events, Schema, Shortcut, every_shortcut};
use serde_json::{Value, json};

/// The parameters that address a message, besides its chat.
const ADDRESSES: [&str; 3] =
    ["message_thread_id", "direct_messages_topic_id", "business_connection_id"];

fn read<T: Object>(json: &Value) -> T {
    T::from_json(json.to_string().as_bytes()).unwrap()
}

/// An object with all fields of another in addition to its own.
fn with(object: &Value, more: &Value) -> Value {
    let mut object = object.clone();
    object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    object
}

/// Events; their messages contain `more`.
fn events(more: &Value) -> Events {
    let schema = Schema::load();
    let shortest = |name: &str| schema.shortest(name, &|_| true);
    let message =
        with(&json!({"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}}), more);
    let press = with(&shortest("CallbackQuery"), &json!({"message": message}));
    Events {
        callback_query: read(&press),
        chat: read(&shortest("Chat")),
        chat_id: ChatId(7),
        chat_join_request: read(&shortest("ChatJoinRequest")),
        chat_member_updated: read(&shortest("ChatMemberUpdated")),
        inaccessible_message: read(&shortest("InaccessibleMessage")),
        inline_query: read(&shortest("InlineQuery")),
        maybe_inaccessible_message: read(&message),
        message: read(&message),
        pre_checkout_query: read(&shortest("PreCheckoutQuery")),
        shipping_query: read(&shortest("ShippingQuery")),
        sticker: read(&shortest("Sticker")),
        user: read(&shortest("User")),
        user_id: UserId(7),
    }
}

/// The events whose shortcuts carry the addresses of a message.
const WITH_MESSAGE: [&str; 3] = ["Message", "MaybeInaccessibleMessage", "CallbackQuery"];

fn everywhere() -> Value {
    json!({
        "message_thread_id": 3,
        "is_topic_message": true,
        "direct_messages_topic": {"topic_id": 9},
        "business_connection_id": "b",
    })
}

fn addresses(params: &Value) -> BTreeMap<&str, Value> {
    let set = ADDRESSES.into_iter().filter_map(|name| Some((name, params.get(name)?.clone())));
    set.collect()
}

/// Whether a shortcut addresses another chat than the event's.
fn goes_elsewhere(params: &Value) -> bool {
    params.get("from_chat_id").is_some()
}

#[test]
fn a_shortcut_of_a_message_sets_every_address_parameter_of_its_method() {
    let wanted = json!({
        "message_thread_id": 3, "direct_messages_topic_id": 9, "business_connection_id": "b",
    });
    let mut checked = BTreeSet::new();
    for shortcut in every_shortcut(&events(&everywhere())) {
        let has_address = WITH_MESSAGE.contains(&shortcut.on);
        let (Some(method), Some(params)) = (shortcut.method(), shortcut.params()) else { continue };
        let mut expected = addresses(&wanted);
        expected.retain(|name, _| has_address && method.parameters().contains(name));
        if goes_elsewhere(&params) {
            expected.clear();
        }
        checked.extend(expected.keys().map(|&name| (shortcut.on, name)));
        assert_eq!(addresses(&params), expected, "{shortcut:?}");
    }
    let on_message = ADDRESSES.map(|name| ("Message", name));
    let on_maybe = ADDRESSES.map(|name| ("MaybeInaccessibleMessage", name));
    let on_press = ("CallbackQuery", "business_connection_id");
    assert_eq!(checked, on_message.into_iter().chain(on_maybe).chain([on_press]).collect());
}

#[test]
fn a_shortcut_of_a_business_message_acts_for_the_business_if_it_can() {
    let shortcuts = every_shortcut(&events(&json!({"business_connection_id": "b"})));
    let on_messages = |shortcut: &&Shortcut| WITH_MESSAGE.contains(&shortcut.on);
    let without = shortcuts.iter().filter(on_messages).filter_map(|shortcut| {
        let names = shortcut.params()?.get("business_connection_id").is_some();
        (!names).then_some((shortcut.on, shortcut.name))
    });
    // Telegram has no business variant of these methods.
    assert_eq!(
        without.collect::<Vec<_>>(),
        [
            ("Message", "answer_invoice"),
            ("Message", "reply_invoice"),
            ("MaybeInaccessibleMessage", "answer_invoice"),
            ("MaybeInaccessibleMessage", "reply_invoice"),
            ("Message", "forward"),
            ("Message", "copy_to"),
            ("Message", "react"),
            ("Message", "answer_draft"),
            ("Message", "approve_suggested_post"),
            ("Message", "decline_suggested_post"),
            ("MaybeInaccessibleMessage", "forward"),
            ("MaybeInaccessibleMessage", "copy_to"),
            ("MaybeInaccessibleMessage", "react"),
            ("MaybeInaccessibleMessage", "answer_draft"),
            ("CallbackQuery", "answer"),
        ],
    );
}

#[test]
fn a_shortcut_creates_a_valid_method_from_any_event() {
    let schema = Schema::load();
    let ephemeral = json!({
        "ephemeral_message_id": 4,
        "receiver_user": {"id": 2, "is_bot": false, "first_name": "A"},
        "guest_query_id": "g",
    });
    for more in [json!({}), everywhere(), ephemeral] {
        for shortcut in every_shortcut(&events(&more)) {
            if let (Some(method), Some(params)) = (shortcut.method(), shortcut.params()) {
                assert_eq!(schema.judge(method.name(), &params), [], "{shortcut:?}");
            }
        }
    }
}

#[test]
fn an_id_has_the_shortcuts_of_its_object_with_the_same_address() {
    let mut events = events(&json!({}));
    events.chat = read(&json!({"id": 7, "type": "private"}));
    events.user = read(&json!({"id": 7, "is_bot": false, "first_name": "A"}));
    let shortcuts = every_shortcut(&events);
    let of = |on: &str| -> BTreeMap<&str, (&str, Value)> {
        let of_type = shortcuts.iter().filter(|shortcut| shortcut.on == on);
        of_type
            .map(|shortcut| {
                let (method, params) = (shortcut.method().unwrap(), shortcut.params().unwrap());
                let address = params.get("chat_id").or(params.get("user_id")).unwrap();
                (shortcut.name, (method.name(), address.clone()))
            })
            .collect()
    };
    assert_eq!(of("ChatId"), of("Chat"));
    assert_eq!(of("UserId"), of("User"));
    assert_eq!(of("Chat")["answer"], ("sendMessage", json!(7)));
    assert_eq!(of("User")["answer_photo"], ("sendPhoto", json!(7)));
    assert_eq!(of("User")["get_profile_photos"], ("getUserProfilePhotos", json!(7)));
}
