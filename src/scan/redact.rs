//! What never leaves: the home path, user and host names, secrets in captured text.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Who is to stay unnamed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The home folder, in every form that it appears in: as set, and with links resolved. Each becomes `~`.
    pub homes: Vec<String>,
    /// The user's login names. Each becomes `<user>`.
    pub users: Vec<String>,
    /// The host's names. Each becomes `<host>`.
    pub hosts: Vec<String>,
}

/// Masks an [`Identity`] and secrets in text.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    homes: Vec<String>,
    words: Vec<(String, &'static str)>,
}

/// Accounts that come with a system or an image: they say nothing of a person, and their names are words of the field.
const GENERIC_USERS: [&str; 24] = [
    "root",
    "admin",
    "administrator",
    "user",
    "dev",
    "developer",
    "node",
    "git",
    "runner",
    "ubuntu",
    "debian",
    "ec2-user",
    "vscode",
    "codespace",
    "gitpod",
    "vagrant",
    "jenkins",
    "circleci",
    "docker",
    "app",
    "build",
    "builder",
    "nobody",
    "me",
];
/// Host names that say nothing of a person or a company.
const GENERIC_HOSTS: [&str; 5] = ["localhost", "localhost.localdomain", "host", "docker", "local"];
/// Prefixes that tokens of well-known issuers begin with.
const TOKEN_PREFIXES: [&str; 22] = [
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "npm_",
    "pypi-",
    "sk-",
    "AKIA",
    "ASIA",
    "AIza",
    "eyJ",
    "hvs.",
    "dop_v1_",
    "shpat_",
    "rk_live_",
    "sk_live_",
];
/// Names whose value is a secret, wherever `name=value` or `name: value` stands.
const SECRET_NAMES: [&str; 12] = [
    "password",
    "passwd",
    "pwd",
    "secret",
    "token",
    "apikey",
    "api_key",
    "api-key",
    "access_key",
    "private_key",
    "credential",
    "authorization",
];
/// What follows a token's prefix is at least this long.
const SHORTEST_TOKEN_BODY: usize = 12;
/// The shortest prefix and what follows it.
const SHORTEST_TOKEN: usize = SHORTEST_TOKEN_BODY + 3;
const MASK: &str = "***";

impl Redactor {
    /// Prepares to mask somebody.
    pub fn new(identity: &Identity) -> Self {
        let mut homes: Vec<String> = identity
            .homes
            .iter()
            .map(|home| home.trim_end_matches(['/', '\\']).to_owned())
            .filter(|home| home.len() > 1)
            .collect();
        homes.sort_by_key(|home| std::cmp::Reverse(home.len()));
        homes.dedup();
        let named = |names: &[String], generic: &[&str], mask| -> Vec<(String, &'static str)> {
            names
                .iter()
                .filter(|name| name.chars().count() > 1 && !generic.contains(&name.to_ascii_lowercase().as_str()))
                .map(|name| (name.clone(), mask))
                .collect()
        };
        let mut words = named(&identity.users, &GENERIC_USERS, "<user>");
        words.extend(named(&identity.hosts, &GENERIC_HOSTS, "<host>"));
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        Self { homes, words }
    }

    /// The text with everything masked that must not leave.
    pub fn text(&self, text: &str) -> String {
        self.masked(text).unwrap_or_else(|| text.to_owned())
    }

    /// The text masked; `None`: there is nothing in it to mask. Nearly all of a scan's texts are that.
    fn masked(&self, text: &str) -> Option<String> {
        let mut masked = may_hold_secret(text).then(|| mask_secrets(text));
        for home in &self.homes {
            let current = masked.as_deref().unwrap_or(text);
            if may_hold_home(current, home) {
                masked = Some(replace_home(current, home));
            }
        }
        for (word, mask) in &self.words {
            let current = masked.as_deref().unwrap_or(text);
            if !current.is_ascii() || contains_ignoring_case(current, word) {
                masked = Some(replace_word(current, word, mask));
            }
        }
        masked
    }

    /// A value of the contract with every text in it masked.
    ///
    /// It goes through JSON, so that no field can be forgotten, one that is added later included.
    ///
    /// # Errors
    /// Fails only for a type whose JSON it cannot read back, which its tests would show.
    pub fn value<T: Serialize + DeserializeOwned>(&self, value: &T) -> Result<T, serde_json::Error> {
        let mut json = serde_json::to_value(value)?;
        self.json(&mut json);
        serde_json::from_value(json)
    }

    fn json(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(masked) = self.masked(text) {
                    *text = masked;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.json(item)),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.json(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

fn is_name_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '.')
}

/// A text without the home's last folder in it does not hold the home.
fn may_hold_home(text: &str, home: &str) -> bool {
    if is_windows_path(home) {
        let folder = home.rsplit('\\').next().unwrap_or(home);
        return !text.is_ascii() || contains_ignoring_case(text, folder);
    }
    memchr::memmem::find(text.as_bytes(), home.as_bytes()).is_some()
}

fn is_windows_path(path: &str) -> bool {
    path.get(1..3) == Some(":\\") || path.starts_with("\\\\")
}

/// Replaces a home folder by `~` where its path ends or a separator follows: `/home/an` is not in `/home/anna`.
///
/// A Windows path is the same in any case, and with either separator.
fn replace_home(text: &str, home: &str) -> String {
    let is_windows = is_windows_path(home);
    let same = |left: char, right: char| {
        left == right
            || is_windows
                && (left.to_lowercase().eq(right.to_lowercase())
                    || matches!(left, '/' | '\\') && matches!(right, '/' | '\\'))
    };
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let mut after = rest.chars();
        let is_home = home
            .chars()
            .all(|wanted| after.next().is_some_and(|found| same(found, wanted)))
            && after.clone().next().is_none_or(|next| !is_name_character(next));
        if is_home {
            replaced.push('~');
            rest = after.as_str();
        } else {
            replaced.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    replaced
}

/// Replaces a word, whatever its case, where neither side goes on with a letter or digit.
fn replace_word(text: &str, word: &str, mask: &str) -> String {
    let lower_word: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    let characters: Vec<char> = text.chars().collect();
    let mut replaced = String::with_capacity(text.len());
    let mut index = 0;
    let mut before: Option<char> = None;
    while let Some(rest) = characters.get(index..).filter(|rest| !rest.is_empty()) {
        let length = word.chars().count();
        let hit = rest.get(..length).is_some_and(|candidate| {
            candidate
                .iter()
                .flat_map(|c| c.to_lowercase())
                .eq(lower_word.iter().copied())
        });
        let free_before = before.is_none_or(|character| !character.is_alphanumeric());
        let free_after = rest.get(length).is_none_or(|character| !character.is_alphanumeric());
        if hit && free_before && free_after {
            replaced.push_str(mask);
            index += length;
            before = Some('>');
        } else if let Some(character) = rest.first() {
            replaced.push(*character);
            before = Some(*character);
            index += 1;
        }
    }
    replaced
}

/// The text has one of the marks that everything has which [`mask_secrets`] would mask: a sign before a value, a flag with
/// something after it, or a run of characters as long as a token.
fn may_hold_secret(text: &str) -> bool {
    let mut run = 0;
    let mut is_spaced = false;
    let mut has_dash = false;
    for byte in text.bytes() {
        match byte {
            b'=' | b':' | b'@' => return true,
            b'-' => has_dash = true,
            _ => {}
        }
        is_spaced |= byte.is_ascii_whitespace() || !byte.is_ascii();
        run = if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') {
            run + 1
        } else {
            0
        };
        if run >= SHORTEST_TOKEN {
            return true;
        }
    }
    is_spaced && has_dash
}

fn contains_ignoring_case(text: &str, word: &str) -> bool {
    let Some(first) = word.bytes().next() else {
        return false;
    };
    memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text.as_bytes()).any(|start| {
        let part = text.as_bytes().get(start..start + word.len());
        part.is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    })
}

/// Masks credentials in addresses, tokens of well-known issuers, and values that stand after a secret's name.
fn mask_secrets(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut value_is_secret = false;
    for piece in text.split_inclusive(|character: char| {
        character.is_whitespace() || matches!(character, '"' | '\'' | ',' | ';' | '&')
    }) {
        let word = piece.trim_end_matches(|character: char| {
            character.is_whitespace() || matches!(character, '"' | '\'' | ',' | ';' | '&')
        });
        let end = piece.get(word.len()..).unwrap_or_default();
        if word.is_empty() {
            masked.push_str(end);
            continue;
        }
        if value_is_secret {
            // `Authorization: Bearer …`: the scheme is no secret, what follows it is.
            value_is_secret = matches!(
                word.to_ascii_lowercase().as_str(),
                "bearer" | "basic" | "token" | "=" | ":"
            );
            masked.push_str(if value_is_secret { word } else { MASK });
        } else {
            let (shown, secret_follows) = mask_word(word);
            masked.push_str(&shown);
            value_is_secret = secret_follows;
        }
        masked.push_str(end);
    }
    masked
}

/// Masks one word; says whether the word after it is a secret.
fn mask_word(word: &str) -> (String, bool) {
    let mut word = mask_credentials(word);
    if let Some(position) = word.find(['=', ':']) {
        let (name, value) = word.split_at(position);
        if is_secret_name(name) && !value.starts_with("://") {
            let (separator, value) = value.split_at(1);
            return if value.is_empty() {
                (word, true)
            } else {
                (format!("{name}{separator}{MASK}"), false)
            };
        }
    } else if is_secret_name(&word) && word.starts_with('-') {
        return (word, true);
    }
    for prefix in TOKEN_PREFIXES {
        let mut from = 0;
        while let Some(position) = word
            .get(from..)
            .and_then(|rest| rest.find(prefix))
            .map(|position| position + from)
        {
            let free_before = word
                .get(..position)
                .and_then(|before| before.chars().last())
                .is_none_or(|character| !character.is_alphanumeric());
            let body = position + prefix.len();
            let length = word
                .get(body..)
                .and_then(|rest| {
                    rest.find(|character: char| {
                        !(character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.'))
                    })
                })
                .unwrap_or(word.len() - body);
            if free_before && length >= SHORTEST_TOKEN_BODY {
                word.replace_range(position..body + length, MASK);
                from = position + MASK.len();
            } else {
                from = body;
            }
        }
    }
    (word, false)
}

fn is_secret_name(name: &str) -> bool {
    let ends_with = |name: &str, secret: &str| {
        name.len()
            .checked_sub(secret.len())
            .and_then(|start| name.get(start..))
            .is_some_and(|end| end.eq_ignore_ascii_case(secret))
    };
    let singular = name.strip_suffix(['s', 'S']).unwrap_or(name);
    SECRET_NAMES
        .iter()
        .any(|secret| ends_with(name, secret) || ends_with(singular, secret))
}

/// `https://user:password@host/` becomes `https://***@host/`.
fn mask_credentials(word: &str) -> String {
    let Some((scheme, rest)) = word.split_once("://") else {
        return word.to_owned();
    };
    let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(authority_end);
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://{MASK}@{host}{path}"),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn anna() -> Redactor {
        Redactor::new(&Identity {
            homes: vec!["/home/anna".to_owned(), "/data/users/anna/".to_owned()],
            users: vec!["anna".to_owned()],
            hosts: vec!["annas-laptop".to_owned(), "root".to_owned()],
        })
    }

    #[test]
    fn home_becomes_a_tilde_and_names_are_masked() {
        let redactor = anna();
        assert_eq!(redactor.text("/home/anna/.cargo/bin"), "~/.cargo/bin");
        assert_eq!(redactor.text("/home/annabel/x"), "/home/annabel/x");
        assert_eq!(
            redactor.text("built by anna@annas-laptop in /data/users/anna"),
            "built by <user>@<host> in ~"
        );
        assert_eq!(redactor.text("Anna/feature savannah"), "<user>/feature savannah");
    }

    #[test]
    fn a_windows_home_is_known_in_any_case_and_with_either_separator() {
        let redactor = Redactor::new(&Identity {
            homes: vec!["C:\\Users\\Anna".to_owned()],
            users: vec!["Anna".to_owned()],
            hosts: vec![],
        });
        assert_eq!(redactor.text(r"C:\Users\Anna\scoop\shims"), r"~\scoop\shims");
        assert_eq!(redactor.text(r"c:\users\anna"), "~");
        assert_eq!(redactor.text("in C:/Users/Anna/go, not it"), "in ~/go, not it");
        assert_eq!(redactor.text(r"\\?\C:\Users\Annabel"), r"\\?\C:\Users\Annabel");
        assert_eq!(redactor.text(r"D:\Users\Anna"), r"D:\Users\<user>");
    }

    #[test]
    fn accounts_of_images_are_words_of_the_field() {
        let redactor = Redactor::new(&Identity {
            homes: vec!["/root".to_owned()],
            users: vec!["root".to_owned(), "node".to_owned()],
            hosts: vec![],
        });
        assert_eq!(redactor.text("/root/bin/node as root"), "~/bin/node as root");
    }

    #[test]
    fn secrets_are_masked_by_their_shape_or_their_name() {
        let redactor = Redactor::default();
        assert_eq!(
            redactor.text("https://bob:hunter2@registry.example/x?y"),
            "https://***@registry.example/x?y"
        );
        assert_eq!(redactor.text("NPM_TOKEN=abc123 ok"), "NPM_TOKEN=*** ok");
        assert_eq!(
            redactor.text("Authorization: Bearer abc.def.ghi rest"),
            "Authorization: Bearer *** rest"
        );
        assert_eq!(
            redactor.text("using ghp_0123456789abcdefghijABCDEFGHIJ012345."),
            "using ***"
        );
        assert_eq!(redactor.text("--password hunter2 -v"), "--password *** -v");
        assert_eq!(redactor.text("git version 2.47.3"), "git version 2.47.3");
        assert_eq!(redactor.text("token ring 1.2: fine"), "token ring 1.2: fine");
    }

    proptest! {
        #[test]
        fn planted_names_and_secrets_never_survive(before in "[ -~]{0,30}", after in "[ -~]{0,30}", body in "[A-Za-z0-9]{24}") {
            let redactor = anna();
            let token = format!("ghp_{body}");
            for planted in ["/home/anna/x", "anna", "annas-laptop"] {
                let masked = redactor.text(&format!("{before} {planted} {after}"));
                prop_assert!(!masked.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == "anna"), "{}", masked);
                prop_assert!(!masked.contains("/home/anna/"), "{}", masked);
            }
            let masked = redactor.text(&format!("{before} {token} {after}"));
            prop_assert!(!masked.contains(&token), "{}", masked);
            let masked = redactor.text(&format!("{before} password={body} {after}"));
            prop_assert!(!masked.contains(&body) || before.contains(&body) || after.contains(&body), "{}", masked);
        }

        #[test]
        fn what_is_passed_over_unread_has_nothing_to_mask(text in "[ -~]{0,40}|[a-z0-9/._-]{0,60}") {
            if !may_hold_secret(&text) {
                prop_assert_eq!(mask_secrets(&text), text);
            }
        }

        #[test]
        fn what_is_masked_stays_as_it_is(text in "[ -~]{0,60}") {
            let redactor = anna();
            let once = redactor.text(&text);
            prop_assert_eq!(redactor.text(&once), once.clone());
        }
    }
}
