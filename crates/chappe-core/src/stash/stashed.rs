//! Stashed values as the data of buttons.

use std::{any::type_name, fmt, marker::PhantomData};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    callback_data::{CallbackData, Data, DataField, DataReader, DataWriter},
    event_type::EventType,
    extract::{FromRequest, MissingExtension, Requirement},
    request::Request,
    stash::stash_id::{LENGTH, StashId},
};

/// A type whose values a [`Stash`](crate::stash::Stash) can keep, as JSON.
pub trait Stashable: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What the data of a button of the type begins with, such as `order:`. It distinguishes the
    /// type from other types of callback data, and has at most 43 bytes.
    const PREFIX: &'static str;
}

/// The version of the form of the data.
const VERSION: char = '1';

/// The greatest length of a prefix in bytes.
const LONGEST_PREFIX: usize = 64 - 1 - LENGTH;

/// The id of a value of type `T` in a [`Stash`](crate::stash::Stash): the data of a button.
///
/// It is also a field of other callback data, and an argument of handlers behind the filter
/// `data::<Stashed<T>>()`. [`Unstashed`](crate::stash::Unstashed) is the argument that loads the
/// value.
pub struct Stashed<T> {
    id: StashId,
    value: PhantomData<fn() -> T>,
}

impl<T: Stashable> Stashed<T> {
    /// Does not compile if the prefix is too long.
    pub(super) fn new(id: StashId) -> Self {
        const {
            assert!(
                T::PREFIX.len() <= LONGEST_PREFIX,
                "the prefix of a `Stashable` has at most 43 bytes: shorten it"
            );
        }
        Self { id, value: PhantomData }
    }

    pub(super) fn id(&self) -> &str {
        self.id.as_str()
    }
}

impl<T: Stashable> CallbackData for Stashed<T> {
    const PREFIX: &'static str = T::PREFIX;
    const VERSION: Option<u32> = Some(1);
    const MAX_LEN: Option<usize> = Some(T::PREFIX.len() + 1 + LENGTH);

    fn pack(&self) -> String {
        format!("{}{VERSION}{}", T::PREFIX, self.id())
    }

    fn unpack(data: &str) -> Option<Self> {
        let id = data.strip_prefix(T::PREFIX)?.strip_prefix(VERSION)?;
        StashId::parse(id).map(Self::new)
    }
}

/// The id has 20 bytes.
impl<T: Stashable> DataField for Stashed<T> {
    const MAX_LEN: Option<usize> = Some(LENGTH);

    fn encode(&self, writer: &mut DataWriter) {
        writer.push_str(self.id());
    }

    fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
        StashId::parse(reader.take(LENGTH)?).map(Self::new)
    }
}

impl<E: EventType, S: Sync, T: Stashable> FromRequest<E, S> for Stashed<T> {
    type Rejection = MissingExtension;

    async fn from_request(request: &Request<E>, state: &S) -> Result<Self, MissingExtension> {
        let Data(stashed) = Data::<Self>::from_request(request, state).await?;
        Ok(stashed)
    }

    fn requires() -> Vec<Requirement> {
        <Data<Self> as FromRequest<E, S>>::requires()
    }

    fn may_skip() -> bool {
        false
    }
}

impl<T> Clone for Stashed<T> {
    fn clone(&self) -> Self {
        Self { id: self.id, value: PhantomData }
    }
}

impl<T> PartialEq for Stashed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl<T> Eq for Stashed<T> {}

impl<T> fmt::Debug for Stashed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stashed<{}>", type_name::<T>())
    }
}
