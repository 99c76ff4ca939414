//! Environments of Python.

use super::{Machine, on_path};
use crate::host::Host;
use crate::probe::in_project::tell;
use crate::probe::path::PathIndex;
use crate::scan::Tool;

#[test]
fn a_manager_of_packages_runs_its_own_environment() {
    let python = || Machine::new(vec![on_path("python3", "3.12.1", "/usr/bin/python3.12")]);
    let environment = |machine: Machine, directory: &str| {
        machine
            .write(
                &format!("{directory}/pyvenv.cfg"),
                "home = /opt/py/bin\nversion_info = 3.14.1.final.0\n",
            )
            .write(&format!("{directory}/bin/python"), "")
    };
    let own = |machine| environment(machine, "/home/anna/shop/.venv");
    let pipenv = || python().write("/home/anna/shop/Pipfile", "");
    assert_eq!(pipenv().told("python3"), "as on PATH");
    assert_eq!(
        own(pipenv()).told("python3"),
        "3.14.1 installed by ~/shop/.venv, for pipenv"
    );
    assert_eq!(
        own(python().write("/home/anna/shop/uv.lock", "")).told("python3"),
        "3.14.1 installed by ~/shop/.venv, for uv"
    );
    let poetry = python().write(
        "/home/anna/shop/pyproject.toml",
        "[tool.poetry.dependencies]\npython = \"^3.14\"\n",
    );
    assert_eq!(
        own(poetry).told("python3"),
        "3.14.1 installed by ~/shop/.venv, for poetry"
    );
    // Without a manager it has to be activated.
    assert_eq!(own(python()).told("python3"), "3.14.1 installed by ~/shop/.venv, for ");
    // pipenv's usual place, told by the file that names the project.
    let elsewhere = "/home/anna/.local/share/virtualenvs/shop-Xb1Gf0dA";
    let told = environment(pipenv(), elsewhere)
        .write(&format!("{elsewhere}/.project"), "/home/anna/shop\n")
        .told("python3");
    assert_eq!(
        told,
        "3.14.1 installed by ~/.local/share/virtualenvs/shop-Xb1Gf0dA, for pipenv"
    );
    // An active environment comes first, unless pipenv is told otherwise.
    let active = || environment(own(pipenv()), "/venv").set("VIRTUAL_ENV", "/venv");
    assert_eq!(active().told("python3"), "3.14.1 installed by /venv, for pipenv");
    assert_eq!(
        active().set("PIPENV_IGNORE_VIRTUALENVS", "1").told("python3"),
        "3.14.1 installed by ~/shop/.venv, for pipenv"
    );
    // Its Python was removed.
    let broken = pipenv().write("/home/anna/shop/.venv/pyvenv.cfg", "version = 3.14.1\n");
    assert_eq!(broken.told("python3"), "3.14.1 refused by ~/shop/.venv, for pipenv");
    let used = Machine::new(vec![on_path("python3", "3.14.1", "/home/anna/shop/.venv/bin/python3")])
        .write("/home/anna/shop/Pipfile", "");
    assert_eq!(own(used).told("python3"), "as on PATH");
}

#[test]
fn poetry_keeps_environments_outside_of_the_project() {
    let shop = |environments: &str| {
        let python = |minor: &str| format!("{environments}/shop-api-CWuVoWsI-py{minor}");
        let mut machine = Machine::new(vec![on_path("python3", "3.11.2", "/usr/bin/python3")]).write(
            "/home/anna/shop/pyproject.toml",
            "[tool.poetry]\nname = \"Shop._API\"\n[tool.poetry.dependencies]\npython = \"^3.12\"\n",
        );
        for minor in ["3.9", "3.12"] {
            machine = machine
                .write(
                    &format!("{}/pyvenv.cfg", python(minor)),
                    &format!("version = {minor}.4\n"),
                )
                .write(&format!("{}/bin/python", python(minor)), "");
        }
        machine
    };
    let usual = "/home/anna/.cache/pypoetry/virtualenvs";
    let told = |version: &str| {
        let minor = version.rsplit_once('.').unwrap().0;
        format!("{version} installed by ~/.cache/pypoetry/virtualenvs/shop-api-CWuVoWsI-py{minor}, for poetry")
    };
    assert_eq!(shop(usual).told("python3"), told("3.12.4"));
    let chosen = "[shop-api-CWuVoWsI]\nminor = \"3.9\"\npatch = \"3.9.4\"\n";
    assert_eq!(
        shop(usual).write(&format!("{usual}/envs.toml"), chosen).told("python3"),
        told("3.9.4")
    );
    // One in the project comes first, unless Poetry is told otherwise.
    let with_own = || {
        shop(usual)
            .write("/home/anna/shop/.venv/pyvenv.cfg", "version = 3.13.1\n")
            .write("/home/anna/shop/.venv/bin/python", "")
    };
    assert_eq!(
        with_own().told("python3"),
        "3.13.1 installed by ~/shop/.venv, for poetry"
    );
    let elsewhere = "[virtualenvs]\nin-project = false\n";
    assert_eq!(
        with_own()
            .write("/home/anna/shop/poetry.toml", elsewhere)
            .told("python3"),
        told("3.12.4")
    );
    assert_eq!(
        shop("/opt/envs")
            .write(
                "/home/anna/.config/pypoetry/config.toml",
                "[virtualenvs]\npath = \"/opt/envs\"\n"
            )
            .told("python3"),
        "3.12.4 installed by /opt/envs/shop-api-CWuVoWsI-py3.12, for poetry"
    );
    assert_eq!(shop("/elsewhere").told("python3"), "as on PATH");
}

#[test]
fn an_active_environment_tells_its_version_without_being_started() {
    let python = Tool {
        version: None,
        source: None,
        not_started: Some("it is below the project's directory".to_owned()),
        ..on_path("python3", "0", "/home/anna/shop/.venv/bin/python3")
    };
    let machine = Machine::new(vec![python]).write(
        "/home/anna/shop/.venv/pyvenv.cfg",
        "home = /usr/bin\nversion = 3.13.2\n",
    );
    let host = Host::fixture(machine.root.path(), "/home/anna/shop", &[("PATH", "/usr/bin")]);
    let mut tools = machine.tools.clone();
    tell(&host, &PathIndex::default(), &mut tools);
    let told = tools.pop().unwrap();
    assert_eq!(
        (
            told.version.as_deref(),
            told.raw.as_deref(),
            told.not_started,
            told.in_project
        ),
        (Some("3.13.2"), Some("pyvenv.cfg: 3.13.2"), None, None)
    );
}

#[test]
fn without_downloads_uv_takes_a_python_of_the_machine() {
    let python = || {
        Machine::new(vec![on_path("python3", "3.9.2", "/usr/bin/python3")])
            .write("/home/anna/shop/uv.lock", "")
            .write(
                "/home/anna/shop/pyproject.toml",
                "[project]\nrequires-python = \">=3.13\"\n",
            )
    };
    let never = |machine: Machine| machine.set("UV_PYTHON_DOWNLOADS", "never");
    assert_eq!(python().told("python3"), "as on PATH");
    assert_eq!(
        never(python()).told("python3"),
        "? refused by UV_PYTHON_DOWNLOADS, for uv"
    );
    // `uv python install` is allowed then.
    assert_eq!(
        python().set("UV_PYTHON_DOWNLOADS", "manual").told("python3"),
        "as on PATH"
    );
    let with_own = |machine: Machine| {
        machine
            .write(
                "/home/anna/.local/share/uv/python/cpython-3.12.9-linux-x86_64-gnu/bin/python3",
                "",
            )
            .write(
                "/home/anna/.local/share/uv/python/cpython-3.13.1-linux-x86_64-gnu/bin/python3",
                "",
            )
            .write(
                "/home/anna/.local/share/uv/python/pypy-3.13.2-linux-x86_64-gnu/bin/python3",
                "",
            )
    };
    assert_eq!(
        never(with_own(python())).told("python3"),
        "3.13.1 installed by ~/.local/share/uv/python, for uv"
    );
    assert_eq!(
        with_own(python()).set("UV_NO_MANAGED_PYTHON", "1").told("python3"),
        "? refused by UV_NO_MANAGED_PYTHON, for uv"
    );
    assert_eq!(
        never(python().write("/usr/bin/python3.13", "")).told("python3"),
        "3.13 installed by PATH, for uv"
    );
    // An environment of another version is made again.
    let environment = |version: &str| {
        python()
            .write(
                "/home/anna/shop/.venv/pyvenv.cfg",
                &format!("version_info = {version}\n"),
            )
            .write("/home/anna/shop/.venv/bin/python", "")
    };
    assert_eq!(
        never(environment("3.13.0")).told("python3"),
        "3.13.0 installed by ~/shop/.venv, for uv"
    );
    assert_eq!(
        never(environment("3.9.2")).told("python3"),
        "? refused by UV_PYTHON_DOWNLOADS, for uv"
    );
}
