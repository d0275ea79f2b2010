//! The variants of an enum of commands.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Fields, Ident, Variant, spanned::Spanned};

use crate::{
    commands::{
        attributes::{EnumOptions, VariantOptions},
        docs::first_paragraph,
        field::Argument,
    },
    derive::Errors,
};

/// A command: a variant.
pub(crate) struct Command<'v> {
    pub(crate) variant: &'v Variant,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) options: VariantOptions,
    arguments: Vec<Argument>,
}

impl<'v> Command<'v> {
    pub(crate) fn read(variant: &'v Variant, of_enum: &EnumOptions, errors: &mut Errors) -> Self {
        let options = VariantOptions::read(&variant.attrs, errors);
        let name = match &options.rename {
            Some(name) => name.value(),
            None => of_enum.name(&variant.ident),
        };
        let description = match &options.description {
            Some(description) => description.value(),
            None => first_paragraph(&variant.attrs),
        };
        let arguments = Argument::all(variant.fields.iter(), errors);
        Self { variant, name, description, options, arguments }
    }

    /// Returns the description of the command.
    pub(crate) fn spec(&self, of_enum: &EnumOptions) -> TokenStream {
        let Self { name, description, options, .. } = self;
        let krate = &of_enum.krate;
        let mut spec = quote!(#krate::commands::CommandSpec::new(#name, #description));
        if !options.translations.is_empty() {
            let translations = options.translations.iter().map(|(language, text)| {
                let language = language.to_string();
                quote!((#language, #text))
            });
            spec.extend(quote!(.translations(&[#(#translations),*])));
        }
        if !self.arguments.is_empty() {
            let arguments = self.arguments.iter().map(|argument| argument.spec(krate));
            spec.extend(quote!(.arguments(&[#(#arguments),*])));
        }
        let scopes = if options.scopes.is_empty() { &of_enum.scopes } else { &options.scopes };
        if !scopes.is_empty() {
            let scopes = scopes.iter().map(|scope| scope.tokens(krate));
            spec.extend(quote!(.scopes(&[#(#scopes),*])));
        }
        if options.is_hidden {
            spec.extend(quote!(.hidden()));
        }
        if options.is_quoted || of_enum.is_quoted {
            spec.extend(quote!(.quoted()));
        }
        spec
    }

    /// Returns the expression that reads the command from `__words`.
    pub(crate) fn read_expression(&self) -> TokenStream {
        let ident = &self.variant.ident;
        let fields = self.arguments.iter().map(Argument::read);
        let span = self.variant.span();
        match &self.variant.fields {
            // Words after a command without arguments are ignored.
            Fields::Unit => quote!(Self::#ident),
            Fields::Unnamed(_) => quote_spanned! {span=> {
                let __command = Self::#ident(#(#fields),*);
                __words.end()?;
                __command
            }},
            Fields::Named(_) => quote_spanned! {span=> {
                let __command = Self::#ident { #(#fields),* };
                __words.end()?;
                __command
            }},
        }
    }
}

impl EnumOptions {
    /// Returns the name of a variant's command.
    fn name(&self, variant: &Ident) -> String {
        let variant = variant.to_string();
        let variant = variant.strip_prefix("r#").unwrap_or(&variant);
        if self.is_snake_case { snake_case(variant) } else { variant.to_lowercase() }
    }
}

/// Converts `OrderItem` to `order_item`, and `HTTPGet` to `http_get`.
pub(crate) fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let is_next_lower = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        let begins_word = letter.is_uppercase()
            && before
                .is_some_and(|before| before != '_' && (!before.is_uppercase() || is_next_lower));
        if begins_word {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn words_of_a_variant_are_joined_by_underscores() {
        let names = ["Start", "OrderItem", "HTTPGet", "Top10", "A", "ABTest", "Set_Name"];
        assert_eq!(
            names.map(snake_case),
            ["start", "order_item", "http_get", "top10", "a", "ab_test", "set_name"],
        );
    }
}
