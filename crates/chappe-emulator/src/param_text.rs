//! Parameters as texts, which is what they are for Telegram's server, whatever their encoding.

use serde_json::Value;

/// The integer at the beginning of a text, or 0.
pub(crate) fn integer(text: &str) -> i64 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let digits = digits.bytes().take_while(u8::is_ascii_digit);
    let number = digits
        .fold(0_i64, |number, digit| number.wrapping_mul(10).wrapping_add(i64::from(digit - b'0')));
    number.wrapping_mul(sign)
}

/// The number at the beginning of a text, or 0.
pub(crate) fn float(text: &str) -> f64 {
    let text = text.trim();
    let is_part = |letter: char| letter.is_ascii_digit() || "+-.eE".contains(letter);
    let mut number = &text[..text.find(|letter| !is_part(letter)).unwrap_or(text.len())];
    loop {
        match number.parse() {
            Ok(parsed) => return parsed,
            Err(_) if number.is_empty() => return 0.0,
            Err(_) => number = &number[..number.len() - 1],
        }
    }
}

/// Whether a text is one of those that mean yes.
pub(crate) fn is_yes(text: &str) -> bool {
    ["true", "yes", "1"].contains(&&*text.trim().to_lowercase())
}

/// The text of a parameter: JSON that is not a string counts as its own text.
pub(crate) fn text_of(value: Value) -> String {
    match value {
        Value::String(text) => text,
        value => value.to_string(),
    }
}
