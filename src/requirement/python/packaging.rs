//! Files of a Python package: `pyproject.toml`, and setuptools' `setup.cfg` and `setup.py`.

use super::{ask, ask_for_python, expression};
use crate::requirement::code::{self, Code};
use crate::requirement::data::{Node, Value, text_at, texts};
use crate::requirement::manifest::{Manifest, ManifestContent, Reach};
use crate::requirement::toml_file;
use crate::version::Dialect;

/// Tools that set up a project, each with its lock file, if it has one: without that, its table is a hint.
const PROJECT_TOOLS: [(&str, Option<&str>); 4] = [
    ("poetry", Some("poetry.lock")),
    ("pdm", Some("pdm.lock")),
    ("pixi", Some("pixi.lock")),
    ("hatch", None),
];

/// Reads a `pyproject.toml`. Sources: the `pyproject.toml` specification of the packaging authority, and the documentation of Poetry, uv and Hatch.
pub(super) fn read_pyproject(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(project) = toml_file::read(manifest, found) else {
        return;
    };
    // Settings of linters alone are no project.
    let is_project = ["project", "build-system", "dependency-groups"]
        .iter()
        .any(|key| project.get(key).is_some())
        || PROJECT_TOOLS
            .iter()
            .map(|(id, _)| *id)
            .chain(["uv", "flit", "setuptools", "maturin"])
            .any(|id| project.at(&["tool", id]).is_some());
    if !is_project {
        return;
    }
    let declared = text_at(&project, &["project", "requires-python"], manifest, found);
    let poetry = project
        .at(&["tool", "poetry", "dependencies", "python"])
        .and_then(|node| {
            // `python = {version = "^3.9"}`
            let text = node.text().or_else(|| node.get("version")?.text())?;
            Some((text, node.line))
        });
    if let Some((range, line)) = poetry {
        let python = manifest.tool_in("python3", range, Dialect::Poetry, Some(line));
        ask(manifest, python, found);
    }
    if declared.is_some() || poetry.is_none() {
        ask_for_python(manifest, declared, found);
    }
    // uv resolves a workspace as one. Source: uv's documentation, "Using workspaces".
    if project.at(&["tool", "uv", "workspace"]).is_some() {
        found.reach_from(0, Reach::Members);
    }
    for (id, lock_file) in PROJECT_TOOLS {
        let table = project.at(&["tool", id]);
        if let Some(table) = table.filter(|table| matches!(table.value, Value::Table(_))) {
            // A lock file asks by itself.
            if !lock_file.is_some_and(|name| manifest.has_beside(name)) {
                found.suggest(manifest.tool(id, Some(table.line)));
            }
        }
    }
    if let Some(pixi) = project
        .at(&["tool", "pixi", "workspace"])
        .or_else(|| project.at(&["tool", "pixi", "project"]))
    {
        read_pixi(manifest, pixi, found);
    }
    let poetry = text_at(&project, &["tool", "poetry", "requires-poetry"], manifest, found);
    if let Some((range, line)) = poetry {
        found.require(manifest.tool_in("poetry", range, Dialect::Poetry, Some(line)));
    }
    if let Some(uv) = project.at(&["tool", "uv"]) {
        let workspace = uv.get("workspace");
        found
            .members
            .extend(texts(workspace.and_then(|workspace| workspace.get("members"))));
        let excluded = texts(workspace.and_then(|workspace| workspace.get("exclude")));
        found
            .members
            .extend(excluded.into_iter().map(|path| format!("!{path}")));
        read_uv(manifest, uv, found);
    }
    // Most backends are fetched by whatever builds the project; maturin is also what one works with, and uv's own shows that one
    // works with uv: `uv init` writes no table of uv's.
    let backend = text_at(&project, &["build-system", "build-backend"], manifest, found);
    match backend {
        Some(("maturin", line)) => found.suggest(manifest.tool("maturin", Some(line))),
        Some(("uv_build", line)) if project.at(&["tool", "uv"]).is_none() && !manifest.has_beside("uv.lock") => {
            found.suggest(manifest.tool("uv", Some(line)));
        }
        _ => {}
    }
}

/// The workspace of a `pixi.toml`, or of `[tool.pixi]`: pixi in the versions that it asks for. Source: pixi's documentation, "Manifest".
pub(super) fn read_pixi(manifest: &Manifest<'_>, workspace: &Node, found: &mut ManifestContent) {
    if let Some((range, line)) = text_at(workspace, &["requires-pixi"], manifest, found) {
        found.require(manifest.tool_in("pixi", range, Dialect::Pep440, Some(line)));
    }
}

/// `[tool.uv]`, or `uv.toml`: uv in the versions that it asks for, else as a hint.
pub(super) fn read_uv(manifest: &Manifest<'_>, uv: &Node, found: &mut ManifestContent) {
    match text_at(uv, &["required-version"], manifest, found) {
        Some((range, line)) => found.require(manifest.tool_in("uv", &as_specifier(range), Dialect::Pep440, Some(line))),
        None if manifest.has_beside("uv.lock") => {}
        None => found.suggest(manifest.tool("uv", Some(uv.line))),
    }
}

/// uv takes a bare version as that very one.
fn as_specifier(range: &str) -> String {
    let range = range.trim();
    if range.starts_with(|character: char| character.is_ascii_digit()) {
        format!("=={range}")
    } else {
        range.to_owned()
    }
}

/// Reads `[options] python_requires`. A `setup.cfg` without a package in it holds the settings of other tools.
///
/// Source: Python's `configparser`: a line that is indented goes on with the value above.
pub(super) fn read_configuration(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let (mut section, mut key) = ("", "");
    let (mut is_package, mut range): (bool, Option<(String, u32)>) = (false, None);
    for (line, number) in manifest.text.lines().zip(1..) {
        let text = line.trim();
        if text.is_empty() || text.starts_with(['#', ';']) {
            continue;
        }
        let continues = line.starts_with([' ', '\t']) && !key.is_empty();
        let value = if continues {
            text
        } else if let Some((name, _)) = text.strip_prefix('[').and_then(|text| text.split_once(']')) {
            (section, key) = (name.trim(), "");
            is_package |= matches!(section, "metadata" | "options");
            continue;
        } else if let Some((name, value)) = text.split_once(['=', ':']).filter(|_| !text.starts_with('[')) {
            key = name.trim();
            value.trim()
        } else {
            found.broken(manifest, Some(number), "expected a section or a setting");
            return;
        };
        if section == "options" && matches!(key, "python_requires" | "python-requires") && !value.is_empty() {
            range = match range.filter(|_| continues) {
                Some((before, line)) => Some((before + value, line)),
                None => Some((value.to_owned(), number)),
            };
        }
    }
    if is_package {
        let range = range.as_ref().map(|(range, line)| (range.as_str(), *line));
        ask_for_python(manifest, range, found);
    }
}

/// Reads `python_requires=">=3.9"`, as far as the text stands there or is made of literals.
pub(super) fn read_program(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let code = Code::of(manifest.text, &code::PYTHON);
    if !code.text().contains("setup(") {
        return;
    }
    let range = code.all_after("python_requires").find_map(|(rest, number)| {
        let value = rest.trim_start().strip_prefix('=')?;
        let (range, constant) = expression::text(&code, value)?;
        Some((range, constant.unwrap_or(number)))
    });
    let range = range.as_ref().map(|(range, line)| (range.as_str(), *line));
    // With a newer file beside it that says it, `setup.py` is there for old tools.
    if range.is_some() || !(manifest.has_beside("pyproject.toml") || manifest.has_beside("setup.cfg")) {
        ask_for_python(manifest, range, found);
    }
}

#[cfg(test)]
mod tests {
    use crate::requirement::example::asked;

    #[test]
    fn a_range_of_several_lines_holds_whole() {
        let settings = "[metadata]\nname = shop\n[options]\npython_requires =\n    >=3.13,\n    # not yet\n    <4\nzip_safe = no\n";
        assert_eq!(
            asked(&[("setup.cfg", settings)]),
            ["tool python3 \">=3.13,<4\" pep440 (setup.cfg:5)"]
        );
        let without_commas = "[options]\npython_requires =\n    >=3.13\n    <4\n";
        assert_eq!(
            asked(&[("setup.cfg", without_commas)]),
            [
                "tool python3 (setup.cfg:3)",
                "broken: the version range `>=3.13<4` cannot be read (setup.cfg:3)"
            ]
        );
    }

    #[test]
    fn documentation_sets_nothing_up_and_a_range_may_be_put_together() {
        let text = "\"\"\"Example:\n\nsetup(python_requires=\">=3.99\")\n\"\"\"\nfrom setuptools import setup\nprint('python_requires=\">=3.98\"')\nsetup(name=\"x\", python_requires=\", \".join([\">=3.8\", \"<4\"]))\n";
        assert_eq!(
            asked(&[("setup.py", text)]),
            ["tool python3 \">=3.8, <4\" pep440 (setup.py:7)"]
        );
        let computed = "from setuptools import setup\nsetup(python_requires=least(\">=3.9\"))\n";
        assert_eq!(asked(&[("setup.py", computed)]), ["tool python3 (setup.py)"]);
        assert_eq!(asked(&[("setup.py", "# setup()\n")]), [""; 0]);
    }
}
