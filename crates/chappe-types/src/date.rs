//! Dates as times of the standard library, and their distances.

use std::{
    ops::{Add, Sub},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::ids::Date;

/// The last second of the year 9999, in Unix time.
const LATEST: u64 = 253_402_300_799;

/// Converts a date to the time at its beginning.
///
/// The conversion is exact if the platform's `SystemTime` can represent the date: on Unix it
/// represents every date, on Windows those between the years 1601 and 30828. A date outside of
/// the range becomes 1970-01-01 if it is earlier, and the end of the year 9999 if it is later.
///
/// # Example
///
/// ```
/// use chappe::types::Date;
/// use std::time::{Duration, SystemTime};
///
/// let sent = Date(1_700_000_000);
/// let age = SystemTime::now().duration_since(sent.into()).unwrap_or_default();
/// assert!(age > Duration::from_secs(60 * 60));
/// ```
impl From<Date> for SystemTime {
    #[inline]
    fn from(date: Date) -> Self {
        let distance = Duration::from_secs(date.0.unsigned_abs());
        if date.0 < 0 {
            UNIX_EPOCH.checked_sub(distance).unwrap_or(UNIX_EPOCH)
        } else {
            let latest = || UNIX_EPOCH + Duration::from_secs(LATEST);
            UNIX_EPOCH.checked_add(distance).unwrap_or_else(latest)
        }
    }
}

/// Converts a time to the second that it is in, so fractions are rounded down.
///
/// Setters of dates take a time:
///
/// ```
/// use chappe::types::{BanChatMember, ChatId, UserId};
/// use std::time::{Duration, SystemTime};
///
/// let tomorrow = SystemTime::now() + Duration::from_secs(24 * 60 * 60);
/// let ban = BanChatMember::new(ChatId(-1001), UserId(7)).until_date(tomorrow);
/// # let _ = ban;
/// ```
impl From<SystemTime> for Date {
    #[inline]
    fn from(time: SystemTime) -> Self {
        let seconds = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
            Err(before) => {
                let before = before.duration();
                let rounded = before.as_secs().saturating_add(u64::from(before.subsec_nanos() > 0));
                0_i64.checked_sub_unsigned(rounded).unwrap_or(i64::MIN)
            }
        };
        Self(seconds)
    }
}

/// Returns a later date. Fractions of a second are dropped; a date that cannot be represented
/// becomes the latest that can.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe::types::{ChatPermissions, RestrictChatMember};
/// use std::time::Duration;
///
/// fn mute_for_an_hour(message: &Message, user: &User) -> RestrictChatMember {
///     let end = message.date + Duration::from_secs(60 * 60);
///     message.chat.restrict(user.id, ChatPermissions::new()).until_date(end)
/// }
/// # let _ = mute_for_an_hour;
/// ```
impl Add<Duration> for Date {
    type Output = Self;

    #[inline]
    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add_unsigned(duration.as_secs()))
    }
}

/// Returns an earlier date. Fractions of a second are dropped; a date that cannot be represented
/// becomes the earliest that can.
impl Sub<Duration> for Date {
    type Output = Self;

    #[inline]
    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub_unsigned(duration.as_secs()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_date_is_seconds_since_1970() {
        let time = |seconds| SystemTime::from(Date(seconds));
        assert_eq!(time(0), UNIX_EPOCH);
        assert_eq!(time(1_700_000_000), UNIX_EPOCH + Duration::from_secs(1_700_000_000));
        assert_eq!(time(-3600), UNIX_EPOCH - Duration::from_secs(3600));
    }

    #[test]
    fn fractions_of_seconds_are_rounded_down() {
        let half = Duration::from_millis(500);
        assert_eq!(Date::from(UNIX_EPOCH + Duration::from_secs(7) + half), Date(7));
        assert_eq!(Date::from(UNIX_EPOCH - half), Date(-1));
        assert_eq!(Date::from(UNIX_EPOCH - Duration::from_secs(7) - half), Date(-8));
    }

    proptest! {
        #[test]
        fn a_date_of_telegram_survives_both_conversions(seconds in -1_000_000_000_i64..=253_402_300_799) {
            prop_assert_eq!(Date::from(SystemTime::from(Date(seconds))), Date(seconds));
        }

        #[test]
        fn no_date_panics(seconds: i64) {
            let time = SystemTime::from(Date(seconds));
            let exact = Date::from(time) == Date(seconds);
            let clamped = time == UNIX_EPOCH || time == UNIX_EPOCH + Duration::from_secs(LATEST);
            prop_assert!(exact || clamped);
        }
    }

    #[test]
    fn durations_move_a_date_by_whole_seconds() {
        let duration = Duration::from_millis(3_600_900);
        assert_eq!(Date(1_700_000_000) + duration, Date(1_700_003_600));
        assert_eq!(Date(1_700_000_000) - duration, Date(1_699_996_400));
        assert_eq!(Date(-1) + Duration::from_secs(1), Date(0));
        assert_eq!(Date(7) + Duration::MAX, Date(i64::MAX));
        assert_eq!(Date(7) - Duration::MAX, Date(i64::MIN));
    }

    #[test]
    fn the_extremes_do_not_panic() {
        for seconds in [i64::MIN, i64::MIN + 1, i64::MAX] {
            let time = SystemTime::from(Date(seconds));
            assert_eq!(Date::from(time).0.signum(), seconds.signum());
        }
    }
}
