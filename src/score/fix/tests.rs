//! Tests of the choice of a command.

use super::*;
use crate::probe::catalogue::Catalogue;
use crate::scan::{OsFamily, Project, Requirement, Source, Strength};
use crate::score::sample;

/// A machine with these version managers, on a day on which Node.js 22, 24 and 26 are mended, Python 3.10 to 3.14.
fn machine(managers: &[&str]) -> Scan {
    let mut scan = sample::scan();
    scan.taken_at = "2026-09-01T12:00:00Z".parse().unwrap();
    scan.system = Some(sample::system(OsFamily::Linux));
    scan.tools = managers.iter().map(|id| sample::found_tool(id, "1.0")).collect();
    scan
}

fn absent(id: &str, install: Option<Install>) -> Tool {
    Tool {
        state: ToolState::Absent,
        version: None,
        path: None,
        name: id.to_uppercase(),
        install,
        ..sample::found_tool(id, "1.0")
    }
}

fn install(command: Option<&str>, page: Option<&str>) -> Option<Install> {
    Some(Install {
        command: command.map(str::to_owned),
        page: page.map(str::to_owned),
    })
}

fn lines<'a>(allows_line: &'a dyn Fn(&str) -> bool) -> Wanted<'a> {
    Wanted {
        allows_line,
        exact: None,
        lowest: None,
    }
}

fn fix(managers: &[&str], id: &str, wanted: Option<&Wanted<'_>>) -> Option<String> {
    remedy(&machine(managers), id, wanted).fix
}

#[test]
fn the_names_of_tools_are_those_of_the_catalogue() {
    for id in manager::SAME_NAME {
        let install = &Catalogue::builtin().get(id).unwrap().install;
        assert_eq!(
            [install.get("asdf"), install.get("mise")].map(|name| name.unwrap().as_str()),
            [id, id]
        );
    }
    for (id, asdf, mise) in manager::OTHER_NAMES {
        let install = &Catalogue::builtin().get(id).unwrap().install;
        let names = [install.get("asdf"), install.get("mise")].map(|name| name.map(String::as_str));
        assert_eq!(names, [asdf, mise], "{id}");
    }
}

#[test]
fn the_manager_of_the_running_copy_comes_first() {
    let mut scan = machine(&["fnm", "mise", "volta"]);
    scan.tools.push(Tool {
        manager: Some("volta".to_owned()),
        ..sample::found_tool("node", "18.1.0")
    });
    assert_eq!(
        remedy(&scan, "node", None).fix.as_deref(),
        Some("volta install 'node@26'")
    );
    scan.tools.last_mut().unwrap().manager = Some("dpkg".to_owned());
    assert_eq!(remedy(&scan, "node", None).fix.as_deref(), Some("fnm install 26"));
}

#[test]
fn the_line_that_is_mended_longest_of_those_that_will_do_is_installed() {
    let below_24 = |line: &str| line.parse::<u32>().is_ok_and(|line| line < 24);
    assert_eq!(
        fix(&["nvm"], "node", Some(&lines(&below_24))).as_deref(),
        Some("nvm install 22")
    );
    // Nothing that is mended will do.
    let only_16 = |line: &str| line == "16";
    assert_eq!(
        fix(&["nvm"], "node", Some(&lines(&only_16))).as_deref(),
        Some("nvm install 16")
    );
    let exact = Wanted {
        exact: Some("3.12.4"),
        ..lines(&|_| true)
    };
    assert_eq!(
        fix(&["pyenv"], "python3", Some(&exact)).as_deref(),
        Some("pyenv install 3.12.4")
    );
    let at_least = Wanted {
        lowest: Version::parse("1.40"),
        ..lines(&|_| true)
    };
    assert_eq!(
        fix(&["mise"], "just", Some(&at_least)).as_deref(),
        Some("mise install 'just@1.40'")
    );
}

#[test]
fn each_manager_is_told_in_its_own_words() {
    let newer = |line: &str| line.parse::<f32>().is_ok_and(|line| line > 1.0);
    let exact = |version| Wanted {
        exact: Some(version),
        ..lines(&|_| true)
    };
    let (any_newer, v9) = (lines(&newer), exact("9.1.0"));
    let cases = [
        ("rustup", "rustc", Some(&any_newer), Some("rustup update stable")),
        ("rustup", "rustc", Some(&v9), Some("rustup toolchain install 9.1.0")),
        ("goenv", "go", None, Some("goenv install 1.27")),
        ("rbenv", "ruby", Some(&v9), Some("rbenv install 9.1.0")),
        ("rbenv", "ruby", None, None),
        ("uv", "python3", None, Some("uv python install 3.14")),
        ("tfenv", "terraform", None, Some(r"tfenv install 'latest:^1\.15\.'")),
        ("sdkman", "maven", Some(&v9), Some("sdk install maven 9.1.0")),
        ("sdkman", "java", Some(&v9), None),
        ("asdf", "java", None, Some("asdf install java latest:temurin-25")),
        ("asdf", "node", None, Some("asdf install nodejs latest:26")),
        ("asdf", "node", Some(&v9), Some("asdf install nodejs 9.1.0")),
        ("mise", "go", None, Some("mise install 'go@1.27'")),
        (
            "corepack",
            "pnpm",
            Some(&v9),
            Some("corepack prepare 'pnpm@9.1.0' --activate"),
        ),
        ("jenv", "java", None, None),
        ("nvm", "vim", None, None),
    ];
    for (manager, id, wanted, expected) in cases {
        assert_eq!(fix(&[manager], id, wanted).as_deref(), expected, "{manager} {id}");
    }
}

#[test]
fn what_to_do_next_is_said_unless_a_file_says_it() {
    let mut scan = machine(&["pyenv"]);
    let choosing = "then `pyenv local 3.14` chooses it in this folder, `pyenv global 3.14` everywhere";
    assert_eq!(remedy(&scan, "python3", None).advice.as_deref(), Some(choosing));
    scan.project = Some(Project {
        root: "~/shop".to_owned(),
        name: "shop".to_owned(),
        commit: None,
        branch: None,
        dirty: None,
        requirements: vec![Requirement {
            kind: RequirementKind::Tool,
            id: "python3".to_owned(),
            range: None,
            dialect: None,
            minimum: None,
            present: None,
            strength: Strength::Required,
            applies: true,
            source: Source {
                file: "api/.python-version".to_owned(),
                line: Some(1),
            },
        }],
        broken_manifests: Vec::new(),
        partly_read: None,
    });
    assert_eq!(
        remedy(&scan, "python3", None),
        Remedy {
            fix: Some("pyenv install 3.14".to_owned()),
            advice: None
        }
    );
}

#[test]
fn packages_are_installed_where_any_version_will_do_and_named_where_it_is_unsure() {
    let told = |install: Option<Install>, wanted: Option<&Wanted<'_>>| {
        let mut scan = machine(&[]);
        scan.tools.push(absent("node", install));
        let Remedy { fix, advice } = remedy(&scan, "node", wanted);
        (fix, advice)
    };
    let text = |text: &str| Some(text.to_owned());
    let (apt, page) = (Some("sudo apt-get install nodejs"), Some("https://nodejs.org/"));
    let only_22 = |line: &str| line == "22";
    let wanted = lines(&only_22);
    assert_eq!(
        told(install(apt, page), None),
        (text("sudo apt-get install nodejs"), None)
    );
    assert_eq!(
        told(install(apt, page), Some(&wanted)),
        (
            None,
            text(
                "install NODE 22: `sudo apt-get install nodejs` brings the version of its packages; if that is another one, see https://nodejs.org/"
            )
        )
    );
    assert_eq!(
        told(install(None, page), Some(&wanted)),
        (None, text("install NODE 22 as https://nodejs.org/ says"))
    );
    assert_eq!(told(None, None), (None, text("install NODE")));
}

#[test]
fn a_hostile_version_is_one_word_or_in_no_command() {
    for (version, expected) in [("$(reboot)", Some("nvm install '$(reboot)'")), ("1\u{202e}2", None)] {
        let wanted = Wanted {
            exact: Some(version),
            ..lines(&|_| true)
        };
        assert_eq!(fix(&["nvm"], "node", Some(&wanted)).as_deref(), expected);
    }
}
