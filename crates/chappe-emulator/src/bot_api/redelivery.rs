//! When a failed delivery to a webhook is repeated, as Telegram does it.

use crate::random::Random;

/// How one delivery to a webhook ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DeliveryOutcome {
    /// The status of the response, and its `Retry-After` in seconds.
    Status(u16, Option<u64>),
    /// No response, or none in time, and why.
    NoResponse(String),
    /// No connection, and why: the update was never sent.
    Unreachable(String),
}

/// The delays between the deliveries of one update: they grow with each failure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Backoff {
    has_failed: bool,
    doublings: u32,
}

/// The longest delay that a webhook may request, in seconds.
const MAX_RETRY_AFTER: u64 = 3600;

impl Backoff {
    /// The delay before the next delivery, in seconds: 0, 2, 4 and so on up to 64, then
    /// between 60 and 120. A `Retry-After` replaces it and is not counted as a doubling.
    pub(crate) fn next_delay(&mut self, outcome: &DeliveryOutcome, random: &mut Random) -> f64 {
        let had_failed = std::mem::replace(&mut self.has_failed, true);
        match outcome {
            DeliveryOutcome::Status(_, Some(seconds)) if *seconds > 0 => {
                let seconds = (*seconds).min(MAX_RETRY_AFTER);
                return f64::from(u32::try_from(seconds).unwrap_or_default());
            }
            _ if !had_failed => return 0.0,
            _ => {}
        }
        self.doublings = self.doublings.saturating_add(1);
        match self.doublings {
            doublings @ 1..=6 => f64::from(1_u32 << doublings),
            _ => f64::from(u32::try_from(random.between(60, 120)).unwrap_or(60)),
        }
    }
}

impl DeliveryOutcome {
    /// Whether the webhook accepted the update: any status of the 2xx class.
    pub(crate) fn is_success(&self) -> bool {
        matches!(self, Self::Status(200..=299, _))
    }

    /// The `last_error_message` of `getWebhookInfo`.
    pub(crate) fn error_message(&self) -> String {
        match self {
            Self::Status(status, _) => {
                let reason = http::StatusCode::from_u16(*status).ok();
                let reason =
                    reason.and_then(|status| status.canonical_reason()).unwrap_or_default();
                format!("Wrong response from the webhook: {status} {reason}")
            }
            Self::NoResponse(why) | Self::Unreachable(why) => why.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The times of all deliveries of an update that fail with this outcome, within its lifetime.
    fn delivery_times(outcome: &DeliveryOutcome, lifetime: f64) -> Vec<f64> {
        let (mut backoff, mut random, mut now) = (Backoff::default(), Random::new(1), 0.0);
        let mut times = vec![now];
        loop {
            now += backoff.next_delay(outcome, &mut random);
            if now > lifetime {
                return times;
            }
            times.push(now);
        }
    }

    #[test]
    fn deliveries_are_repeated_with_growing_delays() {
        let refused = DeliveryOutcome::Status(500, None);
        assert_eq!(delivery_times(&refused, 30.0), [0.0, 0.0, 2.0, 6.0, 14.0, 30.0]);
        assert_eq!(delivery_times(&refused, 150.0), [0.0, 0.0, 2.0, 6.0, 14.0, 30.0, 62.0, 126.0]);
        let day =
            delivery_times(&DeliveryOutcome::NoResponse("Read timeout expired".into()), 86_400.0);
        assert!((720..=1440).contains(&day.len()), "{}", day.len());
        assert!(day[8..].windows(2).all(|pair| (60.0..=120.0).contains(&(pair[1] - pair[0]))));
        assert_eq!(
            delivery_times(&DeliveryOutcome::Status(503, Some(40)), 150.0),
            [0.0, 40.0, 80.0, 120.0]
        );
        assert_eq!(
            delivery_times(&DeliveryOutcome::Status(503, Some(9999)), 7200.0),
            [0.0, 3600.0, 7200.0]
        );
    }

    #[test]
    fn retry_after_replaces_the_delay_unless_it_is_zero() {
        let (mut backoff, mut random) = (Backoff::default(), Random::new(1));
        let outcomes = [Some(7), None, Some(0), Some(9), None];
        let outcomes = outcomes.into_iter().map(|wait| DeliveryOutcome::Status(503, wait));
        let delays: Vec<f64> =
            outcomes.map(|outcome| backoff.next_delay(&outcome, &mut random)).collect();
        assert_eq!(delays, [7.0, 2.0, 4.0, 9.0, 8.0]);
    }

    #[test]
    fn only_2xx_is_a_success() {
        let statuses = [199, 200, 204, 299, 301, 401, 410, 503];
        let accepted = statuses.map(|status| DeliveryOutcome::Status(status, None).is_success());
        assert_eq!(accepted, [false, true, true, true, false, false, false, false]);
    }
}
