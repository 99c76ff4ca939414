//! Reads values whose type differs between providers: numbers as text, a group instead of a list of groups.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

/// Seconds as a whole number, a fraction or text. Anything else counts as missing.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Whole(i64),
    Fraction(f64),
    Text(String),
    Other(IgnoredAny),
}

/// Reads a number of seconds. `None`: it is missing, negative or not a number.
pub(super) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let whole = time(deserializer)?;
    Ok(whole.and_then(|seconds| u64::try_from(seconds).ok()))
}

/// Reads a time in seconds since 1970, possibly negative. `None`: it is missing or not a number.
pub(super) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    #[expect(clippy::cast_possible_truncation, reason = "the fraction of a second is left out")]
    let whole = |number: f64| number.is_finite().then_some(number as i64);
    Ok(match Option::<Number>::deserialize(deserializer)? {
        Some(Number::Whole(seconds)) => Some(seconds),
        Some(Number::Fraction(seconds)) => whole(seconds),
        Some(Number::Text(text)) => {
            let text = text.trim();
            text.parse().ok().or_else(|| whole(text.parse().ok()?))
        }
        Some(Number::Other(_)) | None => None,
    })
}

/// Reads text. `None`: it is missing or of another type.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Value {
        Text(String),
        Other(IgnoredAny),
    }
    Ok(match Option::<Value>::deserialize(deserializer)? {
        Some(Value::Text(text)) => Some(text),
        Some(Value::Other(_)) | None => None,
    })
}

/// Reads a list of names: text, objects with a `name`, or a single name. Other items are left out.
pub(super) fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Name {
        Text(String),
        Object { name: String },
        Other(IgnoredAny),
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Names {
        Several(Vec<Name>),
        One(Name),
    }
    let names = match Option::<Names>::deserialize(deserializer)? {
        Some(Names::Several(names)) => names,
        Some(Names::One(name)) => vec![name],
        None => Vec::new(),
    };
    let names = names.into_iter().filter_map(|name| match name {
        Name::Text(name) | Name::Object { name } => Some(name),
        Name::Other(_) => None,
    });
    Ok(names.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Answer {
        #[serde(default, deserialize_with = "seconds")]
        seconds: Option<u64>,
        #[serde(default, deserialize_with = "time")]
        time: Option<i64>,
        #[serde(default, deserialize_with = "text")]
        text: Option<String>,
        #[serde(default, deserialize_with = "names")]
        names: Vec<String>,
    }

    fn read(json: &str) -> Answer {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn numbers_are_read_from_text_and_fractions_and_other_values_are_missing() {
        let of = |value: &str| read(&format!(r#"{{"seconds":{value}}}"#)).seconds;
        for (value, expected) in [
            ("3600", Some(3600)),
            (r#""3600""#, Some(3600)),
            ("3599.5", Some(3599)),
            (r#"" 3599.5 ""#, Some(3599)),
            ("-1", None),
            (r#""soon""#, None),
            ("null", None),
            ("[1]", None),
            (r#"{"a":1}"#, None),
            ("true", None),
            ("1e300", Some(i64::MAX.unsigned_abs())),
        ] {
            assert_eq!(of(value), expected, "{value}");
        }
        assert_eq!(read(r#"{"time":"-5"}"#).time, Some(-5));
    }

    #[test]
    fn text_and_names_of_another_type_are_left_out() {
        assert_eq!(
            read(r#"{"text":"a","names":["x",7,{"name":"y"},{"id":1},null]}"#),
            Answer {
                seconds: None,
                time: None,
                text: Some("a".to_owned()),
                names: vec!["x".to_owned(), "y".to_owned()],
            }
        );
        let nothing = read("{}");
        assert_eq!(read(r#"{"text":false,"names":7}"#), nothing);
        assert_eq!(read(r#"{"text":null,"names":null}"#), nothing);
        assert_eq!(read(r#"{"names":"one"}"#).names, ["one"]);
    }
}
