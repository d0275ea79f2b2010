//! W5: sizes.

use carapax::types::{Message, Update};
use serde_json::json;

pub fn run() {
    let sizes =
        json!({"peer": "carapax", "Update": size_of::<Update>(), "Message": size_of::<Message>()});
    println!("{sizes}");
}
