//! Versions of Java as version managers name them, and as Java prints them.

/// The version of Java in the name of a build of it, as jEnv, asdf, mise and SDKMAN write them, in the form in which Java tells it:
/// that of Java 8 begins with `1.8`.
///
/// `17.0.9-tem`, `temurin-17.0.9+9`, `openjdk64-17.0.1`, `graalvm-ce-java17-22.3.0`. Zulu numbers its builds in its own way, of
/// which the first number alone is Java's; others add numbers behind those of Java. `None`: no version is in it.
pub(super) fn java(name: &str) -> Option<String> {
    let name = name.trim();
    let begins_with_digit = |part: &&str| part.starts_with(|character: char| character.is_ascii_digit());
    let parts = || name.split(['-', ':', '@', '+']);
    let version = parts()
        .find_map(|part| part.strip_prefix("java").filter(begins_with_digit))
        .or_else(|| parts().find(begins_with_digit))?;
    let numbers = if name.starts_with("zulu") { 1 } else { 3 };
    Some(as_told(version, numbers))
}

/// A version as Java prints it, with at most `numbers` numbers: `1.8` for `8`, `17` for `17`.
pub(super) fn as_told(version: &str, numbers: usize) -> String {
    let version = version.strip_prefix("1.").unwrap_or(version);
    let cut: Vec<&str> = version.split(['.', '_']).take(numbers).collect();
    let version = cut.join(".");
    // Source: JEP 223, which gave Java 9 and later their scheme.
    let is_old = cut
        .first()
        .and_then(|first| first.parse::<u32>().ok())
        .is_some_and(|first| first < 9);
    if is_old { format!("1.{version}") } else { version }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version::{Dialect, VersionRange};

    #[test]
    fn builds_of_java_are_named_in_many_ways() {
        let names = [
            ("17.0.9-tem", "17.0.9"),
            ("temurin-17.0.9+9", "17.0.9"),
            ("openjdk64-17.0.1", "17.0.1"),
            ("graalvm-ce-java17-22.3.0", "17"),
            ("graalvm-22.3.0+java11", "11"),
            ("zulu-21.32.17", "21"),
            ("corretto-21.0.2.13.1", "21.0.2"),
            ("1.8", "1.8"),
            ("8", "1.8"),
            ("oracle64-1.8.0.121", "1.8.0.121"),
            ("8.0.392-tem", "1.8.0.392"),
        ];
        for (name, version) in names {
            assert_eq!(java(name).as_deref(), Some(version), "{name}");
        }
        assert_eq!(java("corretto-latest"), None);
    }

    #[test]
    fn what_is_written_so_is_judged_as_java_tells_its_version() {
        let allows = |range: &str, dialect, version: &str| {
            VersionRange::parse(range, dialect)
                .ok()
                .and_then(|range| range.allows(version))
        };
        let (java_8, java_21) = ("1.8.0_392", "21.0.2");
        assert_eq!(allows(&java("8").unwrap(), Dialect::Prefix, java_8), Some(true));
        assert_eq!(
            allows(&java("8.0.392-tem").unwrap(), Dialect::Prefix, java_8),
            Some(true)
        );
        assert_eq!(
            allows(&java("8.0.402-tem").unwrap(), Dialect::Asdf, java_8),
            Some(false)
        );
        assert_eq!(
            allows(&java("temurin-21.0.2+13").unwrap(), Dialect::Asdf, java_21),
            Some(true)
        );
        assert_eq!(allows(&as_told("8", 3), Dialect::Minimum, java_8), Some(true));
        assert_eq!(allows(&as_told("11", 3), Dialect::Minimum, java_8), Some(false));
        assert_eq!(allows("[1.8,22)", Dialect::Maven, java_8), Some(true));
        assert_eq!(allows("[1.8,22)", Dialect::Maven, java_21), Some(true));
        assert_eq!(allows("[1.8,22)", Dialect::Maven, "22"), Some(false));
        assert_eq!(allows("[17,22)", Dialect::Maven, java_8), Some(false));
    }
}
