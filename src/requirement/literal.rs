//! Words in quotes in a line of a program: manifests that are programs are never run, and only what stands in them word for word is read.

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
}
