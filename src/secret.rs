//! Secrets whose `Debug` says nothing, and which are wiped from memory when dropped.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

/// A secret text: a token, a password, a key.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Wraps it.
    pub fn new(text: String) -> Self {
        Self(SecretString::from(text))
    }

    /// The text itself. Not for logs, errors or arguments.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show_itself() {
        let secret = Secret::new("s3cret".to_owned());
        assert_eq!((format!("{secret:?}").as_str(), secret.expose()), ("***", "s3cret"));
    }
}
