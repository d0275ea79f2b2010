//! The bot.

use std::{error::Error, fmt, time::Duration};

use chappe::{prelude::*, webhook::OnFailure};
use tokio::task::yield_now;

use crate::panics::{
    failure::Failure, inject::CurrentUpdate, ledger::Level, panic_point::PanicPoint,
    panicking_layer::PanickingLayer,
};

/// How long a handler may take.
pub(crate) const HANDLER_TIMEOUT: Duration = Duration::from_millis(250);

/// Returns a bot with panicking layers at each level, and an error observer that handles none of
/// its errors.
pub(crate) fn dispatcher() -> Dispatcher {
    let router = Router::new("stress")
        .update(|u| u.outer_layer(PanickingLayer { level: Level::Update }))
        .message(|m| {
            m.outer_layer(PanickingLayer { level: Level::Outer })
                .inner_layer(PanickingLayer { level: Level::Inner })
                .on(text(), handle)
        })
        .error(|e| e.on(failed_with::<NeverReturned>(), async || ()));
    Dispatcher::builder(router).me(Me::new(42, "stress_bot")).build()
}

async fn handle(Extension(update): Extension<CurrentUpdate>) -> Result<(), Failure> {
    if update.number % 3 == 0 {
        yield_now().await;
    }
    match update.planned {
        Some(planned) if needs_error(planned.point) => Err(Failure { planned }),
        Some(_) => Ok(()),
        None => {
            update.ledger.record_handled(update.number);
            Ok(())
        }
    }
}

/// Returns whether the point is reached only by a failed update.
fn needs_error(point: PanicPoint) -> bool {
    matches!(
        point,
        PanicPoint::Source
            | PanicPoint::Display
            | PanicPoint::ErrorDrop
            | PanicPoint::Policy
            | PanicPoint::Log
    )
}

/// The policy for failures, with a panic point.
pub(crate) fn policy(error: &BoxError) -> OnFailure {
    if let Some(failure) = Failure::find(error) {
        failure.planned.trigger_at(PanicPoint::Policy);
    }
    OnFailure::Acknowledge
}

/// An error that no handler returns.
#[derive(Debug)]
struct NeverReturned;

impl fmt::Display for NeverReturned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this never happens")
    }
}

impl Error for NeverReturned {}
