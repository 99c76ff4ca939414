//! Finds and replaces home directories and names in text.

use memchr::memmem::Finder;

/// A home directory, prepared for searching.
#[derive(Debug, Clone)]
pub(super) struct Home {
    path: String,
    finder: Finder<'static>,
}

impl Home {
    pub(super) fn new(path: String) -> Self {
        Self {
            finder: Finder::new(&path).into_owned(),
            path,
        }
    }

    /// Whether the text may contain the home: without the last part of its path, it cannot.
    pub(super) fn may_be_in(&self, text: &str) -> bool {
        if is_windows_path(&self.path) {
            let directory = self.path.rsplit('\\').next().unwrap_or(&self.path);
            return !text.is_ascii() || contains_ignoring_case(text, directory);
        }
        self.finder.find(text.as_bytes()).is_some()
    }

    /// Replaces the home directory by `~` where its path ends or a separator follows: `/home/an` is not in `/home/anna`.
    ///
    /// A Windows path is found in any case, and with either separator.
    pub(super) fn replaced_in(&self, text: &str) -> String {
        let is_windows = is_windows_path(&self.path);
        let same = |left: char, right: char| {
            left == right
                || is_windows
                    && (left.to_lowercase().eq(right.to_lowercase())
                        || matches!(left, '/' | '\\') && matches!(right, '/' | '\\'))
        };
        let mut replaced = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let mut after = rest.chars();
            let is_home = self
                .path
                .chars()
                .all(|wanted| after.next().is_some_and(|found| same(found, wanted)))
                && after.clone().next().is_none_or(|next| !is_name_character(next));
            if is_home {
                replaced.push('~');
                rest = after.as_str();
            } else {
                replaced.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
        replaced
    }
}

fn is_name_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '.')
}

fn is_windows_path(path: &str) -> bool {
    path.get(1..3) == Some(":\\") || path.starts_with("\\\\")
}

/// Replaces a word in any case, unless a letter or digit is next to it.
pub(super) fn replace_word(text: &str, word: &str, mask: &str) -> String {
    let lower_word: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    let characters: Vec<char> = text.chars().collect();
    let mut replaced = String::with_capacity(text.len());
    let mut index = 0;
    let mut before: Option<char> = None;
    while let Some(rest) = characters.get(index..).filter(|rest| !rest.is_empty()) {
        let length = word.chars().count();
        let hit = rest.get(..length).is_some_and(|candidate| {
            candidate
                .iter()
                .flat_map(|c| c.to_lowercase())
                .eq(lower_word.iter().copied())
        });
        let free_before = before.is_none_or(|character| !character.is_alphanumeric());
        let free_after = rest.get(length).is_none_or(|character| !character.is_alphanumeric());
        if hit && free_before && free_after {
            replaced.push_str(mask);
            index += length;
            before = Some('>');
        } else if let Some(character) = rest.first() {
            replaced.push(*character);
            before = Some(*character);
            index += 1;
        }
    }
    replaced
}

pub(super) fn contains_ignoring_case(text: &str, word: &str) -> bool {
    let Some(first) = word.bytes().next() else {
        return false;
    };
    memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text.as_bytes()).any(|start| {
        let part = text.as_bytes().get(start..start + word.len());
        part.is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    })
}
