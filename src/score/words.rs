//! Reads a command of a finding back into its words, so that it can be run without a shell.

use super::quote::Dialect;

/// The words of one command, as the shell of that dialect would pass them on. `None`: it is more than one plain command.
///
/// Read is what [`super::quote`] writes, and what commands of rules have besides: double quotation marks around text, and around
/// one variable (`"$USER"`), for whose value `variable` is asked. A word that begins with `~/` stays as it is.
pub fn words(command: &str, dialect: Dialect, variable: impl Fn(&str) -> Option<String>) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut rest = command.trim();
    while !rest.is_empty() {
        let (word, after) = word(rest, dialect, &variable)?;
        words.push(word);
        rest = after.trim_start_matches(' ');
    }
    (!words.is_empty()).then_some(words)
}

/// One word and what follows it.
fn word<'t>(text: &'t str, dialect: Dialect, variable: &impl Fn(&str) -> Option<String>) -> Option<(String, &'t str)> {
    let mut word = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match first {
            ' ' => break,
            '\'' => {
                let (inside, after) = single_quoted(rest.strip_prefix('\'')?, dialect)?;
                word.push_str(&inside);
                rest = after;
            }
            '"' => {
                let (inside, after) = rest.strip_prefix('"')?.split_once('"')?;
                match inside.strip_prefix('$') {
                    Some(name) if is_name(name) && dialect != Dialect::PowerShell => word.push_str(&variable(name)?),
                    _ if inside.contains(['$', '`', '\\', '!']) => return None,
                    _ => word.push_str(inside),
                }
                rest = after;
            }
            '\\' if dialect == Dialect::Posix => {
                let mut characters = rest.chars();
                characters.next();
                word.push(characters.next()?);
                rest = characters.as_str();
            }
            plain if is_inert(plain, word.is_empty(), dialect) => {
                word.push(plain);
                rest = rest.get(plain.len_utf8()..)?;
            }
            _ => return None,
        }
    }
    Some((word, rest))
}

/// What stands in single quotation marks, and what follows the closing one.
fn single_quoted(text: &str, dialect: Dialect) -> Option<(String, &str)> {
    let mut inside = String::new();
    let mut characters = text.chars();
    loop {
        match (characters.next()?, dialect) {
            (mark @ '\'', Dialect::PowerShell) if characters.as_str().starts_with(mark) => {
                characters.next();
                inside.push(mark);
            }
            // Typographic ones are doubled, or they would close it.
            (mark @ '\u{2018}'..='\u{201b}', Dialect::PowerShell) => {
                if characters.next()? != mark {
                    return None;
                }
                inside.push(mark);
            }
            ('\'', _) => return Some((inside, characters.as_str())),
            ('\\', Dialect::Fish) => match characters.next()? {
                escaped @ ('\\' | '\'') => inside.push(escaped),
                other => inside.extend(['\\', other]),
            },
            (other, _) => inside.push(other),
        }
    }
}

/// A character that no shell reads anything into, where it stands.
fn is_inert(character: char, is_first: bool, dialect: Dialect) -> bool {
    character.is_ascii_alphanumeric()
        || "/._+-:,%".contains(character)
        || (is_first && character == '~')
        || (!is_first && "=@".contains(character))
        || (dialect == Dialect::PowerShell && character == '\\')
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::quote;
    use proptest::prelude::*;

    const DIALECTS: [Dialect; 3] = [Dialect::Posix, Dialect::Fish, Dialect::PowerShell];

    fn posix(command: &str) -> Option<Vec<String>> {
        words(command, Dialect::Posix, |name| {
            (name == "USER").then(|| "ada".to_owned())
        })
    }

    #[test]
    fn commands_of_findings_are_words() {
        let cases: [(&str, &[&str]); 6] = [
            ("nvm install 26", &["nvm", "install", "26"]),
            ("volta install 'node@26'", &["volta", "install", "node@26"]),
            (
                r"tfenv install 'latest:^1\.15\.'",
                &["tfenv", "install", r"latest:^1\.15\."],
            ),
            (
                "sudo usermod -aG docker \"$USER\"",
                &["sudo", "usermod", "-aG", "docker", "ada"],
            ),
            ("chmod go-w ~/'my tools'", &["chmod", "go-w", "~/my tools"]),
            ("open -a 'Rancher Desktop'", &["open", "-a", "Rancher Desktop"]),
        ];
        for (command, expected) in cases {
            assert_eq!(posix(command).unwrap(), expected, "{command}");
        }
    }

    #[test]
    fn what_needs_a_shell_is_not_read() {
        for command in [
            "",
            "a && b",
            "a; b",
            "a | b",
            "a > b",
            "a $(b)",
            "a `b`",
            "a \"$(b)\"",
            "a \"$HOME\"",
            "a *",
            "a 'b",
            "a & b",
            "a #b",
            "a \"$1x",
        ] {
            assert_eq!(posix(command), None, "{command:?}");
        }
        assert_eq!(
            words("a \"$USER\"", Dialect::PowerShell, |_| Some("ada".to_owned())),
            None
        );
    }

    proptest! {
        #[test]
        fn what_is_quoted_reads_back(texts in proptest::collection::vec("\\PC{0,20}", 1..5)) {
            for dialect in DIALECTS {
                let quoted: Option<Vec<_>> = texts.iter().map(|text| quote(text, dialect)).collect();
                if let Some(quoted) = quoted {
                    prop_assert_eq!(words(&quoted.join(" "), dialect, |_| None), Some(texts.clone()), "{:?}", dialect);
                }
            }
        }
    }
}
