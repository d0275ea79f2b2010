//! Updates with several ids.

use chappe_types::{Object, Update, UpdateId};
use proptest::prelude::*;

/// Values of a field `update_id`, good and bad.
fn ids() -> impl Strategy<Value = Vec<String>> {
    let id = prop_oneof![
        2 => (0_i64..100).prop_map(|id| id.to_string()),
        1 => any::<i64>().prop_map(|id| id.to_string()),
        2 => prop::sample::select(vec![
            "-0", "\"5\"", "null", "true", "5.0", "5e0", "-", "01", "[5]", "{\"update_id\":5}",
            "9223372036854775808", "1e999",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(id, 0..4)
}

/// A member of an update between its ids.
fn members() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        // A payload that decodes, two that do not, an unknown kind, and no kind.
        "\"poll_answer\":{\"poll_id\":\"1\"}",
        "\"poll_answer\":{\"poll_id\":1}",
        "\"poll_answer\":[[[[1]]]]",
        "\"novel\":{\"poll_id\":1}",
        "\"x\":1",
    ])
    .prop_map(str::to_owned)
}

fn document(ids: &[String], member: &str, position: usize, key: &str) -> String {
    let mut fields: Vec<String> = ids.iter().map(|id| format!("\"{key}\":{id}")).collect();
    fields.insert(position.min(fields.len()), member.to_owned());
    format!("{{{}}}", fields.join(","))
}

/// The id of an update, alone and in a batch.
fn read(document: &str) -> Option<UpdateId> {
    let id = Update::from_slice(document.as_bytes()).ok().map(|update| update.update_id);
    let batch = Vec::<Update>::from_json(format!("[{document}]").as_bytes()).ok();
    let batched = batch.and_then(|batch| batch.first().map(|update| update.update_id));
    assert_eq!(id, batched, "{document}");
    id
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_last_id_is_used_whatever_the_other_members_are(
        ids in ids(), member in members(), position in 0_usize..4, is_escaped in any::<bool>(),
    ) {
        let key = if is_escaped { "update\\u005fid" } else { "update_id" };
        let document = document(&ids, &member, position, key);
        let is_json = ids.iter().all(|id| id != "-" && id != "01");
        let last = ids.last().filter(|_| is_json).and_then(|id| id.parse().ok()).map(UpdateId);
        prop_assert_eq!(read(&document), last, "{}", document);
    }
}

#[test]
fn an_update_is_decoded_if_its_last_id_is_valid() {
    let update = |ids: &str| {
        let json = format!("{{{ids},\"poll_answer\":{{\"poll_id\":\"1\"}}}}");
        Update::from_slice(json.as_bytes())
    };
    let good = update("\"update_id\":5").unwrap();
    assert_eq!(update("\"update_id\":\"x\",\"update_id\":5"), Ok(good.clone()));
    assert_eq!(update("\"update_id\":7,\"update_id\":5"), Ok(good));
    assert!(update("\"update_id\":5,\"update_id\":\"x\"").is_err());
}
