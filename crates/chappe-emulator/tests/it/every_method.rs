//! Every method of the schema: it has an effect, or is refused.

use serde_json::{Value, json};

use crate::support::Stage;

/// The methods that the emulator does not implement.
pub(crate) const NOT_IMPLEMENTED: &[&str] = &[
    "answerChatJoinRequestQuery",
    "answerGuestQuery",
    "approveSuggestedPost",
    "declineSuggestedPost",
    "getManagedBotAccessSettings",
    "getManagedBotToken",
    "replaceManagedBotToken",
    "sendChatJoinRequestWebApp",
    "setManagedBotAccessSettings",
    "transferGift",
    "upgradeGift",
];

/// The schema of the Bot API.
fn schema() -> Value {
    serde_json::from_str(include_str!("../../../../schema/api.json")).unwrap()
}

/// The smallest value of a type, in the notation of the schema.
fn smallest(schema: &Value, wire: &str) -> Value {
    if let Some(item) = wire.strip_prefix("Array<").and_then(|item| item.strip_suffix('>')) {
        return json!([smallest(schema, item)]);
    }
    let wire = wire.split(" | ").next().unwrap();
    match wire {
        "Boolean" | "True" => json!(true),
        "Integer" | "Date" => json!(1),
        "Float" => json!(1.0),
        "String" | "InputFile" => json!("a"),
        name => {
            let types = schema["types"].as_array().unwrap();
            let found = types.iter().find(|kind| kind["name"] == name).unwrap();
            match found["one_of"][0].as_str() {
                Some(first) => smallest(schema, first),
                None => members(schema, &found["fields"]),
            }
        }
    }
}

/// The required members of an object.
fn members(schema: &Value, fields: &Value) -> Value {
    let required = fields.as_array().unwrap().iter().filter(|field| field["required"] == true);
    let members = required.map(|field| {
        let value = match field["const"].as_str() {
            Some(constant) => json!(constant),
            None => smallest(schema, field["type"].as_str().unwrap()),
        };
        (field["name"].as_str().unwrap().to_owned(), value)
    });
    Value::Object(members.collect())
}

/// The required parameters of a method.
fn required(schema: &Value, name: &str) -> Value {
    let methods = schema["methods"].as_array().unwrap();
    let method = methods.iter().find(|method| method["name"] == name).unwrap();
    members(schema, &method["params"])
}

#[tokio::test]
async fn methods_without_an_implementation_are_refused_with_501_and_marked_in_the_journal() {
    let stage = Stage::new().await;
    let schema = schema();
    let names = schema["methods"].as_array().unwrap().iter();
    let mut names: Vec<&str> = names.map(|method| method["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    // Polling is not in the journal, and a bot that has logged out cannot call.
    names.retain(|name| *name != "getUpdates");
    let mut refused = Vec::new();
    for name in names {
        let why = format!("Not Implemented: the emulator does not implement {name}");
        if stage.call(name, required(&schema, name)).await == Err((501, why)) {
            refused.push(name);
        }
    }
    assert_eq!(refused, NOT_IMPLEMENTED);
    let calls = stage.get("calls?after=1").await;
    let calls = calls["calls"].as_array().unwrap().iter();
    let marked = calls.filter(|call| call["stub"] == true);
    let marked: Vec<&str> = marked.map(|call| call["method"].as_str().unwrap()).collect();
    assert_eq!(marked, NOT_IMPLEMENTED);
}

/// The paragraph of `docs/testing.md` with the methods, in lines of at most 100 characters.
fn paragraph() -> String {
    let mut lines = vec![String::new()];
    for (at, name) in NOT_IMPLEMENTED.iter().enumerate() {
        let end = if at + 1 == NOT_IMPLEMENTED.len() { "." } else { "," };
        let word = format!("`{name}`{end}");
        let line = lines.last_mut().unwrap();
        if line.is_empty() {
            *line = word;
        } else if line.len() + 1 + word.len() <= 100 {
            line.push(' ');
            line.push_str(&word);
        } else {
            lines.push(word);
        }
    }
    lines.join("\n")
}

/// To update the list: `UPDATE_DOCS=1 cargo test -p chappe-emulator --test it the_page_lists`.
#[test]
fn the_page_lists_the_methods_that_are_not_implemented() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/testing.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once("The methods that are refused with 501:\n\n").unwrap();
    let (listed, after) = rest.split_once("\n\n").unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let start = "The methods that are refused with 501:";
        let page = format!("{before}{start}\n\n{}\n\n{after}", paragraph());
        std::fs::write(path, page).unwrap();
        return;
    }
    assert_eq!(listed, paragraph());
}
