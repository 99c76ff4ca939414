//! Tokens as text: what may be one, and what one says of itself where nothing hangs on it.

use serde::Deserialize;

use super::AuthError;
use super::id_token::Account;
use crate::secret::Secret;

/// What is read of a token that is given. Cognito's have two kilobytes.
const LONGEST_BYTES: usize = 16 * 1024;

/// What a JSON Web Token says of its owner. Not checked: good for telling people, not for trust.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Claims {
    pub(super) iss: Option<String>,
    pub(super) sub: Option<String>,
    /// Seconds since 1970.
    pub(super) exp: Option<i64>,
    pub(super) email: Option<String>,
    pub(super) username: Option<String>,
    pub(super) preferred_username: Option<String>,
    #[serde(rename = "cognito:username")]
    pub(super) cognito_username: Option<String>,
    #[serde(rename = "cognito:groups")]
    pub(super) cognito_groups: Vec<String>,
    pub(super) groups: Vec<String>,
}

impl Claims {
    /// The owner, as far as the token says.
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

/// Reads the claims of a token that may be a JSON Web Token. `None`: it is not, which is no fault.
pub(super) fn claims(token: &Secret) -> Option<Claims> {
    jsonwebtoken::dangerous::insecure_decode::<Claims>(token.reveal())
        .ok()
        .map(|data| data.claims)
}

/// Takes a token as it is given by people, variables and files: one line, no white space in it.
///
/// # Errors
/// It cannot be one.
pub(super) fn parse(text: &str) -> Result<Secret, AuthError> {
    let token = text.trim();
    let problem = if token.is_empty() {
        "it is empty"
    } else if token.len() > LONGEST_BYTES {
        "it is too long"
    } else if token.bytes().any(|byte| !byte.is_ascii_graphic()) {
        "it has white space or control characters in it"
    } else {
        return Ok(Secret::new(token));
    };
    Err(AuthError::NotAToken { problem })
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
            assert_eq!(parsed(bad), Err(format!("what was given is not a token: {problem}")));
        }
        assert_eq!(
            parsed(&"a".repeat(LONGEST_BYTES + 1)),
            Err("what was given is not a token: it is too long".to_owned())
        );
    }
}
