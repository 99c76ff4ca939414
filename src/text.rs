//! Text for people: escaping for terminals, sizes, times, plurals, lines, the nearest word. And where a string of JSON ends.

use std::borrow::Cow;
use std::time::Duration;

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

/// A size in binary units with one decimal: `1.5 GiB`.
#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    if count < 1024 {
        return format!("{count} B");
    }
    let mut value = count as f64 / 1024.0;
    let mut unit = "KiB";
    for next in UNITS.into_iter().skip(1) {
        if value < 1024.0 {
            break;
        }
        value /= 1024.0;
        unit = next;
    }
    format!("{value:.1} {unit}")
}

/// A duration as people read it: `84 ms`, `1.5 s`, `2 min`.
pub fn duration(value: Duration) -> String {
    let milliseconds = value.as_millis();
    match milliseconds {
        0..1000 => format!("{milliseconds} ms"),
        1000..120_000 => format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100),
        _ => format!("{} min", milliseconds / 60_000),
    }
}

/// `1 tool`, `2 tools`.
pub fn count(number: usize, singular: &str, plural: &str) -> String {
    if number == 1 {
        format!("1 {singular}")
    } else {
        format!("{number} {plural}")
    }
}

/// The candidate nearest to a word with a typing error in it, if one is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| (edit_distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours.
fn edit_distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut previous_character = None;
    for (row, character) in left.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX - 1);
            let mut cost = (at(&last, column) + usize::from(character != *other))
                .min(at(&last, column + 1) + 1)
                .min(at(&current, column) + 1);
            let swapped = column > 0 && previous_character == Some(*other) && right.get(column - 1) == Some(&character);
            if swapped {
                cost = cost.min(at(&before_last, column - 1) + 1);
            }
            current.push(cost);
        }
        before_last = std::mem::replace(&mut last, current);
        previous_character = Some(character);
    }
    last.last().copied().unwrap_or(0)
}

/// The line, from 1, that the byte at `offset` of a text is on; behind its end, the last one.
pub fn line_at(text: &str, offset: usize) -> u32 {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    u32::try_from(memchr::memchr_iter(b'\n', before).count()).unwrap_or(u32::MAX - 1) + 1
}

/// The length of a string of JSON, without the quote that opens it and with the one that closes it; a backslash keeps what follows
/// from closing it. The length of the text, where nothing closes it.
pub fn json_string_length(text: &[u8]) -> usize {
    let mut length = 0;
    while let Some(at) = text.get(length..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        let ends = text.get(length + at) == Some(&b'"');
        length += at + if ends { 1 } else { 2 };
        if ends {
            return length;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_counted_from_one_to_the_last() {
        assert_eq!(
            [0, 1, 2, 4, 9].map(|offset| line_at("a\nb\nc", offset)),
            [1, 1, 2, 3, 3]
        );
    }

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

    #[test]
    fn sizes_and_times_read_well() {
        assert_eq!(
            [0, 1023, 1024, 1_610_612_736, u64::MAX].map(bytes),
            ["0 B", "1023 B", "1.0 KiB", "1.5 GiB", "16384.0 PiB"]
        );
        assert_eq!(
            [84, 1500, 119_999, 120_000].map(|value| duration(Duration::from_millis(value))),
            ["84 ms", "1.5 s", "119.9 s", "2 min"]
        );
    }

    #[test]
    fn the_nearest_word_is_the_one_meant() {
        let tools = ["node", "npm", "python3", "terraform"];
        assert_eq!(nearest("ndoe", tools), Some("node"));
        assert_eq!(nearest("terrafrom", tools), Some("terraform"));
        assert_eq!(nearest("zzz", tools), None);
    }

    proptest! {
        #[test]
        fn nothing_unsafe_survives(text in "\\PC*|.*") {
            prop_assert!(!escape(&text).chars().any(is_unsafe));
            let line = escape_line(&text);
            prop_assert!(!line.contains(['\n', '\t', '\u{1b}']), "{:?}", line);
        }

        #[test]
        fn a_word_is_nearest_to_itself(word in "[a-z]{1,12}", other in "[a-z]{1,12}") {
            prop_assert_eq!(nearest(&word, [other.as_str(), word.as_str()]), Some(word.as_str()));
        }
    }

    #[test]
    fn a_string_of_json_ends_at_a_quote_that_no_backslash_stands_before() {
        for (text, length) in [
            (r#"a","b""#, 2),
            (r#"","b""#, 1),
            (r#"a\"b","#, 5),
            (r#"a\\"b","#, 4),
            (r#"a\""#, 3),
            (r"a\", 2),
            ("", 0),
        ] {
            assert_eq!(json_string_length(text.as_bytes()), length, "{text}");
        }
    }
}
