//! The answers of every method, read as strictly as clients read them.

use std::collections::BTreeSet;

use chappe_types as types;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::{every_method::NOT_IMPLEMENTED, support::Stage};

/// The calls: the name of the answer, the method or the call of the control API, its parameters,
/// and the files that it uploads by the names of their parts. A text `$name.member` is the member
/// of an earlier answer.
const STEPS: &str = include_str!("every_answer.json");

/// The start of a PNG of 512 × 512 pixels.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x02\0";

/// The start of a PNG of 100 × 100 pixels.
const EMOJI: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x64\0\0\0\x64";

/// A world that the calls change, and what they have answered.
struct Scene {
    stage: Stage,
    answers: Map<String, Value>,
    /// The ids of the users and chats that exist.
    known: BTreeSet<i64>,
}

impl Scene {
    /// Replaces the names of earlier answers.
    fn resolve(&self, value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| self.resolve(item)).collect(),
            Value::Object(members) => {
                let members = members.iter();
                members.map(|(name, value)| (name.clone(), self.resolve(value))).collect()
            }
            Value::String(text) => text.strip_prefix('$').map_or_else(
                || value.clone(),
                |path| {
                    let mut names = path.split('.');
                    let answer = &self.answers[names.next().unwrap()];
                    names
                        .fold(answer, |found, name| {
                            let index = name.parse::<usize>();
                            index.map_or_else(|_| &found[name], |index| &found[index])
                        })
                        .clone()
                },
            ),
            value => value.clone(),
        }
    }

    /// Makes a call of the control API. The users and chats that it creates exist from then on.
    async fn control(&mut self, call: &str, params: Value) -> Value {
        let (method, path) = call.split_once(' ').unwrap();
        let answer = self.stage.control(method.parse().unwrap(), path, params).await;
        if ["users", "chats"].contains(&path) {
            self.known.insert(answer["id"].as_i64().unwrap());
        }
        answer
    }

    async fn call(
        &self,
        method: &str,
        params: &Value,
        files: &Value,
    ) -> Result<Value, (i64, String)> {
        let Some(files) = files.as_object() else {
            return self.stage.call(method, params.clone()).await;
        };
        let files = files.iter().map(|(name, picture)| {
            let content = if *picture == "emoji" { EMOJI } else { PICTURE };
            (name.as_str(), content)
        });
        self.stage.form(method, params, &files.collect::<Vec<_>>()).await
    }

    /// What a value claims that cannot be true.
    fn lies(&self, path: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.lies(path, item, found)),
            Value::Object(members) => {
                // An ephemeral message has no other id.
                let is_ephemeral = members.contains_key("ephemeral_message_id");
                for (name, value) in members {
                    let path = format!("{path}.{name}");
                    // A webhook that is not set has an empty URL.
                    let is_empty = NEVER_EMPTY.contains(&&**name) && *value == "" && path != ".url";
                    let is_zero = (name == "id" || name.ends_with("_id")) && *value == 0;
                    let may_be_zero =
                        name == "accent_color_id" || (is_ephemeral && name == "message_id");
                    if is_empty || (is_zero && !may_be_zero) {
                        found.push(format!("{path} is {value}"));
                    }
                    self.lies(&path, value, found);
                }
                let is_user = members.contains_key("is_bot");
                let kinds = ["private", "group", "supergroup", "channel"];
                let is_chat =
                    members.get("type").is_some_and(|kind| kinds.iter().any(|known| kind == known));
                let id = members.get("id").and_then(Value::as_i64);
                if let Some(id) = id.filter(|id| (is_user || is_chat) && !self.known.contains(id)) {
                    found.push(format!("{path} is the unknown user or chat {id}"));
                }
            }
            _ => {}
        }
    }

    /// The ids of files in a value that `getFile` does not find.
    async fn unknown_files(&self, value: &Value) -> Vec<String> {
        let mut ids = BTreeSet::new();
        collect(value, &["file_id", "small_file_id", "big_file_id"], &mut ids);
        let mut unknown = Vec::new();
        for id in ids {
            let file = self.stage.call("getFile", json!({"file_id": id})).await;
            unknown.extend(file.err().map(|error| format!("the file {id}: {error:?}")));
        }
        unknown
    }

    /// The ids of messages in an answer that are in no conversation of the chat.
    async fn unknown_messages(&self, params: &Value, answer: &Value) -> Vec<String> {
        let answers = answer.as_array().map_or_else(|| vec![answer], |all| all.iter().collect());
        let mut unknown = Vec::new();
        for message in answers {
            let is_elsewhere = message.get("business_connection_id").is_some();
            let id = message.get("message_id").filter(|id| !is_elsewhere && **id != json!(0));
            let Some(id) = id else { continue };
            let path = format!("messages?chat_id={}&bot=42", params["chat_id"]);
            let all = self.stage.get(&path).await["messages"].clone();
            if !all.as_array().unwrap().iter().any(|known| known["message_id"] == *id) {
                unknown.push(format!("the message {id} is not in {}", params["chat_id"]));
            }
        }
        unknown
    }
}

/// Adds the texts of members with these names.
fn collect(value: &Value, names: &[&str], found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, names, found)),
        Value::Object(members) => {
            for (name, value) in members {
                match value.as_str().filter(|_| names.contains(&&**name)) {
                    Some(text) => {
                        found.insert(text.to_owned());
                    }
                    None => collect(value, names, found),
                }
            }
        }
        _ => {}
    }
}

fn read<T: DeserializeOwned>(result: &Value) -> Result<(), String> {
    serde_json::from_value::<T>(result.clone()).map(drop).map_err(|error| error.to_string())
}

type Reader = fn(&Value) -> Result<(), String>;

/// Reads a result as the type that the schema names.
fn read_as(returns: &str, result: &Value) -> Result<(), String> {
    let table: [(&str, Reader); 41] = [
        ("Boolean", read::<bool>),
        ("String", read::<String>),
        ("Integer", read::<i64>),
        ("Message", read::<types::Message>),
        ("Array<Message>", read::<Vec<types::Message>>),
        ("MessageId", read::<types::MessageIdObject>),
        ("Array<MessageId>", read::<Vec<types::MessageIdObject>>),
        ("ChatInviteLink", read::<types::ChatInviteLink>),
        ("Story", read::<types::Story>),
        ("OwnedGifts", read::<types::OwnedGifts>),
        ("StarAmount", read::<types::StarAmount>),
        ("Array<Sticker>", read::<Vec<types::Sticker>>),
        ("File", read::<types::File>),
        ("SentGuestMessage", read::<types::SentGuestMessage>),
        ("SentWebAppMessage", read::<types::SentWebAppMessage>),
        ("ForumTopic", read::<types::ForumTopic>),
        ("Gifts", read::<types::Gifts>),
        ("BusinessConnection", read::<types::BusinessConnection>),
        ("ChatFullInfo", read::<types::ChatFullInfo>),
        ("Array<ChatMember>", read::<Vec<types::ChatMember>>),
        ("ChatMember", read::<types::ChatMember>),
        ("MenuButton", read::<types::MenuButton>),
        ("Array<GameHighScore>", read::<Vec<types::GameHighScore>>),
        ("BotAccessSettings", read::<types::BotAccessSettings>),
        ("User", read::<types::User>),
        ("Array<BotCommand>", read::<Vec<types::BotCommand>>),
        ("ChatAdministratorRights", read::<types::ChatAdministratorRights>),
        ("BotDescription", read::<types::BotDescription>),
        ("BotName", read::<types::BotName>),
        ("BotShortDescription", read::<types::BotShortDescription>),
        ("StarTransactions", read::<types::StarTransactions>),
        ("StickerSet", read::<types::StickerSet>),
        ("Array<Update>", read::<Vec<types::Update>>),
        ("UserChatBoosts", read::<types::UserChatBoosts>),
        ("UserProfileAudios", read::<types::UserProfileAudios>),
        ("UserProfilePhotos", read::<types::UserProfilePhotos>),
        ("WebhookInfo", read::<types::WebhookInfo>),
        ("PreparedInlineMessage", read::<types::PreparedInlineMessage>),
        ("PreparedKeyboardButton", read::<types::PreparedKeyboardButton>),
        ("Poll", read::<types::Poll>),
        ("Message | Boolean", |result| match result {
            Value::Bool(_) => Ok(()),
            result => read::<types::Message>(result),
        }),
    ];
    let reader = table.iter().find(|(name, _)| *name == returns);
    let (_, reader) = reader.ok_or_else(|| format!("the test has no reader of {returns}"))?;
    reader(result)
}

/// The members that are never empty.
const NEVER_EMPTY: [&str; 9] = [
    "type",
    "url",
    "link",
    "invite_link",
    "file_id",
    "file_unique_id",
    "id",
    "inline_message_id",
    "username",
];

#[tokio::test]
async fn every_method_succeeds_and_claims_nothing_that_does_not_exist() {
    let schema = include_str!("../../../../schema/api.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let methods = schema["methods"].as_array().unwrap();
    let steps: Vec<Value> = serde_json::from_str(STEPS).unwrap();
    let known = BTreeSet::from([42]);
    let mut scene = Scene { stage: Stage::empty(), answers: Map::new(), known };
    let mut wrong = Vec::new();
    let mut called = BTreeSet::new();
    for step in &steps {
        let (name, call) = (step[0].as_str().unwrap(), step[1].as_str().unwrap());
        let params = scene.resolve(&step[2]);
        if call.contains(' ') {
            let answer = scene.control(call, params).await;
            scene.answers.insert(name.to_owned(), answer);
            continue;
        }
        let answer = match scene.call(call, &params, &step[3]).await {
            Ok(answer) => answer,
            Err(error) => {
                wrong.push(format!("{call} {params}: {error:?}"));
                continue;
            }
        };
        called.insert(call);
        let method = methods.iter().find(|method| method["name"] == call).unwrap();
        let mut found = Vec::new();
        found.extend(read_as(method["returns"].as_str().unwrap(), &answer).err());
        scene.lies("", &answer, &mut found);
        if !["close", "logOut"].contains(&call) {
            found.extend(scene.unknown_files(&answer).await);
            found.extend(scene.unknown_messages(&params, &answer).await);
        }
        wrong.extend(found.into_iter().map(|what| format!("{call}: {what}: {answer}")));
        scene.answers.insert(name.to_owned(), answer);
    }
    let names = methods.iter().map(|method| method["name"].as_str().unwrap());
    let implemented = names.filter(|name| !NOT_IMPLEMENTED.contains(name));
    let left: Vec<&str> = implemented.filter(|name| !called.contains(name)).collect();
    assert_eq!((wrong, left), (Vec::<String>::new(), Vec::new()));
}
