//! W5: sizes.

use chappe::types::{Message, Update};
use serde_json::json;

pub fn run() {
    let sizes =
        json!({"peer": "chappe", "Update": size_of::<Update>(), "Message": size_of::<Message>()});
    println!("{sizes}");
}
