//! The error of an invalid server URL.

use std::{error::Error, fmt};

/// The error of [`ApiServer::new`](crate::ApiServer::new): the text is not the URL of a server.
///
/// It does not contain the text, which may contain a password.
///
/// # Example
///
/// ```
/// use chappe::client::ApiServer;
///
/// let error = ApiServer::new("ftp://127.0.0.1").unwrap_err();
/// assert!(error.is_unsupported_scheme());
/// assert_eq!(
///     error.to_string(),
///     "the scheme of the server's URL is not supported: use http or https",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerUrlError(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Malformed,
    Scheme,
    Query,
}

impl ServerUrlError {
    pub(crate) fn malformed() -> Self {
        Self(Kind::Malformed)
    }

    pub(crate) fn unsupported_scheme() -> Self {
        Self(Kind::Scheme)
    }

    pub(crate) fn query() -> Self {
        Self(Kind::Query)
    }

    /// Returns whether the text is not a URL, or is one without a scheme or a host.
    pub fn is_malformed(&self) -> bool {
        self.0 == Kind::Malformed
    }

    /// Returns whether the URL has a scheme other than `http` and `https`.
    pub fn is_unsupported_scheme(&self) -> bool {
        self.0 == Kind::Scheme
    }

    /// Returns whether the URL has a query, which requests would not contain.
    pub fn has_query(&self) -> bool {
        self.0 == Kind::Query
    }
}

impl fmt::Display for ServerUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Malformed => {
                "not the URL of a server: use a scheme and a host, such as http://127.0.0.1:8081"
            }
            Kind::Scheme => "the scheme of the server's URL is not supported: use http or https",
            Kind::Query => "the server's URL has a query: remove it",
        })
    }
}

impl Error for ServerUrlError {}
