//! Addresses of links.

use chappe_types::UserId;

use crate::format::Format;

/// The greatest id of a user in a link.
const MAX_USER: i64 = (1 << 40) - 1;

/// The format of a link to an address; `None` if Telegram does not accept it.
pub(crate) fn format(url: &str) -> Option<Format> {
    let user = strip_prefix_ignoring_case(url, "tg://user?id=");
    if let Some(id) = user.and_then(|id| id.parse().ok()) {
        return (1..=MAX_USER).contains(&id).then_some(Format::Mention { user: UserId(id) });
    }
    is_link_address(url).then(|| Format::Link { url: url.into() })
}

/// Returns true if Telegram accepts an address in a link: `http://` or `https://` and a host with a
/// dot, a host with a dot alone, or `tg://` or `ton://` and a name.
///
/// # Example
///
/// ```
/// use chappe::text::is_link_address;
///
/// assert!(is_link_address("https://a.example/b?c#d"));
/// assert!(is_link_address("tg://resolve?domain=a"));
/// assert!(!is_link_address("./a.md"));
/// assert!(!is_link_address("https://localhost/"));
/// assert!(!is_link_address("javascript:alert(1)"));
/// ```
pub fn is_link_address(url: &str) -> bool {
    if url.chars().any(|c| c <= ' ') {
        return false;
    }
    for scheme in ["tg:", "ton:"] {
        if let Some(rest) = strip_prefix_ignoring_case(url, scheme) {
            let rest = rest.strip_prefix("//").unwrap_or(rest);
            let name = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
            let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            return !name.is_empty() && name.chars().all(is_part);
        }
    }
    let schemes = ["https://", "http://"];
    let rest = schemes.iter().find_map(|scheme| strip_prefix_ignoring_case(url, scheme));
    is_host(rest.unwrap_or(url))
}

/// Returns true if an address without its scheme begins with a host that has a dot inside, and
/// perhaps a port.
fn is_host(address: &str) -> bool {
    let authority = &address[..address.find(['/', '?', '#']).unwrap_or(address.len())];
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
    let is_port = port.parse::<u16>().is_ok_and(|port| port > 0);
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let has_dot = host.trim_matches('.').contains('.');
    is_port && has_dot && !host.starts_with('.') && host.chars().all(is_part)
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_telegram_does_not_accept_are_rejected() {
        for url in [
            "https://a.example",
            "HTTP://A.example:8080/b",
            "a.example/b",
            "https://日本.example/",
            "tg://resolve?domain=a",
            "tg:settings",
        ] {
            assert!(is_link_address(url), "{url}");
        }
        for url in [
            "",
            "/a.md",
            "#a.b",
            "mailto:a@b.example",
            "ftp://a.example/",
            "https://a",
            "https://.a",
            "https://a.example:0/",
            "https://a.example:99999/",
            "https://a.example/b c",
            "tg://",
            "data:text/html,a.b",
        ] {
            assert!(!is_link_address(url), "{url}");
        }
    }

    #[test]
    fn the_address_of_a_user_is_a_mention() {
        assert_eq!(format("TG://user?id=7"), Some(Format::Mention { user: UserId(7) }));
        assert_eq!(format("tg://user?id=-7"), None);
    }
}
