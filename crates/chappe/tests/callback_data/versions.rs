//! Buttons of older versions of a bot.

use chappe::prelude::*;

/// The fields of version 1.
#[derive(CallbackData, Clone, Debug, PartialEq)]
#[callback_data(prefix = "order")]
struct OrderV1 {
    item: u32,
}

#[derive(CallbackData, Clone, Debug, PartialEq)]
#[callback_data(prefix = "order", version = 2)]
struct OrderV2 {
    item: u32,
    amount: u8,
}

#[derive(CallbackData, Clone, Debug, PartialEq)]
#[callback_data(prefix = "order", version = 3, migrate(1 = from_v1, 2 = Self::from_v2))]
struct Order {
    item: u32,
    amount: u16,
}

fn from_v1(OrderV1 { item }: OrderV1) -> Order {
    Order { item, amount: 1 }
}

impl Order {
    /// Amounts of 0 were removed.
    fn from_v2((item, amount): (u32, u8)) -> Option<Self> {
        (amount > 0).then_some(Self { item, amount: amount.into() })
    }
}

#[test]
fn values_of_older_versions_are_converted() {
    let new = |item, amount| Some(Order { item, amount });
    assert_eq!(Order::unpack(&OrderV1 { item: 40 }.pack()), new(40, 1));
    assert_eq!(Order::unpack(&OrderV2 { item: 40, amount: 7 }.pack()), new(40, 7));
    assert_eq!(Order::unpack(&OrderV2 { item: 40, amount: 0 }.pack()), None);
    assert_eq!(Order::unpack(&Order { item: 40, amount: 300 }.pack()), new(40, 300));
}

#[derive(CallbackData, Clone, Debug, PartialEq)]
#[callback_data(version = 35, migrate = from_v34)]
struct Late(u8);

fn from_v34((old,): (u8,)) -> Late {
    Late(old + 1)
}

#[test]
fn a_function_without_a_version_converts_the_one_before() {
    assert_eq!(Late(2).pack(), "late:z2");
    assert_eq!(Late::unpack("late:y2"), Some(Late(3)));
    assert_eq!(Late::unpack("late:x2"), None);
}

#[test]
fn newer_versions_and_damaged_data_do_not_decode() {
    let texts = [
        "order:",
        "order:3",
        "order:4121",
        "order:0121",
        "order:31",
        "order:3121x",
        "order",
        "",
        "orders:3121",
        "order:é",
    ];
    assert_eq!(texts.map(Order::unpack), [const { None }; 10]);
}
