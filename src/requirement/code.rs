//! Code that is not run here: only what it says in so many words is read.

/// The lines of a script, from 1, without their comments: `// …`, and `/* … */` over several lines.
///
/// Within a string in quotation marks nothing is a comment. A line that begins within a comment and has something behind it counts.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
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
    use super::lines;

    #[test]
    fn comments_are_left_out_and_lines_keep_their_numbers() {
        let text = "a // b\n\"http://c\" /* d\ne\nf */ g\n'\\'//' // h\n";
        let read: Vec<(u32, &str)> = lines(text).collect();
        assert_eq!(
            read,
            [(1, "a "), (2, "\"http://c\" "), (3, ""), (4, " g"), (5, "'\\'//' ")]
        );
    }
}
