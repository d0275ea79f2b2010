//! The generated implementations.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput};

use crate::{
    deep_link::shape::Shape,
    derive::{CratePath, Errors},
};

/// Expands `#[derive(DeepLink)]`.
///
/// # Errors
///
/// Returns all mistakes of the type.
pub(crate) fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    let krate = crate_path(&input.attrs, &mut errors);
    let ident = &input.ident;
    if !input.generics.params.is_empty() {
        let message = format!(
            "`{ident}` has parameters: a payload is decoded to owned values of known types"
        );
        errors.add(&input.generics, message);
    }
    let shapes = shapes(input, &mut errors);
    let is_enum = matches!(input.data, Data::Enum(_));
    for (position, shape) in shapes.iter().enumerate() {
        if is_enum && shapes[..position].iter().any(|other| other.tag == shape.tag) {
            errors.add(
                &shape.tag_at,
                format!("two variants have the tag {:?}: set another one with `#[deep_link(tag = \"…\")]`", shape.tag),
            );
        }
    }
    errors.finish(implementations(input, &krate, &shapes))
}

fn crate_path(attributes: &[Attribute], errors: &mut Errors) -> CratePath {
    let mut krate = CratePath::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("chappe")) {
        errors.take(attribute.parse_nested_meta(|item| match krate.read(&item)? {
            true => Ok(()),
            false => Err(item.error("the option is `crate = path`")),
        }));
    }
    krate
}

/// Reads the struct, or the variants of the enum.
fn shapes<'i>(input: &'i DeriveInput, errors: &mut Errors) -> Vec<Shape<'i>> {
    let ident = &input.ident;
    match &input.data {
        Data::Struct(data) => {
            let path = quote!(Self);
            let tag = String::new();
            vec![Shape::read(ident, path, tag, &input.attrs, &data.fields, errors)]
        }
        Data::Enum(data) => {
            if data.variants.is_empty() {
                errors.add(ident, format!("`{ident}` has no payload: add a variant"));
            }
            let mut shapes = Vec::new();
            for variant in &data.variants {
                let name = &variant.ident;
                let tag = crate::commands::snake_case(&name.to_string()).replace('_', "-");
                let path = quote!(Self::#name);
                let fields = &variant.fields;
                shapes.push(Shape::read(name, path, tag, &variant.attrs, fields, errors));
            }
            shapes
        }
        Data::Union(_) => {
            errors.add(ident, format!("`{ident}` is a union: use a struct or an enum"));
            Vec::new()
        }
    }
}

fn implementations(input: &DeriveInput, krate: &CratePath, shapes: &[Shape<'_>]) -> TokenStream {
    let ident = &input.ident;
    let encode = shapes.iter().map(|shape| shape.encode(krate));
    let decode = match shapes {
        [shape] if shape.tag.is_empty() => shape.decode(),
        shapes => {
            let arms = shapes.iter().map(|shape| {
                let (tag, value) = (&shape.tag, shape.decode());
                quote!(#tag => #value)
            });
            quote! {
                match __reader.tag()? {
                    #(#arms,)*
                    _ => return ::core::option::Option::None,
                }
            }
        }
    };
    quote! {
        #[automatically_derived]
        impl #krate::deep_link::DeepLink for #ident {
            fn encode(
                &self,
            ) -> ::core::result::Result<::std::string::String, #krate::deep_link::PayloadError> {
                match self { #(#encode)* }
            }

            fn decode(__payload: &str) -> ::core::option::Option<Self> {
                let mut __reader = #krate::deep_link::__private::FieldReader::new(__payload);
                let __value = #decode;
                __reader.end()?;
                ::core::option::Option::Some(__value)
            }
        }

        #[automatically_derived]
        impl #krate::commands::Argument for #ident {
            fn take(
                __words: &mut #krate::commands::Words<'_>,
            ) -> ::core::result::Result<Self, #krate::commands::ArgumentError> {
                #krate::deep_link::__private::take(__words)
            }

            fn take_optional(
                __words: &mut #krate::commands::Words<'_>,
            ) -> ::core::result::Result<
                ::core::option::Option<Self>,
                #krate::commands::ArgumentError,
            > {
                ::core::result::Result::Ok(#krate::deep_link::__private::take_optional(__words))
            }
        }

        #[automatically_derived]
        impl<__E: #krate::EventType, __S: ::core::marker::Sync>
            #krate::extract::FromRequest<__E, __S> for #ident
        {
            type Rejection = #krate::extract::MissingExtension;

            async fn from_request(
                __request: &#krate::Request<__E>,
                _: &__S,
            ) -> ::core::result::Result<Self, #krate::extract::MissingExtension> {
                #krate::deep_link::__private::extracted(__request)
            }

            fn requires() -> ::std::vec::Vec<#krate::extract::Requirement> {
                #krate::deep_link::__private::requirements::<Self>()
            }

            fn may_skip() -> bool {
                false
            }
        }
    }
}
