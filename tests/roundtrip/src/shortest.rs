//! The shortest JSON of each type.

use std::{fs, path::Path};

use serde_json::{Map, Value, json};

use crate::schema::{Field, Schema, Type};

impl Schema {
    /// The Bot API version of each required field that is newer than its object, as
    /// `Object.field`, if supported servers may be older.
    ///
    /// # Panics
    ///
    /// Panics if the table cannot be read.
    pub fn since() -> Map<String, Value> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/since.json");
        let text = fs::read_to_string(path).expect("the table is there");
        serde_json::from_str(&text).expect("the table is an object")
    }

    /// An object with only its required fields for which `wanted` returns true, each with
    /// the shortest possible value. `wanted` is called with `Object.field`.
    ///
    /// # Panics
    ///
    /// Panics if there is no such object.
    pub fn shortest(&self, name: &str, wanted: &dyn Fn(&str) -> bool) -> Value {
        let Some(Type::Object(fields)) = self.types.get(name) else { panic!("no object: {name}") };
        let required = fields.iter().filter(|field| field.is_required || field.constant.is_some());
        let wanted_ones = required.filter(|field| wanted(&format!("{name}.{}", field.name)));
        wanted_ones
            .map(|field| {
                let value = match &field.constant {
                    Some(constant) => constant.clone().into(),
                    None => self.shortest_value(&field.wire, wanted),
                };
                (field.name.clone(), value)
            })
            .collect::<Map<_, _>>()
            .into()
    }

    /// The shortest value of a type.
    ///
    /// # Panics
    ///
    /// Panics if there is no such type.
    pub fn shortest_value(&self, wire: &str, wanted: &dyn Fn(&str) -> bool) -> Value {
        match wire {
            "Boolean" | "True" => true.into(),
            "Integer" | "Date" | "Date | Integer" => 0.into(),
            "Float" => 0.0.into(),
            "String" | "RichText" => "".into(),
            "MaybeInaccessibleMessage" => self.shortest("InaccessibleMessage", wanted),
            list if list.starts_with("Array<") => json!([]),
            name => match self.types.get(name) {
                Some(Type::Object(_)) => self.shortest(name, wanted),
                Some(Type::OneOf(members)) => {
                    let members = members.iter().filter(|member| self.types.contains_key(*member));
                    let all = members.map(|member| self.shortest(member, wanted));
                    all.min_by_key(|value| value.to_string().len()).expect("there is a member")
                }
                None => panic!("no type: {name}"),
            },
        }
    }

    /// Whether a type is a union of objects.
    pub fn is_union(&self, wire: &str) -> bool {
        matches!(self.types.get(wire), Some(Type::OneOf(_))) && wire != "RichText"
    }

    /// The required fields of an object that are not constants.
    ///
    /// # Panics
    ///
    /// Panics if there is no such object.
    pub fn required(&self, name: &str) -> Vec<(&str, &str)> {
        let Some(Type::Object(fields)) = self.types.get(name) else { panic!("no object: {name}") };
        let required = fields.iter().filter(|field| field.is_required && field.constant.is_none());
        required.map(|Field { name, wire, .. }| (&**name, &**wire)).collect()
    }
}
