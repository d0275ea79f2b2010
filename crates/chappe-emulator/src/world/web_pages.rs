//! The contents of URLs that tests declare, in place of the internet.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// The declared contents, by URL.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct WebPages {
    by_url: BTreeMap<String, WebPage>,
}

/// The content of a URL.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct WebPage {
    pub(crate) media_type: String,
    #[serde(with = "crate::world::bytes")]
    pub(crate) content: Bytes,
}

/// A URL without its fragment, which servers do not receive.
fn key(url: &str) -> &str {
    url.split('#').next().unwrap_or_default()
}

impl WebPages {
    pub(crate) fn get(&self, url: &str) -> Option<&WebPage> {
        self.by_url.get(key(url))
    }

    /// Declares the content of a URL, or removes it.
    pub(crate) fn set(&mut self, url: &str, page: Option<WebPage>) {
        match page {
            Some(page) => self.by_url.insert(key(url).to_owned(), page),
            None => self.by_url.remove(key(url)),
        };
    }
}
