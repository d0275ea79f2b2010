//! The cost of decoding the documents of the benchmarks.

use std::{ffi::OsString, fs, path::Path};

use allocation_counter::measure;
use chappe_core::BoxError;
use chappe_types::Update;

/// The allocations of decoding each document, by file name.
///
/// # Errors
///
/// Fails if a document cannot be read, or is not an update of a known kind.
pub fn allocations() -> Result<Vec<(String, u64)>, BoxError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../benches/data/w1");
    let mut paths = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>, std::io::Error>>()?;
    paths.sort();
    let count = |path: &Path| {
        let document = read(path)?;
        let count = measure(|| drop(Update::from_slice(&document))).count_total;
        Ok((path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), count))
    };
    paths.iter().map(|path| count(path)).collect()
}

/// Decodes documents repeatedly.
///
/// # Errors
///
/// Fails if the arguments are not `LOOPS FILE…`.
pub fn spin(arguments: &[OsString]) -> Result<(), BoxError> {
    let [loops, files @ ..] = arguments else { return Err("spin-decode LOOPS FILE…".into()) };
    let loops: u32 = loops.to_str().unwrap_or_default().parse()?;
    let documents =
        files.iter().map(|file| read(Path::new(file))).collect::<Result<Vec<_>, _>>()?;
    for _ in 0..loops {
        for document in &documents {
            std::hint::black_box(Update::from_slice(std::hint::black_box(document))?);
        }
    }
    Ok(())
}

/// A document that is an update of a known kind.
fn read(path: &Path) -> Result<Vec<u8>, BoxError> {
    let document = fs::read(path)?;
    let update = Update::from_slice(&document)?;
    update.kind.update_type().ok_or("an update of an unknown kind")?;
    Ok(document)
}
