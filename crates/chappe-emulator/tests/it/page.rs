//! The chat page.

use std::{collections::BTreeSet, fs, path::Path};

use http::{Method, StatusCode};
use http_body_util::{BodyExt as _, Full};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::support::Stage;

/// The files of a directory, recursively, by their paths.
fn files(root: &Path, folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| {
        if path.is_dir() {
            return files(root, &path);
        }
        BTreeSet::from([path.strip_prefix(root).unwrap().to_str().unwrap().to_owned()])
    });
    found.collect()
}

#[tokio::test]
async fn every_file_of_the_page_is_served_unchanged_and_loads_nothing_from_other_sites() {
    let stage = Stage::new().await;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("page");
    let files = files(&root, &root);
    assert!(files.contains("index.html") && files.len() > 20, "{files:?}");
    for file in files {
        let path = if file == "index.html" { "/".to_owned() } else { format!("/{file}") };
        let request = http::Request::get(&path).body(Full::<bytes::Bytes>::default()).unwrap();
        let answer = stage.emulator.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'self';"), "{policy}");
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, fs::read(root.join(&file)).unwrap(), "{path}");
    }
}

#[tokio::test]
async fn other_paths_are_not_found() {
    let stage = Stage::new().await;
    for path in ["/index.html", "/../Cargo.toml", "/js/", "/js/../app.js"] {
        let (status, _) = stage.request(Method::GET, path, Value::Null).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
    let (status, _) = stage.request(Method::POST, "/", Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
