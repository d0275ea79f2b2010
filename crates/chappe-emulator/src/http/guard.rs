//! Requests that are refused on every path: those for other hosts, and those sent by pages
//! of other sites.

use http::{HeaderMap, HeaderName, Request, Uri, Version, header};

use crate::{
    error::ApiError,
    response::{HttpResponse, api_response},
    shared::Shared,
};

/// The header in which browsers report the relation of the page to the server.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Checks a request from the network, which must name its host. Returns the refusal.
pub(crate) fn check_network<B>(shared: &Shared, request: &Request<B>) -> Option<HttpResponse> {
    let (headers, uri) = (request.headers(), request.uri());
    if !headers.contains_key(header::HOST) && request.version() > Version::HTTP_10 {
        return Some(refused(ApiError::bad_request("the Host header is missing")));
    }
    let asked = uri.authority().map(http::uri::Authority::as_str);
    match asked.filter(|asked| !shared.is_own_host(asked)) {
        Some(asked) => Some(refused(other_host(asked))),
        None => check(shared, headers, uri),
    }
}

/// Checks any request. Returns the refusal. A request that did not arrive over a network
/// may have any URL, and no `Host` header.
pub(crate) fn check(shared: &Shared, headers: &HeaderMap, uri: &Uri) -> Option<HttpResponse> {
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

/// The values of a header; a value that is not text is empty.
fn texts<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default())
}

/// Whether an origin has this host.
fn is_of(origin: &str, host: &str) -> bool {
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

fn other_host(host: &str) -> ApiError {
    ApiError::forbidden(&format!(
        "this emulator does not answer for the host `{host}`; to allow it, start it with \
         `--host {host}`, or in Rust, use `Emulator::host`"
    ))
}

fn other_site() -> ApiError {
    ApiError::forbidden(
        "the request was sent by a page of another site; open the emulator by its own address",
    )
}

fn refused(error: ApiError) -> HttpResponse {
    api_response(Err(error))
}
