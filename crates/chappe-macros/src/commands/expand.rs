//! The generated implementations.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput};

use crate::{
    commands::{attributes::EnumOptions, checks::check, variant::Command},
    derive::Errors,
};

/// Expands `#[derive(Commands)]`.
///
/// # Errors
///
/// Returns all mistakes of the enum.
pub(crate) fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    let options = EnumOptions::read(&input.attrs, &mut errors);
    let Data::Enum(data) = &input.data else {
        let message = format!(
            "`{}` is not an enum: `Commands` is derived for an enum with one variant per command",
            input.ident
        );
        errors.add(&input.ident, message);
        return errors.finish(TokenStream::new());
    };
    if !input.generics.params.is_empty() {
        let message = format!(
            "`{}` has parameters: commands are parsed to owned values of known types",
            input.ident
        );
        errors.add(&input.generics, message);
    }
    if data.variants.is_empty() {
        errors.add(&input.ident, format!("`{}` has no command: add a variant", input.ident));
    }
    let mut commands = Vec::new();
    for variant in &data.variants {
        commands.push(Command::read(variant, &options, &mut errors));
    }
    let names = check(&commands, &options, &mut errors);
    errors.finish(implementations(input, &options, &commands, &names))
}

fn implementations(
    input: &DeriveInput,
    options: &EnumOptions,
    commands: &[Command<'_>],
    names: &[(String, usize)],
) -> TokenStream {
    let (ident, krate, prefix) = (&input.ident, &options.krate, options.prefix);
    let specs = commands.iter().map(|command| command.spec(options));
    let names = names.iter().map(
        |(name, position)| quote!(#krate::commands::__private::CommandName::new(#name, #position)),
    );
    let last = commands.len().saturating_sub(1);
    let arms = commands.iter().enumerate().map(|(position, command)| {
        let value = command.read_expression();
        if position == last { quote!(_ => #value) } else { quote!(#position => #value) }
    });
    quote! {
        #[automatically_derived]
        impl #krate::commands::Commands for #ident {
            const TABLE: &'static #krate::commands::CommandTable =
                &#krate::commands::CommandTable::new(#prefix, &[#(#specs),*], &[#(#names),*]);

            fn read(
                __command: usize,
                __words: &mut #krate::commands::Words<'_>,
            ) -> ::core::result::Result<Self, #krate::commands::ArgumentError> {
                ::core::result::Result::Ok(match __command { #(#arms,)* })
            }
        }

        #[automatically_derived]
        impl<__E: #krate::EventType, __S: ::core::marker::Sync>
            #krate::extract::FromRequest<__E, __S> for #ident
        {
            type Rejection = #krate::commands::CommandRejection;

            async fn from_request(
                __request: &#krate::Request<__E>,
                _: &__S,
            ) -> ::core::result::Result<Self, #krate::commands::CommandRejection> {
                #krate::commands::__private::extracted(__request)
            }

            fn requires() -> ::std::vec::Vec<#krate::extract::Requirement> {
                #krate::commands::__private::requirements::<Self>()
            }

            fn may_skip() -> bool {
                false
            }
        }
    }
}
