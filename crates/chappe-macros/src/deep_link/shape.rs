//! A struct or a variant: a tag and fields.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Fields, GenericArgument, Ident, Index, LitStr, Member, PathArguments, Type};

use crate::derive::{CratePath, Errors};

/// The most characters of a payload.
const MAX_PAYLOAD: usize = 64;

/// A struct or a variant.
pub(crate) struct Shape<'i> {
    /// `Self` or `Self::Variant`.
    path: TokenStream,
    /// Empty for a struct without a tag.
    pub(crate) tag: String,
    pub(crate) tag_at: TokenStream,
    fields: &'i Fields,
}

impl<'i> Shape<'i> {
    /// Reads a struct or a variant. `default` is its tag unless the attribute sets one.
    pub(crate) fn read(
        ident: &Ident,
        path: TokenStream,
        default: String,
        attributes: &[Attribute],
        fields: &'i Fields,
        errors: &mut Errors,
    ) -> Self {
        let mut tag = None;
        for attribute in attributes.iter().filter(|it| it.path().is_ident("deep_link")) {
            errors.take(attribute.parse_nested_meta(|item| {
                if !item.path.is_ident("tag") {
                    let name = item.path.to_token_stream();
                    return Err(
                        item.error(format!("there is no option `{name}`: use `tag = \"…\"`"))
                    );
                }
                tag = Some(item.value()?.parse::<LitStr>()?);
                Ok(())
            }));
        }
        let tag_at = tag.as_ref().map_or(ident.to_token_stream(), ToTokens::to_token_stream);
        let tag_of_attribute = tag.is_some();
        let tag = tag.map_or(default, |tag| tag.value());
        let is_legal = tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !is_legal || tag.len() > MAX_PAYLOAD || (tag.is_empty() && tag_of_attribute) {
            errors.add(
                &tag_at,
                format!(
                    "the tag {tag:?} of `{ident}` is not a part of a payload: use 1–{MAX_PAYLOAD} characters of A–Z, a–z, 0–9 and -, with `#[deep_link(tag = \"…\")]`"
                ),
            );
        }
        if tag.is_empty() && !tag_of_attribute && fields.is_empty() {
            errors.add(
                ident,
                format!(
                    "the payload of `{ident}` is empty: give it a tag with `#[deep_link(tag = \"…\")]`, or a field"
                ),
            );
        }
        for (position, field) in fields.iter().enumerate() {
            let name = name(position, field.ident.as_ref());
            if let Type::Reference(_) = &field.ty {
                errors.add(
                    &field.ty,
                    format!("the field `{name}` borrows its text, but a payload is decoded to owned values: use `String`"),
                );
            }
            if parameter(&field.ty, "Vec").is_some() {
                errors.add(
                    &field.ty,
                    format!("the field `{name}` is a list, and a payload has 64 characters: put the id of a list into the link"),
                );
            }
        }
        Self { path, tag, tag_at, fields }
    }

    /// Returns the arm of a `match` on the value, which writes it.
    pub(crate) fn encode(&self, krate: &CratePath) -> TokenStream {
        let Self { path, tag, .. } = self;
        let pattern = self.members().map(|(member, _, local, _)| quote!(#member: #local));
        let writes = self.members().map(|(_, name, local, ty)| {
            if let Some(inner) = parameter(ty, "Option") {
                quote!(__writer.optional::<#inner>(#name, #local.as_ref());)
            } else {
                quote!(__writer.field::<#ty>(#name, #local);)
            }
        });
        quote! {
            #path { #(#pattern),* } => {
                let mut __writer = #krate::deep_link::__private::FieldWriter::new(#tag);
                #(#writes)*
                __writer.finish()
            }
        }
    }

    /// Returns the expression that reads the fields from `__reader`.
    pub(crate) fn decode(&self) -> TokenStream {
        let Self { path, .. } = self;
        let fields = self.members().map(|(member, _, _, ty)| {
            if let Some(inner) = parameter(ty, "Option") {
                quote!(#member: __reader.optional::<#inner>()?)
            } else {
                quote!(#member: __reader.field::<#ty>()?)
            }
        });
        quote!(#path { #(#fields),* })
    }

    fn members(&self) -> impl Iterator<Item = (Member, String, Ident, &'i Type)> {
        self.fields.iter().enumerate().map(|(position, field)| {
            let index = u32::try_from(position).unwrap_or(u32::MAX);
            let unnamed = Member::Unnamed(Index { index, span: Span::call_site() });
            let member = field.ident.clone().map_or(unnamed, Member::Named);
            let local = format_ident!("__field{position}");
            (member, name(position, field.ident.as_ref()), local, &field.ty)
        })
    }
}

/// The name of a field in errors.
fn name(position: usize, ident: Option<&Ident>) -> String {
    ident.map_or_else(|| position.to_string(), ToString::to_string)
}

/// The `T` of a type such as `Option<T>`.
fn parameter<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(ty)) if arguments.args.len() == 1 => Some(ty),
        _ => None,
    }
}
