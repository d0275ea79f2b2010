//! What Telegram finds in a text by itself.

use serde_json::{Value, json};

/// Commands, mentions, tags, addresses and links in a text.
pub(crate) fn detect(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut units = 0;
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let bare = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'']);
        if let Some((kind, length)) = kind(bare) {
            let length = bare[..length].encode_utf16().count();
            found.push(json!({"type": kind, "offset": units, "length": length}));
        }
        units += piece.encode_utf16().count();
    }
    found
}

/// What a word is, and how much of it.
fn kind(word: &str) -> Option<(&'static str, usize)> {
    let run = |from: usize, is_part: fn(char) -> bool| {
        let rest = &word[from..];
        from + rest.find(|letter| !is_part(letter)).unwrap_or(rest.len())
    };
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    match word.chars().next()? {
        '/' => {
            let end = run(1, is_name);
            let end = if word[end..].starts_with('@') { run(end + 1, is_name) } else { end };
            (2..=96).contains(&end).then_some(("bot_command", end))
        }
        '@' => {
            let end = run(1, is_name);
            (4..=33).contains(&end).then_some(("mention", end))
        }
        '#' => {
            let end = run(1, |letter| letter.is_alphanumeric() || letter == '_');
            let is_tag = word[1..end].contains(|letter: char| !letter.is_ascii_digit());
            is_tag.then_some(("hashtag", end))
        }
        '$' => {
            let end = run(1, |letter| letter.is_ascii_uppercase());
            ((4..=9).contains(&end) && end == word.len()).then_some(("cashtag", end))
        }
        _ if word.starts_with("https://") || word.starts_with("http://") => {
            (word.len() > 8).then_some(("url", word.len()))
        }
        _ => {
            let (name, host) = word.split_once('@')?;
            let is_address = !name.is_empty()
                && host.split('.').count() > 1
                && host.split('.').all(|part| {
                    !part.is_empty()
                        && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                });
            is_address.then_some(("email", word.len()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_by_their_first_letter() {
        let found = |text: &str| Value::from(detect(text));
        assert_eq!(
            found("/start@the_bot 😀 #tag, @alice! $USD a@b.org https://x.org/?a."),
            json!([
                {"type": "bot_command", "offset": 0, "length": 14},
                {"type": "hashtag", "offset": 18, "length": 4},
                {"type": "mention", "offset": 24, "length": 6},
                {"type": "cashtag", "offset": 32, "length": 4},
                {"type": "email", "offset": 37, "length": 7},
                {"type": "url", "offset": 45, "length": 16},
            ]),
        );
        assert_eq!(found("/ # @ $ a@b #1 1/2 http:// plain"), json!([]));
    }
}
