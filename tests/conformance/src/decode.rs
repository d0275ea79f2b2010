//! Decodes documents, and serializes the results.

use std::{ffi::OsString, fs, io::Write, path::Path};

use chappe_core::BoxError;
use chappe_types::Update;
use serde_json::{Value, json};

/// Decodes files; writes one line of JSON per file.
///
/// # Errors
///
/// Fails if the output cannot be written.
pub fn run(files: &[OsString], mut output: impl Write) -> Result<(), BoxError> {
    for file in files {
        let path = Path::new(file);
        let name = path.to_string_lossy();
        let line = match fs::read(path) {
            Ok(bytes) => decode(&name, &bytes),
            Err(error) => failure(&name, &format!("cannot read: {}", error.kind())),
        };
        writeln!(output, "{line}")?;
    }
    Ok(output.flush()?)
}

/// The result for the bytes of one document.
#[must_use]
pub fn decode(name: &str, bytes: &[u8]) -> String {
    let update = match Update::from_slice(bytes) {
        Ok(update) => update,
        Err(error) => return failure(name, &error.to_string()),
    };
    let kind = update.kind.update_type().map_or("unknown", |kind| kind.as_str());
    // Written without `Value`, whose nesting limit some documents exceed.
    let printed = update.to_json();
    format!(
        r#"{{"file":{},"kind":"{kind}","ok":true,"json":{}}}"#,
        Value::from(name),
        one_line(&String::from_utf8_lossy(&printed))
    )
}

/// Joins the lines of a document: line breaks occur only between its tokens.
fn one_line(document: &str) -> String {
    document.replace(['\n', '\r'], " ")
}

fn failure(name: &str, error: &str) -> String {
    json!({ "file": name, "kind": null, "ok": false, "error": error }).to_string()
}
