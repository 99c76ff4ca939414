//! Java's properties files.

/// The value of a key, and its line, from 1. Lines that go on behind a `\` are not joined: no manifest of ours needs it.
///
/// Source: `java.util.Properties.load`.
pub(super) fn get(text: &str, key: &str) -> Option<(String, u32)> {
    (1..).zip(text.lines()).find_map(|(number, line)| {
        let line = line.trim_start();
        if line.starts_with(['#', '!']) {
            return None;
        }
        let rest = line.strip_prefix(key)?;
        let value = rest.trim_start();
        let value = match value.strip_prefix(['=', ':']) {
            Some(value) => value,
            // A blank alone may stand between.
            None if rest.len() > value.len() => value,
            None => return None,
        };
        // `\:` stands for a colon.
        Some((value.trim().replace('\\', ""), number))
    })
}

#[cfg(test)]
mod tests {
    use super::get;

    #[test]
    fn keys_and_values_are_parted_in_three_ways() {
        let text = "# url=no\nurlBase=x\nurl = https\\://a/b\nother: c\nthird d\n";
        assert_eq!(get(text, "url"), Some(("https://a/b".to_owned(), 3)));
        assert_eq!(get(text, "other"), Some(("c".to_owned(), 4)));
        assert_eq!(get(text, "third"), Some(("d".to_owned(), 5)));
        assert_eq!(get(text, "no"), None);
    }
}
