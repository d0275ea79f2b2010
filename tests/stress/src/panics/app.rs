//! The bot.

use std::{error::Error, fmt, time::Duration};

use chappe::{prelude::*, webhook::OnFailure};
use tokio::task::yield_now;

use crate::panics::{
    armed::Task, failure::Failure, fragile::FragileLayer, ledger::Level, place::Place,
};

/// How long a handler may take.
pub(crate) const HANDLER_TIMEOUT: Duration = Duration::from_millis(250);

/// A bot with fragile layers, outside and inside, and an observer of errors that none
/// of its failures is meant for.
pub(crate) fn dispatcher() -> Dispatcher {
    let router = Router::new("stress")
        .update(|u| u.outer_layer(FragileLayer { level: Level::Update }))
        .message(|m| {
            m.outer_layer(FragileLayer { level: Level::Outer })
                .inner_layer(FragileLayer { level: Level::Inner })
                .on(text(), handle)
        })
        .error(|e| e.on(failed_with::<NeverMet>(), async || ()));
    Dispatcher::builder(router).me(Me::new(42, "stress_bot")).build()
}

async fn handle(Extension(task): Extension<Task>) -> Result<(), Failure> {
    if task.number % 3 == 0 {
        yield_now().await;
    }
    match task.bomb {
        Some(bomb) if is_of_errors(bomb.place) => Err(Failure { bomb }),
        Some(_) => Ok(()),
        None => {
            task.ledger.handle(task.number);
            Ok(())
        }
    }
}

/// Whether it takes a failure to panic there.
fn is_of_errors(place: Place) -> bool {
    matches!(place, Place::Source | Place::Display | Place::ErrorDrop | Place::Policy | Place::Log)
}

/// The policy for failures, which panics too.
pub(crate) fn policy(error: &BoxError) -> OnFailure {
    if let Some(failure) = Failure::find(error) {
        failure.bomb.reach(Place::Policy);
    }
    OnFailure::Acknowledge
}

/// An error that is only asked for.
#[derive(Debug)]
struct NeverMet;

impl fmt::Display for NeverMet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this never happens")
    }
}

impl Error for NeverMet {}
