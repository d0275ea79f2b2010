//! Days and months of the Gregorian calendar.

use std::{error::Error, fmt, str::FromStr};

use chappe_types::Date;

/// The first and the last year.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// The number of the day 1970-01-01, if 0001-01-01 has the number 0.
const EPOCH: i32 = days_before_year(1970);

/// A day of the Gregorian calendar, in the years 1–9999.
///
/// `Display` and `FromStr` use the form `2026-11-30`, and [`number`](Self::number) is a shorter one
/// for the data of buttons.
///
/// # Example
///
/// ```
/// use chappe::keyboard::{Day, Weekday};
///
/// let day: Day = "2026-11-30".parse()?;
/// assert_eq!((day.year(), day.month().month(), day.day()), (2026, 11, 30));
/// assert_eq!(day.weekday(), Weekday::Monday);
/// assert_eq!(Day::from_number(day.number() + 1), Day::new(2026, 12, 1));
/// # Ok::<(), chappe::keyboard::ParseCivilError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Days since 1970-01-01.
    number: i32,
}

impl Day {
    /// The first day, 0001-01-01.
    pub const FIRST: Self = Self { number: -EPOCH };

    /// The last day, 9999-12-31.
    pub const LAST: Self = Self { number: days_before_year(10_000) - EPOCH - 1 };

    /// Creates a day. `month` and `day` are counted from 1. `None` if there is no such day, or if
    /// the year is not one of 1–9999.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let month = Month::new(year, month)?;
        (1..=month.days()).contains(&day).then(|| month.day_unchecked(day))
    }

    /// Creates a day from its [`number`](Self::number). `None` if it is in no year of 1–9999.
    pub fn from_number(number: i32) -> Option<Self> {
        (Self::FIRST.number..=Self::LAST.number).contains(&number).then_some(Self { number })
    }

    /// Returns the day of a date in a time zone, such as the date of a message. `offset` is the
    /// time zone's distance from UTC in seconds, positive in the east. A date outside of the years
    /// 1–9999 becomes the nearest day in them.
    pub fn of(date: Date, offset: i32) -> Self {
        let days = date.0.saturating_add(offset.into()).div_euclid(24 * 60 * 60);
        let first = i64::from(Self::FIRST.number);
        let last = i64::from(Self::LAST.number);
        i32::try_from(days.clamp(first, last)).map_or(Self::LAST, |number| Self { number })
    }

    /// Returns the number of days since 1970-01-01; negative for earlier days.
    pub fn number(self) -> i32 {
        self.number
    }

    /// Returns the year.
    pub fn year(self) -> i32 {
        let day = self.number + EPOCH;
        // Years have 365 or 366 days, so this is too early by a few years at most.
        let mut year = day / 366 + 1;
        while days_before_year(year + 1) <= day {
            year += 1;
        }
        year
    }

    /// Returns the month with its year.
    pub fn month(self) -> Month {
        self.parts().0
    }

    /// Returns the day of the month, from 1.
    pub fn day(self) -> u8 {
        self.parts().1
    }

    /// Returns the day of the week.
    pub fn weekday(self) -> Weekday {
        // 0001-01-01 was a Monday.
        Weekday::ALL[usize::try_from((self.number + EPOCH) % 7).unwrap_or_default()]
    }

    fn parts(self) -> (Month, u8) {
        let mut month = Month { number: self.year() * 12 };
        let mut day = self.number - month.first_day().number;
        while day >= i32::from(month.days()) {
            day -= i32::from(month.days());
            month.number += 1;
        }
        (month, u8::try_from(day + 1).unwrap_or(1))
    }
}

/// A month of the Gregorian calendar, in the years 1–9999.
///
/// `Display` and `FromStr` use the form `2026-11`, and [`number`](Self::number) is a shorter one
/// for the data of buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Months since the beginning of the year 0.
    number: i32,
}

impl Month {
    /// Creates a month. `month` is counted from 1. `None` if it is not one of 1–12, or if the year
    /// is not one of 1–9999.
    pub fn new(year: i32, month: u8) -> Option<Self> {
        let is_month = YEARS.contains(&year) && (1..=12).contains(&month);
        is_month.then(|| Self { number: year * 12 + i32::from(month) - 1 })
    }

    /// Creates a month from its [`number`](Self::number). `None` if it is in no year of 1–9999.
    pub fn from_number(number: i32) -> Option<Self> {
        YEARS.contains(&number.div_euclid(12)).then_some(Self { number })
    }

    /// Returns twelve times the year, plus the month counted from 0.
    pub fn number(self) -> i32 {
        self.number
    }

    /// Returns the year.
    pub fn year(self) -> i32 {
        self.number / 12
    }

    /// Returns the month of the year, from 1.
    pub fn month(self) -> u8 {
        u8::try_from(self.number % 12 + 1).unwrap_or(1)
    }

    /// Returns the number of days: 28–31.
    pub fn days(self) -> u8 {
        match self.month() {
            2 if is_leap(self.year()) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// Returns the first day.
    pub fn first_day(self) -> Day {
        self.day_unchecked(1)
    }

    /// Returns the last day.
    pub fn last_day(self) -> Day {
        self.day_unchecked(self.days())
    }

    /// Returns the day of this month, from 1, which must exist.
    fn day_unchecked(self, day: u8) -> Day {
        let mut number = days_before_year(self.year()) - EPOCH + i32::from(day) - 1;
        let mut month = Self { number: self.year() * 12 };
        while month < self {
            number += i32::from(month.days());
            month.number += 1;
        }
        Day { number }
    }
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// All days of a week, beginning with Monday.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The number of days from 0001-01-01 to the beginning of the year.
const fn days_before_year(year: i32) -> i32 {
    let before = year - 1;
    before * 365 + before / 4 - before / 100 + before / 400
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (month, day) = self.parts();
        write!(f, "{month}-{day:02}")
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Day {
    type Err = ParseCivilError;

    fn from_str(text: &str) -> Result<Self, ParseCivilError> {
        let error = ParseCivilError { wanted: "a day such as 2026-11-30" };
        let parsed = text.rsplit_once('-').and_then(|(month, day)| {
            let month: Month = month.parse().ok()?;
            Self::new(month.year(), month.month(), digits(day, 2)?.try_into().ok()?)
        });
        parsed.ok_or(error)
    }
}

impl FromStr for Month {
    type Err = ParseCivilError;

    fn from_str(text: &str) -> Result<Self, ParseCivilError> {
        let error = ParseCivilError { wanted: "a month such as 2026-11" };
        let parsed = text.split_once('-').and_then(|(year, month)| {
            Self::new(digits(year, 4)?, digits(month, 2)?.try_into().ok()?)
        });
        parsed.ok_or(error)
    }
}

/// Reads a number of exactly `count` digits.
fn digits(text: &str, count: usize) -> Option<i32> {
    let is_number = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// The error of a text that is not a [`Day`] or a [`Month`] of the years 1–9999.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseCivilError {
    wanted: &'static str,
}

impl fmt::Display for ParseCivilError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, of a year from 0001 to 9999", self.wanted)
    }
}

impl Error for ParseCivilError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lengths of the months, without any arithmetic.
    fn lengths(year: i32) -> [u8; 12] {
        let february = match (year % 4, year % 100, year % 400) {
            (_, _, 0) => 29,
            (_, 0, _) => 28,
            (0, _, _) => 29,
            _ => 28,
        };
        [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    }

    #[test]
    fn every_day_of_9999_years_follows_the_one_before() {
        let mut number = Day::FIRST.number();
        let mut weekdays = Weekday::ALL.into_iter().cycle();
        for year in YEARS {
            for (month, length) in (1..).zip(lengths(year)) {
                let whole = Month::new(year, month).unwrap();
                assert_eq!((whole.year(), whole.month(), whole.days()), (year, month, length));
                assert_eq!(whole.first_day().number(), number);
                for day in 1..=length {
                    let this = Day::from_number(number).unwrap();
                    assert_eq!((this.year(), this.month(), this.day()), (year, whole, day));
                    assert_eq!(Some(this.weekday()), weekdays.next());
                    number += 1;
                }
                assert_eq!(whole.last_day().number(), number - 1);
                assert_eq!(Day::new(year, month, length + 1), None);
            }
        }
        assert_eq!(number - 1, Day::LAST.number());
        assert_eq!(Day::from_number(number), None);
    }

    #[test]
    fn dates_are_days_of_a_time_zone() {
        let midnight = Date(1_700_006_400); // 2023-11-15 00:00:00 UTC
        let of = |date: i64, offset| Day::of(Date(date), offset).to_string();
        assert_eq!(of(midnight.0, 0), "2023-11-15");
        assert_eq!(of(midnight.0 - 1, 0), "2023-11-14");
        assert_eq!(of(midnight.0, -1), "2023-11-14");
        assert_eq!(of(midnight.0 - 3_600, 3_600), "2023-11-15");
        assert_eq!([of(-1, 0), of(0, 0)], ["1969-12-31", "1970-01-01"]);
        assert_eq!([of(i64::MIN, 0), of(i64::MAX, 0)], ["0001-01-01", "9999-12-31"]);
    }

    #[test]
    fn days_and_months_are_written_and_read() {
        for text in ["0001-01-01", "1970-01-01", "2024-02-29", "9999-12-31"] {
            let day: Day = text.parse().unwrap();
            assert_eq!(day.to_string(), text);
            assert_eq!(text[..7].parse(), Ok(day.month()));
            assert_eq!(Day::from_number(day.number()), Some(day));
            assert_eq!(Month::from_number(day.month().number()), Some(day.month()));
        }
    }

    #[test]
    fn other_texts_are_errors() {
        for text in [
            "",
            "-",
            "2023-02-29",
            "2023-13-01",
            "0000-01-01",
            "2023-1-1",
            "2023-01-+1",
            "+023-01-01",
            "2023-01-00",
            "10000-01-01",
            "2023-01-01-01",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
        assert_eq!(
            "x".parse::<Month>().unwrap_err().to_string(),
            "expected a month such as 2026-11, of a year from 0001 to 9999",
        );
        assert_eq!([11, 119_999 + 1].map(Month::from_number), [None, None]);
        assert_eq!(Month::from_number(i32::MIN), None);
    }
}
