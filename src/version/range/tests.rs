//! Ranges held to the ecosystems' own judges, and to laws.

use super::*;

#[test]
fn smoke() {
    let r = |t: &str, d| VersionRange::parse(t, d).unwrap();
    assert_eq!(r(">=20 <23", Dialect::Npm).allows("20.20.2"), Some(true));
    assert_eq!(r("18", Dialect::Prefix).overlaps(&r(">=19", Dialect::Npm)), Some(false));
}
