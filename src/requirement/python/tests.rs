//! What Python's files ask for.

use super::super::example::{asked, asked_by};

#[test]
fn a_file_counts_by_what_is_in_it() {
    let files = [
        ("uv.toml", "description = \"tool\"\n"),
        ("pixi.toml", "description = \"packages\"\n"),
        ("uv.lock", ""),
        ("poetry.lock", ""),
        ("requirements.txt", "The machine needs a GPU.\n"),
        ("a/pyproject.toml", "[tool.black]\nline-length = 100\n"),
    ];
    assert_eq!(asked(&files), [""; 0]);
    assert_eq!(
        asked(&[
            (
                "requirements.txt",
                "-r base.txt\nflask[async]>=3 ; python_version > \"3\" # web\n"
            ),
            ("uv.toml", "required-version = \">=0.5\"\n"),
            ("pixi.toml", "[workspace]\n"),
        ]),
        [
            "tool pixi (pixi.toml)",
            "tool python3 (requirements.txt)",
            "tool uv \">=0.5\" pep440 (uv.toml:1)"
        ]
    );
}

#[test]
fn lists_of_packages_have_many_names_and_ask_once() {
    let settings_of_a_linter = ("tox.ini", "[flake8]\nmax-line-length = 100\n");
    assert_eq!(
        asked(&[
            ("requirements/dev.txt", "-r base.txt\n"),
            ("requirements/base.txt", "Django==5.2\n"),
            settings_of_a_linter
        ]),
        ["tool python3 (requirements/base.txt)"]
    );
    assert_eq!(
        asked(&[("dev-requirements.txt", "pytest\n"), ("tox.ini", "[tox]\n")]),
        ["tool python3 (dev-requirements.txt)", "tool tox suggested (tox.ini)"]
    );
}

#[test]
fn of_several_lock_files_none_is_required() {
    let files = [
        (
            "pyproject.toml",
            "[project]\nname = \"shop\"\nrequires-python = \">=3.12\"\n",
        ),
        ("poetry.lock", ""),
        ("pdm.lock", ""),
    ];
    assert_eq!(
        asked(&files),
        [
            "tool pdm suggested (pdm.lock)",
            "tool poetry suggested (poetry.lock)",
            "tool python3 \">=3.12\" pep440 (pyproject.toml:3)"
        ]
    );
}

#[test]
fn a_build_of_a_python_is_one_of_its_version() {
    for (text, version) in [("3.13t\n", "3.13"), ("3.14-dev\r\n", "3.14")] {
        let asked = asked(&[(".python-version", text)]);
        assert_eq!(
            asked.first(),
            Some(&format!("tool python3 \"{version}\" prefix (.python-version:1)"))
        );
    }
}

#[test]
fn a_request_of_uvs_is_understood() {
    let told = |text: &str| asked(&[(".python-version", text)]);
    assert_eq!(told(">=3.12\n"), ["tool python3 \">=3.12\" pep440 (.python-version:1)"]);
    assert_eq!(
        told("cpython-3.12.4-linux-x86_64-gnu\n"),
        ["tool python3 \"3.12.4\" prefix (.python-version:1)"]
    );
    assert_eq!(told("shop\n"), [""; 0]);
}

#[test]
fn a_build_that_no_version_tells_is_looked_for() {
    let version = ("3.13t\n", "/usr/lib/python3.13t/os.py");
    let tool = "tool python3 \"3.13\" prefix (.python-version:1)";
    let told = |text: &str, file: &str| {
        asked_by(
            &[(".python-version", text), (file, "")],
            "/project",
            &[("PATH", "/usr/bin"), ("HOME", "/home/anna")],
        )
    };
    assert_eq!(
        told(version.0, "/usr/lib/python3.13/os.py"),
        [tool, "component python-build:3.13t missing (.python-version:1)"]
    );
    assert_eq!(
        told(version.0, version.1),
        [tool, "component python-build:3.13t present (.python-version:1)"]
    );
    for (file, state) in [
        ("/usr/bin/python3.10", "missing"),
        ("/usr/bin/pypy3.10", "present"),
        ("/home/anna/.pyenv/versions/pypy3.10-7.3.15/bin/pypy3.10", "present"),
        (
            "/home/anna/.local/share/uv/python/pypy-3.10.16-linux-x86_64-gnu/lib/pypy3.10/os.py",
            "present",
        ),
    ] {
        for name in ["pypy3.10", "pypy@3.10"] {
            assert_eq!(
                told(name, file),
                [format!("component python-build:{name} {state} (.python-version:1)")],
                "{file}"
            );
        }
    }
}

#[test]
fn a_python_that_uv_may_not_download_is_required() {
    let told = |settings: (&str, &str), environment: &[(&str, &str)]| {
        let files = [
            (
                "pyproject.toml",
                "[project]\nname = \"shop\"\nrequires-python = \">=3.13\"\n",
            ),
            ("uv.lock", ""),
            settings,
        ];
        let environment: Vec<(&str, &str)> = [("HOME", "/home/anna")].iter().chain(environment).copied().collect();
        let asked = asked_by(&files, "/project", &environment);
        let python = asked.iter().find(|line| line.contains("python3")).unwrap();
        assert!(python.starts_with("tool python3 \">=3.13\" pep440"), "{python}");
        !python.contains("suggested")
    };
    let none = ("README", "");
    let user = |text| ("/home/anna/.config/uv/uv.toml", text);
    assert!(!told(none, &[]));
    assert!(!told(none, &[("UV_PYTHON_DOWNLOADS", "automatic")]));
    assert!(told(none, &[("UV_PYTHON_DOWNLOADS", "never")]));
    assert!(told(none, &[("UV_OFFLINE", "1")]));
    assert!(!told(none, &[("UV_OFFLINE", "0")]));
    assert!(told(none, &[("UV_PYTHON_PREFERENCE", "only-system")]));
    assert!(told(none, &[("UV_NO_MANAGED_PYTHON", "true")]));
    assert!(told(("uv.toml", "python-downloads = \"never\"\n"), &[]));
    assert!(told(user("python-downloads = \"manual\"\n"), &[]));
    assert!(told(user("offline = true\n"), &[]));
    assert!(told(("/etc/uv/uv.toml", "python-preference = \"only-system\"\n"), &[]));
    // The nearer setting counts, and a variable before all files.
    let downloads = [("UV_PYTHON_DOWNLOADS", "automatic")];
    assert!(!told(("uv.toml", "python-downloads = \"never\"\n"), &downloads));
    assert!(!told(user("python-downloads = \"never\"\n"), &[("UV_NO_CONFIG", "1")]));
}

#[test]
fn a_setup_program_may_name_its_range() {
    let named = "PYTHON = \">=3.10\"\nsetup(\n  python_requires=PYTHON,\n)\n";
    assert_eq!(
        asked(&[("setup.py", named)]),
        ["tool python3 \">=3.10\" pep440 (setup.py:1)"]
    );
    let formatted = "REQUIRED_PYTHON = (3, 9)\nsetup(\n  python_requires=\">={}.{}\".format(*REQUIRED_PYTHON),\n)\n";
    assert_eq!(
        asked(&[("setup.py", formatted)]),
        ["tool python3 \">=3.9\" pep440 (setup.py:3)"]
    );
}

#[test]
fn a_list_for_documentation_is_a_hint_in_a_package_of_another_language() {
    let list = "mkdocs>=1.6\n";
    assert_eq!(
        asked(&[("go.mod", "module x\n\ngo 1.22\n"), ("requirements-docs.txt", list)]),
        [
            "tool go \"1.22\" minimum (go.mod:3)",
            "tool python3 suggested (requirements-docs.txt)"
        ]
    );
    assert_eq!(
        asked(&[("go.mod", "module x\n\ngo 1.22\n"), ("requirements/docs.txt", list)]),
        [
            "tool go \"1.22\" minimum (go.mod:3)",
            "tool python3 suggested (requirements/docs.txt)"
        ]
    );
    assert_eq!(
        asked(&[("requirements-docs.txt", list)]),
        ["tool python3 (requirements-docs.txt)"]
    );
}

#[test]
fn a_range_of_pipenv_that_is_none_is_told() {
    assert_eq!(
        asked(&[("Pipfile", "[requires]\npython_version = \">=3.13\"\n")]),
        [
            "tool python3 (Pipfile)",
            "broken: `>=3.13` is not a version, which Pipenv asks for here (Pipfile:2)"
        ]
    );
}

#[test]
fn pixi_is_asked_for_in_a_version() {
    let pixi = "[workspace]\nname = \"x\"\nrequires-pixi = \">=0.40,<1\"\n";
    assert_eq!(
        asked(&[("pixi.toml", pixi), ("pixi.lock", "")]),
        ["tool pixi (pixi.lock)", "tool pixi \">=0.40,<1\" pep440 (pixi.toml:3)"]
    );
}
