//! Calls over HTTP.

mod body;
mod connector;
mod endpoint;
mod envelope;
mod form;
#[cfg(not(feature = "tls"))]
mod plain;
mod proxy;
#[cfg(feature = "tls")]
mod tls;
mod transport;

#[cfg(not(feature = "tls"))]
pub(crate) use self::plain::default_client;
#[cfg(feature = "tls")]
pub(crate) use self::tls::default_client;
pub(crate) use self::{
    body::{BoxHttp, read_body},
    connector::pooled_client,
    endpoint::Endpoint,
    envelope::decode_response,
    transport::{get_request, transport_error},
};
pub use self::{
    body::{RequestBody, ResponseBody},
    form::encode_multipart,
    proxy::{Proxy, ProxyError},
    transport::{Http, NotSent},
};
