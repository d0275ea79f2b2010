//! The type that derives `CallbackData`.

use syn::{Data, DeriveInput, Ident};

use crate::{
    callback_data::{
        fields::FieldList,
        options::{Options, index_of},
    },
    derive::Errors,
};

/// The type that derives `CallbackData`.
pub(super) struct Input {
    pub(super) name: Ident,
    pub(super) options: Options,
    pub(super) shape: Shape,
}

/// The parts of a type.
pub(super) enum Shape {
    Struct(FieldList),
    Enum(Vec<Variant>),
}

/// A variant of an enum.
pub(super) struct Variant {
    pub(super) name: Ident,
    pub(super) number: u32,
    pub(super) fields: FieldList,
}

impl Input {
    /// Reads a type.
    ///
    /// # Errors
    ///
    /// Fails with all mistakes of the type.
    pub(super) fn read(input: &DeriveInput) -> syn::Result<Self> {
        let mut errors = Errors::default();
        let name = input.ident.clone();
        let options = Options::read(&name, &input.attrs, &mut errors);
        if !input.generics.params.is_empty() {
            errors.add(
                &input.generics,
                format!("`{name}` is generic, but a prefix belongs to one type: write a type without parameters, and own values instead of references"),
            );
        }
        let shape = match &input.data {
            Data::Struct(data) => Shape::Struct(FieldList::read(&data.fields, None, &mut errors)),
            Data::Enum(data) => {
                if data.variants.is_empty() {
                    errors.add(
                        &name,
                        format!("`{name}` has no variants, so it has no values: add one"),
                    );
                }
                let mut numbers = Numbers::default();
                let mut variants = Vec::with_capacity(data.variants.len());
                for variant in &data.variants {
                    let index = index_of(&variant.attrs, &mut errors);
                    let number = numbers.number(&variant.ident, index, &mut errors);
                    let fields =
                        FieldList::read(&variant.fields, Some(&variant.ident), &mut errors);
                    variants.push(Variant { name: variant.ident.clone(), number, fields });
                }
                Shape::Enum(variants)
            }
            Data::Union(data) => {
                errors.add(
                    data.union_token,
                    format!("`{name}` is a union, of which the present field is not known: write an enum"),
                );
                Shape::Enum(Vec::new())
            }
        };
        errors.finish(Self { name, options, shape })
    }
}

/// The numbers of the variants so far.
#[derive(Default)]
struct Numbers {
    taken: Vec<(u32, Ident)>,
}

impl Numbers {
    /// Returns the number of a variant: `index`, or one more than that of the variant before.
    fn number(&mut self, variant: &Ident, index: Option<u32>, errors: &mut Errors) -> u32 {
        let next = self.taken.last().map_or(0, |(last, _)| last.saturating_add(1));
        let number = index.unwrap_or(next);
        if let Some((_, other)) = self.taken.iter().find(|(taken, _)| *taken == number) {
            errors.add(
                variant,
                format!("the variant `{variant}` has the number {number}, as has `{other}`: give it another one with `#[callback_data(index = …)]`"),
            );
        }
        self.taken.push((number, variant.clone()));
        number
    }
}
