//! Pages of a list.

use std::{
    iter::{Skip, Take},
    ops::Range,
};

use chappe_types::InlineKeyboardButton;

use crate::{callback_data::CallbackData, keyboard::disabled::disabled};

/// A page of a list, and the buttons that lead to the others.
///
/// A page is computed from the number of items, which may have changed since the button was sent:
/// a page that does not exist any more becomes the last one. Pages are numbered from 0; texts of
/// buttons show them from 1. There is always a page, which is empty if the list is.
///
/// # Example
///
/// ```
/// use chappe::{keyboard::Paginated, prelude::*, types::InlineKeyboardMarkup};
///
/// #[derive(Clone, Debug, PartialEq)]
/// enum Shelf {
///     Page(usize),
///     Book(usize),
/// }
///
/// impl CallbackData for Shelf {
///     const PREFIX: &'static str = "shelf:";
///
///     fn pack(&self) -> String {
///         match self {
///             Self::Page(number) => format!("shelf:p:{number}"),
///             Self::Book(id) => format!("shelf:b:{id}"),
///         }
///     }
///
///     fn unpack(data: &str) -> Option<Self> {
///         let (kind, number) = data.strip_prefix(Self::PREFIX)?.split_once(':')?;
///         match kind {
///             "p" => number.parse().ok().map(Self::Page),
///             "b" => number.parse().ok().map(Self::Book),
///             _ => None,
///         }
///     }
/// }
///
/// fn shelf(titles: &[&str], number: usize) -> InlineKeyboardMarkup {
///     let page = Paginated::new(titles.len(), 2).page(number);
///     let books = page.range().zip(page.of(titles));
///     InlineKeyboard::new()
///         .buttons(books.map(|(id, title)| Shelf::Book(id).button(*title)))
///         .grid(1)
///         .row(page.buttons(Shelf::Page))
///         .build()
/// }
///
/// let keyboard = shelf(&["Emma", "Ulysses", "Dracula", "Faust", "Dubliners"], 1);
/// let texts: Vec<_> = keyboard.inline_keyboard.concat().iter().map(|b| b.text.clone()).collect();
/// assert_eq!(texts, ["Dracula", "Faust", "‹", "2/3", "›"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "`buttons` returns the buttons of the page"]
pub struct Paginated {
    total: usize,
    per_page: usize,
    page: usize,
}

impl Paginated {
    /// Creates the first page of `total` items.
    ///
    /// # Panics
    ///
    /// Panics if `per_page` is 0.
    #[track_caller]
    pub fn new(total: usize, per_page: usize) -> Self {
        assert!(per_page > 0, "a page of 0 items shows nothing: `per_page` must be at least 1");
        Self { total, per_page, page: 0 }
    }

    /// Collects a page of an iterator whose length is unknown, and counts the items. It stores the
    /// items of one page at a time. If the page does not exist, it is the last one.
    ///
    /// # Panics
    ///
    /// Panics if `per_page` is 0.
    #[track_caller]
    pub fn collect<T>(
        items: impl IntoIterator<Item = T>,
        per_page: usize,
        page: usize,
    ) -> (Self, Vec<T>) {
        let mut pages = Self::new(0, per_page);
        let mut shown = Vec::new();
        for item in items {
            let number = pages.total / per_page;
            if number <= page {
                if pages.total % per_page == 0 {
                    shown.clear();
                }
                shown.push(item);
            }
            pages.total += 1;
        }
        (pages.page(page), shown)
    }

    /// Returns the page with this number, from 0. If it does not exist, returns the last one.
    pub fn page(mut self, number: usize) -> Self {
        self.page = number.min(self.pages() - 1);
        self
    }

    /// Returns the number of this page, from 0.
    pub fn number(&self) -> usize {
        self.page
    }

    /// Returns how many pages there are; at least 1.
    pub fn pages(&self) -> usize {
        self.total.div_ceil(self.per_page).max(1)
    }

    /// Returns how many items there are on all pages.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Returns the indices of the items of this page. The start is the offset of a database query.
    pub fn range(&self) -> Range<usize> {
        let start = self.page * self.per_page;
        start..self.total.min(start.saturating_add(self.per_page))
    }

    /// Returns the items of this page. `items` are those of all pages.
    pub fn of<'a, T>(&self, items: &'a [T]) -> &'a [T] {
        let Range { start, end } = self.range();
        &items[start.min(items.len())..end.min(items.len())]
    }

    /// Returns the items of this page. `items` yields those of all pages.
    pub fn select<I: IntoIterator>(&self, items: I) -> Take<Skip<I::IntoIter>> {
        let range = self.range();
        items.into_iter().skip(range.start).take(range.len())
    }

    /// Returns the number of the page before this one.
    pub fn previous_page(&self) -> Option<usize> {
        self.page.checked_sub(1)
    }

    /// Returns the number of the page after this one.
    pub fn next_page(&self) -> Option<usize> {
        (self.page + 1 < self.pages()).then_some(self.page + 1)
    }

    /// Returns the buttons to the previous and the next page, with the number of this page between
    /// them: `‹`, `2/5`, `›`. The first page has no `‹`, and the last one no `›`. A list of one
    /// page has no such buttons.
    ///
    /// `data` returns the data of the button that leads to a page.
    ///
    /// # Panics
    ///
    /// Panics if the data does not have 1–64 bytes.
    #[track_caller]
    pub fn buttons<D: CallbackData>(&self, data: impl Fn(usize) -> D) -> Vec<InlineKeyboardButton> {
        let mut buttons = Vec::new();
        if self.pages() == 1 {
            return buttons;
        }
        if let Some(page) = self.previous_page() {
            buttons.push(data(page).button("‹"));
        }
        buttons.push(disabled(format!("{}/{}", self.page + 1, self.pages())));
        if let Some(page) = self.next_page() {
            buttons.push(data(page).button("›"));
        }
        buttons
    }

    /// Returns buttons with the numbers of up to five pages: the first, the last, and those around
    /// this page, whose own number is in dots: `« 1`, `4`, `· 5 ·`, `6`, `9 »`. A list of one page
    /// has no such buttons.
    ///
    /// `data` returns the data of the button that leads to a page.
    ///
    /// # Panics
    ///
    /// Panics if the data does not have 1–64 bytes.
    #[track_caller]
    pub fn numbers<D: CallbackData>(&self, data: impl Fn(usize) -> D) -> Vec<InlineKeyboardButton> {
        let mut buttons = Vec::new();
        for (page, text) in self.numbered() {
            buttons.push(match page == self.page {
                true => disabled(text),
                false => data(page).button(text),
            });
        }
        buttons
    }

    /// Returns the pages that have a numbered button, with its text.
    fn numbered(&self) -> Vec<(usize, String)> {
        let last = self.pages() - 1;
        // The pages between the first and the last one.
        let middle = match last {
            0 => return Vec::new(),
            1..=4 => 1..last,
            _ => {
                let start = self.page.saturating_sub(1).clamp(1, last - 3);
                start..start + 3
            }
        };
        let first = if middle.start > 1 { "« 1" } else { "1" };
        let end =
            if middle.end < last { format!("{} »", last + 1) } else { (last + 1).to_string() };
        let mut numbered = vec![(0, first.to_owned())];
        for page in middle {
            numbered.push((page, (page + 1).to_string()));
        }
        numbered.push((last, end));
        for (page, text) in &mut numbered {
            if *page == self.page {
                *text = format!("· {} ·", *page + 1);
            }
        }
        numbered
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Page(usize);

    impl CallbackData for Page {
        const PREFIX: &'static str = "page:";

        fn pack(&self) -> String {
            format!("page:{}", self.0)
        }

        fn unpack(data: &str) -> Option<Self> {
            data.strip_prefix(Self::PREFIX)?.parse().ok().map(Self)
        }
    }

    /// Returns the texts of buttons, and the pages that they lead to.
    fn leads(buttons: &[InlineKeyboardButton]) -> Vec<(String, Option<usize>)> {
        let page = |button: &InlineKeyboardButton| {
            button.callback_data.as_deref().and_then(Page::unpack).map(|Page(page)| page)
        };
        buttons.iter().map(|button| (button.text.to_string(), page(button))).collect()
    }

    fn texts(buttons: &[InlineKeyboardButton]) -> String {
        let texts: Vec<String> = leads(buttons).into_iter().map(|(text, _)| text).collect();
        texts.join(" | ")
    }

    #[test]
    fn a_page_leads_to_the_previous_and_the_next_one() {
        let pages = Paginated::new(25, 10);
        let rows = [0, 1, 2].map(|page| leads(&pages.page(page).buttons(Page)));
        let lead = |text: &str, page| (text.to_owned(), page);
        assert_eq!(
            rows,
            [
                vec![lead("1/3", None), lead("›", Some(1))],
                vec![lead("‹", Some(0)), lead("2/3", None), lead("›", Some(2))],
                vec![lead("‹", Some(1)), lead("3/3", None)],
            ],
        );
    }

    #[test]
    fn a_single_page_has_no_buttons() {
        for total in [0, 1, 10] {
            let page = Paginated::new(total, 10);
            assert_eq!((page.pages(), page.range()), (1, 0..total));
            assert_eq!((page.buttons(Page), page.numbers(Page)), (Vec::new(), Vec::new()));
        }
    }

    #[test]
    fn a_page_that_does_not_exist_any_more_is_the_last_one() {
        let page = Paginated::new(21, 10).page(usize::MAX);
        assert_eq!((page.number(), page.range()), (2, 20..21));
        // The list was shortened after the page was computed.
        assert_eq!(page.of(&[0; 5]), [0; 0]);
        assert_eq!(Paginated::new(0, 10).page(3).range(), 0..0);
    }

    #[test]
    fn numbers_show_the_first_page_the_last_one_and_those_around() {
        let shown = |total, page| texts(&Paginated::new(total, 1).page(page).numbers(Page));
        assert_eq!(
            [
                shown(2, 1),
                shown(5, 2),
                shown(6, 0),
                shown(9, 0),
                shown(9, 2),
                shown(9, 4),
                shown(9, 6),
                shown(9, 8),
            ],
            [
                "1 | · 2 ·",
                "1 | 2 | · 3 · | 4 | 5",
                "· 1 · | 2 | 3 | 4 | 6 »",
                "· 1 · | 2 | 3 | 4 | 9 »",
                "1 | 2 | · 3 · | 4 | 9 »",
                "« 1 | 4 | · 5 · | 6 | 9 »",
                "« 1 | 6 | · 7 · | 8 | 9",
                "« 1 | 6 | 7 | 8 | · 9 ·",
            ],
        );
    }

    #[test]
    #[should_panic(expected = "`per_page` must be at least 1")]
    fn pages_without_items_panic() {
        let _ = Paginated::new(5, 0);
    }

    proptest! {
        #[test]
        fn every_button_leads_to_another_page_that_exists(
            total in 0_usize..200,
            per_page in 1_usize..20,
            page: usize,
        ) {
            let page = Paginated::new(total, per_page).page(page);
            for buttons in [page.buttons(Page), page.numbers(Page)] {
                prop_assert!(buttons.len() <= 5);
                for (text, lead) in leads(&buttons) {
                    let Some(lead) = lead else { continue };
                    prop_assert!(lead < page.pages() && lead != page.number(), "{}", text);
                    prop_assert!(!page.page(lead).range().is_empty());
                }
            }
        }

        #[test]
        fn each_item_is_on_exactly_one_page(total in 0_usize..200, per_page in 1_usize..20) {
            let items: Vec<usize> = (0..total).collect();
            let pages = Paginated::new(total, per_page);
            let mut seen: Vec<usize> = Vec::new();
            for number in 0..pages.pages() {
                let page = pages.page(number);
                let collected = Paginated::collect(items.iter().copied(), per_page, number);
                prop_assert_eq!(page.number(), number);
                prop_assert_eq!(&collected, &(page, page.of(&items).to_vec()));
                prop_assert_eq!(page.select(&items).copied().collect::<Vec<_>>(), collected.1);
                seen.extend(page.of(&items));
            }
            prop_assert_eq!(&seen, &items);
            let beyond = Paginated::collect(items.iter().copied(), per_page, usize::MAX);
            let last = pages.page(pages.pages() - 1);
            prop_assert_eq!(beyond, (last, last.of(&items).to_vec()));
        }
    }
}
