//! Run with `cargo run -p middlewares`: prints the position of each layer.

use std::io::Write as _;

use chappe::prelude::*;
use middlewares::{Db, app};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    let dispatcher = Dispatcher::new(app(Db::default()));
    let mut stdout = std::io::stdout().lock();
    Ok(writeln!(stdout, "{}\n{}", dispatcher.describe(), dispatcher.describe().mermaid())?)
}
