//! What runs in a project: the copies that tools hand over to, and those that build tools and environments bring.

use super::*;
use crate::probe::Probed;
use crate::probe::fixture::write;

fn tool(id: &str, version: &str) -> Tool {
    Tool {
        id: id.to_owned(),
        name: id.to_owned(),
        category: "runtime".to_owned(),
        state: ToolState::Found,
        version: Some(version.to_owned()),
        raw: None,
        path: None,
        outside_path: false,
        resolved_path: None,
        manager: None,
        chosen_by: None,
        in_project: None,
        source: None,
        remembered: false,
        not_started: None,
        repair: None,
        duration_ms: 0,
        failure: None,
        others: Vec::new(),
        end_of_life: None,
        install: None,
    }
}

/// A tool that is on PATH.
fn on_path(id: &str, version: &str, path: &str) -> Tool {
    Tool {
        path: Some(path.to_owned()),
        resolved_path: Some(path.to_owned()),
        ..tool(id, version)
    }
}

struct Machine {
    root: tempfile::TempDir,
    environment: Vec<(String, String)>,
    tools: Vec<Tool>,
}

impl Machine {
    fn new(tools: Vec<Tool>) -> Self {
        let machine = Self {
            root: tempfile::tempdir().unwrap(),
            environment: vec![
                ("HOME".to_owned(), "/home/anna".to_owned()),
                ("PATH".to_owned(), "/usr/bin".to_owned()),
            ],
            tools,
        };
        machine.write("/home/anna/shop/README", "").write("/usr/bin/x", "")
    }

    fn write(self, place: &str, content: &str) -> Self {
        write(self.root.path(), place, content);
        self
    }

    fn set(mut self, variable: &str, value: &str) -> Self {
        self.environment.retain(|(name, _)| name != variable);
        self.environment.push((variable.to_owned(), value.to_owned()));
        self
    }

    /// What runs of a tool: `9.1.0 fetched, set by …, run by …`.
    fn told(&self, id: &str) -> String {
        let environment: Vec<(&str, &str)> = self
            .environment
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let host = Host::fixture(self.root.path(), "/home/anna/shop", &environment);
        let nothing = std::collections::HashSet::<String>::new();
        let (Probed::Whole(index) | Probed::Partial { value: index, .. }) = crate::probe::path::read(&host, &nothing)
        else {
            panic!("there is no PATH");
        };
        let mut tools = self.tools.clone();
        tell(&host, &index, &mut tools);
        let tool = tools.into_iter().find(|tool| tool.id == id).unwrap();
        let Some(own) = tool.in_project else {
            return "as on PATH".to_owned();
        };
        let availability = format!("{:?}", own.availability).to_lowercase();
        let version = own.version.as_deref().unwrap_or("?");
        format!(
            "{version} {availability} by {}, for {}",
            own.set_by,
            own.used_by.join(" ")
        )
        .replace("/home/anna", "~")
    }
}

#[test]
fn go_switches_as_gotoolchain_allows() {
    let go = |content: &str| {
        Machine::new(vec![on_path("go", "1.26.1", "/opt/go/bin/go")]).write("/home/anna/shop/go.mod", content)
    };
    let newer = || go("module x\n\ngo 1.27.3 // ours\n");
    assert_eq!(newer().told("go"), "1.27.3 fetched by ~/shop/go.mod, for go");
    assert_eq!(
        newer().set("GOTOOLCHAIN", "local").told("go"),
        "1.27.3 refused by GOTOOLCHAIN, for go"
    );
    assert_eq!(
        newer().set("GOTOOLCHAIN", "path").told("go"),
        "1.27.3 refused by GOTOOLCHAIN, for go"
    );
    assert_eq!(
        newer()
            .set("GOTOOLCHAIN", "path")
            .write("/usr/bin/go1.27.3", "")
            .told("go"),
        "1.27.3 installed by ~/shop/go.mod, for go"
    );
    assert_eq!(
        newer().set("GOPROXY", "off").told("go"),
        "1.27.3 refused by default, for go"
    );
    // The user's file, and the toolchain's own.
    assert_eq!(
        newer()
            .write("/home/anna/.config/go/env", "GOTOOLCHAIN=local\n")
            .told("go"),
        "1.27.3 refused by ~/.config/go/env, for go"
    );
    assert_eq!(
        newer()
            .write("/opt/go/go.env", "GOPROXY=x\nGOTOOLCHAIN=local\n")
            .told("go"),
        "1.27.3 refused by /opt/go/go.env, for go"
    );
    // A fixed toolchain, which is no newer.
    assert_eq!(
        newer().set("GOTOOLCHAIN", "go1.26.0").told("go"),
        "1.27.3 refused by GOTOOLCHAIN, for go"
    );
    assert_eq!(
        newer().set("GOTOOLCHAIN", "go1.28.0").told("go"),
        "1.28.0 fetched by GOTOOLCHAIN, for go"
    );
    assert_eq!(
        newer().set("GOTOOLCHAIN", "go1.26.0+auto").told("go"),
        "1.27.3 fetched by ~/shop/go.mod, for go"
    );
    // The line `toolchain` counts where Go may switch, and a language has a first release.
    let suggested = || go("module x\ngo 1.25\ntoolchain go1.27.0\n");
    assert_eq!(suggested().told("go"), "1.27.0 fetched by ~/shop/go.mod, for go");
    assert_eq!(
        suggested().set("GOTOOLCHAIN", "local").told("go"),
        "? refused by GOTOOLCHAIN, for go"
    );
    assert_eq!(
        go("module x\ngo 1.27\n").told("go"),
        "1.27.0 fetched by ~/shop/go.mod, for go"
    );
    assert_eq!(go("module x\ngo 1.26\n").told("go"), "as on PATH");
    assert_eq!(
        go("module x\ngo 1.26\n")
            .write("/home/anna/go.work", "go 1.28.1\n")
            .told("go"),
        "1.28.1 fetched by ~/go.work, for go"
    );
    let old =
        Machine::new(vec![on_path("go", "1.20.14", "/usr/bin/go")]).write("/home/anna/shop/go.mod", "go 1.27.3\n");
    assert_eq!(old.told("go"), "as on PATH");
}

#[test]
fn a_toolchain_of_go_may_be_in_the_cache_of_modules() {
    let system = if cfg!(target_os = "macos") { "darwin" } else { "linux" };
    let architecture = if cfg!(target_arch = "aarch64") {
        "arm64"
    } else {
        "amd64"
    };
    let directory = format!("golang.org/toolchain@v0.0.1-go1.27.3.{system}-{architecture}");
    let go =
        || Machine::new(vec![on_path("go", "1.26.1", "/opt/go/bin/go")]).write("/home/anna/shop/go.mod", "go 1.27.3\n");
    let told = go()
        .write(&format!("/home/anna/go/pkg/mod/{directory}/VERSION"), "")
        .told("go");
    assert_eq!(told, "1.27.3 installed by ~/shop/go.mod, for go");
    let told = go()
        .set("GOMODCACHE", "/cache")
        .write(&format!("/cache/{directory}/VERSION"), "")
        .told("go");
    assert_eq!(told, "1.27.3 installed by ~/shop/go.mod, for go");
}

#[test]
fn pnpm_runs_the_version_that_the_workspace_names() {
    let pnpm = |version: &str| {
        Machine::new(vec![on_path("pnpm", version, "/usr/bin/pnpm")]).write(
            "/home/anna/shop/package.json",
            r#"{ "packageManager": "pnpm@9.1.0+sha256.81a0" }"#,
        )
    };
    let fetched = "9.1.0 fetched by ~/shop/package.json, for pnpm";
    assert_eq!(pnpm("10.2.0").told("pnpm"), fetched);
    assert_eq!(pnpm("9.1.0").told("pnpm"), "as on PATH");
    assert_eq!(pnpm("9.6.0").told("pnpm"), "as on PATH");
    assert_eq!(pnpm("9.15.0").told("pnpm"), "9.1.0 refused by default, for pnpm");
    let told = pnpm("9.15.0")
        .write("/home/anna/.npmrc", "manage-package-manager-versions=true\n")
        .told("pnpm");
    assert_eq!(told, fetched);
    let told = pnpm("10.2.0")
        .write("/home/anna/shop/.npmrc", "manage-package-manager-versions = false\n")
        .told("pnpm");
    assert_eq!(told, "9.1.0 refused by ~/shop/.npmrc, for pnpm");
    let told = pnpm("11.0.0")
        .write(
            "/home/anna/shop/pnpm-workspace.yaml",
            "packages:\n  - a\npmOnFail: warn\n",
        )
        .told("pnpm");
    assert_eq!(told, "9.1.0 refused by ~/shop/pnpm-workspace.yaml, for pnpm");
    let told = pnpm("10.2.0")
        .set("npm_config_manage_package_manager_versions", "false")
        .told("pnpm");
    assert_eq!(
        told,
        "9.1.0 refused by npm_config_manage_package_manager_versions, for pnpm"
    );
    let told = pnpm("10.2.0")
        .write("/home/anna/.local/share/pnpm/.tools/pnpm/9.1.0/bin/pnpm", "")
        .told("pnpm");
    let there = if cfg!(target_os = "macos") {
        fetched
    } else {
        "9.1.0 installed by ~/shop/package.json, for pnpm"
    };
    assert_eq!(told, there);
    assert_eq!(pnpm("10.2.0").set("COREPACK_ROOT", "/x").told("pnpm"), "as on PATH");
    // The manifest of the workspace counts, not that of a package in it.
    let told = pnpm("10.2.0")
        .write("/home/anna/pnpm-workspace.yaml", "packages: [shop]\n")
        .write("/home/anna/package.json", r#"{ "packageManager": "pnpm@9.9.0" }"#)
        .told("pnpm");
    assert_eq!(told, "9.9.0 fetched by ~/package.json, for pnpm");
    let other = Machine::new(vec![on_path("pnpm", "10.2.0", "/usr/bin/pnpm")])
        .write("/home/anna/shop/package.json", r#"{ "packageManager": "yarn@4.1.0" }"#);
    assert_eq!(other.told("pnpm"), "as on PATH");
}

#[test]
fn yarn_runs_the_release_in_the_project() {
    let yarn = || Machine::new(vec![on_path("yarn", "1.22.22", "/usr/bin/yarn")]);
    let release = "/home/anna/shop/.yarn/releases/yarn-4.1.0.cjs";
    let berry = || {
        yarn().write(
            "/home/anna/shop/.yarnrc.yml",
            "nodeLinker: pnp\nyarnPath: .yarn/releases/yarn-4.1.0.cjs\n",
        )
    };
    assert_eq!(berry().told("yarn"), "? refused by ~/shop/.yarnrc.yml, for yarn");
    assert_eq!(
        berry().write(release, "").told("yarn"),
        "4.1.0 installed by ~/shop/.yarnrc.yml, for yarn"
    );
    assert_eq!(
        berry().write(release, "").set("YARN_IGNORE_PATH", "1").told("yarn"),
        "as on PATH"
    );
    let classic = yarn()
        .write(
            "/home/anna/shop/.yarnrc",
            "lastUpdateCheck 1\nyarn-path \".yarn/releases/yarn-1.19.1.js\"\n",
        )
        .write("/home/anna/shop/.yarn/releases/yarn-1.19.1.js", "");
    assert_eq!(classic.told("yarn"), "1.19.1 installed by ~/shop/.yarnrc, for yarn");
    let unnamed = yarn()
        .write(
            "/home/anna/shop/.yarnrc.yml",
            "yarnPath: .yarn/releases/yarn-berry.cjs\n",
        )
        .write("/home/anna/shop/.yarn/releases/yarn-berry.cjs", "")
        .write("/home/anna/shop/package.json", r#"{ "packageManager": "yarn@2.4.3" }"#);
    assert_eq!(unnamed.told("yarn"), "2.4.3 installed by ~/shop/.yarnrc.yml, for yarn");
    assert_eq!(yarn().told("yarn"), "as on PATH");
    // One that Corepack fetches first hands over as well, also to what a directory above names.
    let fetched = Tool {
        state: ToolState::Absent,
        in_project: Some(itself(
            &on_path("yarn", "0", "/usr/bin/yarn"),
            Some("3.2.0".to_owned()),
            "package.json",
            Availability::Fetched,
        )),
        ..on_path("yarn", "0", "/usr/bin/yarn")
    };
    let above = Machine::new(vec![fetched])
        .write("/home/anna/.yarnrc.yml", "yarnPath: .yarn/releases/yarn-3.1.1.cjs\n")
        .write("/home/anna/.yarn/releases/yarn-3.1.1.cjs", "");
    assert_eq!(above.told("yarn"), "3.1.1 installed by ~/.yarnrc.yml, for yarn");
}

#[test]
fn bazelisk_runs_the_bazel_that_the_project_names() {
    let bazel = || {
        Machine::new(vec![on_path("bazel", "1.25.0", "/usr/local/bin/bazelisk")])
            .write("/home/anna/shop/.bazelversion", "7.4.1\n")
    };
    assert_eq!(
        bazel().told("bazel"),
        "7.4.1 fetched by ~/shop/.bazelversion, for bazel"
    );
    let told = bazel()
        .write("/home/anna/shop/.bazeliskrc", "USE_BAZEL_VERSION=8.0.0\n")
        .told("bazel");
    assert_eq!(told, "8.0.0 fetched by ~/shop/.bazeliskrc, for bazel");
    assert_eq!(
        bazel().set("USE_BAZEL_VERSION", "latest").told("bazel"),
        "? fetched by USE_BAZEL_VERSION, for bazel"
    );
    let cached = "/bazelisk/downloads/metadata/bazelbuild/bazel-7.4.1-linux-x86_64";
    let told = bazel()
        .set("BAZELISK_HOME", "/bazelisk")
        .write(cached, "x")
        .told("bazel");
    assert_eq!(told, "7.4.1 installed by ~/shop/.bazelversion, for bazel");
    let plain = Machine::new(vec![on_path("bazel", "7.0.0", "/usr/bin/bazel")])
        .write("/home/anna/shop/.bazelversion", "7.4.1\n");
    assert_eq!(plain.told("bazel"), "as on PATH");
}

#[test]
fn sbt_runs_the_version_that_the_build_names() {
    let sbt = |content: &str| {
        Machine::new(vec![tool("sbt", "1.10.7")]).write("/home/anna/shop/project/build.properties", content)
    };
    let build = || sbt("# ours\nsbt.version = 1.9.7\n");
    let file = "~/shop/project/build.properties";
    assert_eq!(build().told("sbt"), format!("1.9.7 fetched by {file}, for sbt"));
    assert_eq!(
        build()
            .write("/home/anna/.sbt/boot/scala-2.12.18/org.scala-sbt/sbt/1.9.7/sbt.jar", "")
            .told("sbt"),
        format!("1.9.7 installed by {file}, for sbt")
    );
    assert_eq!(sbt("sbt.version=1.10.7\n").told("sbt"), "as on PATH");
    assert_eq!(sbt("name=shop\n").told("sbt"), "as on PATH");
}

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
fn build_tools_run_the_java_of_java_home() {
    let java = || {
        let tools = vec![
            on_path("java", "21.0.5", "/opt/jdk-21/bin/java"),
            on_path("javac", "21.0.5", "/opt/jdk-21/bin/javac"),
        ];
        Machine::new(tools)
            .write("/opt/jdk-21/release", "JAVA_VERSION=\"21.0.5\"\n")
            .write("/opt/jdk-21/bin/java", "")
            .write("/opt/jdk-21/bin/javac", "")
            .write("/opt/jdk-17/release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.9\"\n")
            .write("/opt/jdk-17/bin/java", "")
    };
    let maven = || java().write("/home/anna/shop/pom.xml", "<project/>");
    assert_eq!(maven().told("java"), "as on PATH");
    assert_eq!(java().set("JAVA_HOME", "/opt/jdk-17").told("java"), "as on PATH");
    let home = || maven().set("JAVA_HOME", "/opt/jdk-17");
    assert_eq!(home().told("java"), "17.0.9 installed by JAVA_HOME, for maven");
    assert_eq!(home().told("javac"), "? refused by JAVA_HOME, for maven");
    assert_eq!(maven().set("JAVA_HOME", "/opt/jdk-21").told("java"), "as on PATH");
    assert_eq!(
        maven().set("JAVA_HOME", "/opt/gone").told("java"),
        "? refused by JAVA_HOME, for maven"
    );
    let told = home().write("/home/anna/shop/build.gradle", "").told("java");
    assert_eq!(told, "17.0.9 installed by JAVA_HOME, for gradle maven");
    let gradle = || {
        java()
            .write("/home/anna/shop/build.gradle.kts", "")
            .set("JAVA_HOME", "/opt/jdk-21")
    };
    assert_eq!(gradle().told("java"), "as on PATH");
    let told = gradle()
        .write(
            "/home/anna/.gradle/gradle.properties",
            "org.gradle.java.home=/opt/jdk-17\n",
        )
        .told("java");
    assert_eq!(told, "17.0.9 installed by ~/.gradle/gradle.properties, for gradle");
    let told = maven()
        .write("/home/anna/.mavenrc", "export JAVA_HOME=\"/opt/jdk-17\"\n")
        .told("java");
    assert_eq!(told, "17.0.9 installed by ~/.mavenrc, for maven");
    let told = maven()
        .write("/home/anna/.mavenrc", "JAVA_HOME=$(/usr/libexec/java_home)\n")
        .told("java");
    assert_eq!(told, "as on PATH");
}

#[test]
fn global_json_chooses_among_all_sdks_as_its_roll_forward_says() {
    let told = |version: &str, roll: &str| {
        let mut machine = Machine::new(vec![on_path("dotnet", "9.0.203", "/usr/lib/dotnet/dotnet")]);
        for sdk in ["8.0.100", "8.0.104", "8.0.204", "8.0.404", "9.0.100", "9.0.203"] {
            machine = machine.write(&format!("/usr/lib/dotnet/sdk/{sdk}/dotnet.dll"), "");
        }
        let roll = if roll.is_empty() {
            String::new()
        } else {
            format!(", \"rollForward\": \"{roll}\"")
        };
        let text = format!("// ours\r\n{{ \"sdk\": {{ \"version\": \"{version}\"{roll} }} }}\r\n");
        let told = machine.write("/home/anna/shop/global.json", &text).told("dotnet");
        told.replace(" by ~/shop/global.json, for dotnet", "")
    };
    for (version, roll, expected) in [
        ("8.0.101", "", "8.0.104 installed"),
        ("8.0.101", "patch", "8.0.104 installed"),
        ("8.0.100", "patch", "8.0.100 installed"),
        ("8.0.101", "latestPatch", "8.0.104 installed"),
        ("8.0.105", "latestPatch", "? refused"),
        ("8.0.105", "feature", "8.0.204 installed"),
        ("8.0.101", "latestFeature", "8.0.404 installed"),
        ("8.0.405", "minor", "? refused"),
        ("8.0.405", "major", "9.0.100 installed"),
        ("8.0.101", "latestMajor", "as on PATH"),
        ("8.0.100", "disable", "8.0.100 installed"),
        ("8.0.101", "disable", "? refused"),
    ] {
        assert_eq!(told(version, roll), expected, "{version} {roll}");
    }
}
