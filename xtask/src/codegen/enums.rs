//! Open enumerations: the known values, and a variant that keeps unknown ones.

use std::fmt::Write as _;

use crate::codegen::{
    model::{Model, camel},
    schema::{list, text},
};

pub(crate) fn enums(model: &Model<'_>) -> String {
    let mut out = String::from("open_enums! {\n");
    for (name, entry) in model.schema.enums.as_object().into_iter().flatten() {
        let (doc, anchor) = (text(&entry["doc"]), text(&entry["anchor"]));
        let _ = writeln!(
            out,
            "/// {doc} Unknown values are kept.\n///\n/// Source: [Bot API 10.3](https://core.telegram.org/bots/api#{anchor}).\n{name} {{"
        );
        for value in list(&entry["values"]).iter().map(text) {
            let _ = writeln!(out, "{} = \"{value}\",", variant(&value));
        }
        out.push_str("}\n");
    }
    out.push_str("}\n");
    out
}

fn variant(value: &str) -> String {
    match value {
        "HTML" => "Html".to_owned(),
        value => camel(value),
    }
}
