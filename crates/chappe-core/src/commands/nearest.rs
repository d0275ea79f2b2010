//! The command that a misspelled one was probably meant to be.

use crate::commands::CommandTable;

/// The longest name that is compared; longer ones resemble no command.
const LONGEST: usize = 40;

/// Returns the name that is nearest to a name that is no command; the first in alphabetical order
/// if several are. `None` if none is near.
pub(crate) fn nearest(table: &CommandTable, name: &str) -> Option<&'static str> {
    let name: Vec<char> = name.chars().take(LONGEST + 1).flat_map(char::to_lowercase).collect();
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let mut best: Option<(usize, &'static str)> = None;
    for (known, _) in table.visible_names() {
        let letters: Vec<char> = known.chars().collect();
        let most = tolerance(letters.len().min(name.len()));
        let found = distance(&name, &letters);
        if found <= most && best.is_none_or(|(least, _)| found < least) {
            best = Some((found, known));
        }
    }
    best.map(|(_, known)| known)
}

/// The number of mistakes after which a name of this length is still recognised.
fn tolerance(length: usize) -> usize {
    match length {
        0..=2 => 0,
        3..=4 => 1,
        5..=7 => 2,
        _ => 3,
    }
}

/// The number of letters that are inserted, removed or replaced, and of neighbours that are
/// swapped, to get from one word to the other; no letter is changed twice.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    for (row, letter) in from.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in to.iter().enumerate() {
            let replaced = above[column] + usize::from(letter != other);
            let mut least = replaced.min(above[column + 1] + 1).min(current[column] + 1);
            let is_swapped =
                row > 0 && column > 0 && from[row - 1] == *other && to[column - 1] == *letter;
            if is_swapped {
                least = least.min(before[column - 1] + 1);
            }
            current.push(least);
        }
        before = std::mem::replace(&mut above, current);
    }
    above[to.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::commands::{CommandSpec, table::CommandName};

    static TABLE: CommandTable = CommandTable::new(
        '/',
        &[
            CommandSpec::new("start", ""),
            CommandSpec::new("settings", ""),
            CommandSpec::new("secret", "").hidden(),
            CommandSpec::new("go", ""),
            CommandSpec::new("stats", ""),
        ],
        &[
            CommandName::new("go", 3),
            CommandName::new("secret", 2),
            CommandName::new("settings", 1),
            CommandName::new("start", 0),
            CommandName::new("stats", 4),
        ],
    );

    #[test]
    fn the_nearest_visible_command_is_found_within_the_tolerance() {
        for (written, expected) in [
            ("strat", Some("start")),
            ("Start", Some("start")),
            ("star", Some("start")),
            ("stat", Some("start")),
            ("setings", Some("settings")),
            ("sttigns", Some("settings")),
            ("secre", None),
            ("g", None),
            ("gi", None),
            ("unrelated", None),
            ("", None),
            (&"s".repeat(500), None),
        ] {
            assert_eq!(nearest(&TABLE, written), expected, "{written}");
        }
    }

    #[test]
    fn a_swap_of_neighbours_is_one_mistake() {
        let of = |from: &str, to: &str| {
            distance(&from.chars().collect::<Vec<_>>(), &to.chars().collect::<Vec<_>>())
        };
        let distances = [of("ab", "ba"), of("", "abc"), of("kitten", "sitting"), of("abc", "abc")];
        assert_eq!(distances, [1, 3, 3, 0]);
    }

    proptest! {
        #[test]
        fn the_distance_is_symmetric_and_bounded(from in "[a-c]{0,8}", to in "[a-c]{0,8}") {
            let (from, to): (Vec<_>, Vec<_>) = (from.chars().collect(), to.chars().collect());
            let found = distance(&from, &to);
            prop_assert_eq!(found, distance(&to, &from));
            prop_assert_eq!(found == 0, from == to);
            prop_assert!(found >= from.len().abs_diff(to.len()));
            prop_assert!(found <= from.len().max(to.len()));
        }
    }
}
