//! The documentation of the control API is that of the calls that the server accepts.

use std::{collections::BTreeSet, fs, path::Path};

use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::support::{Stage, TOKEN};

/// A call, as documented.
#[derive(Debug)]
struct Call {
    method: Method,
    path: String,
    /// Names of fields, and whether they are required.
    fields: Vec<(String, bool)>,
    /// Bodies, or queries as objects.
    examples: Vec<Value>,
}

/// The documentation that the server returns.
async fn reference() -> String {
    let stage = Stage::new().await;
    let request = http::Request::get("http://emulator.test/emu/v1")
        .body(http_body_util::Full::new(bytes::Bytes::new()))
        .unwrap();
    let response = tower::ServiceExt::oneshot(stage.emulator.clone(), request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    let body = http_body_util::BodyExt::collect(response.into_body()).await.unwrap();
    String::from_utf8(body.to_bytes().to_vec()).unwrap()
}

/// Reads the calls from the documentation.
fn parse(page: &str) -> Vec<Call> {
    let sections = page.split("\n## `").skip(1);
    sections.map(section).collect()
}

fn section(section: &str) -> Call {
    let (route, rest) = section.split_once('`').unwrap();
    let (method, path) = route.split_once(' ').unwrap();
    let rows = rest.lines().filter(|line| line.starts_with("| `"));
    let fields = rows.map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        (cells[0].trim_matches(['|', ' ', '`']).to_owned(), cells[2] == "required")
    });
    let bodies = rest
        .split("```json\n")
        .skip(1)
        .map(|block| serde_json::from_str(block.split("```").next().unwrap()).unwrap());
    let prefix = format!("GET /emu/v1/{path}?");
    let queries = rest.lines().filter_map(|line| line.strip_prefix(&prefix)).map(|query| {
        let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
        pairs.map(|(name, value)| (name.to_owned(), json!(value))).collect::<Map<_, _>>().into()
    });
    Call {
        method: method.parse().unwrap(),
        path: path.to_owned(),
        fields: fields.collect(),
        examples: bodies.chain(queries).collect(),
    }
}

/// The public channel that the examples name.
const CHANNEL: i64 = -1_001_000_000_003;

/// The forum that the examples name.
const FORUM: i64 = -1_001_000_000_004;

/// The topic of the private chat that the examples name.
const TOPIC: i64 = 14;

/// A world with all that the examples name, by the same ids.
async fn scene() -> Stage {
    let stage = Stage::new().await;
    let bob = json!({"first_name": "Bob", "username": "bob"});
    let bob = stage.post("users", bob).await["id"].clone();
    assert_eq!((stage.alice, bob), (100_000_001, json!(100_000_002)));
    let members = json!([100_000_001, 100_000_002]);
    let ids = [("supergroup", -1_001_000_000_001_i64), ("group", -1002), ("channel", CHANNEL)];
    for (kind, id) in ids {
        let members = if kind == "channel" { json!([]) } else { members.clone() };
        let mut chat =
            json!({"type": kind, "title": "Friends", "members": members, "bots": [TOKEN]});
        if kind == "channel" {
            chat["username"] = json!("news");
        }
        assert_eq!(stage.post("chats", chat).await["id"], json!(id));
    }
    let carol = json!({"first_name": "Carol", "id": 100_000_003});
    assert_eq!(stage.post("users", carol).await["id"], 100_000_003);
    let mut link = json!({"from": stage.alice, "chat_id": -1_001_000_000_001_i64});
    let open = stage.post("invite_links", link.clone()).await;
    assert_eq!(open["invite_link"], "https://t.me/+neL5Al1oWh-AKo7j");
    link["creates_join_request"] = json!(true);
    let guarded = stage.post("invite_links", link).await["invite_link"].clone();
    let asks = json!({"from": 100_000_003, "invite_link": guarded});
    assert_eq!(stage.post("joins", asks).await, json!({"status": "requested"}));
    assert_eq!(stage.send("hello").await["message_id"], json!(1));
    let keyboard = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]});
    let chat = stage.alice;
    let sent = [
        ("sendMessage", json!({"chat_id": chat, "text": "?", "reply_markup": keyboard})),
        ("sendPoll", json!({"chat_id": chat, "question": "?", "options": ["a", "b"]})),
        (
            "sendInvoice",
            json!({
                "chat_id": chat, "title": "T", "description": "D", "payload": "p",
                "currency": "XTR", "prices": [{"label": "T", "amount": 1}],
            }),
        ),
    ];
    for ((method, params), id) in sent.into_iter().zip(2..) {
        assert_eq!(stage.call(method, params).await.unwrap()["message_id"], json!(id));
    }
    let press = json!({"from": chat, "message_id": 2, "data": "yes"});
    let pressed = stage.post("presses", press).await;
    assert_eq!(pressed["callback_query_id"], "4000100000001000001");
    let query = stage.post("inline_queries", json!({"from": chat, "query": "cats"})).await;
    assert_eq!(query["inline_query_id"], "5000100000001000001");
    let result = json!({
        "type": "article", "id": "1", "title": "Cat", "reply_markup": keyboard,
        "input_message_content": {"message_text": "Meow"},
    });
    let answer = json!({
        "inline_query_id": query["inline_query_id"], "results": [result],
        "button": {"text": "Log in", "start_parameter": "login"},
    });
    stage.call("answerInlineQuery", answer).await.unwrap();
    let chosen = json!({"inline_query_id": query["inline_query_id"], "result_id": "1"});
    let chosen = stage.post("chosen_inline_results", chosen).await;
    assert_eq!(chosen["inline_message_id"], "AgAAAEmu00000001");
    let result = json!({
        "type": "article", "id": "1", "title": "T",
        "input_message_content": {"message_text": "a"},
    });
    let prepared = json!({
        "user_id": 100_000_001, "result": result, "allow_group_chats": true,
    });
    stage.call("savePreparedInlineMessage", prepared).await.unwrap();
    add_chats(&stage).await;
    crate::business::scene(&stage).await;
    add_private_messages(&stage).await;
    add_topics(&stage, &keyboard).await;
    stage
}

/// The messages 10 to 13 of the private chat: a live location and a poll of Alice, a reply keyboard,
/// and the pin of the first message.
async fn add_private_messages(stage: &Stage) {
    let chat = stage.alice;
    let place = json!({"latitude": 52.5, "longitude": 13.4, "live_period": 900});
    let poll = json!({"question": "?", "options": ["a", "b"]});
    for content in [json!({"location": place}), json!({"poll": poll})] {
        let mut body = content;
        body["from"] = json!(chat);
        stage.post("messages", body).await;
    }
    let users = json!({"request_id": 1, "max_quantity": 2});
    let buttons = json!([
        "Menu",
        {"text": "Contact", "request_contact": true},
        {"text": "Location", "request_location": true},
        {"text": "Poll", "request_poll": {}},
        {"text": "Users", "request_users": users},
        {"text": "Chat", "request_chat": {"request_id": 2, "chat_is_channel": false}},
        {"text": "App", "web_app": {"url": "https://example.com"}},
    ]);
    let keyboard = json!({"keyboard": [buttons]});
    let message = json!({"chat_id": chat, "text": "?", "reply_markup": keyboard});
    assert_eq!(stage.call("sendMessage", message).await.unwrap()["message_id"], json!(12));
    stage.post("pins", json!({"from": chat, "message_id": 1})).await;
}

/// A text and a poll in the supergroup, a forum with a topic, and a channel of Alice.
async fn add_chats(stage: &Stage) {
    let group = -1_001_000_000_001_i64;
    stage.post("messages", json!({"from": stage.alice, "chat_id": group, "text": "Hello"})).await;
    let poll = json!({"chat_id": group, "question": "?", "options": ["a", "b"]});
    stage.call("sendPoll", poll).await.unwrap();
    let members = json!([stage.alice]);
    for (kind, id) in [("supergroup", FORUM), ("channel", -1_001_000_000_005)] {
        let chat = json!({
            "type": kind, "title": "Own", "is_forum": true, "members": members, "bots": [TOKEN],
        });
        assert_eq!(stage.post("chats", chat).await["id"], json!(id));
    }
    let forum = FORUM;
    stage.set_status(forum, "administrator").await;
    let topic = stage.call("createForumTopic", json!({"chat_id": forum, "name": "T"})).await;
    assert_eq!(topic.unwrap()["message_thread_id"], json!(2));
    let message = json!({"chat_id": forum, "message_thread_id": 2, "text": "?"});
    stage.call("sendMessage", message).await.unwrap();
}

/// Adds a topic in the private chat, a draft in it, and an ephemeral message.
async fn add_topics(stage: &Stage, keyboard: &Value) {
    let (alice, group) = (stage.alice, -1_001_000_000_001_i64);
    let settings = json!({"has_topics_enabled": true, "allows_users_to_create_topics": true});
    stage.control(Method::PATCH, "bots", settings).await;
    let topic = json!({"from": alice, "chat_id": alice, "name": "Topic"});
    assert_eq!(stage.post("topics", topic).await["message_thread_id"], json!(TOPIC));
    let calls = [
        (
            "sendMessageDraft",
            json!({
                "chat_id": alice, "draft_id": 1, "text": "a", "message_thread_id": TOPIC,
                "can_stop": true,
            }),
        ),
        (
            "sendMessage",
            json!({
                "chat_id": group, "text": "a", "reply_markup": keyboard,
                "ephemeral_message_parameters": {"receiver_user_id": alice},
            }),
        ),
    ];
    for (method, params) in calls {
        stage.call(method, params).await.unwrap();
    }
}

/// Makes a call of the control API on a new world.
async fn run(call: &Call, body: &Value) -> (StatusCode, Value) {
    let path = format!("/emu/v1/{}", call.path);
    if call.method != Method::GET {
        return scene().await.request(call.method.clone(), &path, body.clone()).await;
    }
    let pairs = body.as_object().unwrap().iter();
    let pairs = pairs.map(|(name, value)| format!("{name}={}", value.as_str().unwrap()));
    let path = format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"));
    scene().await.request(Method::GET, &path, Value::Null).await
}

/// The names of an object's members, and those of the objects in it that are documented.
fn names<'a>(body: &'a Map<String, Value>, call: &'a Call) -> Vec<String> {
    let has_members = |name: &str| {
        let prefix = format!("{name}.");
        call.fields.iter().any(|(field, _)| field.starts_with(&prefix))
    };
    let mut names: Vec<String> = body.keys().cloned().collect();
    for (outer, value) in body {
        let inner = value.as_object().filter(|_| has_members(outer));
        names.extend(
            inner.into_iter().flat_map(|inner| inner.keys()).map(|name| format!("{outer}.{name}")),
        );
    }
    names
}

/// A body without the member at a path.
fn without(body: &Value, path: &str) -> Value {
    let mut body = body.clone();
    let (outer, name) =
        path.rsplit_once('.').map_or((None, path), |(outer, name)| (Some(outer), name));
    let object = match outer {
        Some(outer) => body[outer].as_object_mut(),
        None => body.as_object_mut(),
    };
    object.unwrap().remove(name);
    body
}

#[tokio::test]
async fn the_page_in_the_repository_is_what_the_server_returns() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/control-api.md");
    let page = reference().await;
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let is_current = fs::read_to_string(path).is_ok_and(|stored| stored == page);
    assert!(is_current, "docs/control-api.md is outdated: run this test with UPDATE_DOCS=1");
}

#[tokio::test]
async fn documented_bodies_are_accepted_and_required_members_are_required() {
    for call in parse(&reference().await) {
        let mut shown = BTreeSet::new();
        for body in &call.examples {
            let (status, answer) = run(&call, body).await;
            assert_eq!(status, StatusCode::OK, "{} {}: {body}: {answer}", call.method, call.path);
            for name in names(body.as_object().unwrap(), &call) {
                let field = call.fields.iter().find(|(field, _)| *field == name);
                let Some((_, is_required)) = field else {
                    panic!("{} {}: `{name}` is not documented", call.method, call.path)
                };
                if *is_required {
                    let (status, answer) = run(&call, &without(body, &name)).await;
                    let why = answer["description"].as_str().unwrap_or_default().to_owned();
                    assert_eq!(status, StatusCode::BAD_REQUEST, "{} without `{name}`", call.path);
                    let last = name.rsplit('.').next().unwrap();
                    assert!(why.contains(last) || why.contains("there is no bot"), "{name}: {why}");
                }
                shown.insert(name);
            }
        }
        let fields: BTreeSet<String> = call.fields.iter().map(|(name, _)| name.clone()).collect();
        assert_eq!(shown, fields, "{} {}: examples show all members", call.method, call.path);
    }
}

#[tokio::test]
async fn calls_without_members_are_accepted() {
    let mut paths = Vec::new();
    for call in parse(&reference().await) {
        // A WebSocket, and a call whose body is the result of another one.
        let is_special = call.path == "events" || call.method == Method::PUT;
        if call.fields.is_empty() && !is_special {
            let (status, answer) = run(&call, &json!({})).await;
            assert_eq!(status, StatusCode::OK, "{} {}: {answer}", call.method, call.path);
            paths.push(format!("{} {}", call.method, call.path));
        }
    }
    assert_eq!(paths, ["GET faults", "DELETE faults", "GET bots", "GET state", "GET snapshot"]);
}

/// The sources of the control API, and of what it calls.
fn sources() -> Vec<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![source.join("world/limits.rs"), source.join("methods/inline_content.rs")];
    files.extend(
        [
            "faults.rs",
            "world/snapshot.rs",
            "world/poll.rs",
            "world/invitations.rs",
            "world/stars.rs",
            "world/paid_media.rs",
            "world/subscriptions.rs",
            "world/checklists.rs",
        ]
        .map(|name| source.join(name)),
    );
    let control = fs::read_dir(source.join("control")).unwrap();
    files.extend(control.map(|file| file.unwrap().path()).filter(|path| path.is_file()));
    files.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[tokio::test]
async fn documented_errors_are_errors_of_the_server() {
    let sources = sources().concat();
    let page = reference().await;
    let lines = page.lines().filter_map(|line| line.strip_prefix("Errors: "));
    let errors: Vec<&str> = lines.flat_map(|line| line.split("`` ")).skip(1).collect();
    assert!(errors.len() > 50, "{errors:?}");
    for error in errors {
        let error = error.split(" ``").next().unwrap();
        // Names and values are inserted into the text.
        let quoted = error.split('`').step_by(2);
        let texts = quoted.flat_map(|text| text.split('…')).map(str::trim);
        for text in texts.filter(|text| text.len() > 6) {
            // The statuses that a member requires are inserted too.
            let text = text.split_inclusive("requires the status").next().unwrap();
            assert!(sources.contains(text), "{error}");
        }
    }
}

/// The members that the source of the control API reads are documented.
#[tokio::test]
async fn members_that_the_server_reads_are_documented() {
    let page = reference().await;
    let mut read = BTreeSet::new();
    for text in sources() {
        for before in
            ["given[\"", "media[\"", "number(given, \"", "given.get(\"", "flags(given, \""]
        {
            let names = text.split(before).skip(1).filter_map(|rest| rest.split('"').next());
            read.extend(names.map(str::to_owned));
        }
    }
    // Of a result that a bot has sent, not of a body.
    for name in ["message_text", "latitude", "phone_number", "parse_mode"] {
        read.remove(name);
    }
    assert!(read.len() > 30, "{read:?}");
    let missing: Vec<&String> = read
        .iter()
        .filter(|name| !page.contains(&format!("`{name}`")) && !page.contains(&format!(".{name}`")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test]
async fn a_wrong_path_is_answered_with_where_the_calls_are_listed() {
    let stage = Stage::new().await;
    let (status, answer) = stage.request(Method::POST, "/emu/v1/message", json!({})).await;
    let why = "there is no call `POST message`; `GET /emu/v1` lists all calls";
    assert_eq!((status, &answer["description"]), (StatusCode::NOT_FOUND, &json!(why)));
}
