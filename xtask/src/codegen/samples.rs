//! Samples: every method with every parameter, for the round-trip tests.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use crate::codegen::{
    methods::struct_name,
    model::{Model, Rust, ident},
    schema::{Field, TypeKind},
};

/// The files of samples.
pub(crate) fn by_file(model: &Model<'_>) -> BTreeMap<String, String> {
    let mut objects = String::from("use crate::prelude::*;\n\n");
    objects.push_str(&plain(model));
    for name in &model.sent {
        match model.schema.types.iter().find(|t| t.name == *name).map(|t| &t.kind) {
            Some(TypeKind::Object(fields)) => objects.push_str(&object(model, name, fields)),
            Some(TypeKind::Union { members, .. }) => {
                objects.push_str(&union(model, name, members));
            }
            None => {}
        }
    }
    for sum in model.sums.values() {
        objects.push_str(&union(model, &sum.name, &sum.members));
    }
    BTreeMap::from([("samples".to_owned(), objects), ("methods".to_owned(), methods(model))])
}

/// Samples of ids and enumerations, made from numbers and strings.
fn plain(model: &Model<'_>) -> String {
    let mut numbers = BTreeSet::new();
    let mut texts = BTreeSet::new();
    let mut see = |owner: &str, field: &Field| {
        let mut rust = model.rust(owner, field);
        while let Rust::Vec(item) = rust {
            rust = *item;
        }
        if let Rust::Plain(name, size) = rust {
            if size == 8 {
                numbers.insert(name);
            } else {
                texts.insert(name);
            }
        }
    };
    for method in &model.schema.methods {
        method.params.iter().for_each(|field| see(&method.name, field));
    }
    for name in &model.sent {
        if let Some(fields) = model.schema.object(name) {
            fields.iter().filter(|f| f.constant.is_none()).for_each(|field| see(name, field));
        }
    }
    // Written by hand.
    for name in ["bool", "i64", "f64", "Str", "InputFile", "Recipient"] {
        numbers.remove(name);
        texts.remove(name);
    }
    let mut out = String::new();
    for name in numbers {
        let _ = writeln!(
            out,
            "impl Sample for {name} {{\nfn sample(samples: &mut Samples) -> Self {{\nSelf::from(samples.number())\n}}\n}}\n"
        );
    }
    for name in texts {
        let _ = writeln!(
            out,
            "impl Sample for {name} {{\nfn sample(samples: &mut Samples) -> Self {{\nSelf::from(&*samples.text())\n}}\n}}\n"
        );
    }
    out
}

/// Builds something with `new` and all of its setters.
fn built(model: &Model<'_>, owner: &str, fields: &[Field]) -> String {
    let stored = || fields.iter().filter(|field| field.constant.is_none());
    let value = |field: &Field| match &*field.wire {
        "InputFile" => "samples.upload()".to_owned(),
        _ => format!("samples.make::<{}>()", model.write(&model.rust(owner, field))),
    };
    let required = stored().filter(|field| field.required);
    let arguments: Vec<String> = required.map(value).collect();
    let made = format!("Self::new({})", arguments.join(", "));
    let optional: Vec<&Field> = stored().filter(|field| !field.required).collect();
    if optional.is_empty() {
        return format!("{made}\n");
    }
    let mut out = format!("let sample = {made};\n");
    out.push_str("if !samples.wants_all() {\nreturn sample;\n}\nsample\n");
    for field in optional {
        let _ = writeln!(out, ".{}({})", ident(&field.name), value(field));
    }
    out
}

fn object(model: &Model<'_>, name: &str, fields: &[Field]) -> String {
    sample(&model.name(name), &built(model, name, fields))
}

fn sample(name: &str, body: &str) -> String {
    let samples = if body.contains("samples") { "samples" } else { "_" };
    format!(
        "impl Sample for {name} {{\nfn sample({samples}: &mut Samples) -> Self {{\n{body}}}\n}}\n\n"
    )
}

fn union(model: &Model<'_>, name: &str, members: &[String]) -> String {
    let rust = model.name(name);
    let plain = match name {
        "RichText" => vec!["Self::Plain(samples.make())", "Self::List(samples.make())"],
        "PollOptionInput" => vec!["Self::Text(samples.make())"],
        _ => Vec::new(),
    };
    let objects = members.iter().filter(|member| model.schema.object(member).is_some());
    let made = |member: &String| format!("samples.make::<{}>().into()", model.name(member));
    let is_leaf = |member: &&String| {
        let fields = model.schema.object(member).unwrap_or_default();
        fields
            .iter()
            .filter(|field| field.required && field.constant.is_none())
            .all(|field| matches!(model.rust(member, field), Rust::Plain(..)))
    };
    let mut all: Vec<String> =
        objects.clone().map(made).chain(plain.iter().map(|made| (*made).to_owned())).collect();
    // Nesting must end: takes a member that requires no other object.
    let leaf = match plain.is_empty() {
        true => objects.clone().position(|member| is_leaf(&member)).unwrap_or_default(),
        false => objects.count(),
    };
    let last = all.pop().unwrap_or_default();
    let mut out = String::new();
    for (number, made) in all.iter().enumerate() {
        let _ = writeln!(out, "{number} => {made},");
    }
    let among = all.len() + 1;
    let choice = format!("samples.choose(\"{name}\", {among}, {leaf})");
    sample(&rust, &format!("match {choice} {{\n{out}_ => {last},\n}}\n"))
}

fn methods(model: &Model<'_>) -> String {
    let mut out = String::from(
        "use crate::prelude::*;\n\n/// All methods.\npub(crate) fn methods(samples: &mut Samples) -> Vec<Box<dyn DynMethod>> {\nvec![\n",
    );
    for method in &model.schema.methods {
        let _ = writeln!(out, "Box::new({}::sample(samples)),", struct_name(&method.name));
    }
    out.push_str("]\n}\n\n");
    for method in &model.schema.methods {
        let name = struct_name(&method.name);
        out.push_str(&sample(&name, &built(model, &method.name, &method.params)));
    }
    out
}
