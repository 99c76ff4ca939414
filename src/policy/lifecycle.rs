//! How long releases of tools and systems are supported: the table `lifecycle.toml`, or a newer one of the user's.

mod embedded;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{LazyLock, OnceLock};

use jiff::civil::Date;
use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::scan::{Os, OsFamily};
use crate::version::Version;

/// The release lines of many products, and how long each is supported.
#[derive(Debug)]
pub struct Lifecycle {
    as_of: Date,
    entries: Vec<Entry>,
}

/// A product, parsed on first use.
#[derive(Debug)]
struct Entry {
    tools: Vec<String>,
    systems: Vec<String>,
    /// Its table in the text that is built in; empty where the product is read already.
    text: &'static str,
    product: OnceLock<Product>,
}

/// What is released line by line: several tools may come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its name for people.
    pub title: String,
    /// Only the newest line is supported: each ends when the next one is released.
    pub rolling: bool,
    /// Newest first.
    pub cycles: Vec<Cycle>,
}

/// A line of releases.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cycle {
    /// The numbers that its versions begin with: `22`, `3.12`, `10.0.26100`.
    pub cycle: String,
    /// The day of its first release.
    pub released: Option<Date>,
    /// The last day of full support, if that is before its end of life.
    pub support_until: Option<Date>,
    /// The last day of any support. `None`: unknown.
    pub end_of_life: Option<Date>,
    /// It is over, and nobody wrote down since when.
    #[serde(default)]
    pub ended: bool,
}

/// A table of the user's cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LifecycleError {
    /// It is not TOML, or not of the table's shape. The cause names the line.
    #[error("cannot read the table of support dates")]
    Syntax(#[source] Box<toml::de::Error>),
    /// A line's name is not of numbers with dots.
    #[error("`{cycle}` of `{product}` is no line of releases: one is `22` or `3.12`")]
    Cycle {
        /// The product's id.
        product: String,
        /// What stands there.
        cycle: String,
    },
}

/// The file. Deserialized by hand, since serde's `flatten` loses the place of an error.
struct TableFile {
    as_of: Date,
    products: BTreeMap<String, ProductFile>,
}

impl<'de> Deserialize<'de> for TableFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = TableFile;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("`as_of` and tables of products")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<TableFile, M::Error> {
                let (mut as_of, mut products) = (None, BTreeMap::new());
                while let Some(key) = map.next_key::<String>()? {
                    if key == "as_of" {
                        as_of = Some(map.next_value()?);
                    } else {
                        products.insert(key, map.next_value()?);
                    }
                }
                let as_of = as_of.ok_or_else(|| M::Error::missing_field("as_of"))?;
                Ok(TableFile { as_of, products })
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductFile {
    title: String,
    #[serde(default)]
    tools: Vec<String>,
    #[serde(default)]
    systems: Vec<String>,
    #[serde(default)]
    rolling: bool,
    cycles: Vec<Cycle>,
    // For `scripts/update-lifecycle` alone.
    #[serde(default, rename = "source")]
    _source: IgnoredAny,
    #[serde(default, rename = "pick")]
    _pick: IgnoredAny,
    #[serde(default, rename = "extended")]
    _extended: IgnoredAny,
}

impl Lifecycle {
    /// The table that comes with devenv.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Lifecycle> = LazyLock::new(embedded::read);
        &BUILTIN
    }

    /// Reads a whole table.
    pub fn parse(text: &str) -> Result<Self, LifecycleError> {
        let file: TableFile = toml::from_str(text).map_err(|error| LifecycleError::Syntax(Box::new(error)))?;
        let mut entries = Vec::new();
        for (id, product) in file.products {
            if let Some(cycle) = product.cycles.iter().find(|cycle| numbers(&cycle.cycle).is_none()) {
                return Err(LifecycleError::Cycle {
                    product: id,
                    cycle: cycle.cycle.clone(),
                });
            }
            entries.push(Entry {
                tools: product.tools,
                systems: product.systems,
                text: "",
                product: OnceLock::from(Product::new(product.title, product.rolling, product.cycles)),
            });
        }
        Ok(Self {
            as_of: file.as_of,
            entries,
        })
    }

    /// The day on which its facts were right.
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// What the tool of the catalogue with this id is released as.
    pub fn tool(&self, id: &str) -> Option<&Product> {
        self.find(|entry| entry.tools.iter().any(|tool| tool == id))
    }

    /// What an operating system is released as. `None`: the table does not have it, or not this edition of it.
    pub fn system(&self, os: &Os) -> Option<&Product> {
        let name = os.name.as_deref().unwrap_or_default();
        let id = match os.family {
            OsFamily::Linux => match os.distribution.as_deref()? {
                // Two products with one id.
                "centos" if name.contains("Stream") => "centos-stream",
                // Mint's edition of Debian has versions of its own, and no days.
                "linuxmint" if name.contains("LMDE") => return None,
                distribution => distribution,
            },
            OsFamily::Macos => "macos",
            // Servers, and editions that stay as they are for years, have dates of their own.
            OsFamily::Windows if ["Server", "LTS", "IoT"].iter().any(|word| name.contains(word)) => return None,
            OsFamily::Windows if name.contains("Enterprise") || name.contains("Education") => "windows-enterprise",
            OsFamily::Windows => "windows",
            OsFamily::Other => return None,
        };
        self.find(|entry| entry.systems.iter().any(|system| system == id))
    }

    /// The ids of all tools that the table has, sorted.
    pub fn tools(&self) -> Vec<&str> {
        let mut tools: Vec<&str> = self
            .entries
            .iter()
            .flat_map(|entry| entry.tools.iter().map(String::as_str))
            .collect();
        tools.sort_unstable();
        tools
    }

    fn find(&self, is_it: impl Fn(&Entry) -> bool) -> Option<&Product> {
        let entry = self.entries.iter().find(|entry| is_it(entry))?;
        Some(entry.product.get_or_init(|| embedded::product(entry.text)))
    }
}

impl Product {
    fn new(title: String, rolling: bool, mut cycles: Vec<Cycle>) -> Self {
        cycles.sort_by_cached_key(|cycle| Reverse(numbers(&cycle.cycle)));
        Self { title, rolling, cycles }
    }

    /// The line that a version is of: the longest one whose numbers it begins with.
    ///
    /// Java's versions before 9 count from `1.`: `1.8.0_302` is of the line 8.
    pub fn cycle_of(&self, version: &str) -> Option<&Cycle> {
        let version = Version::parse(version)?;
        let numbers_of_version = match version.numbers() {
            [1, rest @ ..] if self.title == "Java" && !rest.is_empty() => rest,
            numbers => numbers,
        };
        self.cycles
            .iter()
            .filter_map(|cycle| Some((numbers(&cycle.cycle)?, cycle)))
            .filter(|(numbers, _)| numbers_of_version.starts_with(numbers))
            .max_by_key(|(numbers, _)| numbers.len())
            .map(|(_, cycle)| cycle)
    }

    /// The lines that are released and supported on a day, the longest supported first, then the newest.
    pub fn supported(&self, day: Date) -> Vec<&Cycle> {
        let mut supported: Vec<&Cycle> = self
            .cycles
            .iter()
            .filter(|cycle| !cycle.has_ended(day) && cycle.released.is_none_or(|released| released <= day))
            .collect();
        // Stable: the newest comes first already.
        supported.sort_by_key(|cycle| Reverse(cycle.end_of_life.unwrap_or(Date::MAX)));
        supported
    }

    /// The line to move to on a day: the first of [`Product::supported`].
    pub fn newest_supported(&self, day: Date) -> Option<&Cycle> {
        self.supported(day).into_iter().next()
    }
}

impl Cycle {
    /// Whether it has reached end of life by that day.
    pub fn has_ended(&self, day: Date) -> bool {
        self.ended || self.end_of_life.is_some_and(|end| end < day)
    }
}

/// The numbers of a line's name. `None`: it is not made of numbers with dots.
fn numbers(cycle: &str) -> Option<Vec<u64>> {
    cycle.split('.').map(|part| part.parse().ok()).collect()
}
