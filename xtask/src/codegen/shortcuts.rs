//! Shortcuts: functions of events that build a Bot API method with parameters of the event.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::codegen::{
    model::{Model, ident},
    objects::{argument, optional_value, snake},
    schema::{Field, Method},
    shortcut_table::{FAMILIES, Fill, GROUPS, Group, SENDS, Single},
};

/// A shortcut as it is generated.
struct Shortcut<'a> {
    on: &'static str,
    name: String,
    method: &'a Method,
    doc: &'static str,
    fill: Vec<Fill>,
    arguments: &'static [&'static str],
}

/// All shortcuts, in the order of the tables.
///
/// # Panics
///
/// Panics if a table names what the schema does not have.
fn all<'a>(model: &Model<'a>) -> Vec<Shortcut<'a>> {
    let mut all = Vec::new();
    for family in FAMILIES {
        for (name, _) in family.fill {
            let takes = |method| find(model, method).params.iter().any(|param| param.name == *name);
            assert!(SENDS.iter().any(|(_, method)| takes(method)), "no method takes `{name}`");
        }
        all.extend(SENDS.iter().map(|(what, method)| {
            let name: Vec<&str> = [family.around.0, what, family.around.1]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect();
            let method = find(model, method);
            let applies = |fill: &&Fill| method.params.iter().any(|param| param.name == fill.0);
            let fill = family.fill.iter().filter(applies).copied().collect();
            let (on, name) = (family.on, name.join("_"));
            Shortcut { on, name, method, doc: family.doc, fill, arguments: &[] }
        }));
    }
    for group in GROUPS {
        all.extend(group.shortcuts.iter().map(|single| of_group(model, group, single)));
    }
    all
}

fn of_group<'a>(model: &Model<'a>, group: &Group, single: &'static Single) -> Shortcut<'a> {
    let Single { name, method, doc, arguments } = single;
    let method = find(model, method);
    // A method may lack a parameter of the topic or of the business connection, and no other.
    let applies = |fill: &&Fill| {
        !["message_thread_id", "business_connection_id"].contains(&fill.0)
            || method.params.iter().any(|param| param.name == fill.0)
    };
    let fill = group.fill.iter().filter(applies).copied().collect();
    Shortcut { on: group.on, name: (*name).to_owned(), method, doc, fill, arguments }
}

/// All shortcuts, one `impl` a type.
///
/// # Panics
///
/// Panics if a table names what the schema does not have.
pub(crate) fn shortcuts(model: &Model<'_>) -> String {
    let mut by_type: BTreeMap<&str, String> = BTreeMap::new();
    for shortcut in all(model) {
        write(model, by_type.entry(shortcut.on).or_default(), &shortcut);
    }
    let mut out = String::new();
    for (name, body) in by_type {
        assert!(
            is_id(name) || model.schema.types.iter().any(|known| known.name == name),
            "there is no type `{name}`"
        );
        let _ = writeln!(
            out,
            "/// Shortcuts: each returns a method whose addresses are filled from `self`, and sends nothing.\nimpl {} {{\n{body}}}\n",
            model.name(name)
        );
    }
    out
}

/// A table of all shortcuts, called on sample events with sample arguments.
pub(crate) fn samples(model: &Model<'_>) -> String {
    let mut out = String::from(
        "use crate::{prelude::*, shortcut::{Events, Shortcut, made, made_if_any}};\n\n/// The methods that all shortcuts return.\npub(crate) fn shortcuts(events: &Events, samples: &mut Samples) -> Vec<Shortcut> {\nvec![\n",
    );
    for shortcut in all(model) {
        let Shortcut { on, name, method, .. } = &shortcut;
        let is_argument = |param: &&Field| {
            let is_filled = shortcut.fill.iter().any(|(name, _)| *name == param.name);
            (param.required && !is_filled) || shortcut.arguments.contains(&&*param.name)
        };
        let value = |param: &Field| {
            if param.wire == "InputFile" {
                return "samples.upload()".to_owned();
            }
            let rust = model.rust(&method.name, param);
            format!("samples.make::<{}>()", model.write(&rust))
        };
        // Required parameters come first.
        let (required, others): (Vec<&Field>, Vec<&Field>) =
            method.params.iter().filter(is_argument).partition(|param| param.required);
        let arguments: Vec<String> = required.into_iter().chain(others).map(value).collect();
        let made = if is_option(&shortcut) { "made_if_any" } else { "made" };
        let _ = writeln!(
            out,
            "{made}(\"{on}\", \"{name}\", events.{}.{name}({})),",
            snake(on),
            arguments.join(", ")
        );
    }
    out.push_str("]\n}\n");
    out
}

/// Whether a type is an id, which is passed by value.
fn is_id(name: &str) -> bool {
    ["ChatId", "UserId"].contains(&name)
}

/// Whether a required parameter comes from an optional field of the event.
fn is_option(shortcut: &Shortcut<'_>) -> bool {
    shortcut
        .fill
        .iter()
        .any(|(name, source)| param(shortcut.method, name).required && source.contains('?'))
}

fn param<'a>(method: &'a Method, name: &str) -> &'a Field {
    let found = method.params.iter().find(|param| param.name == name);
    found.unwrap_or_else(|| panic!("`{}` has no parameter `{name}`", method.name))
}

fn find<'a>(model: &Model<'a>, name: &str) -> &'a Method {
    let found = model.schema.methods.iter().find(|method| method.name == name);
    found.unwrap_or_else(|| panic!("there is no method `{name}`"))
}

fn write(model: &Model<'_>, out: &mut String, shortcut: &Shortcut<'_>) {
    let Shortcut { on, name, method, doc, fill, arguments } = shortcut;
    let owner = &method.name;
    let param = |name: &str| param(method, name);
    for (name, _) in fill {
        param(name);
    }
    let source = |param: &Field| fill.iter().find(|(name, _)| *name == param.name);
    // An optional field that a required parameter comes from makes the result an `Option`.
    let is_option = is_option(shortcut);
    let mut list = vec![if is_id(on) { "self" } else { "&self" }.to_owned()];
    let mut required = Vec::new();
    for param in method.params.iter().filter(|param| param.required) {
        if let Some((_, expression)) = source(param) {
            required.push((*expression).to_owned());
            continue;
        }
        let name = ident(&param.name);
        list.push(format!("{name}: {}", argument(model, owner, param)));
        required.push(name);
    }
    let mut set = String::new();
    for (name, expression) in fill.iter().filter(|(name, _)| !param(name).required) {
        let field = ident(name);
        let _ = match expression.strip_suffix('?') {
            Some(option) if model.is_boxed(owner, param(name)) => {
                writeln!(set, "method.{field} = ({option}).map(Box::new);")
            }
            Some(option) if option.ends_with("_id.clone()") && !option.contains('|') => {
                let source = option.trim_end_matches(".clone()");
                writeln!(set, "method.{field}.clone_from(&{source});")
            }
            Some(option) => {
                let into = if field == "chat_id" { ".map(Into::into)" } else { "" };
                writeln!(set, "method.{field} = {option}{into};")
            }
            None if *name == "reply_parameters" => {
                writeln!(set, "method.{field} = Some(Box::new({expression}));")
            }
            None => {
                let into = if field == "chat_id" { ".into()" } else { "" };
                writeln!(set, "method.{field} = Some({expression}{into});")
            }
        };
    }
    for name in *arguments {
        let (field, param) = (ident(name), param(name));
        list.push(format!("{field}: {}", argument(model, owner, param)));
        let _ = writeln!(
            set,
            "method.{field} = Some({});",
            optional_value(model, owner, param, &field)
        );
    }
    let mut letters = owner.chars();
    let output = letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    let made = format!("{output}::new({})", required.join(", "));
    let returned = if is_option { format!("Option<{output}>") } else { output };
    let wrapped = |value: &str| if is_option { format!("Some({value})") } else { value.to_owned() };
    let body = if set.is_empty() {
        wrapped(&made)
    } else {
        format!("let mut method = {made};\n{set}{}", wrapped("method"))
    };
    let none = if is_option {
        ". Returns `None` if `self` lacks a parameter that the method requires"
    } else {
        ""
    };
    let expect = if list.len() > 7 {
        "#[expect(clippy::too_many_arguments, reason = \"the Bot API requires them\")]\n"
    } else {
        ""
    };
    let _ = writeln!(
        out,
        "/// {doc}: [`{owner}`](https://core.telegram.org/bots/api#{}){none}.\n#[inline]\n{expect}pub fn {name}({}) -> {returned} {{\n{body}\n}}\n",
        owner.to_lowercase(),
        list.join(", "),
    );
}
