//! Text from outside, made safe for a terminal.

use std::borrow::Cow;

/// Makes text from outside safe to print: control characters and bidirectional overrides are written as escapes.
///
/// Line feeds and tabs stay; a carriage return does not, since it lets a line overwrite itself.
pub fn escape(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| !is_unsafe(character)) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_unsafe(character) {
            escaped.extend(character.escape_unicode());
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// As [`escape`], and line feeds and tabs are escaped too: for text that must stay on its line.
pub fn escape_line(text: &str) -> Cow<'_, str> {
    match escape(text) {
        safe if safe.contains(['\n', '\t']) => Cow::Owned(safe.replace('\n', "\\n").replace('\t', "\\t")),
        safe => safe,
    }
}

fn is_unsafe(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        // Bidirectional overrides and isolates, zero-width and other invisible marks, line separators, tags.
        '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}' => true,
        other => other.is_control(),
    }
}

/// Removes ANSI escape sequences (CSI, OSC and two-character ones) from what a program printed.
///
/// Source: ECMA-48, sections 5.3 to 5.6.
pub fn strip_ansi(text: &str) -> Cow<'_, str> {
    if !text.contains(['\u{1b}', '\u{9b}']) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let introducer = match character {
            '\u{1b}' => characters.next(),
            '\u{9b}' => Some('['),
            other => {
                plain.push(other);
                continue;
            }
        };
        match introducer {
            Some('[') => {
                for next in characters.by_ref() {
                    if ('\u{40}'..='\u{7e}').contains(&next) {
                        break;
                    }
                }
            }
            Some(']' | 'P' | 'X' | '^' | '_') => {
                while let Some(next) = characters.next() {
                    if next == '\u{7}' {
                        break;
                    }
                    if next == '\u{1b}' {
                        characters.next_if_eq(&'\\');
                        break;
                    }
                }
            }
            Some('(' | ')' | '*' | '+' | '#' | '%') => {
                characters.next();
            }
            _ => {}
        }
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn control_characters_are_shown_not_obeyed() {
        assert_eq!(
            escape("a\u{1b}]0;x\u{7}b\r\u{202e}c\nd"),
            "a\\u{1b}]0;x\\u{7}b\\u{d}\\u{202e}c\nd"
        );
        assert_eq!(escape_line("a\nb\tc"), "a\\nb\\tc");
    }

    #[test]
    fn ansi_sequences_are_removed_whole() {
        assert_eq!(strip_ansi("\u{1b}[1mApache Maven 3.8.7\u{1b}[m"), "Apache Maven 3.8.7");
        assert_eq!(
            strip_ansi("\u{1b}]8;;https://x\u{1b}\\link\u{1b}]8;;\u{7} 1.2"),
            "link 1.2"
        );
        assert_eq!(strip_ansi("\u{1b}(B1.0\u{9b}31m!"), "1.0!");
    }

    proptest! {
        #[test]
        fn nothing_unsafe_survives(text in "\\PC*|.*") {
            prop_assert!(!escape(&text).chars().any(is_unsafe));
            let line = escape_line(&text);
            prop_assert!(!line.contains(['\n', '\t', '\u{1b}']), "{:?}", line);
        }
    }
}
