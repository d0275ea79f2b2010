//! The bot under test.

use std::{error::Error, fmt, io};

use chappe::prelude::*;

/// Echoes texts; `/fail` fails, and the second handler of `/start` never runs.
pub(crate) fn app() -> Router {
    Router::new("app").message(|m| {
        m.on(command("fail"), fail)
            .on(command("start"), first)
            .on(command("start"), second)
            .on(text(), async |Text(text): Text| reply(text))
    })
}

/// A failure with a cause.
#[derive(Debug)]
struct OrderLost(io::Error);

impl fmt::Display for OrderLost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the order is lost")
    }
}

impl Error for OrderLost {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

async fn fail() -> Result<(), OrderLost> {
    Err(OrderLost(io::Error::other("no disk")))
}

async fn first() {}

async fn second() {}
