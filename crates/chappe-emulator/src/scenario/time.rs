//! Durations in scripts: `500ms`, `2s`, `10m`, `3h`, `1d`.

use std::{fmt, time::Duration};

use serde::{Deserialize, Deserializer, de};

/// A duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span(pub(crate) Duration);

impl Span {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let number: u64 = number.parse().ok()?;
        let milliseconds = match unit {
            "ms" => 1,
            "s" => 1000,
            "m" => 60 * 1000,
            "h" => 3600 * 1000,
            "d" => 24 * 3600 * 1000,
            _ => return None,
        };
        number.checked_mul(milliseconds).map(|span| Self(Duration::from_millis(span)))
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            de::Error::custom(format_args!(
                "`{text}` is not a duration: write 500ms, 2s, 10m, 3h or 1d"
            ))
        })
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_number_and_a_unit() {
        let parse = |text| Span::parse(text).map(|span| span.0.as_millis());
        assert_eq!(parse("500ms"), Some(500));
        assert_eq!(parse("2s"), Some(2000));
        assert_eq!(parse("10m"), Some(600_000));
        assert_eq!(parse("3h"), Some(10_800_000));
        assert_eq!(parse("1d"), Some(86_400_000));
        for wrong in ["", "2", "s", "1.5s", "2 s", "99999999999999999d"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
