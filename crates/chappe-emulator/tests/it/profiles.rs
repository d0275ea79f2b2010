//! What bots say about themselves.

use serde_json::json;

use crate::support::Stage;

#[tokio::test]
async fn texts_of_a_bot_are_kept_by_language() {
    let stage = Stage::new().await;
    // Client::process_set_my_name_query and its siblings; validate_bot_language_code.
    let table = [
        ("Name", "name", "Bot 42"),
        ("Description", "description", ""),
        ("ShortDescription", "short_description", ""),
    ];
    for (method, field, otherwise) in table {
        let set = async |text: &str, language: &str| {
            let params = json!({field: text, "language_code": language});
            assert_eq!(stage.call(&format!("setMy{method}"), params).await, Ok(json!(true)));
        };
        let get = async |language: &str| {
            let params = json!({"language_code": language});
            stage.call(&format!("getMy{method}"), params).await.unwrap()
        };
        assert_eq!(get("").await, json!({field: otherwise}));
        set("Any", "").await;
        set("Deutsch", "de").await;
        let texts = [get("").await, get("fr").await, get("de").await];
        assert_eq!(texts, ["Any", "Any", "Deutsch"].map(|text| json!({field: text})));
        set("", "de").await;
        assert_eq!(get("de").await, json!({field: "Any"}));
        let wrong = json!({field: "x", "language_code": "deu"});
        let refused = stage.refusal(&format!("setMy{method}"), wrong).await;
        assert_eq!(refused, "invalid language code specified");
    }
    let me = stage.call("getMe", json!({})).await.unwrap();
    assert_eq!(me["first_name"], "Any");
    stage.send("hi").await;
    let sent = stage.call("sendMessage", json!({"chat_id": stage.alice, "text": "x"})).await;
    assert_eq!(sent.unwrap()["from"]["first_name"], "Any");
}

#[tokio::test]
async fn suggested_rights_are_kept_by_the_kind_of_chat() {
    let stage = Stage::new().await;
    let rights = json!({
        "is_anonymous": false, "can_manage_chat": false, "can_delete_messages": false,
        "can_manage_video_chats": false, "can_restrict_members": false,
        "can_promote_members": false, "can_change_info": false, "can_invite_users": false,
        "can_post_stories": false, "can_edit_stories": false, "can_delete_stories": false,
        "can_send_welcome_messages": false, "can_pin_messages": true, "can_post_messages": true,
    });
    let set = json!({"rights": rights, "for_channels": true});
    stage.call("setMyDefaultAdministratorRights", set).await.unwrap();
    let granted = async |for_channels: bool| {
        let params = json!({"for_channels": for_channels});
        let rights = stage.call("getMyDefaultAdministratorRights", params).await.unwrap();
        let fields = rights.as_object().unwrap().clone();
        let set = fields.iter().filter(|(_, is_set)| **is_set == true);
        let set: Vec<String> = set.map(|(name, _)| name.clone()).collect();
        (set, fields.contains_key("can_pin_messages"), fields.contains_key("can_post_messages"))
    };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    // Client::json_store_administrator_rights and AdministratorRights.
    assert_eq!(
        granted(true).await,
        (names(&["can_manage_chat", "can_post_messages"]), false, true),
    );
    assert_eq!(granted(false).await, (names(&[]), true, false));
    stage.call("setMyDefaultAdministratorRights", json!({"for_channels": true})).await.unwrap();
    assert_eq!(granted(true).await, (names(&[]), false, true));
}
