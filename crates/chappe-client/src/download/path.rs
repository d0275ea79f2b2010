//! Checks of file paths, which come from a server and are not trusted.

use std::{
    io,
    path::{Component, Path, PathBuf},
};

use crate::server::LocalFiles;

/// Splits a path into the segments of a URL; returns `None` if it is not a plain relative path.
#[inline]
pub(crate) fn segments(path: &str) -> Option<Vec<&str>> {
    let is_plain = |segment: &&str| {
        !matches!(*segment, "" | "." | "..")
            && !segment.contains(['\\', '%', '?', '#'])
            && !segment.contains(char::is_control)
    };
    let segments: Vec<&str> = path.split('/').collect();
    segments.iter().all(is_plain).then_some(segments)
}

/// Returns the local path of a local server's file, if it is inside the server's directory
/// after links are resolved.
///
/// # Errors
///
/// `PermissionDenied` if it is not inside; otherwise the error of the file system.
#[inline]
pub(crate) async fn resolve(files: &LocalFiles, path: &str) -> io::Result<PathBuf> {
    let outside = || io::Error::from(io::ErrorKind::PermissionDenied);
    let relative = Path::new(path).strip_prefix(&files.server_root).map_err(|_| outside())?;
    if !relative.components().all(|component| matches!(component, Component::Normal(_))) {
        return Err(outside());
    }
    let root = tokio::fs::canonicalize(&files.local_root).await?;
    let found = tokio::fs::canonicalize(root.join(relative)).await?;
    if found.starts_with(&root) { Ok(found) } else { Err(outside()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_relative_paths_are_accepted() {
        let paths = [
            "photos/file_1.jpg",
            "a",
            "ä/ö ü.pdf",
            "",
            "/",
            "/etc/passwd",
            "a//b",
            "a/",
            "./a",
            "a/..",
            "../a",
            "a/../../b",
            "a\\b",
            "a%2e%2e",
            "a%2Fb",
            "a?b",
            "a#b",
            "a\0b",
            "a\r\nb",
            "C:\\a",
            "..",
            ".",
            "a/./b",
        ];
        let accepted: Vec<&str> =
            paths.into_iter().filter(|path| segments(path).is_some()).collect();
        assert_eq!(accepted, ["photos/file_1.jpg", "a", "ä/ö ü.pdf"]);
    }
}
