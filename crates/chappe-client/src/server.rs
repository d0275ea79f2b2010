//! Bot API servers.

use std::{fmt, path::PathBuf};

use bytes::Bytes;
use http::{
    Uri,
    uri::{self, Authority, PathAndQuery, Scheme},
};

use crate::{server_url_error::ServerUrlError, token::BotToken};

/// A Bot API server: Telegram's own, or one that you run.
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
/// # Ok::<_, chappe::client::ServerUrlError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ApiServer {
    scheme: Scheme,
    authority: Authority,
    /// The prefix of all paths, without a slash at its end.
    base: String,
    is_telegram: bool,
    is_test: bool,
    local: Option<LocalFiles>,
}

/// The directory of a local server's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LocalFiles {
    /// Its path as the server reports it.
    pub(crate) server_root: PathBuf,
    /// Its path in this process's file system.
    pub(crate) local_root: PathBuf,
}

impl ApiServer {
    /// Creates a server from its URL, such as `http://127.0.0.1:8081`. A path in the URL becomes
    /// the prefix of the path of every request.
    ///
    /// # Errors
    ///
    /// Fails unless the text is a URL with a host and the scheme `http` or `https`, and without
    /// a query. [`ServerUrlError`] distinguishes the causes.
    pub fn new(url: &str) -> Result<Self, ServerUrlError> {
        let uri: Uri =
            url.trim_end_matches('/').parse().map_err(|_| ServerUrlError::malformed())?;
        if !matches!(uri.scheme_str(), None | Some("http" | "https")) {
            return Err(ServerUrlError::unsupported_scheme());
        }
        if uri.query().is_some() {
            return Err(ServerUrlError::query());
        }
        let base = uri.path().trim_end_matches('/').to_owned();
        let parts = uri.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(ServerUrlError::malformed());
        };
        Ok(Self { scheme, authority, base, is_telegram: false, is_test: false, local: None })
    }

    /// Selects the test environment of the server: each path has `/test` after the token.
    #[must_use]
    pub fn test_environment(mut self) -> Self {
        self.is_test = true;
        self
    }

    /// Declares that the server runs in local mode: it returns absolute paths of files. These are
    /// read from disk, and only if they are inside of `root`.
    ///
    /// Source: Bot API 10.3,
    /// [local server](https://core.telegram.org/bots/api#using-a-local-bot-api-server).
    #[must_use]
    pub fn local(self, root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        self.local_at(root.clone(), root)
    }

    /// Like [`local`](Self::local), for a server to which the directory has another path, such as
    /// a server in a container: `server_root` is the server's path, `local_root` the path in this
    /// process.
    #[must_use]
    pub fn local_at(
        mut self,
        server_root: impl Into<PathBuf>,
        local_root: impl Into<PathBuf>,
    ) -> Self {
        let (server_root, local_root) = (server_root.into(), local_root.into());
        self.local = Some(LocalFiles { server_root, local_root });
        self
    }

    pub(crate) fn local_files(&self) -> Option<&LocalFiles> {
        self.local.as_ref()
    }

    /// Returns whether it is reached over HTTPS.
    #[cfg_attr(feature = "tls", expect(dead_code, reason = "only a client without TLS asks"))]
    pub(crate) fn is_https(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// Returns whether this is Telegram's server, which accepts only tokens that Telegram issued.
    pub(crate) fn is_telegram(&self) -> bool {
        self.is_telegram
    }

    /// Returns the URL of a method.
    pub(crate) fn method(&self, token: &BotToken, method: &str) -> Result<Uri, http::Error> {
        let test = if self.is_test { "/test" } else { "" };
        let parts = [&*self.base, "/bot", token.expose(), test, "/", method];
        self.uri(parts.concat())
    }

    /// Returns the URL of a file. The segments must have been checked.
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
        // The error does not contain the URI, and therefore not the token.
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
            is_telegram: true,
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
    fn the_error_of_an_invalid_url_reports_its_cause() {
        type Cause = fn(&ServerUrlError) -> bool;
        let cases: [(&str, Cause); 7] = [
            ("", ServerUrlError::is_malformed),
            ("/bots", ServerUrlError::is_malformed),
            ("http://", ServerUrlError::is_malformed),
            ("http://a b", ServerUrlError::is_malformed),
            ("localhost:8081", ServerUrlError::is_malformed),
            ("ftp://x", ServerUrlError::is_unsupported_scheme),
            ("http://x?y=1", ServerUrlError::has_query),
        ];
        let causes: [Cause; 3] = [
            ServerUrlError::is_malformed,
            ServerUrlError::is_unsupported_scheme,
            ServerUrlError::has_query,
        ];
        for (url, expected) in cases {
            let error = ApiServer::new(url).unwrap_err();
            assert!(expected(&error), "{url}: {error}");
            assert_eq!(causes.iter().filter(|cause| cause(&error)).count(), 1, "{url}");
        }
    }
}
