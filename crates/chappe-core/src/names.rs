//! Names of handlers, layers and filters, for descriptions, errors and logs.

use std::{any::type_name, panic::Location};

/// The beginning of the names of closures that are handlers.
const CLOSURE_AT: &str = "closure at ";

/// The name of a handler or callback, from the name of its type and the location of its
/// registration: the path of a function within its crate, or `closure at src/main.rs:12`.
pub(crate) fn handler_name(name: &str, location: &Location<'_>) -> String {
    // A closure's type has the name of the enclosing function, which says little.
    if name.ends_with(CLOSURE) {
        return format!("{CLOSURE_AT}{}:{}", location.file(), location.line());
    }
    let (path, parameters) = name.split_at(name.find('<').unwrap_or(name.len()));
    let is_path = path.contains("::") && !path.contains(|c: char| "(&[ ".contains(c));
    if !is_path {
        return short_name(name);
    }
    let mut local = String::new();
    for segment in path.split("::").skip(1) {
        // The function is inside a closure.
        if segment == "{{closure}}" {
            continue;
        }
        if !local.is_empty() {
            local.push_str("::");
        }
        local.push_str(segment);
    }
    local + &short_name(parameters)
}

/// The name of a handler or callback, and its location unless the name contains it.
pub(crate) fn located(name: &str, location: &Location<'_>) -> String {
    if name.starts_with(CLOSURE_AT) {
        format!("`{name}`")
    } else {
        format!("`{name}` ({location})")
    }
}

/// The end of the name of a closure's type.
const CLOSURE: &str = "::{{closure}}";

/// The name of a type without paths.
pub(crate) fn short_type_name<T: ?Sized>() -> String {
    short_name(type_name::<T>())
}

/// A type's name without the paths of the type and of its parameters.
///
/// A stack of layers becomes a list, the outermost layer first.
pub(crate) fn short_name(name: &str) -> String {
    // A closure is named after the enclosing function.
    if let Some(mut outer) = name.strip_suffix(CLOSURE) {
        while let Some(next) = outer.strip_suffix(CLOSURE) {
            outer = next;
        }
        return short_name(outer) + "::closure";
    }
    let name = name.replace("{{closure}}", "closure");
    let mut short = String::with_capacity(name.len());
    // The start of the current path, and whether the last character was a `:`.
    let (mut path, mut colon) = (0, false);
    for c in name.chars() {
        if c == ':' && colon {
            short.truncate(path);
            // What precedes is a type with parameters.
            if short.ends_with('>') {
                short.push_str("::");
                path = short.len();
            }
            continue;
        }
        short.push(c);
        colon = c == ':';
        if !(c.is_alphanumeric() || matches!(c, '_' | '{' | '}') || colon) {
            path = short.len();
        }
    }
    flatten_stacks(&short)
}

/// Writes `ServiceBuilder<Stack<Inner, Stack<Outer, Identity>>>` as
/// `Outer, Inner`.
fn flatten_stacks(name: &str) -> String {
    let Some(stack) = name.strip_prefix("ServiceBuilder<").and_then(|rest| rest.strip_suffix('>'))
    else {
        return name.to_owned();
    };
    let mut layers = String::new();
    let mut outermost = |layer| {
        if !layers.is_empty() {
            layers.insert_str(0, ", ");
        }
        layers.insert_str(0, layer);
    };
    let mut rest = stack;
    while let Some(pair) = rest.strip_prefix("Stack<").and_then(|rest| rest.strip_suffix('>')) {
        let Some((inner, outer)) = split_pair(pair) else { break };
        outermost(inner);
        rest = outer;
    }
    if rest != "Identity" {
        outermost(rest);
    }
    layers
}

/// Splits `A<B, C>, D` at the comma outside of brackets.
fn split_pair(pair: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (at, c) in pair.char_indices() {
        match c {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => return Some((&pair[..at], pair[at + 1..].trim_start())),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        assert_eq!(short_name(name), expected);
    }

    #[test]
    fn paths_are_removed_and_parameters_are_kept() {
        check("app::layers::Local<alloc::vec::Vec<core::time::Duration>>", "Local<Vec<Duration>>");
        check("(u8, alloc::string::String)", "(u8, String)");
        check("&dyn core::any::Any", "&dyn Any");
    }

    #[test]
    fn handlers_are_named_after_their_function_or_the_line_of_their_closure() {
        let location = Location::caller();
        let closure = format!("closure at {}:{}", location.file(), location.line());
        let cases = [
            ("bot::start", "start"),
            ("bot::admin::users::ban", "admin::users::ban"),
            (
                "bot::dispatch<bot::commands::Command, alloc::string::String>",
                "dispatch<Command, String>",
            ),
            ("bot::app::{{closure}}::start", "app::start"),
            ("bot::app::{{closure}}", &closure),
            ("bot::app::{{closure}}::{{closure}}", &closure),
            ("bot::app<alloc::string::String>::{{closure}}", &closure),
            ("<bot::Shop as bot::Handle>::call", "<Shop as Handle>::call"),
            ("fn(bot::User) -> bot::Answer", "fn(User) -> Answer"),
        ];
        for (name, expected) in cases {
            assert_eq!(handler_name(name, location), expected);
        }
        assert_eq!(located("start", location), format!("`start` ({location})"));
        assert_eq!(located(&closure, location), format!("`{closure}`"));
    }

    #[test]
    fn closures_are_named_after_the_enclosing_function() {
        check("bot::app::{{closure}}", "app::closure");
        check("bot::app::{{closure}}::{{closure}}", "app::closure");
        check("tower::LayerFn<bot::app::{{closure}}::{{closure}}>", "LayerFn<closure>");
    }

    #[test]
    fn types_inside_of_closures_lose_the_path_of_the_closure() {
        check(
            "bot::app::{{closure}}::Local<bot::run::{{closure}}::{{closure}}::Inner>",
            "Local<Inner>",
        );
    }

    #[test]
    fn stacks_become_lists_with_the_outermost_layer_first() {
        check(
            "tower::builder::ServiceBuilder<tower_layer::stack::Stack<a::B<c::D, e::F>, tower_layer::stack::Stack<g::H, tower_layer::identity::Identity>>>",
            "H, B<D, F>",
        );
    }
}
