//! Stories of business accounts.

use http::Method;
use serde_json::{Value, json};

use crate::{business::Shop, support::Stage};

const DAY: i64 = 86_400;

/// The start of a PNG of 7 × 5 pixels.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x07\0\0\0\x05";

fn photo() -> Value {
    json!({"type": "photo", "photo": "attach://p"})
}

/// The numbers and captions of the stories that Alice's account shows.
async fn shown(stage: &Stage) -> Vec<(i64, Value)> {
    let stories = stage.get(&format!("stories?from={}", stage.alice)).await;
    let stories = stories["stories"].as_array().unwrap().iter();
    stories.map(|story| (story["id"].as_i64().unwrap(), story["caption"].clone())).collect()
}

async fn post(shop: &Shop, more: Value) -> Result<Value, (i64, String)> {
    let mut params = shop.with(json!({"content": photo(), "active_period": DAY}));
    params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    shop.stage.form("postStory", &params, &[("p", PNG)]).await
}

/// Source: `Client::process_post_story_query`, `process_edit_story_query`,
/// `process_delete_story_query`.
#[tokio::test]
async fn a_bot_posts_edits_and_deletes_stories_of_its_business_account() {
    let shop = Shop::new(json!(["can_manage_stories"])).await;
    let stage = &shop.stage;
    let posted = post(&shop, json!({"caption": "<b>One</b>", "parse_mode": "HTML"})).await.unwrap();
    assert_eq!((&posted["id"], &posted["chat"]["id"]), (&json!(1), &json!(stage.alice)));
    post(&shop, json!({"caption": "Two", "post_to_chat_page": true})).await.unwrap();
    assert_eq!(shown(stage).await, [(1, json!("One")), (2, json!("Two"))]);
    let edit = shop.with(json!({"story_id": 1, "content": photo(), "caption": "1"}));
    stage.form("editStory", &edit, &[("p", PNG)]).await.unwrap();
    assert_eq!(shown(stage).await, [(1, json!("1")), (2, json!("Two"))]);
    // A story on the page stays there.
    stage.control(Method::POST, "clock", json!({"advance": DAY})).await;
    assert_eq!(shown(stage).await, [(2, json!("Two"))]);
    let one = stage.form("editStory", &edit, &[("p", PNG)]).await;
    assert_eq!(one, Err((400, "Bad Request: STORY_ID_INVALID".to_owned())));
    let two = shop.with(json!({"story_id": 2}));
    assert_eq!(stage.call("deleteStory", two.clone()).await, Ok(json!(true)));
    assert_eq!(stage.refusal("deleteStory", two).await, "STORY_ID_INVALID");
    assert_eq!(shown(stage).await, []);
}

/// Source: `Client::get_input_story_content`.
#[tokio::test]
async fn stories_have_an_uploaded_content_and_a_period() {
    let shop = Shop::new(json!(["can_manage_stories"])).await;
    let content = |kind: &str, file: &str| json!({"content": {"type": kind, kind: file}});
    let table = [
        (content("photo", "id"), "story photo must be uploaded as a file"),
        (content("video", "id"), "story video must be uploaded as a file"),
        (json!({"active_period": 5}), "STORY_PERIOD_INVALID"),
    ];
    for (more, why) in table {
        let refused = post(&shop, more).await;
        assert_eq!(refused, Err((400, format!("Bad Request: {why}"))));
    }
    let other = Shop::new(json!(["can_reply"])).await;
    let refused = post(&other, json!({})).await;
    assert_eq!(refused, Err((403, "Forbidden: BOT_ACCESS_FORBIDDEN".to_owned())));
}

/// Source: `Client::process_repost_story_query`.
#[tokio::test]
async fn a_bot_reposts_stories_between_its_accounts() {
    let shop = Shop::new(json!(["can_manage_stories"])).await;
    let stage = &shop.stage;
    let connect = json!({"from": shop.bob, "id": "bobs", "bot": 42});
    assert_eq!(stage.post("business_connections", connect).await["id"], "bobs");
    let mine = post(&shop, json!({"caption": "Hi"})).await.unwrap()["id"].clone();
    let secret = post(&shop, json!({"protect_content": true})).await.unwrap()["id"].clone();
    let of = |from: i64, id: &Value| json!({"business_connection_id": "bobs", "from_chat_id": from, "from_story_id": id, "active_period": DAY});
    let copy = stage.call("repostStory", of(stage.alice, &mine)).await.unwrap();
    assert_eq!((&copy["id"], &copy["chat"]["id"]), (&json!(1), &json!(shop.bob)));
    let bobs = stage.get(&format!("stories?from={}", shop.bob)).await;
    assert_eq!(bobs["stories"][0]["caption"], "Hi");
    let protected = stage.refusal("repostStory", of(stage.alice, &secret)).await;
    assert_eq!(protected, "STORY_FORWARD_RESTRICTED");
    let unknown = stage.refusal("repostStory", of(stage.alice, &json!(9))).await;
    assert_eq!(unknown, "STORY_ID_INVALID");
    let taken = json!({"from": stage.alice, "id": "bobs", "bot": 42});
    let (_, taken) = stage.request(Method::POST, "/emu/v1/business_connections", taken).await;
    assert_eq!(taken["description"], "the id \"bobs\" is that of another connection");
}
