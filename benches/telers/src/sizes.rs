//! W5: sizes.

use serde_json::json;
use telers::types::{Message, Update};

pub fn run() {
    let sizes =
        json!({"peer": "telers", "Update": size_of::<Update>(), "Message": size_of::<Message>()});
    println!("{sizes}");
}
