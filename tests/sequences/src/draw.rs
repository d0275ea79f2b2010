//! Random values of parameters, by their names and types.

use serde_json::{Map, Value, json};

use crate::{
    files::FILES,
    names::{
        ENTITIES, FILE_NAMES, KINDS, OF_ACTIONS, PEOPLE, SAME, SHOWN, SHOWN_NAMES, TEXTS, WANTED,
    },
    pool::Pool,
    random::Random,
    schema::{Field, Method, Type, item_of, schema},
};

/// The deepest nesting of drawn objects; deeper ones have required fields only.
const DEEPEST: usize = 5;

/// The time at which every sequence begins, in Unix seconds.
pub(crate) const BEGIN: i64 = 1_900_000_000;

/// Draws values for one call.
#[derive(Debug)]
pub(crate) struct Draw<'a> {
    pub(crate) random: &'a mut Random,
    pub(crate) pool: &'a Pool,
    /// The files that the values attach, by part.
    pub(crate) files: Vec<(String, usize)>,
}

impl Draw<'_> {
    /// The parameters of a method: the required ones, and some of the others.
    pub(crate) fn params(&mut self, method: &Method) -> Map<String, Value> {
        let share = *self.random.pick(&[2, 8, 20]);
        let mut params = self.members(&method.params, share, 0);
        self.same_message(&method.name, &mut params);
        params
    }

    /// Lets the chat and the message of a method or an action be those of a message that exists.
    pub(crate) fn same_message(&mut self, name: &str, params: &mut Map<String, Value>) {
        if self.random.percent(15) {
            return;
        }
        let wanted = WANTED.iter().find(|(wanting, _)| *wanting == name);
        let content = wanted.map(|(_, content)| *content);
        let Some((chat, id)) = self.pool.message(content, self.random) else { return };
        let source = if params.contains_key("from_chat_id") { "from_chat_id" } else { "chat_id" };
        if !params.contains_key("message_id") && !params.contains_key("message_ids") {
            return;
        }
        params.insert(source.to_owned(), json!(chat));
        for (name, value) in [("message_id", json!(id)), ("message_ids", json!([id]))] {
            if let Some(member) = params.get_mut(name) {
                *member = value;
            }
        }
        if source == "chat_id" {
            params.remove("inline_message_id");
        }
    }

    /// A value of a member of an action: a person who acts, or a value of another name.
    pub(crate) fn of_action(&mut self, path: &str, member: &str) -> Option<Value> {
        if self.random.percent(20) {
            return None;
        }
        if ["from", "user"].contains(&member) {
            return Some(json!(*self.random.pick(&PEOPLE)));
        }
        let source = OF_ACTIONS.iter().find(|(of, name, _)| (*of, *name) == (path, member));
        source.and_then(|(_, _, source)| self.pool.value(source, self.random))
    }

    fn members(&mut self, fields: &[Field], share: u64, depth: usize) -> Map<String, Value> {
        let mut members = Map::new();
        for field in fields {
            let is_drawn = if field.is_required {
                !self.random.percent(1)
            } else {
                depth < DEEPEST && self.random.percent(share)
            };
            if is_drawn {
                let value = self.field(field, depth);
                members.insert(field.name.clone(), value);
            }
        }
        members
    }

    fn field(&mut self, field: &Field, depth: usize) -> Value {
        if let Some(constant) = &field.constant {
            return json!(constant);
        }
        if self.random.percent(2) {
            return self.invalid();
        }
        match self.named(&field.name, &field.kind) {
            Some(value) => value,
            None => self.typed(&field.kind, depth),
        }
    }

    /// A value of a type.
    fn typed(&mut self, kind: &str, depth: usize) -> Value {
        if let Some(item) = item_of(kind) {
            let length = if depth > DEEPEST { 1 } else { 1 + self.random.below(3) };
            return (0..length).map(|_| self.typed(item, depth + 1)).collect();
        }
        match kind {
            "Integer" => json!(*self.random.pick(&[0, 1, 2, 3, 5, 10, 60, 100, 900, 3600])),
            "Date" | "Date | Integer" => json!(BEGIN + 60 * self.seconds()),
            "Float" => json!(*self.random.pick(&[0.0, 0.5, 48.8, -33.9, 90.5])),
            "Boolean" => json!(self.random.percent(50)),
            "True" => json!(true),
            "String" | "InputFile" => json!(*self.random.pick(&["a", "text", "1", "Äpfel"])),
            "MessageEntity" => json!({
                "type": *self.random.pick(&ENTITIES), "offset": self.random.below(4),
                "length": self.random.below(6), "url": "https://example.org",
                "user": {"id": self.pool.value("user_id", self.random).unwrap_or_default()},
            }),
            "InlineKeyboardButton" if self.random.percent(60) => {
                json!({"text": "B", "callback_data": *self.random.pick(&["d1", "d2"])})
            }
            kinds if kinds.contains(" | ") => {
                let kinds: Vec<&str> = kinds.split(" | ").collect();
                let kind = *self.random.pick(&kinds);
                self.typed(kind, depth)
            }
            name => match schema().types.get(name) {
                Some(Type::OneOf(kinds)) => {
                    let kind = self.random.pick(kinds).clone();
                    self.typed(&kind, depth + 1)
                }
                Some(Type::Object(fields)) => {
                    let share = if depth == 0 { 30 } else { 12 };
                    Value::Object(self.members(fields, share, depth + 1))
                }
                None => Value::Null,
            },
        }
    }

    /// A value of a name, if the name says more than the type.
    pub(crate) fn named(&mut self, name: &str, kind: &str) -> Option<Value> {
        let same = SAME.iter().find(|(other, _)| *other == name);
        let source = same.map_or(name, |(_, source)| source);
        if source.ends_with("_id") && !self.random.percent(4) {
            if let Some(value) = self.pool.value(source, self.random) {
                return Some(value);
            }
        }
        if FILE_NAMES.contains(&name) && kind.contains("String") || kind == "InputFile" {
            return Some(self.file());
        }
        if SHOWN_NAMES.contains(&name) && kind.contains("tring") {
            return Some(json!(*self.random.pick(SHOWN)));
        }
        if ["until_date", "expire_date", "close_date", "send_date"].contains(&name) {
            return Some(json!(BEGIN + self.seconds()));
        }
        match name {
            "allowed_updates" => {
                let length = self.random.below(4);
                return Some((0..length).map(|_| json!(*self.random.pick(&KINDS))).collect());
            }
            "message_ids" | "members" | "user_ids" | "added_user_ids" => {
                let of = if name == "message_ids" { "message_id" } else { "user_id" };
                let length = 1 + self.random.below(3);
                return Some(
                    (0..length).filter_map(|_| self.pool.value(of, self.random)).collect(),
                );
            }
            "bots" => return Some(json!([42, 43])),
            "bot" => return Some(json!(*self.random.pick(&[42, 42, 42, 43]))),
            "invite_link" => return self.pool.value(name, self.random),
            _ => {}
        }
        let texts = TEXTS.iter().find(|(known, _)| *known == name);
        texts.filter(|_| kind.contains("tring")).map(|(_, texts)| json!(*self.random.pick(texts)))
    }

    fn seconds(&mut self) -> i64 {
        *self.random.pick(&[-100, 0, 10, 40, 300, 3_000, 40_000, 600_000, 90_000_000])
    }

    /// A file: one that was sent before, an upload, or a URL.
    fn file(&mut self) -> Value {
        match self.random.below(10) {
            0..=4 => {
                let part = format!("file{}", self.files.len());
                self.files.push((part.clone(), self.random.index(FILES.len())));
                json!(format!("attach://{part}"))
            }
            5..=7 => self.pool.value("file_id", self.random).unwrap_or(json!("none")),
            8 => json!("https://example.org/picture.jpg"),
            _ => json!("attach://missing"),
        }
    }

    /// A value that fits no parameter, or few.
    pub(crate) fn invalid(&mut self) -> Value {
        let number = *self.random.pick(&[-1, 0, i64::MAX, i64::MIN, 2_147_483_648, 1 << 53]);
        match self.random.below(10) {
            0 => Value::Null,
            1 => json!(""),
            2 => json!("abc"),
            3 => json!([]),
            4 => json!({}),
            5 => json!(true),
            6 => json!("x".repeat(5000)),
            7 => json!("@unknown"),
            8 => json!([[{"a": null}]]),
            _ => json!(number),
        }
    }
}
