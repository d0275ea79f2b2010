//! Paths of files, which a server tells and nobody trusts.

use std::{
    io,
    path::{Component, Path, PathBuf},
};

use crate::server::LocalFiles;

/// The segments of a path that is to stand in a URL; `None` if it could lead
/// anywhere else.
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

/// Where a file of a server in local mode is, if it is below the directory that
/// it should be in, links followed.
///
/// # Errors
///
/// `PermissionDenied` if it is not; otherwise as the file system says.
#[inline]
pub(crate) async fn resolve(files: &LocalFiles, path: &str) -> io::Result<PathBuf> {
    let outside = || io::Error::from(io::ErrorKind::PermissionDenied);
    let relative = Path::new(path).strip_prefix(&files.theirs).map_err(|_| outside())?;
    if !relative.components().all(|component| matches!(component, Component::Normal(_))) {
        return Err(outside());
    }
    let root = tokio::fs::canonicalize(&files.ours).await?;
    let found = tokio::fs::canonicalize(root.join(relative)).await?;
    if found.starts_with(&root) { Ok(found) } else { Err(outside()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_relative_paths_stand_in_a_url() {
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
        let taken: Vec<&str> = paths.into_iter().filter(|path| segments(path).is_some()).collect();
        assert_eq!(taken, ["photos/file_1.jpg", "a", "ä/ö ü.pdf"]);
    }
}
