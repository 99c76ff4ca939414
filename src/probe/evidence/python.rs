//! Programs of Python distributions: the name of their `.dist-info` directory.
//!
//! Source: the Python packaging guide, "Recording installed projects"; setuptools' `.egg-info`; the order of directories is that of `sys.path` (site module).

use std::path::{Path, PathBuf};

use super::{Evidence, Interpreter, Subject, from_file};
use crate::host::Host;

pub(super) fn read(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    let names = &subject.entry.python;
    if names.is_empty() {
        return None;
    }
    let names: Vec<String> = names.iter().map(|name| normal(name)).collect();
    site_directories(host, subject).into_iter().find_map(|directory| {
        let (version, file) = distribution(host, &directory, &names)?;
        let manager = (!directory.starts_with("/usr/lib")).then_some("pip");
        Some(Evidence {
            manager,
            ..from_file(&version, file)
        })
    })
}

/// Where the program's Python looks for distributions, in its order.
fn site_directories(host: &Host, subject: &Subject<'_>) -> Vec<PathBuf> {
    let Some(program_directory) = subject.resolved.parent() else {
        return Vec::new();
    };
    let script = matches!(subject.interpreter, Some(Interpreter::Path(path)) if is_python(path))
        .then_some(subject.interpreter)
        .flatten();
    let (prefix, interpreter) = match script {
        Some(Interpreter::Path(path)) => (
            path.parent()
                .and_then(Path::parent)
                .unwrap_or(program_directory)
                .to_owned(),
            Some(path.clone()),
        ),
        // A program of its own, such as ruff's, which a distribution puts beside Python.
        _ if subject.interpreter.is_none() => match program_directory.parent() {
            Some(prefix) => (prefix.to_owned(), None),
            None => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    let version = interpreter.as_deref().and_then(|path| python_version(host, path));
    let versioned = |directory: &Path, below: &str| -> Vec<PathBuf> {
        let names = host.list_once(directory).unwrap_or_else(|| [].into());
        names
            .iter()
            .filter(|name| name.as_encoded_bytes().starts_with(b"python"))
            .filter(|name| match (&version, name.to_str()) {
                (Some(version), Some(name)) => name == version,
                (None, Some(name)) => name
                    .strip_prefix("python3.")
                    .is_some_and(|minor| minor.parse::<u16>().is_ok()),
                _ => false,
            })
            .map(|name| directory.join(name).join(below))
            .collect()
    };
    let is_environment = host.stamp_once(&prefix.join("pyvenv.cfg")).is_some();
    let mut directories = Vec::new();
    if !is_environment && interpreter.is_some() {
        directories.extend(
            host.home()
                .map(|home| versioned(&home.join(".local/lib"), "site-packages"))
                .unwrap_or_default(),
        );
    }
    if prefix == Path::new("/usr") {
        directories.extend(versioned(Path::new("/usr/local/lib"), "dist-packages"));
        directories.extend(versioned(Path::new("/usr/lib"), "site-packages"));
        directories.push(PathBuf::from("/usr/lib/python3/dist-packages"));
    } else {
        directories.extend(versioned(&prefix.join("lib"), "site-packages"));
        directories.extend(versioned(&prefix.join("lib64"), "site-packages"));
        directories.extend(versioned(&prefix.join("lib"), "dist-packages"));
        // Windows: `Scripts\black.exe` beside `Lib\site-packages`.
        directories.push(prefix.join("Lib").join("site-packages"));
    }
    directories
}

fn is_python(path: &Path) -> bool {
    path.file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| name.starts_with("python") || name.starts_with("pypy"))
}

/// `python3.11`, from the interpreter's own name or what it is a link to.
fn python_version(host: &Host, interpreter: &Path) -> Option<String> {
    let versioned = |path: &Path| {
        let name = path.file_name()?.to_str()?;
        name.strip_prefix("python3.")
            .is_some_and(|minor| minor.parse::<u16>().is_ok())
            .then(|| name.to_owned())
    };
    versioned(interpreter).or_else(|| versioned(&host.canonicalize_once(interpreter)?))
}

/// The version of the first of these distributions in a directory, and the name that tells it.
fn distribution(host: &Host, directory: &Path, names: &[String]) -> Option<(String, String)> {
    // A directory has hundreds of distributions: most are told from one by their first letter.
    let first = |text: &[u8]| text.first().map(u8::to_ascii_lowercase);
    host.list_once(directory)?
        .iter()
        .filter(|file| {
            names
                .iter()
                .any(|own| first(own.as_bytes()) == first(file.as_encoded_bytes()))
        })
        .filter_map(|file| file.to_str())
        .find_map(|file| {
            let stem = file
                .strip_suffix(".dist-info")
                .or_else(|| file.strip_suffix(".egg-info"))?;
            let (name, version) = stem.split_once('-')?;
            // An egg's name may end with the Python that it is for: `scons-4.5.2-py3.11.egg-info`.
            let version = version.split('-').next()?;
            names
                .iter()
                .any(|own| normal(name) == *own)
                .then(|| (version.to_owned(), file.to_owned()))
        })
}

/// Names are compared in lower case with one `-` for runs of `-`, `_` and `.`. Source: the Python packaging guide, "Names and normalization".
fn normal(name: &str) -> String {
    name.to_lowercase()
        .split(['-', '_', '.'])
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}
