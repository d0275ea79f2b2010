//! Names of months and weekdays.

use chappe_types::Str;

/// The names that a [`Calendar`](crate::keyboard::Calendar) shows. Defaults to English names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarNames {
    months: [Str; 12],
    weekdays: [Str; 7],
}

impl CalendarNames {
    /// Creates names. The months begin with January, the weekdays with Monday. Two or three letters
    /// of a weekday are shown in full on narrow screens.
    pub fn new(months: [impl Into<Str>; 12], weekdays: [impl Into<Str>; 7]) -> Self {
        Self { months: months.map(Into::into), weekdays: weekdays.map(Into::into) }
    }

    /// Returns the name of a month, from 0.
    pub(super) fn month(&self, index: usize) -> &str {
        &self.months[index]
    }

    /// Returns the name of a weekday, from Monday, which is 0.
    pub(super) fn weekday(&self, index: usize) -> &str {
        &self.weekdays[index]
    }
}

impl Default for CalendarNames {
    fn default() -> Self {
        Self::new(
            [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
            ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
        )
    }
}
