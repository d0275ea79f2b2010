//! Objects: structs with their decoders and printers.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::codegen::{
    model::{Model, Rust, ident},
    schema::{Constant, Field, TypeKind},
};

/// The objects of the schema as Rust.
pub(crate) fn object(model: &Model<'_>, name: &str, fields: &[Field]) -> String {
    let mut out = String::new();
    let rust_name = model.name(name);
    let stored: Vec<&Field> = fields.iter().filter(|field| field.constant.is_none()).collect();
    let anchor = name.to_lowercase();
    let words = words(name);
    let mut always = String::new();
    for field in fields.iter().filter(|field| matches!(field.constant, Some(Constant::True))) {
        let _ = writeln!(always, "/// `{}` is always sent as true.\n///", field.name);
    }
    let _ = writeln!(
        out,
        "/// {} {words}.\n///\n{always}/// Source: Bot API 10.3, [`{name}`](https://core.telegram.org/bots/api#{anchor}).\n#[derive(Clone, Debug, PartialEq)]\n#[non_exhaustive]\npub struct {rust_name} {{",
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
    if model.sent.contains(name) {
        out.push_str(&setters(model, name, &rust_name, &stored));
        out.push_str(&default(&rust_name, &stored));
    }
    if model.received.contains(name) {
        if model.is_tabled(name) {
            out.push_str(&tabled(model, name, &stored));
        } else {
            out.push_str(&direct(model, name, &rust_name));
        }
        if model.may_be_empty(name) {
            out.push_str(&empty(model, name));
        }
        let _ = writeln!(out, "objects! {{ {rust_name} }}\ndeserialize! {{ {rust_name} }}\n");
    }
    out.push_str(&described(model, name, &rust_name, fields));
    let is_file = |field: &&&Field| field.name == "file_id" && field.required;
    if let Some(field) = stored.iter().find(is_file) {
        if model.field_type(name, field) == "FileId" {
            let _ = writeln!(
                out,
                "impl AsRef<FileId> for {rust_name} {{\n#[inline]\nfn as_ref(&self) -> &FileId {{\n&self.file_id\n}}\n}}\n\nimpl AsRef<FileId> for Box<{rust_name}> {{\n#[inline]\nfn as_ref(&self) -> &FileId {{\n&self.file_id\n}}\n}}\n"
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

/// The documentation of a field, derived from its type alone.
pub(crate) fn field_doc(model: &Model<'_>, owner: &str, field: &Field) -> String {
    let need = if field.required { "" } else { ", optional" };
    let what = match model.rust(owner, field) {
        Rust::Plain(name, _) => match &*name {
            "bool" => "A flag".to_owned(),
            "i64" => "An integer".to_owned(),
            "f64" => "A number".to_owned(),
            "Str" => "A string".to_owned(),
            "Date" => "A Unix time, in seconds".to_owned(),
            "InputFile" => "A file".to_owned(),
            "Recipient" => "A chat, by id or username".to_owned(),
            id => format!("A [`{id}`]"),
        },
        Rust::Generated(name) => format!("A [`{}`]", model.name(&name)),
        Rust::Vec(_) => "A list".to_owned(),
    };
    match model.schema.since.get(&format!("{owner}.{}", field.name)) {
        Some(version) => {
            let missing = if what == "An integer" { "0" } else { "empty" };
            format!("{what}; {missing} if the server is older than Bot API {version}.")
        }
        None => format!("{what}{need}."),
    }
}

/// The constructor and the chained setters of a type that bots send. They are `#[inline]`, so
/// that there is no codegen for those that a bot does not call, nor for their drop glue.
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
        "/// Creates the value from its required fields; all other fields are unset.\n#[inline]\n{}pub fn new({}) -> Self {{\nSelf {{",
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
        if let Some(limits) = model.bytes(owner, field) {
            out.push_str(&limited(&field.name, limits));
            continue;
        }
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

/// The setters of a string whose length Telegram limits, in bytes.
fn limited(name: &str, (shortest, longest): (u64, u64)) -> String {
    let doc = format!("Sets `{name}`: {shortest}–{longest} bytes of UTF-8.");
    format!(
        "\n/// {doc}\n///\n/// # Panics\n///\n/// Panics if `value` is shorter or longer. [`try_{name}`](Self::try_{name}) returns an error instead.\n#[inline]\n#[track_caller]\npub fn {name}(self, value: impl Into<Str>) -> Self {{\nor_panic(self.try_{name}(value))\n}}\n\n/// {doc}\n///\n/// # Errors\n///\n/// Returns an error if `value` is shorter or longer.\n#[inline]\npub fn try_{name}(mut self, value: impl Into<Str>) -> std::result::Result<Self, LengthError> {{\nself.{name} = Some(of_bytes(\"{name}\", ({shortest}, {longest}), value.into())?);\nOk(self)\n}}"
    )
}

/// The `Default` of a type without required fields.
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

/// Whether a setter takes `impl Into` of the type.
fn converts(rust: &Rust) -> bool {
    match rust {
        Rust::Plain(name, _) => !matches!(&**name, "bool" | "i64" | "f64"),
        Rust::Generated(_) => true,
        Rust::Vec(_) => false,
    }
}

/// The printer of an object or method. It is `#[inline]`: codegen happens in the crates that print
/// the type, and most bots print few types.
pub(crate) fn described(
    model: &Model<'_>,
    owner: &str,
    rust_name: &str,
    fields: &[Field],
) -> String {
    let mut out = format!("impl Fields for {rust_name} {{\n");
    if fields.is_empty() {
        out.push_str("fn fields<'a>(&'a self, _: &mut Printer<'_, 'a>) {}\n\nfn count(&self) -> Option<usize> {\nSome(0)\n}\n}\n\n");
    } else {
        let _ =
            writeln!(out, "#[inline]\nfn fields<'a>(&'a self, printer: &mut Printer<'_, 'a>) {{");
        fields.iter().for_each(|field| out.push_str(&print_field(model, owner, field)));
        out.push_str("}\n}\n\n");
    }
    let _ = writeln!(out, "described! {{ {rust_name} }}\n");
    out
}

/// The call that prints one field.
pub(crate) fn print_field(model: &Model<'_>, owner: &str, field: &Field) -> String {
    let (key, name) = (&field.name, ident(&field.name));
    match (&field.constant, field.required, model.is_boxed(owner, field)) {
        (Some(Constant::Text(text)), ..) => {
            format!("printer.constant(\"{key}\", \"{text}\");\n")
        }
        (Some(Constant::True), ..) => format!("printer.field(\"{key}\", &true);\n"),
        (None, true, true) => format!("printer.field(\"{key}\", &*self.{name});\n"),
        (None, true, false) => format!("printer.field(\"{key}\", &self.{name});\n"),
        (None, false, true) => format!("printer.boxed(\"{key}\", &self.{name});\n"),
        (None, false, false) => format!("printer.optional(\"{key}\", &self.{name});\n"),
    }
}

/// The decoder, which calls a function of [`readers`].
fn direct(model: &Model<'_>, owner: &str, rust_name: &str) -> String {
    let function = snake(rust_name);
    if model.may_be_empty(owner) {
        format!(
            "impl Fill for {rust_name} {{\n#[inline]\nfn fill(&mut self, reader: &mut Reader<'_>) -> Result<()> {{\nreaders::{function}(self, reader)\n}}\n}}\n\n"
        )
    } else {
        format!(
            "impl Read for {rust_name} {{\n#[inline]\nfn read(reader: &mut Reader<'_>) -> Result<Self> {{\nreaders::{function}(reader)\n}}\n}}\n\n"
        )
    }
}

/// The fields of an empty object.
fn empty_fields(model: &Model<'_>, owner: &str) -> String {
    let mut out = String::new();
    let fields = model.schema.object(owner).unwrap_or_default();
    for field in fields.iter().filter(|field| field.constant.is_none()) {
        let empty = if field.required { "Empty::empty()" } else { "None" };
        let _ = writeln!(out, "{}: {empty},", ident(&field.name));
    }
    out
}

/// The `Empty` of an object: the placeholder until its fields are read.
fn empty(model: &Model<'_>, owner: &str) -> String {
    let (rust_name, fields) = (model.name(owner), empty_fields(model, owner));
    format!(
        "impl Empty for {rust_name} {{\n#[inline]\nfn empty() -> Self {{\nSelf {{\n{fields}}}\n}}\n}}\n\n"
    )
}

/// The table of an object that the common loop reads. The code is small, because there are many
/// such objects and each is rare.
fn tabled(model: &Model<'_>, owner: &str, stored: &[&Field]) -> String {
    let rust_name = model.name(owner);
    let (mut names, mut required, mut arms) = (Vec::new(), Vec::new(), String::new());
    let mut also = Vec::new();
    for (index, field) in stored.iter().enumerate() {
        let place = format!("{owner}.{}", field.name);
        names.push(field.name.as_str());
        if is_needed(model, owner, field) {
            required.push(format!("1 << {index}"));
        }
        let name = ident(&field.name);
        let read = if field.required {
            format!("{}(&mut self.{name}, reader)", in_place(model, owner, field))
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
        names.push(name);
    }
    let body = if arms.is_empty() {
        "let _ = index;\nreader.skip()".to_owned()
    } else {
        format!("match index {{\n{arms}_ => reader.skip(),\n}}")
    };
    let required = if required.is_empty() { "0".to_owned() } else { required.join(" | ") };
    let inline = model.inline(owner);
    format!(
        "impl Fill for {rust_name} {{\n{inline}fn fill(&mut self, reader: &mut Reader<'_>) -> Result<()> {{\nfill(&mut &mut *self, &{names:?}, {required}, reader)\n}}\n}}\n\nimpl Slots for &mut {rust_name} {{\n{inline}fn read_slot(&mut self, index: usize, reader: &mut Reader<'_>) -> Result<()> {{\n{body}\n}}\n}}\n\n"
    )
}

/// Whether a field is an object that is created empty, then filled.
fn is_filled(model: &Model<'_>, owner: &str, field: &Field) -> bool {
    matches!(model.rust(owner, field), Rust::Generated(name) if model.is_filled(&name))
}

/// Whether a field must be present. Some servers omit flags and lists, and older servers omit
/// fields that were introduced later.
fn is_needed(model: &Model<'_>, owner: &str, field: &Field) -> bool {
    let place = format!("{owner}.{}", field.name);
    let is_left_out = match model.rust(owner, field) {
        Rust::Vec(_) => true,
        Rust::Plain(name, _) if name == "bool" => true,
        _ => model.schema.since.contains_key(&place) || model.schema.shape_has("defaults", &place),
    };
    field.required && !is_left_out
}

/// The function that reads a required field in place.
fn in_place(model: &Model<'_>, owner: &str, field: &Field) -> &'static str {
    if is_filled(model, owner, field) { "object_into" } else { "read_into" }
}

/// The function that reads an optional field in place.
fn optional(model: &Model<'_>, owner: &str, field: &Field) -> &'static str {
    if model.schema.shape_has("empty_is_absent", &format!("{owner}.{}", field.name)) {
        return "non_empty_into";
    }
    match (is_filled(model, owner, field), model.is_boxed(owner, field)) {
        (true, true) => "boxed_object_into",
        (true, false) => "optional_object_into",
        (false, true) => "boxed_into",
        (false, false) => "optional_into",
    }
}

/// The functions that decode objects. They are in one module, because codegen units are formed by
/// module and each unit would have a copy of the drop glue of half-read objects.
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

/// The function that reads an object: in place, or by value if a required field has no
/// placeholder.
fn reader(model: &Model<'_>, owner: &str, stored: &[&Field]) -> String {
    let is_filled = model.may_be_empty(owner);
    let rust_name = model.name(owner);
    let function = snake(&rust_name);
    let mut out = "#[inline(never)]\n".to_owned();
    if is_filled {
        let _ = writeln!(
            out,
            "pub(super) fn {function}(value: &mut {rust_name}, reader: &mut Reader<'_>) -> Result<()> {{"
        );
        if stored.iter().any(|field| is_needed(model, owner, field)) {
            out.push_str("let mut seen = 0_u32;\n");
        }
    } else {
        let _ = writeln!(
            out,
            "pub(super) fn {function}(reader: &mut Reader<'_>) -> Result<{rust_name}> {{"
        );
        for field in stored {
            let name = ident(&field.name);
            let _ = if field.required {
                writeln!(out, "let mut {name} = None;")
            } else {
                let field_type = model.field_type(owner, field);
                writeln!(out, "let mut {name}: {field_type} = None;")
            };
        }
    }
    out.push_str("let mut next = reader.first_key();\nwhile let Some(key) = next {\n");
    out.push_str(&dispatch(model, owner, stored, is_filled));
    out.push_str("next = reader.next_key();\n}\nreader.leave()?;\n");
    if is_filled {
        let names = stored.iter().filter(|field| is_needed(model, owner, field));
        let names: Vec<String> = names.map(|field| format!("{:?}", field.name)).collect();
        if !names.is_empty() {
            let _ = writeln!(
                out,
                "if seen != {} {{\nreturn reader.missing(seen, &[{}]);\n}}",
                (1_u32 << names.len()) - 1,
                names.join(", ")
            );
        }
        out.push_str("Ok(())\n}\n\n");
    } else {
        let _ = writeln!(out, "Ok({rust_name} {{");
        for field in stored {
            let name = ident(&field.name);
            let _ = if is_needed(model, owner, field) {
                writeln!(out, "{name}: required({name}, reader, \"{}\")?,", field.name)
            } else if field.required {
                writeln!(out, "{name}: {name}.unwrap_or_else(Empty::empty),")
            } else {
                writeln!(out, "{name},")
            };
        }
        out.push_str("})\n}\n\n");
    }
    out
}

/// `MessageEntity` as `message_entity`.
pub(crate) fn snake(name: &str) -> String {
    words(name).replace(' ', "_")
}

/// The match that finds a key's field, by length first and then by its bytes.
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
                let mut action =
                    format!("{}(&mut {target}, reader)?;", in_place(model, owner, field));
                if is_needed(model, owner, field) {
                    let _ = write!(action, "\nseen |= {};", 1_u32 << bit);
                    bit += 1;
                }
                action
            }
            (true, false) => format!("{target} = Some(Read::read(reader)?);"),
            (false, _) => format!("{}(&mut {target}, reader)?;", optional(model, owner, field)),
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
            let _ = writeln!(out, "{length} if same(key, b\"{name}\") => {{\n{action}\n}}");
        }
    }
    out.push_str("_ => reader.skip()?,\n}\n");
    out
}

/// The objects of the schema, by generated file.
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

/// The file of a type, by the first letters of its name: files stay small, and a type is easy to
/// find.
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
