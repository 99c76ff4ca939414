//! A setting: its value and its source.

use std::fmt;
use std::path::Path;

use serde::Serialize;

use crate::config::line_of;
use crate::host::Host;

/// The value of a setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Value {
    Flag(bool),
    Number(u64),
    Text(String),
    List(Vec<String>),
}

/// The type of a variable's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Flag,
    Text,
    List,
}

impl Kind {
    fn value(self, text: &str) -> Value {
        match self {
            // As clap reads the variables of flags.
            Self::Flag => {
                let is_no = ["n", "no", "f", "false", "off", "0"].contains(&text.to_lowercase().as_str());
                Value::Flag(!is_no)
            }
            Self::Text => Value::Text(text.to_owned()),
            Self::List => {
                let words = text.split([' ', ',']).filter(|word| !word.is_empty());
                Value::List(words.map(str::to_owned).collect())
            }
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(formatter, "{flag}"),
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Text(text) => formatter.write_str(text),
            Self::List(items) => formatter.write_str(&items.join(" ")),
        }
    }
}

/// A setting.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Setting {
    pub(super) key: String,
    /// `None`: not set, without a default. `***`: a secret.
    pub(super) value: Option<Value>,
    /// A file and line, a variable, a flag, `default` or `system`. `None`: not set.
    pub(super) from: Option<String>,
    /// The variable that sets it.
    pub(super) variable: Option<String>,
}

/// The source of a value that is not set.
const USUAL: &str = "default";

impl Setting {
    pub(super) fn new(
        key: impl Into<String>,
        value: Option<Value>,
        from: Option<String>,
        variable: Option<&str>,
    ) -> Self {
        Self {
            key: key.into(),
            value: value.map(without_password),
            from,
            variable: variable.map(str::to_owned),
        }
    }

    /// A default value.
    pub(super) fn usual(key: impl Into<String>, value: Value) -> Self {
        Self::new(key, Some(value), Some(USUAL.to_owned()), None)
    }

    pub(super) fn unset(key: impl Into<String>) -> Self {
        Self::new(key, None, None, None)
    }

    /// The same setting with a value of higher precedence.
    pub(super) fn set_by(self, value: Value, from: &str) -> Self {
        Self::new(self.key, Some(value), Some(from.to_owned()), self.variable.as_deref())
    }

    /// Whether it has a value or can be set; false for a flag that is not given.
    pub(super) fn is_telling(&self) -> bool {
        let is_nothing = matches!(self.value, Some(Value::Flag(false) | Value::Number(0)));
        self.from.is_some() && !(self.from.as_deref() == Some(USUAL) && is_nothing)
    }
}

/// The sources of settings.
pub(super) struct Sources<'s> {
    pub(super) host: &'s Host,
    /// The settings file.
    pub(super) path: &'s Path,
    pub(super) text: &'s str,
}

impl Sources<'_> {
    /// A value from the settings file.
    pub(super) fn of_file(&self, key: impl Into<String>, value: Value, keys: &[&str]) -> Setting {
        let line = line_of(self.text, keys).map_or_else(String::new, |line| format!(":{line}"));
        Setting::new(key, Some(value), Some(format!("{}{line}", self.path.display())), None)
    }

    /// A variable's value, if it is set, over `below`.
    pub(super) fn over(&self, variable: &str, kind: Kind, below: Setting) -> Setting {
        let mut setting = match self.host.env(variable) {
            Some(text) => below.set_by(kind.value(&text.to_string_lossy()), variable),
            None => below,
        };
        setting.variable = Some(variable.to_owned());
        setting
    }

    /// A variable's value, else the system's default.
    pub(super) fn variable(&self, key: &str, variable: &str, of_system: Option<Value>) -> Setting {
        let from = of_system.as_ref().map(|_| "system".to_owned());
        self.over(variable, Kind::Text, Setting::new(key, of_system, from, None))
    }

    /// A secret variable.
    pub(super) fn secret(&self, key: &str, variable: &str) -> Setting {
        let (value, from) = match self.host.env(variable) {
            Some(_) => (Some(Value::Text("***".to_owned())), Some(variable.to_owned())),
            None => (None, None),
        };
        Setting::new(key, value, from, Some(variable))
    }
}

/// Masks a password in an address. devenv rejects such addresses, but shows them here.
fn without_password(value: Value) -> Value {
    let masked = |text: &str| {
        let (scheme, rest) = text.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let (_, host) = authority.rsplit_once('@')?;
        Some(format!("{scheme}://***@{host}{}", rest.get(authority.len()..)?))
    };
    match value {
        Value::Text(text) => Value::Text(masked(&text).unwrap_or(text)),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_an_address_is_not_shown() {
        let shown = |text: &str| without_password(Value::Text(text.to_owned())).to_string();
        assert_eq!(
            shown("https://ada:secret@example.com:8443/x?y=@"),
            "https://***@example.com:8443/x?y=@"
        );
        for plain in ["https://example.com/@ada", "127.0.0.1:8080", "ada@example.com", ""] {
            assert_eq!(shown(plain), plain);
        }
    }
}
