//! The Bot API server to talk to.

use std::{fmt, path::PathBuf};

use bytes::Bytes;
use http::{
    Uri,
    uri::{self, Authority, InvalidUri, PathAndQuery, Scheme},
};

use crate::token::BotToken;

/// A Bot API server: Telegram's own, or another one.
///
/// # Example
///
/// ```
/// use chappe::client::ApiServer;
///
/// let telegrams = ApiServer::default();
/// let tests = ApiServer::default().test_environment();
/// let own = ApiServer::new("http://127.0.0.1:8081")?.local("/var/lib/telegram-bot-api");
/// # let _ = (telegrams, tests, own);
/// # Ok::<_, http::uri::InvalidUri>(())
/// ```
#[derive(Clone, Debug)]
pub struct ApiServer {
    scheme: Scheme,
    authority: Authority,
    /// What stands before the path, without a slash at its end.
    base: String,
    is_telegrams: bool,
    is_test: bool,
    local: Option<LocalFiles>,
}

/// Where the files of a server in local mode are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LocalFiles {
    /// As the server calls it.
    pub(crate) theirs: PathBuf,
    /// As this process calls it.
    pub(crate) ours: PathBuf,
}

impl ApiServer {
    /// A server at a URL, such as `http://127.0.0.1:8081`.
    ///
    /// # Errors
    ///
    /// Fails unless it is a URL with a host, without a query.
    pub fn new(url: &str) -> Result<Self, InvalidUri> {
        let base = url.trim_end_matches('/').to_owned();
        let uri: Uri = base.parse()?;
        let is_base = matches!(uri.scheme_str(), Some("http" | "https")) && uri.query().is_none();
        if !is_base {
            // Any text that is no URI makes the one error there is.
            return Err("not a URL".parse::<Uri>().expect_err("a space is in no URI"));
        }
        let base = uri.path().trim_end_matches('/').to_owned();
        let parts = uri.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err("not a URL".parse::<Uri>().expect_err("a space is in no URI"));
        };
        Ok(Self { scheme, authority, base, is_telegrams: false, is_test: false, local: None })
    }

    /// The test environment of the same server: `/test/` stands before the
    /// method.
    #[must_use]
    pub fn test_environment(mut self) -> Self {
        self.is_test = true;
        self
    }

    /// The server runs in local mode: it tells absolute paths of files, which
    /// are read here, and only below `root`.
    ///
    /// Source: Bot API 10.3,
    /// [local server](https://core.telegram.org/bots/api#using-a-local-bot-api-server).
    #[must_use]
    pub fn local(self, root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        self.local_at(root.clone(), root)
    }

    /// As [`local`](Self::local), for a server that calls the directory by
    /// another name, such as one in a container.
    #[must_use]
    pub fn local_at(mut self, theirs: impl Into<PathBuf>, ours: impl Into<PathBuf>) -> Self {
        self.local = Some(LocalFiles { theirs: theirs.into(), ours: ours.into() });
        self
    }

    pub(crate) fn local_files(&self) -> Option<&LocalFiles> {
        self.local.as_ref()
    }

    /// Whether this server takes the tokens that Telegram gives out only.
    pub(crate) fn is_telegrams(&self) -> bool {
        self.is_telegrams
    }

    /// Where a method is called.
    pub(crate) fn method(&self, token: &BotToken, method: &str) -> Result<Uri, http::Error> {
        let test = if self.is_test { "/test" } else { "" };
        let parts = [&*self.base, "/bot", token.expose(), test, "/", method];
        self.uri(parts.concat())
    }

    /// Where a file is; its segments were checked.
    pub(crate) fn file(&self, token: &BotToken, segments: &[&str]) -> Result<Uri, http::Error> {
        let test = if self.is_test { "/test" } else { "" };
        let mut path = [&*self.base, "/file/bot", token.expose(), test].concat();
        for segment in segments {
            path.push('/');
            segment.bytes().for_each(|byte| push_encoded(&mut path, byte));
        }
        self.uri(path)
    }

    fn uri(&self, path: String) -> Result<Uri, http::Error> {
        // The error of a URI does not show it.
        let path = PathAndQuery::from_maybe_shared(Bytes::from(path))?;
        let mut parts = uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path);
        Ok(Uri::from_parts(parts)?)
    }
}

impl Default for ApiServer {
    /// `https://api.telegram.org`
    fn default() -> Self {
        Self {
            scheme: Scheme::HTTPS,
            authority: Authority::from_static("api.telegram.org"),
            base: String::new(),
            is_telegrams: true,
            is_test: false,
            local: None,
        }
    }
}

fn push_encoded(path: &mut String, byte: u8) {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        path.push(char::from(byte));
    } else {
        let _ = fmt::Write::write_fmt(path, format_args!("%{byte:02X}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_built_from_their_parts() {
        let token: BotToken = "42:abc".parse().unwrap();
        let urls = |server: ApiServer| {
            [
                server.method(&token, "getMe").unwrap().to_string(),
                server.file(&token, &["photos", "a b%.jpg"]).unwrap().to_string(),
            ]
        };
        assert_eq!(
            urls(ApiServer::default()),
            [
                "https://api.telegram.org/bot42:abc/getMe",
                "https://api.telegram.org/file/bot42:abc/photos/a%20b%25.jpg",
            ],
        );
        assert_eq!(
            urls(ApiServer::new("http://[::1]:8081/api/").unwrap().test_environment()),
            [
                "http://[::1]:8081/api/bot42:abc/test/getMe",
                "http://[::1]:8081/api/file/bot42:abc/test/photos/a%20b%25.jpg",
            ],
        );
    }

    #[test]
    fn only_a_url_is_a_server() {
        let texts = ["", "localhost:8081", "ftp://x", "http://", "http://x?y=1", "http://a b"];
        let taken: Vec<_> = texts.into_iter().filter(|url| ApiServer::new(url).is_ok()).collect();
        assert_eq!(taken, Vec::<&str>::new());
    }
}
