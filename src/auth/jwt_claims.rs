//! Tokens as text: which text can be a token, and its claims, unverified.

use serde::Deserialize;

use super::id_token::Account;
use super::{AuthError, lenient};
use crate::secret::Secret;

/// The longest token that a user may give. Cognito's have about two kilobytes.
const LONGEST_BYTES: usize = 16 * 1024;

/// The claims about a token's owner. Not verified: show them to people, do not trust them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Claims {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) iss: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) sub: Option<String>,
    /// Seconds since 1970.
    #[serde(deserialize_with = "lenient::time")]
    pub(super) exp: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) email: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) username: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) preferred_username: Option<String>,
    #[serde(rename = "cognito:username", deserialize_with = "lenient::text")]
    pub(super) cognito_username: Option<String>,
    #[serde(rename = "cognito:groups", deserialize_with = "lenient::names")]
    pub(super) cognito_groups: Vec<String>,
    #[serde(deserialize_with = "lenient::names")]
    pub(super) groups: Vec<String>,
}

impl Claims {
    /// The owner, as far as the claims name one.
    pub(super) fn into_account(self) -> Account {
        let mut groups = self.cognito_groups;
        groups.extend(self.groups);
        groups.sort();
        groups.dedup();
        let subject = self.sub.unwrap_or_default();
        Account {
            name: self
                .cognito_username
                .or(self.username)
                .or(self.preferred_username)
                .filter(|name| *name != subject),
            subject,
            email: self.email,
            groups,
        }
    }
}

/// Reads the claims of a token. `None`: it is not a JSON Web Token, which is allowed.
pub(super) fn claims(token: &Secret) -> Option<Claims> {
    jsonwebtoken::dangerous::insecure_decode::<Claims>(token.reveal())
        .ok()
        .map(|data| data.claims)
}

/// Reads a token from a user, a variable or a file: one line without white space.
///
/// # Errors
/// The text cannot be a token.
pub(super) fn parse(text: &str) -> Result<Secret, AuthError> {
    let token = text.trim();
    let problem = if token.len() > LONGEST_BYTES {
        "it is too long"
    } else if let Err(problem) = check_word(token) {
        problem
    } else {
        return Ok(Secret::new(token));
    };
    Err(AuthError::NotAToken { problem })
}

/// Checks that a token is one printable word: other characters could add headers to a request.
///
/// # Errors
/// The problem, worded to follow a colon.
pub(super) fn check_word(token: &str) -> Result<(), &'static str> {
    if token.is_empty() {
        Err("it is empty")
    } else if token.bytes().any(|byte| !byte.is_ascii_graphic()) {
        Err("it has white space or control characters in it")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_word() {
        let parsed = |text: &str| {
            parse(text)
                .map(|token| token.reveal().to_owned())
                .map_err(|error| error.to_string())
        };
        assert_eq!(parsed(" abc.def-_~+/= \r\n"), Ok("abc.def-_~+/=".to_owned()));
        for (bad, problem) in [
            ("", "it is empty"),
            ("a b", "it has white space or control characters in it"),
            ("a\nb", "it has white space or control characters in it"),
            ("a\u{1b}b", "it has white space or control characters in it"),
        ] {
            assert_eq!(parsed(bad), Err(format!("this is not a token: {problem}")));
        }
        assert_eq!(
            parsed(&"a".repeat(LONGEST_BYTES + 1)),
            Err("this is not a token: it is too long".to_owned())
        );
    }
}
