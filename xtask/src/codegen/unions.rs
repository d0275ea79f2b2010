//! Unions: enums of objects, distinguished by a tag.

use std::fmt::Write as _;

use crate::codegen::{
    model::{Model, camel},
    schema::{Field, TypeKind},
};

pub(crate) fn unions(model: &Model<'_>) -> String {
    let mut out = String::new();
    for t in &model.schema.types {
        let TypeKind::Union { members, tag } = &t.kind else { continue };
        if t.name == "MaybeInaccessibleMessage" || t.name == "RichText" {
            continue;
        }
        out.push_str(&union(model, &t.name, members, tag.as_deref()));
    }
    if let Some(t) = model.schema.types.iter().find(|t| t.name == "RichText") {
        if let TypeKind::Union { members, .. } = &t.kind {
            out.push_str(&rich_text(model, members));
        }
    }
    for sum in model.sums.values() {
        out.push_str(&sum_type(model, &sum.name, &sum.doc, &sum.members));
    }
    out
}

/// The name of a member's variant: its own name without what the union's name repeats.
fn variant(union: &str, member: &str) -> String {
    let rest = member.strip_prefix(union).unwrap_or(member);
    match rest {
        "" => member.to_owned(),
        rest => camel(rest),
    }
}

struct Member<'a> {
    object: &'a str,
    variant: String,
    payload: String,
    is_boxed: bool,
    tag: Option<&'a str>,
}

fn members<'a>(
    model: &Model<'a>,
    union: &str,
    names: &'a [String],
    tag: Option<&str>,
) -> Vec<Member<'a>> {
    names
        .iter()
        .filter_map(|name| {
            let fields: &'a [Field] = model.schema.object(name)?;
            let is_boxed = model.is_boxed_variant(union, name);
            let written = model.name(name);
            Some(Member {
                object: name,
                variant: variant(union, name),
                payload: if is_boxed { format!("Box<{written}>") } else { written },
                is_boxed,
                tag: fields.iter().find(|field| Some(&*field.name) == tag).and_then(Field::tag),
            })
        })
        .collect()
}

fn header(out: &mut String, name: &str, doc: &str) {
    let anchor = name.to_lowercase();
    let _ = writeln!(
        out,
        "/// {doc}\n///\n/// Source: Bot API 10.3, [`{name}`](https://core.telegram.org/bots/api#{anchor}).\n#[derive(Clone, Debug, PartialEq)]\n#[non_exhaustive]\npub enum {name} {{"
    );
}

fn variants(out: &mut String, model: &Model<'_>, members: &[Member<'_>]) {
    for member in members {
        let _ = writeln!(
            out,
            "/// A [`{}`].\n{}({}),",
            model.name(member.object),
            member.variant,
            member.payload
        );
    }
}

fn conversions(out: &mut String, model: &Model<'_>, name: &str, members: &[Member<'_>]) {
    for member in members {
        let value = if member.is_boxed { "Box::new(value)" } else { "value" };
        let _ = writeln!(
            out,
            "impl From<{object}> for {name} {{\n#[inline]\nfn from(value: {object}) -> Self {{\nSelf::{}({value})\n}}\n}}\n",
            member.variant,
            object = model.name(member.object),
        );
    }
}

fn union(model: &Model<'_>, name: &str, names: &[String], tag: Option<&str>) -> String {
    let mut out = String::new();
    let is_received = model.received.contains(name);
    let members = members(model, name, names, tag);
    let list = "One of several objects".to_owned();
    let doc = match tag {
        Some(tag) if is_received => {
            format!("{list}, distinguished by `{tag}`. An unknown object is kept as raw JSON.")
        }
        Some(tag) => format!("{list}, distinguished by `{tag}`."),
        None => format!("{list}."),
    };
    header(&mut out, name, &doc);
    variants(&mut out, model, &members);
    if is_received {
        out.push_str(
            "/// An object whose tag is unknown or missing, as raw JSON.\nUnknown(RawJson),\n",
        );
    }
    out.push_str("}\n\n");
    conversions(&mut out, model, name, &members);
    if let (true, Some(tag)) = (is_received, tag) {
        let inline = model.inline(name);
        let _ = writeln!(
            out,
            "impl Read for {name} {{\n{inline}fn read(reader: &mut Reader<'_>) -> Result<Self> {{\n{}}}\n}}\n\nobjects! {{ {name} }}\ndeserialize! {{ {name} }}\n",
            reading(model, tag, &["Unknown"], &members)
        );
        if let Some(member) = names.iter().find(|member| model.stands_for(name, member)) {
            let _ = writeln!(
                out,
                "impl Empty for {name} {{\n#[inline]\nfn empty() -> Self {{\nSelf::{}(Empty::empty())\n}}\n}}\n",
                variant(name, member)
            );
        }
    }
    let others: &[&str] = if is_received { &["Unknown"] } else { &[] };
    described(&mut out, name, others, &members);
    out
}

/// The body that reads a union: creates an empty member, then fills it.
fn reading(model: &Model<'_>, tag: &str, others: &[&str], members: &[Member<'_>]) -> String {
    let tags = members.iter().map(|member| format!("{:?}", member.tag.unwrap_or_default()));
    let tags = tags.collect::<Vec<_>>().join(", ");
    let mut out = format!("let mut value = match reader.variant(\"{tag}\", &[{tags}])? {{\n");
    for (place, member) in members.iter().enumerate() {
        let variant = &member.variant;
        let _ = match (model.is_filled(member.object), member.is_boxed) {
            (true, true) => writeln!(out, "Some({place}) => Self::{variant}(empty_boxed()),"),
            (true, false) => writeln!(out, "Some({place}) => Self::{variant}(Empty::empty()),"),
            (false, _) => writeln!(out, "compile_error!(\"{variant} cannot be empty\"),"),
        };
    }
    out.push_str("_ => Self::Unknown(Read::read(reader)?),\n};\nmatch &mut value {\n");
    for member in members {
        let _ = writeln!(out, "Self::{}(value) => value.fill(reader),", member.variant);
    }
    let others: Vec<String> = others.iter().map(|other| format!("Self::{other}(_)")).collect();
    let _ = writeln!(out, "{} => Ok(()),\n}}?;\nOk(value)", others.join(" | "));
    out
}

/// The printer of a union, which prints its member.
fn described(out: &mut String, name: &str, others: &[&str], members: &[Member<'_>]) {
    let _ = writeln!(
        out,
        "impl Print for {name} {{\n#[inline]\nfn print<'a>(&'a self, name: &'static str, printer: &mut Printer<'_, 'a>) {{\nmatch self {{"
    );
    let members = members.iter().map(|member| &*member.variant);
    for variant in others.iter().copied().chain(members) {
        let _ = writeln!(out, "Self::{variant}(value) => value.print(name, printer),");
    }
    let _ = writeln!(out, "}}\n}}\n}}\n\nserialize_as_described! {{ {name} }}\n");
}

/// `RichText`: plain text, a list of `RichText`, or one of many objects.
fn rich_text(model: &Model<'_>, names: &[String]) -> String {
    let mut out = String::new();
    let members = members(model, "RichText", names, Some("type"));
    header(
        &mut out,
        "RichText",
        "Text with formatting: plain text, a list of texts, or a formatted text.",
    );
    out.push_str("/// Plain text.\nPlain(Str),\n/// Several texts, one after the other.\nList(Vec<RichText>),\n");
    variants(&mut out, model, &members);
    out.push_str(
        "/// An object whose tag is unknown or missing, as raw JSON.\nUnknown(RawJson),\n}\n\n",
    );
    conversions(&mut out, model, "RichText", &members);
    out.push_str("impl From<&str> for RichText {\n#[inline]\nfn from(text: &str) -> Self {\nSelf::Plain(text.into())\n}\n}\n\nimpl From<Vec<RichText>> for RichText {\n#[inline]\nfn from(texts: Vec<RichText>) -> Self {\nSelf::List(texts)\n}\n}\n\n");
    out.push_str("impl Read for RichText {\nfn read(reader: &mut Reader<'_>) -> Result<Self> {\nmatch reader.peek() {\nSome(b'\"') => return Read::read(reader).map(Self::Plain),\nSome(b'[') => return Read::read(reader).map(Self::List),\n_ => {}\n}\n");
    out.push_str(&reading(model, "type", &["Plain", "List", "Unknown"], &members));
    out.push_str("}\n}\n\nobjects! { RichText }\ndeserialize! { RichText }\n\n");
    out.push_str(
        "impl Empty for RichText {\n#[inline]\nfn empty() -> Self {\nSelf::Plain(Str::default())\n}\n}\n\n",
    );
    described(&mut out, "RichText", &["Plain", "List", "Unknown"], &members);
    out
}

/// An untagged union of types that bots send.
fn sum_type(model: &Model<'_>, name: &str, doc: &str, names: &[String]) -> String {
    let mut out = format!(
        "/// {doc}\n#[derive(Clone, Debug, PartialEq)]\n#[non_exhaustive]\npub enum {name} {{\n"
    );
    let shared = ["InputMedia", "Input"]
        .into_iter()
        .find(|prefix| names.iter().all(|name| name.starts_with(prefix)))
        .unwrap_or_default();
    let mut members = members(model, shared, names, None);
    for member in &mut members {
        if !member.variant.is_empty() && member.object == "InputPollOption" {
            "Formatted".clone_into(&mut member.variant);
        }
    }
    variants(&mut out, model, &members);
    let has_text = names.iter().any(|name| name == "String");
    if has_text {
        out.push_str("/// Plain text.\nText(Str),\n");
    }
    out.push_str("}\n\n");
    conversions(&mut out, model, name, &members);
    if has_text {
        let _ = writeln!(
            out,
            "impl From<&str> for {name} {{\n#[inline]\nfn from(text: &str) -> Self {{\nSelf::Text(text.into())\n}}\n}}\n"
        );
    }
    let others: &[&str] = if has_text { &["Text"] } else { &[] };
    described(&mut out, name, others, &members);
    out
}
