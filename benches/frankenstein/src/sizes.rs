//! W5: sizes.

use frankenstein::{types::Message, updates::Update};
use serde_json::json;

pub fn run() {
    let (update, message) = (size_of::<Update>(), size_of::<Message>());
    let sizes = json!({"peer": "frankenstein", "Update": update, "Message": message});
    println!("{sizes}");
}
