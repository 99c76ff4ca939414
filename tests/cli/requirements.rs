//! What small projects ask for, from their files to the verdict: each was once a wrong answer.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Machine, Outcome};

/// A project, the machine that it is scanned on, and the right answer.
#[derive(Default)]
struct Case {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    /// The current directory, from the project's root.
    here: &'static str,
    /// Programs on PATH, and what they print.
    programs: &'static [(&'static str, &'static str)],
    /// The version of the JDK that is on PATH, if any.
    jdk: Option<&'static str>,
    /// The tools that are required, each in its range.
    required: &'static [&'static str],
    /// The required findings that are open, as `rule subject`.
    unmet: &'static [&'static str],
}

const GO: (&str, &str) = ("go.mod", "module example.test/x\n\ngo 1.21\n");
const GO_126: (&str, &str) = ("go", "go version go1.26.1 linux/amd64");
const NODE_20: (&str, &str) = ("node", "v20.20.2");
const WRAPPER: (&str, &str) = (
    "gradle/wrapper/gradle-wrapper.properties",
    "distributionUrl=https\\://services.gradle.org/distributions/gradle-8.10-bin.zip\n",
);
const POM_21: &str =
    "<project><properties><maven.compiler.release>21</maven.compiler.release></properties></project>\n";

const CASES: [Case; 10] = [
    Case {
        name: "siblings of the current directory ask for nothing",
        files: &[
            ("web/package.json", "{}"),
            ("web/package-lock.json", "{}"),
            ("api/go.mod", "module api\n\ngo 1.22\n"),
            ("jobs/pom.xml", POM_21),
        ],
        here: "web",
        programs: &[NODE_20, ("npm", "10.8.2")],
        jdk: Some("17.0.2"),
        required: &["node", "npm"],
        unmet: &[],
    },
    Case {
        name: "directories of tests and samples ask for nothing, in whatever letter case",
        files: &[
            GO,
            ("Fixtures/Hello/Package.swift", "// swift-tools-version:5.9\n"),
            ("integration_test/mix.exs", "use Mix.Project\n"),
            ("playground/app/pom.xml", "<project>@broken@"),
            (
                "test/compat/poetry/pyproject.toml",
                "[project]\nrequires-python = \">=3.99\"\n",
            ),
            ("tests/bcr/.bazelversion", "6.4.0\n"),
            ("Project_Templates/x/package.json", "{ ${name} }\n"),
        ],
        programs: &[GO_126],
        required: &["go 1.21"],
        ..NONE
    },
    Case {
        name: "the strictest member of a workspace decides, at any depth",
        files: &[
            ("package.json", "{\"workspaces\": [\"packages/*/*\", \"site\"]}"),
            ("site/package.json", "{\"engines\": {\"node\": \">=18\"}}"),
            ("packages/core/api/package.json", "{\"engines\": {\"node\": \">=24\"}}"),
        ],
        programs: &[NODE_20],
        required: &["node", "node >=18", "node >=24"],
        unmet: &["tool-version node"],
        ..NONE
    },
    Case {
        name: "a range is read through an attribute",
        files: &[(
            "mix.exs",
            "defmodule Shop.MixProject do\n  use Mix.Project\n  @elixir_requirement \"~> 1.15\"\n  def project do\n    [app: :shop, elixir: @elixir_requirement]\n  end\nend\n",
        )],
        programs: &[("erl", "27"), ("elixir", "Elixir 1.14.5 (compiled with Erlang/OTP 27)")],
        required: &["elixir ~> 1.15", "erlang"],
        unmet: &["tool-version elixir"],
        ..NONE
    },
    Case {
        name: "a level is read through a variable",
        files: &[
            WRAPPER,
            ("settings.gradle", "rootProject.name = 'x'\n"),
            (
                "build.gradle",
                "ext {\n  minJavaVersion = 21\n}\ntasks.withType(JavaCompile) { options.release = minJavaVersion }\n",
            ),
        ],
        jdk: Some("17.0.2"),
        required: &["java 21", "java [1.8,24)", "javac"],
        unmet: &["tool-version java"],
        ..NONE
    },
    Case {
        name: "a lock file without a manifest locks nothing",
        files: &[GO, ("yarn.lock", "# yarn lockfile v1\n"), ("poetry.lock", "")],
        programs: &[GO_126],
        required: &["go 1.21"],
        ..NONE
    },
    Case {
        name: "a name alone is no manifest",
        files: &[
            ("package.json", "{}"),
            ("registry/gleam.toml", "description = \"a language\"\n"),
            ("registry/pixi.toml", "description = \"packages\"\n"),
            ("registry/uv.toml", "description = \"a tool\"\n"),
        ],
        programs: &[NODE_20],
        required: &["node"],
        ..NONE
    },
    Case {
        name: "a container does not contradict a toolchain",
        files: &[
            WRAPPER,
            ("settings.gradle", ""),
            (
                "build.gradle",
                "java { toolchain { languageVersion = JavaLanguageVersion.of(17) } }\n",
            ),
            (
                ".devcontainer/devcontainer.json",
                "{\"features\": {\"ghcr.io/devcontainers/features/java:1\": {\"version\": \"21\"}}}",
            ),
        ],
        jdk: Some("17.0.2"),
        required: &["java 17", "java [1.8,24)", "javac"],
        ..NONE
    },
    Case {
        name: "a part of no workspace is not required at the root",
        files: &[
            ("composer.json", "{\"require\": {\"php\": \"^8.3\"}}"),
            ("src/renderer/package.json", "{\"engines\": {\"node\": \">=24\"}}"),
            ("src/renderer/package-lock.json", "{}"),
            ("release/requirements.txt", "jinja2\n"),
        ],
        programs: &[
            NODE_20,
            ("php", "PHP 8.3.14 (cli) (built: Nov 21 2024 18:22:51) (NTS)"),
            ("composer", "Composer version 2.8.3 2024-11-17 13:13:04"),
        ],
        required: &["composer", "php ^8.3"],
        ..NONE
    },
    Case {
        name: "lists of packages in a directory ask for Python, and settings of a linter for nothing",
        files: &[
            ("requirements/base.txt", "Django==5.2\n"),
            ("requirements/dev.txt", "-r base.txt\n"),
            ("tox.ini", "[flake8]\n"),
        ],
        required: &["python3"],
        unmet: &["tool-required python3"],
        ..NONE
    },
];

const NONE: Case = Case {
    name: "",
    files: &[],
    here: "",
    programs: &[],
    jdk: None,
    required: &[],
    unmet: &[],
};

fn lay(machine: &Machine, files: &[(&str, &str)]) -> PathBuf {
    let root = machine.path("shop");
    std::fs::create_dir_all(root.join(".git")).unwrap();
    std::fs::write(root.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    for (name, text) in files {
        let file = root.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    root
}

fn jdk(machine: &Machine, version: &str) -> PathBuf {
    let home = machine.path(format!("jdk-{version}"));
    std::fs::create_dir_all(&home).unwrap();
    std::fs::write(home.join("release"), format!("JAVA_VERSION=\"{version}\"\n")).unwrap();
    for name in ["java", "javac"] {
        machine.program_in(&home.join("bin"), name, "exit 1");
    }
    home.join("bin")
}

fn scan(machine: &Machine, directory: &Path, path: &[PathBuf], arguments: &[&str]) -> Outcome {
    let path = std::env::join_paths(path.iter().cloned().chain([machine.bin()])).unwrap();
    machine
        .devenv(["scan"].iter().chain(arguments))
        .directory(directory)
        .env("PATH", path)
        .env("DEVENV_TIMEOUT", "60")
        .env("DEVENV_PROGRAM_TIMEOUT", "30")
        .run()
}

/// The tools that are required in a scan, each in its range.
fn required(scan: &Value) -> Vec<String> {
    let requirements = scan["project"]["requirements"].as_array().unwrap();
    let mut required: Vec<String> = requirements
        .iter()
        .filter(|one| one["kind"] == "tool" && one["strength"] != "suggested" && one["applies"] != false)
        .map(|one| match one["range"].as_str() {
            Some(range) => format!("{} {range}", one["id"].as_str().unwrap()),
            None => one["id"].as_str().unwrap().to_owned(),
        })
        .collect();
    required.sort();
    required.dedup();
    required
}

/// The required findings that are open, as `rule subject`.
fn unmet(scan: &Value) -> Vec<String> {
    let findings = scan["assessment"]["findings"].as_array().unwrap();
    let is_open = |one: &&Value| one["outcome"] == "fail" || one["outcome"] == "unknown";
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    findings
        .iter()
        .filter(is_open)
        .filter(|one| one["severity"] == "required")
        .map(|one| format!("{} {}", text(one, "rule"), text(one, "subject")))
        .collect()
}

#[test]
fn each_project_asks_for_what_its_files_say() {
    for case in CASES {
        let machine = Machine::new();
        let root = lay(&machine, case.files);
        for (name, says) in case.programs {
            machine.program(name, &format!("echo '{says}'"));
        }
        let path: Vec<PathBuf> = case.jdk.iter().map(|version| jdk(&machine, version)).collect();
        let outcome = scan(&machine, &root.join(case.here), &path, &["--json"]);
        let read: Value = outcome.json();
        assert_eq!(required(&read), case.required, "{}", case.name);
        assert_eq!(unmet(&read), case.unmet, "{}", case.name);
        let is_met = read["assessment"]["status"] == "PASS";
        assert_eq!(
            (is_met, outcome.code),
            (case.unmet.is_empty(), Some(i32::from(!case.unmet.is_empty()))),
            "{}",
            case.name
        );
        let told = |rule: &str| {
            let findings = read["assessment"]["findings"].as_array().unwrap();
            findings
                .iter()
                .any(|one| one["rule"] == rule && one["outcome"] == "fail")
        };
        assert_eq!(
            (told("manifest-readable"), told("requirements-agree")),
            (false, false),
            "{}",
            case.name
        );
    }
}

/// Once a clock of 150 ms ended the walk, so that a busy machine passed what a calm one failed.
#[test]
fn a_project_of_many_directories_is_read_whole() {
    const PACKAGES: usize = 1_500;
    let machine = Machine::new();
    machine.program("node", "echo v20.20.2");
    let root = lay(&machine, &[("package.json", "{}")]);
    for number in 0..PACKAGES {
        let directory = root.join(format!("part-{:02}/package-{number:04}/src", number / 30));
        std::fs::create_dir_all(&directory).unwrap();
        let engines = if number + 1 == PACKAGES {
            ", \"engines\": {\"node\": \">=24\"}"
        } else {
            ""
        };
        std::fs::write(
            directory.parent().unwrap().join("package.json"),
            format!("{{\"name\": \"package-{number:04}\"{engines}}}"),
        )
        .unwrap();
    }
    let mut answers: Vec<(Value, Vec<String>, Value)> = Vec::new();
    for jobs in ["1", "8"] {
        let read: Value = scan(&machine, &root, &[], &["--json", "--jobs", jobs]).json();
        let requirements = read["project"]["requirements"].clone();
        assert!(
            requirements.to_string().contains(">=24"),
            "the last package was not read"
        );
        assert_eq!(read["project"]["partly_read"], Value::Null);
        answers.push((requirements, unmet(&read), read["assessment"]["status"].clone()));
    }
    assert_eq!(answers[0], answers[1]);
}

/// A scan whose time ends before the files were read does not know what they require, and says so.
#[test]
fn what_was_not_read_in_time_is_unknown_and_fails_in_ci() {
    let machine = Machine::new();
    let root = lay(&machine, &[GO]);
    let outcome = machine
        .devenv(["scan", "--ci", "--timeout", "0.000001"])
        .directory(&root)
        .run();
    assert_eq!(outcome.code, Some(1), "{outcome:#?}");
    let line = "unknown probe-completed requirements: The probe requirements did not finish in time";
    assert!(outcome.stdout.contains(line), "{}", outcome.stdout);
    assert!(!outcome.stderr.contains("no file says"), "{}", outcome.stderr);
}

/// People read "10.0.201 or later", and the project's own advice.
#[test]
fn ranges_are_told_in_words_and_a_project_says_how_to_get_its_sdk() {
    let machine = Machine::new();
    let root = lay(
        &machine,
        &[
            WRAPPER,
            ("settings.gradle", ""),
            (
                "global.json",
                "{\"sdk\": {\"version\": \"10.0.201\", \"rollForward\": \"major\", \"errorMessage\": \"run ./restore.sh\"}}",
            ),
            ("flake.nix", ""),
            ("default.nix", ""),
        ],
    );
    let page = scan(&machine, &root, &[jdk(&machine, "25.0.1")], &["--verbose"]).stdout;
    let words: Vec<&str> = page.split_whitespace().collect();
    let page = words.join(" ");
    for told in [
        ".NET SDK is required but not installed (global.json:1)",
        "run ./restore.sh",
        "Java 25.0.1 is installed; the project requires 1.8 or later, below 24",
    ] {
        assert!(page.contains(told), "no {told:?} in {page}");
    }
    for sign in ["[1.8,24)", "[10.0.201,"] {
        assert!(!page.contains(sign), "{page}");
    }
    // One that two files suggest is listed once.
    assert!(page.contains(" suggested Nix (not installed) "), "{page}");
    assert_eq!(page.matches("Nix (not installed)").count(), 1, "{page}");
}

/// A project without its `.env` once filled the screen with a line for each variable.
#[test]
fn variables_of_one_file_that_are_not_set_have_one_line() {
    let machine = Machine::new();
    let root = lay(
        &machine,
        &[(".env.example", "A_KEY=\nB_KEY=\nC_KEY=\nD_KEY=\nE_KEY=\nF_KEY=\n")],
    );
    let outcome = scan(&machine, &root, &[], &[]);
    let lines: Vec<&str> = outcome
        .stdout
        .lines()
        .filter(|line| line.contains("_KEY") && line.contains("not set"))
        .collect();
    assert_eq!(
        lines,
        ["✗ 6 variables are not set: A_KEY, B_KEY, C_KEY, D_KEY and 2 more (.env.example)"],
        "{}",
        outcome.stdout
    );
    let verbose = scan(&machine, &root, &[], &["--verbose"]).stdout;
    assert!(verbose.contains("✗ F_KEY is not set (.env.example:6)"), "{verbose}");
}
