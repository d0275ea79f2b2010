//! The size of decoded elements in relation to their JSON.

use roundtrip::{Element, Schema, every_element};

/// The most bytes of memory that an element of a list takes for each byte of its JSON.
const MOST: usize = 14;

#[test]
fn an_element_of_a_list_is_at_most_fourteen_times_as_large_as_its_shortest_json() {
    let schema = Schema::load();
    let since = Schema::since();
    // Flags, lists and fields that older servers omit may be missing.
    let is_written = |place: &str| {
        let (owner, name) = place.split_once('.').unwrap();
        let required = schema.required(owner);
        let wire = required.iter().find(|(field, _)| *field == name).map_or("", |(_, wire)| wire);
        wire != "Boolean" && !wire.starts_with("Array<") && !since.contains_key(place)
    };
    let over = every_element().into_iter().filter_map(|Element { place, wire, size }| {
        // An unknown member of a union is kept.
        let shortest = match schema.is_union(wire) {
            true => "{}".to_owned(),
            false => schema.shortest_value(wire, &is_written).to_string(),
        };
        // Including the comma.
        (size > MOST * (shortest.len() + 1)).then_some((place, size, shortest))
    });
    assert_eq!(over.collect::<Vec<_>>(), []);
}
