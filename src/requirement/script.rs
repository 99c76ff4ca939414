//! Manifests that are programs. They are never run: only strings and numbers that stand in them word for word are read.

use super::code::{Code, Line, is_of_word};

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
        if let Some((word, after)) = string(quoted) {
            found.push(word);
            rest = after;
        } else {
            // What it holds is computed: continue after it.
            let quote = quoted.chars().next().unwrap_or('"');
            rest = quoted
                .get(1..)
                .and_then(|inner| inner.split_once(quote))
                .map_or("", |(_, after)| after);
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

/// The value of a name that a script sets once to a literal string or number, and its line.
///
/// `@elixir_requirement "~> 1.15"`, `def javaVersion = 21`, `val javaVersion: Int = 21`, `ext.javaVersion = 21`,
/// `set("javaVersion", 21)`, `val javaVersion by extra { 21 }`, `RUBY = "~> 3.2".freeze`, `set(LEAST 3.28)`. `None`: it is not set, or not to one such value.
pub(super) fn constant<'c>(code: &'c Code, name: &str) -> Option<(&'c str, u32)> {
    let mut values = code
        .lines()
        .filter_map(|line| Some((value_of(&line, name)?, line.number)));
    let first = values.next()?;
    values.all(|(value, _)| value == first.0).then_some(first)
}

/// The value that a line gives to a name.
fn value_of<'c>(line: &Line<'c>, name: &str) -> Option<&'c str> {
    let (line, bare) = (line.text, line.bare);
    let (at, _) = line.match_indices(name).find(|(at, _)| {
        let before = line.get(..*at).unwrap_or_default();
        let after = line.get(at + name.len()..).unwrap_or_default();
        // Within a string it counts where it is all of it: `set("javaVersion", 21)`.
        let is_code = bare.get(*at..).is_some_and(|rest| rest.starts_with(name))
            || (before.ends_with(['"', '\'']) && after.starts_with(['"', '\'']));
        is_code && !before.ends_with(is_of_word) && !after.starts_with(is_of_word) && !before.contains('=')
    })?;
    let before = line.get(..at)?;
    let rest = line.get(at + name.len()..)?;
    let mut rest = rest.trim_start_matches(['"', '\'', ']']).trim_start();
    if let Some(value) = rest.strip_prefix("by extra") {
        rest = value.trim_start_matches([' ', '(', '{']);
    } else if let Some(annotated) = rest.strip_prefix(':').filter(|_| !rest.starts_with("::"))
        && let Some((kind, value)) = annotated.split_once('=')
        && kind
            .chars()
            .all(|character| is_of_word(character) || " .?<>".contains(character))
    {
        rest = value;
    } else if let Some(value) = rest
        .strip_prefix('=')
        .filter(|value| !value.starts_with(['=', '~', '>']))
    {
        rest = value;
    } else if let Some(value) = rest.strip_prefix(',').or_else(|| rest.strip_prefix(':')) {
        rest = value;
    } else if !(before.ends_with('@') || before.trim_end().ends_with('(')) {
        return None;
    }
    let rest = rest.trim_start();
    let (value, after) = if let Some(found) = string(rest) {
        found
    } else {
        let rest = rest.strip_prefix("JavaVersion.VERSION_").unwrap_or(rest);
        let end = rest
            .find(|character: char| !(character.is_ascii_digit() || character == '.' || character == '_'))
            .unwrap_or(rest.len());
        rest.split_at_checked(end).filter(|(number, _)| !number.is_empty())?
    };
    let after = after.trim_start().trim_start_matches(".freeze");
    // What is computed from it is another value.
    (!after.starts_with(['+', '*', '/', '.', '[', '?', '-'])).then_some(value)
}

/// The string that an expression is: one that stands there word for word, a constant of the same text, or one with constants put in
/// (`">= #{LEAST}"`). With the line of the constant, if there is one.
pub(super) fn text_value(code: &Code, expression: &str) -> Option<(String, Option<u32>)> {
    let expression = expression.trim_start_matches(['(', '[', ' ']);
    if let Some((word, _)) = string(expression) {
        return Some((word.to_owned(), None));
    }
    if let Some(quoted) = expression.strip_prefix('"') {
        let (mut open, mut line) = (quoted.split_once('"')?.0.to_owned(), None);
        while let Some((before, rest)) = open.split_once("#{") {
            let (name, after) = rest.split_once('}')?;
            let (value, number) = constant(code, name.trim().trim_start_matches('@'))?;
            line = Some(number);
            open = format!("{before}{value}{after}");
        }
        return (!open.contains(['\\', '$'])).then_some((open, line));
    }
    let name = expression.trim_start_matches('@');
    let end = name.find(|character| !is_of_word(character)).unwrap_or(name.len());
    let name = name.get(..end).filter(|name| !name.is_empty())?;
    let (value, line) = constant(code, name)?;
    Some((value.to_owned(), Some(line)))
}

/// The lines of a list or a program, each with its number, without blanks around them and without those that are a comment.
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
    use super::super::code;
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
    fn a_constant_is_set_once_and_word_for_word() {
        let text = "@req \"~> 1.15\"\ndef java = 21\nval level: Int = 17\next.old = '1.8'\nset(\"inner\", 11)\nLEAST = \">= 3\".freeze\nset(CMAKE_MIN 3.28)\ntwice = 1\ntwice = 2\nsum = 1 + 2\nextra[\"x\"] = JavaVersion.VERSION_1_8\nother = java\n";
        let code = Code::of(text, &code::RUBY);
        let told = |name: &str| constant(&code, name);
        assert_eq!(told("req"), Some(("~> 1.15", 1)));
        assert_eq!(told("java"), Some(("21", 2)));
        assert_eq!(told("level"), Some(("17", 3)));
        assert_eq!(told("old"), Some(("1.8", 4)));
        assert_eq!(told("inner"), Some(("11", 5)));
        assert_eq!(told("LEAST"), Some((">= 3", 6)));
        assert_eq!(told("CMAKE_MIN"), Some(("3.28", 7)));
        assert_eq!(told("x"), Some(("1_8", 11)));
        assert_eq!(["twice", "sum", "other", "none"].map(told), [None; 4]);
        let value = |expression: &str| text_value(&code, expression);
        assert_eq!(value("\"~> 2\", x"), Some(("~> 2".to_owned(), None)));
        assert_eq!(value("@req,"), Some(("~> 1.15".to_owned(), Some(1))));
        assert_eq!(value("\">= #{level}.0\""), Some((">= 17.0".to_owned(), Some(3))));
        assert_eq!(value("\"#{sum}\""), None);
    }

    #[test]
    fn a_name_ends_where_it_ends() {
        assert_eq!(after("elixir: \"1\"", "elixir", ':'), Some("\"1\""));
        assert_eq!(after("elixirc_paths: 1", "elixir", ':'), None);
        assert_eq!(lines("# a\n\n  b # c\n", "#").collect::<Vec<_>>(), [("b # c", 3)]);
    }
}
