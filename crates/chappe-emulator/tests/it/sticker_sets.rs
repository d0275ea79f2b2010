//! Stickers, and their sets.

use std::io::Write as _;

use chappe_types::{
    AddStickerToSet, CreateNewStickerSet, FileId, GetStickerSet, InputSticker, StickerSet, Upload,
    UploadStickerFile,
};
use serde_json::{Value, json};

use crate::support::Stage;

/// The name of the set of most tests.
const NAME: &str = "cats_by_emu42_bot";

/// The start of a PNG of these dimensions.
fn png(width: u32, height: u32) -> Vec<u8> {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice();
    [head, &width.to_be_bytes(), &height.to_be_bytes()].concat()
}

/// An animation, as compressed JSON.
fn tgs(json: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(json.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// The start of a video.
const WEBM: &[u8] = b"\x1a\x45\xdf\xa3webm";

const ANIMATION: &str =
    r#"{"tgs":1,"v":"5.5.2","fr":60,"ip":0,"op":60,"w":512,"h":512,"layers":[]}"#;

/// Uploads a static sticker. Returns its file id.
async fn uploaded(stage: &Stage) -> String {
    let fields = json!({"user_id": stage.alice, "sticker_format": "static"});
    let file = stage.form("uploadStickerFile", &fields, &[("sticker", &png(512, 100))]).await;
    file.unwrap()["file_id"].as_str().unwrap().to_owned()
}

/// The parameters of a set of one sticker per emoji.
async fn set_of(stage: &Stage, emoji: &[&str]) -> Value {
    let mut stickers = Vec::new();
    for emoji in emoji {
        let file = uploaded(stage).await;
        stickers.push(json!({"sticker": file, "format": "static", "emoji_list": [emoji]}));
    }
    json!({"user_id": stage.alice, "name": NAME, "title": "Cats", "stickers": stickers})
}

/// A stage with a set of stickers. Returns the ids of their files too.
async fn with_set(emoji: &[&str]) -> (Stage, Vec<String>) {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let params = set_of(&stage, emoji).await;
    assert_eq!(stage.call("createNewStickerSet", params).await, Ok(json!(true)));
    let files = files(&stage).await;
    (stage, files)
}

async fn set(stage: &Stage) -> Value {
    stage.call("getStickerSet", json!({"name": NAME})).await.unwrap()
}

/// One member of each sticker of the set.
async fn each(stage: &Stage, member: &str) -> Vec<Value> {
    let set = set(stage).await;
    let stickers = set["stickers"].as_array().unwrap().iter();
    stickers.map(|sticker| sticker[member].clone()).collect()
}

async fn files(stage: &Stage) -> Vec<String> {
    let ids = each(stage, "file_id").await.into_iter();
    ids.map(|id| id.as_str().unwrap().to_owned()).collect()
}

/// Source: `Client::process_create_new_sticker_set_query`, `JsonStickerSet` and `JsonSticker`.
#[tokio::test]
async fn a_sticker_of_a_set_is_sent_with_its_set_and_emoji() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let bot = stage.bot();
    let file = UploadStickerFile::new(stage.alice, Upload::bytes("a.png", png(512, 256)), "static");
    let file = bot.send(file).await.unwrap();
    let first = InputSticker::new(file.file_id, "static", vec!["👍".into(), "👌".into()]);
    let second = Upload::bytes("b.tgs", tgs(ANIMATION));
    let second = InputSticker::new(second, "animated", vec!["🔥".into()]);
    let third = InputSticker::new(Upload::bytes("c.webm", WEBM), "video", vec!["❤️".into()]);
    let created = CreateNewStickerSet::new(stage.alice, NAME, "Cats", vec![first, second]);
    assert!(bot.send(created).await.unwrap());
    assert!(bot.send(AddStickerToSet::new(stage.alice, NAME, third)).await.unwrap());
    let set: StickerSet = bot.send(GetStickerSet::new("CATS_by_emu42_BOT")).await.unwrap();
    assert_eq!((&*set.name, &*set.title, set.stickers.len()), (NAME, "Cats", 3));
    let mut known = Vec::new();
    for sticker in &set.stickers {
        let content = bot.download(sticker).bytes().await.unwrap();
        let id: &FileId = &sticker.file_id;
        let sent = stage.call("sendSticker", json!({"chat_id": stage.alice, "sticker": id})).await;
        let sent = sent.unwrap()["sticker"].clone();
        let read: chappe_types::Sticker = serde_json::from_value(sent.clone()).unwrap();
        assert_eq!(&read, sticker, "a sticker in a message is that of its set");
        let names = ["type", "emoji", "set_name", "is_animated", "is_video", "width", "height"];
        known.push((names.map(|name| sent[name].clone()), content.len()));
    }
    let sticker = |emoji: &str, is_animated: bool, is_video: bool, height: i64| {
        [
            json!("regular"),
            json!(emoji),
            json!(NAME),
            json!(is_animated),
            json!(is_video),
            json!(512),
            json!(height),
        ]
    };
    let expected = vec![
        (sticker("👍", false, false, 256), png(512, 256).len()),
        (sticker("🔥", true, false, 512), tgs(ANIMATION).len()),
        (sticker("❤️", false, true, 512), WEBM.len()),
    ];
    assert_eq!(known, expected);
}

/// Source: `Client::get_input_stickers`, `get_input_sticker`, `get_sticker_emojis` and
/// `get_mask_position`; `StickersManager::create_new_sticker_set`; `fail_query_with_error`.
#[tokio::test]
async fn sets_with_wrong_names_stickers_or_owners_are_refused() {
    let stage = Stage::new().await;
    let params = set_of(&stage, &["👍"]).await;
    let with = |name: &str, value: Value| {
        let mut params = params.clone();
        params[name] = value;
        params
    };
    let sticker = |name: &str, value: Value| {
        let mut params = params.clone();
        params["stickers"][0][name] = value;
        params
    };
    let mut without_format = params.clone();
    without_format["stickers"][0].as_object_mut().unwrap().remove("format");
    let many = vec![params["stickers"][0].clone(); 51];
    let mask = json!({"point": "nose", "x_shift": 0, "y_shift": 0, "scale": 1});
    let emoji = |list: Value| sticker("emoji_list", list);
    let name = "invalid sticker set name is specified";
    let table = [
        (with("user_id", json!(5)), "user not found"),
        (with("title", json!("  ")), "sticker set title must be non-empty"),
        (with("name", json!(" ")), "sticker set name must be non-empty"),
        (with("name", json!("cats")), name),
        (with("name", json!("1cats_by_emu42_bot")), name),
        (with("name", json!("a__b_by_emu42_bot")), name),
        (with("name", json!("cats_by_other_bot")), name),
        (with("stickers", json!([])), "at least 1 sticker must be specified"),
        (with("stickers", json!(many)), "too many stickers specified"),
        (with("sticker_type", json!("round")), "unsupported sticker type specified"),
        (with("needs_repainting", json!(true)), "only custom emoji stickers support repainting"),
        (without_format, "can't parse InputSticker: Can't find field \"format\""),
        (
            sticker("format", json!("round")),
            "can't parse InputSticker: Invalid sticker format specified",
        ),
        (sticker("format", json!("auto")), "sticker format must be non-empty"),
        (sticker("sticker", json!("attach://a")), "can't parse InputSticker: sticker not found"),
        (sticker("sticker", json!("x")), "wrong file identifier/HTTP URL specified"),
        (
            sticker("mask_position", mask),
            "can't parse InputSticker: Wrong point specified in MaskPosition",
        ),
        (emoji(json!([])), "can't parse InputSticker: emoji list must be non-empty"),
        (emoji(json!(["👍👍"])), "can't parse InputSticker: expected a Unicode emoji"),
        (emoji(json!(["a"])), "can't parse InputSticker: expected a Unicode emoji"),
        (emoji(json!(vec!["👍"; 21])), "can't parse InputSticker: too many emoji specified"),
        (sticker("format", json!("animated")), "STICKER_TGS_NOTGS"),
        (sticker("format", json!("video")), "STICKER_VIDEO_NOWEBM"),
        (with("sticker_type", json!("custom_emoji")), "STICKER_PNG_DIMENSIONS"),
    ];
    for (params, why) in table {
        let refused = stage.refusal("createNewStickerSet", params.clone()).await;
        assert_eq!(refused, why, "{params}");
    }
    let missing = json!({"name": NAME});
    assert_eq!(stage.refusal("getStickerSet", missing).await, "STICKERSET_INVALID");
    assert_eq!(stage.call("createNewStickerSet", params.clone()).await, Ok(json!(true)));
    let taken = with("name", json!("CATS_by_EMU42_bot"));
    let refused = stage.refusal("createNewStickerSet", taken).await;
    assert_eq!(refused, "sticker set name is already occupied");
}

#[tokio::test]
async fn another_bot_sees_a_set_and_cannot_change_it() {
    let (stage, files) = with_set(&["👍"]).await;
    let missing = json!({"name": NAME});
    let (_, seen) = stage.request(http::Method::POST, "/bot43:token/getStickerSet", missing).await;
    assert_eq!(seen["result"], set(&stage).await);
    let add = json!({
        "user_id": stage.alice, "name": NAME, "title": "Dogs", "format": "static",
        "old_sticker": files[0],
        "sticker": {"sticker": files[0], "format": "static", "emoji_list": ["👍"]},
    });
    let methods = [
        "addStickerToSet",
        "replaceStickerInSet",
        "setStickerSetTitle",
        "setStickerSetThumbnail",
        "setCustomEmojiStickerSetThumbnail",
        "deleteStickerSet",
    ];
    for method in methods {
        let path = format!("/bot43:token/{method}");
        let (_, refused) = stage.request(http::Method::POST, &path, add.clone()).await;
        assert_eq!(refused["description"], "Bad Request: STICKERSET_INVALID", "{method}");
    }
    assert_eq!(each(&stage, "emoji").await, ["👍"]);
}

/// Source: `Client::process_upload_sticker_file_query`; `StickersManager::prepare_input_file` and
/// `get_max_sticker_file_size`.
#[tokio::test]
async fn files_of_stickers_have_the_format_that_is_named() {
    let stage = Stage::new().await;
    let big = |start: &[u8], size: usize| [start, &vec![0; size]].concat();
    let table: [(&str, Vec<u8>, Result<(), &str>); 12] = [
        ("static", png(512, 512), Ok(())),
        ("static", png(100, 512), Ok(())),
        ("static", png(511, 511), Err("STICKER_PNG_DIMENSIONS")),
        ("static", b"\xff\xd8\xff".to_vec(), Err("STICKER_PNG_NOPNG")),
        ("static", Vec::new(), Err("file must be non-empty")),
        ("static", big(&png(512, 1), 1 << 19), Err("file is too big")),
        ("animated", tgs(ANIMATION), Ok(())),
        ("animated", tgs("{}"), Err("STICKER_TGS_NOTGS")),
        ("animated", big(b"\x1f\x8b", 1 << 16), Err("file is too big")),
        ("video", WEBM.to_vec(), Ok(())),
        ("video", big(WEBM, 1 << 18), Err("file is too big")),
        ("round", png(512, 512), Err("invalid sticker format specified")),
    ];
    for (format, content, expected) in table {
        let fields = json!({"user_id": stage.alice, "sticker_format": format});
        let file = stage.form("uploadStickerFile", &fields, &[("sticker", &*content)]).await;
        let expected = expected.map_err(|why| (400, format!("Bad Request: {why}")));
        assert_eq!(file.clone().map(|_| ()), expected, "{format} {}", content.len());
        if let Ok(file) = file {
            let names: Vec<&String> = file.as_object().unwrap().keys().collect();
            assert_eq!(names, ["file_id", "file_size", "file_unique_id"]);
            assert_eq!(file["file_size"], content.len());
        }
    }
    let params = json!({"user_id": stage.alice, "sticker_format": "static", "sticker": "x"});
    assert_eq!(stage.refusal("uploadStickerFile", params).await, "inputFile is not specified");
}

/// Source: `StickersManager::set_sticker_position_in_set`, `remove_sticker_from_set`,
/// `add_sticker_to_set`, `set_sticker_emojis` and `set_sticker_mask_position`.
#[tokio::test]
async fn the_stickers_of_a_set_are_moved_changed_replaced_and_removed() {
    let (stage, files) = with_set(&["👍", "🔥", "❤"]).await;
    let yes = Ok(json!(true));
    let moved = |at: i64| json!({"sticker": files[2], "position": at});
    assert_eq!(stage.call("setStickerPositionInSet", moved(0)).await, yes);
    assert_eq!(each(&stage, "emoji").await, ["❤", "👍", "🔥"]);
    assert_eq!(stage.call("setStickerPositionInSet", moved(9)).await, yes);
    assert_eq!(each(&stage, "emoji").await, ["👍", "🔥", "❤"]);
    let refused = stage.refusal("setStickerPositionInSet", moved(-1)).await;
    assert_eq!(refused, "wrong sticker position specified");

    let emoji = json!({"sticker": files[0], "emoji_list": ["🎉", "👌"]});
    assert_eq!(stage.call("setStickerEmojiList", emoji).await, yes);
    let wrong = json!({"sticker": files[0], "emoji_list": []});
    let refused = stage.refusal("setStickerEmojiList", wrong).await;
    assert_eq!(refused, "can't parse emoji list: emoji list must be non-empty");
    let sent = json!({"chat_id": stage.alice, "sticker": files[0]});
    let sent = stage.call("sendSticker", sent).await.unwrap();
    assert_eq!(sent["sticker"]["emoji"], "🎉");

    let new = json!({"sticker": uploaded(&stage).await, "format": "static", "emoji_list": ["🐳"]});
    let replace = |old: &str| json!({"user_id": stage.alice, "name": NAME, "old_sticker": old, "sticker": new});
    assert_eq!(stage.call("replaceStickerInSet", replace(&files[1])).await, yes);
    assert_eq!(each(&stage, "emoji").await, ["🎉", "🐳", "❤"]);
    let refused = stage.refusal("replaceStickerInSet", replace(&files[1])).await;
    assert_eq!(refused, "STICKER_INVALID");

    assert_eq!(stage.call("deleteStickerFromSet", json!({"sticker": files[2]})).await, yes);
    assert_eq!(each(&stage, "emoji").await, ["🎉", "🐳"]);
    // A sticker that has left the set is one without a set.
    let sent = json!({"chat_id": stage.alice, "sticker": files[2]});
    let sent = stage.call("sendSticker", sent).await.unwrap();
    assert_eq!(
        (&sent["sticker"]["set_name"], &sent["sticker"]["width"]),
        (&Value::Null, &json!(512))
    );
    for (method, sticker, why) in [
        ("deleteStickerFromSet", &*files[2], "STICKER_INVALID"),
        ("deleteStickerFromSet", "x", "wrong file identifier/HTTP URL specified"),
        ("setStickerKeywords", "https://a.test/", "wrong sticker file specified"),
        ("setStickerMaskPosition", &files[2], "STICKER_INVALID"),
    ] {
        assert_eq!(stage.refusal(method, json!({"sticker": sticker})).await, why, "{method}");
    }
    let keywords = json!({"sticker": files[0], "keywords": ["a,b", "c"]});
    assert_eq!(stage.call("setStickerKeywords", keywords).await, yes);

    let title = json!({"name": NAME, "title": " Dogs "});
    assert_eq!(stage.call("setStickerSetTitle", title).await, yes);
    assert_eq!(set(&stage).await["title"], "Dogs");
    assert_eq!(stage.call("deleteStickerSet", json!({"name": NAME})).await, yes);
    let gone = stage.refusal("getStickerSet", json!({"name": NAME})).await;
    assert_eq!(gone, "STICKERSET_INVALID");
}

#[tokio::test]
async fn a_set_has_at_most_120_stickers() {
    let (stage, _) = with_set(&["👍"; 50]).await;
    let new = json!({"sticker": uploaded(&stage).await, "emoji_list": ["🐳"]});
    let add = json!({"user_id": stage.alice, "name": NAME, "sticker": new});
    for _ in 50..120 {
        // Without a format, it is that of the other stickers.
        assert_eq!(stage.call("addStickerToSet", add.clone()).await, Ok(json!(true)));
    }
    assert_eq!(stage.refusal("addStickerToSet", add).await, "STICKERS_TOO_MUCH");
    assert_eq!(files(&stage).await.len(), 120);
}

/// Source: `StickersManager::do_set_sticker_set_thumbnail`.
#[tokio::test]
async fn the_thumbnail_of_a_set_is_a_file() {
    let (stage, _) = with_set(&["👍"]).await;
    let fields = json!({"user_id": stage.alice, "name": NAME, "format": "static"});
    let upload = async |content: &[u8]| {
        stage.form("setStickerSetThumbnail", &fields, &[("thumbnail", content)]).await
    };
    assert_eq!(upload(&png(100, 100)).await, Ok(json!(true)));
    let thumbnail = set(&stage).await["thumbnail"].clone();
    assert_eq!((&thumbnail["width"], &thumbnail["height"]), (&json!(100), &json!(100)));
    let file = stage.call("getFile", json!({"file_id": thumbnail["file_id"]})).await.unwrap();
    assert_eq!(file["file_size"], png(100, 100).len());
    let refused = upload(b"text").await;
    assert_eq!(refused, Err((400, "Bad Request: STICKER_THUMB_PNG_NOPNG".to_owned())));
    assert_eq!(stage.call("setStickerSetThumbnail", fields).await, Ok(json!(true)));
    assert_eq!(set(&stage).await["thumbnail"], Value::Null);
    let emoji = json!({"name": NAME, "custom_emoji_id": "1"});
    let refused = stage.refusal("setCustomEmojiStickerSetThumbnail", emoji).await;
    let why = "the method can be used to set thumbnail only for custom emoji sticker sets";
    assert_eq!(refused, why);
}

/// Source: `Client::process_get_custom_emoji_stickers_query` and
/// `StickersManager::get_custom_emoji_stickers`.
#[tokio::test]
async fn custom_emoji_are_found_by_their_ids() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let sticker = |part: &str| json!({"sticker": format!("attach://{part}"), "format": "static", "emoji_list": ["👍"]});
    let params = json!({
        "user_id": stage.alice, "name": NAME, "title": "Cats", "sticker_type": "custom_emoji",
        "needs_repainting": true, "stickers": [sticker("a"), sticker("b")],
    });
    let picture = png(100, 100);
    let files: [(&str, &[u8]); 2] = [("a", &picture), ("b", &picture)];
    let created = stage.form("createNewStickerSet", &params, &files).await;
    assert_eq!(created, Ok(json!(true)));
    let stickers = set(&stage).await["stickers"].clone();
    let ids: Vec<Value> = each(&stage, "custom_emoji_id").await;
    let found = async |ids: Value| {
        stage.call("getCustomEmojiStickers", json!({"custom_emoji_ids": ids})).await
    };
    let asked = json!([ids[1], "7", ids[0], ids[1]]);
    assert_eq!(found(asked).await, Ok(json!([stickers[1], stickers[0]])));
    let first = &stickers[0];
    assert_eq!(
        (&first["type"], &first["width"], &first["needs_repainting"]),
        (&json!("custom_emoji"), &json!(100), &json!(true)),
    );
    let invalid = Err((400, "Bad Request: invalid custom emoji identifier specified".to_owned()));
    assert_eq!(found(json!(["x"])).await, invalid);
    let many = Err((400, "Bad Request: too many custom emoji identifiers specified".to_owned()));
    assert_eq!(found(json!(vec!["1"; 201])).await, many);

    let thumbnail = json!({"name": NAME, "custom_emoji_id": ids[1]});
    let method = "setCustomEmojiStickerSetThumbnail";
    assert_eq!(stage.call(method, thumbnail).await, Ok(json!(true)));
    assert_eq!(set(&stage).await["thumbnail"]["file_id"], stickers[1]["file_id"]);
    assert_eq!(stage.call(method, json!({"name": NAME})).await, Ok(json!(true)));
    assert_eq!(set(&stage).await["thumbnail"], Value::Null);
    let fields = json!({"user_id": stage.alice, "name": NAME, "format": "static"});
    let refused = stage.refusal("setStickerSetThumbnail", fields).await;
    let why = "the method can't be used to set thumbnail of custom emoji sticker sets";
    assert_eq!(refused, why);
}

#[tokio::test]
async fn masks_have_their_positions_and_sets_outlive_a_restart() {
    let stage = Stage::new().await;
    let mut params = set_of(&stage, &["👍"]).await;
    params["sticker_type"] = json!("mask");
    let position = json!({"point": "eyes", "x_shift": 0.5, "y_shift": -1.0, "scale": 2.0});
    params["stickers"][0]["mask_position"] = position.clone();
    assert_eq!(stage.call("createNewStickerSet", params).await, Ok(json!(true)));
    let before = set(&stage).await;
    assert_eq!(before["stickers"][0]["mask_position"], position);
    let snapshot = stage.get("snapshot").await;
    let other = Stage::new().await;
    other.control(http::Method::PUT, "snapshot", snapshot).await;
    assert_eq!(set(&other).await, before);
    let moved = json!({"point": "CHIN", "x_shift": 1, "y_shift": 0, "scale": 1});
    let file = &files(&other).await[0];
    let params = json!({"sticker": file, "mask_position": moved});
    assert_eq!(other.call("setStickerMaskPosition", params).await, Ok(json!(true)));
    let chin = json!({"point": "chin", "x_shift": 1.0, "y_shift": 0.0, "scale": 1.0});
    assert_eq!(set(&other).await["stickers"][0]["mask_position"], chin);
    assert_eq!(
        other.call("setStickerMaskPosition", json!({"sticker": file})).await,
        Ok(json!(true))
    );
    assert_eq!(set(&other).await["stickers"][0]["mask_position"], Value::Null);
}

#[tokio::test]
async fn bots_read_the_sets_that_users_publish_and_do_not_change_them() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let file = "iVBORw0KGgo=";
    let emoji = json!({"file": file, "emoji": "😎", "custom_emoji_id": "6046140249875156202"});
    let set = json!({
        "from": stage.alice, "name": "Cats", "title": "All cats", "type": "custom_emoji",
        "stickers": [emoji, {"file": file}],
    });
    stage.post("sticker_sets", set.clone()).await;
    let got = stage.call("getStickerSet", json!({"name": "cats"})).await.unwrap();
    assert_eq!(
        (&got["name"], &got["title"], &got["sticker_type"]),
        (&json!("Cats"), &json!("All cats"), &json!("custom_emoji")),
    );
    let stickers = got["stickers"].as_array().unwrap();
    assert_eq!(
        (stickers.len(), &stickers[0]["emoji"], &stickers[1]["emoji"]),
        (2, &json!("😎"), &json!("🙂")),
    );
    let ids = json!({"custom_emoji_ids": ["6046140249875156202"]});
    let found = stage.call("getCustomEmojiStickers", ids).await.unwrap();
    assert_eq!(found[0], stickers[0]);
    let title = json!({"name": "Cats", "title": "Mine"});
    assert_eq!(stage.refusal("setStickerSetTitle", title).await, "STICKERSET_INVALID");
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    let mut stolen = set.clone();
    stolen["from"] = bob;
    let (_, refused) = stage.request(http::Method::POST, "/emu/v1/sticker_sets", stolen).await;
    assert_eq!(refused["description"], "the name Cats is occupied");
    let mut shorter = set;
    shorter["stickers"] = json!([{"file": file}]);
    stage.post("sticker_sets", shorter).await;
    let got = stage.call("getStickerSet", json!({"name": "cats"})).await.unwrap();
    assert_eq!(got["stickers"].as_array().unwrap().len(), 1);
}
