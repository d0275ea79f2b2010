//! A pizza service whose menus store nothing: each button contains the order that a press leads to.
//!
//! | message or button | effect |
//! |---|---|
//! | `/menu` | the first page of the pizzas |
//! | a pizza | its size, toppings, amount and day |
//! | `Order` | a question, and the order |
//! | `/contact` | a reply keyboard that asks for the phone number |
//! | an inline query | the pizzas, fifty at a time |
//!
//! The bot can be restarted at any time: the buttons of older messages still work.

mod handlers;
mod menus;
mod order;

pub use self::{
    handlers::app,
    order::{Order, PIZZAS, Press, View},
};
