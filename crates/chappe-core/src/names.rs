//! How types are called in descriptions.

use std::any::type_name;

/// The name of a type without the paths.
pub(crate) fn short_type_name<T: ?Sized>() -> String {
    short_name(type_name::<T>())
}

/// A type's name without the paths, its parameters' likewise.
///
/// A stack of layers shows as a list, the outermost first.
pub(crate) fn short_name(name: &str) -> String {
    let mut short = String::with_capacity(name.len());
    for part in name.split_inclusive(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':'))) {
        short.push_str(part.rsplit("::").next().unwrap_or(part));
    }
    // A closure is named after what it stands in.
    let outside = name.trim_end_matches("::{{closure}}");
    if outside != name {
        return format!("{}::closure", short_name(outside));
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
    let mut layers = Vec::new();
    let mut rest = stack;
    while let Some(pair) = rest.strip_prefix("Stack<").and_then(|rest| rest.strip_suffix('>')) {
        let Some((inner, outer)) = split_pair(pair) else { break };
        layers.push(inner);
        rest = outer;
    }
    if rest != "Identity" {
        layers.push(rest);
    }
    layers.reverse();
    layers.join(", ")
}

/// Splits `A<B, C>, D` at the comma that stands outside of brackets.
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
    fn paths_are_dropped_and_parameters_stay() {
        check("app::layers::Local<alloc::vec::Vec<core::time::Duration>>", "Local<Vec<Duration>>");
        check("(u8, alloc::string::String)", "(u8, String)");
        check("&dyn core::any::Any", "&dyn Any");
    }

    #[test]
    fn closures_are_named_after_what_they_stand_in() {
        check("bot::app::{{closure}}", "app::closure");
        check("bot::app::{{closure}}::{{closure}}", "app::closure");
    }

    #[test]
    fn stacks_are_lists_from_the_outside_in() {
        check(
            "tower::builder::ServiceBuilder<tower_layer::stack::Stack<a::B<c::D, e::F>, tower_layer::stack::Stack<g::H, tower_layer::identity::Identity>>>",
            "H, B<D, F>",
        );
    }
}
