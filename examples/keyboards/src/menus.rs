//! The texts and the keyboards: functions of the data of the pressed button.

use chappe::{
    keyboard::{Calendar, Day, Paginated, confirm, counter, multi_select, select},
    prelude::*,
    types::InlineKeyboardMarkup,
};

use crate::order::{Order, PIZZAS, Press, TOPPINGS, View};

/// A text and the keyboard below it.
pub(crate) type Menu = (String, InlineKeyboardMarkup);

/// Returns the menu that a button leads to. `today` is the earliest day of a delivery.
pub(crate) fn menu(press: &Press, today: Day) -> Menu {
    match press {
        Press::Page(number) => pizzas(*number, today),
        Press::Order(view, order) => match view {
            View::Form => form(order),
            View::Calendar => calendar(order, today),
            View::Question => question(order),
            View::Ordered => {
                (format!("Ordered: {}", summary(order)), InlineKeyboard::new().build())
            }
        },
    }
}

fn pizzas(number: usize, today: Day) -> Menu {
    let page = Paginated::new(PIZZAS.len(), 3).page(number);
    let new = |pizza| Order { pizza, size: 32, toppings: 0.into(), amount: 1, day: today };
    let pizzas = page.range().zip(page.of(&PIZZAS));
    let keyboard = InlineKeyboard::new()
        .buttons(pizzas.map(|(pizza, name)| Press::Order(View::Form, new(pizza)).button(*name)))
        .grid(1)
        .row(page.buttons(Press::Page));
    ("Our pizzas:".to_owned(), keyboard.build())
}

fn form(order: &Order) -> Menu {
    let with = |change: &dyn Fn(&mut Order)| {
        let mut order = order.clone();
        change(&mut order);
        Press::Order(View::Form, order)
    };
    let sizes = [(26, "26 cm"), (32, "32 cm")];
    let size = |size| with(&|order| order.size = size);
    let toppings = |toppings| with(&|order| order.toppings = toppings);
    let amount = |amount| with(&|order| order.amount = amount);
    let lead = |view| Press::Order(view, order.clone());
    let keyboard = InlineKeyboard::new()
        .row(select(sizes, Some(&order.size), size))
        .buttons(multi_select(TOPPINGS, order.toppings, toppings))
        .grid(2)
        .row(counter(order.amount, 1..=10, 1, amount))
        .row([lead(View::Calendar).button(format!("Day: {}", order.day))])
        .row([Press::Page(order.pizza / 3).button("Back"), lead(View::Question).button("Order")]);
    (PIZZAS[order.pizza].to_owned(), keyboard.build())
}

fn calendar(order: &Order, today: Day) -> Menu {
    let on = |view, day| Press::Order(view, Order { day, ..order.clone() });
    let last = Day::from_number(today.number() + 60).unwrap_or(Day::LAST);
    let keyboard = Calendar::new(order.day.month())
        .from(today)
        .until(last)
        .chosen(order.day)
        .keyboard(|day| on(View::Form, day), |month| on(View::Calendar, month.first_day()));
    ("When?".to_owned(), keyboard.build())
}

fn question(order: &Order) -> Menu {
    let answer = |is_sure| {
        let view = if is_sure { View::Ordered } else { View::Form };
        Press::Order(view, order.clone())
    };
    let keyboard = InlineKeyboard::new().row(confirm("Yes", "No", answer));
    (format!("{}. Is that right?", summary(order)), keyboard.build())
}

fn summary(order: &Order) -> String {
    let Order { pizza, size, toppings, amount, day } = order;
    let toppings = toppings.iter().filter_map(|index| TOPPINGS.get(index).copied());
    let pizza = format!("{amount} × {} of {size} cm on {day}", PIZZAS[*pizza]);
    std::iter::once(&*pizza).chain(toppings).collect::<Vec<_>>().join(", ")
}
