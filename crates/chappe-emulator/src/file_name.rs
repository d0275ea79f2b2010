//! Names of uploaded files, as Telegram's server stores them.

/// The most characters of a name without its extension, and of an extension.
const MAX_STEM: usize = 64;
const MAX_EXTENSION: usize = 16;

/// The printable ASCII characters that names do not keep.
const REPLACED: &str = "<>:\"/\\|?*&`'";

/// Returns the name under which an uploaded file is stored: without directories, with spaces in
/// place of special characters, and shortened. A name of which nothing remains is `file`.
pub(crate) fn clean_file_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    // A dot at the beginning does not start an extension.
    let dot = name.rfind('.').filter(|dot| *dot > 0);
    let (stem, extension) = dot.map_or((name, ""), |dot| (&name[..dot], &name[dot + 1..]));
    let stem = clean(stem, MAX_STEM);
    let extension = clean(extension, MAX_EXTENSION);
    match (&*stem, &*extension) {
        ("", "") => "file".to_owned(),
        ("", name) | (name, "") => name.to_owned(),
        (stem, extension) => format!("{stem}.{extension}"),
    }
}

fn clean(part: &str, longest: usize) -> String {
    let letters = part.chars().filter(|letter| !is_mark(*letter));
    let letters = letters.map(|letter| if is_kept(letter) { letter } else { ' ' });
    let letters = letters.skip_while(|letter| [' ', '.'].contains(letter));
    let cleaned: String = letters.take(longest).collect();
    cleaned.trim_end_matches([' ', '.']).to_owned()
}

fn is_kept(letter: char) -> bool {
    if letter.is_ascii() {
        return !letter.is_ascii_control() && !REPLACED.contains(letter);
    }
    letter.is_alphanumeric()
}

/// Whether a character is invisible by itself: accents of decomposed letters, joiners, variation
/// selectors and control characters.
fn is_mark(letter: char) -> bool {
    matches!(letter,
        '\0' | '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: `clean_filename` and `PathView`.
    #[test]
    fn names_lose_directories_and_special_characters() {
        let long = format!("{}.{}", "a".repeat(70), "b".repeat(20));
        let short = format!("{}.{}", "a".repeat(64), "b".repeat(16));
        let table = [
            ("report.pdf", "report.pdf"),
            ("/etc/passwd", "passwd"),
            (r"C:\Users\me\a.txt", "a.txt"),
            ("a<b>c:d.txt", "a b c d.txt"),
            ("what?.txt", "what.txt"),
            ("a&b's.tar.gz", "a b s.tar.gz"),
            ("a_b-c (1) [2]#.txt", "a_b-c (1) [2]#.txt"),
            ("re\u{301}sume\u{301}.txt", "resume.txt"),
            ("r\u{e9}sum\u{e9}.txt", "r\u{e9}sum\u{e9}.txt"),
            ("\u{1f600} smile.png", "smile.png"),
            (".hidden", "hidden"),
            ("..", "file"),
            ("?.txt", "txt"),
            ("dir/", "file"),
            (&*long, &*short),
        ];
        for (given, kept) in table {
            assert_eq!(clean_file_name(given), kept, "{given}");
        }
    }
}
