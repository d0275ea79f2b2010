//! The law of splitting.

use chappe_text::FormattedText;

/// Checks that the parts of a text are the text, without the white space between them, and that each
/// fits.
///
/// # Errors
///
/// Returns what is wrong.
pub(crate) fn check(text: &FormattedText, limit: usize) -> Result<Vec<FormattedText>, String> {
    let parts = text.split(limit);
    let is_blank = |text: &str| text.chars().all(|c| c <= ' ');
    let mut rest = text.as_str();
    let mut at = 0;
    for part in &parts {
        let gap = rest.find(part.as_str()).ok_or("a part is not in the text")?;
        if !is_blank(&rest[..gap]) {
            return Err(format!("{:?} is between two parts", &rest[..gap]));
        }
        let fits = part.len_utf16() <= limit || part.as_str().chars().count() == 1;
        if !fits || is_blank(part.as_str()) {
            return Err(format!("{part:?} is no part of at most {limit} code units"));
        }
        let start = at + FormattedText::from(&rest[..gap]).len_utf16();
        at = start + part.len_utf16();
        if *part != text.slice(start..at) {
            return Err(format!("{part:?} has other formats than {:?}", text.slice(start..at)));
        }
        rest = &rest[gap + part.as_str().len()..];
    }
    match is_blank(rest) {
        true => Ok(parts),
        false => Err(format!("{rest:?} is in no part")),
    }
}
