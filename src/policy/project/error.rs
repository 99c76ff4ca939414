//! What can be wrong with a `devenv.toml`, in words that say how to right it.

use crate::error::{ExitCode, Explain};
use crate::text;

/// Why a project's policy cannot be used. The program ends: half a policy would let pass what the other half forbids.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProjectPolicyError {
    /// It is larger than any policy.
    #[error("{file} is larger than {}", text::bytes(*.limit))]
    TooLarge {
        /// The file.
        file: String,
        /// The most that is read, in bytes.
        limit: u64,
    },
    /// It is not TOML.
    #[error("{file}:{line}: this is not TOML: {problem}")]
    Syntax {
        /// The file.
        file: String,
        /// Where it breaks.
        line: u32,
        /// What the parser says.
        problem: String,
    },
    /// A key that a policy does not have.
    #[error("{file}:{line}: there is no key `{key}` {place}")]
    UnknownKey {
        /// The file.
        file: String,
        /// Where the key stands.
        line: u32,
        /// The key.
        key: String,
        /// The table, in words: `in [ports]`, `at the top of the file`.
        place: String,
        /// The keys that may stand there.
        allowed: Vec<String>,
    },
    /// A key by which a project would make devenv call or run something.
    #[error("{file}:{line}: a project cannot set `{key}`")]
    Forbidden {
        /// The file.
        file: String,
        /// Where the key stands.
        line: u32,
        /// The key, with its tables.
        key: String,
    },
    /// The id of a rule, a tool or the like that does not exist.
    #[error("{file}:{line}: there is no {sort} named `{name}`")]
    UnknownName {
        /// The file.
        file: String,
        /// Where the name stands.
        line: u32,
        /// What it should be the name of: `rule`, `tool`.
        sort: &'static str,
        /// The name.
        name: String,
        /// What is there, to choose from.
        known: Vec<String>,
    },
    /// A value that its key cannot have.
    #[error("{file}:{line}: `{key}` {problem}")]
    Value {
        /// The file.
        file: String,
        /// Where the value stands.
        line: u32,
        /// The key, with its tables.
        key: String,
        /// What is wrong with the value: `is a text; it wants a number`.
        problem: String,
    },
    /// A key that its table must have.
    #[error("{file}:{line}: `{key}` is missing {place}")]
    Missing {
        /// The file.
        file: String,
        /// Where the table begins.
        line: u32,
        /// The key.
        key: &'static str,
        /// The table, in words.
        place: String,
    },
}

impl Explain for ProjectPolicyError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "policy_too_large",
            Self::Syntax { .. } => "policy_syntax",
            Self::UnknownKey { .. } => "policy_unknown_key",
            Self::Forbidden { .. } => "policy_forbidden_key",
            Self::UnknownName { .. } => "policy_unknown_name",
            Self::Value { .. } => "policy_invalid_value",
            Self::Missing { .. } => "policy_missing_key",
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::TooLarge { .. } | Self::Value { .. } => None,
            Self::Syntax { .. } => Some("`devenv init --dry-run` shows what such a file looks like".to_owned()),
            Self::UnknownKey { key, allowed, .. } => {
                let are = if allowed.len() == 1 { "key here is" } else { "keys here are" };
                let list = format!("the {are} {}", listed(allowed));
                Some(match text::nearest(key, allowed.iter().map(String::as_str)) {
                    Some(nearest) => format!("did you mean `{nearest}`? {list}"),
                    None => list,
                })
            }
            Self::Forbidden { .. } => Some(
                "what devenv calls, runs or signs in to is the user's to say: it belongs in config.toml in your own config \
                 directory. A project's file comes with whatever was cloned, so it sets the policy and nothing else"
                    .to_owned(),
            ),
            Self::UnknownName { sort, name, known, .. } => {
                let all = match *sort {
                    "tool" => "`devenv tools --all` lists the tools".to_owned(),
                    "rule" | "category" => "`devenv policy` shows the rules and categories".to_owned(),
                    _ => format!("there are {}", listed(known)),
                };
                Some(match text::nearest(name, known.iter().map(String::as_str)) {
                    Some(nearest) => format!("did you mean `{nearest}`? {all}"),
                    None => all,
                })
            }
            Self::Missing { .. } => Some(
                "a waiver names the `rule` and the `subject` of one finding, the `reason` why it may stay, the `owner` who \
                 answers for it, and the day that it ends: `until = 2027-01-31`"
                    .to_owned(),
            ),
        }
    }

    fn exit(&self) -> ExitCode {
        ExitCode::Usage
    }
}

/// `` `a`, `b` and `c` ``.
fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
