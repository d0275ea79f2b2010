//! W5: sizes.

use serde_json::json;
use teloxide::types::{Message, Update};

pub fn run() {
    let sizes =
        json!({"peer": "teloxide", "Update": size_of::<Update>(), "Message": size_of::<Message>()});
    println!("{sizes}");
}
