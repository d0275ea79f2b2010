//! Checklists.

use serde_json::{Value, json};

use crate::business::Shop;

/// A checklist that others may change.
fn open() -> Value {
    json!({
        "title": "<b>Buy</b>", "parse_mode": "HTML", "others_can_add_tasks": true,
        "others_can_mark_tasks_as_done": true,
        "tasks": [{"id": 1, "text": "Milk"}, {"id": 2, "text": "Bread"}],
    })
}

/// Source: `JsonChecklist::store`, `JsonChecklistTasksDone::store` and
/// `JsonChecklistTasksAdded::store`.
#[tokio::test]
async fn people_mark_and_add_tasks_and_an_edit_keeps_what_is_done() {
    let shop = Shop::new(json!(["can_reply"])).await;
    let sent = shop.call("sendChecklist", json!({"checklist": open()})).await.unwrap();
    let id = sent["message_id"].clone();
    assert_eq!(
        sent["checklist"],
        json!({
            "title": "Buy", "title_entities": [{"type": "bold", "offset": 0, "length": 3}],
            "tasks": [{"id": 1, "text": "Milk"}, {"id": 2, "text": "Bread"}],
            "others_can_add_tasks": true, "others_can_mark_tasks_as_done": true,
        }),
    );
    let marked = json!({"from": shop.bob, "message_id": id, "done": [1], "added": ["Eggs"]});
    let service = shop.stage.post("checklist_tasks", marked).await;
    let updates = shop.stage.updates().await;
    let added = &updates[0]["business_message"]["checklist_tasks_added"]["tasks"];
    assert_eq!(added, &json!([{"id": 3, "text": "Eggs"}]));
    let received = &updates[1]["business_message"];
    assert_eq!(received, &service);
    let done = &received["checklist_tasks_done"];
    assert_eq!(done["marked_as_done_task_ids"], json!([1]));
    let task = &done["checklist_message"]["checklist"]["tasks"][0];
    let bob = json!({"id": shop.bob, "is_bot": false, "first_name": "Bob"});
    assert_eq!(
        task,
        &json!({"id": 1, "text": "Milk", "completed_by_user": bob, "completion_date": task["completion_date"]}),
    );
    let edit = json!({
        "message_id": id, "checklist": {"title": "Buy", "tasks": [{"id": 1, "text": "Oat milk"}]},
    });
    let edited = shop.call("editMessageChecklist", edit).await.unwrap()["checklist"].clone();
    assert_eq!(edited["tasks"].as_array().unwrap().len(), 1);
    assert_eq!(edited["tasks"][0]["completed_by_user"], bob);
    let undone = json!({"from": shop.stage.alice, "message_id": id, "undone": [1]});
    let service = shop.stage.post("checklist_tasks", undone).await;
    let undone = &service["checklist_tasks_done"];
    assert_eq!(undone["marked_as_not_done_task_ids"], json!([1]));
    assert_eq!(
        undone["checklist_message"]["checklist"]["tasks"],
        json!([{"id": 1, "text": "Oat milk"}]),
    );
    // The edit does not let others change the checklist.
    let path = "/emu/v1/checklist_tasks";
    let refused = json!({"from": shop.bob, "message_id": id, "done": [1]});
    let (_, answer) = shop.stage.request(http::Method::POST, path, refused).await;
    assert_eq!(answer["description"], "only the sender of the checklist may mark tasks");
}

/// Source: `ToDoList::get_to_do_list` and `ToDoItem::get_to_do_item`.
#[tokio::test]
async fn invalid_checklists_are_refused() {
    let shop = Shop::new(json!(["can_reply"])).await;
    let task = |id: i64, text: &str| json!({"id": id, "text": text});
    let many: Vec<Value> = (1..=31).map(|id| task(id, "x")).collect();
    let table = [
        (json!({"title": "T", "tasks": []}), "checklist must have at least 1 task"),
        (json!({"title": "T", "tasks": many}), "checklist must have at most 30 tasks"),
        (json!({"title": " ", "tasks": [task(1, "x")]}), "text must be non-empty"),
        (
            json!({"title": "t".repeat(256), "tasks": [task(1, "x")]}),
            "checklist title length must not exceed 255",
        ),
        (
            json!({"title": "T", "tasks": [task(1, &"x".repeat(101))]}),
            "checklist task text length must not exceed 100",
        ),
        (
            json!({"title": "T", "tasks": [task(0, "x")]}),
            "checklist task identifier must be positive",
        ),
        (json!({"title": "T", "tasks": [task(1, "x"), task(1, "y")]}), "TODO_ITEM_DUPLICATE"),
    ];
    for (checklist, why) in table {
        let refused = shop.call("sendChecklist", json!({"checklist": checklist})).await;
        assert_eq!(refused, Err(format!("Bad Request: {why}")));
    }
}
