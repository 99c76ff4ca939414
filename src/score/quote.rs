//! Words of a command, quoted for the shell that they will be pasted into.

use std::borrow::Cow;

use crate::scan::{OsFamily, Scan};
use crate::text;

/// A family of shells, by how they quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `sh`, `bash`, `zsh` and what quotes like them.
    Posix,
    /// `fish`: a backslash counts between single quotes.
    Fish,
    /// PowerShell, on any system.
    PowerShell,
}

impl Dialect {
    /// The dialect of the shell that the scan was made in: the named one, else the one that the system comes with.
    pub fn of(scan: &Scan) -> Self {
        let system = scan.system.as_ref();
        match system.and_then(|system| system.shell.name.as_deref()) {
            Some("fish") => Self::Fish,
            Some("pwsh" | "powershell" | "powershell_ise") => Self::PowerShell,
            Some("bash" | "zsh" | "sh" | "dash" | "ksh" | "ash" | "busybox" | "mksh") => Self::Posix,
            _ if system.is_some_and(|system| system.os.family == OsFamily::Windows) => Self::PowerShell,
            _ => Self::Posix,
        }
    }
}

/// A word as the shell has to be given it, so that it means exactly that text and nothing in it is obeyed.
///
/// A leading `~/` stays bare: in a scan it stands for the home folder. `None`: the text has characters that a terminal
/// or a clipboard may change or obey (control characters, bidirectional marks), so no command with it can be trusted.
pub fn quote(word: &str, dialect: Dialect) -> Option<Cow<'_, str>> {
    if word.contains('\n') || text::escape_line(word) != word {
        return None;
    }
    if is_plain(word) {
        return Some(Cow::Borrowed(word));
    }
    let (home, rest) = match word.strip_prefix("~/") {
        Some(rest) => ("~/", rest),
        None => ("", word),
    };
    if is_plain(rest) && !home.is_empty() {
        return Some(Cow::Borrowed(word));
    }
    let quoted = match dialect {
        Dialect::Posix => rest.replace('\'', r"'\''"),
        Dialect::Fish => rest.replace('\\', r"\\").replace('\'', r"\'"),
        Dialect::PowerShell => double_quotation_marks(rest),
    };
    Some(Cow::Owned(format!("{home}'{quoted}'")))
}

/// No shell reads anything into these, and none takes the word for an option.
fn is_plain(word: &str) -> bool {
    let mut characters = word.chars();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_alphanumeric() || "/._".contains(first))
        && characters.all(|character| character.is_ascii_alphanumeric() || "/._+-:".contains(character))
}

/// `PowerShell` takes typographic quotation marks for plain ones. Source: `about_Quoting_Rules`.
fn double_quotation_marks(word: &str) -> String {
    let mut doubled = String::with_capacity(word.len() + 2);
    for character in word.chars() {
        if matches!(character, '\'' | '\u{2018}'..='\u{201b}') {
            doubled.push(character);
        }
        doubled.push(character);
    }
    doubled
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quoted(word: &str) -> [Option<String>; 3] {
        [Dialect::Posix, Dialect::Fish, Dialect::PowerShell].map(|dialect| quote(word, dialect).map(Cow::into_owned))
    }

    #[test]
    fn plain_words_stay_plain() {
        for word in [
            "/usr/local/bin",
            "18.19.0",
            "~/.cargo/bin",
            "nightly-2026-01-01",
            "C:/tools",
        ] {
            assert_eq!(quoted(word), [(); 3].map(|()| Some(word.to_owned())));
        }
    }

    #[test]
    fn hostile_names_are_one_word() {
        let cases = [
            ("", ["''", "''", "''"]),
            ("my tools", ["'my tools'", "'my tools'", "'my tools'"]),
            ("~/my tools", ["~/'my tools'", "~/'my tools'", "~/'my tools'"]),
            ("~root/bin", ["'~root/bin'", "'~root/bin'", "'~root/bin'"]),
            ("it's", [r"'it'\''s'", r"'it\'s'", "'it''s'"]),
            (
                "it\u{2019}s",
                ["'it\u{2019}s'", "'it\u{2019}s'", "'it\u{2019}\u{2019}s'"],
            ),
            (r"C:\a\'b", [r"'C:\a\'\''b'", r"'C:\\a\\\'b'", r"'C:\a\''b'"]),
            (
                "$(reboot)`id`",
                ["'$(reboot)`id`'", "'$(reboot)`id`'", "'$(reboot)`id`'"],
            ),
            (
                "a; rm -rf ~ #",
                ["'a; rm -rf ~ #'", "'a; rm -rf ~ #'", "'a; rm -rf ~ #'"],
            ),
            ("-rf", ["'-rf'", "'-rf'", "'-rf'"]),
            ("=ls", ["'=ls'", "'=ls'", "'=ls'"]),
            ("a\"b|c&d>e", ["'a\"b|c&d>e'", "'a\"b|c&d>e'", "'a\"b|c&d>e'"]),
            ("%PATH%!!", ["'%PATH%!!'", "'%PATH%!!'", "'%PATH%!!'"]),
        ];
        for (word, expected) in cases {
            assert_eq!(quoted(word), expected.map(|text| Some(text.to_owned())), "{word:?}");
        }
    }

    #[test]
    fn what_a_terminal_may_obey_is_in_no_command() {
        for word in ["a\nb", "a\u{1b}[31m", "a\rb", "a\u{202e}b", "a\tb", "a\0b"] {
            assert_eq!(quoted(word), [None, None, None], "{word:?}");
        }
    }

    /// Reads one word of a POSIX command line back, or `None` if it is more than one or has anything live in it.
    fn posix_word(text: &str) -> Option<String> {
        let (mut word, mut characters) = (String::new(), text.chars());
        while let Some(character) = characters.next() {
            match character {
                '\'' => loop {
                    match characters.next()? {
                        '\'' => break,
                        inside => word.push(inside),
                    }
                },
                '\\' => word.push(characters.next()?),
                bare if bare.is_ascii_alphanumeric() || "/._+-:~".contains(bare) => word.push(bare),
                _ => return None,
            }
        }
        Some(word)
    }

    proptest! {
        #[test]
        fn a_quoted_word_reads_back_as_itself(word in "\\PC{0,40}") {
            if let Some(quoted) = quote(&word, Dialect::Posix) {
                prop_assert_eq!(posix_word(&quoted), Some(word));
            }
        }
    }
}
