//! Objects: structs with their decoders and printers.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::codegen::{
    model::{Model, Rust, ident},
    schema::{Field, TypeKind},
};

/// The objects of the schema as Rust.
pub(crate) fn object(model: &Model<'_>, name: &str, fields: &[Field]) -> String {
    let mut out = String::new();
    let rust_name = model.name(name);
    let stored: Vec<&Field> = fields.iter().filter(|field| field.constant.is_none()).collect();
    let anchor = name.to_lowercase();
    let words = words(name);
    let _ = writeln!(
        out,
        "/// {} {words}.\n///\n/// Source: Bot API 10.3, [`{name}`](https://core.telegram.org/bots/api#{anchor}).\n#[derive(Clone, Debug, PartialEq)]\n#[non_exhaustive]\npub struct {rust_name} {{",
        article(&words),
    );
    for field in &stored {
        let _ = writeln!(
            out,
            "/// {}\npub {}: {},",
            field_doc(model, name, field),
            ident(&field.name),
            model.field_type(name, field)
        );
    }
    out.push_str("}\n\n");
    let is_sent = model.sent.contains(name);
    if is_sent {
        out.push_str(&setters(model, name, &rust_name, &stored));
        out.push_str(&default(&rust_name, &stored));
    }
    if model.received.contains(name) {
        if model.is_tabled(name) {
            out.push_str(&tabled(model, name, &stored));
        } else {
            out.push_str(&read(model, name, &rust_name));
        }
        if model.may_be_empty(name) {
            out.push_str(&empty(model, name));
        }
        let _ = writeln!(out, "objects! {{ {rust_name} }}\ndeserialize! {{ {rust_name} }}\n");
    }
    out.push_str(&described(&rust_name, fields, is_sent));
    let is_file = |field: &&&Field| field.name == "file_id" && field.required;
    if let Some(field) = stored.iter().find(is_file) {
        if model.field_type(name, field) == "FileId" {
            let _ = writeln!(
                out,
                "impl AsRef<FileId> for {rust_name} {{\nfn as_ref(&self) -> &FileId {{\n&self.file_id\n}}\n}}\n"
            );
        }
    }
    out
}

/// `MessageEntity` as "message entity".
fn words(name: &str) -> String {
    let mut words = String::new();
    for (at, c) in name.char_indices() {
        if c.is_uppercase() && at > 0 {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}

fn article(words: &str) -> &'static str {
    if words.starts_with(['a', 'e', 'i', 'o']) { "An" } else { "A" }
}

/// What a field is, in our own words: from its type alone.
pub(crate) fn field_doc(model: &Model<'_>, owner: &str, field: &Field) -> String {
    let need = if field.required { "" } else { ", optional" };
    let what = match model.rust(owner, field) {
        Rust::Plain(name, _) => match &*name {
            "bool" => "A flag".to_owned(),
            "i64" => "A whole number".to_owned(),
            "f64" => "A number".to_owned(),
            "Str" => "A text".to_owned(),
            "Date" => "In Unix time, seconds".to_owned(),
            "InputFile" => "A file".to_owned(),
            "Recipient" => "A chat, by id or username".to_owned(),
            id => format!("A [`{id}`]"),
        },
        Rust::Generated(name) => format!("A [`{}`]", model.name(&name)),
        Rust::Vec(_) => "A list".to_owned(),
    };
    format!("{what}{need}.")
}

/// The constructor and the chained setters of what bots send. They are inline, so
/// that what no bot calls, and what drops it, is not compiled.
pub(crate) fn setters(
    model: &Model<'_>,
    owner: &str,
    rust_name: &str,
    stored: &[&Field],
) -> String {
    let mut out = String::new();
    let (required, optional): (Vec<&&Field>, Vec<&&Field>) =
        stored.iter().partition(|field| field.required);
    let _ = writeln!(out, "impl {rust_name} {{");
    let arguments: Vec<String> = required
        .iter()
        .map(|field| format!("{}: {}", ident(&field.name), argument(model, owner, field)))
        .collect();
    let _ = writeln!(
        out,
        "/// With what is required.\n#[inline]\n{}pub fn new({}) -> Self {{\nSelf {{",
        if arguments.len() > 7 {
            "#[expect(clippy::too_many_arguments, reason = \"the Bot API requires them\")]\n"
        } else {
            ""
        },
        arguments.join(", ")
    );
    for field in stored {
        let name = ident(&field.name);
        if !field.required {
            let _ = writeln!(out, "{name}: None,");
        } else if model.is_boxed(owner, field) {
            let _ = writeln!(out, "{name}: Box::new({name}.into()),");
        } else if converts(&model.rust(owner, field)) {
            let _ = writeln!(out, "{name}: {name}.into(),");
        } else {
            let _ = writeln!(out, "{name},");
        }
    }
    out.push_str("}\n}\n");
    for field in optional {
        let name = ident(&field.name);
        let value = optional_value(model, owner, field, "value");
        let _ = writeln!(
            out,
            "\n/// Sets `{}`.\n#[inline]\npub fn {name}(mut self, value: {}) -> Self {{\nself.{name} = Some({value});\nself\n}}",
            field.name,
            argument(model, owner, field),
        );
    }
    out.push_str("}\n\n");
    out
}

/// What needs nothing has a default.
pub(crate) fn default(rust_name: &str, stored: &[&Field]) -> String {
    if stored.iter().any(|field| field.required) {
        return String::new();
    }
    format!(
        "impl Default for {rust_name} {{\n#[inline]\nfn default() -> Self {{\nSelf::new()\n}}\n}}\n\n"
    )
}

/// An argument as the value of an optional field.
pub(crate) fn optional_value(
    model: &Model<'_>,
    owner: &str,
    field: &Field,
    argument: &str,
) -> String {
    match (model.is_boxed(owner, field), converts(&model.rust(owner, field))) {
        (true, _) => format!("Box::new({argument}.into())"),
        (false, true) => format!("{argument}.into()"),
        (false, false) => argument.to_owned(),
    }
}

pub(crate) fn argument(model: &Model<'_>, owner: &str, field: &Field) -> String {
    let rust = model.rust(owner, field);
    let written = model.write(&rust);
    if converts(&rust) || model.is_boxed(owner, field) {
        format!("impl Into<{written}>")
    } else {
        written
    }
}

/// Whether an argument is worth converting.
fn converts(rust: &Rust) -> bool {
    match rust {
        Rust::Plain(name, _) => !matches!(&**name, "bool" | "i64" | "f64"),
        Rust::Generated(_) => true,
        Rust::Vec(_) => false,
    }
}

/// What an object or method tells of itself to be printed. What bots only receive is
/// compiled where somebody prints it.
pub(crate) fn described(rust_name: &str, fields: &[Field], is_sent: bool) -> String {
    let inline = if is_sent { "" } else { "#[inline]\n" };
    let mut out = format!("impl<'a> Fields<'a> for &'a {rust_name} {{\n");
    if fields.is_empty() {
        out.push_str("fn fields(&self, _: &mut To<'_, 'a>) {}\n\nfn count(&self) -> Option<usize> {\nSome(0)\n}\n}\n\n");
    } else {
        let _ = writeln!(out, "{inline}fn fields(&self, to: &mut To<'_, 'a>) {{");
        fields.iter().for_each(|field| out.push_str(&told(field)));
        out.push_str("}\n}\n\n");
    }
    let _ = writeln!(out, "described! {{ {rust_name} }}\n");
    out
}

/// A call that tells one field.
pub(crate) fn told(field: &Field) -> String {
    let (key, name) = (&field.name, ident(&field.name));
    match (&field.constant, field.required) {
        (Some(constant), _) => format!("to.put(\"{key}\", \"{constant}\");\n"),
        (None, true) => format!("to.put(\"{key}\", &self.{name});\n"),
        (None, false) => format!("to.optional(\"{key}\", &self.{name});\n"),
    }
}

/// The decoder, whose work a function of [`readers`] does.
fn read(model: &Model<'_>, owner: &str, rust_name: &str) -> String {
    let function = snake(rust_name);
    let mut out = format!("impl Read for {rust_name} {{\n");
    if model.schema.shape_has("filled", owner) {
        let _ = writeln!(
            out,
            "fn read(reader: &mut Reader<'_>) -> Result<Self> {{\nlet mut value = Self::empty();\nvalue.fill(reader)?;\nOk(value)\n}}\n\nfn read_boxed(reader: &mut Reader<'_>) -> Result<Box<Self>> {{\nlet mut value = Self::empty_boxed();\nvalue.fill(reader)?;\nOk(value)\n}}\n}}\n"
        );
        let _ = writeln!(
            out,
            "impl {rust_name} {{\n#[inline(never)]\npub(crate) fn empty() -> Self {{\nSelf {{"
        );
        out.push_str(&empty_fields(model, owner));
        let _ = writeln!(
            out,
            "}}\n}}\n\n#[inline(never)]\nfn empty_boxed() -> Box<Self> {{\nBox::new(Self::empty())\n}}\n\n#[inline]\npub(crate) fn fill(&mut self, reader: &mut Reader<'_>) -> Result<()> {{\nreaders::{function}(self, reader)\n}}\n}}\n"
        );
    } else {
        let _ = writeln!(
            out,
            "#[inline]\nfn read(reader: &mut Reader<'_>) -> Result<Self> {{\nreaders::{function}(reader)\n}}\n}}\n"
        );
    }
    out
}

/// The fields of an object of which nothing was read.
fn empty_fields(model: &Model<'_>, owner: &str) -> String {
    let mut out = String::new();
    let fields = model.schema.object(owner).unwrap_or_default();
    for field in fields.iter().filter(|field| field.constant.is_none()) {
        let empty = if field.required { "Empty::empty()" } else { "None" };
        let _ = writeln!(out, "{}: {empty},", ident(&field.name));
    }
    out
}

/// What stands in a required field until it is read.
fn empty(model: &Model<'_>, owner: &str) -> String {
    let (rust_name, fields) = (model.name(owner), empty_fields(model, owner));
    format!("impl Empty for {rust_name} {{\nfn empty() -> Self {{\nSelf {{\n{fields}}}\n}}\n}}\n\n")
}

/// The table and the fields of an object that the common loop reads: little code,
/// for there are many of them and each is rare.
fn tabled(model: &Model<'_>, owner: &str, stored: &[&Field]) -> String {
    let rust_name = model.name(owner);
    let (mut names, mut required, mut arms) = (Vec::new(), Vec::new(), String::new());
    let mut also = Vec::new();
    for (index, field) in stored.iter().enumerate() {
        let place = format!("{owner}.{}", field.name);
        names.push(format!("{:?}", field.name));
        let is_left_out = matches!(model.rust(owner, field), Rust::Vec(_))
            || matches!(model.rust(owner, field), Rust::Plain(name, _) if name == "bool")
            || model.schema.shape_has("defaults", &place);
        if field.required && !is_left_out {
            required.push(format!("1 << {index}"));
        }
        let name = ident(&field.name);
        let read = if field.required && is_tabled(model, owner, field) {
            format!("object_into(&mut self.{name}, reader)")
        } else if field.required {
            format!("read_into(&mut self.{name}, reader)")
        } else if model.schema.shape_has("empty_is_absent", &place) {
            format!("non_empty(reader).map(|value| self.{name} = value)")
        } else {
            format!("{}(&mut self.{name}, reader)", optional(model, owner, field))
        };
        let _ = writeln!(arms, "{index} => {read},");
        if let Some(name) = model.schema.shape["also"].get(&place).and_then(|name| name.as_str()) {
            also.push((name, format!("self.{}.is_none() => {read}", ident(&field.name))));
        }
    }
    for (name, read) in also {
        let _ = writeln!(arms, "{} if {read},", names.len());
        names.push(format!("{name:?}"));
    }
    let body = if arms.is_empty() {
        "let _ = index;\nreader.skip()".to_owned()
    } else {
        format!("match index {{\n{arms}_ => reader.skip(),\n}}")
    };
    let required = if required.is_empty() { "0".to_owned() } else { required.join(" | ") };
    format!(
        "impl Tabled for {rust_name} {{\nconst TABLE: &'static Table = &Table {{ names: &[{}], required: {required} }};\n}}\n\nimpl Slots for {rust_name} {{\nfn read_slot(&mut self, index: usize, reader: &mut Reader<'_>) -> Result<()> {{\n{body}\n}}\n}}\n\ntabled! {{ {rust_name} }}\n",
        names.join(", ")
    )
}

fn is_tabled(model: &Model<'_>, owner: &str, field: &Field) -> bool {
    matches!(model.rust(owner, field), Rust::Generated(name) if model.is_tabled(&name))
}

/// What reads an optional field in place.
fn optional(model: &Model<'_>, owner: &str, field: &Field) -> &'static str {
    if is_tabled(model, owner, field) && model.is_boxed(owner, field) {
        "boxed_into"
    } else {
        "optional_into"
    }
}

/// The functions that decode objects. They stand in one module: the compiler
/// splits a crate by modules, and each part would have its own copy of what drops
/// a half-read object.
pub(crate) fn readers(model: &Model<'_>) -> String {
    let mut out = String::new();
    for t in &model.schema.types {
        let TypeKind::Object(fields) = &t.kind else { continue };
        if model.received.contains(&*t.name) && !model.is_tabled(&t.name) {
            let stored: Vec<&Field> =
                fields.iter().filter(|field| field.constant.is_none()).collect();
            out.push_str(&reader(model, &t.name, &stored));
        }
    }
    out
}

/// Reads an object. One that is `filled` is made first and its fields set in
/// place, so that it never stands on the stack of a deep recursion.
fn reader(model: &Model<'_>, owner: &str, stored: &[&Field]) -> String {
    let is_filled = model.schema.shape_has("filled", owner);
    let rust_name = model.name(owner);
    let function = snake(&rust_name);
    let mut out = "#[inline(never)]\n".to_owned();
    if is_filled {
        let _ = writeln!(
            out,
            "pub(super) fn {function}(value: &mut {rust_name}, reader: &mut Reader<'_>) -> Result<()> {{\nlet mut seen = 0_u32;"
        );
    } else {
        let _ = writeln!(
            out,
            "pub(super) fn {function}(reader: &mut Reader<'_>) -> Result<{rust_name}> {{"
        );
        for field in stored {
            let _ = writeln!(out, "let mut {} = None;", ident(&field.name));
        }
    }
    out.push_str("let mut next = reader.first_key();\nwhile let Some(key) = next {\n");
    out.push_str(&dispatch(model, owner, stored, is_filled));
    out.push_str("next = reader.next_key();\n}\nreader.leave()?;\n");
    if is_filled {
        for (bit, field) in stored.iter().filter(|field| field.required).enumerate() {
            let _ = writeln!(
                out,
                "if seen & {} == 0 {{\nvalue.{} = Read::missing(reader, \"{}\")?;\n}}",
                1_u32 << bit,
                ident(&field.name),
                field.name
            );
        }
        out.push_str("Ok(())\n}\n\n");
    } else {
        let _ = writeln!(out, "Ok({rust_name} {{");
        for field in stored {
            let name = ident(&field.name);
            let place = format!("{owner}.{}", field.name);
            let _ = if !field.required {
                writeln!(out, "{name},")
            } else if model.schema.shape_has("defaults", &place) {
                writeln!(out, "{name}: or_default({name}),")
            } else {
                writeln!(out, "{name}: required({name}, reader, \"{}\")?,", field.name)
            };
        }
        out.push_str("})\n}\n\n");
    }
    out
}

/// `MessageEntity` as `message_entity`.
fn snake(name: &str) -> String {
    words(name).replace(' ', "_")
}

/// Finds a key's field: by length first, then by its bytes.
fn dispatch(model: &Model<'_>, owner: &str, stored: &[&Field], is_filled: bool) -> String {
    if stored.is_empty() {
        return "let _ = key;\nreader.skip()?;\n".to_owned();
    }
    let mut by_length: BTreeMap<usize, Vec<(String, String)>> = BTreeMap::new();
    let mut bit = 0_u32;
    for field in stored {
        let name = ident(&field.name);
        let target = if is_filled { format!("value.{name}") } else { name.clone() };
        let place = format!("{owner}.{}", field.name);
        let mut action = match (field.required, is_filled) {
            (true, true) => {
                let mark = format!("seen |= {};", 1_u32 << bit);
                bit += 1;
                format!("{target} = Read::read(reader)?;\n{mark}")
            }
            (true, false) => format!("{target} = Some(Read::read(reader)?);"),
            (false, _) if model.schema.shape_has("empty_is_absent", &place) => {
                format!("{target} = non_empty(reader)?;")
            }
            (false, true) => format!("{}(&mut {target}, reader)?;", optional(model, owner, field)),
            (false, false) => format!("{target} = optional(reader)?;"),
        };
        if let Some(also) = model.schema.shape["also"].get(&place).and_then(|value| value.as_str())
        {
            let fallback =
                format!("if {target}.is_none() {{ {action} }} else {{ reader.skip()?; }}");
            by_length.entry(also.len()).or_default().push((also.to_owned(), fallback));
        }
        action.push('\n');
        by_length.entry(field.name.len()).or_default().push((field.name.clone(), action));
    }
    let mut out = String::from("match key.len() {\n");
    for (length, fields) in by_length {
        for (name, action) in fields {
            let _ = writeln!(out, "{length} if key == b\"{name}\" => {{\n{action}\n}}");
        }
    }
    out.push_str("_ => reader.skip()?,\n}\n");
    out
}

/// The objects of the schema, by the file that they stand in.
pub(crate) fn by_file(model: &Model<'_>) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for t in &model.schema.types {
        let TypeKind::Object(fields) = &t.kind else { continue };
        if t.name == "Update" {
            continue;
        }
        files.entry(file_of(&t.name)).or_default().push_str(&object(model, &t.name, fields));
    }
    files
}

/// Files are cut by the first letters of a type's name, which keeps each at a
/// bearable size and a type easy to find.
fn file_of(name: &str) -> String {
    let file = match name.chars().next().unwrap_or('A') {
        _ if name == "Message" => "message",
        _ if name.starts_with("InlineQueryResult") => "objects_inline_query_result",
        _ if name.starts_with("InputRich") => "objects_input_rich",
        _ if name.starts_with("Input") => "objects_input",
        _ if name.starts_with("RichBlock") => "objects_rich_block",
        _ if name.starts_with("RichText") => "objects_rich_text",
        _ if name.starts_with("Chat") => "objects_chat",
        'A'..='B' => "objects_a_b",
        'C'..='F' => "objects_c_f",
        'G'..='I' => "objects_g_i",
        'J'..='M' => "objects_j_m",
        'N'..='P' => "objects_n_p",
        'Q'..='S' => "objects_q_s",
        _ => "objects_t_z",
    };
    file.to_owned()
}
