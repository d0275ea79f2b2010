//! The macro `text!`.

/// Builds a [`FormattedText`](crate::FormattedText) as `format!` builds a string.
///
/// Arguments are written in the literal (`{name}`), by position (`{}`, `{0}`) or by name
/// (`{name}`, `name = value`). An argument keeps its formats if it is a
/// [`FormattedText`](crate::FormattedText) or another type with [`ToText`](crate::ToText). Any other
/// argument is text as `Display` writes it: no character of it is markup. The literal has no markup
/// either.
///
/// Formats such as `{:>5}` and `{:?}` write an argument as `format!` does, without formats of parts.
///
/// # Example
///
/// ```
/// use chappe::text::{bold, italic, text};
///
/// let name = "<b>Ada</b>";
/// let greeting = text!("Hello, {name}! {} of {total:>3}", bold(3), total = 10);
/// assert_eq!(greeting.to_html(), "Hello, &lt;b&gt;Ada&lt;/b&gt;! <b>3</b> of  10");
/// ```
#[macro_export]
macro_rules! text {
    ($($tokens:tt)*) => {
        $crate::__private::__text!($crate, $($tokens)*)
    };
}

#[cfg(test)]
mod tests {
    use std::fmt::Display;

    use crate::{FormattedText, bold, code, italic, link};

    #[test]
    fn arguments_are_captured_positional_or_named() {
        let (name, r#type) = ("Ada", bold("x"));
        let text = text!("{name} {} {0} {r#type} {a} {b:03}{{}}\n", 1, a = italic(2), b = 7,);
        assert_eq!(text.to_html(), "Ada 1 1 <b>x</b> <i>2</i> 007{}\n");
        assert_eq!(text!(r#"\{name}"#).to_string(), "\\Ada");
        assert_eq!(text!(""), FormattedText::new());
        assert_eq!(text!("\u{1f980}{name:?}").to_string(), "🦀\"Ada\"");
    }

    #[test]
    fn arguments_keep_their_formats_also_behind_references() {
        let x = bold("x");
        let (by_ref, boxed) = (&&x, Box::new(code("y")));
        let text = text!("{by_ref}{boxed}{}", link("z", "https://a.example/"));
        assert_eq!(text, bold("x") + code("y") + link("z", "https://a.example/"));
    }

    #[test]
    fn displayed_arguments_are_no_markup() {
        fn shown<T: Display>(value: T) -> FormattedText {
            text!("{value}, {}", value)
        }
        assert_eq!(shown("<b>*a*"), FormattedText::from("<b>*a*, <b>*a*"));
        let unsized_text: &str = "_a_";
        assert_eq!(text!("{}", *unsized_text).to_string(), "_a_");
    }

    #[test]
    fn arguments_are_evaluated_once_and_do_not_see_names_of_the_macro() {
        let mut count = 0;
        let mut next = || {
            count += 1;
            count
        };
        let text = text!("{0}{0}{}", next());
        assert_eq!(text.to_string(), "111");
        let arguments = 5;
        assert_eq!(text!("{text}{arguments}").to_string(), "1115");
        assert_eq!(count, 1);
    }
}
