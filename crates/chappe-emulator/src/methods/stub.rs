//! Methods without an effect here: they answer what fits the schema.

use serde_json::{Map, Value, json};

use crate::{
    error::ApiResult,
    methods::Context,
    schema::{Type, schema},
};

/// What fits what the method returns.
pub(crate) fn answer(context: &mut Context<'_>) -> ApiResult {
    // What is about a chat needs that chat all the same.
    if context.params.get("chat_id").is_some() {
        context.talk()?;
    }
    if let Some(name) = context.method.name.strip_prefix("setMy") {
        let values = Value::Object(context.params.values.clone());
        context.bot_state().settings.insert(name.to_owned(), values);
    }
    if let Some(name) = context.method.name.strip_prefix("getMy") {
        let fitting = value(&context.method.returns, 0);
        let mut answer = fitting;
        let set = context.bot_state().settings.get(name).cloned().unwrap_or_default();
        for (name, value) in set.as_object().into_iter().flatten() {
            if !answer[name].is_null() {
                answer[name] = value.clone();
            }
        }
        return Ok(answer);
    }
    Ok(value(&context.method.returns, 0))
}

/// The smallest value of a type.
fn value(wire: &str, depth: usize) -> Value {
    if wire.starts_with("Array<") || depth > 8 {
        return json!([]);
    }
    match wire.split(" | ").last().unwrap_or(wire) {
        "Boolean" | "True" => json!(true),
        "Integer" | "Date" => json!(0),
        "Float" => json!(0.0),
        "String" => json!(""),
        name => match schema().kind(name) {
            Some(Type::Object(fields)) => {
                let required = fields.iter().filter(|field| field.is_required);
                let members = required.map(|field| {
                    let value = match &field.constant {
                        Some(constant) => json!(constant),
                        None => value(&field.wire, depth + 1),
                    };
                    (field.name.clone(), value)
                });
                Value::Object(members.collect::<Map<_, _>>())
            }
            Some(Type::OneOf(members)) => {
                members.first().map_or(Value::Null, |member| value(member, depth + 1))
            }
            None => Value::Null,
        },
    }
}
