//! Methods: structs of their parameters.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::codegen::{
    model::{Model, Rust, ident},
    objects::{default, described, field_doc, print_field, setters},
    schema::{Field, Method},
};

/// The methods of the schema, by generated file.
pub(crate) fn by_file(model: &Model<'_>) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for method in &model.schema.methods {
        files.entry(file_of(&method.name)).or_default().push_str(&write(model, method));
    }
    files
}

/// The file of a method: there is one for each frequent verb that names begin with.
fn file_of(name: &str) -> String {
    let verb = ["answer", "delete", "edit", "get", "send", "set"]
        .into_iter()
        .find(|verb| name.starts_with(verb))
        .unwrap_or("other");
    format!("methods_{verb}")
}

/// Writes a macro that passes all methods to another macro.
pub(crate) fn list(model: &Model<'_>) -> String {
    let mut out = String::from(
        "/// Calls a macro with the types of all methods: `callback! { AddStickerToSet … }`.\n#[macro_export]\nmacro_rules! for_each_method {\n($callback:ident) => {\n$callback! {\n",
    );
    for method in &model.schema.methods {
        let _ = writeln!(out, "$crate::{}", struct_name(&method.name));
    }
    out.push_str("}\n};\n}\n");
    out
}

pub(crate) fn struct_name(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn write(model: &Model<'_>, method: &Method) -> String {
    let mut out = String::new();
    let name = struct_name(&method.name);
    let anchor = method.name.to_lowercase();
    let params: Vec<&Field> = method.params.iter().collect();
    let _ = writeln!(
        out,
        "/// The method `{0}`. Returns {1}.\n///\n/// Source: Bot API 10.3, [`{0}`](https://core.telegram.org/bots/api#{anchor}).\n#[derive(Clone, Debug, PartialEq)]\n#[must_use = \"a method does nothing until it is sent\"]\n#[non_exhaustive]\npub struct {name} {{",
        method.name,
        output_doc(model, &method.returns),
    );
    for field in &params {
        let _ = writeln!(
            out,
            "/// {}\npub {}: {},",
            field_doc(model, &method.name, field),
            ident(&field.name),
            model.field_type(&method.name, field)
        );
    }
    out.push_str("}\n\n");
    out.push_str(&setters(model, &method.name, &name, &params));
    out.push_str(&default(&name, &params));
    let names: Vec<String> = params.iter().map(|field| format!("\"{}\"", field.name)).collect();
    let names = names.join(", ");
    let _ = writeln!(
        out,
        "impl Method for {name} {{\nconst NAME: &'static str = \"{}\";\nconst PARAMETERS: &'static [&'static str] = &[{names}];\ntype Output = {};\n\n#[inline]\nfn write_json(&self, buffer: &mut Vec<u8>) {{\nprint(self, buffer);\n}}",
        method.name,
        output(model, &method.returns)
    );
    let with_uploads: Vec<&&Field> =
        params.iter().filter(|field| model.has_uploads(&model.rust(&method.name, field))).collect();
    if !with_uploads.is_empty() {
        out.push_str("\n#[inline]\nfn uploads<'a>(&'a self, found: &mut Vec<&'a Upload>) {\nfind_uploads(found, |printer| {\n");
        with_uploads
            .into_iter()
            .for_each(|field| out.push_str(&print_field(model, &method.name, field)));
        out.push_str("});\n}\n");
    }
    out.push_str("}\n\n");
    out.push_str(&described(model, &method.name, &name, &method.params));
    out
}

fn output(model: &Model<'_>, returns: &str) -> String {
    match returns {
        "Message | Boolean" => "MessageOrTrue".to_owned(),
        "Array<Update>" => "Vec<Update>".to_owned(),
        "Integer" => "i64".to_owned(),
        "String" => "Str".to_owned(),
        returns => model.write(&model.rust_of("", "", returns)),
    }
}

fn output_doc(model: &Model<'_>, returns: &str) -> String {
    match returns {
        "Boolean" => "true".to_owned(),
        "Integer" => "a number".to_owned(),
        "String" => "a string".to_owned(),
        returns => match model.rust_of("", "", returns) {
            Rust::Vec(item) => format!("a list of [`{}`]", model.write(&item)),
            _ => format!("a [`{}`]", output(model, returns)),
        },
    }
}
