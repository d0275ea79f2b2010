//! The schema of the Bot API.

use std::{collections::BTreeMap, sync::OnceLock};

use serde_json::Value;

/// A parameter of a method, or a field of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) is_required: bool,
    /// The only value of the field.
    pub(crate) constant: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Method {
    pub(crate) name: String,
    pub(crate) params: Vec<Field>,
    pub(crate) returns: String,
}

/// A type.
#[derive(Debug)]
pub(crate) enum Type {
    Object(Vec<Field>),
    OneOf(Vec<String>),
}

#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) methods: Vec<Method>,
    pub(crate) types: BTreeMap<String, Type>,
}

/// The schema of this repository.
pub(crate) fn schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let text = include_str!("../../../schema/api.json");
        let api: Value = serde_json::from_str(text).expect("the schema is JSON");
        let methods = list(&api["methods"]).map(|method| Method {
            name: text_of(&method["name"]),
            params: fields(&method["params"]),
            returns: text_of(&method["returns"]),
        });
        let types = list(&api["types"]).map(|kind| {
            let read = match kind["one_of"].as_array() {
                Some(members) => Type::OneOf(members.iter().map(text_of).collect()),
                None => Type::Object(fields(&kind["fields"])),
            };
            (text_of(&kind["name"]), read)
        });
        Schema { methods: methods.collect(), types: types.collect() }
    })
}

/// The type of the items of an array.
pub(crate) fn item_of(kind: &str) -> Option<&str> {
    kind.strip_prefix("Array<")?.strip_suffix('>')
}

fn fields(value: &Value) -> Vec<Field> {
    let fields = list(value).map(|field| Field {
        name: text_of(&field["name"]),
        kind: text_of(&field["type"]),
        is_required: field["required"] == Value::Bool(true),
        constant: field["const"].as_str().map(str::to_owned),
    });
    fields.collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
