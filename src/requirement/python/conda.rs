//! Conda's `environment.yml`: Conda itself, and the Python that it sets up.

use crate::requirement::manifest::{Manifest, ManifestContent};
use crate::requirement::yaml_file;
use crate::version::Dialect;

/// Reads an environment. Files of this name are of other programs too: one without a list of dependencies asks for nothing.
///
/// Source: Conda's documentation of its package match specification.
pub(super) fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(environment) = yaml_file::read(manifest, found) else {
        return;
    };
    let Some(dependencies) = environment.get("dependencies") else {
        return;
    };
    let conda = manifest.tool("conda", None);
    // Beside a package's own files it is one way of several.
    let is_package = ["pyproject.toml", "requirements.txt", "setup.cfg", "setup.py"]
        .iter()
        .any(|name| manifest.has_beside(name));
    if is_package {
        found.suggest(conda);
    } else {
        found.require(conda);
    }
    for item in dependencies.items() {
        // Conda brings this Python itself, so that none on the machine has to be it.
        if let Some((range, dialect)) = item.text().and_then(python) {
            found.suggest(manifest.tool_in("python3", &range, dialect, Some(item.line)));
        }
    }
}

/// The versions of Python in a dependency on it: `python=3.11`, `python >=3.9,<4`, `conda-forge::python==3.12.1`.
fn python(dependency: &str) -> Option<(String, Dialect)> {
    let dependency = dependency.rsplit("::").next().unwrap_or(dependency);
    let rest = dependency.strip_prefix("python")?;
    let spec = rest.trim_start();
    if spec.len() == rest.len() && !spec.starts_with(['=', '<', '>', '!', '~']) && !spec.is_empty() {
        // Another package: `python-dateutil`.
        return None;
    }
    if spec.starts_with(['<', '>', '!', '~']) {
        return Some((spec.to_owned(), Dialect::Pep440));
    }
    if spec.starts_with("==") {
        return Some((spec.split_whitespace().next()?.to_owned(), Dialect::Pep440));
    }
    // `3.11`, `=3.11`, `3.11.*`, and perhaps a build: `=3.11=h955ad1f_0`.
    let version = spec
        .trim_start_matches('=')
        .split(['=', ' '])
        .next()
        .unwrap_or_default();
    let version = version.trim_end_matches('*').trim_end_matches('.');
    let is_one = version
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || character == '.');
    is_one.then(|| (version.to_owned(), Dialect::Prefix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requirement::example::asked;

    #[test]
    fn beside_a_package_it_is_one_way_of_several() {
        let environment = ("environment.yml", "dependencies:\n  - python=3.12\n");
        let python = "tool python3 \"3.12\" prefix suggested (environment.yml:2)";
        assert_eq!(asked(&[environment]), ["tool conda (environment.yml)", python]);
        assert_eq!(
            asked(&[environment, ("requirements.txt", "numpy\n")]),
            [
                "tool conda suggested (environment.yml)",
                "tool python3 (requirements.txt)",
                python
            ]
        );
    }

    #[test]
    fn a_dependency_on_python_is_told_from_others() {
        let told = |text: &str| python(text).map(|(range, dialect)| (range, dialect == Dialect::Prefix));
        let is = |range: &str, is_prefix: bool| Some((range.to_owned(), is_prefix));
        assert_eq!(told("python=3.11"), is("3.11", true));
        assert_eq!(told("python 3.11.*"), is("3.11", true));
        assert_eq!(told("python=3.11.4=h955ad1f_0_cpython"), is("3.11.4", true));
        assert_eq!(told("conda-forge::python>=3.9,<4"), is(">=3.9,<4", false));
        assert_eq!(told("python ==3.12.1"), is("==3.12.1", false));
        assert_eq!(told("python"), is("", true));
        assert_eq!(told("python-dateutil=2.8"), None);
        assert_eq!(told("pythonnet"), None);
    }
}
