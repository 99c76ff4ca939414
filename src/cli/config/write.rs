//! `devenv config set`, `unset` and `edit`: changes the user's config.toml, with the same checks as when it is read.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, Value};

use super::{fields, unknown_key};
use crate::auth::Sessions;
use crate::cli::Failed;
use crate::cli::output::Output;
use crate::config::{Directories, Profile, UserFile, write_private, write_whole};
use crate::error::ExitCode;
use crate::host::{Ended, Host};
use crate::probe::catalogue::Catalogue;
use crate::text::escape_line;

/// The first lines of a new file.
const NEW_FILE: &str = "# Settings of devenv. `devenv config` shows the effective ones.\n";

/// The type of a setting's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Text,
    Flag,
    Number,
    Texts,
    Numbers,
}

/// A setting in the file: its keys and its type.
#[derive(Debug, PartialEq, Eq)]
struct SettingKey {
    parents: Vec<String>,
    name: String,
    holds: Type,
}

/// The keys and the type of a setting. `None`: the file has no such setting.
fn find_key(key: &str) -> Option<SettingKey> {
    let of = |parents: &[&str], name: &str, holds| {
        Some(SettingKey {
            parents: parents.iter().copied().map(str::to_owned).collect(),
            name: name.to_owned(),
            holds,
        })
    };
    match key {
        "profile" => return of(&[], key, Type::Text),
        "upload" => return of(&[], key, Type::Flag),
        _ => {}
    }
    if let Some(name @ ("keep_scans" | "keep_days")) = key.strip_prefix("history.") {
        return of(&["history"], name, Type::Number);
    }
    let (profile, field) = key.strip_prefix("profiles.")?.rsplit_once('.')?;
    let (name, ..) = fields(Profile::default())
        .into_iter()
        .find(|(name, ..)| *name == field)?;
    let holds = match name {
        "scopes" => Type::Texts,
        "callback_ports" => Type::Numbers,
        "insecure_storage" => Type::Flag,
        _ => Type::Text,
    };
    of(&["profiles", profile], name, holds)
}

/// The keys of a setting that can be changed here, or an error that says what to do instead.
fn changeable(key: &str) -> Result<SettingKey, Failed> {
    if let Some(setting) = find_key(key) {
        if let [_, profile] = setting.parents.as_slice() {
            Sessions::check_name(profile)?;
        }
        return Ok(setting);
    }
    if key.starts_with("tools.") {
        let error = anyhow!("a tool of yours is a table with several values");
        return Err(Failed::new(ExitCode::Usage, "unknown_setting", error).hint("add it with `devenv config edit`"));
    }
    let profile = key
        .strip_prefix("profiles.")
        .and_then(|rest| rest.split('.').next())
        .unwrap_or("default");
    let of_profile = fields(Profile::default())
        .into_iter()
        .map(|(field, ..)| format!("profiles.{profile}.{field}"));
    let keys: Vec<String> = ["profile", "upload", "history.keep_scans", "history.keep_days"]
        .into_iter()
        .map(str::to_owned)
        .chain(of_profile)
        .collect();
    let mut failed = unknown_key(key, keys.iter().map(String::as_str));
    if failed
        .hint
        .as_deref()
        .is_none_or(|hint| !hint.starts_with("did you mean"))
    {
        failed = failed.hint("docs/config.md lists what config.toml can set; the rest are flags and variables");
    }
    Err(failed)
}

/// Sets a value in the user's file and leaves the rest unchanged.
pub(super) fn set(key: &str, words: &[String], host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    let setting = changeable(key)?;
    let value = value(key, words, setting.holds)?;
    let (path, text) = file(host)?;
    let mut document = parse(&path, &text)?;
    {
        let mut table: &mut dyn TableLike = document.as_table_mut();
        for parent in &setting.parents {
            let mut new = Table::new();
            // `[profiles]` without a value of its own is not written.
            new.set_implicit(true);
            let item = table.entry(parent).or_insert(Item::Table(new));
            table = item
                .as_table_like_mut()
                .ok_or_else(|| refused(key, anyhow!("`{parent}` is not a table")))?;
        }
        match table.get_mut(&setting.name).and_then(Item::as_value_mut) {
            Some(existing) => {
                // The spaces and the comment around the old value.
                let decor = existing.decor().clone();
                *existing = value;
                *existing.decor_mut() = decor;
            }
            None => {
                table.insert(&setting.name, Item::Value(value));
            }
        }
    }
    write(key, &path, &document.to_string(), host)?;
    output.info(&format!("Set `{key}` in {}", path.display()));
    Ok(ExitCode::Success)
}

/// Removes a value from the user's file.
pub(super) fn unset(key: &str, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    let setting = changeable(key)?;
    let (path, text) = file(host)?;
    let mut document = parse(&path, &text)?;
    let mut table: Option<&mut dyn TableLike> = Some(document.as_table_mut());
    for parent in &setting.parents {
        table = table
            .and_then(|table| table.get_mut(parent))
            .and_then(Item::as_table_like_mut);
    }
    if table.and_then(|table| table.remove(&setting.name)).is_none() {
        let error = anyhow!("`{key}` is not set in {}", path.display());
        return Err(Failed::new(ExitCode::Usage, "not_set", error).hint("`devenv config` shows what sets it"));
    }
    write(key, &path, &document.to_string(), host)?;
    output.info(&format!("Removed `{key}` from {}", path.display()));
    Ok(ExitCode::Success)
}

/// Opens the user's file in their editor, then checks it.
pub(super) fn edit(host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    let (path, text) = file(host)?;
    if !host.exists(&path) {
        write_private(&path, NEW_FILE.as_bytes()).map_err(|error| cannot_write(&path, error))?;
    }
    let (program, mut arguments) = editor(host)?;
    arguments.push(path.to_string_lossy().into_owned());
    let failed = |why: String| {
        let error = anyhow!("the editor `{}` {why}", program.display());
        Failed::new(ExitCode::Usage, "editor_failed", error)
    };
    match host.attend(&program, &arguments) {
        Ok(Ended::Status(0)) => {}
        Ok(Ended::Status(status)) => return Err(failed(format!("ended with status {status}"))),
        Ok(_) => return Err(failed("was ended by a signal".to_owned())),
        Err(error) => {
            let error = anyhow::Error::new(error);
            return Err(Failed::new(ExitCode::Usage, "editor_failed", error));
        }
    }
    let (_, edited) = file(host)?;
    check(&path, &edited)?;
    let what = if edited == text { "Nothing changed in" } else { "Saved" };
    output.info(&format!("{what} {}", path.display()));
    Ok(ExitCode::Success)
}

/// The user's editor and its arguments: `$VISUAL`, `$EDITOR`, or a standard one. It is not run through a shell.
fn editor(host: &Host) -> Result<(PathBuf, Vec<String>), Failed> {
    let named = ["VISUAL", "EDITOR"].iter().find_map(|name| host.env_text(name));
    let text = named.unwrap_or(if cfg!(windows) { "notepad" } else { "vi" });
    // A path on Windows has backslashes and may have spaces: it is not parsed like a shell command.
    let words = if cfg!(windows) && Path::new(text).is_file() {
        Some(vec![text.to_owned()])
    } else if cfg!(windows) {
        Some(text.split_whitespace().map(str::to_owned).collect())
    } else {
        shlex::split(text)
    };
    let hint = "set `VISUAL` or `EDITOR` to your editor";
    let refuse = |what: String| Failed::new(ExitCode::Usage, "no_editor", anyhow!(what)).hint(hint);
    let mut words = words.unwrap_or_default().into_iter();
    let name = words
        .next()
        .ok_or_else(|| refuse(format!("cannot read the editor's command `{}`", escape_line(text))))?;
    let path = host.env("PATH").map(ToOwned::to_owned);
    let program = which::which_in(&name, path, host.directory())
        .map_err(|_| refuse(format!("there is no editor `{}` on PATH", escape_line(&name))))?;
    Ok((program, words.collect()))
}

/// The path and text of the user's file. The text is empty if there is no file.
fn file(host: &Host) -> Result<(PathBuf, String), Failed> {
    let directories = Directories::of(host);
    if let Some(found) = UserFile::text(host, &directories)? {
        return Ok(found);
    }
    let path = UserFile::path(&directories).ok_or_else(|| {
        Failed::new(
            ExitCode::Usage,
            "no_home",
            anyhow!("there is no directory for your settings"),
        )
        .hint("set `HOME`, or `DEVENV_CONFIG_DIR`")
    })?;
    Ok((path, String::new()))
}

/// The text, parsed for editing. If it is not valid, the error is the same as when it is read.
fn parse(path: &Path, text: &str) -> Result<DocumentMut, Failed> {
    check(path, text)?;
    text.parse().map_err(|error| {
        Failed::new(
            ExitCode::Usage,
            "bad_settings",
            anyhow::Error::new::<toml_edit::TomlError>(error),
        )
    })
}

/// Reads the text as every command does.
fn check(path: &Path, text: &str) -> Result<(), Failed> {
    UserFile::parse(path, text)?;
    Catalogue::builtin().with_user_tools(text)?;
    Ok(())
}

fn write(key: &str, path: &Path, text: &str, host: &Host) -> Result<(), Failed> {
    check(path, text).map_err(|failed| refused(key, failed.error))?;
    // An existing file keeps its permissions, and a link stays a link.
    let written = if host.exists(path) {
        write_whole(path, text.as_bytes())
    } else {
        write_private(path, text.as_bytes())
    };
    written.map_err(|error| cannot_write(path, error))
}

fn refused(key: &str, error: anyhow::Error) -> Failed {
    let error = error.context(format!("cannot set `{key}`, so nothing was written"));
    Failed::new(ExitCode::Usage, "bad_settings", error)
}

fn cannot_write(path: &Path, error: std::io::Error) -> Failed {
    let error = anyhow::Error::new(error).context(format!("cannot write {}", path.display()));
    Failed::new(ExitCode::ScanIncomplete, "output_failed", error)
}

/// The value of these words. A list may be several words, or one with commas.
fn value(key: &str, words: &[String], holds: Type) -> Result<Value, Failed> {
    let refuse = |expected: &str| {
        let error = anyhow!("`{key}` cannot be `{}`", escape_line(&words.join(" ")));
        Failed::new(ExitCode::Usage, "bad_settings", error).hint(format!("give {expected}"))
    };
    let items = || {
        words
            .iter()
            .flat_map(|word| word.split([',', ' ']))
            .filter(|item| !item.is_empty())
    };
    match (holds, words) {
        (Type::Text, [word]) if !word.is_empty() => Ok(Value::from(word.as_str())),
        (Type::Text, _) => Err(refuse("one value")),
        (Type::Flag, [word]) => match word.to_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(Value::from(true)),
            "false" | "no" | "off" | "0" => Ok(Value::from(false)),
            _ => Err(refuse("`true` or `false`")),
        },
        (Type::Flag, _) => Err(refuse("`true` or `false`")),
        (Type::Number, [word]) => {
            let number = word.trim().parse::<u32>();
            number
                .map(|number| Value::from(i64::from(number)))
                .map_err(|_| refuse("a whole number"))
        }
        (Type::Number, _) => Err(refuse("a whole number")),
        (Type::Texts, _) => Ok(items().collect::<Array>().into()),
        (Type::Numbers, _) => {
            let numbers: Result<Array, _> = items().map(|item| item.parse::<u16>().map(i64::from)).collect();
            Ok(numbers.map_err(|_| refuse("port numbers: 8400,8401"))?.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_and_the_type_of_a_setting_are_found() {
        let found = |key: &str| find_key(key).map(|setting| (setting.parents.join("/"), setting.name, setting.holds));
        let at = |parents: &str, name: &str, holds| Some((parents.to_owned(), name.to_owned(), holds));
        assert_eq!(found("upload"), at("", "upload", Type::Flag));
        assert_eq!(found("history.keep_days"), at("history", "keep_days", Type::Number));
        assert_eq!(
            found("profiles.acme.com.callback_ports"),
            at("profiles/acme.com", "callback_ports", Type::Numbers)
        );
        for key in [
            "",
            "history",
            "history.keep",
            "profiles.work",
            "profiles.work.secret",
            "tools.acme",
        ] {
            assert_eq!(found(key), None, "{key}");
        }
    }
}
