//! Places in text: the line of an offset, the end of a JSON string.

/// The line, from 1, that the byte at `offset` of a text is on; behind its end, the last one.
pub fn line_at(text: &str, offset: usize) -> u32 {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    u32::try_from(memchr::memchr_iter(b'\n', before).count()).unwrap_or(u32::MAX - 1) + 1
}

/// The length of a string of JSON, without the quote that opens it and with the one that closes it; a backslash keeps what follows
/// from closing it. The length of the text, where nothing closes it.
pub fn json_string_length(text: &[u8]) -> usize {
    let mut length = 0;
    while let Some(at) = text.get(length..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        let ends = text.get(length + at) == Some(&b'"');
        length += at + if ends { 1 } else { 2 };
        if ends {
            return length;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_one_to_the_last() {
        assert_eq!(
            [0, 1, 2, 4, 9].map(|offset| line_at("a\nb\nc", offset)),
            [1, 1, 2, 3, 3]
        );
    }

    #[test]
    fn a_string_of_json_ends_at_a_quote_that_no_backslash_stands_before() {
        for (text, length) in [
            (r#"a","b""#, 2),
            (r#"","b""#, 1),
            (r#"a\"b","#, 5),
            (r#"a\\"b","#, 4),
            (r#"a\""#, 3),
            (r"a\", 2),
            ("", 0),
        ] {
            assert_eq!(json_string_length(text.as_bytes()), length, "{text}");
        }
    }
}
