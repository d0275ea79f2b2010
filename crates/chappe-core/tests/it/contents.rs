//! Extractors of the contents of messages, and of what belongs to them.

use chappe_core::{
    EventType, Request,
    extract::{
        Caption, Entities, FromRequest, GiftUpgradeSent, LeftChatMember, MemberChange, Missing,
        NewChatMembers, NewChatTitle, Offset, Photo, Photos, PinnedMessage, Replied, entity,
    },
    filter::Content,
    is_skip,
};
use chappe_types::{
    Animation, ChatMemberUpdated, Contact, Dice, Document, Game, GiftInfo, InlineQuery, Location,
    Message, Poll, Sticker, SuccessfulPayment, Update, UserId, UsersShared, Venue, Voice,
    WebAppData,
};
use serde_json::{Value, json};

use crate::filters::{merge, message, update, user};

/// Extracts a `T`, or returns the rejection.
async fn extract<E, T>(update: &Update) -> Result<T, String>
where
    E: EventType,
    T: FromRequest<E, (), Rejection = Missing>,
{
    let request = Request::from(update.clone()).try_into_event::<E>().unwrap();
    T::from_request(&request, &()).await.map_err(|rejection| {
        assert!(is_skip(&rejection));
        rejection.to_string()
    })
}

#[tokio::test]
async fn the_content_of_a_message_is_extracted_by_its_type() {
    let file =
        json!({"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1});
    let sent = message(json!({"document": file, "animation": file}));
    let document: Document = extract::<Message, _>(&sent).await.unwrap();
    let animation: Animation = extract::<Message, _>(&sent).await.unwrap();
    assert_eq!((&*document.file_id.0, &*animation.file_id.0), ("f", "f"));
    assert_eq!(extract::<Message, Voice>(&sent).await.unwrap_err(), "the event has no voice");

    let dice = message(json!({"dice": {"emoji": "d", "value": 3}}));
    assert_eq!(extract::<Message, Dice>(&dice).await.map(|dice| dice.value), Ok(3));
    // Layers around all events extract the same.
    assert_eq!(extract::<Update, Dice>(&dice).await.map(|dice| dice.value), Ok(3));
}

#[tokio::test]
async fn a_message_without_content_is_rejected_with_the_name_of_what_it_lacks() {
    macro_rules! rejections {
        ($($type:ty),+) => {
            vec![$(extract::<Message, $type>(&message(json!({}))).await.unwrap_err()),+]
        };
    }
    let rejections = rejections![
        Sticker,
        Contact,
        Location,
        Venue,
        Game,
        Poll,
        SuccessfulPayment,
        UsersShared,
        WebAppData,
        GiftInfo,
        GiftUpgradeSent,
        Photo,
        Photos,
        NewChatMembers,
        LeftChatMember,
        NewChatTitle,
        PinnedMessage,
        Caption
    ];
    let lacks: Vec<&str> =
        rejections.iter().map(|text| text.strip_prefix("the event has no ").unwrap()).collect();
    assert_eq!(
        lacks,
        [
            "sticker",
            "contact",
            "location",
            "venue",
            "game",
            "poll",
            "successful_payment",
            "users_shared",
            "web_app_data",
            "gift",
            "gift_upgrade_sent",
            "photo",
            "photo",
            "new_chat_members",
            "left_chat_member",
            "new_chat_title",
            "pinned_message",
            "caption",
        ]
    );
    for (name, at) in lacks.iter().zip(0..) {
        let is_known = Content::ALL.iter().any(|content| content.as_str() == *name);
        assert_eq!(is_known, at + 1 < lacks.len(), "{name}");
    }
}

#[tokio::test]
async fn a_photo_is_its_largest_size() {
    let size = |id: &str, side: i64| json!({"file_id": id, "file_unique_id": id, "width": side, "height": side});
    let sent =
        message(json!({"photo": [size("s", 90), size("l", 800), size("m", 320)], "caption": "c"}));
    let Photo(largest) = extract::<Message, _>(&sent).await.unwrap();
    let Photos(sizes) = extract::<Message, _>(&sent).await.unwrap();
    assert_eq!((&*largest.file_id.0, sizes.len()), ("l", 3));
    assert_eq!(extract::<Message, _>(&sent).await, Ok(Caption("c".into())));
    // A photo without sizes has no largest one.
    let empty = message(json!({"photo": []}));
    assert_eq!(extract::<Message, Photo>(&empty).await, Err("the event has no photo".to_owned()));
    assert_eq!(extract::<Message, _>(&empty).await, Ok(Photos(Vec::new())));
}

#[tokio::test]
async fn service_messages_have_types_of_their_own() {
    let joined = message(json!({"new_chat_members": [user(8), user(9)]}));
    let NewChatMembers(members) = extract::<Message, _>(&joined).await.unwrap();
    assert_eq!(members.iter().map(|user| user.id).collect::<Vec<_>>(), [UserId(8), UserId(9)]);
    let gone = message(json!({"left_chat_member": user(8)}));
    let LeftChatMember(member) = extract::<Message, _>(&gone).await.unwrap();
    assert_eq!(member.id, UserId(8));
    let renamed = message(json!({"new_chat_title": "Ours"}));
    assert_eq!(extract::<Message, _>(&renamed).await, Ok(NewChatTitle("Ours".into())));
}

#[tokio::test]
async fn a_poll_is_extracted_from_messages_and_from_updates_of_polls() {
    let poll = json!({
        "id": "p", "question": "?", "options": [], "total_voter_count": 0, "is_closed": false,
        "is_anonymous": true, "type": "regular", "allows_multiple_answers": false,
    });
    let sent = message(json!({"poll": poll}));
    let counted = update("poll", poll);
    assert_eq!(extract::<Message, Poll>(&sent).await.map(|poll| poll.question), Ok("?".into()));
    assert_eq!(extract::<Poll, Poll>(&counted).await.map(|poll| poll.question), Ok("?".into()));
}

#[tokio::test]
async fn entities_have_the_text_that_they_cover_and_its_position() {
    let text = "👍 a.b see t.me";
    let entities = json!([
        {"type": "url", "offset": 3, "length": 3},
        {"type": "bold", "offset": 3, "length": 3},
        {"type": "text_link", "offset": 7, "length": 3, "url": "https://c.d/"},
        {"type": "url", "offset": 11, "length": 4},
        {"type": "url", "offset": 12, "length": 4},
    ]);
    for (text_field, entities_field) in [("text", "entities"), ("caption", "caption_entities")] {
        let sent = message(json!({text_field: text, entities_field: entities}));
        let links: Entities<entity::Link> = extract::<Message, _>(&sent).await.unwrap();
        let found: Vec<(&str, &str, &str)> =
            links.iter().map(|link| (&*link.text, link.url(), &text[link.range.clone()])).collect();
        assert_eq!(
            found,
            [("a.b", "a.b", "a.b"), ("see", "https://c.d/", "see"), ("t.me", "t.me", "t.me")]
        );
        let urls: Entities<entity::Url> = extract::<Message, _>(&sent).await.unwrap();
        assert_eq!(urls.len(), 2);
        let hashtags = extract::<Message, Entities<entity::Hashtag>>(&sent).await;
        assert_eq!(hashtags.unwrap_err(), "the event has no hashtag");
    }
}

#[tokio::test]
async fn the_message_replied_to_has_an_author_unless_a_chat_wrote_it() {
    let replied = |members: Value| {
        let base = json!({"message_id": 3, "date": 1, "chat": {"id": -5, "type": "supergroup"}});
        message(json!({"reply_to_message": merge(base, members)}))
    };
    let by_user = replied(json!({"from": user(8), "text": "hi"}));
    let found: Replied = extract::<Message, _>(&by_user).await.unwrap();
    assert_eq!(
        (found.text.as_deref(), found.author().map(|user| user.id)),
        (Some("hi"), Some(UserId(8)))
    );
    let by_chat =
        replied(json!({"from": user(1), "sender_chat": {"id": -5, "type": "supergroup"}}));
    let found: Replied = extract::<Message, _>(&by_chat).await.unwrap();
    assert_eq!(found.author(), None);
    assert_eq!(
        extract::<Message, Replied>(&message(json!({}))).await.unwrap_err(),
        "the event has no message that it replies to"
    );
}

#[tokio::test]
async fn a_change_of_a_member_names_the_member_and_who_made_it() {
    let change = |by: i64, status: &str| {
        let member = |status: &str| json!({"status": status, "user": user(8)});
        update(
            "chat_member",
            json!({
                "chat": {"id": -5, "type": "group"}, "from": user(by), "date": 1,
                "old_chat_member": member("left"), "new_chat_member": member(status),
            }),
        )
    };
    let added: MemberChange = extract::<ChatMemberUpdated, _>(&change(7, "member")).await.unwrap();
    assert_eq!((added.user.id, added.by.id, added.is_by_member()), (UserId(8), UserId(7), false));
    assert!(!added.old.is_member() && added.new.is_member());
    let joined: MemberChange = extract::<ChatMemberUpdated, _>(&change(8, "member")).await.unwrap();
    assert!(joined.is_by_member());
}

#[tokio::test]
async fn an_offset_is_absent_at_first_and_must_parse() {
    let query = |offset: &str| {
        update("inline_query", json!({"id": "q", "from": user(7), "query": "", "offset": offset}))
    };
    let table = [
        ("", Ok(Offset(None))),
        ("50", Ok(Offset(Some(50_u32)))),
        ("x", Err("the event has no offset of the expected type".to_owned())),
    ];
    for (offset, expected) in table {
        assert_eq!(extract::<InlineQuery, Offset<u32>>(&query(offset)).await, expected);
    }
    assert_eq!(extract::<InlineQuery, Offset>(&query("x")).await, Ok(Offset(Some("x".to_owned()))));
}
