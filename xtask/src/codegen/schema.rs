//! The schema files as Rust types.

use std::{collections::BTreeMap, error::Error, fs, path::Path};

use serde_json::Value;

/// All of `schema/`.
pub(crate) struct Schema {
    pub(crate) types: Vec<Type>,
    pub(crate) methods: Vec<Method>,
    pub(crate) enums: Value,
    pub(crate) ids: Value,
    pub(crate) shape: Value,
    /// The Bot API version of each required field (`Object.field`) that was introduced after its
    /// object and after the oldest supported server.
    pub(crate) since: BTreeMap<String, String>,
}

pub(crate) struct Type {
    pub(crate) name: String,
    pub(crate) kind: TypeKind,
}

pub(crate) enum TypeKind {
    Object(Vec<Field>),
    Union { members: Vec<String>, tag: Option<String> },
}

pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) wire: String,
    pub(crate) required: bool,
    /// The only value of the field: of a discriminator, or `true`.
    pub(crate) constant: Option<Constant>,
}

/// The value of a field that always has the same one.
pub(crate) enum Constant {
    Text(String),
    True,
}

pub(crate) struct Method {
    pub(crate) name: String,
    pub(crate) params: Vec<Field>,
    pub(crate) returns: String,
}

impl Schema {
    pub(crate) fn load(root: &Path) -> Result<Self, Box<dyn Error>> {
        let read = |name: &str| -> Result<Value, Box<dyn Error>> {
            let path = root.join("schema").join(name);
            let text = fs::read_to_string(&path)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            Ok(serde_json::from_str(&text)
                .map_err(|error| format!("{}: {error}", path.display()))?)
        };
        let api = read("api.json")?;
        let schema = Self {
            types: list(&api["types"]).iter().map(Type::parse).collect(),
            methods: list(&api["methods"]).iter().map(Method::parse).collect(),
            enums: read("enums.json")?,
            ids: read("ids.json")?,
            shape: read("shape.json")?,
            since: map(&read("since.json")?),
        };
        for place in schema.since.keys() {
            let is_required = |(owner, name): (&str, &str)| {
                let fields = schema.object(owner).unwrap_or_default();
                fields.iter().any(|field| field.name == name && field.required)
            };
            if !place.split_once('.').is_some_and(is_required) {
                return Err(format!("since.json: `{place}` is not a required field").into());
            }
        }
        Ok(schema)
    }

    /// The fields of an object.
    pub(crate) fn object(&self, name: &str) -> Option<&[Field]> {
        match &self.types.iter().find(|t| t.name == name)?.kind {
            TypeKind::Object(fields) => Some(fields),
            TypeKind::Union { .. } => None,
        }
    }

    /// Entries of a list in `shape.json`.
    pub(crate) fn shape_has(&self, list_name: &str, entry: &str) -> bool {
        list(&self.shape[list_name]).iter().any(|value| value == entry)
    }
}

impl Type {
    fn parse(value: &Value) -> Self {
        let kind = match value.get("one_of") {
            Some(members) => TypeKind::Union {
                members: list(members).iter().map(text).collect(),
                tag: value.get("tag").and_then(Value::as_str).map(str::to_owned),
            },
            None => TypeKind::Object(list(&value["fields"]).iter().map(Field::parse).collect()),
        };
        Self { name: text(&value["name"]), kind }
    }
}

impl Field {
    fn parse(value: &Value) -> Self {
        let (wire, required) = (text(&value["type"]), value["required"] == true);
        let constant = match value.get("const") {
            Some(constant) => Some(Constant::Text(text(constant))),
            None => (required && wire == "True").then_some(Constant::True),
        };
        Self { name: text(&value["name"]), wire, required, constant }
    }

    /// The value of a discriminator.
    pub(crate) fn tag(&self) -> Option<&str> {
        match &self.constant {
            Some(Constant::Text(tag)) => Some(tag),
            _ => None,
        }
    }
}

impl Method {
    fn parse(value: &Value) -> Self {
        Self {
            name: text(&value["name"]),
            params: list(&value["params"]).iter().map(Field::parse).collect(),
            returns: text(&value["returns"]),
        }
    }
}

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Reads a map from strings to strings.
pub(crate) fn map(value: &Value) -> BTreeMap<String, String> {
    let entries = value.as_object().into_iter().flatten();
    entries.map(|(key, value)| (key.clone(), text(value))).collect()
}
