//! The file of a program that does not name one.

use std::{
    env,
    ffi::OsStr,
    path::{Component, Path, PathBuf},
};

/// The variable that names another file, or `off`.
const VARIABLE: &str = "CHAPPE_EMULATOR_SNAPSHOT";

/// The directory of all snapshots.
const FOLDER: &str = "chappe-emulator";

/// Files that cargo writes into its target directory.
const MARKS: [&str; 2] = ["CACHEDIR.TAG", ".rustc_info.json"];

/// Returns the file that keeps the chats of this program: one per program, in cargo's target
/// directory.
///
/// The file of `target/debug/shop` is `target/chappe-emulator/debug/shop.json`. The target
/// directory is found from the path of the running program. A program outside of one has its file
/// in the system's temporary directory.
///
/// `CHAPPE_EMULATOR_SNAPSHOT` in the environment names another file. With the value `off`, and if
/// the path of the program is not known, this function returns `None`. An empty variable counts as
/// unset.
///
/// # Example
///
/// ```
/// use chappe_emulator::{Emulator, default_snapshot_file};
///
/// let emulator = match default_snapshot_file() {
///     Some(file) => Emulator::new().snapshot_file(file),
///     None => Emulator::new(),
/// };
/// # let _ = emulator;
/// ```
pub fn default_snapshot_file() -> Option<PathBuf> {
    file(env::var_os(VARIABLE).as_deref(), env::current_exe().ok().as_deref())
}

/// The file for a value of the variable and a program.
fn file(variable: Option<&OsStr>, program: Option<&Path>) -> Option<PathBuf> {
    match variable {
        Some(off) if off == "off" => None,
        Some(file) if !file.is_empty() => Some(file.into()),
        _ => program.map(file_of),
    }
}

fn file_of(program: &Path) -> PathBuf {
    let target = program.ancestors().skip(1).find(|folder| is_target(folder));
    let folder = target.map_or_else(env::temp_dir, Path::to_path_buf).join(FOLDER);
    let inside = target.and_then(|target| program.strip_prefix(target).ok()).unwrap_or(program);
    // Two programs never have the same path.
    let names = inside.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name),
        _ => None,
    });
    let mut file = folder.join(names.collect::<PathBuf>()).into_os_string();
    file.push(".json");
    file.into()
}

/// Whether a directory is cargo's target directory, whatever its name.
fn is_target(folder: &Path) -> bool {
    MARKS.iter().any(|mark| folder.join(mark).is_file())
        || folder.file_name() == Some(OsStr::new("target"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_program_has_its_own_file_in_the_target_directory() {
        for (program, expected) in [
            ("/shop/target/debug/shop", "/shop/target/chappe-emulator/debug/shop.json"),
            ("/shop/target/debug/admin", "/shop/target/chappe-emulator/debug/admin.json"),
            ("/shop/target/release/shop", "/shop/target/chappe-emulator/release/shop.json"),
            (
                "/shop/target/debug/examples/shop",
                "/shop/target/chappe-emulator/debug/examples/shop.json",
            ),
            (
                "/shop/target/x86_64-unknown-linux-musl/debug/shop.v2",
                "/shop/target/chappe-emulator/x86_64-unknown-linux-musl/debug/shop.v2.json",
            ),
        ] {
            assert_eq!(file_of(Path::new(program)), Path::new(expected));
        }
    }

    #[test]
    fn a_target_directory_of_another_name_is_found_by_the_files_of_cargo() {
        let folder = env::temp_dir().join(format!("chappe-builds-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("debug")).unwrap();
        for mark in MARKS {
            std::fs::write(folder.join(mark), "").unwrap();
            let found = file_of(&folder.join("debug/shop"));
            std::fs::remove_file(folder.join(mark)).unwrap();
            assert_eq!(found, folder.join("chappe-emulator/debug/shop.json"), "{mark}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_program_outside_of_a_target_directory_has_a_temporary_file() {
        let temporary = env::temp_dir();
        let found = file_of(Path::new("/usr/local/bin/shop"));
        assert_eq!(found, temporary.join("chappe-emulator/usr/local/bin/shop.json"));
    }

    #[test]
    fn the_variable_names_a_file_or_turns_snapshots_off() {
        let program = Path::new("/shop/target/debug/shop");
        let with = |value: &str| file(Some(OsStr::new(value)), Some(program));
        assert_eq!(with("off"), None);
        assert_eq!(with("chats.json"), Some("chats.json".into()));
        assert_eq!(with(""), Some(file_of(program)));
        assert_eq!(file(None, Some(program)), Some(file_of(program)));
        assert_eq!(file(None, None), None);
    }
}
