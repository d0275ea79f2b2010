//! Tables of the objects that Telegram sends, for the tests that decode them.

use std::fmt::Write as _;

use crate::codegen::{
    model::{Model, Rust},
    schema::TypeKind,
};

/// The decoders of all objects that are received, and the elements of all lists.
pub(crate) fn received(model: &Model<'_>) -> String {
    let mut out = String::from(
        "use crate::received::{Decoder, Element, decoder, element};\n\n/// The decoders of all objects.\npub(crate) fn decoders() -> Vec<Decoder> {\nvec![\n",
    );
    let objects = || {
        model.schema.types.iter().filter(|t| model.received.contains(&t.name)).filter_map(|t| {
            match &t.kind {
                TypeKind::Object(fields) => Some((&*t.name, fields)),
                TypeKind::Union { .. } => None,
            }
        })
    };
    for (name, _) in objects() {
        let _ = writeln!(out, "decoder!({}, \"{name}\"),", model.name(name));
    }
    out.push_str("]\n}\n\n/// The elements of all lists.\npub(crate) fn elements() -> Vec<Element> {\nvec![\n");
    for (owner, fields) in objects() {
        for field in fields {
            let (mut rust, mut wire) = (model.rust(owner, field), &*field.wire);
            while let Rust::Vec(item) = rust {
                let place = format!("{owner}.{}", field.name);
                wire = wire
                    .strip_prefix("Array<")
                    .and_then(|rest| rest.strip_suffix('>'))
                    .unwrap_or(wire);
                let written = path(&model.write(&item));
                let _ = writeln!(out, "element::<{written}>(\"{place}\", \"{wire}\"),");
                rust = *item;
            }
        }
    }
    out.push_str("]\n}\n");
    out
}

/// The path of a type, with its crate.
fn path(written: &str) -> String {
    match written.strip_prefix("Vec<").and_then(|rest| rest.strip_suffix('>')) {
        Some(item) => format!("Vec<{}>", path(item)),
        None if ["bool", "i64", "f64"].contains(&written) => written.to_owned(),
        None => format!("chappe_types::{written}"),
    }
}
