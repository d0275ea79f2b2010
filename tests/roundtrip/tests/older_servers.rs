//! Fields that servers of an older Bot API do not send.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::collections::BTreeSet;

use roundtrip::{Schema, every_decoder};
use serde_json::Value;

/// Required fields that not every current server sends either.
const LEFT_OUT: &[&str] = &["MessageOriginHiddenUser.sender_user_name"];

fn everything(_: &str) -> bool {
    true
}

/// An object without one of its fields.
fn without(object: &Value, field: &str) -> Value {
    let mut object = object.clone();
    object.as_object_mut().unwrap().remove(field).unwrap();
    object
}

/// Sets all flags of a value to false.
fn unset(value: &mut Value) {
    match value {
        Value::Object(object) => object.values_mut().for_each(unset),
        Value::Bool(flag) => *flag = false,
        _ => {}
    }
}

#[test]
fn every_object_decodes_from_its_required_fields() {
    let schema = Schema::load();
    for decoder in every_decoder().iter().filter(|decoder| decoder.name != "Update") {
        let object = schema.shortest(decoder.name, &everything);
        assert_eq!(decoder.decode(&object), Ok(object), "{}", decoder.name);
    }
}

#[test]
fn flags_lists_and_fields_newer_than_their_object_may_be_missing() {
    let schema = Schema::load();
    let mut may_be_missing: BTreeSet<String> = Schema::since().keys().cloned().collect();
    may_be_missing.extend(LEFT_OUT.iter().map(|&place| place.to_owned()));
    let mut decodes_without = BTreeSet::new();
    for decoder in every_decoder().iter().filter(|decoder| decoder.name != "Update") {
        let object = schema.shortest(decoder.name, &everything);
        for (field, wire) in schema.required(decoder.name) {
            let place = format!("{}.{field}", decoder.name);
            let decodes = decoder.decode(&without(&object, field)).is_ok();
            if wire == "Boolean" || wire.starts_with("Array<") {
                assert!(decodes, "{place}");
            } else if decodes {
                decodes_without.insert(place);
            }
        }
    }
    assert_eq!(decodes_without, may_be_missing);
}

#[test]
fn the_objects_of_the_oldest_server_decode_with_empty_fields() {
    let schema = Schema::load();
    let since = Schema::since();
    let oldest = |place: &str| !since.contains_key(place);
    let owners = since.keys().filter_map(|place| place.split('.').next());
    let owners: BTreeSet<&str> = owners.collect();
    for decoder in every_decoder().iter().filter(|decoder| owners.contains(decoder.name)) {
        let mut expected = schema.shortest(decoder.name, &everything);
        for (field, value) in expected.as_object_mut().unwrap() {
            if since.contains_key(&format!("{}.{field}", decoder.name)) {
                unset(value);
            }
        }
        let object = schema.shortest(decoder.name, &oldest);
        assert_eq!(decoder.decode(&object), Ok(expected), "{}", decoder.name);
    }
}
