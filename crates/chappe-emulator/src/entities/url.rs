//! Detection of links and e-mail addresses in texts.

use super::{detect::Found, tld};

/// Protocols of links, and words with the same ending that are other protocols.
const PROTOCOLS: [(&str, &[&str]); 4] =
    [("http", &["shttp"]), ("https", &[]), ("ftp", &["tftp", "sftp"]), ("tonsite", &[])];
const TELEGRAM: [&str; 3] = ["tonsite", "ton", "tg"];
/// Characters that end a sentence rather than a link.
const SENTENCE_ENDS: [char; 9] = ['.', ':', ';', ',', '(', '\'', '?', '!', '`'];
const MAX_HOST: usize = 253;
const MAX_LABEL: usize = 63;

/// Detects links and e-mail addresses; they may overlap.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut from = 0;
    while let Some(colon) = text[from..].find("://").map(|at| from + at) {
        let link = telegram_link(text, colon);
        from = link.as_ref().map_or(colon + 1, |(part, _)| part.end);
        found.extend(link);
    }
    from = 0;
    while let Some(dot) = text[from..].find('.').map(|at| from + at) {
        from = if text[dot..].starts_with(". ") {
            dot + 2
        } else {
            let (next, link) = web_link(text, from, dot);
            found.extend(link);
            next
        };
    }
    found
}

/// A link such as `tg://resolve?domain=x`, with its colon at `colon`.
fn telegram_link(text: &str, colon: usize) -> Option<Found> {
    let scheme = TELEGRAM.iter().find(|scheme| {
        let start = colon.checked_sub(scheme.len()).and_then(|start| text.get(start..colon));
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })?;
    let host = colon + "://".len();
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let host_end = host + run(&text[host..], is_host).min(MAX_HOST);
    let start = colon - scheme.len();
    (host_end > host).then(|| (start..path_end(text, host_end), "url"))
}

/// The link or address around the dot, and where to continue the search. It does not begin
/// before `from`.
fn web_link(text: &str, from: usize, dot: usize) -> (usize, Option<Found>) {
    let back = |end: usize, is_part: fn(char) -> bool| {
        let part = text[from..end].chars().rev().take_while(|c| is_part(*c));
        end - part.map(char::len_utf8).sum::<usize>()
    };
    let mut start = back(dot, is_host);
    let host_end = dot + run(&text[dot..], |c| is_host(c) || c == '@');
    let has_user = text[dot..host_end].contains('@');
    if has_user {
        start = back(start, is_user);
    }
    let link_end = path_end(text, port_end(text, host_end));
    let end = dot + 1 + text[dot + 1..link_end].trim_end_matches('.').len();
    let mut is_bad = false;
    if text[from..start].ends_with('@') {
        let user = back(start - 1, is_user);
        is_bad = has_user || user == start - 1;
        start = user;
    }
    if let Some(before) = text[from..start].strip_suffix("://").filter(|it| it.len() >= 3) {
        let protocol_end = from + before.len();
        let name = text[back(protocol_end, is_protocol)..protocol_end].to_ascii_lowercase();
        let protocol = PROTOCOLS
            .iter()
            .find(|(protocol, others)| name.ends_with(protocol) && !others.contains(&&*name));
        is_bad |= protocol.is_none();
        start = protocol.map_or(start, |(protocol, _)| protocol_end - protocol.len());
    } else {
        let is_joined = |c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '#' | '@');
        is_bad |= text[from..start].ends_with(is_joined);
    }
    if is_bad {
        return (text[..end].rfind('.').map_or(end, |last| last.max(dot) + 1), None);
    }
    let next = end + run(&text[end..], |c| c == '.');
    (next, link(&text[start..end]).map(|(part, kind)| (start + part.start..start + part.end, kind)))
}

/// The part of a candidate that is a link or an address.
fn link(link: &str) -> Option<Found> {
    if is_mail(link) {
        return Some((0..link.len(), "email"));
    }
    if link.strip_prefix("mailto:").is_some_and(is_mail) {
        return Some(("mailto:".len()..link.len(), "email"));
    }
    let protocol = link
        .split_once("://")
        .map(|(protocol, _)| protocol)
        .filter(|protocol| PROTOCOLS.iter().any(|(known, _)| known.eq_ignore_ascii_case(protocol)));
    let address = protocol.map_or(0, |protocol| protocol.len() + "://".len());
    let address = &link[address..];
    let (host, path) = address.split_at(address.find(['/', '?', '#']).unwrap_or(address.len()));
    let host = host.split_once('@').map_or(host, |(_, host)| host);
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    if !is_host_name(host, protocol.is_some()) {
        return None;
    }
    let kept = path[..balanced_end(path)].trim_end_matches(SENTENCE_ENDS);
    Some((0..link.len() - path.len() + kept.len(), "url"))
}

/// The end of the port after the host, or of the host if there is none.
fn port_end(text: &str, host_end: usize) -> usize {
    let digits = text[host_end..]
        .strip_prefix(':')
        .map_or("", |port| &port[..run(port, |c| c.is_ascii_digit())]);
    let is_port = digits.parse::<u16>().is_ok_and(|port| port > 0);
    if is_port { host_end + 1 + digits.len() } else { host_end }
}

/// The end of the path after the host, without punctuation that ends a sentence.
fn path_end(text: &str, host_end: usize) -> usize {
    let path = &text[host_end..];
    if !path.starts_with(['/', '?', '#']) {
        return host_end;
    }
    let rest = path[1..run(path, is_path)].trim_end_matches(SENTENCE_ENDS);
    if rest.is_empty() && !path.starts_with('/') { host_end } else { host_end + 1 + rest.len() }
}

/// The end of the part whose closing brackets all have opening ones.
fn balanced_end(path: &str) -> usize {
    let mut open = [0_usize; 3];
    for (at, c) in path.char_indices() {
        if let Some(kind) = "([{".find(c) {
            open[kind] += 1;
        } else if let Some(kind) = ")]}".find(c) {
            match open[kind].checked_sub(1) {
                Some(left) => open[kind] = left,
                None => return at,
            }
        }
    }
    path.len()
}

/// The length in bytes of the leading characters that satisfy `is_part`.
fn run(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

fn is_host_name(host: &str, has_protocol: bool) -> bool {
    let labels: Vec<_> = host.split('.').collect();
    let is_label = |label: &&str| (1..=MAX_LABEL).contains(&label.len()) && !label.ends_with('-');
    let [rest @ .., second, last] = &*labels else { return false };
    if host.eq_ignore_ascii_case("teiegram.org") || !labels.iter().all(is_label) {
        return false;
    }
    if labels.iter().all(|label| label.bytes().all(|byte| byte.is_ascii_digit())) {
        let is_number = |label: &&str| label.parse::<u8>().is_ok_and(|it| it.to_string() == *label);
        return rest.len() == 2 && labels.iter().all(is_number);
    }
    let is_end = match last.strip_prefix("xn--") {
        Some(coded) => coded.len() > 1 && coded.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        None => {
            last.chars().count() > 1
                && !last.contains(['_', '-'])
                && (has_protocol || tld::is_known(last))
        }
    };
    is_end && !second.contains('_')
}

/// Whether a candidate is an e-mail address.
fn is_mail(address: &str) -> bool {
    let Some((user, host)) = address.split_once('@') else { return false };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let parts: Vec<_> = user.split(['.', '+']).collect();
    let Some((last, others)) = parts.split_last() else { return false };
    let is_user = parts.iter().all(|part| part.chars().all(is_name))
        && others.len() <= 10
        && others.iter().all(|part| part.len() <= 26)
        && (1..=35).contains(&last.len());
    let labels: Vec<_> = host.split('.').collect();
    let Some((end, labels)) = labels.split_last() else { return false };
    let is_label = |label: &&str| {
        let is_edge = |c: char| c.is_ascii_alphanumeric();
        (1..=30).contains(&label.len())
            && label.chars().all(is_name)
            && label.starts_with(is_edge)
            && label.ends_with(is_edge)
    };
    is_user
        && (1..=6).contains(&labels.len())
        && labels.iter().all(is_label)
        && (2..=8).contains(&end.len())
        && end.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_protocol(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || matches!(c, '+' | '-')
    } else {
        !c.is_whitespace()
    }
}

fn is_host(c: char) -> bool {
    match c {
        '\0'..='\u{bf}' => c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '~'),
        _ => is_visible(c),
    }
}

fn is_user(c: char) -> bool {
    !"\n/[]{}()'`<>\"@«»".contains(c) && is_visible(c)
}

fn is_path(c: char) -> bool {
    !"\n<>\"«»".contains(c) && is_visible(c)
}

/// Neither a space nor general punctuation, except dashes and joiners.
fn is_visible(c: char) -> bool {
    match c {
        '\u{2000}'..='\u{206f}' => matches!(c, '\u{200c}' | '\u{200d}' | '\u{2010}'..='\u{2015}'),
        _ => !c.is_whitespace(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: &str, cases: &[(&str, &[&str])]) {
        for (text, expected) in cases {
            let found = find(text).into_iter().filter(|(_, name)| *name == kind);
            let found: Vec<_> = found.map(|(range, _)| &text[range]).collect();
            assert_eq!(found, *expected, "{text:?}");
        }
    }

    #[test]
    fn links_are_found() {
        check(
            "url",
            &[
                ("telegram.org", &["telegram.org"]),
                ("(telegram.org) 'telegram.org'", &["telegram.org", "telegram.org"]),
                (".telegram.org)", &[]),
                (" telegram. org. www. com... telegram.org... ...google.com...", &["telegram.org"]),
                ("сайт http://www.google.com или t.me ", &["http://www.google.com", "t.me"]),
                ("http://google,.com", &[]),
                ("[http://google.com](test)", &["http://google.com"]),
                ("пример.рф/путь www.🤙.tk ✪df.ws", &["пример.рф/путь", "www.🤙.tk", "✪df.ws"]),
                ("a.xn--p1ai a.xn--", &["a.xn--p1ai"]),
                ("127.0.0.1 127.0.0.256 1.2.3 127.0.0.01", &["127.0.0.1"]),
                ("main.txt v1.2 e.g. a..b.org a.b.c.com.a.b.c", &[]),
                ("@views.py #views.py /views.py .views.py 'views.py'", &["views.py"]),
                ("telegram.Org telegram.ORG", &["telegram.ORG"]),
                ("teiegram.org/test", &[]),
                ("http://a.txt http://test-.google.com http://google_.com", &["http://a.txt"]),
                ("_.test.com _test.com", &["_.test.com"]),
                ("https://t.me… https://t.…", &["https://t.me"]),
            ],
        );
    }

    #[test]
    fn links_may_have_more_than_a_host() {
        check(
            "url",
            &[
                ("()telegram.org/?q=()", &["telegram.org/?q=()"]),
                ("(telegram.org/a)", &["telegram.org/a"]),
                ("http://a.org/?b=1#c.", &["http://a.org/?b=1#c"]),
                ("http://a.org/?q=a([{)]}b", &["http://a.org/?q=a([{)]}b"]),
                ("http://a.org/?q=a){}[]b", &["http://a.org/?q=a"]),
                (
                    "google.com/? google.com? google.com#",
                    &["google.com/", "google.com", "google.com"],
                ),
                ("google.com##", &["google.com##"]),
                ("google.com:᪉", &["google.com"]),
                ("google.com:00000001/abs", &["google.com:00000001/abs"]),
                ("google.com:65536/abs google.com:0/abs", &["google.com", "google.com"]),
                ("http://@google.com http://@@google.com", &[]),
                ("http://test@google.com", &["http://test@google.com"]),
                ("http://user:word@a.com:8080", &["http://user:word@a.com:8080"]),
                ("https://a.bc@test.com:cd.com", &["https://a.bc@test.com", "cd.com"]),
                ("a:b?@gmail.com a:b!@gmail.com", &["a:b!@gmail.com"]),
            ],
        );
    }

    #[test]
    fn links_have_few_protocols() {
        check(
            "url",
            &[
                ("ftp://a.org ftps://a.org sftp://a.org", &["ftp://a.org"]),
                ("tonsite://a.ton", &["tonsite://a", "tonsite://a.ton"]),
                ("hTtPs://telegram.org", &["hTtPs://telegram.org"]),
                ("аHTTP://telegram.org", &["HTTP://telegram.org"]),
                (",ahttp://google.com .ahttp://google.com", &["http://google.com"]),
                ("sHTTP://telegram.org ://telegram.org", &[]),
                ("👉http://ab.com/c", &["http://ab.com/c"]),
            ],
        );
    }

    #[test]
    fn links_of_telegram_are_found() {
        check(
            "url",
            &[
                ("tg://resolve", &["tg://resolve"]),
                ("stg://a", &["tg://a"]),
                ("TG://-_A-_ ton:asd tg:test", &["TG://-_A-_"]),
                ("tg://test/?.:;,('?!`", &["tg://test/"]),
                ("tg://test? tg://test#", &["tg://test", "tg://test"]),
                ("tg://test?a=b&c#d", &["tg://test?a=b&c#d"]),
                ("tg://test?as<df", &["tg://test?as"]),
                ("tg://б", &[]),
                ("tg://", &[]),
            ],
        );
    }

    #[test]
    fn addresses_are_found() {
        check(
            "email",
            &[
                ("a@b.org", &["a@b.org"]),
                ("Test@aa.aa.com a.bc@d.ef", &["Test@aa.aa.com", "a.bc@d.ef"]),
                ("mailto:a@b.org", &["a@b.org"]),
                ("a@b.com:c@1", &["a@b.com"]),
                ("https://a.de[bc@c.com", &["bc@c.com"]),
                ("https://de/bc@c.com", &[]),
                ("https://a.bc@c.com", &[]),
                ("abc@c.com@d.com a@b@c.com", &[]),
                ("a@b @b.org a@-b.org a@b.o2 a*@b.org é@b.org", &[]),
            ],
        );
    }
}
