//! The answers of every method, read as strictly as clients read them.

use chappe_types as types;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::support::Stage;

/// The start of a PNG of 512 × 512 pixels.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x02\0";

/// A world in which as many methods as possible can succeed, and what it contains.
struct Scene {
    stage: Stage,
    group: i64,
    /// Values of parameters, by name.
    known: Map<String, Value>,
    schema: Value,
}

impl Scene {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let hi = stage.send("hi").await;
        let alice = stage.alice;
        let group = json!({
            "type": "supergroup", "title": "G", "is_forum": true, "members": [alice], "bots": [42],
        });
        let group = stage.post("chats", group).await["id"].as_i64().unwrap();
        stage.set_status(group, "administrator").await;
        let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
        let join = json!({"chat_id": group, "user": bob, "status": "member"});
        stage.post("members", join).await;
        let sticker = json!({"user_id": alice, "sticker_format": "static"});
        let sticker = stage.form("uploadStickerFile", &sticker, &[("sticker", PNG)]).await.unwrap();
        let input =
            json!({"sticker": sticker["file_id"], "format": "static", "emoji_list": ["👍"]});
        let set = json!({
            "user_id": alice, "name": "cats_by_emu42_bot", "title": "Cats",
            "stickers": [input, input],
        });
        stage.call("createNewStickerSet", set).await.unwrap();
        let set = stage.call("getStickerSet", json!({"name": "cats_by_emu42_bot"})).await.unwrap();
        let photo = stage.form("sendPhoto", &json!({"chat_id": alice}), &[("photo", PNG)]).await;
        let web_app = stage.post("web_app_queries", json!({"from": alice})).await;
        let inline = stage.post("inline_queries", json!({"from": alice, "query": "a"})).await;
        stage.post("emoji_status_access", json!({"from": alice})).await;
        let result = json!({
            "type": "article", "id": "1", "title": "T",
            "input_message_content": {"message_text": "a"},
        });
        let of_chats = json!({
            "chat_id": alice, "user_id": alice, "from_chat_id": alice,
            "message_id": hi["message_id"], "message_ids": [hi["message_id"]],
            "message_thread_id": 1, "action": "typing", "description": "D",
            "reaction": [{"type": "emoji", "emoji": "👍"}],
        });
        let of_messages = json!({
            "text": "a", "photo": photo.unwrap()["photo"][0]["file_id"], "question": "?",
            "options": ["a", "b"], "latitude": 1.0, "longitude": 2.0, "address": "A",
            "phone_number": "1", "first_name": "A", "media": [], "game_short_name": "game",
        });
        let of_stickers = json!({
            "name": "cats_by_emu42_bot", "title": "Dogs", "sticker": set["stickers"][0]["file_id"],
            "old_sticker": set["stickers"][1]["file_id"], "emoji_list": ["🔥"], "position": 0,
            "file_id": sticker["file_id"], "format": "static", "custom_emoji_ids": ["1"],
            "sticker_format": "static", "input": input,
        });
        let of_queries = json!({
            "result": result, "results": [result],
            "web_app_query_id": web_app["web_app_query_id"],
            "inline_query_id": inline["inline_query_id"],
            "button": {"text": "a", "request_users": {"request_id": 1}}, "errors": [],
            "commands": [{"command": "a", "description": "b"}],
            "currency": "XTR", "prices": [{"label": "a", "amount": 5}], "payload": "p",
        });
        let mut known = Map::new();
        for values in [of_chats, of_messages, of_stickers, of_queries] {
            known.extend(values.as_object().unwrap().clone());
        }
        let schema = include_str!("../../../../schema/api.json");
        Self { stage, group, known, schema: serde_json::from_str(schema).unwrap() }
    }

    /// The parameters of a method: those of the table, and otherwise the known values of the
    /// required ones.
    fn params(&self, method: &Value) -> Value {
        let name = method["name"].as_str().unwrap();
        let in_group = json!({"chat_id": self.group});
        let mut params = Map::new();
        for param in method["params"].as_array().unwrap() {
            let key = param["name"].as_str().unwrap();
            if let Some(value) = self.known.get(key).filter(|_| param["required"] == true) {
                params.insert(key.to_owned(), value.clone());
            }
        }
        let more = match name {
            "leaveChat" | "setChatTitle" | "createForumTopic" | "getChatAdministrators" => in_group,
            "addStickerToSet" | "replaceStickerInSet" => json!({"sticker": self.known["input"]}),
            "setChatDescription" => {
                let mut params = in_group;
                params["description"] = json!("about");
                params
            }
            "savePreparedInlineMessage" => json!({"allow_user_chats": true}),
            "sendSticker" | "sendDocument" | "sendVideo" | "sendAudio" | "sendVoice"
            | "sendAnimation" | "sendVideoNote" => {
                let kinds = ["sticker", "document", "video", "audio", "voice", "animation"];
                let kind = name.trim_start_matches("send").to_lowercase();
                let kind = if kinds.contains(&&*kind) { &*kind } else { "video_note" };
                json!({kind: self.known["file_id"]})
            }
            "sendMediaGroup" => {
                let photo = json!({"type": "photo", "media": self.known["photo"]});
                json!({"media": [photo, photo]})
            }
            "setUserEmojiStatus" => json!({"emoji_status_custom_emoji_id": "7"}),
            _ => json!({}),
        };
        params.extend(more.as_object().unwrap().clone());
        Value::Object(params)
    }
}

/// The methods that remove what others need.
const LAST: [&str; 7] = [
    "deleteStickerFromSet",
    "deleteStickerSet",
    "deleteMessage",
    "deleteMessages",
    "leaveChat",
    "logOut",
    "close",
];

/// The methods that succeed in the scene with these parameters.
const SUCCEEDS: &[&str] = &[
    "addStickerToSet",
    "answerInlineQuery",
    "answerWebAppQuery",
    "close",
    "copyMessage",
    "copyMessages",
    "deleteMessage",
    "deleteMyCommands",
    "deleteStickerFromSet",
    "deleteStickerSet",
    "deleteWebhook",
    "forwardMessage",
    "forwardMessages",
    "getChat",
    "getChatAdministrators",
    "getChatMember",
    "getChatMemberCount",
    "getCustomEmojiStickers",
    "getFile",
    "getMe",
    "getMyCommands",
    "getMyDefaultAdministratorRights",
    "getMyDescription",
    "getMyName",
    "getMyShortDescription",
    "getStickerSet",
    "getUpdates",
    "getUserProfileAudios",
    "getUserProfilePhotos",
    "getWebhookInfo",
    "leaveChat",
    "logOut",
    "pinChatMessage",
    "removeChatVerification",
    "removeMyProfilePhoto",
    "removeUserVerification",
    "replaceStickerInSet",
    "savePreparedInlineMessage",
    "savePreparedKeyboardButton",
    "sendAnimation",
    "sendAudio",
    "sendChatAction",
    "sendContact",
    "sendDice",
    "sendDocument",
    "sendInvoice",
    "sendLocation",
    "sendMediaGroup",
    "sendMessage",
    "sendPhoto",
    "sendPoll",
    "sendSticker",
    "sendVenue",
    "sendVideo",
    "sendVideoNote",
    "sendVoice",
    "setChatDescription",
    "setChatTitle",
    "setMessageReaction",
    "setMyCommands",
    "setMyDefaultAdministratorRights",
    "setMyDescription",
    "setMyName",
    "setMyShortDescription",
    "setPassportDataErrors",
    "setStickerEmojiList",
    "setStickerKeywords",
    "setStickerMaskPosition",
    "setStickerPositionInSet",
    "setStickerSetThumbnail",
    "setStickerSetTitle",
    "setUserEmojiStatus",
    "setWebhook",
    "unpinAllChatMessages",
    "unpinChatMessage",
    "uploadStickerFile",
    "verifyChat",
    "verifyUser",
];

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

/// What a value claims that cannot be true.
fn lies(scene: &Scene, path: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| lies(scene, path, item, found)),
        Value::Object(members) => {
            for (name, value) in members {
                let path = format!("{path}.{name}");
                // A webhook that is not set has an empty URL.
                let is_empty = NEVER_EMPTY.contains(&&**name) && *value == "" && path != ".url";
                let is_zero = (name == "id" || name.ends_with("_id")) && *value == 0;
                if is_empty || (is_zero && name != "accent_color_id") {
                    found.push(format!("{path} is {value}"));
                }
                lies(scene, &path, value, found);
            }
            let is_user = members.contains_key("is_bot");
            let kinds = ["private", "group", "supergroup", "channel"];
            let is_chat =
                members.get("type").is_some_and(|kind| kinds.iter().any(|known| kind == known));
            let id = members.get("id").and_then(Value::as_i64);
            let known = [scene.stage.alice, scene.stage.alice + 1, 42, scene.group];
            if let Some(id) = id.filter(|id| (is_user || is_chat) && !known.contains(id)) {
                found.push(format!("{path} is the unknown user or chat {id}"));
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn no_answer_of_a_method_claims_what_does_not_exist() {
    let scene = Scene::new().await;
    let mut wrong = Vec::new();
    let mut succeeded = Vec::new();
    let mut methods: Vec<&Value> = scene.schema["methods"].as_array().unwrap().iter().collect();
    methods.sort_by_key(|method| LAST.contains(&method["name"].as_str().unwrap()));
    for method in methods {
        let name = method["name"].as_str().unwrap();
        let params = scene.params(method);
        let result = match name {
            "uploadStickerFile" => scene.stage.form(name, &params, &[("sticker", PNG)]).await,
            _ => scene.stage.call(name, params.clone()).await,
        };
        match result {
            Ok(result) => {
                succeeded.push(name);
                let returns = method["returns"].as_str().unwrap();
                if let Err(why) = read_as(returns, &result) {
                    wrong.push(format!("{name}: {why}: {result}"));
                }
                let mut found = Vec::new();
                lies(&scene, "", &result, &mut found);
                wrong.extend(found.into_iter().map(|what| format!("{name}: {what}: {result}")));
            }
            Err((400..=499 | 501, _)) if !SUCCEEDS.contains(&name) => {}
            Err(error) => wrong.push(format!("{name} {params}: {error:?}")),
        }
    }
    for name in SUCCEEDS {
        if !succeeded.contains(name) {
            wrong.push(format!("{name} did not succeed"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
