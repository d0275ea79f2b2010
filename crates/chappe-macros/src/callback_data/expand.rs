//! The code of the derive.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Ident, spanned::Spanned as _};

use crate::callback_data::input::{Input, Shape, Variant};

/// Writes the implementations for a type.
///
/// # Errors
///
/// Fails with all mistakes of the type.
pub(crate) fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let input = Input::read(input)?;
    let parts = [data_field(&input), callback_data(&input), limit(&input), extractor(&input)];
    Ok(parts.into_iter().collect())
}

/// `DataField`: the fields, without prefix and version.
fn data_field(input: &Input) -> TokenStream {
    let Input { name, options, shape } = input;
    let krate = &options.krate;
    let private = quote!(#krate::callback_data::__private);
    let writer = Ident::new("writer", Span::mixed_site());
    let reader = Ident::new("reader", Span::mixed_site());
    let (length, encode, decode) = match shape {
        Shape::Struct(fields) => {
            let lengths = fields.lengths(krate);
            let (pattern, encode) = (fields.pattern(), fields.encode(krate, &writer));
            let decode = fields.decode(krate, &reader);
            (
                quote!(#private::sum(&[#(#lengths),*])),
                quote!(let Self #pattern = self; #encode),
                quote!(::core::option::Option::Some(Self #decode)),
            )
        }
        Shape::Enum(variants) => {
            let lengths = variants.iter().map(|Variant { number, fields, .. }| {
                let lengths = fields.lengths(krate);
                quote!(#private::sum(&[#private::of_variant(#number), #(#lengths),*]))
            });
            let encode = variants.iter().map(|Variant { name, number, fields }| {
                let (pattern, encode) = (fields.pattern(), fields.encode(krate, &writer));
                quote!(Self::#name #pattern => {
                    #private::encode_variant(#writer, #number);
                    #encode
                })
            });
            let decode = variants.iter().map(|Variant { name, number, fields }| {
                let decode = fields.decode(krate, &reader);
                quote!(#number => ::core::option::Option::Some(Self::#name #decode))
            });
            (
                quote!(#private::greatest(&[#(#lengths),*])),
                quote!(match self { #(#encode)* }),
                quote!(match #private::decode_variant(#reader)? {
                    #(#decode,)*
                    _ => ::core::option::Option::None,
                }),
            )
        }
    };
    quote! {
        #[automatically_derived]
        impl #krate::callback_data::DataField for #name {
            const MAX_LEN: ::core::option::Option<::core::primitive::usize> = #length;

            fn encode(&self, #writer: &mut #krate::callback_data::DataWriter) {
                let _ = &#writer;
                #encode
            }

            fn decode(
                #reader: &mut #krate::callback_data::DataReader<'_>,
            ) -> ::core::option::Option<Self> {
                let _ = &#reader;
                #decode
            }
        }
    }
}

/// `CallbackData`: the whole data.
fn callback_data(input: &Input) -> TokenStream {
    let Input { name, options, .. } = input;
    let (krate, prefix, version) = (&options.krate, &options.prefix, options.version);
    let private = quote!(#krate::callback_data::__private);
    let digit = version_digit(version);
    // The prefix and the digit of the version.
    let begins = prefix.len() + 1;
    let migrations = options.migrations.iter().map(|(version, path)| {
        let digit = version_digit(*version);
        let call = quote_spanned!(path.span()=> #private::migrate::<Self, _, _, _>);
        quote!(#digit => #call(reader, #path),)
    });
    quote! {
        #[automatically_derived]
        impl #krate::callback_data::CallbackData for #name {
            const PREFIX: &'static ::core::primitive::str = #prefix;
            const VERSION: ::core::option::Option<::core::primitive::u32> =
                ::core::option::Option::Some(#version);
            const MAX_LEN: ::core::option::Option<::core::primitive::usize> = #private::sum(&[
                ::core::option::Option::Some(#begins),
                <Self as #krate::callback_data::DataField>::MAX_LEN,
            ]);

            fn pack(&self) -> ::std::string::String {
                #private::pack(self, #digit)
            }

            fn try_pack(
                &self,
            ) -> ::core::result::Result<::std::string::String, #krate::callback_data::DataError> {
                #private::try_pack(self, #digit)
            }

            fn unpack(data: &::core::primitive::str) -> ::core::option::Option<Self> {
                let (version, reader) = #private::open(data, #prefix)?;
                match version {
                    #digit => #private::whole(reader),
                    #(#migrations)*
                    _ => ::core::option::Option::None,
                }
            }
        }
    }
}

/// The digit of a version, in base 36.
fn version_digit(version: u32) -> char {
    char::from_digit(version, 36).unwrap_or('0')
}

/// The compile error of a type with values of more than 64 bytes.
fn limit(input: &Input) -> TokenStream {
    let Input { name, options, .. } = input;
    if options.may_exceed {
        return TokenStream::new();
    }
    let (krate, begins) = (&options.krate, options.prefix.len() + 1);
    let private = quote!(#krate::callback_data::__private);
    let message = format!(
        "the callback data of `{name}` can have more than 64 bytes, the most that a button takes: use smaller types (`u8` has up to 2 bytes, `u32` 7, `i64` and ids 13), shorten the prefix, keep the value in a `Stash`, or add `#[callback_data(may_exceed)]` if its values are small"
    );
    quote_spanned! {name.span()=>
        const _: () = ::core::assert!(
            #private::fits(#private::sum(&[
                ::core::option::Option::Some(#begins),
                <#name as #krate::callback_data::DataField>::MAX_LEN,
            ])),
            #message
        );
    }
}

/// `FromRequest`: the value that the filter has stored.
fn extractor(input: &Input) -> TokenStream {
    let Input { name, options, .. } = input;
    let krate = &options.krate;
    let data = quote!(#krate::callback_data::Data<Self>);
    let from_request = quote!(#krate::extract::FromRequest<__E, __S>);
    quote! {
        #[automatically_derived]
        impl<__E, __S> #from_request for #name
        where
            __E: #krate::EventType,
            __S: ::core::marker::Sync,
        {
            type Rejection = <#data as #from_request>::Rejection;

            async fn from_request(
                request: &#krate::Request<__E>,
                state: &__S,
            ) -> ::core::result::Result<Self, <Self as #from_request>::Rejection> {
                <#data as #from_request>::from_request(request, state).await.map(|data| data.0)
            }

            fn requires() -> ::std::vec::Vec<#krate::extract::Requirement> {
                <#data as #from_request>::requires()
            }

            fn may_skip() -> ::core::primitive::bool {
                <#data as #from_request>::may_skip()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_code_names_the_crate_by_the_path_of_the_attribute_only() {
        let input = "#[chappe(crate = my::telegram)]
            #[callback_data(prefix = \"v\", version = 2, migrate = old)]
            enum Vote { Up, Down { by: u8 } }";
        let code = |input: &str| -> String {
            let input = syn::parse_str(input).expect("it is a type");
            expand(&input).expect("it has no mistake").to_string()
        };
        let renamed = code(input);
        assert_eq!(renamed.matches("chappe").count(), 0, "{renamed}");
        let usual = code(&input.replace("#[chappe(crate = my::telegram)]", ""));
        assert_eq!(usual.replace(":: chappe", "my :: telegram"), renamed);
    }
}
