//! Text in columns: wrapping, colour, and the signs for terminals that have only ASCII.

use std::borrow::Cow;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

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
    pub(super) full: &'static str,
    pub(super) empty: &'static str,
}

const UNICODE: Signs = Signs {
    fail: "✗",
    warn: "!",
    unknown: "?",
    pass: "✓",
    skipped: "–",
    dot: " · ",
    arrow: "→",
    full: "█",
    empty: "░",
};
const ASCII: Signs = Signs {
    fail: "x",
    warn: "!",
    unknown: "?",
    pass: "+",
    skipped: "-",
    dot: ", ",
    arrow: "->",
    full: "#",
    empty: ".",
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
                let used = hang + line.width() + last.width();
                row.push_str(&" ".repeat(self.width.saturating_sub(used).max(1)));
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

/// Breaks text at spaces into lines of at most `width` columns. A word that is longer is broken anywhere.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(10);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let wide = word.width();
        if used > 0 && used + 1 + wide <= width {
            line.push(' ');
            line.push_str(word);
            used += 1 + wide;
            continue;
        }
        if used > 0 {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if wide <= width {
            line.push_str(word);
            used = wide;
            continue;
        }
        for character in word.chars() {
            let wide = character.width().unwrap_or(0);
            if used + wide > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(character);
            used += wide;
        }
    }
    if used > 0 || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Joins items into lines of at most `width` columns; what does not fit into `lines` lines is counted at the end.
fn wrap_items(items: &[String], separator: &str, width: usize, lines: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    // Room on the last line for "+123 more".
    let reserve = separator.width() + 9;
    let mut placed = 0;
    for item in items {
        let rest = items.len() - placed;
        let last_row = rows.len() >= lines;
        let keep = if last_row && rest > 1 { reserve } else { 0 };
        if let Some(row) = rows
            .last_mut()
            .filter(|row| row.width() + separator.width() + item.width() + keep <= width)
        {
            row.push_str(separator);
            row.push_str(item);
        } else if rows.len() < lines {
            let mut pieces = wrap(item, width);
            if rows.len() + pieces.len() >= lines {
                pieces = wrap(item, width.saturating_sub(reserve));
            }
            pieces.truncate(lines - rows.len());
            rows.append(&mut pieces);
        } else {
            break;
        }
        placed += 1;
    }
    if placed < items.len()
        && let Some(row) = rows.last_mut()
    {
        row.push_str(separator);
        let _ = write!(row, "+{} more", items.len() - placed);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_measured_in_columns() {
        assert_eq!(wrap("one two three four", 10), ["one two", "three four"]);
        assert_eq!(wrap("数据库数据库数据库 ok", 10), ["数据库数据", "库数据库", "ok"]);
        assert_eq!(wrap("", 10), [""]);
    }

    #[test]
    fn items_are_kept_whole_and_the_rest_is_counted() {
        let items: Vec<String> = ["Node.js 20.1.0", "Go 1.23", "Rust 1.95.0", "Ruby 3.3.0", "PHP 8.3"]
            .map(str::to_owned)
            .into();
        assert_eq!(
            wrap_items(&items, " · ", 26, 9),
            ["Node.js 20.1.0 · Go 1.23", "Rust 1.95.0 · Ruby 3.3.0", "PHP 8.3"]
        );
        assert_eq!(
            wrap_items(&items, " · ", 26, 2),
            ["Node.js 20.1.0 · Go 1.23", "Rust 1.95.0 · +2 more"]
        );
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_page(text in "\\PC{0,200}", width in 10..100_usize) {
            for line in wrap(&text, width) {
                prop_assert!(line.width() <= width.max(10), "{:?} is {} wide", line, line.width());
            }
        }

        #[test]
        fn items_stay_within_their_room(items in proptest::collection::vec("[a-z 0-9.]{1,40}", 0..40), width in 30..100_usize, lines in 1..5_usize) {
            let rows = wrap_items(&items, " · ", width, lines);
            prop_assert!(rows.len() <= lines);
            prop_assert!(rows.iter().all(|row| row.width() <= width), "{:?}", rows);
        }
    }
}
