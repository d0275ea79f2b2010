use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{CannotCopy, Message, Method, Object, SendCopy};

/// The fields of a message that are not content.
const ENVELOPE: &str = "message_id date chat message_thread_id direct_messages_topic from \
    sender_chat sender_boost_count sender_business_bot sender_tag guest_query_id \
    business_connection_id forward_origin is_topic_message is_automatic_forward reply_to_message \
    external_reply quote reply_to_story reply_to_checklist_task_id reply_to_poll_option_id via_bot \
    guest_bot_caller_user guest_bot_caller_chat edit_date has_protected_content is_from_offline \
    is_paid_post media_group_id author_signature paid_star_count entities link_preview_options \
    suggested_post_info effect_id caption caption_entities show_caption_above_media \
    has_media_spoiler reply_markup receiver_user ephemeral_message_id";

/// The fields whose content is sent again.
const COPIED: &str = "text animation audio document live_photo paid_media photo sticker video \
    video_note voice contact dice poll venue location";

fn message(more: Value) -> Message {
    let mut message = json!({"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}});
    let Value::Object(more) = more else { panic!("not an object") };
    message.as_object_mut().unwrap().extend(more);
    Message::from_json(message.to_string().as_bytes()).unwrap()
}

fn copy(more: Value) -> Result<(&'static str, Value), CannotCopy> {
    let method: SendCopy = message(more).send_copy(9)?;
    let mut json = Vec::new();
    Method::write_json(&method, &mut json);
    let written: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(serde_json::to_value(&method).unwrap(), written);
    let names = written.as_object().unwrap().keys();
    let unknown: Vec<&String> =
        names.filter(|name| !Method::parameters(&method).contains(&name.as_str())).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    Ok((Method::name(&method), written))
}

fn file(id: &str) -> Value {
    json!({"file_id": id, "file_unique_id": "u", "width": 1, "height": 1, "duration": 1, "length": 1})
}

fn sizes(id: &str) -> Value {
    json!([
        {"file_id": "small", "file_unique_id": "s", "width": 1, "height": 1},
        {"file_id": id, "file_unique_id": "l", "width": 9, "height": 9},
        {"file_id": "middle", "file_unique_id": "m", "width": 5, "height": 5},
    ])
}

#[test]
fn texts_keep_their_entities_and_are_never_parsed() {
    let entities = json!([{"type": "bold", "offset": 0, "length": 1}]);
    let markup = json!({"inline_keyboard": [[{"text": "b", "callback_data": "d"}]]});
    assert_eq!(
        [
            copy(json!({"text": "a<b"})),
            copy(json!({
                "text": "hi", "entities": entities, "reply_markup": markup,
                "link_preview_options": {"is_disabled": true},
            })),
        ],
        [
            Ok(("sendMessage", json!({"chat_id": 9, "text": "a<b", "entities": []}))),
            Ok((
                "sendMessage",
                json!({
                    "chat_id": 9, "text": "hi", "entities": entities, "reply_markup": markup,
                    "link_preview_options": {"is_disabled": true},
                })
            )),
        ],
    );
}

#[test]
fn files_are_sent_by_their_ids_with_their_captions() {
    let looks = json!({
        "caption": "c", "show_caption_above_media": true, "has_media_spoiler": true,
    });
    let with_looks = |mut content: Value| {
        content.as_object_mut().unwrap().extend(looks.as_object().unwrap().clone());
        copy(content).unwrap()
    };
    let all = json!({
        "caption": "c", "caption_entities": [], "show_caption_above_media": true,
        "has_spoiler": true,
    });
    let caption = json!({"caption": "c", "caption_entities": []});
    let sent = |name: &'static str, mut fields: Value, more: &Value| {
        fields["chat_id"] = json!(9);
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        (name, fields)
    };
    let live = json!({"file_id": "l", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1,
        "photo": sizes("still")});
    let mut video = file("v");
    video["cover"] = sizes("cover");
    video["start_timestamp"] = json!(4);
    let none = json!({});
    assert_eq!(
        [
            with_looks(json!({"animation": file("a"), "document": file("d")})),
            with_looks(json!({"audio": file("a")})),
            with_looks(json!({"document": file("d")})),
            with_looks(json!({"live_photo": live, "photo": sizes("p")})),
            with_looks(json!({"photo": sizes("p")})),
            with_looks(json!({"video": video})),
            with_looks(json!({"voice": file("v")})),
            copy(json!({"video_note": file("n")})).unwrap(),
            copy(json!({"photo": sizes("p")})).unwrap(),
            copy(json!({"sticker": {"file_id": "s", "file_unique_id": "u", "type": "regular",
                "width": 1, "height": 1, "is_animated": false, "is_video": false}}))
            .unwrap(),
        ],
        [
            sent("sendAnimation", json!({"animation": "a"}), &all),
            sent("sendAudio", json!({"audio": "a"}), &caption),
            sent("sendDocument", json!({"document": "d"}), &caption),
            sent("sendLivePhoto", json!({"live_photo": "l", "photo": "still"}), &all),
            sent("sendPhoto", json!({"photo": "p"}), &all),
            sent("sendVideo", json!({"video": "v", "cover": "cover", "start_timestamp": 4}), &all),
            sent("sendVoice", json!({"voice": "v"}), &caption),
            sent("sendVideoNote", json!({"video_note": "n"}), &none),
            sent("sendPhoto", json!({"photo": "p"}), &none),
            sent("sendSticker", json!({"sticker": "s"}), &none),
        ],
    );
}

#[test]
fn contents_without_files_are_sent_by_their_values() {
    let at =
        json!({"latitude": 1.5, "longitude": 2.5, "horizontal_accuracy": 3.0, "live_period": 60});
    let venue = json!({"location": at, "title": "T", "address": "A", "foursquare_id": "f"});
    let contact = json!({"phone_number": "1", "first_name": "A", "last_name": "B", "user_id": 3});
    assert_eq!(
        [
            copy(json!({"contact": contact})),
            copy(json!({"dice": {"emoji": "🎯", "value": 6}})),
            copy(json!({"location": at})),
            copy(json!({"venue": venue, "location": at})),
        ],
        [
            Ok((
                "sendContact",
                json!({"chat_id": 9, "phone_number": "1", "first_name": "A", "last_name": "B"})
            )),
            Ok(("sendDice", json!({"chat_id": 9, "emoji": "🎯"}))),
            Ok((
                "sendLocation",
                json!({"chat_id": 9, "latitude": 1.5, "longitude": 2.5, "horizontal_accuracy": 3.0})
            )),
            Ok((
                "sendVenue",
                json!({"chat_id": 9, "latitude": 1.5, "longitude": 2.5, "title": "T",
                    "address": "A", "foursquare_id": "f"})
            )),
        ],
    );
}

fn poll(more: &Value) -> Value {
    let mut poll = json!({
        "id": "1", "question": "Q", "total_voter_count": 2, "is_closed": false,
        "is_anonymous": false, "type": "regular", "allows_multiple_answers": true,
        "allows_revoting": true, "members_only": true, "close_date": 5, "options": [
            {"persistent_id": "a", "text": "A", "voter_count": 2, "media": {"sticker":
                {"file_id": "s", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1,
                "is_animated": false, "is_video": false}}},
            {"persistent_id": "b", "text": "B", "voter_count": 0, "media": {"link": {"url": "u"}}},
        ],
    });
    poll.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"poll": poll})
}

#[test]
fn polls_are_sent_without_votes_and_quizzes_need_their_answer() {
    let quiz = json!({
        "type": "quiz", "is_closed": true, "correct_option_ids": [1], "explanation": "E",
        "explanation_media": {"document": file("d")}, "media": {"photo": sizes("p")},
    });
    let options = json!([
        {"text": "A", "text_entities": [], "media": {"type": "sticker", "media": "s"}},
        {"text": "B", "text_entities": [], "media": {"type": "link", "url": "u"}},
    ]);
    assert_eq!(
        [copy(poll(&json!({}))), copy(poll(&quiz)), copy(poll(&json!({"type": "quiz"})))],
        [
            Ok((
                "sendPoll",
                json!({
                    "chat_id": 9, "question": "Q", "question_entities": [], "options": options,
                    "is_anonymous": false, "type": "regular", "allows_multiple_answers": true,
                    "allows_revoting": true,
                }),
            )),
            Ok((
                "sendPoll",
                json!({
                    "chat_id": 9, "question": "Q", "question_entities": [], "options": options,
                    "is_anonymous": false, "type": "quiz", "allows_multiple_answers": true,
                    "allows_revoting": true, "correct_option_ids": [1], "explanation": "E",
                    "explanation_entities": [], "is_closed": true,
                    "explanation_media": {"type": "document", "media": "d"},
                    "media": {"type": "photo", "media": "p"},
                }),
            )),
            Err(CannotCopy::new("poll", "Telegram does not disclose the correct option")),
        ],
    );
}

#[test]
fn paid_media_is_sent_for_as_many_stars_if_the_bot_sees_it() {
    let paid = |media: Value| json!({"paid_media": {"star_count": 5, "paid_media": [media]}});
    let photo = copy(paid(json!({"type": "photo", "photo": sizes("p")})));
    assert_eq!(
        photo,
        Ok((
            "sendPaidMedia",
            json!({"chat_id": 9, "star_count": 5, "media": [{"type": "photo", "media": "p"}]})
        ))
    );
    let preview = copy(paid(json!({"type": "preview"}))).unwrap_err();
    assert_eq!(preview.content(), "paid_media");
}

#[test]
fn content_that_cannot_be_sent_again_is_named() {
    let user = json!({"id": 1, "is_bot": false, "first_name": "A"});
    let error = copy(json!({"new_chat_members": [user]})).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a message with `new_chat_members` cannot be sent again: it is a service message, which \
         only Telegram sends",
    );
    assert_eq!(
        copy(json!({"checklist": {"title": "T", "tasks": []}})).map_err(|error| error.content()),
        Err("checklist")
    );
    assert_eq!(copy(json!({"new_thing": {}})).map_err(|error| error.content()), Err("unknown"));
}

#[test]
fn every_field_of_a_message_is_content_that_can_be_sent_again_or_not_or_no_content() {
    let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/api.json"));
    let schema: Value = serde_json::from_str(json).unwrap();
    let types = schema["types"].as_array().unwrap();
    let message = types.iter().find(|object| object["name"] == "Message").unwrap();
    let fields = message["fields"].as_array().unwrap();
    let fields: BTreeSet<&str> =
        fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
    let table = include_str!("content.rs");
    let refused = fields.iter().copied().filter(|field| {
        table.lines().any(|line| line.trim_start().starts_with(&format!("{field}: ")))
    });
    let known: BTreeSet<&str> =
        ENVELOPE.split_whitespace().chain(COPIED.split_whitespace()).chain(refused).collect();
    assert_eq!(known, fields);
}

#[test]
fn options_are_set_on_every_kind_of_message() {
    let method = message(json!({"dice": {"emoji": "🎲", "value": 1}, "reply_markup":
        {"inline_keyboard": [[{"text": "b", "callback_data": "d"}]]}}));
    let method = method.send_copy("@news").unwrap();
    assert!(serde_json::to_value(&method).unwrap().get("reply_markup").is_some());
    let method = method
        .message_thread_id(3)
        .business_connection_id("bc")
        .disable_notification(true)
        .protect_content(true)
        .allow_paid_broadcast(true)
        .reply_parameters(crate::ReplyParameters::new().message_id(4))
        .without_reply_markup();
    assert_eq!(
        serde_json::to_value(&method).unwrap(),
        json!({
            "chat_id": "@news", "business_connection_id": "bc", "message_thread_id": 3,
            "emoji": "🎲", "disable_notification": true, "protect_content": true,
            "allow_paid_broadcast": true, "reply_parameters": {"message_id": 4},
        }),
    );
}
