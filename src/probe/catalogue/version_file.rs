//! The version that a file tells, by its text or by its name.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::VersionFile;
use crate::probe::version_text::{extract, from_file_name};

/// A value of a JSON object, of which texts alone matter.
#[derive(Deserialize)]
#[serde(untagged)]
enum JsonValue {
    Text(String),
    Other(IgnoredAny),
}

impl VersionFile {
    /// The pattern of the file's name, if that tells the version: `maven-core-{version}.jar`. `None`: the text tells it.
    pub fn name_pattern(&self) -> Option<&str> {
        self.path.rsplit('/').next().filter(|name| name.contains("{version}"))
    }

    /// The version in a file of that name. `None`: the name does not fit, or the text tells the version.
    pub fn version_in_name<'a>(&self, name: &'a str) -> Option<&'a str> {
        from_file_name(name, self.name_pattern()?)
    }

    /// The version in the file's text, by its pattern, JSON key or property list key, or else as its first word.
    ///
    /// A byte order mark is passed over. `None`: it is not there, or it is no version.
    pub fn version_in_text(&self, text: &str) -> Option<String> {
        let text = text.trim_start_matches('\u{feff}');
        if let Some(pattern) = &self.pattern {
            return extract(text, pattern).map(|found| found.version.to_owned());
        }
        let word = if let Some(key) = &self.json {
            let mut values: BTreeMap<String, JsonValue> = serde_json::from_str(text).ok()?;
            match values.remove(key)? {
                JsonValue::Text(value) => value,
                JsonValue::Other(_) => return None,
            }
        } else if let Some(key) = &self.plist {
            plist_text(text, key)?.to_owned()
        } else {
            text.to_owned()
        };
        let word = word.split_whitespace().next()?;
        extract(word, "{version}").map(|found| found.version.to_owned())
    }
}

/// The text of a key in a property list in XML. Source: Apple's `PropertyList-1.0.dtd`.
fn plist_text<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<key>{key}</key>"))?;
    let rest = rest.trim_start().strip_prefix("<string>")?;
    rest.split_once("</string>").map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(toml_text: &str) -> VersionFile {
        toml::from_str(toml_text).unwrap()
    }

    #[test]
    fn the_text_tells_by_pattern_or_first_word() {
        let release = file("path = '../release'\npattern = 'JAVA_VERSION=\"{version}\"'");
        assert_eq!(
            release.version_in_text(
                "IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"17.0.15\"\nJAVA_VERSION_DATE=\"2025-04-15\"\n"
            ),
            Some("17.0.15".to_owned())
        );
        let first = file("path = '../VERSION'");
        assert_eq!(first.version_in_text("\u{feff}528.0.0\n"), Some("528.0.0".to_owned()));
        assert_eq!(first.version_in_text("v25\nmore"), Some("25".to_owned()));
        assert_eq!(first.version_in_text("Not found"), None);
        assert_eq!(first.version_in_text(""), None);
    }

    #[test]
    fn json_and_property_lists_tell_by_key() {
        let package = file("path = 'package.json'\njson = 'version'");
        assert_eq!(
            package
                .version_in_text(r#"{ "dependencies": { "version": "1.0.0" }, "version": "1.85.1", "private": true }"#),
            Some("1.85.1".to_owned())
        );
        assert_eq!(package.version_in_text(r#"{ "version": 3 }"#), None);
        assert_eq!(package.version_in_text("version"), None);
        let plist = file("path = '../Info.plist'\nplist = 'CFBundleShortVersionString'");
        let text = "<dict>\n\t<key>CFBundleShortVersionString</key>\n\t<string>17.2</string>\n\t<key>X</key>\n</dict>";
        assert_eq!(plist.version_in_text(text), Some("17.2".to_owned()));
        assert_eq!(plist.version_in_text("bplist00"), None);
    }

    #[test]
    fn a_name_tells_where_the_path_says_so() {
        let jar = file("path = '../lib/maven-core-{version}.jar'");
        assert_eq!(jar.name_pattern(), Some("maven-core-{version}.jar"));
        assert_eq!(jar.version_in_name("maven-core-3.9.6.jar"), Some("3.9.6"));
        assert_eq!(jar.version_in_name("maven-compat-3.9.6.jar"), None);
        assert_eq!(file("path = '../VERSION'").version_in_name("VERSION"), None);
    }
}
