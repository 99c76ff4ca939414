//! Text in columns: wrapping, colour, and the signs for terminals that have only ASCII.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::text;

/// What a piece of text is, for its colour. Colour never carries meaning alone: signs and words say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Plain,
    Heading,
    Aside,
    Bad,
    Doubtful,
    Good,
    Command,
}

/// The signs that a report is drawn with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signs {
    pub(super) fail: &'static str,
    pub(super) warn: &'static str,
    pub(super) unknown: &'static str,
    pub(super) pass: &'static str,
    pub(super) skipped: &'static str,
    pub(super) dot: &'static str,
    pub(super) arrow: &'static str,
}

const UNICODE: Signs = Signs {
    fail: "✗",
    warn: "!",
    unknown: "?",
    pass: "✓",
    skipped: "–",
    dot: " · ",
    arrow: "→",
};
const ASCII: Signs = Signs {
    fail: "x",
    warn: "!",
    unknown: "?",
    pass: "+",
    skipped: "-",
    dot: ", ",
    arrow: "->",
};

/// A page that is written line by line, never wider than it is, commands excepted.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    pub(super) width: usize,
    pub(super) signs: Signs,
    colour: bool,
    pub(super) unicode: bool,
}

impl Page {
    pub(super) fn new(width: usize, colour: bool, unicode: bool) -> Self {
        // Narrower than this no line holds a command; wider than this no eye finds the next line.
        let width = width.clamp(40, 120);
        Self {
            text: String::new(),
            width,
            signs: if unicode { UNICODE } else { ASCII },
            colour,
            unicode,
        }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Text from outside, safe to print on one line.
    pub(super) fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let safe = text::escape_line(text);
        if self.unicode || safe.is_ascii() {
            return safe;
        }
        let mut ascii = String::with_capacity(safe.len() + 16);
        for character in safe.chars() {
            if character.is_ascii() {
                ascii.push(character);
            } else {
                ascii.extend(character.escape_unicode());
            }
        }
        Cow::Owned(ascii)
    }

    pub(super) fn paint(&self, role: Role, text: &str) -> String {
        let style = match role {
            Role::Plain => return text.to_owned(),
            _ if !self.colour || text.is_empty() => return text.to_owned(),
            Role::Heading => Style::new().bold(),
            Role::Aside => Style::new().dimmed(),
            Role::Bad => AnsiColor::Red.on_default().bold(),
            Role::Doubtful => AnsiColor::Yellow.on_default().bold(),
            Role::Good => AnsiColor::Green.on_default().bold(),
            Role::Command => AnsiColor::Cyan.on_default(),
        };
        format!("{style}{text}{style:#}")
    }

    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A line as it is, without trailing spaces.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// A paragraph: `first` before its first line, as many spaces before the others. `first` is as wide as it looks.
    pub(super) fn paragraph(&mut self, first: &str, role: Role, text: &str) {
        let indent = first.width();
        for (index, line) in wrap(text, self.width.saturating_sub(indent)).iter().enumerate() {
            let prefix = if index == 0 {
                first.to_owned()
            } else {
                " ".repeat(indent)
            };
            let line = self.paint(role, line);
            self.line(&format!("{prefix}{line}"));
        }
    }

    /// A paragraph whose first line ends with `last` at the right edge.
    ///
    /// `sign` is painted with its own role; the rest hangs behind it.
    pub(super) fn entry(&mut self, indent: usize, sign: (Role, &str), text: (Role, &str), last: &str) {
        let hang = indent + if sign.1.is_empty() { 0 } else { sign.1.width() + 1 };
        let room = if last.is_empty() { 0 } else { last.width() + 2 };
        let lines = wrap(text.1, self.width.saturating_sub(hang + room));
        for (index, line) in lines.iter().enumerate() {
            let mut row = " ".repeat(if index == 0 { indent } else { hang });
            if index == 0 && !sign.1.is_empty() {
                row.push_str(&self.paint(sign.0, sign.1));
                row.push(' ');
            }
            row.push_str(&self.paint(text.0, line));
            if index == 0 && !last.is_empty() {
                let mut used = hang + line.width();
                if used + room > self.width {
                    // A word that is wider than its room: what stands at the right edge gets a line of its own.
                    self.line(&std::mem::take(&mut row));
                    used = 0;
                }
                row.push_str(&" ".repeat(self.width.saturating_sub(used + last.width()).max(1)));
                row.push_str(&self.paint(Role::Good, last));
            }
            self.line(&row);
        }
    }

    /// Items that are not broken where a line can hold them, joined by spaces.
    pub(super) fn sequence(&mut self, indent: usize, role: Role, items: &[String]) {
        for row in wrap_items(items, " ", self.width.saturating_sub(indent), usize::MAX) {
            let line = format!("{}{}", " ".repeat(indent), self.paint(role, &row));
            self.line(&line);
        }
    }

    /// A command, whole and on one line however long it is: a terminal wraps it so that it can still be copied.
    pub(super) fn command(&mut self, indent: usize, prompt: &str, command: &str) {
        let line = format!(
            "{}{} {}",
            " ".repeat(indent),
            self.paint(Role::Aside, prompt),
            self.paint(Role::Command, command)
        );
        self.line(&line);
    }

    /// A label in a column, and items behind it that are not broken where a line can hold them. At most `lines` lines.
    pub(super) fn items(&mut self, label: &str, label_width: usize, items: &[String], lines: usize) {
        let room = self.width.saturating_sub(label_width + 4).max(10);
        let rows = wrap_items(items, self.signs.dot, room, lines);
        for (index, row) in rows.iter().enumerate() {
            let shown = if index == 0 { label } else { "" };
            let padding = " ".repeat(label_width.saturating_sub(shown.width()));
            let line = format!("  {}{padding}  {row}", self.paint(Role::Aside, shown));
            self.line(&line);
        }
    }
}

/// Breaks text at spaces into lines of at most `width` columns. A word that is wider has a line of its own, and stays whole.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let options = textwrap::Options::new(width)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    textwrap::wrap(&words.join(" "), options)
        .into_iter()
        .map(Cow::into_owned)
        .collect()
}

/// Joins items into lines of at most `width` columns; what does not fit into `lines` lines is counted at the end.
///
/// An item is never cut: one that no line can hold is broken at its spaces, and the first one is shown whole however many lines it takes.
fn wrap_items(items: &[String], separator: &str, width: usize, lines: usize) -> Vec<String> {
    let more = |count: usize| format!("+{count} more");
    let mut rows: Vec<String> = Vec::new();
    let mut placed = 0;
    for item in items {
        let rest = items.len() - placed - 1;
        // Room for what is left to be counted, should this be the last line.
        let counted = if rest > 0 {
            separator.width() + more(rest).width()
        } else {
            0
        };
        let reserve = |rows: usize| if rows >= lines { counted } else { 0 };
        let row_count = rows.len();
        if let Some(row) = rows
            .last_mut()
            .filter(|row| row.width() + separator.width() + item.width() + reserve(row_count) <= width)
        {
            row.push_str(separator);
            row.push_str(item);
        } else {
            let pieces = wrap(item, width);
            let fits = rows.len() + pieces.len() <= lines
                && pieces
                    .last()
                    .is_some_and(|piece| piece.width() + reserve(rows.len() + pieces.len()) <= width);
            if !(fits || rows.is_empty()) {
                break;
            }
            rows.extend(pieces);
        }
        placed += 1;
    }
    if placed < items.len() {
        let more = more(items.len() - placed);
        match rows
            .last_mut()
            .filter(|row| row.width() + separator.width() + more.width() <= width)
        {
            Some(row) => {
                row.push_str(separator);
                row.push_str(&more);
            }
            None => rows.push(more),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_measured_in_columns_and_words_stay_whole() {
        assert_eq!(wrap("one two  three four", 10), ["one two", "three four"]);
        assert_eq!(wrap("数据库数据 库数据库 ok", 10), ["数据库数据", "库数据库", "ok"]);
        assert_eq!(
            wrap("at /a/path/that/is/long now", 10),
            ["at", "/a/path/that/is/long", "now"]
        );
        assert_eq!(
            wrap("a-b-c 1.11.4-alpha20250101", 10),
            ["a-b-c", "1.11.4-alpha20250101"]
        );
        assert_eq!(wrap("", 10), [""]);
    }

    fn items(words: &[&str]) -> Vec<String> {
        words.iter().copied().map(str::to_owned).collect()
    }

    #[test]
    fn items_stay_whole_and_the_rest_is_counted() {
        let items = items(&["Node.js 20.1.0", "Go 1.23", "Rust 1.95.0", "Ruby 3.3.0", "PHP 8.3"]);
        assert_eq!(
            wrap_items(&items, " · ", 26, 9),
            ["Node.js 20.1.0 · Go 1.23", "Rust 1.95.0 · Ruby 3.3.0", "PHP 8.3"]
        );
        assert_eq!(
            wrap_items(&items, " · ", 26, 2),
            ["Node.js 20.1.0 · Go 1.23", "Rust 1.95.0 · +2 more"]
        );
    }

    #[test]
    fn a_version_is_not_cut_where_the_line_is_too_short_for_it() {
        let items = items(&["Terraform 1.11.4-alpha20250101", "Ansible 2.17.0"]);
        assert_eq!(
            wrap_items(&items, " · ", 20, 1),
            ["Terraform", "1.11.4-alpha20250101", "+1 more"]
        );
        assert_eq!(
            wrap_items(&items, " · ", 20, 9),
            ["Terraform", "1.11.4-alpha20250101", "Ansible 2.17.0"]
        );
        let items = self::items(&["npm 11.1.0", "Google Cloud CLI 512.0.0", "jq 1.7"]);
        assert_eq!(wrap_items(&items, " · ", 20, 1), ["npm 11.1.0 · +2 more"]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_page_but_for_one_word(text in "\\PC{0,200}", width in 10..100_usize) {
            for line in wrap(&text, width) {
                prop_assert!(line.width() <= width || !line.contains(' '), "{:?} is {} wide", line, line.width());
            }
        }

        #[test]
        fn items_stay_within_their_room_and_are_all_shown_or_counted(
            items in proptest::collection::vec("[a-z0-9.]{1,12}( [a-z0-9.]{1,12}){0,3}", 0..40), width in 30..100_usize, lines in 1..5_usize,
        ) {
            let rows = wrap_items(&items, " · ", width, lines);
            // The first item is shown, whatever it takes.
            let needed = items.first().map_or(0, |first| wrap(first, width).len() + 1);
            prop_assert!(rows.len() <= lines.max(needed), "{:?}", rows);
            prop_assert!(rows.iter().all(|row| row.width() <= width), "{:?}", rows);
            let told = rows.join(" ");
            let (shown, more) = match told.rsplit_once('+') {
                Some((shown, more)) => (shown, more.trim_end_matches(" more").parse::<usize>().unwrap()),
                None => (told.as_str(), 0),
            };
            let words = |text: &str| text.split([' ', '·']).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(shown), words(&items[..items.len() - more].join(" ")));
        }
    }
}
