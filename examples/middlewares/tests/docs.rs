//! The diagrams in `docs/middlewares.md` are the output of `describe()`.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{fs, path::Path};

use chappe::prelude::*;
use middlewares::{Db, app, simple};

/// Set this variable to update the diagrams.
const REDRAW: &str = "REDRAW";

// Tower's rate limit requires a runtime when it is applied.
#[tokio::test]
async fn the_diagrams_of_the_guide_are_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/middlewares.md");
    let guide = fs::read_to_string(&path).unwrap();
    let mut drawn = guide.clone();
    for (name, router) in [("simple", simple()), ("nested", app(Db::default()))] {
        let chart = Dispatcher::new(router).describe().mermaid().to_owned();
        drawn = replace(&drawn, name, &format!("```mermaid\n{chart}```"));
    }
    if std::env::var_os(REDRAW).is_some() {
        fs::write(&path, &drawn).unwrap();
    } else {
        assert!(guide == drawn, "run this test with {REDRAW}=1 to update the diagrams");
    }
}

/// Replaces the diagram between two markers.
fn replace(guide: &str, name: &str, diagram: &str) -> String {
    let mark = format!("<!-- {name} -->");
    let (before, rest) = guide.split_once(&mark).unwrap();
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    format!("{before}{mark}\n{diagram}\n<!-- end -->{after}")
}
