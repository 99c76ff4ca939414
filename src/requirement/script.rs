//! Manifests that are programs. They are never run: only strings and numbers that stand in them word for word are read.

/// The strings at the beginning of `text`, with commas between them, and what follows: `"~> 3.1", '< 4' # note`.
///
/// Brackets around them (`[`, `(`) are passed by. One that the program would have to work out first (an escape, an
/// interpolation) is no word, and ends the list.
pub(super) fn strings(text: &str) -> (Vec<&str>, &str) {
    let mut words = Vec::new();
    let mut rest = text.trim_start_matches([' ', '\t', '(', '[']);
    loop {
        let Some((word, after)) = string(rest) else {
            return (words, rest);
        };
        words.push(word);
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(next) if string(next.trim_start()).is_some() => rest = next.trim_start(),
            _ => return (words, rest.trim_start_matches([' ', '\t', ')', ']'])),
        }
    }
}

/// All words in double quotes of a line, whatever is in them.
pub(super) fn quoted_words(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

/// All strings of a line that stand in it word for word.
pub(super) fn all_strings(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['"', '\'']) {
        let (_, quoted) = rest.split_at_checked(start).unwrap_or_default();
        match string(quoted) {
            Some((word, after)) => {
                found.push(word);
                rest = after;
            }
            // What it holds is computed: go on behind it.
            None => {
                let quote = quoted.chars().next().unwrap_or('"');
                rest = quoted
                    .get(1..)
                    .and_then(|inner| inner.split_once(quote))
                    .map_or("", |(_, after)| after);
            }
        }
    }
    found
}

/// The string that `text` begins with, and what follows.
pub(super) fn string(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let (word, after) = text.get(1..)?.split_once(quote)?;
    let is_plain = !word.contains(['\\', '\n']) && !word.contains("#{") && !word.contains('$');
    is_plain.then_some((word, after))
}

/// The lines of a program, each with its number, without blanks around them and without those that are a comment.
pub(super) fn lines<'t>(text: &'t str, comment: &'static str) -> impl Iterator<Item = (&'t str, u32)> {
    text.lines().zip(1..).filter_map(move |(line, number)| {
        let line = line.trim();
        (!line.is_empty() && !line.starts_with(comment)).then_some((line, number))
    })
}

/// What follows `name` and one of `signs` in a line: of `elixir: "~> 1.14"` with `:` the string.
pub(super) fn after<'t>(line: &'t str, name: &str, sign: char) -> Option<&'t str> {
    line.strip_prefix(name)?
        .trim_start()
        .strip_prefix(sign)
        .map(str::trim_start)
}

/// The lines of a script, from 1, without their comments: `// …`, and `/* … */` over several lines.
///
/// Within a string in quotation marks nothing is a comment. A line that begins within a comment and has something behind it counts.
pub(super) fn lines_without_comments(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let mut is_comment = false;
    (1..).zip(text.lines()).map(move |(number, line)| {
        let mut rest = line;
        if is_comment {
            match line.split_once("*/") {
                Some((_, after)) => {
                    is_comment = false;
                    rest = after;
                }
                None => return (number, ""),
            }
        }
        match comment_start(rest) {
            Some(start) => {
                let (before, comment) = rest.split_at_checked(start).unwrap_or((rest, ""));
                is_comment = comment.starts_with("/*") && !comment.contains("*/");
                (number, before)
            }
            None => (number, rest),
        }
    })
}

/// Where a comment begins in a line.
fn comment_start(line: &str) -> Option<usize> {
    let mut quote = None;
    let mut characters = line.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match (quote, character) {
            (Some(_), '\\') => {
                characters.next();
            }
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '/') if characters.peek().is_some_and(|(_, next)| "/*".contains(*next)) => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_stand() {
        assert_eq!(strings(r#" "~> 3.1", '< 4' # note"#), (vec!["~> 3.1", "< 4"], "# note"));
        assert_eq!(strings(r#"(["a", "b"]) if x"#), (vec!["a", "b"], "if x"));
        assert_eq!(
            strings(r#""3.2", engine: "jruby""#),
            (vec!["3.2"], r#", engine: "jruby""#)
        );
        assert_eq!(strings(r#""3.#{minor}""#), (vec![], r#""3.#{minor}""#));
        assert_eq!(strings("\"open"), (vec![], "\"open"));
        assert_eq!(strings("ENV['X']"), (vec![], "ENV['X']"));
    }

    #[test]
    fn a_name_ends_where_it_ends() {
        assert_eq!(after("elixir: \"1\"", "elixir", ':'), Some("\"1\""));
        assert_eq!(after("elixirc_paths: 1", "elixir", ':'), None);
        assert_eq!(lines("# a\n\n  b # c\n", "#").collect::<Vec<_>>(), [("b # c", 3)]);
    }

    #[test]
    fn comments_are_left_out_and_lines_keep_their_numbers() {
        let text = "a // b\n\"http://c\" /* d\ne\nf */ g\n'\\'//' // h\n";
        let read: Vec<(u32, &str)> = lines_without_comments(text).collect();
        assert_eq!(
            read,
            [(1, "a "), (2, "\"http://c\" "), (3, ""), (4, " g"), (5, "'\\'//' ")]
        );
    }
}
