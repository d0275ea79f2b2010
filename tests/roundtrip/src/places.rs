//! The fields and members of the schema that a sample covers.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::schema::{Field, Schema, Type};

/// Fields, as `Type.field`, and members of unions, as `Union > Type`.
pub type Places = BTreeSet<String>;

impl Schema {
    /// All fields and members that parameters can contain.
    pub fn all_places(&self) -> Places {
        let mut places = Places::new();
        for (method, fields) in &self.methods {
            self.reach_fields(method, fields, &mut places);
        }
        places
    }

    fn reach_fields(&self, owner: &str, fields: &[Field], places: &mut Places) {
        for field in fields {
            if places.insert(format!("{owner}.{}", field.name)) {
                self.reach(&field.wire, places);
            }
        }
    }

    fn reach(&self, wire: &str, places: &mut Places) {
        for member in members(wire) {
            if wire != member {
                self.reach(member, places);
            }
        }
        match self.types.get(wire) {
            Some(Type::Object(fields)) => self.reach_fields(wire, fields, places),
            Some(Type::OneOf(members)) => {
                for member in members {
                    if places.insert(format!("{wire} > {member}")) {
                        self.reach(member, places);
                    }
                }
            }
            None => {}
        }
    }

    /// Adds the fields and members in the parameters of a method, which must be valid.
    pub fn visit(&self, method: &str, params: &Value, places: &mut Places) {
        if let Some(fields) = self.methods.get(method) {
            self.visit_fields(method, fields, params, places);
        }
    }

    fn visit_fields(&self, owner: &str, fields: &[Field], object: &Value, places: &mut Places) {
        for field in fields {
            if let Some(value) = object.get(&field.name) {
                places.insert(format!("{owner}.{}", field.name));
                self.visit_value(&field.wire, value, places);
            }
        }
    }

    fn visit_value(&self, wire: &str, value: &Value, places: &mut Places) {
        if let Some(item) = wire.strip_prefix("Array<").and_then(|rest| rest.strip_suffix('>')) {
            let items = value.as_array().into_iter().flatten();
            items.for_each(|value| self.visit_value(item, value, places));
            return;
        }
        if wire.contains(" | ") {
            if let Some(member) = wire.split(" | ").find(|member| self.is_right(member, value)) {
                self.visit_value(member, value, places);
            }
            return;
        }
        match self.types.get(wire) {
            Some(Type::Object(fields)) => self.visit_fields(wire, fields, value, places),
            Some(Type::OneOf(members)) => {
                if let Some(member) = members.iter().find(|member| self.is_right(member, value)) {
                    places.insert(format!("{wire} > {member}"));
                    self.visit_value(member, value, places);
                }
            }
            None => {}
        }
    }
}

/// The types that a wire type consists of.
fn members(wire: &str) -> impl Iterator<Item = &str> {
    let item = wire.strip_prefix("Array<").and_then(|rest| rest.strip_suffix('>'));
    item.unwrap_or(wire).split(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_fields_and_members_are_covered() {
        let schema = Schema::load();
        let mut places = Places::new();
        let params = serde_json::json!({"chat_id": 1, "media": [
            {"type": "photo", "media": "a", "caption_entities": [{"type": "bold", "offset": 0, "length": 1}]},
        ]});
        schema.visit("sendMediaGroup", &params, &mut places);
        let expected = [
            "InputMediaPhoto.caption_entities",
            "InputMediaPhoto.media",
            "InputMediaPhoto.type",
            "MessageEntity.length",
            "MessageEntity.offset",
            "MessageEntity.type",
            "sendMediaGroup.chat_id",
            "sendMediaGroup.media",
        ];
        assert_eq!(places.iter().map(String::as_str).collect::<Vec<_>>(), expected);
        assert!(schema.all_places().is_superset(&places));
        assert!(schema.all_places().contains("RichText > RichTextBold"));
    }
}
