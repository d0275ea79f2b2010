//! An optional layer, for stacks whose layers are chosen at run time.

use std::task::{Context, Poll};

use chappe_core::BoxError;
use tower_layer::Layer;
use tower_service::Service;

use crate::{api_response::ApiResponse, call::Call, layers::ready::CallFuture};

/// A service with a layer around it, or without one.
#[derive(Clone)]
pub(crate) enum Either<L, S> {
    Layered(L),
    Plain(S),
}

impl<L, S> Either<L, S> {
    /// Wraps a service in a layer, if there is one.
    pub(crate) fn new<W: Layer<S, Service = L>>(layer: Option<&W>, inner: S) -> Self {
        match layer {
            Some(layer) => Self::Layered(layer.layer(inner)),
            None => Self::Plain(inner),
        }
    }
}

impl<L, S> Service<Call> for Either<L, S>
where
    L: Service<Call, Response = ApiResponse, Error = BoxError, Future = CallFuture>,
    S: Service<Call, Response = ApiResponse, Error = BoxError, Future = CallFuture>,
{
    type Response = ApiResponse;
    type Error = BoxError;
    type Future = CallFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        match self {
            Self::Layered(service) => service.poll_ready(cx),
            Self::Plain(service) => service.poll_ready(cx),
        }
    }

    fn call(&mut self, call: Call) -> CallFuture {
        match self {
            Self::Layered(service) => service.call(call),
            Self::Plain(service) => service.call(call),
        }
    }
}
