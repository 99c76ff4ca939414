//! Where in a file of settings a value stands.

use toml::de::DeTable;

use crate::text;

/// The line that a key is on, from 1: `["profiles", "work", "platform"]`. `None`: it is not there.
pub fn line_of(toml_text: &str, keys: &[&str]) -> Option<u32> {
    let document = DeTable::parse(toml_text).ok()?;
    let (last, parents) = keys.split_last()?;
    let mut table = document.get_ref();
    for key in parents {
        table = table.get(*key)?.get_ref().as_table()?;
    }
    let (key, _) = table.get_key_value(*last)?;
    Some(text::line_at(toml_text, key.span().start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_however_its_table_is_written() {
        let text = "profile = \"work\"\n\n[profiles.work]\nplatform = \"x\"\n[profiles]\nplay.platform = \"y\"\nrest = { issuer = \"z\" }\n";
        let of = |keys: &[&str]| line_of(text, keys);
        assert_eq!(of(&["profile"]), Some(1));
        assert_eq!(of(&["profiles", "work", "platform"]), Some(4));
        assert_eq!(of(&["profiles", "play", "platform"]), Some(6));
        assert_eq!(of(&["profiles", "rest", "issuer"]), Some(7));
        assert_eq!(
            [of(&["profiles", "none", "issuer"]), of(&["profile", "work"]), of(&[])],
            [None; 3]
        );
        assert_eq!(line_of("no = toml = at all", &["no"]), None);
    }
}
