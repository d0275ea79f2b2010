//! The age of signed data.

use std::time::{Duration, SystemTime};

use chappe_types::Date;

use crate::error::{Error, Kind};

/// The default of `max_age`.
pub(crate) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The difference of two clocks that is tolerated.
const SKEW: Duration = Duration::from_secs(60);

/// Returns the time of the system's clock.
#[expect(clippy::disallowed_methods, reason = "the date was made by the clock of another machine")]
pub(crate) fn now() -> Date {
    SystemTime::now().into()
}

/// Fails if the data is older than `max_age`, or from the future.
pub(crate) fn check(auth_date: Date, now: Date, max_age: Duration) -> Result<(), Error> {
    let seconds = now.0.saturating_sub(auth_date.0);
    let difference = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 && difference > SKEW {
        return Err(Error::new(Kind::Future { ahead: difference }));
    }
    if seconds > 0 && difference > max_age {
        return Err(Error::new(Kind::Expired { age: difference, max_age }));
    }
    Ok(())
}
