//! Collects the examples of the crates below the facade into modules for rustdoc.

use std::{
    env,
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

#[path = "src/collect.rs"]
mod collect;

fn main() -> Result<(), Box<dyn Error>> {
    let crates = Path::new("../../crates");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut modules = String::new();
    for file in collect::rust_files(crates)? {
        println!("cargo::rerun-if-changed={}", file.display());
        let Some(examples) = collect::examples(&fs::read_to_string(&file)?) else { continue };
        let file = file.strip_prefix(crates)?;
        let page = out.join(file).with_extension("rs.md");
        fs::create_dir_all(page.parent().unwrap_or(&out))?;
        fs::write(&page, examples)?;
        let name = module_name(file);
        writeln!(
            modules,
            "#[doc = include_str!({:?})]\nmod {name} {{}}",
            page.display().to_string()
        )?;
    }
    println!("cargo::rerun-if-changed={}", crates.display());
    fs::write(out.join("modules.rs"), modules)?;
    Ok(())
}

/// The name of the module that holds the examples of a file.
fn module_name(file: &Path) -> String {
    let name = file.with_extension("").to_string_lossy().into_owned();
    name.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}
