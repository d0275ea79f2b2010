//! From wire types to Rust types.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use crate::codegen::schema::{Field, Schema, TypeKind, list, map, text};

/// The largest optional object, in bytes, that is stored in its owner. Larger ones are boxed,
/// because most optional objects are absent most of the time.
const INLINE: usize = 8;

/// Facts that are derived from the schema.
pub(crate) struct Model<'a> {
    pub(crate) schema: &'a Schema,
    ids_by_field: BTreeMap<String, String>,
    ids_by_place: BTreeMap<String, String>,
    enums_by_place: BTreeMap<String, String>,
    pub(crate) sums: BTreeMap<String, Sum>,
    renamed: BTreeMap<String, String>,
    /// Types that Telegram sends.
    pub(crate) received: BTreeSet<String>,
    /// The received types that updates consist of.
    in_updates: BTreeSet<String>,
    /// Types that bots send.
    pub(crate) sent: BTreeSet<String>,
    sizes: RefCell<HashMap<String, usize>>,
    uploads: RefCell<HashMap<String, bool>>,
}

/// An untagged union of types that bots send.
pub(crate) struct Sum {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) members: Vec<String>,
}

/// A Rust type that a field may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rust {
    /// `bool`, `i64`, `f64`, `Str`, an id, an enumeration: nothing to box.
    Plain(String, usize),
    /// A generated object or union.
    Generated(String),
    Vec(Box<Self>),
}

impl<'a> Model<'a> {
    pub(crate) fn new(schema: &'a Schema) -> Self {
        let mut enums_by_place = BTreeMap::new();
        for (name, entry) in schema.enums.as_object().into_iter().flatten() {
            for place in list(&entry["fields"]) {
                enums_by_place.insert(text(place), name.clone());
            }
        }
        let sums = schema.shape["sums"].as_object().into_iter().flatten().map(|(wire, sum)| {
            let sum = Sum {
                name: text(&sum["name"]),
                doc: text(&sum["doc"]),
                members: list(&sum["members"]).iter().map(text).collect(),
            };
            (wire.clone(), sum)
        });
        let mut model = Self {
            schema,
            ids_by_field: map(&schema.ids["by_field"]),
            ids_by_place: map(&schema.ids["by_place"]),
            enums_by_place,
            sums: sums.collect(),
            renamed: map(&schema.shape["renamed"]),
            received: BTreeSet::new(),
            in_updates: BTreeSet::new(),
            sent: BTreeSet::new(),
            sizes: RefCell::default(),
            uploads: RefCell::default(),
        };
        let mut received = BTreeSet::new();
        for method in &schema.methods {
            model.reach(&method.returns, &mut received);
        }
        let mut in_updates = BTreeSet::new();
        model.reach("Update", &mut in_updates);
        received.extend(in_updates.iter().cloned());
        received.remove("Update");
        let mut sent = BTreeSet::new();
        for param in schema.methods.iter().flat_map(|method| &method.params) {
            model.reach(&param.wire, &mut sent);
        }
        (model.received, model.in_updates, model.sent) = (received, in_updates, sent);
        model
    }

    /// The attribute of a type's decoder. Decoders of types that only methods return are
    /// `#[inline]`: codegen happens in the crates that call such a method, and most bots call few.
    pub(crate) fn inline(&self, name: &str) -> &'static str {
        if self.in_updates.contains(name) { "" } else { "#[inline]\n" }
    }

    /// Adds the types that a wire type consists of.
    fn reach(&self, wire: &str, reached: &mut BTreeSet<String>) {
        for name in wire.split(['<', '>', '|', ' ']).filter(|name| !name.is_empty()) {
            let Some(found) = self.schema.types.iter().find(|t| t.name == name) else { continue };
            if !reached.insert(name.to_owned()) {
                continue;
            }
            match &found.kind {
                TypeKind::Object(fields) => {
                    fields.iter().for_each(|field| self.reach(&field.wire, reached));
                }
                TypeKind::Union { members, .. } => {
                    members.iter().for_each(|member| self.reach(member, reached));
                }
            }
        }
    }

    /// The Rust name of a schema type.
    pub(crate) fn name(&self, name: &str) -> String {
        self.renamed.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// The Rust type of the field `owner.field`.
    pub(crate) fn rust(&self, owner: &str, field: &Field) -> Rust {
        self.rust_of(owner, &field.name, &field.wire)
    }

    pub(crate) fn rust_of(&self, owner: &str, field: &str, wire: &str) -> Rust {
        let place = format!("{owner}.{field}");
        if let Some(item) = wire.strip_prefix("Array<").and_then(|rest| rest.strip_suffix('>')) {
            return Rust::Vec(Box::new(self.rust_of(owner, field, item)));
        }
        if let Some(sum) = self.sums.get(wire) {
            return Rust::Generated(sum.name.clone());
        }
        let plain = |name: &str, size| Rust::Plain(name.to_owned(), size);
        match wire {
            "Boolean" | "True" => plain("bool", 1),
            "Float" => plain("f64", 8),
            "Date" | "Date | Integer" => plain("Date", 8),
            "InputFile" | "String | InputFile" => plain("InputFile", 40),
            "Integer | String" => plain("Recipient", 24),
            "Integer" => plain(self.id(&place, field).unwrap_or("i64"), 8),
            "String" if self.schema.shape_has("uploads", &place) => plain("InputFile", 40),
            "String" => {
                let of_all = format!("*.{field}");
                let named = self.enums_by_place.get(&place);
                match named.or_else(|| self.enums_by_place.get(&of_all)) {
                    Some(name) => plain(name, 24),
                    None => plain(self.id(&place, field).unwrap_or("Str"), 24),
                }
            }
            name => Rust::Generated(name.to_owned()),
        }
    }

    fn id(&self, place: &str, field: &str) -> Option<&str> {
        let by_place = self.ids_by_place.get(place);
        by_place.or_else(|| self.ids_by_field.get(field)).map(String::as_str)
    }

    /// The Rust source of a type, without `Option` and `Box`.
    pub(crate) fn write(&self, rust: &Rust) -> String {
        match rust {
            Rust::Plain(name, _) => name.clone(),
            Rust::Generated(name) => self.name(name),
            Rust::Vec(item) => format!("Vec<{}>", self.write(item)),
        }
    }

    /// The type of a struct's field, with `Option` and `Box` where they apply.
    pub(crate) fn field_type(&self, owner: &str, field: &Field) -> String {
        let rust = self.rust(owner, field);
        let mut written = self.write(&rust);
        if self.is_boxed(owner, field) {
            written = format!("Box<{written}>");
        }
        if field.required { written } else { format!("Option<{written}>") }
    }

    /// The least and the greatest length of a string that Telegram accepts, in bytes.
    pub(crate) fn bytes(&self, owner: &str, field: &Field) -> Option<(u64, u64)> {
        let place = format!("{owner}.{}", field.name);
        match list(self.schema.shape["bytes"].get(place)?) {
            [shortest, longest] => Some((shortest.as_u64()?, longest.as_u64()?)),
            _ => None,
        }
    }

    /// Whether a field is boxed.
    pub(crate) fn is_boxed(&self, owner: &str, field: &Field) -> bool {
        let place = format!("{owner}.{}", field.name);
        if self.schema.shape_has("boxed", &place) {
            return true;
        }
        let Rust::Generated(name) = self.rust(owner, field) else { return false };
        if self.schema.shape_has("inline", &place) {
            return false;
        }
        self.holds(&name, owner, false, &mut BTreeSet::new())
            || (!field.required && self.size(&name) > INLINE)
    }

    /// Whether a member of a union is boxed.
    pub(crate) fn is_boxed_variant(&self, union: &str, member: &str) -> bool {
        self.holds(member, union, true, &mut BTreeSet::new()) || self.size(member) > 32
    }

    /// Whether `name` contains a `wanted`, lists excluded. Members of unions that contain it are
    /// boxed, which breaks the cycle.
    fn holds(
        &self,
        name: &str,
        wanted: &str,
        through_unions: bool,
        seen: &mut BTreeSet<String>,
    ) -> bool {
        if name == wanted {
            return true;
        }
        if !seen.insert(name.to_owned()) {
            return false;
        }
        match self.schema.types.iter().find(|t| t.name == name).map(|t| &t.kind) {
            Some(TypeKind::Object(fields)) => fields.iter().any(|field| {
                matches!(self.rust(name, field), Rust::Generated(inner)
                    if self.holds(&inner, wanted, through_unions, seen))
            }),
            Some(TypeKind::Union { members, .. }) if through_unions => {
                members.iter().any(|member| self.holds(member, wanted, true, seen))
            }
            _ => false,
        }
    }

    /// The size of a generated type in bytes, roughly.
    fn size(&self, name: &str) -> usize {
        if let Some(size) = self.sizes.borrow().get(name) {
            return *size;
        }
        let size = self.compute_size(name);
        self.sizes.borrow_mut().insert(name.to_owned(), size);
        size
    }

    fn compute_size(&self, name: &str) -> usize {
        if name == "MaybeInaccessibleMessage" {
            return 16;
        }
        let Some(found) = self.schema.types.iter().find(|t| t.name == name) else { return 64 };
        match &found.kind {
            TypeKind::Union { members, .. } => {
                let members = members.iter().filter(|member| self.schema.object(member).is_some());
                let size = |member: &String| match self.is_boxed_variant(name, member) {
                    true => 8,
                    false => self.size(member),
                };
                members.map(size).max().unwrap_or(0).max(16) + 8
            }
            TypeKind::Object(fields) => fields
                .iter()
                .filter(|field| field.constant.is_none())
                .map(|field| match self.rust(name, field) {
                    Rust::Plain(_, 8) if !field.required => 16,
                    Rust::Plain(_, size) => size,
                    Rust::Vec(_) => 24,
                    Rust::Generated(_) if self.is_boxed(name, field) => 8,
                    Rust::Generated(inner) => self.size(&inner),
                })
                .sum(),
        }
    }

    /// Whether an object is read by the common loop and a table of its fields: all are, except
    /// those that ordinary updates consist of and those with a required field that has no
    /// placeholder.
    pub(crate) fn is_tabled(&self, name: &str) -> bool {
        // One bit for each field, and room for a second name.
        self.schema.object(name).is_some_and(|fields| fields.len() < 63)
            && !self.schema.shape_has("direct", name)
            && self.may_be_empty(name)
    }

    /// Whether a type is an object that is created empty and whose fields are then read in place.
    pub(crate) fn is_filled(&self, name: &str) -> bool {
        self.schema.object(name).is_some() && self.may_be_empty(name)
    }

    /// Whether a type has a placeholder: a value to use before its fields are read.
    pub(crate) fn may_be_empty(&self, name: &str) -> bool {
        if name == "RichText" {
            return true;
        }
        match self.schema.types.iter().find(|t| t.name == name).map(|t| &t.kind) {
            Some(TypeKind::Object(fields)) => fields
                .iter()
                .filter(|field| field.required && field.constant.is_none())
                .all(|field| match self.rust(name, field) {
                    Rust::Plain(..) | Rust::Vec(_) => true,
                    Rust::Generated(inner) => self.may_be_empty(&inner),
                }),
            Some(TypeKind::Union { members, .. }) => {
                members.iter().any(|member| self.stands_for(name, member))
            }
            None => false,
        }
    }

    /// Whether a member can be the placeholder of its union, that is, without an allocation.
    pub(crate) fn stands_for(&self, union: &str, member: &str) -> bool {
        self.schema.object(member).is_some()
            && !self.is_boxed_variant(union, member)
            && self.may_be_empty(member)
    }

    /// Whether a type may contain uploads.
    pub(crate) fn has_uploads(&self, rust: &Rust) -> bool {
        match rust {
            Rust::Plain(name, _) => name == "InputFile",
            Rust::Vec(item) => self.has_uploads(item),
            Rust::Generated(name) => self.generated_has_uploads(name),
        }
    }

    fn generated_has_uploads(&self, name: &str) -> bool {
        if let Some(known) = self.uploads.borrow().get(name) {
            return *known;
        }
        self.uploads.borrow_mut().insert(name.to_owned(), false);
        let of_members = |members: &[String]| {
            members.iter().any(|member| {
                self.schema.types.iter().any(|t| t.name == *member)
                    && self.generated_has_uploads(member)
            })
        };
        let has = match self.sums.values().find(|sum| sum.name == name) {
            Some(sum) => of_members(&sum.members),
            None => match self.schema.types.iter().find(|t| t.name == name).map(|t| &t.kind) {
                Some(TypeKind::Object(fields)) => {
                    fields.iter().any(|field| self.has_uploads(&self.rust(name, field)))
                }
                Some(TypeKind::Union { members, .. }) => of_members(members),
                None => false,
            },
        };
        self.uploads.borrow_mut().insert(name.to_owned(), has);
        has
    }
}

/// A field's name as a Rust identifier.
pub(crate) fn ident(name: &str) -> String {
    match name {
        "type" | "ref" | "match" | "move" | "use" | "static" | "for" => format!("r#{name}"),
        name => name.to_owned(),
    }
}

/// Converts `snake_case` to `CamelCase`.
pub(crate) fn camel(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(letters).collect::<String>()
            })
        })
        .collect()
}
