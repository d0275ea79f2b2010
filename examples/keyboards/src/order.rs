//! An order, and the data of the buttons.

use chappe::{
    keyboard::{Choices, Day},
    prelude::*,
};

/// The pizzas, by their index.
pub const PIZZAS: [&str; 7] =
    ["Margherita", "Marinara", "Funghi", "Diavola", "Capricciosa", "Ortolana", "Quattro formaggi"];

/// The toppings, by their index.
pub(crate) const TOPPINGS: [&str; 4] = ["Olives", "Basil", "Capers", "Chili"];

/// An order, as far as it is filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// The index of the pizza.
    pub pizza: usize,
    /// The diameter in centimetres.
    pub size: u32,
    /// The indices of the toppings.
    pub toppings: Choices,
    /// The number of pizzas.
    pub amount: i64,
    /// The day of the delivery.
    pub day: Day,
}

/// The part of a menu that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// All choices.
    Form,
    /// The calendar of the month with the day.
    Calendar,
    /// The question before the order.
    Question,
    /// The end.
    Ordered,
}

/// What a button leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Press {
    /// A page of the pizzas.
    Page(usize),
    /// A part of the menu of an order.
    Order(View, Order),
}

impl CallbackData for Press {
    const PREFIX: &'static str = "pizza:";

    fn pack(&self) -> String {
        match self {
            Self::Page(number) => format!("pizza:p:{number}"),
            Self::Order(view, order) => {
                let Order { pizza, size, toppings, amount, day } = order;
                let day = day.number();
                format!("pizza:{}:{pizza}:{size}:{toppings}:{amount}:{day}", *view as u8)
            }
        }
    }

    fn unpack(data: &str) -> Option<Self> {
        let mut parts = data.strip_prefix(Self::PREFIX)?.split(':');
        let press = match parts.next()? {
            "p" => Self::Page(parts.next()?.parse().ok()?),
            view => {
                let views = [View::Form, View::Calendar, View::Question, View::Ordered];
                let view = *views.get(view.parse::<usize>().ok()?)?;
                let order = Order {
                    pizza: parts.next()?.parse().ok().filter(|pizza| *pizza < PIZZAS.len())?,
                    size: parts.next()?.parse().ok()?,
                    toppings: parts.next()?.parse().ok()?,
                    amount: parts.next()?.parse().ok()?,
                    day: Day::from_number(parts.next()?.parse().ok()?)?,
                };
                Self::Order(view, order)
            }
        };
        parts.next().is_none().then_some(press)
    }
}
