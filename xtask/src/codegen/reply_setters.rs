//! The setters of replies: a macro that passes the options of `sendMessage` to another macro.

use std::fmt::Write as _;

use crate::codegen::{
    model::{Model, ident},
    objects::argument,
};

const METHOD: &str = "sendMessage";

/// The parameters that address a message. A reply takes them from the request.
const ADDRESSES: [&str; 4] =
    ["chat_id", "message_thread_id", "direct_messages_topic_id", "business_connection_id"];

/// Writes a macro that passes the options of a reply to another macro: the parameters of
/// `sendMessage` except the addresses and those that are required.
///
/// # Panics
///
/// Panics if the schema lacks `sendMessage` or one of the addresses, or if a parameter has a limit
/// in bytes, for which a setter of replies would need a `try_` form.
pub(crate) fn reply_setters(model: &Model<'_>) -> String {
    let method = model.schema.methods.iter().find(|method| method.name == METHOD);
    let method = method.expect("the schema has `sendMessage`");
    for address in ADDRESSES {
        assert!(
            method.params.iter().any(|param| param.name == address),
            "`{METHOD}` has no parameter `{address}`"
        );
    }
    let mut out = String::from(
        "/// Calls a macro with the options of a reply, and the types of their setters' arguments:\n/// `callback! { parse_mode: impl Into<ParseMode>, … }`.\n#[macro_export]\nmacro_rules! for_each_reply_setter {\n($callback:ident) => {\n$callback! {\n",
    );
    for param in &method.params {
        if param.required || ADDRESSES.contains(&&*param.name) {
            continue;
        }
        assert!(model.bytes(METHOD, param).is_none(), "`{}` has a limit in bytes", param.name);
        let value = with_paths(&argument(model, METHOD, param));
        let _ = writeln!(out, "{}: {value},", ident(&param.name));
    }
    out.push_str("}\n};\n}\n");
    out
}

/// Adds the path of the crate to the names of its types, for use in other crates.
fn with_paths(written: &str) -> String {
    let mut out = String::new();
    for word in written.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let name = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        if name.starts_with(|c: char| c.is_uppercase()) && !["Into", "Vec"].contains(&name) {
            out.push_str("$crate::");
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_the_crate_get_its_path_and_others_keep_their_names() {
        assert_eq!(
            ["impl Into<ParseMode>", "Vec<MessageEntity>", "bool", "i64"].map(with_paths),
            ["impl Into<$crate::ParseMode>", "Vec<$crate::MessageEntity>", "bool", "i64"],
        );
    }
}
