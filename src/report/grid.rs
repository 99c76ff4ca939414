//! Tables that fit the terminal: columns are shortened, wrapped or left out; words and versions are never broken.

use comfy_table::{CellAlignment, Table, presets};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::layout::wrap;

/// Columns of space between two columns.
const GAP: usize = 2;
/// The narrowest terminal that a table is made for.
const NARROWEST: usize = 40;

/// What happens to a column's cells where the terminal is too narrow for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// They stay whole.
    Whole,
    /// They stay whole while an optional column can be left out instead; then their ends are cut off, with a mark.
    WholeIfPossible(usize),
    /// Their ends are cut off, with a mark.
    CutEnd(usize),
    /// Their beginnings are cut off, with a mark: a path says most at its end.
    CutStart(usize),
    /// They take several lines, and no word is broken.
    Wrap(usize),
}

/// A column: its heading, and how it gives way.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    heading: &'static str,
    fit: Fit,
    /// 0: always shown. Of the others, the highest is left out first.
    rank: u8,
    right: bool,
}

impl Column {
    /// A column that is always shown, and whole.
    pub fn new(heading: &'static str) -> Self {
        Self {
            heading,
            fit: Fit::Whole,
            rank: 0,
            right: false,
        }
    }

    /// Left out where there is no room. Of several such columns, the one with the highest rank goes first.
    #[must_use]
    pub fn optional(self, rank: u8) -> Self {
        Self { rank, ..self }
    }

    /// Cut to at least this width, once no optional column is left.
    #[must_use]
    pub fn whole_if_possible(self, least: usize) -> Self {
        let fit = Fit::WholeIfPossible(least);
        Self { fit, ..self }
    }

    /// Cut at the end to at least this width.
    #[must_use]
    pub fn cut_end(self, least: usize) -> Self {
        let fit = Fit::CutEnd(least);
        Self { fit, ..self }
    }

    /// Cut at the beginning to at least this width.
    #[must_use]
    pub fn cut_start(self, least: usize) -> Self {
        let fit = Fit::CutStart(least);
        Self { fit, ..self }
    }

    /// Wrapped at spaces to at least this width.
    #[must_use]
    pub fn wrap(self, least: usize) -> Self {
        let fit = Fit::Wrap(least);
        Self { fit, ..self }
    }

    /// Aligned right: numbers.
    #[must_use]
    pub fn right(self) -> Self {
        Self { right: true, ..self }
    }
}

/// A table of text that is safe to print.
#[derive(Debug)]
pub struct Grid {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
    /// What stands where something was cut off.
    mark: &'static str,
}

/// A column that is shown: which one, and how wide.
#[derive(Debug, Clone, Copy)]
struct Shown {
    index: usize,
    width: usize,
}

impl Grid {
    /// A table without rows. `unicode`: the terminal can show more than ASCII.
    pub fn new(columns: impl Into<Vec<Column>>, unicode: bool) -> Self {
        Self {
            columns: columns.into(),
            rows: Vec::new(),
            mark: if unicode { "…" } else { ".." },
        }
    }

    /// Adds a row: a cell for each column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Whether no row was added.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table in lines of at most `width` columns, each with a line feed. A word that is wider stays whole.
    ///
    /// Where not even the columns that are always shown have room side by side, each row becomes a block of lines.
    pub fn render(&self, width: usize) -> String {
        let width = width.max(NARROWEST);
        match self.layout(width) {
            Some(shown) => self.side_by_side(&shown),
            None => self.stacked(width),
        }
    }

    /// The width of what is widest in a column, and of the widest word in it.
    fn natural(&self, index: usize, column: &Column) -> (usize, usize) {
        let cells = self.rows.iter().map(|row| cell(row, index));
        let texts: Vec<&str> = cells.chain([column.heading]).collect();
        let widest = texts.iter().map(|text| text.width()).max();
        let word = texts
            .iter()
            .flat_map(|text| text.split(' '))
            .map(UnicodeWidthStr::width)
            .max();
        (widest.unwrap_or(0), word.unwrap_or(0))
    }

    /// Which columns are shown, and how wide. `None`: those that are always shown have no room.
    fn layout(&self, width: usize) -> Option<Vec<Shown>> {
        let mut chosen: Vec<(usize, &Column)> = self.columns.iter().enumerate().collect();
        loop {
            let is_last = chosen.iter().all(|(_, column)| column.rank == 0);
            if let Some(shown) = self.widths(&chosen, width, false) {
                return Some(shown);
            }
            if is_last {
                return self.widths(&chosen, width, true);
            }
            // A column without a single cell says nothing.
            let rank = |(_, (index, column)): &(usize, &(usize, &Column))| {
                let is_empty = self.rows.iter().all(|row| cell(row, *index).is_empty());
                if is_empty && column.rank > 0 {
                    u8::MAX
                } else {
                    column.rank
                }
            };
            let (place, _) = chosen.iter().enumerate().max_by_key(rank)?;
            chosen.remove(place);
        }
    }

    /// How wide each of these columns is. `may_cut_all`: also those that stay whole if possible may be cut.
    fn widths(&self, chosen: &[(usize, &Column)], width: usize, may_cut_all: bool) -> Option<Vec<Shown>> {
        let gaps = GAP * chosen.len().saturating_sub(1);
        let natural: Vec<(usize, usize)> = chosen
            .iter()
            .map(|(index, column)| self.natural(*index, column))
            .collect();
        let mut shown: Vec<Shown> = chosen
            .iter()
            .zip(&natural)
            .map(|((index, column), (widest, word))| {
                let least = match column.fit {
                    Fit::Whole => *widest,
                    Fit::WholeIfPossible(_) if !may_cut_all => *widest,
                    Fit::WholeIfPossible(least) | Fit::CutEnd(least) | Fit::CutStart(least) => {
                        least.max(column.heading.width())
                    }
                    Fit::Wrap(least) => least.max(*word),
                };
                Shown {
                    index: *index,
                    width: least.min(*widest),
                }
            })
            .collect();
        let mut room = width.checked_sub(gaps + shown.iter().map(|column| column.width).sum::<usize>())?;
        // What matters most grows first, and what loses nothing by being narrow grows last.
        let mut order: Vec<usize> = (0..shown.len()).collect();
        let last = |column: &Column| (matches!(column.fit, Fit::Wrap(_)), column.rank);
        order.sort_by_key(|place| chosen.get(*place).map(|(_, column)| last(column)));
        for place in order {
            if let (Some(column), Some((widest, _))) = (shown.get_mut(place), natural.get(place)) {
                let more = room.min(widest.saturating_sub(column.width));
                column.width += more;
                room -= more;
            }
        }
        Some(shown)
    }

    fn side_by_side(&self, shown: &[Shown]) -> String {
        let columns: Vec<(&Column, &Shown)> = shown
            .iter()
            .filter_map(|shown| Some((self.columns.get(shown.index)?, shown)))
            .collect();
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_header(columns.iter().map(|(column, _)| column.heading));
        for row in &self.rows {
            table.add_row(columns.iter().map(|(column, shown)| {
                let cell = cell(row, shown.index);
                match column.fit {
                    Fit::Wrap(_) => wrap(cell, shown.width).join("\n"),
                    Fit::CutStart(_) => cut_start(cell, shown.width, self.mark),
                    Fit::Whole | Fit::WholeIfPossible(_) | Fit::CutEnd(_) => cut_end(cell, shown.width, self.mark),
                }
            }));
        }
        let last = columns.len().saturating_sub(1);
        for (place, (column, _)) in columns.iter().enumerate() {
            let Some(cells) = table.column_mut(place) else { continue };
            let gap = if place == last { 0 } else { GAP };
            cells.set_padding((0, u16::try_from(gap).unwrap_or(0)));
            if column.right {
                cells.set_cell_alignment(CellAlignment::Right);
            }
        }
        let mut text = table.trim_fmt();
        text.push('\n');
        text
    }

    /// Each row as its first cell, and below it the others.
    fn stacked(&self, width: usize) -> String {
        let mut text = String::new();
        for row in &self.rows {
            let (first, rest) = row
                .split_first()
                .map_or(("", row.as_slice()), |(first, rest)| (first.as_str(), rest));
            let told: Vec<&str> = rest
                .iter()
                .map(String::as_str)
                .filter(|cell| !cell.is_empty())
                .collect();
            let separator = if self.mark.is_ascii() { ", " } else { " · " };
            for line in wrap(first, width) {
                text.push_str(&line);
                text.push('\n');
            }
            for line in wrap(&told.join(separator), width.saturating_sub(GAP)) {
                text.push_str("  ");
                text.push_str(&line);
                text.push('\n');
            }
        }
        text
    }
}

/// The text in at most `width` columns: what is left of it ends with the mark.
pub(super) fn cut_end(text: &str, width: usize, mark: &str) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = take(text.chars(), width.saturating_sub(mark.width())).collect::<String>();
    kept.push_str(mark);
    kept
}

/// The text in at most `width` columns: what is left of it begins with the mark.
fn cut_start(text: &str, width: usize, mark: &str) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept: Vec<char> = take(text.chars().rev(), width.saturating_sub(mark.width())).collect();
    kept.reverse();
    mark.chars().chain(kept).collect()
}

fn take(characters: impl Iterator<Item = char>, width: usize) -> impl Iterator<Item = char> {
    characters.scan(0, move |used, character| {
        *used += character.width().unwrap_or(0);
        (*used <= width).then_some(character)
    })
}

/// What a row has in a column: nothing where it is shorter.
fn cell(row: &[String], index: usize) -> &str {
    row.get(index).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As `devenv tools` lists tools.
    fn tools() -> Grid {
        let columns = [
            Column::new("tool").cut_end(14),
            Column::new("version").whole_if_possible(12),
            Column::new("by").cut_end(8).optional(2),
            Column::new("category").optional(3),
            Column::new("path").cut_start(12).optional(1),
        ];
        let mut grid = Grid::new(columns, true);
        for row in [
            ["gcloud", "512.0.0", "dpkg", "cloud", "/usr/bin/gcloud"],
            [
                "terraform",
                "1.11.4-alpha20250101",
                "asdf",
                "infrastructure",
                "~/.asdf/installs/terraform/1.11.4/bin/terraform",
            ],
        ] {
            grid.row(row.map(str::to_owned));
        }
        grid
    }

    #[test]
    fn columns_are_left_out_before_a_version_is_cut() {
        insta::assert_snapshot!(tools().render(120), @"
        tool       version               by    category        path
        gcloud     512.0.0               dpkg  cloud           /usr/bin/gcloud
        terraform  1.11.4-alpha20250101  asdf  infrastructure  ~/.asdf/installs/terraform/1.11.4/bin/terraform
        ");
        insta::assert_snapshot!(tools().render(80), @"
        tool       version               by    category        path
        gcloud     512.0.0               dpkg  cloud           /usr/bin/gcloud
        terraform  1.11.4-alpha20250101  asdf  infrastructure  …orm/1.11.4/bin/terraform
        ");
        insta::assert_snapshot!(tools().render(60), @"
        tool       version               by    path
        gcloud     512.0.0               dpkg  /usr/bin/gcloud
        terraform  1.11.4-alpha20250101  asdf  …1.11.4/bin/terraform
        ");
        insta::assert_snapshot!(tools().render(40), @"
        tool       version
        gcloud     512.0.0
        terraform  1.11.4-alpha20250101
        ");
    }

    #[test]
    fn what_has_no_room_side_by_side_is_stacked() {
        let columns = [
            Column::new("key"),
            Column::new("value").wrap(10),
            Column::new("from").cut_start(10),
        ];
        let mut grid = Grid::new(columns, true);
        grid.row(["profiles.default.callback_ports", "8400 8401", "config.toml:7"].map(str::to_owned));
        insta::assert_snapshot!(grid.render(40), @"
        profiles.default.callback_ports
          8400 8401 · config.toml:7
        ");
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(cut_end("1.11.4-alpha20250101", 10, "…"), "1.11.4-al…");
        assert_eq!(cut_end("1.11.4", 6, "…"), "1.11.4");
        assert_eq!(cut_end("数据库数据库", 8, ".."), "数据库..");
        assert_eq!(cut_start("/usr/local/bin/node", 10, "…"), "…/bin/node");
        assert_eq!(cut_start("/usr/local/bin/node", 10, ".."), "..bin/node");
    }

    proptest! {
        #[test]
        fn a_line_is_as_wide_as_the_terminal_at_most_and_a_cut_is_marked(
            rows in proptest::collection::vec(("[a-z]{1,30}", "[0-9.]{1,30}", "[a-z]{0,9}( [a-z]{1,9}){0,5}", "(/[a-z]{1,9}){0,9}"), 1..8),
            width in 40..140_usize,
        ) {
            let columns = [
                Column::new("tool").cut_end(8),
                Column::new("version").whole_if_possible(8),
                Column::new("what").wrap(8).optional(2),
                Column::new("path").cut_start(8).optional(1),
            ];
            let mut grid = Grid::new(columns, true);
            for (tool, version, what, path) in &rows {
                grid.row([tool, version, what, path].map(String::clone));
            }
            let text = grid.render(width);
            for line in text.lines() {
                prop_assert!(line.width() <= width, "{} wide: {line}", line.width());
            }
            let words: std::collections::BTreeSet<&str> =
                rows.iter().flat_map(|(tool, version, what, path)| [tool, version, what, path]).flat_map(|cell| cell.split(' ')).collect();
            for word in text.lines().skip(1).flat_map(|line| line.split(' ')).filter(|word| !word.is_empty()) {
                prop_assert!(words.contains(word) || word.contains('…'), "{word:?} is in no cell\n{text}");
            }
        }
    }
}
