//! Conversion into the filters of a route.

use crate::{
    event_type::EventType,
    filter::{AsyncFilterFn, Filter, FromFilter, erased::FilterDef},
};

/// The filter of a route in a router with the state `S`: a [`Filter`], an
/// [asynchronous](crate::filter::from_filter()) filter, or a tuple of filters, called from left to
/// right until one does not match. `()` matches every event.
///
/// `M` is a marker that keeps the implementations from overlapping.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a filter for `{E}`",
    label = "not a filter for this event",
    note = "filters are values such as `command(\"start\")` or `text()`, closures `|event: &{E}| -> bool`, types that implement `Filter<{E}>`, `filter_fn(…)`, `from_filter(…)`, and tuples of these; `()` matches every event",
    note = "`observer.when(|event| …, handler)` takes a closure and infers its argument",
    note = "`from_filter(f)` takes an `async fn` whose arguments (8 at most) can be extracted from a `Request<{E}>`, and which returns `bool`, `Option<V>` or a `Result` of these",
    note = "`and`, `or` and `not` combine synchronous filters; a tuple combines all"
)]
pub trait IntoFilter<E: EventType, S, M> {
    /// Appends the filters in the order in which they are called.
    #[doc(hidden)]
    fn push_to(self, filters: &mut FilterList<S>);
}

/// A list of type-erased filters.
#[derive(Debug)]
pub struct FilterList<S>(pub(crate) Vec<FilterDef<S>>);

impl<S> Default for FilterList<S> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// The marker of filters.
#[derive(Debug)]
pub enum IsFilter {}

/// The marker of asynchronous filters.
#[derive(Debug)]
pub enum IsFromFilter {}

#[diagnostic::do_not_recommend]
impl<E: EventType, S, F: Filter<E>> IntoFilter<E, S, IsFilter> for F {
    fn push_to(self, filters: &mut FilterList<S>) {
        filters.0.push(FilterDef::new::<E>(self));
    }
}

#[diagnostic::do_not_recommend]
impl<E, S, F, T> IntoFilter<E, S, (IsFromFilter, T)> for FromFilter<F, T>
where
    E: EventType,
    S: Send + Sync + 'static,
    F: AsyncFilterFn<E, S, T>,
    T: 'static,
{
    fn push_to(self, filters: &mut FilterList<S>) {
        let name = self.name();
        filters.0.push(FilterDef::new_async::<E, T, F>(name, self.function));
    }
}

#[diagnostic::do_not_recommend]
impl<E: EventType, S> IntoFilter<E, S, ()> for () {
    fn push_to(self, _: &mut FilterList<S>) {}
}

macro_rules! tuples {
    ($(($($f:ident $m:ident $v:ident),+))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<E: EventType, S, $($f, $m),+> IntoFilter<E, S, ($($m,)+)> for ($($f,)+)
        where
            $($f: IntoFilter<E, S, $m>),+
        {
            fn push_to(self, filters: &mut FilterList<S>) {
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
