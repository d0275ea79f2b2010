//! When a delivery that failed is tried again, by Telegram's law.

use crate::random::Random;

/// What a webhook answered, or did not.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    /// A status, and how long it wants no more.
    Status(u16, Option<u64>),
    /// No answer, or none in time.
    Broken(String),
    /// No connection: the update was never sent.
    Unreachable(String),
}

/// How often a delivery has failed, and how long it pauses.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Tries {
    has_failed: bool,
    doublings: u32,
}

/// The longest pause that a webhook may ask for, in seconds.
const LONGEST: u64 = 3600;

impl Tries {
    /// The pause before the next try, in seconds: 0, 2, 4 and so on up to 64,
    /// then one or two minutes; or as long as the webhook said, which lets the
    /// others not grow.
    pub(crate) fn pause(&mut self, answer: &Answer, random: &mut Random) -> f64 {
        let had_failed = std::mem::replace(&mut self.has_failed, true);
        match answer {
            Answer::Status(_, Some(wait)) if *wait > 0 => {
                return f64::from(u32::try_from((*wait).min(LONGEST)).unwrap_or_default());
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

impl Answer {
    /// Whether the update was taken.
    pub(crate) fn is_success(&self) -> bool {
        matches!(self, Self::Status(200..=299, _))
    }

    /// What `getWebhookInfo` tells of it.
    pub(crate) fn said(&self) -> String {
        match self {
            Self::Status(status, _) => {
                let reason = http::StatusCode::from_u16(*status).ok();
                let reason =
                    reason.and_then(|status| status.canonical_reason()).unwrap_or_default();
                format!("Wrong response from the webhook: {status} {reason}")
            }
            Self::Broken(why) | Self::Unreachable(why) => why.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When a delivery is tried that fails like this each time, within a life.
    fn tried_at(answer: &Answer, life: f64) -> Vec<f64> {
        let (mut tries, mut random, mut now) = (Tries::default(), Random::new(1), 0.0);
        let mut times = vec![now];
        loop {
            now += tries.pause(answer, &mut random);
            if now > life {
                return times;
            }
            times.push(now);
        }
    }

    #[test]
    fn webhook_law() {
        let refused = Answer::Status(500, None);
        assert_eq!(tried_at(&refused, 30.0), [0.0, 0.0, 2.0, 6.0, 14.0, 30.0]);
        assert_eq!(tried_at(&refused, 150.0), [0.0, 0.0, 2.0, 6.0, 14.0, 30.0, 62.0, 126.0]);
        let day = tried_at(&Answer::Broken("Read timeout expired".into()), 86_400.0);
        assert!((720..=1440).contains(&day.len()), "{}", day.len());
        assert!(day[8..].windows(2).all(|pair| (60.0..=120.0).contains(&(pair[1] - pair[0]))));
        assert_eq!(tried_at(&Answer::Status(503, Some(40)), 150.0), [0.0, 40.0, 80.0, 120.0]);
        assert_eq!(tried_at(&Answer::Status(503, Some(9999)), 7200.0), [0.0, 3600.0, 7200.0]);
    }

    #[test]
    fn a_wish_to_wait_counts_as_a_failure_and_none_is_none() {
        let (mut tries, mut random) = (Tries::default(), Random::new(1));
        let answers = [Some(7), None, Some(0), Some(9), None];
        let answers = answers.into_iter().map(|wait| Answer::Status(503, wait));
        let pauses: Vec<f64> = answers.map(|answer| tries.pause(&answer, &mut random)).collect();
        assert_eq!(pauses, [7.0, 2.0, 4.0, 9.0, 8.0]);
    }

    #[test]
    fn only_2xx_is_a_success() {
        let statuses = [199, 200, 204, 299, 301, 401, 410, 503];
        let taken = statuses.map(|status| Answer::Status(status, None).is_success());
        assert_eq!(taken, [false, true, true, true, false, false, false, false]);
    }
}
