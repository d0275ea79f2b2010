//! The pictures in `docs/middlewares.md` are what `describe()` draws.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{fs, path::Path};

use chappe::prelude::*;
use middlewares::{Db, app, simple};

/// Set this variable to draw the pictures anew.
const REDRAW: &str = "REDRAW";

// Tower's rate limit wants a runtime around it when it is made.
#[tokio::test]
async fn the_pictures_of_the_guide_are_current() {
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
        assert!(guide == drawn, "run this test with {REDRAW}=1 to draw the pictures anew");
    }
}

/// Puts a picture between its marks.
fn replace(guide: &str, name: &str, picture: &str) -> String {
    let mark = format!("<!-- {name} -->");
    let (before, rest) = guide.split_once(&mark).unwrap();
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    format!("{before}{mark}\n{picture}\n<!-- end -->{after}")
}
