//! Optional arguments and tuples of arguments.

use std::convert::Infallible;

use crate::{
    event_type::EventType,
    extract::{AppContext, FromApp, FromRequest},
    request::Request,
};

/// `None` if `T` is rejected for any reason.
impl<E: EventType, S: Sync, T: FromRequest<E, S>> FromRequest<E, S> for Option<T> {
    type Rejection = Infallible;

    async fn from_request(request: &Request<E>, state: &S) -> Result<Self, Infallible> {
        Ok(T::from_request(request, state).await.ok())
    }

    fn may_skip() -> bool {
        false
    }
}

/// `Err` with the rejection if `T` is rejected.
impl<E: EventType, S: Sync, T: FromRequest<E, S>> FromRequest<E, S> for Result<T, T::Rejection> {
    type Rejection = Infallible;

    async fn from_request(request: &Request<E>, state: &S) -> Result<Self, Infallible> {
        Ok(T::from_request(request, state).await)
    }

    fn may_skip() -> bool {
        false
    }
}

/// `None` if `T` is rejected for any reason.
impl<S: Sync, T: FromApp<S>> FromApp<S> for Option<T> {
    type Rejection = Infallible;

    async fn from_app(app: &AppContext, state: &S) -> Result<Self, Infallible> {
        Ok(T::from_app(app, state).await.ok())
    }
}

/// `Err` with the rejection if `T` is rejected.
impl<S: Sync, T: FromApp<S>> FromApp<S> for Result<T, T::Rejection> {
    type Rejection = Infallible;

    async fn from_app(app: &AppContext, state: &S) -> Result<Self, Infallible> {
        Ok(T::from_app(app, state).await)
    }
}

macro_rules! tuples {
    ($(($($t:ident),+))+) => {$(
        impl<E: EventType, S: Sync, $($t: FromRequest<E, S> + Send),+> FromRequest<E, S> for ($($t,)+) {
            type Rejection = crate::BoxError;

            async fn from_request(
                request: &Request<E>,
                state: &S,
            ) -> Result<Self, crate::BoxError> {
                Ok(($($t::from_request(request, state).await.map_err(Into::into)?,)+))
            }

            fn requires() -> Vec<crate::extract::Requirement> {
                [$($t::requires()),+].concat()
            }

            fn may_skip() -> bool {
                $($t::may_skip())||+
            }
        }
    )+};
}

tuples! { (T1) (T1, T2) (T1, T2, T3) (T1, T2, T3, T4) }
