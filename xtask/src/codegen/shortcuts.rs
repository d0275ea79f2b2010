//! Shortcuts: methods of events that are filled from the event.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::codegen::{
    model::{Model, ident},
    objects::{argument, optional_value},
    schema::{Field, Method},
    shortcut_table::{FAMILIES, Fill, SENDS, SINGLES},
};

/// All shortcuts, one `impl` a type.
///
/// # Panics
///
/// Panics if the table names what the schema does not have.
pub(crate) fn shortcuts(model: &Model<'_>) -> String {
    let mut by_type: BTreeMap<&str, String> = BTreeMap::new();
    for family in FAMILIES {
        let out = by_type.entry(family.on).or_default();
        for (name, _) in family.fill {
            let takes = |method| find(model, method).params.iter().any(|param| param.name == *name);
            assert!(SENDS.iter().any(|(_, method)| takes(method)), "nothing takes `{name}`");
        }
        for (what, method) in SENDS {
            let name: Vec<&str> = [family.around.0, what, family.around.1]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect();
            let method = find(model, method);
            let applies = |fill: &&Fill| method.params.iter().any(|param| param.name == fill.0);
            let fill: Vec<Fill> = family.fill.iter().filter(applies).copied().collect();
            write(model, out, &name.join("_"), method, family.doc, &fill, &[]);
        }
    }
    for single in SINGLES {
        let out = by_type.entry(single.on).or_default();
        let method = find(model, single.method);
        // Only what concerns the connection may be unknown to a method.
        let applies = |fill: &&Fill| {
            fill.0 != "business_connection_id"
                || method.params.iter().any(|param| param.name == fill.0)
        };
        let fill: Vec<Fill> = single.fill.iter().filter(applies).copied().collect();
        write(model, out, single.name, method, single.doc, &fill, single.arguments);
    }
    let mut out = String::new();
    for (name, body) in by_type {
        assert!(
            model.schema.types.iter().any(|known| known.name == name),
            "there is no type `{name}`"
        );
        let _ = writeln!(
            out,
            "/// Methods that are filled from it; each is yet to be sent.\nimpl {} {{\n{body}}}\n",
            model.name(name)
        );
    }
    out
}

fn find<'a>(model: &Model<'a>, name: &str) -> &'a Method {
    let found = model.schema.methods.iter().find(|method| method.name == name);
    found.unwrap_or_else(|| panic!("there is no method `{name}`"))
}

fn write(
    model: &Model<'_>,
    out: &mut String,
    name: &str,
    method: &Method,
    doc: &str,
    fill: &[Fill],
    arguments: &[&str],
) {
    let owner = &method.name;
    let param = |name: &str| {
        let found = method.params.iter().find(|param| param.name == name);
        found.unwrap_or_else(|| panic!("`{owner}` has no parameter `{name}`"))
    };
    for (name, _) in fill {
        param(name);
    }
    let source = |param: &Field| fill.iter().find(|(name, _)| *name == param.name);
    // An option that must be there makes the whole an option.
    let is_option = fill.iter().any(|(name, source)| param(name).required && source.contains('?'));
    let mut list = vec!["&self".to_owned()];
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
    for name in arguments {
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
    let none = if is_option { "; `None` if it is none" } else { "" };
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
