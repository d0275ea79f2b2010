//! Types that derive `CallbackData`.

mod forms;
mod lengths;
mod names;
mod round_trips;
mod routes;
mod types;
mod versions;
