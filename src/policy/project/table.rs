//! The tables and values of a `devenv.toml`, each with its name and its line, for errors that say where.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ProjectPolicyError as Error;
use super::amount;
use crate::text;

/// A value and the line that it stands on, from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Its line.
    pub line: u32,
}

/// In a file, a value has no line beside it.
impl<T: JsonSchema> JsonSchema for Placed<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Words in keys by which a file would make devenv call, run or sign in to something.
const FORBIDDEN: [&str; 25] = [
    "api",
    "audience",
    "auth",
    "client_id",
    "command",
    "commands",
    "endpoint",
    "exec",
    "fix",
    "hook",
    "hooks",
    "issuer",
    "password",
    "platform",
    "proxy",
    "run",
    "scopes",
    "script",
    "secret",
    "server",
    "token",
    "upload",
    "uri",
    "url",
    "webhook",
];

/// The file that values are read from.
#[derive(Debug)]
pub(super) struct Document<'d> {
    pub(super) file: &'d str,
    pub(super) text: &'d str,
}

impl Document<'_> {
    pub(super) fn line_at(&self, offset: usize) -> u32 {
        text::line_at(self.text, offset)
    }
}

/// A table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'d> {
    document: &'d Document<'d>,
    entries: &'d DeTable<'d>,
    /// The line that it begins on.
    pub(super) line: u32,
    path: Path<'d>,
}

/// The keys that lead to a table: at most three deep.
#[derive(Debug, Clone, Copy, Default)]
struct Path<'d> {
    keys: [&'d str; 3],
    is_item: bool,
}

impl<'d> Path<'d> {
    fn then(mut self, key: &'d str) -> Self {
        if let Some(free) = self.keys.iter_mut().find(|key| key.is_empty()) {
            *free = key;
        }
        self
    }

    fn joined(self) -> String {
        let keys: Vec<&str> = self.keys.into_iter().filter(|key| !key.is_empty()).collect();
        keys.join(".")
    }
}

impl<'d> Table<'d> {
    /// The whole file.
    pub(super) fn root(document: &'d Document<'d>, entries: &'d DeTable<'d>) -> Self {
        Self {
            document,
            entries,
            line: 1,
            path: Path::default(),
        }
    }

    /// Where it is, in words.
    fn place(&self) -> String {
        match self.path.joined().as_str() {
            "" => "at the top of the file".to_owned(),
            path if self.path.is_item => format!("in [[{path}]]"),
            path => format!("in [{path}]"),
        }
    }

    /// An error if it has another key than these.
    pub(super) fn only(&self, allowed: &[&str]) -> Result<(), Error> {
        // In the order of lines, so that the first mistake is reported.
        let unknown = self
            .entries
            .keys()
            .filter(|key| !allowed.contains(&key.get_ref().as_ref()))
            .min_by_key(|key| key.span().start);
        let Some(key) = unknown else { return Ok(()) };
        let (file, line) = (self.document.file.to_owned(), self.document.line_at(key.span().start));
        let key = key.get_ref().to_string();
        if is_forbidden(&key) {
            let prefix = self.path.joined();
            let key = if prefix.is_empty() {
                key
            } else {
                format!("{prefix}.{key}")
            };
            return Err(Error::Forbidden { file, line, key });
        }
        Err(Error::UnknownKey {
            file,
            line,
            key,
            place: self.place(),
            allowed: allowed.iter().map(|key| (*key).to_owned()).collect(),
        })
    }

    pub(super) fn get(&self, key: &str) -> Option<Value<'d>> {
        let (key, value) = self.entries.get_key_value(key)?;
        Some(self.value(key, value))
    }

    /// A value that must be there.
    pub(super) fn demand(&self, key: &'static str) -> Result<Value<'d>, Error> {
        self.get(key).ok_or_else(|| Error::Missing {
            file: self.document.file.to_owned(),
            line: self.line,
            key,
            place: self.place(),
        })
    }

    /// Its keys and values, in the order of lines.
    pub(super) fn each(&self) -> Vec<(&'d str, Value<'d>)> {
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries
            .into_iter()
            .map(|(key, value)| (key.get_ref().as_ref(), self.value(key, value)))
            .collect()
    }

    /// The table of that name in it. `None`: there is none.
    pub(super) fn table(&self, key: &str) -> Result<Option<Self>, Error> {
        self.get(key).map(|value| value.table()).transpose()
    }

    fn value(&self, key: &'d Spanned<toml::de::DeString<'d>>, value: &'d Spanned<DeValue<'d>>) -> Value<'d> {
        Value {
            document: self.document,
            is: value.get_ref(),
            line: self.document.line_at(key.span().start),
            path: self.path.then(key.get_ref().as_ref()),
        }
    }
}

/// By its last word: `issuer_url` and `client-id` are as little a project's to set as `url`.
fn is_forbidden(key: &str) -> bool {
    let key = key.to_ascii_lowercase().replace('-', "_");
    let last = key.rsplit('_').next().unwrap_or(&key);
    FORBIDDEN.contains(&last) || FORBIDDEN.contains(&key.as_str())
}

/// A value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'d> {
    document: &'d Document<'d>,
    is: &'d DeValue<'d>,
    /// The line of its key; of an item, its own.
    pub(super) line: u32,
    path: Path<'d>,
}

impl<'d> Value<'d> {
    /// The value cannot be used; `problem` follows the key's name.
    pub(super) fn problem(&self, problem: impl Into<String>) -> Error {
        Error::Value {
            file: self.document.file.to_owned(),
            line: self.line,
            key: self.path.joined(),
            problem: problem.into(),
        }
    }

    /// The name that it has, or that leads to it, is not one of a sort.
    pub(super) fn unknown_name<'n>(
        &self,
        sort: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) -> Error {
        Error::UnknownName {
            file: self.document.file.to_owned(),
            line: self.line,
            sort,
            name: name.to_owned(),
            known: known.into_iter().map(str::to_owned).collect(),
        }
    }

    /// It is something else than what is wanted.
    pub(super) fn wants(&self, wanted: &str) -> Error {
        let is = match self.is {
            DeValue::String(text) if text.chars().count() <= 40 => format!("the text \"{text}\""),
            DeValue::String(_) => "a text".to_owned(),
            DeValue::Integer(number) => format!("the number {number}"),
            DeValue::Float(number) => format!("the number {number}"),
            DeValue::Boolean(value) => format!("`{value}`"),
            DeValue::Datetime(date) => format!("the date {date}"),
            DeValue::Array(_) => "a list".to_owned(),
            DeValue::Table(_) => "a table".to_owned(),
        };
        self.problem(format!("is {is}; it wants {wanted}"))
    }

    fn placed<T>(&self, value: T) -> Placed<T> {
        Placed { value, line: self.line }
    }

    fn integer(&self) -> Option<i64> {
        let number = self.is.as_integer()?;
        i64::from_str_radix(number.as_str(), number.radix()).ok()
    }

    /// A whole number in a range.
    pub(super) fn number(&self, range: &RangeInclusive<u32>) -> Result<Placed<u32>, Error> {
        self.integer()
            .and_then(|number| u32::try_from(number).ok())
            .filter(|number| range.contains(number))
            .map(|number| self.placed(number))
            .ok_or_else(|| self.wants(&format!("a whole number from {} to {}", range.start(), range.end())))
    }

    /// An amount of bytes: a whole number, or a text with a unit. `binary`: `GB` means `GiB`, as memory is sold.
    pub(super) fn bytes(&self, binary: bool) -> Result<Placed<u64>, Error> {
        let bytes = match self.is {
            DeValue::String(text) => amount::parse(text, binary),
            _ => self.integer().and_then(|number| u64::try_from(number).ok()),
        };
        bytes
            .filter(|bytes| *bytes > 0)
            .map(|bytes| self.placed(bytes))
            .ok_or_else(|| self.wants("a number of bytes, or a text such as \"20 GB\""))
    }

    pub(super) fn flag(&self) -> Result<Placed<bool>, Error> {
        self.is
            .as_bool()
            .map(|value| self.placed(value))
            .ok_or_else(|| self.wants("`true` or `false`"))
    }

    /// It is `false`.
    pub(super) fn is_false(&self) -> bool {
        self.is.as_bool() == Some(false)
    }

    /// Text with something in it, at most 300 characters of it.
    pub(super) fn text(&self, wanted: &str) -> Result<&'d str, Error> {
        self.is
            .as_str()
            .map(str::trim)
            .filter(|text| !text.is_empty() && text.chars().count() <= 300)
            .ok_or_else(|| self.wants(wanted))
    }

    pub(super) fn is_text(&self) -> bool {
        self.is.is_str()
    }

    /// One of several words.
    pub(super) fn word<T: Copy>(&self, words: &[(&str, T)]) -> Result<Placed<T>, Error> {
        let choice = self
            .is
            .as_str()
            .and_then(|text| words.iter().find(|(word, _)| *word == text));
        choice.map(|(_, value)| self.placed(*value)).ok_or_else(|| {
            let words: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            self.wants(&format!("one of {}", words.join(", ")))
        })
    }

    /// A day, as TOML writes it or as text.
    pub(super) fn date(&self) -> Result<Date, Error> {
        let text = match self.is {
            DeValue::Datetime(date) => Some(date.to_string()),
            DeValue::String(text) => Some(text.to_string()),
            _ => None,
        };
        // Nothing but the day: one with a time would raise the question where.
        text.filter(|text| text.len() == 10)
            .and_then(|text| text.parse::<Date>().ok())
            .ok_or_else(|| self.wants("a day of the calendar such as 2027-01-31"))
    }

    pub(super) fn table(&self) -> Result<Table<'d>, Error> {
        match self.is {
            DeValue::Table(entries) => Ok(Table {
                document: self.document,
                entries,
                line: self.line,
                path: self.path,
            }),
            _ => Err(self.wants("a table")),
        }
    }

    /// The items of a list.
    pub(super) fn items(&self, wanted: &str) -> Result<Vec<Self>, Error> {
        let Some(items) = self.is.as_array() else {
            return Err(self.wants(wanted));
        };
        let item = |item: &'d Spanned<DeValue<'d>>| Self {
            document: self.document,
            is: item.get_ref(),
            line: self.document.line_at(item.span().start),
            path: Path {
                is_item: true,
                ..self.path
            },
        };
        Ok(items.iter().map(item).collect())
    }
}
