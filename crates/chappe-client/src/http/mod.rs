//! Calls by HTTP.

mod body;
mod connector;
mod envelope;
mod form;
#[cfg(not(feature = "tls"))]
mod plain;
#[cfg(feature = "tls")]
mod tls;
mod transport;

#[cfg(not(feature = "tls"))]
pub(crate) use self::plain::default;
#[cfg(feature = "tls")]
pub(crate) use self::tls::default;
pub(crate) use self::{
    body::{BoxHttp, erase, read},
    connector::client,
    envelope::open,
    transport::{Site, describe, get, redact},
};
pub use self::{
    body::{RequestBody, ResponseBody},
    connector::{Connect, Connecting, Proxy, ProxyError},
    form::whole_form,
    transport::{Http, NotSent},
};
