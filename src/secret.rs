//! Text that is never shown: tokens, codes, client secrets.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroize as _;

/// A shorter secret is not masked in text.
const SHORTEST_MASKED: usize = 6;

/// A secret. `Debug` shows `***`, there is no `Display`, and its memory is cleared when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret. The first one also excludes the process's memory from core dumps.
    pub fn new(text: impl Into<String>) -> Self {
        exclude_from_core_dumps();
        Self(text.into())
    }

    /// The secret itself. Use it only to send or store it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Replaces this secret in text by `***`, also where it is percent-encoded.
    pub fn mask(&self, text: &str) -> String {
        let encoded: String = url::form_urlencoded::byte_serialize(self.0.as_bytes()).collect();
        let mut text = text.to_owned();
        for form in [&self.0, &encoded] {
            // A short one may occur in ordinary words.
            if form.len() >= SHORTEST_MASKED {
                text = text.replace(form.as_str(), "***");
            }
        }
        text
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Only for devenv's own token store: see `auth::store`.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// Keeps the memory of this process out of core dumps, from the first secret on. Also, only root may then attach a debugger to it.
/// Windows writes no core dumps by itself; where the system refuses, the process goes on.
fn exclude_from_core_dumps() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        // Not inherited by programs that are started.
        #[cfg(target_os = "linux")]
        let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
        #[cfg(all(unix, not(target_os = "linux")))]
        {
            use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
            let maximum = getrlimit(Resource::Core).maximum;
            let _ = setrlimit(
                Resource::Core,
                Rlimit {
                    current: Some(0),
                    maximum,
                },
            );
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_with_a_secret_writes_no_core_dump() {
        use rustix::process::{DumpableBehavior, dumpable_behavior};
        let _secret: Secret = serde_json::from_str("\"eyJhbGciOi\"").unwrap();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        let secret = Secret::new("eyJhbGciOi");
        assert_eq!(format!("{secret:?} {:#?}", Some(&secret)), "*** Some(\n    ***,\n)");
        assert_eq!(secret.reveal(), "eyJhbGciOi");
    }

    #[test]
    fn a_secret_is_masked_in_text_of_others() {
        let secret = Secret::new("REFRESH/+1");
        let text = "bad: refresh_token=REFRESH%2F%2B1, that is REFRESH/+1";
        assert_eq!(secret.mask(text), "bad: refresh_token=***, that is ***");
        assert_eq!(Secret::new("a").mask("a cat"), "a cat");
    }
}
