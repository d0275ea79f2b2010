//! Photos, audio files and marks of profiles.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::Method;
use serde_json::{Value, json};

use crate::{business::Shop, support::Stage};

/// The start of a PNG of these dimensions.
fn png(width: u32, height: u32) -> Vec<u8> {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice();
    [head, &width.to_be_bytes(), &height.to_be_bytes()].concat()
}

/// The widths of the largest sizes of a user's photos, and their number.
async fn photos(stage: &Stage, params: Value) -> (Vec<Value>, Value) {
    let photos = stage.call("getUserProfilePhotos", params).await.unwrap();
    let list = photos["photos"].as_array().unwrap().iter();
    let widths = list.map(|sizes| sizes.as_array().unwrap().last().unwrap()["width"].clone());
    (widths.collect(), photos["total_count"].clone())
}

/// Source: `Client::get_input_chat_photo` and `process_set_my_profile_photo_query`.
#[tokio::test]
async fn a_bot_sets_and_removes_its_photos() {
    let stage = Stage::new().await;
    let photo = |kind: &str| json!({"photo": {"type": kind, "photo": "attach://p", "animation": "attach://p"}});
    let set = async |content: &[u8]| {
        stage.form("setMyProfilePhoto", &photo("static"), &[("p", content)]).await
    };
    let me = json!({"user_id": 42});
    assert_eq!(photos(&stage, me.clone()).await, (Vec::new(), json!(0)));
    assert_eq!(set(&png(200, 200)).await, Ok(json!(true)));
    assert_eq!(set(&png(300, 200)).await, Ok(json!(true)));
    assert_eq!(photos(&stage, me.clone()).await, (vec![json!(300), json!(200)], json!(2)));
    assert_eq!(stage.call("removeMyProfilePhoto", json!({})).await, Ok(json!(true)));
    assert_eq!(photos(&stage, me.clone()).await, (vec![json!(200)], json!(1)));
    let refused = |why: &str| Err((400, format!("Bad Request: {why}")));
    assert_eq!(set(&png(159, 200)).await, refused("PHOTO_CROP_SIZE_SMALL"));
    assert_eq!(set(b"text").await, refused("IMAGE_PROCESS_FAILED"));
    let id = json!({"photo": {"type": "static", "photo": "x"}});
    let refused = stage.refusal("setMyProfilePhoto", id).await;
    assert_eq!(refused, "photo must be uploaded as a file");
    let animated = stage.form("setMyProfilePhoto", &photo("animated"), &[("p", b"GIF89a")]).await;
    let why =
        "Not Implemented: the emulator does not implement setMyProfilePhoto with an animation";
    assert_eq!(animated, Err((501, why.to_owned())));
}

/// Source: `Client::process_set_business_account_profile_photo_query` and
/// `process_remove_business_account_profile_photo_query`.
#[tokio::test]
async fn the_bot_of_a_business_account_sets_and_removes_its_photos() {
    let shop = Shop::new(json!(["can_edit_profile_photo"])).await;
    let stage = &shop.stage;
    let set = async |width: u32, is_public: bool| {
        let photo = json!({"type": "static", "photo": "attach://p"});
        let params = shop.with(json!({"photo": photo, "is_public": is_public}));
        stage.form("setBusinessAccountProfilePhoto", &params, &[("p", &png(width, 200))]).await
    };
    let remove = async |is_public: bool| {
        let params = shop.with(json!({"is_public": is_public}));
        stage.call("removeBusinessAccountProfilePhoto", params).await
    };
    let seen = async || photos(stage, json!({"user_id": stage.alice})).await.0;
    assert_eq!(set(300, true).await, Ok(json!(true)));
    assert_eq!(seen().await, [json!(300)]);
    assert_eq!(set(200, false).await, Ok(json!(true)));
    assert_eq!(seen().await, [json!(200)]);
    assert_eq!(remove(false).await, Ok(json!(true)));
    assert_eq!(seen().await, [json!(300)]);
    assert_eq!(remove(true).await, Ok(json!(true)));
    assert_eq!(seen().await, Vec::<Value>::new());
    let other = Shop::new(json!(["can_reply"])).await;
    let refused =
        other.stage.call("removeBusinessAccountProfilePhoto", other.with(json!({}))).await;
    assert_eq!(refused, Err((403, "Forbidden: BOT_ACCESS_FORBIDDEN".to_owned())));
}

/// Source: `Client::process_get_user_profile_photos_query` and
/// `process_get_user_profile_audios_query`; `get_integer_arg`.
#[tokio::test]
async fn the_photos_and_audio_files_of_users_are_listed() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    for width in [160, 320, 640] {
        let photo = json!({"user": stage.alice, "file": STANDARD.encode(png(width, 160))});
        assert_eq!(stage.post("profile_photos", photo).await, json!({}));
    }
    let of = |rest: Value| {
        let mut params = json!({"user_id": stage.alice});
        params.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        params
    };
    let table = [
        (json!({}), vec![640, 320, 160]),
        (json!({"offset": 1}), vec![320, 160]),
        (json!({"limit": 2}), vec![640, 320]),
        (json!({"limit": 0}), vec![640]),
        (json!({"offset": -1, "limit": 1000}), vec![640, 320, 160]),
        (json!({"offset": 3}), vec![]),
    ];
    for (rest, widths) in table {
        let widths = widths.into_iter().map(Value::from).collect();
        assert_eq!(photos(&stage, of(rest.clone())).await, (widths, json!(3)), "{rest}");
    }
    let chat = stage.call("getChat", json!({"chat_id": stage.alice})).await.unwrap();
    let big = json!({"file_id": chat["photo"]["big_file_id"]});
    assert_eq!(stage.call("getFile", big).await.unwrap()["file_size"], png(640, 160).len());
    let refused = stage.refusal("getUserProfilePhotos", json!({"user_id": 5})).await;
    assert_eq!(refused, "user not found");

    let audio = json!({
        "user": stage.alice, "file": STANDARD.encode("ID3"), "title": "T", "performer": "P",
        "duration": 9,
    });
    let audio = stage.post("profile_audios", audio).await;
    let audios = stage.call("getUserProfileAudios", of(json!({}))).await;
    assert_eq!(audios, Ok(json!({"total_count": 1, "audios": [audio]})));
    let sent = json!({"chat_id": stage.alice, "audio": audio["file_id"]});
    assert_eq!(stage.call("sendAudio", sent).await.unwrap()["audio"]["file_size"], 3);
}

/// Source: `Client::process_set_user_emoji_status_query`; `UserManager` for the right.
#[tokio::test]
async fn a_bot_sets_the_emoji_status_of_users_who_allow_it() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let status = |emoji: &str, until: i64| {
        json!({
            "user_id": stage.alice, "emoji_status_custom_emoji_id": emoji,
            "emoji_status_expiration_date": until,
        })
    };
    let forbidden = "Forbidden: not enough rights to change the user's emoji status";
    let forbidden = Err((403, forbidden.to_owned()));
    assert_eq!(stage.call("setUserEmojiStatus", status("7", 0)).await, forbidden);
    stage.post("emoji_status_access", json!({"from": stage.alice})).await;
    let seen = async || {
        let chat = stage.call("getChat", json!({"chat_id": stage.alice})).await.unwrap();
        let names = ["emoji_status_custom_emoji_id", "emoji_status_expiration_date"];
        names.map(|name| chat[name].clone())
    };
    assert_eq!(stage.call("setUserEmojiStatus", status("7", 0)).await, Ok(json!(true)));
    assert_eq!(seen().await, [json!("7"), Value::Null]);
    let until = stage.get("state").await["now"].as_i64().unwrap() + 60;
    assert_eq!(stage.call("setUserEmojiStatus", status("8", until)).await, Ok(json!(true)));
    assert_eq!(seen().await, [json!("8"), json!(until)]);
    stage.post("clock", json!({"advance": 60})).await;
    assert_eq!(seen().await, [Value::Null, Value::Null]);
    assert_eq!(stage.call("setUserEmojiStatus", status("9", 0)).await, Ok(json!(true)));
    assert_eq!(stage.call("setUserEmojiStatus", status("", 0)).await, Ok(json!(true)));
    assert_eq!(seen().await, [Value::Null, Value::Null]);
    stage.post("emoji_status_access", json!({"from": stage.alice, "allowed": false})).await;
    assert_eq!(stage.call("setUserEmojiStatus", status("7", 0)).await, forbidden);
}

/// Source: `Client::process_verify_user_query`, `process_verify_chat_query`,
/// `process_set_passport_data_errors_query` and `get_passport_element_hash`.
#[tokio::test]
async fn users_see_verifications_and_the_errors_in_their_documents() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    let profile = async |id: i64| stage.get(&format!("profiles?id={id}")).await;
    let user = json!({"user_id": stage.alice, "custom_description": "Official"});
    assert_eq!(stage.call("verifyUser", user.clone()).await, Ok(json!(true)));
    assert_eq!(stage.call("verifyChat", json!({"chat_id": group})).await, Ok(json!(true)));
    let marks = [profile(stage.alice).await, profile(group).await];
    assert_eq!(
        marks.map(|profile| profile["verified_by"].clone()),
        ["Official", ""].map(|text| json!([{"bot": 42, "description": text}])),
    );
    assert_eq!(stage.call("removeUserVerification", user).await, Ok(json!(true)));
    assert_eq!(
        stage.call("removeChatVerification", json!({"chat_id": group})).await,
        Ok(json!(true))
    );
    let none = json!({"photos": [], "audios": [], "verified_by": [], "passport_errors": []});
    assert_eq!(profile(group).await, none);

    let error = |hash: &str| {
        json!({
            "source": "data", "type": "passport", "field_name": "birth_date", "data_hash": hash,
            "message": "wrong",
        })
    };
    let params = |hash: &str| json!({"user_id": stage.alice, "errors": [error(hash)]});
    assert_eq!(stage.call("setPassportDataErrors", params("aGVsbG8=")).await, Ok(json!(true)));
    let seen = profile(stage.alice).await["passport_errors"].clone();
    assert_eq!(seen, json!([{"bot": 42, "errors": [error("aGVsbG8=")]}]));
    let refused = stage.refusal("setPassportDataErrors", params("?")).await;
    let why = "can't parse PassportElementError: hash isn't a valid base64-encoded string";
    assert_eq!(refused, why);
    let (status, refused) = stage.request(Method::GET, "/emu/v1/profiles?id=5", Value::Null).await;
    assert_eq!(
        (status.as_u16(), &refused["description"]),
        (400, &json!("there is no user, bot or chat 5")),
    );
}

/// Source: `Client::process_get_user_personal_chat_messages_query`,
/// `MessageQueryManager::get_personal_chat_history`.
#[tokio::test]
async fn bots_read_the_channel_that_a_user_shows() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let channel = json!({"type": "channel", "title": "Diary", "members": [stage.alice]});
    let channel = stage.post("chats", channel).await["id"].clone();
    let get = "getUserPersonalChatMessages";
    let of = |user: &Value, limit: i64| json!({"user_id": user, "limit": limit});
    let alice = json!(stage.alice);
    assert_eq!(stage.call(get, of(&alice, 2)).await, Ok(json!([])));
    let show = json!({"from": stage.alice, "chat_id": channel});
    stage.post("personal_chats", show).await;
    let mut posts = Vec::new();
    for text in ["one", "two", "three"] {
        let post = json!({"from": stage.alice, "chat_id": channel, "text": text});
        posts.insert(0, stage.post("messages", post).await);
    }
    assert_eq!(stage.call(get, of(&alice, 2)).await, Ok(json!(posts[..2])));
    assert_eq!(stage.call(get, of(&alice, 99)).await, Ok(json!(posts)));
    let chat = stage.call("getChat", json!({"chat_id": stage.alice})).await.unwrap();
    assert_eq!(chat["personal_chat"]["title"], "Diary");
    assert_eq!(stage.get("profiles?id=100000001").await["personal_chat"], channel);
    assert_eq!(stage.refusal(get, of(&alice, 0)).await, "limit must be positive");
    assert_eq!(stage.refusal(get, of(&json!(7), 1)).await, "user not found");
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    let steals = json!({"from": bob, "chat_id": channel});
    let (_, refused) = stage.request(Method::POST, "/emu/v1/personal_chats", steals).await;
    let why = format!("Bob ({bob}) may not post in \"Diary\" ({channel})");
    assert_eq!(refused["description"], json!(why));
    stage.post("personal_chats", json!({"from": stage.alice})).await;
    assert_eq!(stage.call(get, of(&alice, 2)).await, Ok(json!([])));
}
