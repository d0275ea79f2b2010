//! The methods and types of the Bot API.

use std::{collections::HashMap, sync::LazyLock};

use serde_json::Value;

/// The schema of the Bot API.
#[derive(Debug)]
pub(crate) struct Schema {
    /// By lower-case name: servers ignore the case of methods.
    methods: HashMap<String, Method>,
    types: HashMap<String, Type>,
}

#[derive(Debug)]
pub(crate) struct Method {
    pub(crate) name: String,
    pub(crate) params: Vec<Field>,
    pub(crate) returns: String,
}

#[derive(Debug)]
pub(crate) enum Type {
    Object(Vec<Field>),
    OneOf(Vec<String>),
}

#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) is_required: bool,
    pub(crate) constant: Option<String>,
}

/// The old names of methods that servers still answer to, and the current ones, in lower case.
const OLD_NAMES: [(&str, &str); 3] = [
    ("getchatmemberscount", "getchatmembercount"),
    ("kickchatmember", "banchatmember"),
    ("setstickersetthumb", "setstickersetthumbnail"),
];

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let api = serde_json::from_str(include_str!("../../../schema/api.json"));
    Schema::parse(&api.expect("the schema is JSON"))
});

/// The schema of the version that this emulator implements.
pub(crate) fn schema() -> &'static Schema {
    &SCHEMA
}

impl Schema {
    fn parse(api: &Value) -> Self {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let fields = |value: &Value| list(value).iter().map(Field::parse).collect();
        let methods = list(&api["methods"]).into_iter().map(|method| {
            let name = text(&method["name"]);
            let (params, returns) = (fields(&method["params"]), text(&method["returns"]));
            (name.to_lowercase(), Method { name, params, returns })
        });
        let types = list(&api["types"]).into_iter().map(|kind| {
            let parsed = match kind["one_of"].as_array() {
                Some(members) => Type::OneOf(members.iter().map(text).collect()),
                None => Type::Object(fields(&kind["fields"])),
            };
            (text(&kind["name"]), parsed)
        });
        Self { methods: methods.collect(), types: types.collect() }
    }

    /// A method by its name or an old name, in any case.
    pub(crate) fn method(&self, name: &str) -> Option<&Method> {
        let name = name.to_lowercase();
        let renamed = OLD_NAMES.iter().find(|(old, _)| *old == name);
        self.methods.get(renamed.map_or(&*name, |(_, current)| current))
    }

    pub(crate) fn kind(&self, name: &str) -> Option<&Type> {
        self.types.get(name)
    }

    /// The number of methods.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.methods.len()
    }
}

impl Field {
    fn parse(value: &Value) -> Self {
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        Self {
            name: text("name"),
            wire: text("type"),
            is_required: value["required"] == Value::Bool(true),
            constant: value["const"].as_str().map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: the table of methods in `Client`'s constructor.
    #[test]
    fn methods_are_found_by_their_old_names() {
        let table = [
            ("getChatMembersCount", "getChatMemberCount"),
            ("kickChatMember", "banChatMember"),
            ("KICKCHATMEMBER", "banChatMember"),
            ("setStickerSetThumb", "setStickerSetThumbnail"),
        ];
        for (old, current) in table {
            assert_eq!(schema().method(old).map(|method| &*method.name), Some(current), "{old}");
        }
    }
}
