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
pub(super) fn constant<'t>(text: &'t str, name: &str, comment: &'static str) -> Option<(&'t str, u32)> {
    let mut values = lines(text, comment).filter_map(|(line, number)| Some((value_of(line, name)?, number)));
    let first = values.next()?;
    values.all(|(value, _)| value == first.0).then_some(first)
}

/// The value that a line gives to a name.
fn value_of<'t>(line: &'t str, name: &str) -> Option<&'t str> {
    let is_of_word = |character: char| character.is_alphanumeric() || character == '_';
    let (at, _) = line.match_indices(name).find(|(at, _)| {
        let before = line.get(..*at).unwrap_or_default();
        let after = line.get(at + name.len()..).unwrap_or_default();
        !before.ends_with(is_of_word) && !after.starts_with(is_of_word) && !before.contains('=')
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
pub(super) fn text_value(text: &str, expression: &str, comment: &'static str) -> Option<(String, Option<u32>)> {
    let expression = expression.trim_start_matches(['(', '[', ' ']);
    if let Some((word, _)) = string(expression) {
        return Some((word.to_owned(), None));
    }
    let is_of_word = |character: char| character.is_alphanumeric() || character == '_';
    if let Some(quoted) = expression.strip_prefix('"') {
        let (mut open, mut line) = (quoted.split_once('"')?.0.to_owned(), None);
        while let Some((before, rest)) = open.split_once("#{") {
            let (name, after) = rest.split_once('}')?;
            let (value, number) = constant(text, name.trim().trim_start_matches('@'), comment)?;
            line = Some(number);
            open = format!("{before}{value}{after}");
        }
        return (!open.contains(['\\', '$'])).then_some((open, line));
    }
    let name = expression.trim_start_matches('@');
    let end = name.find(|character| !is_of_word(character)).unwrap_or(name.len());
    let name = name.get(..end).filter(|name| !name.is_empty())?;
    let (value, line) = constant(text, name, comment)?;
    Some((value.to_owned(), Some(line)))
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
    fn a_constant_is_set_once_and_word_for_word() {
        let text = "@req \"~> 1.15\"\ndef java = 21\nval level: Int = 17\next.old = '1.8'\nset(\"inner\", 11)\nLEAST = \">= 3\".freeze\nset(CMAKE_MIN 3.28)\ntwice = 1\ntwice = 2\nsum = 1 + 2\nextra[\"x\"] = JavaVersion.VERSION_1_8\nother = java\n";
        let told = |name: &str| constant(text, name, "#");
        assert_eq!(told("req"), Some(("~> 1.15", 1)));
        assert_eq!(told("java"), Some(("21", 2)));
        assert_eq!(told("level"), Some(("17", 3)));
        assert_eq!(told("old"), Some(("1.8", 4)));
        assert_eq!(told("inner"), Some(("11", 5)));
        assert_eq!(told("LEAST"), Some((">= 3", 6)));
        assert_eq!(told("CMAKE_MIN"), Some(("3.28", 7)));
        assert_eq!(told("x"), Some(("1_8", 11)));
        assert_eq!(["twice", "sum", "other", "none"].map(told), [None; 4]);
        let value = |expression: &str| text_value(text, expression, "#");
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
