//! Requests that are refused whatever they ask for: those for other hosts, and those
//! of pages of other sites.

use http::{HeaderMap, HeaderName, Request, Uri, Version, header};

use crate::{
    error::ApiError,
    response::{HttpResponse, api_response},
    shared::Shared,
};

/// What browsers say of the page that asks.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The refusal of a request that came over a network, if it is refused: it must say
/// what host it is for.
pub(crate) fn of_network<B>(shared: &Shared, request: &Request<B>) -> Option<HttpResponse> {
    let (headers, uri) = (request.headers(), request.uri());
    if !headers.contains_key(header::HOST) && request.version() > Version::HTTP_10 {
        return Some(refused(ApiError::bad_request("there is no Host header")));
    }
    let asked = uri.authority().map(http::uri::Authority::as_str);
    match asked.filter(|asked| !shared.is_own_host(asked)) {
        Some(asked) => Some(refused(other_host(asked))),
        None => of_any(shared, headers, uri),
    }
}

/// The refusal of any request, if it is refused. One that saw no network may be for
/// any URL, and needs no `Host` header.
pub(crate) fn of_any(shared: &Shared, headers: &HeaderMap, uri: &Uri) -> Option<HttpResponse> {
    if let Some(host) = texts(headers, &header::HOST).find(|host| !shared.is_own_host(host)) {
        return Some(refused(other_host(host)));
    }
    let own = texts(headers, &header::HOST).next();
    let own = own.or_else(|| uri.authority().map(http::uri::Authority::as_str));
    let is_own = |origin: &str| own.is_some_and(|own| is_of(origin, own));
    let is_page_of_ours = texts(headers, &header::ORIGIN).all(is_own)
        && texts(headers, &SITE).all(|site| ["same-origin", "none"].contains(&site));
    (!is_page_of_ours).then(|| refused(other_site()))
}

/// The values of a header; one that is no text is empty.
fn texts<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default())
}

/// Whether an origin is the one of a host.
fn is_of(origin: &str, host: &str) -> bool {
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

fn other_host(host: &str) -> ApiError {
    ApiError::forbidden(&format!(
        "this emulator does not answer for the host `{host}`; to let it, start it with \
         `--host {host}`, or in Rust, use `Emulator::host`"
    ))
}

fn other_site() -> ApiError {
    ApiError::forbidden("a page of another site asks; open the emulator by its own address")
}

fn refused(error: ApiError) -> HttpResponse {
    api_response(Err(error))
}
