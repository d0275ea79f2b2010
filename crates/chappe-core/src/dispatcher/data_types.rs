//! The check that no two types of callback data of a tree have the same prefix.

use crate::{filter::DataType, names::short_name};

/// The types of callback data that the filters of a tree read.
#[derive(Default)]
pub(crate) struct DataTypes {
    /// Each type with the location of the first filter that reads it.
    seen: Vec<(DataType, String)>,
}

impl DataTypes {
    /// Adds a type. Returns a mistake if another type has the same prefix and version: one filter
    /// would read the buttons of both.
    pub(crate) fn add(&mut self, data_type: DataType, location: String) -> Option<String> {
        let version = data_type.version?;
        if self.seen.iter().any(|(seen, _)| seen.id == data_type.id) {
            return None;
        }
        let clash = self
            .seen
            .iter()
            .find(|(seen, _)| seen.prefix == data_type.prefix && seen.version == data_type.version);
        let mistake = clash.map(|(other, first)| {
            let (name, other) = (short_name(data_type.name), short_name(other.name));
            let prefix = data_type.prefix;
            format!(
                "{location}: the callback data of `{name}` has the same prefix {prefix:?} and version {version} as that of `{other}` ({first}): give one of them another prefix with `#[callback_data(prefix = \"…\")]`"
            )
        });
        self.seen.push((data_type, location));
        mistake
    }
}
