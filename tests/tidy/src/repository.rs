//! The files of the repository.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use crate::source::Source;

/// A text file of the repository.
#[derive(Debug)]
pub(crate) struct File {
    /// The path from the root, with `/` on every system.
    pub(crate) path: String,
    /// The contents.
    pub(crate) text: String,
}

impl File {
    /// Returns whether it is Rust source.
    pub(crate) fn is_rust(&self) -> bool {
        self.has_extension("rs")
    }

    /// Returns whether its name has the extension.
    pub(crate) fn has_extension(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == extension)
    }

    /// The last part of the path.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The file, split into code, comments and literals.
    pub(crate) fn source(&self) -> Source<'_> {
        Source::new(&self.text)
    }
}

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        here.ancestors().nth(2).expect("tidy is two folders below the root").to_owned()
    })
}

/// The hidden folders that belong to the project; all others belong to tools.
const HIDDEN_BUT_OURS: &[&str] = &[".cargo", ".ci", ".github"];

/// All text files, sorted by path, except hidden files and build output.
pub(crate) fn files() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| {
        let mut files = Vec::new();
        collect(root(), &mut files);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    })
}

/// The Rust files among them.
pub(crate) fn rust_files() -> impl Iterator<Item = &'static File> {
    files().iter().filter(|file| file.is_rust())
}

/// The file at a path from the root.
pub(crate) fn file(path: &str) -> Option<&'static File> {
    files().iter().find(|file| file.path == path)
}

/// A path below the root, as in [`File::path`].
pub(crate) fn relative(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap_or(path);
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn collect(folder: &Path, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository can be read") {
        let entry = entry.expect("an entry of a folder can be read");
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if name.starts_with('.') && !HIDDEN_BUT_OURS.contains(&&*name) {
            continue;
        }
        if path.is_dir() {
            // Cargo marks its target folders.
            if !path.join("CACHEDIR.TAG").exists() && name != "target" {
                collect(&path, files);
            }
        } else if let Ok(text) = fs::read_to_string(&path) {
            files.push(File { path: relative(&path), text });
        }
    }
}

#[test]
fn the_files_include_this_one_and_no_build_output() {
    assert_eq!(file("tests/tidy/src/repository.rs").map(File::name), Some("repository.rs"));
    assert_eq!(files().iter().find(|file| file.path.contains("/target/")).map(|f| &f.path), None);
}
