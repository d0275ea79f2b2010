//! The targets of links in markup.

use super::entity::Kind;

/// Larger user identifiers are invalid.
const MAX_USER: u64 = (1 << 40) - 1;

/// The kind of a linked text: a link or a mention; `None` if the address is invalid.
pub(super) fn link_kind(url: &str) -> Option<Kind> {
    let user = telegram_query(url, "user").and_then(|query| number(field(query, "id")?));
    match user {
        Some(id) if id <= MAX_USER => Some(Kind::TextMention(id)),
        _ => address(url).map(Kind::TextLink),
    }
}

/// The kind that the address of an image stands for: an emoji or a time.
pub(super) fn image_kind(url: &str) -> Result<Kind, String> {
    const INVALID: &str = "Invalid tg://emoji or tg://time URL specified";
    if let Some(query) = telegram_query(url, "emoji") {
        return field(query, "id")
            .and_then(number)
            .map(Kind::CustomEmoji)
            .ok_or(INVALID.to_owned());
    }
    let query = telegram_query(url, "time").ok_or(INVALID)?;
    let unix = field(query, "unix").and_then(number).ok_or(INVALID)?;
    Ok(Kind::DateTime { unix, format: time_format(field(query, "format").unwrap_or_default())? })
}

/// A time's format in Telegram's order: `r`, or `w`, a date and a time.
pub(super) fn time_format(written: &str) -> Result<String, String> {
    let is_legal = match written {
        "r" => true,
        _ => written.chars().all(|c| matches!(c, 'w' | 'd' | 'D' | 't' | 'T')),
    };
    if !is_legal {
        return Err("Invalid date format used".to_owned());
    }
    let shortest = |kinds: [char; 2]| kinds.into_iter().find(|kind| written.contains(*kind));
    let parts = [shortest(['r', 'w']), shortest(['d', 'D']), shortest(['t', 'T'])];
    Ok(parts.into_iter().flatten().collect())
}

/// A positive number in canonical form.
pub(super) fn number(written: &str) -> Option<u64> {
    let is_plain = written.bytes().all(|byte| byte.is_ascii_digit()) && !written.starts_with('0');
    written.parse().ok().filter(|number| is_plain && i64::try_from(*number).is_ok())
}

/// The query of `tg://host?`.
fn telegram_query<'a>(url: &'a str, host: &str) -> Option<&'a str> {
    let rest = strip_prefix_ignoring_case(url, "tg:")?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let rest = strip_prefix_ignoring_case(rest, host)?;
    let query = rest.strip_prefix('/').unwrap_or(rest).strip_prefix('?')?;
    query.split('#').next()
}

fn field<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = query.split('&').filter_map(|field| field.split_once('='));
    fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// The complete address, as Telegram writes it.
fn address(url: &str) -> Option<String> {
    for scheme in ["tg", "ton"] {
        if let Some(rest) = strip_prefix_ignoring_case(url, &format!("{scheme}:")) {
            let rest = rest.strip_prefix("//").unwrap_or(rest);
            let address = Address::read(rest)?;
            let is_legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            if address.is_secure
                || address.has_more_than_host
                || !address.host.chars().all(is_legal)
            {
                return None;
            }
            let path = match address.path.strip_prefix("/?") {
                Some(query) => format!("?{query}"),
                None => address.path,
            };
            return Some(format!("{scheme}://{}{path}", address.host));
        }
    }
    let Address { is_secure, authority, host, path, .. } = Address::read(url)?;
    let scheme = if is_secure { "https" } else { "http" };
    (host.contains('.') || host.starts_with('[')).then(|| format!("{scheme}://{authority}{path}"))
}

/// The parts of a web address.
struct Address {
    is_secure: bool,
    /// The host, with the user before it and the port after it.
    authority: String,
    host: String,
    has_more_than_host: bool,
    path: String,
}

impl Address {
    fn read(url: &str) -> Option<Self> {
        let (is_secure, rest) = match url.split_once("://") {
            Some((scheme, _)) if scheme.contains(':') => (false, url),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (false, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (true, rest),
            Some(_) => return None,
            None => (false, url),
        };
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (before_port, port) = match authority.rfind([':', ']', '@']) {
            Some(at) if at > 0 && authority[at..].starts_with(':') => {
                let port = authority[at + 1..].trim_start_matches('0');
                (&authority[..at], Some(number(port).filter(|port| *port <= 65_535)?))
            }
            _ => (authority, None),
        };
        let (user, host) = match before_port.rsplit_once('@') {
            Some((user, host)) => (user, host),
            None => ("", before_port),
        };
        let is_v6 = host.starts_with('[') && host.ends_with(']');
        let is_legal =
            |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "._-!$,~*'();&+=%".contains(c);
        if host.is_empty() || host == "." || !(is_v6 || host.chars().all(is_legal)) {
            return None;
        }
        let host = host.to_ascii_lowercase();
        let mut authority = host.clone();
        if !user.is_empty() {
            authority = format!("{user}@{authority}");
        }
        if let Some(port) = port {
            authority = format!("{authority}:{port}");
        }
        let has_more_than_host = authority != host || is_v6;
        Some(Self { is_secure, authority, host, has_more_than_host, path: full_path(path) })
    }
}

/// A path that begins with a slash, without spaces in it.
fn full_path(path: &str) -> String {
    let path = path.trim_end_matches(super::cursor::is_space);
    let slash = if path.starts_with('/') { "" } else { "/" };
    let visible = |c| match c {
        '\0'..=' ' => format!("%{:02X}", u32::from(c)),
        _ => String::from(c),
    };
    slash.chars().chain(path.chars()).map(visible).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_completed() {
        for (url, expected) in [
            ("telegram.org", Some("http://telegram.org/")),
            ("http://telegram.org", Some("http://telegram.org/")),
            ("HTTPS://Telegram.Org/Path", Some("https://telegram.org/Path")),
            ("https://telegram.dog?", Some("https://telegram.dog/?")),
            ("https://telegram.dog?\\(", Some("https://telegram.dog/?\\(")),
            ("a.b#c", Some("http://a.b/#c")),
            ("a.b/c d ", Some("http://a.b/c%20d")),
            ("http://u:p@a.b:080/", Some("http://u:p@a.b:80/")),
            ("http://a.b:0/", None),
            ("http://a.b:x/", None),
            ("http://[::1]/", Some("http://[::1]/")),
            ("http://пример.рф", Some("http://пример.рф/")),
            ("http://a<b.c", None),
            ("localhost", None),
            ("http://localhost", None),
            ("ftp://a.b", None),
            ("", None),
            ("as", None),
            ("tel:+123456", None),
            ("tg://resolve?domain=x", Some("tg://resolve?domain=x")),
            ("TG:resolve", Some("tg://resolve/")),
            ("tg://a.b", None),
            ("tg://user?name=x", Some("tg://user?name=x")),
            ("ton://transfer/x?y", Some("ton://transfer/x?y")),
        ] {
            let expected = expected.map(|url| Kind::TextLink(url.to_owned()));
            assert_eq!(link_kind(url), expected, "{url}");
        }
    }

    #[test]
    fn users_are_mentioned_by_their_id() {
        for (url, expected) in [
            ("tg://user?id=42", Some(42)),
            ("tg:user?id=123456", Some(123_456)),
            ("TG://User/?a=b&id=42#c", Some(42)),
            ("tg://user?id=042", None),
            ("tg://user?id=0", None),
            ("tg://user?id=-1", None),
            ("tg://user?id=1099511627776", None),
            ("tg://users?id=42", None),
            ("tg://user#?id=42", None),
        ] {
            let found = match link_kind(url) {
                Some(Kind::TextMention(id)) => Some(id),
                _ => None,
            };
            assert_eq!(found, expected, "{url}");
        }
    }

    #[test]
    fn images_become_emoji_and_times() {
        let time = |format: &str| Ok(Kind::DateTime { unix: 5, format: format.to_owned() });
        let invalid = || Err("Invalid tg://emoji or tg://time URL specified".to_owned());
        for (url, expected) in [
            ("tg://emoji?id=25", Ok(Kind::CustomEmoji(25))),
            ("TG://EMoJI/?test=1231&id=25#id=32", Ok(Kind::CustomEmoji(25))),
            ("t://emoji?id=1234", invalid()),
            ("tg:emojis?id=1234", invalid()),
            ("tg://emoji#test", invalid()),
            ("tg://emoji?test=1#&id=25", invalid()),
            ("tg://emoji?test=1231&id=025", invalid()),
            ("tg://emoji?id=99999999999999999999", invalid()),
            ("tg://time?unix=5", time("")),
            ("tg://time?unix=5&format=wDT", time("wDT")),
            ("tg://time?unix=5&format=Tw", time("wT")),
            ("tg://time?unix=5&format=tTdD", time("dt")),
            ("tg://time?unix=5&format=r", time("r")),
            ("tg://time?unix=5&format=rw", Err("Invalid date format used".to_owned())),
            ("tg://time?unix=5&format=x", Err("Invalid date format used".to_owned())),
            ("tg://time?unix=0", invalid()),
            ("tg://time", invalid()),
        ] {
            assert_eq!(image_kind(url), expected, "{url}");
        }
    }
}
