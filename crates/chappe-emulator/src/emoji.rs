//! Emoji, by the blocks of Unicode that contain them.

/// The ranges of characters that an emoji consists of, both ends inclusive.
const RANGES: [(char, char); 25] = [
    ('\u{a9}', '\u{a9}'),
    ('\u{ae}', '\u{ae}'),
    ('\u{203c}', '\u{203c}'),
    ('\u{2049}', '\u{2049}'),
    ('\u{2122}', '\u{2122}'),
    ('\u{2139}', '\u{2139}'),
    ('\u{2194}', '\u{2199}'),
    ('\u{21a9}', '\u{21aa}'),
    ('\u{231a}', '\u{231b}'),
    ('\u{2328}', '\u{2328}'),
    ('\u{23cf}', '\u{23cf}'),
    ('\u{23e9}', '\u{23fa}'),
    ('\u{24c2}', '\u{24c2}'),
    ('\u{25aa}', '\u{25ab}'),
    ('\u{25b6}', '\u{25b6}'),
    ('\u{25c0}', '\u{25c0}'),
    ('\u{25fb}', '\u{25fe}'),
    ('\u{2600}', '\u{27bf}'),
    ('\u{2934}', '\u{2935}'),
    ('\u{2b05}', '\u{2b55}'),
    ('\u{3030}', '\u{3030}'),
    ('\u{303d}', '\u{303d}'),
    ('\u{3297}', '\u{3297}'),
    ('\u{3299}', '\u{3299}'),
    ('\u{1f000}', '\u{1faff}'),
];

/// Joins several emoji into one.
const JOINER: char = '\u{200d}';

/// Whether a text is one emoji: a character with its modifiers, several that are joined, a flag or
/// a keycap.
pub(crate) fn is_emoji(text: &str) -> bool {
    text.split(JOINER).all(is_part)
}

/// Whether a text is an emoji without joiners.
fn is_part(text: &str) -> bool {
    let mut rest = text.chars().filter(|letter| !is_modifier(*letter));
    let Some(first) = rest.next() else { return false };
    let second = rest.next();
    if rest.next().is_some() {
        return false;
    }
    match second {
        None => is_base(first),
        Some('\u{20e3}') => first.is_ascii_digit() || ['#', '*'].contains(&first),
        Some(second) => is_region(first) && is_region(second),
    }
}

/// Whether a character changes the look of the one before it: variations, skin tones, and the tags
/// of a flag.
fn is_modifier(letter: char) -> bool {
    matches!(letter, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

fn is_base(letter: char) -> bool {
    RANGES.iter().any(|(first, last)| (*first..=*last).contains(&letter)) && !is_region(letter)
}

/// Whether a character is one half of a country's flag.
fn is_region(letter: char) -> bool {
    ('\u{1f1e6}'..='\u{1f1ff}').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emoji_is_one_character_with_its_modifiers_or_a_sequence() {
        let emoji =
            ["👍", "👍🏽", "❤️", "❤", "👨‍💻", "👩🏽‍🚀", "🇫🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "3️⃣", "#⃣", "🏳️‍🌈", "☃", "🫡", "©"];
        for text in emoji {
            assert!(is_emoji(text), "{text}");
        }
        for text in ["", "a", "3", "👍👍", "👍a", "🇫", "x\u{20e3}", "\u{fe0f}", "👍\u{200d}", ":)"]
        {
            assert!(!is_emoji(text), "{text}");
        }
    }
}
