//! The types of `chappe-types` that read the results of methods.

use std::{collections::BTreeMap, sync::OnceLock};

use chappe_types::{Method, Object, Update, UpdateKind};

type Reader = fn(&[u8]) -> Result<(), String>;

/// Reads the result of a method with its type.
///
/// # Errors
///
/// Returns why the type does not read it.
pub(crate) fn read_result(method: &str, json: &[u8]) -> Result<(), String> {
    match readers().get(method) {
        Some(reader) => reader(json),
        None => Err("chappe-types has no such method".to_owned()),
    }
}

/// Reads an update.
///
/// # Errors
///
/// Fails also if the update would be kept as an unknown one.
pub(crate) fn read_update(json: &[u8]) -> Result<(), String> {
    let update = Update::from_slice(json).map_err(|error| error.to_string())?;
    match update.kind {
        UpdateKind::Unknown(unknown) => Err(format!("the update is unknown: {unknown:?}")),
        _ => Ok(()),
    }
}

fn readers() -> &'static BTreeMap<&'static str, Reader> {
    static READERS: OnceLock<BTreeMap<&'static str, Reader>> = OnceLock::new();
    READERS.get_or_init(|| {
        macro_rules! table {
            ($($method:ty)*) => { BTreeMap::from([$((<$method>::NAME, read::<$method> as Reader)),*]) };
        }
        chappe_types::for_each_method!(table)
    })
}

fn read<M: Method>(json: &[u8]) -> Result<(), String> {
    M::Output::from_json(json).map(drop).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::schema;

    #[test]
    fn every_method_of_the_schema_has_a_reader() {
        let names: Vec<&str> = readers().keys().copied().collect();
        let mut known: Vec<&str> = schema().methods.iter().map(|method| &*method.name).collect();
        known.sort_unstable();
        assert_eq!(names, known);
    }
}
