//! The reason that a platform gives when it refuses: a problem document (RFC 9457), or FastAPI's `detail`.

use std::fmt::Write as _;

use serde::Deserialize;

use crate::secret::Secret;
use crate::text;

/// How many characters of a platform's message are shown.
const WORDS_LIMIT: usize = 400;
/// How many problems with a body are listed; the others are counted.
const FAULTS: usize = 3;

/// A platform's reason for a refusal.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ProblemText {
    /// The reason. `None`: the response has none that can be read.
    pub reason: Option<String>,
    /// What the user can do.
    pub hint: Option<String>,
}

/// Source: RFC 9457. `hint` is devenv's own extension.
#[derive(Deserialize)]
struct Problem {
    title: String,
    detail: String,
    hint: Option<String>,
}

#[derive(Deserialize)]
struct FastApi {
    detail: Detail,
}

/// Source: FastAPI Docs, "Handling Errors".
#[derive(Deserialize)]
#[serde(untagged)]
enum Detail {
    Sentence(String),
    Faults(Vec<Fault>),
}

/// A problem with a part of the body. `input` is ignored: it may be the whole body.
#[derive(Deserialize)]
struct Fault {
    loc: Vec<Step>,
    msg: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Step {
    Name(String),
    Place(u64),
}

impl ProblemText {
    /// Reads the body of a refusal. `sent`: the token of the request, which is masked in the text.
    pub fn parse(body: &[u8], sent: Option<&Secret>) -> Self {
        let text = Self::read(body);
        let mask = |text: String| sent.map_or_else(|| text.clone(), |secret| secret.mask(&text));
        Self {
            reason: text.reason.map(mask).map(|text| short(&text)),
            hint: text.hint.map(mask).map(|text| short(&text)),
        }
    }

    fn read(body: &[u8]) -> Self {
        if let Ok(problem) = serde_json::from_slice::<Problem>(body) {
            return Self {
                reason: Some(format!("{}: {}", problem.title, problem.detail)),
                hint: problem.hint,
            };
        }
        let detail = serde_json::from_slice::<FastApi>(body).ok();
        Self {
            reason: detail.and_then(|answer| answer.detail.words()),
            hint: None,
        }
    }
}

impl Detail {
    fn words(self) -> Option<String> {
        let words = match self {
            Self::Sentence(text) => text,
            Self::Faults(faults) => {
                let mut told: Vec<String> = faults.iter().take(FAULTS).map(Fault::words).collect();
                if faults.len() > FAULTS {
                    told.push(format!("{} more", faults.len() - FAULTS));
                }
                told.join("; ")
            }
        };
        Some(words).filter(|words| !words.is_empty())
    }
}

impl Fault {
    /// `environment.python_version: Field required`.
    fn words(&self) -> String {
        let mut place = String::new();
        for step in &self.loc {
            let _ = match step {
                // Every problem is in the body.
                Step::Name(name) if place.is_empty() && name == "body" => Ok(()),
                Step::Name(name) if place.is_empty() => write!(place, "{name}"),
                Step::Name(name) => write!(place, ".{name}"),
                Step::Place(place_in_list) => write!(place, "[{place_in_list}]"),
            };
        }
        if place.is_empty() {
            self.msg.clone()
        } else {
            format!("{place}: {}", self.msg)
        }
    }
}

fn short(text: &str) -> String {
    text::escape_line(&text.chars().take(WORDS_LIMIT).collect::<String>()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_read_from_both_formats() {
        let told = |body: &str| ProblemText::parse(body.as_bytes(), Some(&Secret::new("sent-token")));
        let words = |reason: &str| ProblemText {
            reason: Some(reason.to_owned()),
            hint: None,
        };
        let problem = r#"{"type":"x","title":"Too large","status":413,"detail":"not \u001b[31mhere","hint":"ask ada"}"#;
        let expected = ProblemText {
            hint: Some("ask ada".to_owned()),
            ..words("Too large: not \\u{1b}[31mhere")
        };
        assert_eq!(told(problem), expected);
        assert_eq!(
            told(r#"{"detail":"Invalid or expired token: sent-token"}"#),
            words("Invalid or expired token: ***")
        );
        // What FastAPI 0.165 answered to a body with one key, `a`.
        let faults = r#"{"detail":[{"type":"missing","loc":["body","developer_id"],"msg":"Field required","input":{"a":1}},
            {"type":"missing","loc":["body","tools",0,"name"],"msg":"Field required","input":{"a":1}},
            {"type":"missing","loc":["body"],"msg":"Field required","input":null},
            {"type":"extra_forbidden","loc":["body","a"],"msg":"Extra inputs are not permitted","input":1}]}"#;
        assert_eq!(
            told(faults),
            words("developer_id: Field required; tools[0].name: Field required; Field required; 1 more")
        );
        for silent in [r#"{"detail":[]}"#, r#"{"detail":7}"#, "<html>", ""] {
            assert_eq!(told(silent), ProblemText::default(), "{silent}");
        }
    }
}
