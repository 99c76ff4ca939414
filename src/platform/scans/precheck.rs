//! Measures JSON before it is parsed: how deep, how many values, how long strings are, and which form of scan it is.

use super::ScanError;
use crate::platform::settings::Limits;
use crate::text;

/// A scan with a list of more items is long to grade, however few bytes it has.
const LONG_LIST: usize = 1_000;

/// The form of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Our own contract: it says its `schema_version`.
    Devenv,
    /// The Dev-Env Platform's.
    DevEnvPlatform,
    /// The Dev-Env Platform's second one: it has a `system`, and no `environment`.
    DevEnvPlatformV2,
}

/// What is known of a scan before it is parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Measured {
    pub(crate) form: Form,
    /// Items of its longest list, or members of an object that has more.
    longest_list: usize,
}

impl Measured {
    /// It takes long to grade: that is done when its turn comes.
    pub(crate) fn is_long(&self) -> bool {
        self.longest_list > LONG_LIST
    }
}

/// The keys at the top that tell a form from others.
#[derive(Default)]
struct TopLevelKeys {
    schema_version: bool,
    environment: bool,
    system: bool,
}

impl TopLevelKeys {
    /// A key, up to its quote.
    fn add(&mut self, key: &[u8]) {
        match key {
            b"schema_version\"" => self.schema_version = true,
            b"environment\"" => self.environment = true,
            b"system\"" => self.system = true,
            _ => {}
        }
    }

    fn form(&self) -> Form {
        if self.schema_version {
            Form::Devenv
        } else if self.system && !self.environment {
            Form::DevEnvPlatformV2
        } else {
            Form::DevEnvPlatform
        }
    }
}

/// Refuses what is more than a scan can be. Whether it is JSON at all is the parser's to say.
pub(crate) fn check_limits(json: &[u8], limits: &Limits) -> Result<Measured, ScanError> {
    let (mut depth, mut values, mut longest_list, mut at) = (0_usize, 0_usize, 0_usize, 0_usize);
    // How many commas each list or object around this place has.
    let mut commas: Vec<usize> = Vec::with_capacity(limits.depth + 1);
    let mut keys = TopLevelKeys::default();
    while let Some(byte) = json.get(at) {
        at += 1;
        match byte {
            b'"' => {
                let start = at;
                at += text::json_string_length(json.get(at..).unwrap_or_default());
                if at - start > limits.string_bytes {
                    return Err(ScanError::too_much("a string", limits.string_bytes, "bytes"));
                }
                let is_key = || {
                    json.get(at..)?
                        .iter()
                        .find(|byte| !byte.is_ascii_whitespace())
                        .map(|byte| *byte == b':')
                };
                if depth == 1 && is_key() == Some(true) {
                    keys.add(json.get(start..at).unwrap_or_default());
                }
            }
            b'{' | b'[' => {
                depth += 1;
                values += 1;
                if depth > limits.depth {
                    return Err(ScanError::too_much("the scan", limits.depth, "levels"));
                }
                commas.push(0);
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                commas.pop();
            }
            b',' => {
                values += 1;
                if let Some(commas) = commas.last_mut() {
                    *commas += 1;
                    longest_list = longest_list.max(*commas + 1);
                    if *commas >= limits.items {
                        return Err(ScanError::too_much("a list", limits.items, "items"));
                    }
                }
            }
            _ => {}
        }
        if values > limits.values {
            return Err(ScanError::too_much("the scan", limits.values, "values"));
        }
    }
    Ok(Measured {
        form: keys.form(),
        longest_list,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(json: &str) -> Result<Form, String> {
        let limits = Limits {
            depth: 3,
            values: 6,
            items: 5,
            string_bytes: 20,
            ..Limits::default()
        };
        let measured = check_limits(json.as_bytes(), &limits);
        measured
            .map(|measured| measured.form)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_scan_with_a_list_of_more_than_a_thousand_items_is_long() {
        let is_long = |items: usize| {
            let items = vec!["{}"; items].join(",");
            let json = format!(r#"{{"schema_version":"1.0","a":[1,2],"b":{{"requirements":[{items}]}}}}"#);
            check_limits(json.as_bytes(), &Limits::default()).unwrap().is_long()
        };
        assert_eq!([0, 1_000, 1_001].map(is_long), [false, false, true]);
    }

    #[test]
    fn the_form_is_told_by_the_key_at_the_top() {
        assert_eq!(measured(r#"{"a":"\"","schema_version" : "1.0"}"#), Ok(Form::Devenv));
        assert_eq!(measured(r#"{"a":{"schema_version":"1.0"}}"#), Ok(Form::DevEnvPlatform));
        assert_eq!(measured(r#"{"a":"schema_version"}"#), Ok(Form::DevEnvPlatform));
        assert_eq!(measured(""), Ok(Form::DevEnvPlatform));
        assert_eq!(measured(r#"{"system":{},"x":1}"#), Ok(Form::DevEnvPlatformV2));
        assert_eq!(measured(r#"{"system":{},"environment":1}"#), Ok(Form::DevEnvPlatform));
        assert_eq!(measured(r#"{"system":{},"schema_version":1}"#), Ok(Form::Devenv));
    }

    #[test]
    fn what_is_too_deep_too_many_or_too_long_is_refused() {
        assert_eq!(measured("[[[]]]"), Ok(Form::DevEnvPlatform));
        assert_eq!(measured("[[[[").unwrap_err(), "the scan has more than 3 levels");
        assert_eq!(
            measured("[[1,2,3],[4,5,6]]").unwrap_err(),
            "the scan has more than 6 values"
        );
        assert_eq!(measured("[1,2,3,4,5]"), Ok(Form::DevEnvPlatform));
        assert_eq!(measured("[1,2,3,4,5,6]").unwrap_err(), "a list has more than 5 items");
        assert_eq!(measured("[[1,2,3],4,5]"), Ok(Form::DevEnvPlatform));
        // What stands in a string does not count.
        assert_eq!(measured(r#"["[[[[,,,,,,\"[[["]"#), Ok(Form::DevEnvPlatform));
        assert_eq!(
            measured(r#"["123456789012345678901"]"#).unwrap_err(),
            "a string has more than 20 bytes"
        );
    }
}
