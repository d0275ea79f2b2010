//! Plain text in parts that fit into a message.

/// The maximum length of a message, in UTF-16 code units.
pub(super) const MAX_UNITS: usize = 4096;

/// The longest sequence of characters that is kept together although it is displayed as one.
const LONGEST_CLUSTER: usize = 32;

/// Joins emoji to one.
const JOINER: char = '\u{200d}';

/// Splits a text into parts of at most [`MAX_UNITS`]. All parts but the last stay the same when
/// text is appended.
pub(super) fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(end) = end_of_limit(rest) {
        let (part, after) = rest.split_at(cut(rest, end));
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

/// Returns whether a text is longer than a message.
pub(super) fn is_too_long(text: &str) -> bool {
    end_of_limit(text).is_some()
}

/// The position of the first character that does not fit; `None` if all fit.
fn end_of_limit(text: &str) -> Option<usize> {
    if text.len() <= MAX_UNITS {
        return None;
    }
    let mut units = 0;
    let too_far = |(at, character): (usize, char)| {
        units += character.len_utf16();
        (units > MAX_UNITS).then_some(at)
    };
    text.char_indices().find_map(too_far)
}

/// The best position to split at, greater than 0 and not after `end`.
fn cut(text: &str, end: usize) -> usize {
    let part = &text[..end];
    let after = |at: Option<usize>, length: usize| at.map(|at| at + length);
    let candidates = [
        (after(part.rfind("\n\n"), 2), end / 2),
        (after(part.rfind('\n'), 1), end / 2),
        (after(part.rfind(' '), 1), end / 2),
    ];
    let is_good = |(at, least): (Option<usize>, usize)| at.filter(|at| *at >= least.max(1));
    candidates.into_iter().find_map(is_good).unwrap_or_else(|| before_cluster(text, end))
}

/// The last position up to `end` that is not inside of a character that is displayed as one.
fn before_cluster(text: &str, end: usize) -> usize {
    let starts = text[..end].char_indices().rev().map(|(at, _)| at).take(LONGEST_CLUSTER);
    let mut positions = std::iter::once(end).chain(starts);
    positions.find(|at| *at > 0 && !is_joined(text, *at)).unwrap_or(end)
}

/// Returns whether the characters before and after a position are displayed as one.
fn is_joined(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let (Some(last), Some(next)) = (before.chars().next_back(), after.chars().next()) else {
        return false;
    };
    last == JOINER
        || next == JOINER
        || extends(next)
        || (is_flag_half(next) && has_odd_flags(before))
}

/// Returns whether a character changes the one before it: accents, variants, skin tones, tags.
fn extends(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{1f3fb}'..='\u{1f3ff}'
            | '\u{e0020}'..='\u{e007f}'
    )
}

/// Returns whether a character is one of the two of a flag.
fn is_flag_half(character: char) -> bool {
    matches!(character, '\u{1f1e6}'..='\u{1f1ff}')
}

fn has_odd_flags(text: &str) -> bool {
    text.chars().rev().take(LONGEST_CLUSTER).take_while(|c| is_flag_half(*c)).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_split_after_a_paragraph_a_line_or_a_word() {
        let word = |length: usize| "a".repeat(length);
        let text = |separator: &str| format!("{}{separator}{}", word(3000), word(3000));
        for separator in ["\n\n", "\n", " "] {
            let text = text(separator);
            assert_eq!(split(&text), [format!("{}{separator}", word(3000)), word(3000)]);
        }
        let text = word(5000);
        assert_eq!(split(&text), [word(4096), word(904)]);
    }

    #[test]
    fn what_is_displayed_as_one_character_is_kept_whole() {
        for whole in ["👩‍👩‍👧‍👦", "👍🏽", "é", "🇩🇪", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]
        {
            for before in 4070..=MAX_UNITS {
                let text = format!("{}{whole}b", "a".repeat(before));
                let parts = split(&text);
                assert!(parts.iter().any(|part| part.contains(whole)), "{whole} after {before}");
            }
        }
    }

    proptest! {
        #[test]
        fn parts_are_the_text_and_fit_and_only_the_last_one_grows(
            words in prop::collection::vec(("[a-z👍🇩é\u{200d}\u{301}]{0,40}", 0..60_usize), 1..40),
            more in ".{0,300}",
        ) {
            let separators = [" ", "\n", "\n\n", ""];
            let word = |(word, kind): &(String, usize)| word.repeat(8) + separators[kind % 4];
            let text: String = words.iter().map(word).collect();
            let parts = split(&text);
            prop_assert_eq!(parts.concat(), &*text);
            prop_assert!(parts.iter().all(|part| part.encode_utf16().count() <= MAX_UNITS));
            prop_assert!(parts[1..].iter().all(|part| !part.is_empty()));
            let longer = text.clone() + &more;
            let grown = split(&longer);
            prop_assert_eq!(&grown[..parts.len() - 1], &parts[..parts.len() - 1]);
        }
    }
}
