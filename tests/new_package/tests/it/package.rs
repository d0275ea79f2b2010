//! A package of a user.

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher},
    path::{Path, PathBuf},
    process::Command,
};

/// The repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// A package outside the workspace, with its own target directory.
pub(crate) struct Package {
    folder: PathBuf,
    /// The lines of each table of dependencies.
    tables: BTreeMap<String, Vec<String>>,
}

impl Package {
    /// Creates a package with `cargo new`.
    ///
    /// The folder is the same in each run, so that the output of one run replaces that of the
    /// previous one.
    pub(crate) fn new(name: &str) -> Self {
        let checkout = BuildHasherDefault::<DefaultHasher>::default().hash_one(repository());
        let parent = env::temp_dir().join(format!("chappe-{checkout:016x}"));
        let folder = parent.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(&parent).unwrap();
        let mut new = cargo();
        let status = new.args(["new", "--quiet", "--vcs", "none", name]).current_dir(parent);
        assert!(status.status().unwrap().success());
        Self { folder, tables: BTreeMap::new() }
    }

    /// Adds the dependencies of a block of TOML, with the path of this checkout filled in.
    pub(crate) fn depend(&mut self, block: &str) {
        let root = repository().display().to_string().replace('\\', "/");
        let mut table = None;
        for line in block.lines().filter(|line| !line.is_empty()) {
            match (line.starts_with('['), &mut table) {
                (true, _) => table = Some(self.tables.entry(line.to_owned()).or_default()),
                (false, Some(table)) => {
                    table.push(line.replace("\"../chappe/", &format!("\"{root}/")));
                }
                (false, None) => panic!("a dependency outside a table: {line}"),
            }
        }
    }

    /// Writes a source file, by its path in `src`.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.folder.join("src").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Builds the package, with the versions of the workspace, and runs its tests. Returns the
    /// number of tests that passed.
    pub(crate) fn test(&self) -> usize {
        let manifest = self.folder.join("Cargo.toml");
        let mut text = fs::read_to_string(&manifest).unwrap();
        text = text.replace("[dependencies]", "");
        for (table, lines) in &self.tables {
            write!(text, "{table}\n{}\n\n", lines.join("\n")).unwrap();
        }
        fs::write(manifest, text).unwrap();
        fs::copy(repository().join("Cargo.lock"), self.folder.join("Cargo.lock")).unwrap();
        let output = cargo()
            .args(["test", "--offline", "--no-fail-fast"])
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("new_package"))
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_INCREMENTAL", "0")
            .current_dir(&self.folder)
            .output()
            .unwrap();
        let (lines, errors) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{}\n{lines}\n{errors}", self.folder.display());
        let results = lines.lines().filter_map(|line| line.strip_prefix("test result: ok. "));
        results.map(|line| line.split(' ').next().unwrap().parse::<usize>().unwrap()).sum()
    }
}

/// The cargo that runs this test.
fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
