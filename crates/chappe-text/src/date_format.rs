//! How a time is displayed.

use std::fmt;

/// How clients display a time: relative to now, or as a date, a time of day or both, with or
/// without the day of the week.
///
/// Defaults to the text itself, from which a tap opens the time.
///
/// Source: Bot API 10.3,
/// [date-time formatting](https://core.telegram.org/bots/api#date-time-entity-formatting).
///
/// # Example
///
/// ```
/// use chappe::text::DateFormat;
///
/// let format = DateFormat::new().weekday().short_date().short_time();
/// assert_eq!(format.to_string(), "wdt");
/// assert_eq!(DateFormat::relative().to_string(), "r");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DateFormat {
    first: Option<char>,
    date: Option<char>,
    time: Option<char>,
}

impl DateFormat {
    /// Returns the format that displays the text itself.
    pub const fn new() -> Self {
        Self { first: None, date: None, time: None }
    }

    /// Returns the format that displays the time relative to now, such as “in 5 minutes”.
    pub const fn relative() -> Self {
        Self { first: Some('r'), date: None, time: None }
    }

    /// Displays the day of the week. No effect on a relative time.
    #[must_use]
    pub const fn weekday(self) -> Self {
        self.with('w')
    }

    /// Displays the date in its short form, such as `17.03.22`. No effect on a relative time.
    #[must_use]
    pub const fn short_date(self) -> Self {
        self.with('d')
    }

    /// Displays the date in its long form, such as `March 17, 2022`. No effect on a relative time.
    #[must_use]
    pub const fn long_date(self) -> Self {
        self.with('D')
    }

    /// Displays the hour and the minute. No effect on a relative time.
    #[must_use]
    pub const fn short_time(self) -> Self {
        self.with('t')
    }

    /// Displays the hour, the minute and the second. No effect on a relative time.
    #[must_use]
    pub const fn long_time(self) -> Self {
        self.with('T')
    }

    const fn with(mut self, part: char) -> Self {
        if matches!(self.first, Some('r')) {
            return self;
        }
        match part {
            'd' | 'D' => self.date = Some(part),
            't' | 'T' => self.time = Some(part),
            _ => self.first = Some(part),
        }
        self
    }

    /// Reads a format as Telegram writes it. `None` if it is none.
    pub(crate) fn parse(written: &str) -> Option<Self> {
        if written == "r" {
            return Some(Self::relative());
        }
        let mut format = Self::new();
        for part in written.chars() {
            if !matches!(part, 'w' | 'd' | 'D' | 't' | 'T') {
                return None;
            }
            format = format.with(part);
        }
        Some(format)
    }
}

/// Writes the format as in an entity: `r`, or a combination of `w`, `d` or `D`, and `t` or `T`.
impl fmt::Display for DateFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        [self.first, self.date, self.time].iter().flatten().try_for_each(|part| write!(f, "{part}"))
    }
}
