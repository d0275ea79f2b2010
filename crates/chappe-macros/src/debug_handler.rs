//! The expansion of `debug_handler`.

use proc_macro::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

use crate::function::{Argument, Function, split};

/// The maximum number of a handler's arguments.
const MOST_ARGUMENTS: usize = 12;

pub(crate) fn expand(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let mut expanded = item.clone();
    expanded
        .extend(checks(attribute, item).unwrap_or_else(|(message, span)| error(&message, span)));
    expanded
}

/// The message and the location of a compile error.
type CompileError = (String, Span);

fn checks(attribute: TokenStream, item: TokenStream) -> Result<TokenStream, CompileError> {
    let here = Span::call_site();
    let Some(function) = Function::read(item) else {
        return Err(("`debug_handler` applies to functions only".to_owned(), here));
    };
    let (event, state) = options(attribute)?;
    let Some(event) = event else {
        return Err((
            "the event type is missing: write `#[debug_handler(Message)]`".to_owned(),
            here,
        ));
    };
    if function.is_generic {
        let message = "`debug_handler` cannot check a generic function: apply it to a function without generics";
        return Err((message.to_owned(), function.name.span()));
    }
    if !function.is_async {
        return Err(("a handler must be an `async fn`".to_owned(), function.name.span()));
    }
    if function.arguments.len() > MOST_ARGUMENTS {
        let message =
            format!("a handler takes at most {MOST_ARGUMENTS} arguments: combine some in a tuple");
        return Err((message, function.parentheses));
    }
    let state = state
        .or_else(|| {
            function.arguments.iter().find_map(|argument| state_of(argument.written.clone()))
        })
        .unwrap_or_else(|| parse("()"));
    Ok(write(&function, &event, &state))
}

/// Parses the event and the state of `Message, state = App`.
fn options(
    attribute: TokenStream,
) -> Result<(Option<TokenStream>, Option<TokenStream>), CompileError> {
    let (mut event, mut state) = (None, None);
    for option in split(attribute, ',') {
        let sides = split(option.clone(), '=');
        match &*sides {
            [name, value] if name.to_string() == "state" => state = Some(value.clone()),
            [_] if event.is_none() => event = Some(option),
            _ => {
                let span =
                    option.into_iter().next().map_or(Span::call_site(), |token| token.span());
                return Err(("expected `Event` or `Event, state = State`".to_owned(), span));
            }
        }
    }
    Ok((event, state))
}

/// The `T` of `State<T>`, with any path before `State`.
fn state_of(argument: TokenStream) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = argument.into_iter().collect();
    let opens = tokens.iter().position(|token| is_punct(token, '<'))?;
    let is_state = matches!(tokens.get(opens.checked_sub(1)?), Some(TokenTree::Ident(name)) if name.to_string() == "State");
    let closes = tokens.iter().rposition(|token| is_punct(token, '>'))?;
    is_state.then(|| tokens.get(opens + 1..closes).map(|inner| inner.iter().cloned().collect()))?
}

fn is_punct(token: &TokenTree, expected: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == expected)
}

/// Writes one call per check, with the span of the tokens that the check applies to.
fn write(function: &Function, event: &TokenStream, state: &TokenStream) -> TokenStream {
    let mut body = TokenStream::new();
    body.extend(parse(&format!(
        "fn argument<T: ::chappe::extract::FromRequest<{event}, {state}> + ::core::marker::Send>() {{}}
         fn future<F: ::core::future::Future + ::core::marker::Send + 'static>(future: F) -> F {{ future }}
         fn outcome<F: ::core::future::Future>(_: F) where F::Output: ::chappe::IntoOutcome {{}}"
    )));
    for argument in &function.arguments {
        body.extend(check_of(argument, event, state));
    }
    let nothing = "::core::unreachable!(),".repeat(function.arguments.len());
    for check in ["future", "outcome"] {
        body.extend([TokenTree::Ident(Ident::new(check, function.name.span()))]);
        let mut call: TokenStream = TokenTree::Ident(function.name.clone()).into();
        call.extend([TokenTree::Group(Group::new(Delimiter::Parenthesis, parse(&nothing)))]);
        body.extend([TokenTree::Group(Group::new(Delimiter::Parenthesis, call))]);
        body.extend(parse(";"));
    }
    let mut out = parse(
        "#[allow(unreachable_code, unused, clippy::diverging_sub_expression, reason = \"never called\")]
         const _: fn() = ||",
    );
    out.extend([TokenTree::Group(Group::new(Delimiter::Brace, body))]);
    out.extend(parse(";"));
    out
}

/// Writes the check of an argument.
fn check_of(argument: &Argument, event: &TokenStream, state: &TokenStream) -> TokenStream {
    let written = argument.written.clone();
    let span = written.clone().into_iter().next().map_or(Span::call_site(), |token| token.span());
    let mut call: TokenStream = TokenTree::Ident(Ident::new("argument", span)).into();
    call.extend(parse("::<"));
    call.extend(written.clone());
    call.extend(parse(">();"));
    let named = last_name(written).zip(last_name(event.clone()));
    let Some((_, event_name)) = named.filter(|(argument, event)| argument == event) else {
        return call;
    };
    // The event by its name, in its own block with a bound whose message says how to take it. A
    // user's extractor of the same name passes.
    let name = argument.name.as_ref().map(ToString::to_string).filter(|name| name != "_");
    let name = name.unwrap_or_else(|| "event".to_owned());
    let extractor = format!("Event({name}): Event<{event_name}>");
    let message =
        format!("the event `{event_name}` is not an argument itself: write `{extractor}`");
    let mut block = parse(&format!(
        "#[diagnostic::on_unimplemented(message = {message:?}, label = {:?})]
         trait IsArgument {{}}
         #[diagnostic::do_not_recommend]
         impl<T: ::chappe::extract::FromRequest<{event}, {state}> + ::core::marker::Send> IsArgument for T {{}}
         fn argument<T: IsArgument>() {{}}",
        format!("write `{extractor}`"),
    ));
    block.extend(call);
    TokenTree::Group(Group::new(Delimiter::Brace, block)).into()
}

/// The last name of a path without type parameters, or of a reference to one.
fn last_name(written: TokenStream) -> Option<String> {
    match written.into_iter().last()? {
        TokenTree::Ident(name) => Some(name.to_string()),
        _ => None,
    }
}

/// Parses code that this file writes.
fn parse(code: &str) -> TokenStream {
    code.parse().expect("the macro writes valid Rust")
}

fn error(message: &str, span: Span) -> TokenStream {
    let tokens = parse(&format!("::core::compile_error! {{ {message:?} }}"));
    tokens
        .into_iter()
        .map(|mut token| {
            token.set_span(span);
            token
        })
        .collect()
}
