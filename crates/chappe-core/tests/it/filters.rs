//! Filters by the properties of messages, chats, users and members.

use std::time::{Duration, SystemTime};

use chappe_core::{
    Dispatcher, EventType, Me, Router,
    extract::entity,
    filter::{
        Content, IntoFilter, Matcher, chosen_result, chosen_result_prefix, content, entities,
        first_results, from_bot, game, in_any_topic, in_channel, in_chat_with, in_group,
        in_media_group, in_private, in_topic, is_automatic_forward, is_forwarded, is_reply,
        is_reply_to_me, is_via_bot, language, member, newer_than,
    },
};
use chappe_types::{CallbackQuery, ChosenInlineResult, InlineQuery, Message, Object, Update};
use serde_json::{Value, json};

pub(crate) fn update(kind: &str, payload: Value) -> Update {
    let mut json = json!({"update_id": 1});
    json[kind] = payload;
    Update::from_slice(json.to_string().as_bytes()).unwrap()
}

pub(crate) fn merge(mut base: Value, members: Value) -> Value {
    let Value::Object(members) = members else { panic!("{members} is no object") };
    base.as_object_mut().unwrap().extend(members);
    base
}

pub(crate) fn user(id: i64) -> Value {
    json!({"id": id, "is_bot": false, "first_name": "A"})
}

/// A message in a supergroup with further members.
pub(crate) fn message(members: Value) -> Update {
    update("message", message_json(members))
}

fn message_json(members: Value) -> Value {
    let base = json!({
        "message_id": 9, "date": 1000, "chat": {"id": -5, "type": "supergroup"}, "from": user(7),
    });
    merge(base, members)
}

/// Whether a filter matches; the bot has the id 42.
async fn matches<E: EventType, M>(filter: impl IntoFilter<E, (), M>, update: &Update) -> bool {
    let app = Dispatcher::builder(Router::new("app")).me(Me::new(42, "me_bot")).build();
    app.matches(&Matcher::new(filter), update.clone()).await.unwrap().is_some()
}

#[tokio::test]
async fn filters_of_messages_match_by_their_property() {
    let reply_to = |author: i64| message_json(json!({"message_id": 3, "from": user(author)}));
    let channel = json!({"id": -8, "type": "channel"});
    let origin = json!({"type": "user", "date": 1, "sender_user": user(8)});
    let story = json!({"chat": channel, "id": 1});
    let samples = [
        ("plain", json!({"text": "hi"})),
        ("forwarded", json!({"forward_origin": origin})),
        (
            "from the linked channel",
            json!({
                "forward_origin": {"type": "channel", "date": 1, "chat": channel, "message_id": 1},
                "is_automatic_forward": true, "sender_chat": channel,
            }),
        ),
        ("reply", json!({"reply_to_message": reply_to(8)})),
        ("reply to the bot", json!({"reply_to_message": reply_to(42)})),
        ("reply to another chat", json!({"external_reply": {"origin": origin}})),
        ("reply to a story", json!({"reply_to_story": story})),
        (
            "in a topic",
            json!({
                "is_topic_message": true, "message_thread_id": 3, "reply_to_message": reply_to(42),
            }),
        ),
        ("via a bot", json!({"via_bot": {"id": 42, "is_bot": true, "first_name": "B"}})),
        ("album", json!({"media_group_id": "1", "photo": []})),
    ];
    let filters = [
        (is_forwarded(), vec!["forwarded", "from the linked channel"]),
        (is_automatic_forward(), vec!["from the linked channel"]),
        (
            is_reply(),
            vec!["reply", "reply to the bot", "reply to another chat", "reply to a story"],
        ),
        (is_reply_to_me(), vec!["reply to the bot"]),
        (is_via_bot(), vec!["via a bot"]),
        (in_media_group(), vec!["album"]),
    ];
    for (filter, expected) in filters {
        let mut matched = Vec::new();
        for (name, members) in &samples {
            if matches::<Message, _>(filter, &message(members.clone())).await {
                matched.push(*name);
            }
        }
        assert_eq!(matched, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn filters_of_chats_match_by_type_and_topic() {
    let in_chat = |chat_type: &str| message(json!({"chat": {"id": 1, "type": chat_type}}));
    let types = ["private", "group", "supergroup", "channel"];
    let filters = [
        (in_private(), vec!["private"]),
        (in_group(), vec!["group", "supergroup"]),
        (in_channel(), vec!["channel"]),
    ];
    for (filter, expected) in filters {
        let mut matched = Vec::new();
        for chat_type in types {
            if matches::<Message, _>(filter.clone(), &in_chat(chat_type)).await {
                matched.push(chat_type);
            }
        }
        assert_eq!(matched, expected);
    }

    let in_thread =
        |topic: bool| message(json!({"is_topic_message": topic, "message_thread_id": 3}));
    let filters = [
        (in_any_topic(), true),
        (in_topic(3), true),
        (in_topic(4), false),
        (in_chat_with(-5, 3), true),
        (in_chat_with(-5, 4), false),
        (in_chat_with(-6, 3), false),
    ];
    for (filter, expected) in filters {
        assert_eq!(matches::<Message, _>(filter, &in_thread(true)).await, expected, "{filter:?}");
        assert!(!matches::<Message, _>(filter, &in_thread(false)).await, "{filter:?}");
    }
}

#[tokio::test]
async fn a_language_matches_its_variants_in_any_case() {
    let table = [
        ("de", "de", true),
        ("de", "de-AT", true),
        ("DE", "de_at", true),
        ("pt-BR", "pt-br", true),
        ("pt-BR", "pt", false),
        ("pt-BR", "pt-PT", false),
        ("de", "den", false),
        ("de", "en", false),
    ];
    for (tag, code, expected) in table {
        let from = merge(user(7), json!({"language_code": code}));
        let update = message(json!({"from": from}));
        assert_eq!(matches::<Message, _>(language(tag), &update).await, expected, "{tag} {code}");
    }
    assert!(!matches::<Message, _>(language("de"), &message(json!({}))).await);
    for tag in ["", "de-", "-"] {
        let router = Router::new("app").message(|m| m.on(language(tag), async || {}));
        let error = Dispatcher::builder(router).try_build().unwrap_err().to_string();
        assert!(error.contains("matches no user"), "{error}");
    }
}

#[tokio::test]
async fn chats_that_write_are_no_bots() {
    let bot = |id: i64| json!({"id": id, "is_bot": true, "first_name": "B"});
    let by_chat =
        json!({"from": bot(1_087_968_824), "sender_chat": {"id": -5, "type": "supergroup"}});
    assert!(matches::<Message, _>(from_bot(), &message(json!({"from": bot(8)}))).await);
    assert!(!matches::<Message, _>(from_bot(), &message(by_chat)).await);
    assert!(!matches::<Message, _>(from_bot(), &message(json!({}))).await);
}

#[tokio::test]
async fn old_events_are_those_before_the_age_by_the_clock() {
    let filter = newer_than(Duration::from_secs(60))
        .clock(|| SystemTime::UNIX_EPOCH + Duration::from_secs(2000));
    let table = [
        (json!({"date": 1939}), false),
        (json!({"date": 1940}), true),
        (json!({"date": 2500}), true),
        (json!({"date": 5, "edit_date": 1990}), true),
    ];
    for (members, expected) in table {
        let update = message(members.clone());
        assert_eq!(matches::<Message, _>(filter, &update).await, expected, "{members}");
    }
    let press = json!({"id": "q", "chat_instance": "i", "from": user(7)});
    assert!(matches::<CallbackQuery, _>(filter, &update("callback_query", press)).await);
}

#[tokio::test]
async fn inline_filters_match_offsets_results_and_games() {
    let query = |offset: &str| {
        update("inline_query", json!({"id": "q", "from": user(7), "query": "", "offset": offset}))
    };
    assert!(matches::<InlineQuery, _>(first_results(), &query("")).await);
    assert!(!matches::<InlineQuery, _>(first_results(), &query("50")).await);

    let chosen = json!({"result_id": "song:7", "from": user(7), "query": ""});
    let chosen = update("chosen_inline_result", chosen);
    let table = [
        (chosen_result("song:7"), true),
        (chosen_result("song:"), false),
        (chosen_result_prefix("song:"), true),
        (chosen_result_prefix("film:"), false),
    ];
    for (filter, expected) in table {
        let matched = matches::<ChosenInlineResult, _>(filter.clone(), &chosen).await;
        assert_eq!(matched, expected, "{filter:?}");
    }
    let press =
        json!({"id": "q", "chat_instance": "i", "from": user(7), "game_short_name": "snake"});
    let press = update("callback_query", press);
    assert!(matches::<CallbackQuery, _>(game("snake"), &press).await);
    assert!(!matches::<CallbackQuery, _>(game("snak"), &press).await);
}

#[tokio::test]
async fn entities_match_in_texts_and_captions_but_not_outside_of_them() {
    let url = |offset: i64| json!([{"type": "url", "offset": offset, "length": 4}]);
    let table = [
        (json!({"text": "t.me", "entities": url(0)}), true),
        (json!({"caption": "t.me", "photo": [], "caption_entities": url(0)}), true),
        (json!({"text": "t.me", "entities": url(1)}), false),
        (json!({"text": "t.me", "entities": url(-1)}), false),
        (json!({"text": "t.me"}), false),
        (json!({"photo": []}), false),
    ];
    for (members, expected) in table {
        let update = message(members.clone());
        assert_eq!(matches(entities::<entity::Url>(), &update).await, expected, "{members}");
        assert_eq!(matches(entities::<entity::Link>(), &update).await, expected, "{members}");
        assert!(!matches(entities::<entity::TextLink>(), &update).await, "{members}");
    }
}

#[test]
fn the_main_content_is_the_more_specific_of_two() {
    let of = |members: Value| {
        let json = message_json(members).to_string();
        Content::of(&Message::from_json(json.as_bytes()).unwrap())
    };
    let file =
        json!({"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1});
    let place = json!({"latitude": 1.0, "longitude": 1.0});
    let venue = json!({"location": place, "title": "t", "address": "a"});
    assert_eq!(of(json!({"animation": file, "document": file})), Some(Content::Animation));
    assert_eq!(of(json!({"document": file})), Some(Content::Document));
    assert_eq!(of(json!({"venue": venue, "location": place})), Some(Content::Venue));
    assert_eq!(of(json!({})), None);
}

/// The states of a member in the order of the columns below.
const STATES: [&str; 7] =
    ["creator", "administrator", "member", "restricted", "restricted outside", "left", "kicked"];

fn member(state: &str) -> Value {
    let (status, is_member) = match state {
        "restricted outside" => ("restricted", false),
        status => (status, true),
    };
    json!({"status": status, "user": user(8), "is_member": is_member, "until_date": 0})
}

fn change(kind: &str, chat_type: &str, old: &str, new: &str) -> Update {
    let chat = json!({"id": -5, "type": chat_type});
    let (old, new) = (member(old), member(new));
    update(
        kind,
        json!({
            "chat": chat, "from": user(7), "date": 1, "old_chat_member": old, "new_chat_member": new,
        }),
    )
}

/// The changes that a filter matches: a row for each old state, with the numbers of the new states.
async fn matched(filter: member::Changed, kind: &str, chat_type: &str) -> Vec<String> {
    let mut rows = Vec::new();
    for old in STATES {
        let mut row = String::new();
        for (number, new) in STATES.iter().enumerate() {
            if matches(filter, &change(kind, chat_type, old, new)).await {
                row.push_str(&number.to_string());
            }
        }
        rows.push(row);
    }
    rows
}

#[tokio::test]
async fn changes_of_members_match_by_the_old_and_the_new_state() {
    let table = [
        (member::joined(), ["", "", "", "", "0123", "0123", "0123"]),
        (member::left(), ["456", "456", "456", "456", "", "", ""]),
        (member::promoted(), ["", "", "01", "01", "01", "01", "01"]),
        (member::demoted(), ["23456", "23456", "", "", "", "", ""]),
        (member::restricted(), ["34", "34", "34", "", "", "34", "34"]),
        (member::banned(), ["6", "6", "6", "6", "6", "6", ""]),
        (member::unbanned(), ["", "", "", "", "", "", "012345"]),
        (member::from(member::IN).to(member::LEFT), ["5", "5", "5", "5", "", "", ""]),
        (member::from(member::ADMIN).to(member::ADMIN), ["", "1", "", "", "", "", ""]),
        (member::to(member::MEMBER | member::MUTED), ["23", "23", "", "", "23", "23", "23"]),
        (member::from(member::ANY).to(member::OWNER), ["0", "0", "0", "0", "0", "0", "0"]),
    ];
    for (filter, expected) in table {
        assert_eq!(matched(filter, "chat_member", "supergroup").await, expected, "{filter:?}");
        assert_eq!(matched(filter, "my_chat_member", "supergroup").await, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn the_bots_own_membership_is_added_and_removed_in_groups_and_blocked_in_private() {
    let nothing = [""; 7];
    let added = ["", "", "", "", "0123", "0123", "0123"];
    let removed = ["456", "456", "456", "456", "", "", ""];
    let blocked = ["6", "6", "6", "6", "6", "6", ""];
    let unblocked = ["", "", "", "", "", "", "0123"];
    let table = [
        (member::bot_was_added(), added, nothing),
        (member::bot_was_removed(), removed, nothing),
        (member::bot_was_blocked(), nothing, blocked),
        (member::bot_was_unblocked(), nothing, unblocked),
    ];
    for (filter, in_groups, in_private) in table {
        for chat_type in ["group", "supergroup", "channel"] {
            assert_eq!(matched(filter, "my_chat_member", chat_type).await, in_groups);
        }
        assert_eq!(matched(filter, "my_chat_member", "private").await, in_private);
        assert_eq!(matched(filter, "chat_member", "supergroup").await, nothing);
        assert_eq!(matched(filter, "chat_member", "private").await, nothing);
    }
}

#[tokio::test]
async fn an_unknown_status_is_in_no_state() {
    for (old, new) in [("vip", "member"), ("member", "vip"), ("vip", "vip")] {
        let update = change("chat_member", "group", old, new);
        let any = member::from(member::ANY).to(member::ANY);
        assert!(!matches(any, &update).await);
        assert!(!matches(member::from(!member::IN).to(!member::LEFT), &update).await);
    }
}

#[test]
fn a_change_between_no_states_is_refused() {
    let nothing = !member::ANY;
    let router =
        Router::new("app").chat_member(|c| c.on(member::from(nothing).to(member::IN), async || {}));
    let error = Dispatcher::builder(router).try_build().unwrap_err().to_string();
    assert!(error.contains("a set of states is empty"), "{error}");
}

#[tokio::test]
async fn the_content_filter_matches_what_the_extractor_takes() {
    let dice = message(json!({"dice": {"emoji": "d", "value": 3}}));
    assert!(matches(content(Content::Dice), &dice).await);
    assert!(!matches(content(Content::Poll), &dice).await);
}
