//! A strict validator of parameters, from the schema.

use std::{collections::BTreeMap, fmt, fs, path::Path};

use serde_json::{Map, Value};

/// The methods and types of the Bot API.
#[derive(Debug)]
pub struct Schema {
    pub(crate) methods: BTreeMap<String, Vec<Field>>,
    pub(crate) types: BTreeMap<String, Type>,
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

/// An error and its location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The path of the value, such as `media[0].caption`.
    pub place: String,
    /// The error.
    pub fault: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.fault)
    }
}

impl Schema {
    /// Reads the repository's schema.
    ///
    /// # Panics
    ///
    /// Panics if it cannot be read.
    pub fn load() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/api.json");
        let text = fs::read_to_string(path).expect("the schema is there");
        Self::parse(&serde_json::from_str(&text).expect("the schema is JSON"))
    }

    fn parse(api: &Value) -> Self {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
        let fields = |value: &Value| list(value).iter().map(Field::parse).collect();
        let types = list(&api["types"]).into_iter().map(|t| {
            let kind = match t["one_of"].as_array() {
                Some(members) => {
                    let members = members.iter().filter_map(Value::as_str);
                    Type::OneOf(members.map(str::to_owned).collect())
                }
                None => Type::Object(fields(&t["fields"])),
            };
            (name(&t), kind)
        });
        let methods = list(&api["methods"]).into_iter().map(|m| (name(&m), fields(&m["params"])));
        Self { methods: methods.collect(), types: types.collect() }
    }

    /// The names of all methods.
    pub fn methods(&self) -> impl Iterator<Item = &str> {
        self.methods.keys().map(String::as_str)
    }

    /// The names of a method's parameters, in order.
    pub fn parameters(&self, method: &str) -> Vec<&str> {
        let fields = self.methods.get(method).into_iter().flatten();
        fields.map(|field| &*field.name).collect()
    }

    /// Whether a parameter is a plain string in a form, and not JSON.
    pub fn is_text(&self, method: &str, parameter: &str) -> bool {
        let fields = self.methods.get(method).into_iter().flatten();
        fields.filter(|field| field.name == parameter).any(|field| {
            field.wire.split(" | ").any(|wire| ["String", "InputFile"].contains(&wire))
        })
    }

    /// The errors in the parameters of a method.
    pub fn judge(&self, method: &str, params: &Value) -> Vec<Complaint> {
        let Some(fields) = self.methods.get(method) else {
            return vec![complaint("", "there is no such method")];
        };
        let Value::Object(object) = params else {
            return vec![complaint("", "parameters are an object")];
        };
        let mut complaints = Vec::new();
        self.judge_object(fields, object, "", &mut complaints);
        complaints
    }

    /// Whether a value is valid for a type.
    pub(crate) fn is_right(&self, wire: &str, value: &Value) -> bool {
        let mut complaints = Vec::new();
        self.judge_value(wire, value, "", &mut complaints);
        complaints.is_empty()
    }

    fn judge_object(
        &self,
        fields: &[Field],
        object: &Map<String, Value>,
        place: &str,
        complaints: &mut Vec<Complaint>,
    ) {
        let inside =
            |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
        for name in object.keys().filter(|name| fields.iter().all(|field| field.name != **name)) {
            complaints.push(complaint(inside(name), "unknown"));
        }
        for field in fields {
            match (object.get(&field.name), &field.constant) {
                (None, _) if field.is_required => {
                    complaints.push(complaint(inside(&field.name), "missing"));
                }
                (None, _) => {}
                (Some(value), Some(constant)) => {
                    if value.as_str() != Some(constant) {
                        complaints
                            .push(complaint(inside(&field.name), format!("not {constant:?}")));
                    }
                }
                (Some(value), None) => {
                    self.judge_value(&field.wire, value, &inside(&field.name), complaints);
                }
            }
        }
    }

    fn judge_value(&self, wire: &str, value: &Value, place: &str, complaints: &mut Vec<Complaint>) {
        if let Some(item) = wire.strip_prefix("Array<").and_then(|rest| rest.strip_suffix('>')) {
            match value.as_array() {
                Some(items) => items.iter().enumerate().for_each(|(at, value)| {
                    self.judge_value(item, value, &format!("{place}[{at}]"), complaints);
                }),
                None => complaints.push(complaint(place, "not an array")),
            }
            return;
        }
        if wire.contains(" | ") {
            self.judge_choice(wire.split(" | "), value, place, complaints);
            return;
        }
        let is_right = match wire {
            "Integer" | "Date" => value.is_i64(),
            "Float" => value.is_number(),
            "Boolean" => value.is_boolean(),
            "True" => *value == Value::Bool(true),
            "String" => value.is_string(),
            "InputFile" => value.as_str().is_some_and(|text| text.starts_with("attach://")),
            name => {
                match (self.types.get(name), value) {
                    (Some(Type::Object(fields)), Value::Object(object)) => {
                        self.judge_object(fields, object, place, complaints);
                    }
                    (Some(Type::Object(_)), _) => {
                        complaints.push(complaint(place, "not an object"));
                    }
                    (Some(Type::OneOf(members)), _) => {
                        self.judge_choice(
                            members.iter().map(String::as_str),
                            value,
                            place,
                            complaints,
                        );
                    }
                    (None, _) => complaints.push(complaint(place, format!("of no type: {name}"))),
                }
                return;
            }
        };
        if !is_right {
            complaints.push(complaint(place, format!("not of type {wire}")));
        }
    }

    /// A value is valid if it is valid for one of several types. Otherwise, the errors are
    /// those of the type with the fewest.
    fn judge_choice<'a>(
        &self,
        wires: impl Iterator<Item = &'a str>,
        value: &Value,
        place: &str,
        complaints: &mut Vec<Complaint>,
    ) {
        let judged = wires.map(|wire| {
            let mut complaints = Vec::new();
            self.judge_value(wire, value, place, &mut complaints);
            complaints
        });
        complaints.extend(judged.min_by_key(Vec::len).unwrap_or_default());
    }
}

fn complaint(place: impl Into<String>, fault: impl Into<String>) -> Complaint {
    Complaint { place: place.into(), fault: fault.into() }
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
    use serde_json::json;

    use super::*;

    fn faults(method: &str, params: &Value) -> Vec<String> {
        Schema::load().judge(method, params).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn valid_parameters_have_no_errors() {
        let album = json!({"chat_id": "@news", "media": [
            {"type": "photo", "media": "attach://a", "caption_entities": []},
            {"type": "video", "media": "b", "supports_streaming": true},
        ]});
        assert_eq!(faults("sendMediaGroup", &album), Vec::<String>::new());
    }

    #[test]
    fn each_kind_of_error_is_found() {
        let message = json!({
            "chat_id": 1.5, "parse_mode": 1, "disable_notification": "yes", "colour": "red",
            "entities": {}, "reply_markup": {"inline_keyboard": [[{"text": "a", "urll": "b"}]]},
            "reply_parameters": 7, "message_thread_id": null,
        });
        assert_eq!(
            faults("sendMessage", &message),
            [
                "colour: unknown",
                "chat_id: not of type Integer",
                "text: missing",
                "message_thread_id: not of type Integer",
                "parse_mode: not of type String",
                "entities: not an array",
                "disable_notification: not of type Boolean",
                "reply_parameters: not an object",
                "reply_markup.inline_keyboard[0][0].urll: unknown",
            ],
        );
        let wrong_tag = json!({"chat_id": 1, "media": [{"type": "pho", "media": "a"}]});
        assert_eq!(faults("sendMediaGroup", &wrong_tag).len(), 1);
        assert_eq!(
            faults("setChatPhoto", &json!({"chat_id": 1, "photo": "id"})),
            ["photo: not of type InputFile"]
        );
        assert_eq!(faults("sendNothing", &json!({})), [": there is no such method"]);
    }
}
