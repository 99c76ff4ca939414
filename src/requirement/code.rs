//! The code of a program, without what only looks like it: comments, documentation, long texts, and what stands behind its end.

mod language;

use std::collections::VecDeque;

use crate::text::line_at;
pub(super) use language::{
    CLOJURE, CMAKE, DOCKERFILE, DUNE, ELIXIR, ERLANG, GRADLE, Language, NIM, OPAM, PERL, PYTHON, RUBY, ZIG,
};

/// So many texts behind `<<` are looked for: each may cost a look at the whole file.
const MOST_HEREDOCS: usize = 100;

/// A program with blanks in the place of what is no code: every character stands where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    text: String,
    /// The same, with blanks in the place of what strings hold, too.
    bare: String,
}

/// A line of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'c> {
    /// From 1.
    pub(super) number: u32,
    pub(super) text: &'c str,
    /// With blanks in the place of what strings hold.
    pub(super) bare: &'c str,
}

impl<'c> Line<'c> {
    /// What follows a word in the line. `None`: it does not stand there, or in a string, or as a part of another word.
    pub(super) fn after(&self, word: &str) -> Option<&'c str> {
        let (_, end) = whole_word(self.bare, word)?;
        self.text.get(end..)
    }
}

impl Code {
    pub(super) fn of(text: &str, language: &Language) -> Self {
        let mut code = Self {
            text: String::with_capacity(text.len()),
            bare: String::with_capacity(text.len()),
        };
        let mut rest = text;
        let mut heredocs = VecDeque::new();
        let mut heredocs_left = if language.has_heredocs { MOST_HEREDOCS } else { 0 };
        // Where in the line a string was begun that does not end in it: what follows holds no strings that can be told.
        let mut has_open_quote = false;
        while let Some(first) = rest.chars().next() {
            if code.text.is_empty() || code.text.ends_with('\n') {
                has_open_quote = false;
                if let Some(length) = heredocs.pop_front().or_else(|| block_length(rest, language)) {
                    rest = code.blank(rest, length);
                    continue;
                }
            }
            if let Some(length) = comment_or_text_length(rest, language) {
                rest = code.blank(rest, length);
            } else if language.quotes.contains(&first) && !has_open_quote {
                if let Some(length) = string_length(rest, first, language.has_long_strings) {
                    rest = code.keep_string(rest, length);
                } else {
                    has_open_quote = true;
                    rest = code.keep(rest, first.len_utf8());
                }
            } else {
                if heredocs_left > 0
                    && let Some(tag) = heredoc_tag(rest)
                {
                    heredocs_left -= 1;
                    let skipped = heredocs.iter().sum();
                    heredocs.extend(heredoc_length(rest, tag, skipped));
                }
                rest = code.keep(rest, first.len_utf8());
            }
        }
        code
    }

    /// The program with blanks in the place of comments and long texts.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The same, with blanks in the place of what strings hold, too.
    pub(super) fn bare(&self) -> &str {
        &self.bare
    }

    /// Its lines, from 1.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let lines = self.text.lines().zip(self.bare.lines());
        (1..)
            .zip(lines)
            .map(|(number, (text, bare))| Line { number, text, bare })
    }

    /// Those that say something, without blanks around them.
    pub(super) fn trimmed_lines(&self) -> impl Iterator<Item = (&str, u32)> {
        self.lines()
            .map(|line| (line.text.trim(), line.number))
            .filter(|(text, _)| !text.is_empty())
    }

    /// What follows each place where a word stands outside of strings, up to the program's end, with the line of the word.
    pub(super) fn all_after<'c>(&'c self, word: &'c str) -> impl Iterator<Item = (&'c str, u32)> {
        let (mut from, mut line) = (0, 1);
        std::iter::from_fn(move || {
            let rest = self.bare.get(from..)?;
            let (at, end) = whole_word(rest, word)?;
            line = line_at(rest, at) + line - 1;
            from += end;
            Some((self.text.get(from..)?, line))
        })
    }

    /// As [`Code::all_after`], of the first place.
    pub(super) fn after<'c>(&'c self, word: &'c str) -> Option<(&'c str, u32)> {
        self.all_after(word).next()
    }

    fn blank<'t>(&mut self, rest: &'t str, length: usize) -> &'t str {
        let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        push_blanks(&mut self.text, part);
        push_blanks(&mut self.bare, part);
        after
    }

    fn keep<'t>(&mut self, rest: &'t str, length: usize) -> &'t str {
        let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        self.text.push_str(part);
        self.bare.push_str(part);
        after
    }

    /// Keeps a string; of the two texts the bare one gets its quotation marks alone, which are one byte long.
    fn keep_string<'t>(&mut self, rest: &'t str, length: usize) -> &'t str {
        let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        self.text.push_str(part);
        let inner = part.get(1..part.len().saturating_sub(1)).unwrap_or_default();
        self.bare.push_str(part.get(..1).unwrap_or_default());
        push_blanks(&mut self.bare, inner);
        self.bare.push_str(part.get(1 + inner.len()..).unwrap_or_default());
        after
    }
}

/// As many bytes, and as many lines.
fn push_blanks(text: &mut String, part: &str) {
    text.extend(part.bytes().map(|byte| match byte {
        b'\n' => '\n',
        b'\r' => '\r',
        _ => ' ',
    }));
}

pub(super) fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Where a word begins and ends that is no part of another one.
fn whole_word(text: &str, word: &str) -> Option<(usize, usize)> {
    text.match_indices(word)
        .map(|(at, _)| (at, at + word.len()))
        .find(|(at, end)| {
            let before = text.get(..*at).unwrap_or_default();
            let after = text.get(*end..).unwrap_or_default();
            !before.ends_with(is_of_word) && !after.starts_with(is_of_word)
        })
}

fn line_length(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |end| end + 1)
}

/// The bytes of the lines that are no code, if `rest` begins with the first one of them.
fn block_length(rest: &str, language: &Language) -> Option<usize> {
    let line = rest.get(..line_length(rest))?.trim_end();
    if language.ends.contains(&line) {
        return Some(rest.len());
    }
    let (_, close) = language.blocks.iter().find(|(open, _)| line.starts_with(open))?;
    let mut length = 0;
    for line in rest.split_inclusive('\n') {
        length += line.len();
        if line.starts_with(close) {
            break;
        }
    }
    Some(length)
}

/// The bytes of a comment or a long text that `rest` begins with.
fn comment_or_text_length(rest: &str, language: &Language) -> Option<usize> {
    for (open, close) in language.spans {
        if let Some(inner) = rest.strip_prefix(open) {
            let end = inner.find(close).map(|end| open.len() + end + close.len());
            return Some(end.unwrap_or(rest.len()));
        }
    }
    let begins_comment = language.line_comments.iter().any(|sign| rest.starts_with(sign));
    begins_comment.then(|| rest.find('\n').unwrap_or(rest.len()))
}

/// The bytes of the string that `rest` begins with. `None`: it does not end.
fn string_length(rest: &str, quote: char, is_long: bool) -> Option<usize> {
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '\n' if !is_long => return None,
            _ if character == quote => return Some(at + quote.len_utf8()),
            _ => {}
        }
    }
    is_long.then_some(rest.len())
}

/// The word that ends a text, of `<<~END`, `<<-"END"`, `<<END`.
fn heredoc_tag(rest: &str) -> Option<&str> {
    let tag = rest.strip_prefix("<<")?;
    let tag = tag.strip_prefix(['~', '-']).unwrap_or(tag);
    let quote = tag.chars().next().filter(|first| matches!(first, '"' | '\''));
    let tag = tag.strip_prefix(['"', '\'']).unwrap_or(tag);
    let end = tag.find(|character| !is_of_word(character)).unwrap_or(tag.len());
    let (tag, after) = tag.split_at_checked(end)?;
    let is_name = tag.starts_with(|first: char| first.is_alphabetic() || first == '_');
    (is_name && quote.is_none_or(|quote| after.starts_with(quote))).then_some(tag)
}

/// The bytes of the lines of a text, behind the line that `rest` begins in and the texts of that line before it, so many bytes.
/// `None`: nothing ends it.
fn heredoc_length(rest: &str, tag: &str, skipped: usize) -> Option<usize> {
    let mut length = 0;
    for line in rest.get(line_length(rest) + skipped..)?.split_inclusive('\n') {
        length += line.len();
        if line.trim() == tag {
            return Some(length);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of code that are left, without blanks around them.
    fn left(code: &Code) -> Vec<(&str, u32)> {
        code.trimmed_lines().collect()
    }

    #[test]
    fn every_character_stands_where_it_stood() {
        let text = "a = 'ü#' # ö\r\n/* ä\n */ b";
        let code = Code::of(
            text,
            &Language {
                spans: &[("/*", "*/")],
                ..RUBY
            },
        );
        assert_eq!(code.text(), "a = 'ü#'     \r\n     \n    b");
        assert_eq!(code.bare, "a = '   '     \r\n     \n    b");
        assert_eq!(code.text().len(), text.len());
    }

    #[test]
    fn comments_are_left_out_and_lines_keep_their_numbers() {
        let code = Code::of("a // b\n\"http://c\" /* d\ne\nf */ g\n'\\'//' // h\n", &GRADLE);
        assert_eq!(left(&code), [("a", 1), ("\"http://c\"", 2), ("g", 4), ("'\\'//'", 5)]);
    }

    #[test]
    fn texts_behind_a_sign_end_with_their_word() {
        let ruby = "x = [<<~A, <<-'B']\n  ruby '1'\n  A\nruby '2'\nB\nruby '3'\ny <<NOBODY\nclass << self\n=begin\nruby '4'\n=end\n__END__\nruby '5'\n";
        assert_eq!(
            left(&Code::of(ruby, &RUBY)),
            [
                ("x = [<<~A, <<-'B']", 1),
                ("ruby '3'", 6),
                ("y <<NOBODY", 7),
                ("class << self", 8)
            ]
        );
    }

    #[test]
    fn long_texts_and_nested_signs_are_no_code() {
        let python = "\"\"\"doc\nsetup('''\n\"\"\"\nx = 'it''s' # \"\"\"\ny\n";
        assert_eq!(left(&Code::of(python, &PYTHON)), [("x = 'it''s'", 4), ("y", 5)]);
        let cmake = "#[[ a\nb ]] c\n#[=[ ]]\nd ]=]\nmessage(\"e\n# f\") # g\nset(x [[ h ]])\n";
        assert_eq!(
            left(&Code::of(cmake, &CMAKE)),
            [("c", 2), ("message(\"e", 5), ("# f\")", 6), ("set(x        )", 7)]
        );
        assert_eq!(
            left(&Code::of("a\n=head1 b\nc\n=cut\nd\n__DATA__\ne", &PERL)),
            [("a", 1), ("d", 5)]
        );
        assert_eq!(left(&Code::of("#[ a\n]# b # c\n", &NIM)), [("b", 2)]);
        assert_eq!(left(&Code::of("\\\\ a\nb // c\n", &ZIG)), [("b", 2)]);
    }

    #[test]
    fn a_quotation_mark_that_stands_alone_ends_with_its_line() {
        let code = Code::of("x =~ /'/ # none\nruby \"3\"\n", &RUBY);
        assert_eq!(left(&code), [("x =~ /'/", 1), ("ruby \"3\"", 2)]);
    }

    #[test]
    fn a_word_in_a_string_or_in_another_word_is_none() {
        let code = Code::of("s = \"level = 1\"\nmylevel = 2\nlevel = '3'\nlevels = 4\n", &GRADLE);
        assert_eq!(code.after("level"), Some((" = '3'\nlevels = 4\n", 3)));
        let lines: Vec<Option<&str>> = code.lines().map(|line| line.after("level")).collect();
        assert_eq!(lines, [None, None, Some(" = '3'"), None]);
    }
}
