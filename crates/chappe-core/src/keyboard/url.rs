//! URLs of buttons.

/// Returns what is wrong with the URL of an inline button: Telegram accepts `http`, `https`, `tg`
/// and `ton`, and a host without a scheme.
pub(super) fn problem_of_link(url: &str) -> Option<&'static str> {
    let lower = url.trim().to_lowercase();
    if lower.starts_with("tg:") || lower.starts_with("ton:") {
        return None;
    }
    let rest = lower.strip_prefix("http://").or_else(|| lower.strip_prefix("https://"));
    if rest.is_none() && lower.contains("://") {
        return Some("must have the scheme `http`, `https`, `tg` or `ton`");
    }
    let rest = rest.unwrap_or(&lower);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    if host.is_empty() {
        return Some("must have a host");
    }
    let is_wrong = !host.contains(['.', '[']) || host.contains(char::is_whitespace);
    is_wrong.then_some("must have a host with a dot, and no spaces in it")
}

/// Returns what is wrong with the URL of a Web App or a login: Telegram accepts `https` only.
pub(super) fn problem_of_https(url: &str) -> Option<&'static str> {
    let is_https = url.trim().to_lowercase().starts_with("https://");
    (!is_https).then_some("must be a URL with the scheme `https`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_have_a_known_scheme_and_a_host() {
        let good = [
            "https://example.com",
            "http://a.b/c?d#e",
            "HTTPS://EXAMPLE.COM",
            "example.com/x",
            "t.me/durov",
            "tg://user?id=7",
            "ton://transfer/x",
            "https://user@[::1]/",
        ];
        let bad =
            ["", "https://", "example", "http://localhost", "ftp://a.b", "https://a b.c", "/x.y"];
        assert_eq!(good.map(problem_of_link), [None; 8]);
        assert!(
            bad.iter().all(|url| problem_of_link(url).is_some()),
            "{:?}",
            bad.map(problem_of_link)
        );
    }

    #[test]
    fn web_apps_and_logins_have_https() {
        assert_eq!(problem_of_https("HTTPS://a.b"), None);
        assert!(problem_of_https("http://a.b").is_some());
        assert!(problem_of_https("tg://user?id=7").is_some());
    }
}
