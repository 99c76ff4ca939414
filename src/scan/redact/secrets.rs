//! Finds secrets in text, by their shape or by the name before them.

/// Prefixes of well-known issuers' tokens.
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
/// Names whose value is a secret, as in `name=value` or `name: value`.
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
/// The shortest text after a token's prefix.
const SHORTEST_TOKEN_BODY: usize = 12;
/// The shortest token, prefix included.
const SHORTEST_TOKEN: usize = SHORTEST_TOKEN_BODY + 3;
const MASK: &str = "***";

/// Whether [`mask_secrets`] could find something: a sign before a value, a flag with something after it, or a run of characters as long as
/// a token.
pub(super) fn may_hold_secret(text: &str) -> bool {
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

/// Masks credentials in addresses, well-known issuers' tokens, and values after a secret's name.
pub(super) fn mask_secrets(text: &str) -> String {
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
            // `Authorization: Bearer …`: the scheme is not secret, the next word is.
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

/// Masks one word and returns whether the next word is a secret.
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
    mask_tokens(&mut word);
    (word, false)
}

/// Masks tokens of well-known issuers, unless a letter or digit is before them.
fn mask_tokens(word: &mut String) {
    let mut from = 0;
    while let Some(rest) = word.get(from..).filter(|rest| !rest.is_empty()) {
        let prefix = TOKEN_PREFIXES.iter().find(|prefix| rest.starts_with(**prefix));
        let length = prefix.map_or(0, |prefix| {
            let body = rest.get(prefix.len()..).unwrap_or_default();
            body.find(|character: char| !(character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.')))
                .unwrap_or(body.len())
        });
        if let Some(prefix) = prefix.filter(|_| length >= SHORTEST_TOKEN_BODY) {
            word.replace_range(from..from + prefix.len() + length, MASK);
            from += MASK.len();
            continue;
        }
        // Continue after the next character that is no letter or digit.
        let step = rest
            .char_indices()
            .find(|(_, character)| !character.is_alphanumeric())
            .map_or(rest.len(), |(index, character)| index + character.len_utf8());
        from += step;
    }
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
