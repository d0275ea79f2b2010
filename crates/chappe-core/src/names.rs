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
    // A closure is named after what it stands in.
    if let Some(mut outside) = name.strip_suffix("::{{closure}}") {
        while let Some(further) = outside.strip_suffix("::{{closure}}") {
            outside = further;
        }
        return short_name(outside) + "::closure";
    }
    let mut short = String::with_capacity(name.len());
    // Where the path that is being read begins, and whether a `:` came last.
    let (mut path, mut colon) = (0, false);
    for c in name.chars() {
        if c == ':' && colon {
            short.truncate(path);
            continue;
        }
        short.push(c);
        colon = c == ':';
        if !(c.is_alphanumeric() || c == '_' || colon) {
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
