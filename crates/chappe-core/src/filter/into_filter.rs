//! Conversion into the filters of a route.

use crate::{
    event_type::EventType,
    filter::{AsyncFilter, Filter, async_filter::AsyncFilterAdapter, erased::BoxFilter},
};

/// The filter of a route: a [`Filter`], an [asynchronous](crate::filter::async_filter()) filter, or
/// a tuple of filters, called from left to right until one does not match. `()` matches every event.
///
/// `M` is a marker that keeps the implementations from overlapping.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a filter for `{E}`",
    label = "not a filter for this event",
    note = "filters are values such as `command(\"start\")` or `text()`, closures `|event: &{E}| -> bool`, types that implement `Filter<{E}>`, `async_filter(…)`, and tuples of these; `()` matches every event"
)]
pub trait IntoFilter<E: EventType, M> {
    /// Appends the filters in the order in which they are called.
    #[doc(hidden)]
    fn push_to(self, filters: &mut FilterList);
}

/// A list of type-erased filters.
#[derive(Debug, Default)]
pub struct FilterList(pub(crate) Vec<BoxFilter>);

/// The marker of filters.
#[derive(Debug)]
pub enum IsFilter {}

/// The marker of asynchronous filters.
#[derive(Debug)]
pub enum IsAsync {}

#[diagnostic::do_not_recommend]
impl<E: EventType, F: Filter<E>> IntoFilter<E, IsFilter> for F {
    fn push_to(self, filters: &mut FilterList) {
        filters.0.push(BoxFilter::new::<E>(self));
    }
}

#[diagnostic::do_not_recommend]
impl<E: EventType, F: AsyncFilter<E>> IntoFilter<E, IsAsync> for AsyncFilterAdapter<F> {
    fn push_to(self, filters: &mut FilterList) {
        filters.0.push(BoxFilter::new_async::<E>(self.0));
    }
}

#[diagnostic::do_not_recommend]
impl<E: EventType> IntoFilter<E, ()> for () {
    fn push_to(self, _: &mut FilterList) {}
}

macro_rules! tuples {
    ($(($($f:ident $m:ident $v:ident),+))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<E: EventType, $($f, $m),+> IntoFilter<E, ($($m,)+)> for ($($f,)+)
        where
            $($f: IntoFilter<E, $m>),+
        {
            fn push_to(self, filters: &mut FilterList) {
                let ($($v,)+) = self;
                $($v.push_to(filters);)+
            }
        }
    )+};
}

tuples! {
    (F1 M1 f1)
    (F1 M1 f1, F2 M2 f2)
    (F1 M1 f1, F2 M2 f2, F3 M3 f3)
    (F1 M1 f1, F2 M2 f2, F3 M3 f3, F4 M4 f4)
    (F1 M1 f1, F2 M2 f2, F3 M3 f3, F4 M4 f4, F5 M5 f5)
    (F1 M1 f1, F2 M2 f2, F3 M3 f3, F4 M4 f4, F5 M5 f5, F6 M6 f6)
}
