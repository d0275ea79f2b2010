//! Methods: their parameters and their results.

use chappe_types::{
    ChatId, DynMethod, EditMessageText, GetMe, GetUpdates, InlineKeyboardButton,
    InlineKeyboardMarkup, InputMediaPhoto, Message, MessageOrTrue, Method, ParseMode,
    SendMediaGroup, SendMessage, SendPhoto, SetWebhook, Upload, User,
};
use serde_json::{Value, json};

fn parameters(method: &impl Method) -> Value {
    let mut buffer = Vec::new();
    method.write_json(&mut buffer);
    serde_json::from_slice(&buffer).unwrap()
}

#[test]
fn only_parameters_that_are_set_are_sent() {
    let button = InlineKeyboardButton::new("yes").callback_data("y");
    let method = SendMessage::new(ChatId(7), "hi")
        .parse_mode(ParseMode::Html)
        .disable_notification(false)
        .reply_markup(InlineKeyboardMarkup::new(vec![vec![button]]));
    assert_eq!(
        parameters(&method),
        json!({
            "chat_id": 7,
            "text": "hi",
            "parse_mode": "HTML",
            "disable_notification": false,
            "reply_markup": {"inline_keyboard": [[{"text": "yes", "callback_data": "y"}]]},
        })
    );
    assert_eq!(parameters(&GetMe::new()), json!({}));
    assert_eq!(parameters(&SendMessage::new("@news", "hi"))["chat_id"], "@news");
}

#[test]
fn uploads_are_referenced_in_the_parameters_and_found() {
    let (one, two) = (Upload::bytes("a.png", &b"a"[..]), Upload::bytes("b.png", &b"b"[..]));
    let attach = |upload: &Upload| format!("attach://{}", upload.part());
    let photo = SendPhoto::new(7, one.clone());
    assert_eq!(parameters(&photo)["photo"], attach(&one));
    assert_eq!(DynMethod::uploads(&photo), [&one]);
    let album = SendMediaGroup::new(
        7,
        vec![InputMediaPhoto::new(one.clone()).into(), InputMediaPhoto::new(two.clone()).into()],
    );
    assert_eq!(parameters(&album)["media"][1], json!({"type": "photo", "media": attach(&two)}));
    assert_eq!(DynMethod::uploads(&album), [&one, &two]);
    assert_ne!(one.part(), two.part());
}

#[test]
fn results_decode_to_the_output_of_the_method() {
    let user = json!({"id": 42, "is_bot": true, "first_name": "Echo"});
    let decoded: User = GetMe::decode(user.to_string().as_bytes()).unwrap();
    assert_eq!(serde_json::to_value(&decoded).unwrap(), user);
    assert_eq!(EditMessageText::decode(b"true").unwrap(), MessageOrTrue::True);
    assert!(SetWebhook::decode(b"true").unwrap());
}

#[test]
fn an_update_that_does_not_decode_does_not_affect_others_of_its_batch() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let batch = format!(
        r#"[{{"update_id":1,"x":{{}}}},{{"update_id":2,"message":{{"text":"\ud800"}}}},{{"update_id":3,"message":{deep}}},{{"update":4}},{{"update_id":5}}]"#
    );
    let updates = GetUpdates::decode(batch.as_bytes()).unwrap();
    assert_eq!(updates.iter().map(|update| update.update_id.0).collect::<Vec<_>>(), [1, 2, 3, 5]);
}

#[test]
fn serde_decodes_objects_from_any_format() {
    let chat = json!({"id": 1, "type": "private"});
    let value = json!({"message_id": 1, "date": 5, "chat": chat});
    let message: Message = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&message).unwrap(), value);
}
