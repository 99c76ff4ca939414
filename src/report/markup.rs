//! HTML and XML as text, made so that nothing from a scan can be markup.

use std::fmt::{Display, Write as _};

use crate::text;

/// A document that grows. Markup is part of the program; everything else is text, and escaped.
#[derive(Debug, Default)]
pub(super) struct Markup {
    out: String,
}

impl Markup {
    /// Markup of the program itself. Its lifetime keeps text from a scan out of here.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// Text from anywhere, between tags or between the quotes of an attribute.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for character in text::escape(text).chars() {
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                // Written as they are, an attribute would have spaces in their place.
                '\n' => self.out.push_str("&#10;"),
                '\t' => self.out.push_str("&#9;"),
                // No characters of XML. Source: XML 1.0, section 2.2.
                '\u{fffe}' | '\u{ffff}' => self.out.extend(character.escape_unicode()),
                other => self.out.push(other),
            }
        }
        self
    }

    /// As [`Markup::text`], on one line.
    pub(super) fn line(&mut self, text: &str) -> &mut Self {
        self.text(&text::escape_line(text))
    }

    /// As [`Markup::line`], for HTML: what stands between backticks is code.
    pub(super) fn prose(&mut self, text: &str) -> &mut Self {
        for piece in pieces(text) {
            match piece {
                Piece::Plain(text) => self.line(text),
                Piece::Code(text) => self.raw("<code>").line(text).raw("</code>"),
            };
        }
        self
    }

    /// A number, or another value whose text has nothing to escape in it; it is escaped all the same.
    pub(super) fn value(&mut self, value: impl Display) -> &mut Self {
        let mut text = String::new();
        let _ = write!(text, "{value}");
        self.text(&text)
    }

    pub(super) fn into_text(self) -> String {
        self.out
    }
}

/// A stretch of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Plain(&'t str),
    /// What stood between backticks.
    Code(&'t str),
}

/// A sentence of devenv's, which names literals in backticks. One whose backticks do not pair up is plain as a whole.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) || parts.iter().skip(1).step_by(2).any(|code| code.trim().is_empty()) {
        return vec![Piece::Plain(text)];
    }
    let pieces = parts.into_iter().enumerate();
    pieces
        .map(|(index, part)| {
            if index % 2 == 0 {
                Piece::Plain(part)
            } else {
                Piece::Code(part)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_never_markup() {
        let mut page = Markup::default();
        page.raw("<p title=\"")
            .text("\"><script>")
            .raw("\">")
            .text("a & b\n\u{0}\u{ffff}'")
            .line("c\nd")
            .value(7)
            .raw("</p>");
        assert_eq!(
            page.into_text(),
            "<p title=\"&quot;&gt;&lt;script&gt;\">a &amp; b&#10;\\u{0}\\u{ffff}&#39;c\\nd7</p>"
        );
    }

    #[test]
    fn literals_of_a_sentence_are_code() {
        let prose = |text: &str| {
            let mut page = Markup::default();
            page.prose(text);
            page.into_text()
        };
        assert_eq!(prose("18 is not `>=20`"), "18 is not <code>&gt;=20</code>");
        assert_eq!(prose("one ` alone, ``"), "one ` alone, ``");
    }

    proptest! {
        #[test]
        fn what_was_text_reads_as_text(text in "\\PC*|.*") {
            let mut page = Markup::default();
            page.raw("<a b=\"").text(&text).raw("\">").text(&text).raw("</a>");
            let page = page.into_text();
            let document = roxmltree::Document::parse(&page).unwrap();
            let expected = text::escape(&text).replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}");
            prop_assert_eq!(document.root_element().attribute("b"), Some(expected.as_str()));
            prop_assert_eq!(document.root_element().text().unwrap_or_default(), expected.as_str());
        }
    }
}
