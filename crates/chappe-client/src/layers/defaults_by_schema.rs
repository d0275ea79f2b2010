//! Tests of the defaults over all methods of the schema.

use chappe_types::{LinkPreviewOptions, ParseMode};
use serde_json::{Value, json};

use crate::{layers::defaults::Defaults, params::Params};

/// A type of Telegram's reference: its members, each with its type.
struct Schema(Value);

impl Schema {
    fn new() -> Self {
        let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/api.json"));
        Self(serde_json::from_str(json).unwrap())
    }

    /// Returns the types of this name: one, or the members of a union.
    fn objects(&self, name: &str) -> Vec<&Value> {
        let types = self.0["types"].as_array().unwrap();
        let Some(found) = types.iter().find(|object| object["name"] == name) else {
            return Vec::new();
        };
        match found["one_of"].as_array() {
            Some(union) => {
                union.iter().flat_map(|name| self.objects(name.as_str().unwrap())).collect()
            }
            None => vec![found],
        }
    }

    /// Collects the paths to all objects inside a value of this member. A path has the names of
    /// the members on it and their constants (the tags of unions).
    fn places<'a>(&'a self, member: &'a Value, path: &Path<'a>, found: &mut Vec<Path<'a>>) {
        let kind = member["type"].as_str().unwrap();
        let is_list = kind.starts_with("Array");
        let names = kind.split(|c: char| !c.is_alphanumeric());
        for object in names.flat_map(|name| self.objects(name)) {
            let name = member["name"].as_str().unwrap();
            // Once per name: a rich text may contain itself in many ways.
            let is_known = found.iter().any(|path| {
                let last = path.steps.last().unwrap();
                last.name == name && last.object["name"] == object["name"]
            });
            if is_known {
                continue;
            }
            let mut path = path.clone();
            path.steps.push(Step { name, is_list, object });
            found.push(path.clone());
            for member in object["fields"].as_array().unwrap() {
                self.places(member, &path, found);
            }
        }
    }
}

#[derive(Clone)]
struct Path<'a> {
    steps: Vec<Step<'a>>,
}

#[derive(Clone)]
struct Step<'a> {
    name: &'a str,
    is_list: bool,
    object: &'a Value,
}

impl Path<'_> {
    /// Returns the parameters with `object` at the end of the path. The objects around it have
    /// their constants, and those of `flags` that their type accepts.
    fn around(&self, object: Value, flags: &Value) -> Value {
        self.steps.iter().rev().enumerate().fold(object, |mut inner, (index, step)| {
            for member in step.object["fields"].as_array().unwrap() {
                let name = member["name"].as_str().unwrap();
                let flag = flags.get(name).filter(|_| index > 0);
                if let Some(value) = member.get("const").or(flag) {
                    inner[name] = value.clone();
                }
            }
            let inner = if step.is_list { json!([inner]) } else { inner };
            json!({ step.name: inner })
        })
    }
}

/// Returns an object with these members before and after defaults are applied, derived from
/// the schema only: a text has entities and a parse mode of its name.
fn expected(members: &[Value], have: &[&str]) -> (Value, Value) {
    let names: Vec<&str> = members.iter().map(|member| member["name"].as_str().unwrap()).collect();
    let mut before = json!({});
    for member in members {
        let name = member["name"].as_str().unwrap();
        if member["type"] == "String" && !name.ends_with("parse_mode") {
            before[name] = json!("<b>x</b>");
        }
        if have.iter().any(|have| name.ends_with(have)) {
            before[name] = json!("its own");
        }
    }
    let mut after = before.clone();
    for mode in names.iter().filter(|name| name.ends_with("parse_mode")) {
        let prefix = mode.strip_suffix("parse_mode").unwrap();
        let all: Vec<_> = names
            .iter()
            .filter(|name| name.ends_with("entities") && name.starts_with(prefix))
            .collect();
        let [entities] = *all else { panic!("{mode} belongs to one of {all:?}") };
        if after.get(*entities).is_none() && after.get(*mode).is_none() {
            after[*mode] = json!("HTML");
        }
    }
    for flag in ["disable_notification", "protect_content", "allow_sending_without_reply"] {
        if names.contains(&flag) && after.get(flag).is_none() {
            after[flag] = json!(true);
        }
    }
    if names.contains(&"show_caption_above_media") && before.get("caption").is_some() {
        let flag = &mut after["show_caption_above_media"];
        *flag = if flag.is_null() { json!(true) } else { flag.take() };
    }
    if names.contains(&"link_preview_options") {
        let options = &mut after["link_preview_options"];
        *options = if options.is_null() { json!({"is_disabled": true}) } else { options.take() };
    }
    (before, after)
}

fn all_defaults() -> Defaults {
    Defaults::new()
        .parse_mode(ParseMode::Html)
        .link_preview_options(LinkPreviewOptions::new().is_disabled(true))
        .disable_notification(true)
        .protect_content(true)
        .allow_sending_without_reply(true)
        .show_caption_above_media(true)
}

fn filled_by_name(method: &Value, params: &Value) -> Value {
    let members = method["params"].as_array().unwrap();
    let accepts: Vec<&'static str> = members
        .iter()
        .map(|member| &*String::leak(member["name"].as_str().unwrap().to_owned()))
        .collect();
    let mut filled = Params::from_json(params.to_string()).unwrap();
    for (name, value) in all_defaults().filled(&accepts, &filled) {
        filled.set(name, value);
    }
    serde_json::from_slice(filled.as_bytes()).unwrap()
}

#[test]
fn every_text_of_every_method_is_filled_and_nothing_else() {
    let schema = Schema::new();
    let flags = json!({
        "disable_notification": true, "protect_content": true,
        "allow_sending_without_reply": true,
    });
    let (mut texts, mut wrong) = (0, Vec::new());
    for method in schema.0["methods"].as_array().unwrap() {
        let members = method["params"].as_array().unwrap();
        let mut places = Vec::new();
        let root = Path { steps: Vec::new() };
        members.iter().for_each(|member| schema.places(member, &root, &mut places));
        let nested = places
            .iter()
            .map(|path| (path, path.steps.last().unwrap().object["fields"].as_array().unwrap()));
        for (path, fields) in nested.chain([(&root, members)]) {
            let all: [&[&str]; 3] = [
                &[],
                &["entities"],
                &[
                    "parse_mode",
                    "notification",
                    "content",
                    "reply",
                    "above_media",
                    "preview_options",
                ],
            ];
            for have in all {
                let (before, after) = expected(fields, have);
                texts += usize::from(before != after);
                let mut expected = path.around(after, &flags);
                for (name, value) in flags.as_object().unwrap() {
                    let is_around = !path.steps.is_empty();
                    if is_around && members.iter().any(|member| member["name"] == **name) {
                        expected[name] = value.clone();
                    }
                }
                let filled = filled_by_name(method, &path.around(before, &json!({})));
                if filled != expected {
                    wrong.push(format!("{}: {filled}, not {expected}", method["name"]));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(texts > 300, "{texts} places were tried");
}
