//! The program: what it prints, and what it exits with.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A folder for a test's files, which is removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn run(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chappe-emulator")).args(arguments).output().unwrap()
}

#[test]
fn a_wrong_command_line_shows_how_it_is_used() {
    let output = run(&[Path::new("test")]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.starts_with("there is no scenario to run\nusage: chappe-emulator"), "{told}");
}

#[test]
fn a_wrong_script_is_told_before_anything_runs() {
    let folder = Folder::new("chappe-wrong-script");
    let script = folder.file("wrong.toml", "steps = [{ user = \"a\", says = \"hi\" }]");
    let output = run(&[Path::new("test"), &script]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("wrong.toml: this is no scenario"), "{told}");
    assert!(told.contains("unknown field `says`"), "{told}");
}
