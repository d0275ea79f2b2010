//! Months as keyboards.

use chappe_types::{InlineKeyboardButton, Str};

use crate::{
    callback_data::CallbackData,
    keyboard::{
        builder::InlineKeyboard,
        calendar_names::CalendarNames,
        civil::{Day, Month, Weekday},
        disabled::disabled,
    },
};

/// The text of a day that cannot be chosen, and of a field without a day.
const OUT_OF_RANGE: &str = "·";
const NO_DAY: &str = " ";

/// A month as a keyboard: its name between buttons to the months before and after it, the names of
/// the weekdays, and a button for each day.
///
/// The buttons `«` and `»` lead to the same month of the previous and the next year. They are shown
/// if the range of days is longer than a year. Days outside of the range are shown as `·`.
///
/// # Example
///
/// ```
/// use chappe::{
///     keyboard::{Calendar, Day, Month},
///     prelude::*,
/// };
///
/// #[derive(Clone, Debug, PartialEq)]
/// enum Delivery {
///     Month(Month),
///     Day(Day),
/// }
///
/// impl CallbackData for Delivery {
///     const PREFIX: &'static str = "on:";
///
///     fn pack(&self) -> String {
///         match self {
///             Self::Month(month) => format!("on:{month}"),
///             Self::Day(day) => format!("on:{day}"),
///         }
///     }
///
///     fn unpack(data: &str) -> Option<Self> {
///         let text = data.strip_prefix(Self::PREFIX)?;
///         let month = text.parse().map(Self::Month).ok();
///         month.or_else(|| text.parse().map(Self::Day).ok())
///     }
/// }
///
/// async fn calendar(Event(message): Event<Message>) -> impl IntoOutcome {
///     let today = Day::of(message.date, 0);
///     let keyboard = Calendar::new(today.month())
///         .from(today)
///         .keyboard(Delivery::Day, Delivery::Month)
///         .build();
///     message.answer("When?").reply_markup(keyboard)
/// }
///
/// let app = Router::<()>::new("app").message(|m| m.on(command("when"), calendar));
/// # let _ = app;
/// ```
#[derive(Clone, Debug)]
#[must_use = "`keyboard` returns the keyboard"]
pub struct Calendar {
    month: Month,
    chosen: Option<Day>,
    first: Day,
    last: Day,
    week_start: Weekday,
    names: CalendarNames,
}

impl Calendar {
    /// Creates a calendar of all days in the years 1–9999, which shows a month. Weeks begin with
    /// Monday, and the names are English.
    pub fn new(month: Month) -> Self {
        Self {
            month,
            chosen: None,
            first: Day::FIRST,
            last: Day::LAST,
            week_start: Weekday::Monday,
            names: CalendarNames::default(),
        }
    }

    /// Marks a day as the chosen one: `(30)`.
    pub fn chosen(mut self, day: impl Into<Option<Day>>) -> Self {
        self.chosen = day.into();
        self
    }

    /// Sets the first day that can be chosen. A month before it is not shown.
    pub fn from(mut self, day: Day) -> Self {
        self.first = day;
        self
    }

    /// Sets the last day that can be chosen. A month after it is not shown.
    pub fn until(mut self, day: Day) -> Self {
        self.last = day;
        self
    }

    /// Sets the first day of the week.
    pub fn week_start(mut self, weekday: Weekday) -> Self {
        self.week_start = weekday;
        self
    }

    /// Sets the names of months and weekdays.
    pub fn names(mut self, names: CalendarNames) -> Self {
        self.names = names;
        self
    }

    /// Returns the keyboard, of up to 8 rows and 54 buttons.
    ///
    /// `day` returns the data of the button of a day, and `month` the data of a button that leads
    /// to another month.
    ///
    /// # Panics
    ///
    /// Panics if no day can be chosen, because the last one is before the first one, or if the data
    /// does not have 1–64 bytes.
    #[track_caller]
    pub fn keyboard<D: CallbackData>(
        &self,
        day: impl Fn(Day) -> D,
        month: impl Fn(Month) -> D,
    ) -> InlineKeyboard {
        self.render(&|pressed, text| day(pressed).button(text), &|pressed, text| {
            month(pressed).button(text)
        })
    }

    #[track_caller]
    fn render(&self, day: Button<'_, Day>, month: Button<'_, Month>) -> InlineKeyboard {
        let (first, last) = (self.first, self.last);
        assert!(first <= last, "the calendar has no days: the last one, {last}, is before {first}");
        let shown = self.month.clamp(first.month(), last.month());
        let mut keyboard = InlineKeyboard::new().row(self.heading(shown, month));
        let start = self.week_start as usize;
        let mut names = Vec::new();
        for index in 0..7 {
            names.push(disabled(self.names.weekday((start + index) % 7)));
        }
        keyboard = keyboard.row(names);
        let offset = (shown.first_day().weekday() as usize + 7 - start) % 7;
        let mut fields = Vec::new();
        for _ in 0..offset {
            fields.push(disabled(NO_DAY));
        }
        for number in shown.first_day().number()..=shown.last_day().number() {
            fields.extend(Day::from_number(number).map(|number| self.field(number, day)));
        }
        while fields.len() % 7 != 0 {
            fields.push(disabled(NO_DAY));
        }
        keyboard.buttons(fields).grid(7)
    }

    /// Returns the row with the name of the month.
    fn heading(&self, shown: Month, month: Button<'_, Month>) -> Vec<InlineKeyboardButton> {
        let (first, last) = (self.first.month().number(), self.last.month().number());
        let lead = |text: &str, distance: i32| {
            let number = (shown.number() + distance).clamp(first, last);
            match Month::from_number(number).filter(|lead| *lead != shown) {
                Some(lead) => month(lead, text.into()),
                None => disabled(text),
            }
        };
        let name = self.names.month(usize::from(shown.month()) - 1);
        let title = disabled(format!("{name} {}", shown.year()));
        if last - first > 12 {
            vec![lead("«", -12), lead("‹", -1), title, lead("›", 1), lead("»", 12)]
        } else {
            vec![lead("‹", -1), title, lead("›", 1)]
        }
    }

    fn field(&self, day: Day, button: Button<'_, Day>) -> InlineKeyboardButton {
        if day < self.first || day > self.last {
            return disabled(OUT_OF_RANGE);
        }
        let text = match self.chosen == Some(day) {
            true => format!("({})", day.day()),
            false => day.day().to_string(),
        };
        button(day, text.into())
    }
}

/// Returns the button with a text that leads to a day or a month.
type Button<'a, T> = &'a dyn Fn(T, Str) -> InlineKeyboardButton;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    enum Press {
        Day(Day),
        Month(Month),
    }

    impl CallbackData for Press {
        const PREFIX: &'static str = "";

        fn pack(&self) -> String {
            match self {
                Self::Day(day) => day.to_string(),
                Self::Month(month) => month.to_string(),
            }
        }

        fn unpack(data: &str) -> Option<Self> {
            let day = data.parse().map(Self::Day);
            day.or_else(|_| data.parse().map(Self::Month)).ok()
        }
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn rows(calendar: &Calendar) -> Vec<Vec<InlineKeyboardButton>> {
        calendar.keyboard(Press::Day, Press::Month).build().inline_keyboard
    }

    /// Renders the rows, with disabled buttons in brackets.
    fn drawn(calendar: &Calendar) -> String {
        let text = |button: &InlineKeyboardButton| match button.callback_data {
            Some(_) => format!("{:^5}", &*button.text),
            None => format!("{:^5}", format!("[{}]", &*button.text)),
        };
        let row = |row: Vec<InlineKeyboardButton>| {
            row.iter().map(text).collect::<String>().trim_end().to_owned()
        };
        rows(calendar).into_iter().map(row).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_month_is_drawn_in_weeks() {
        let november = Calendar::new(day("2026-11-30").month())
            .from(day("2026-11-05"))
            .until(day("2026-12-31"))
            .chosen(day("2026-11-30"));
        insta::assert_snapshot!(drawn(&november), @r#"
         [‹] [November 2026]  ›
        [Mo] [Tu] [We] [Th] [Fr] [Sa] [Su]
         [ ]  [ ]  [ ]  [ ]  [ ]  [ ]  [·]
         [·]  [·]  [·]   5    6    7    8
          9   10   11   12   13   14   15
         16   17   18   19   20   21   22
         23   24   25   26   27   28   29
        (30)  [ ]  [ ]  [ ]  [ ]  [ ]  [ ]
        "#);
    }

    #[test]
    fn weeks_and_names_can_be_others() {
        let german = CalendarNames::new(
            ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"],
            ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
        );
        let march =
            Calendar::new(Month::new(2026, 3).unwrap()).week_start(Weekday::Sunday).names(german);
        insta::assert_snapshot!(drawn(&march), @r#"
          «    ‹  [Mär 2026]  ›    »
        [So] [Mo] [Di] [Mi] [Do] [Fr] [Sa]
          1    2    3    4    5    6    7
          8    9   10   11   12   13   14
         15   16   17   18   19   20   21
         22   23   24   25   26   27   28
         29   30   31   [ ]  [ ]  [ ]  [ ]
        "#);
    }

    #[test]
    fn a_month_outside_of_the_range_is_not_shown() {
        let range = |month: &str| {
            let calendar = Calendar::new(month.parse().unwrap())
                .from(day("2026-03-10"))
                .until(day("2026-04-02"));
            rows(&calendar)[0].iter().map(|button| button.text.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(range("2020-01"), ["‹", "March 2026", "›"]);
        assert_eq!(range("2030-01"), ["‹", "April 2026", "›"]);
    }

    #[test]
    #[should_panic(expected = "the last one, 2026-01-01, is before 2026-01-02")]
    fn a_calendar_without_days_panics() {
        let calendar = Calendar::new(day("2026-01-01").month())
            .from(day("2026-01-02"))
            .until(day("2026-01-01"));
        let _ = rows(&calendar);
    }

    proptest! {
        #[test]
        fn each_day_in_the_range_has_a_button_and_no_other(
            shown in 12..119_999_i32,
            first in -719_162..2_932_896_i32,
            length in 0..5_000_i32,
            start in 0_usize..7,
        ) {
            let first = Day::from_number(first).unwrap();
            let last = Day::from_number(first.number() + length).unwrap_or(Day::LAST);
            let calendar = Calendar::new(Month::from_number(shown).unwrap())
                .from(first)
                .until(last)
                .week_start(Weekday::ALL[start]);
            let rows = rows(&calendar);
            prop_assert!(rows.len() <= 8 && rows.concat().len() <= 54);
            let month = calendar.month.clamp(first.month(), last.month());
            let mut days = Vec::new();
            for (row, buttons) in rows.iter().enumerate() {
                for (column, button) in buttons.iter().enumerate() {
                    match button.callback_data.as_deref().and_then(Press::unpack) {
                        Some(Press::Day(day)) => {
                            prop_assert!(row >= 2);
                            prop_assert_eq!(day.weekday() as usize, (start + column) % 7);
                            days.push(day);
                        }
                        Some(Press::Month(lead)) => {
                            prop_assert!(row == 0 && lead != month);
                            prop_assert!((first.month()..=last.month()).contains(&lead));
                        }
                        None => {}
                    }
                }
            }
            let wanted = month.first_day().max(first).number()..=month.last_day().min(last).number();
            prop_assert_eq!(days, wanted.filter_map(Day::from_number).collect::<Vec<_>>());
        }
    }
}
