//! What an entry must be, beyond the types of its fields.

use super::{CATEGORIES, Entry, INSTALLERS};

/// Checks an entry; the error says what is wrong, with the allowed values.
pub(super) fn entry(entry: &Entry) -> Result<(), String> {
    if !is_kebab_case(&entry.id) {
        return Err("its id is not of small letters, digits and single hyphens".to_owned());
    }
    if !CATEGORIES.contains(&entry.category.as_str()) {
        return Err(format!(
            "`{}` is no category; one of {} is",
            entry.category,
            CATEGORIES.join(", ")
        ));
    }
    if let Some(program) = entry.programs.iter().find(|program| !is_program_name(program)) {
        return Err(format!(
            "`{program}` is not the name of a program: it has a directory, or is empty"
        ));
    }
    if let Some(place) = entry.places.iter().find(|place| !is_anchored(place)) {
        return Err(format!("the place `{place}` is neither absolute nor below `~/`"));
    }
    if let Some(installer) = entry.install().keys().find(|key| !INSTALLERS.contains(&key.as_str())) {
        return Err(format!(
            "`{installer}` in `install` is not known; one of {} is",
            INSTALLERS.join(", ")
        ));
    }
    for file in &entry.files {
        let ways = [&file.pattern, &file.json, &file.plist];
        if ways.iter().filter(|way| way.is_some()).count() > 1 {
            return Err(format!(
                "the file `{}` has more than one of `pattern`, `json`, `plist`",
                file.path
            ));
        }
        if let Some(pattern) = &file.pattern {
            one_hole(pattern)?;
        }
        if file.path.matches("{version}").count() > 1 {
            return Err(format!("the file `{}` has more than one `{{version}}`", file.path));
        }
        if file.path.matches("{version}").count() == 1 && ways.iter().any(|way| way.is_some()) {
            return Err(format!(
                "the file `{}` tells its version by its name, and by its text",
                file.path
            ));
        }
    }
    if let Some(command) = &entry.command {
        if command.patterns.is_empty() {
            return Err("its command has no patterns".to_owned());
        }
        command.patterns.iter().try_for_each(|pattern| one_hole(pattern))?;
        if let Some(program) = command.program.as_ref().filter(|program| !is_program_name(program)) {
            return Err(format!(
                "`{program}` is not the name of a program of the same directory"
            ));
        }
    }
    Ok(())
}

fn one_hole(pattern: &str) -> Result<(), String> {
    if pattern.matches("{version}").count() == 1 {
        Ok(())
    } else {
        Err(format!(
            "the pattern `{pattern}` does not have `{{version}}` exactly once"
        ))
    }
}

fn is_kebab_case(id: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    id.split('-').all(is_word)
}

fn is_program_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['/', '\\', '\0'])
}

/// Absolute (with a drive letter on Windows), or below the home.
fn is_anchored(place: &str) -> bool {
    let drive = place.as_bytes().get(1..3) == Some(b":/".as_slice());
    drive || place.starts_with('/') || place.starts_with("~/")
}
