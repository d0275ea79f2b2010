//! The fields of a variant: the arguments of its command.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Field, GenericArgument, Ident, LitStr, PathArguments, Type};

use crate::derive::{CratePath, Errors};

/// An argument of a command.
pub(crate) struct Argument {
    /// The field; `None` for unnamed fields.
    ident: Option<Ident>,
    name: String,
    shape: Shape,
}

/// The words that an argument takes.
enum Shape {
    One(Box<Type>),
    Optional(Box<Type>),
    Several(Box<Type>),
    Rest,
    OptionalRest,
}

impl Argument {
    /// Reads the fields of a variant.
    pub(crate) fn all<'f>(
        fields: impl ExactSizeIterator<Item = &'f Field>,
        errors: &mut Errors,
    ) -> Vec<Self> {
        let count = fields.len();
        let mut arguments: Vec<Self> = Vec::new();
        // The first field that may be missing.
        let mut optional: Option<String> = None;
        for (position, field) in fields.enumerate() {
            let is_last = position + 1 == count;
            let shape = Shape::of(&field.ty, is_last);
            let name = errors.take(name(field, &shape)).unwrap_or_default();
            if let Type::Reference(_) = &field.ty {
                errors.add(
                    &field.ty,
                    format!(
                        "the argument `{name}` borrows its text, but a command outlives its message: use `String`"
                    ),
                );
            }
            match &shape {
                Shape::Several(_) if !is_last => errors.add(
                    &field.ty,
                    format!(
                        "the argument `{name}` takes all words that are left: make it the last field"
                    ),
                ),
                Shape::One(_) | Shape::Rest => {
                    if let Some(optional) = &optional {
                        errors.add(
                            &field.ty,
                            format!(
                                "the argument `{name}` is required, but `{optional}` before it may be missing: move `{name}` before `{optional}`, or make it an `Option`"
                            ),
                        );
                    }
                }
                // Whether there is a user is visible in the message.
                Shape::Optional(inner) if !is_named(inner, "UserRef") => {
                    optional.get_or_insert_with(|| name.clone());
                }
                _ => {}
            }
            arguments.push(Self { ident: field.ident.clone(), name, shape });
        }
        arguments
    }

    /// Returns the description of the argument.
    pub(crate) fn spec(&self, krate: &CratePath) -> TokenStream {
        let name = &self.name;
        let new = match self.shape {
            Shape::One(_) => quote!(required),
            Shape::Optional(_) => quote!(optional),
            Shape::Rest => quote!(rest),
            Shape::Several(_) | Shape::OptionalRest => quote!(several),
        };
        quote!(#krate::commands::ArgumentSpec::#new(#name))
    }

    /// Returns the field with the expression that reads it from `__words`.
    pub(crate) fn read(&self) -> TokenStream {
        let value = match &self.shape {
            Shape::One(inner) => quote!(__words.one::<#inner>()?),
            Shape::Optional(inner) => quote!(__words.optional::<#inner>()?),
            Shape::Several(inner) => quote!(__words.all::<#inner>()?),
            Shape::Rest => quote!(__words.rest()?),
            Shape::OptionalRest => quote!(__words.optional_rest()?),
        };
        match &self.ident {
            Some(ident) => quote!(#ident: #value),
            None => value,
        }
    }
}

impl Shape {
    fn of(ty: &Type, is_last: bool) -> Self {
        let is_text = |ty: &Type| is_last && is_named(ty, "String");
        if let Some(inner) = parameter(ty, "Option") {
            return if is_text(inner) {
                Self::OptionalRest
            } else {
                Self::Optional(Box::new(inner.clone()))
            };
        }
        if let Some(inner) = parameter(ty, "Vec") {
            return Self::Several(Box::new(inner.clone()));
        }
        if is_text(ty) { Self::Rest } else { Self::One(Box::new(ty.clone())) }
    }

    /// The type of a word.
    fn inner(&self) -> Option<&Type> {
        match self {
            Self::One(inner) | Self::Optional(inner) | Self::Several(inner) => Some(inner),
            Self::Rest | Self::OptionalRest => None,
        }
    }
}

/// Returns the name of an argument in usage lines and errors: that of
/// `#[commands(name = "…")]`, else that of the field, else one that follows from its type.
fn name(field: &Field, shape: &Shape) -> syn::Result<String> {
    let mut name = None;
    for attribute in field.attrs.iter().filter(|it| it.path().is_ident("commands")) {
        attribute.parse_nested_meta(|item| {
            if item.path.is_ident("name") {
                name = Some(item.value()?.parse::<LitStr>()?.value());
                return Ok(());
            }
            let option = item.path.to_token_stream();
            Err(item.error(format!("there is no option `{option}`: a field has `name`")))
        })?;
    }
    if let Some(name) = name {
        return Ok(name);
    }
    if let Some(ident) = &field.ident {
        let ident = ident.to_string();
        return Ok(ident.strip_prefix("r#").unwrap_or(&ident).to_owned());
    }
    let last = shape.inner().and_then(last_segment).map(|segment| segment.ident.to_string());
    Ok(match last.as_deref() {
        None | Some("String") => "text".to_owned(),
        Some("UserRef" | "UserId") => "user".to_owned(),
        Some("ChatId") => "chat".to_owned(),
        Some(
            "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128"
            | "isize" | "f32" | "f64",
        ) => "number".to_owned(),
        Some("bool") => "true|false".to_owned(),
        Some(other) => crate::commands::variant::snake_case(other),
    })
}

/// The last segment of a type that is a path.
fn last_segment(ty: &Type) -> Option<&syn::PathSegment> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        Type::Group(group) => last_segment(&group.elem),
        _ => None,
    }
}

fn is_named(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == name && segment.arguments.is_none())
}

/// The `T` of a type such as `Option<T>`.
fn parameter<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let segment = last_segment(ty).filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(ty)) if arguments.args.len() == 1 => Some(ty),
        _ => None,
    }
}
