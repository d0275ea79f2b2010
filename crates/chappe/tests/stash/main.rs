//! Values that are too large for the data of a button.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chappe::{
    prelude::*,
    stash::{MemoryStash, StashStorage},
    types::SendMessage,
};
use chappe_testing::UpdateBuilder;
use serde::{Deserialize, Serialize};
use tower::ServiceExt as _;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    items: Vec<String>,
}

impl Stashable for Order {
    const PREFIX: &'static str = "order:";
}

/// A type with the same JSON, for other buttons.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Basket {
    items: Vec<String>,
}

impl Stashable for Basket {
    const PREFIX: &'static str = "basket:";
}

const BOT: UserId = UserId(100);
const ADA: UserId = UserId(7);
const BOB: UserId = UserId(8);
const HOUR: Duration = Duration::from_secs(3600);

fn order() -> Order {
    Order { items: vec!["a long name of an item".to_owned(); 20] }
}

fn stash() -> Stash {
    Stashes::new(MemoryStash::new()).ttl(HOUR).of(BOT)
}

#[tokio::test(start_paused = true)]
async fn a_value_is_read_by_its_user_and_bot_only() {
    let stashes = Stashes::new(MemoryStash::new());
    let stash = stashes.of(BOT);
    let stashed = stash.put(ADA, &order()).await.unwrap();
    assert_eq!(stash.get(ADA, &stashed).await.unwrap(), Some(order()));
    assert_eq!(stash.get(BOB, &stashed).await.unwrap(), None);
    assert_eq!(stash.take(BOB, &stashed).await.unwrap(), None);
    assert_eq!(stashes.of(UserId(101)).get(ADA, &stashed).await.unwrap(), None);
    assert_eq!(stash.get(ADA, &stashed).await.unwrap(), Some(order()));
}

#[tokio::test(start_paused = true)]
async fn a_value_expires_after_its_time() {
    let stash = stash();
    let stashed = stash.put(ADA, &order()).await.unwrap();
    tokio::time::advance(Duration::from_millis(3_599_999)).await;
    assert!(stash.get(ADA, &stashed).await.unwrap().is_some());
    tokio::time::advance(Duration::from_millis(1)).await;
    assert_eq!(stash.get(ADA, &stashed).await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn a_value_is_taken_once() {
    let stash = stash();
    let stashed = stash.put(ADA, &order()).await.unwrap();
    let (first, second) = tokio::join!(stash.take(ADA, &stashed), stash.take(ADA, &stashed));
    assert_eq!((first.unwrap(), second.unwrap()), (Some(order()), None));
}

#[tokio::test(start_paused = true)]
async fn the_data_of_a_button_is_short_and_belongs_to_one_type() {
    let stash = stash();
    let stashed = stash.put(ADA, &order()).await.unwrap();
    let data = stashed.button("b").callback_data.expect("it has data").to_string();
    assert_eq!((data.len(), &data[..7]), (27, "order:1"));
    assert_eq!(Stashed::<Order>::MAX_LEN, Some(27));
    assert_eq!(Stashed::<Order>::unpack(&data), Some(stashed.clone()));
    assert_eq!(Stashed::<Basket>::unpack(&data), None);
    // The same id behind the prefix of another type has no value.
    let forged = Stashed::<Basket>::unpack(&data.replace("order:", "basket:"));
    assert_eq!(stash.get(ADA, &forged.expect("it has the form")).await.unwrap(), None);
    for broken in ["order:1", "order:2aaaaaaaaaaaaaaaaaaaa", &data[..26], &format!("{data}0"), ""] {
        assert_eq!(Stashed::<Order>::unpack(broken), None, "{broken}");
    }
    assert_eq!(format!("{stashed:?}"), "Stashed<stash::Order>");
}

/// A storage that is not available.
struct Down;

impl StashStorage for Down {
    async fn put(&self, _: &str, _: Vec<u8>, _: Duration) -> Result<(), BoxError> {
        Err("down".into())
    }

    async fn get(&self, _: &str) -> Result<Option<Vec<u8>>, BoxError> {
        Err("down".into())
    }

    async fn take(&self, _: &str) -> Result<Option<Vec<u8>>, BoxError> {
        Err("down".into())
    }
}

/// A storage with one value for all keys.
struct Always(&'static str);

impl StashStorage for Always {
    async fn put(&self, _: &str, _: Vec<u8>, _: Duration) -> Result<(), BoxError> {
        Ok(())
    }

    async fn get(&self, _: &str) -> Result<Option<Vec<u8>>, BoxError> {
        Ok(Some(self.0.into()))
    }

    async fn take(&self, key: &str) -> Result<Option<Vec<u8>>, BoxError> {
        self.get(key).await
    }
}

const SOME_ORDER: &str = "order:1aaaaaaaaaaaaaaaaaaaa";

#[tokio::test(start_paused = true)]
async fn errors_of_the_storage_are_errors_and_values_of_an_old_form_have_expired() {
    let error = Stashes::new(Down).of(BOT).put(ADA, &order()).await.unwrap_err();
    assert_eq!((error.is_storage(), error.is_encode()), (true, false));
    assert_eq!(error.to_string(), "the storage of the stash failed");
    let stashed = Stashed::<Order>::unpack(SOME_ORDER).expect("it has the form");
    let stash = Stashes::new(Always("{\"items\":[]}")).of(BOT);
    assert_eq!(stash.get(ADA, &stashed).await.unwrap(), Some(Order { items: Vec::new() }));
    for old in ["{}", "{\"items\":7}", "", "\u{0}"] {
        assert_eq!(Stashes::new(Always(old)).of(BOT).get(ADA, &stashed).await.unwrap(), None);
    }
}

/// An app that keeps an order, and the data of its last button.
fn app(stashes: Stashes) -> (Dispatcher, Arc<Mutex<String>>) {
    let last = Arc::new(Mutex::new(String::new()));
    let data_of = Arc::clone(&last);
    let show = move |stash: Stash, user: UserId| {
        let data_of = Arc::clone(&data_of);
        async move {
            let stashed = stash.put(user, &order()).await?;
            *data_of.lock().expect("no test panics") = stashed.pack();
            Ok::<_, BoxError>(())
        }
    };
    let buy =
        async |Unstashed(order): Unstashed<Order>| reply(format!("{} items", order.items.len()));
    let router = Router::<()>::new("app")
        .update(|u| u.outer_layer(AddExtensionLayer::new(stashes)))
        .message(|m| m.on(command("order"), show))
        .callback_query(|q| {
            q.on(data::<Stashed<Order>>(), buy)
                .on(data::<Stashed<Order>>(), async || reply("expired"))
                .on(stale::<Stashed<Order>>(), async || reply("stale"))
        });
    (Dispatcher::new(router), last)
}

async fn press(dispatcher: &Dispatcher, data: &str, user: UserId) -> Result<String, BoxError> {
    let update = UpdateBuilder::callback_query(data).set("from.id", user.0).build();
    let outcome = dispatcher.clone().oneshot(Request::from(update)).await?;
    let method = outcome.reply().and_then(|reply| reply.downcast_ref::<SendMessage>());
    Ok(method.map(|method| method.text.to_string()).unwrap_or_default())
}

#[tokio::test(start_paused = true)]
async fn a_handler_takes_the_value_and_the_next_route_answers_without_it() {
    let (app, last) = app(Stashes::new(MemoryStash::new()).ttl(HOUR));
    assert_eq!(app.warnings(), [] as [String; 0]);
    let order = UpdateBuilder::message("/order").build();
    let kept = app.clone().oneshot(Request::from(order)).await;
    assert!(kept.is_ok_and(|outcome| outcome.is_handled()));
    let data = last.lock().unwrap().clone();
    let press = async |data: &str, user| press(&app, data, user).await.expect("it is handled");
    assert_eq!(press(&data, ADA).await, "20 items");
    assert_eq!(press(&data, ADA).await, "20 items");
    assert_eq!(press(&data, BOB).await, "expired");
    assert_eq!(press(SOME_ORDER, ADA).await, "expired");
    assert_eq!(press("order:2x", ADA).await, "stale");
    tokio::time::advance(HOUR).await;
    assert_eq!(press(&data, ADA).await, "expired");
}

#[tokio::test(start_paused = true)]
async fn a_press_fails_if_the_storage_does() {
    let (app, _) = app(Stashes::new(Down));
    let error = press(&app, SOME_ORDER, ADA).await.unwrap_err();
    assert_eq!(error.to_string(), "the storage of the stash failed");
}

#[test]
fn a_handler_without_stashes_is_an_error() {
    let router = Router::<()>::new("app").message(|m| m.on((), async |_: Stash| {}));
    let error = Dispatcher::builder(router).try_build().map(drop).unwrap_err().to_string();
    assert!(error.contains("AddExtensionLayer::new(Stashes::new(MemoryStash::new()))"), "{error}");
}

/// A stashed value as a part of other data.
#[tokio::test(start_paused = true)]
async fn the_id_is_a_field_of_other_data() {
    use chappe::callback_data::{DataField, DataReader, DataWriter};

    let stashed = stash().put(ADA, &order()).await.unwrap();
    let mut writer = DataWriter::new();
    (7_u8, stashed.clone(), true).encode(&mut writer);
    let mut reader = DataReader::new(writer.as_str());
    assert_eq!(<(u8, Stashed<Order>, bool)>::decode(&mut reader), Some((7, stashed, true)));
    assert!(reader.is_empty());
}
