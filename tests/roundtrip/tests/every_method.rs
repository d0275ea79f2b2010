//! Every method, through the client and over the wire.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::collections::BTreeSet;

use chappe_client::{ApiServer, Bot, Call};
use chappe_types::DynMethod;
use roundtrip::{Extent, Places, Schema, every_method};
use serde_json::Value;
use wire::{Received, Server, ok};

/// Enough rounds for each member of each union.
const ROUNDS: usize = 10;

/// The request that a server receives for a method.
async fn sent(method: &dyn DynMethod) -> Received {
    let server = Server::new(|_| async { Some(ok(true)) });
    let bot = Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new("http://telegram.test").unwrap())
        .connector(server.connector())
        .build()
        .unwrap();
    bot.call(Call::from_dyn(method)).await.unwrap();
    let mut received = server.received();
    assert_eq!(received.len(), 1);
    received.remove(0)
}

/// The parameters of a form in their JSON representation.
fn as_json(schema: &Schema, received: &Received) -> Value {
    if received.files.is_empty() {
        return received.params.clone();
    }
    let params = received.params.as_object().unwrap().iter().map(|(name, value)| {
        let text = value.as_str().unwrap();
        let value = match serde_json::from_str(text) {
            // A string parameter stays a string, but a number may also be one.
            Ok(json) if !schema.is_text(&received.method, name) || name == "chat_id" => json,
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    Value::Object(params.collect())
}

/// The parts that the parameters refer to.
fn attached(value: &Value) -> BTreeSet<String> {
    match value {
        Value::String(text) => {
            text.strip_prefix("attach://").map(str::to_owned).into_iter().collect()
        }
        Value::Array(items) => items.iter().flat_map(attached).collect(),
        Value::Object(object) => object.values().flat_map(attached).collect(),
        _ => BTreeSet::new(),
    }
}

async fn check(extent: Extent, rounds: usize) {
    let schema = Schema::load();
    let mut seen = BTreeSet::new();
    let mut places = Places::new();
    for method in every_method(extent, rounds) {
        let received = sent(&*method).await;
        assert_eq!(received.method, method.name());
        let params = as_json(&schema, &received);
        assert_eq!(schema.judge(method.name(), &params), [], "{}: {params:#}", method.name());
        let mut json = Vec::new();
        method.write_json(&mut json);
        let direct: Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(params, direct, "{}", method.name());
        let parts: BTreeSet<String> =
            received.files.iter().map(|(part, ..)| part.clone()).collect();
        assert_eq!(attached(&params), parts, "{}", method.name());
        assert_eq!(method.parameters(), schema.parameters(method.name()));
        if extent == Extent::Everything {
            let all: BTreeSet<&str> = method.parameters().iter().copied().collect();
            let set: BTreeSet<&str> =
                params.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(set, all, "{}", method.name());
        }
        seen.insert(method.name());
        schema.visit(method.name(), &params, &mut places);
    }
    let all: BTreeSet<&str> = schema.methods().collect();
    assert_eq!(seen, all);
    assert_eq!(all.len(), 185);
    if extent == Extent::Everything {
        // Every field of every object and every member of every union is covered.
        let left_out: Vec<_> = schema.all_places().difference(&places).cloned().collect();
        assert_eq!(left_out, Vec::<String>::new());
    }
}

#[tokio::test(start_paused = true)]
async fn every_method_with_all_parameters_is_valid() {
    check(Extent::Everything, ROUNDS).await;
}

#[tokio::test(start_paused = true)]
async fn every_method_with_only_required_parameters_is_valid() {
    check(Extent::Required, 3).await;
}
