//! The work of a call, counted in allocations.

use allocation_counter::AllocationInfo;
use serde_json::json;

use crate::support::Stage;

/// What a call allocates: the highest number that passes, about a fifth more than was counted.
const MOST: u64 = 260;

/// A stage with users who have written to the bot, all of whom are in a group.
async fn stage(users: usize) -> (Stage, i64) {
    let stage = Stage::new().await;
    let stage = Stage { emulator: stage.emulator.clone().history(10), ..stage };
    let mut members = vec![stage.alice];
    for number in 0..users {
        let user = stage.post("users", json!({"first_name": format!("User {number}")})).await;
        members.push(user["id"].as_i64().unwrap());
        stage.post("messages", json!({"from": user["id"], "text": "hi"})).await;
    }
    stage.send("hi").await;
    let group = json!({"type": "group", "title": "G", "members": members, "bots": [42]});
    let group = stage.post("chats", group).await["id"].as_i64().unwrap();
    drain(&stage).await;
    (stage, group)
}

/// Fetches all updates.
async fn drain(stage: &Stage) {
    while !stage.updates().await.is_empty() {}
}

/// What a message of the bot and one of a user allocate, after a few of them.
fn work(users: usize, is_group: bool, messages: usize) -> AllocationInfo {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (stage, group) = runtime.block_on(stage(users));
    let chat = if is_group { group } else { stage.alice };
    let talk = || {
        runtime.block_on(async {
            for _ in 0..messages {
                stage.call("sendMessage", json!({"chat_id": chat, "text": "hi"})).await.unwrap();
                let message = json!({"from": stage.alice, "chat_id": chat, "text": "hi"});
                stage.post("messages", message).await;
            }
            drain(&stage).await;
        });
    };
    talk();
    talk();
    allocation_counter::measure(talk)
}

#[test]
fn a_message_is_as_much_work_among_two_thousand_chats_as_among_ten() {
    for is_group in [false, true] {
        let [few, many] = [10, 2_000].map(|users| work(users, is_group, 1).count_total);
        assert!(few.abs_diff(many) <= 4, "{few} and {many} allocations, in a group: {is_group}");
    }
}

#[test]
fn events_are_not_created_without_subscribers() {
    let each = work(10, false, 20).count_total / 40;
    assert!(each <= MOST, "{each} allocations");
}

#[test]
fn the_memory_does_not_grow_with_a_bounded_history() {
    let info = work(10, false, 200);
    // Texts of numbers grow by a digit.
    assert!(info.bytes_current.abs() < 4096, "{} bytes more", info.bytes_current);
}
