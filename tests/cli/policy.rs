//! A project's devenv.toml: found, applied, shown, written.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{Machine, Outcome, Run};

/// A project with this devenv.toml, and a broken tool.
fn project(policy: &str) -> (Machine, PathBuf) {
    let machine = Machine::new();
    machine.program("jq", "exit 1");
    let root = machine.path("shop");
    std::fs::create_dir_all(root.join("web/src")).unwrap();
    std::fs::create_dir(root.join(".git")).unwrap();
    std::fs::write(root.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    std::fs::write(root.join("devenv.toml"), policy).unwrap();
    (machine, root)
}

/// The arguments of a scan of what the test created.
const OURS: [&str; 4] = ["scan", "--json", "--only", "tools,path,project,requirements,system"];

fn scan(machine: &Machine, directory: &std::path::Path) -> Run {
    machine
        .devenv(OURS)
        .directory(directory)
        .env("DEVENV_TIMEOUT", "60")
        .env("DEVENV_PROGRAM_TIMEOUT", "30")
}

/// `rule subject outcome` of each finding that did not pass.
fn open(scan: &Value) -> Vec<String> {
    let findings = scan["assessment"]["findings"].as_array().unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    findings
        .iter()
        .filter(|finding| finding["outcome"] != "pass")
        // Rules that the selection leaves out.
        .filter(|finding| finding["outcome"] != "skipped" || finding["subject"] != "all")
        .map(|finding| {
            format!(
                "{} {} {}",
                text(finding, "rule"),
                text(finding, "subject"),
                text(finding, "outcome")
            )
        })
        // The memory of the machine varies.
        .filter(|line| !line.starts_with("memory-"))
        .collect()
}

fn shown(outcome: &Outcome) -> (Option<i32>, &str, &str) {
    (outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str())
}

#[test]
fn the_nearest_devenv_toml_up_to_the_project_s_root_applies() {
    let (machine, root) = project("fail_under = 10\n");
    std::fs::write(machine.path("devenv.toml"), "not a policy\n").unwrap();
    let judged = |directory: &str| {
        let scan = scan(&machine, &root.join(directory)).json();
        let assessment = &scan["assessment"];
        (
            assessment["policy"].as_str().unwrap().to_owned(),
            assessment["fail_under"].as_u64().unwrap(),
        )
    };
    assert_eq!(judged(""), ("devenv.toml".to_owned(), 10));
    assert_eq!(judged("web/src"), ("devenv.toml".to_owned(), 10));
    std::fs::write(root.join("web/devenv.toml"), "fail_under = 20\n").unwrap();
    assert_eq!(judged("web/src"), ("web/devenv.toml".to_owned(), 20));
    assert_eq!(judged(""), ("devenv.toml".to_owned(), 10));
    let elsewhere = machine.path("elsewhere.toml");
    std::fs::write(&elsewhere, "fail_under = 30\n").unwrap();
    let named = |run: Run| run.json()["assessment"]["fail_under"].clone();
    assert_eq!(named(scan(&machine, &root).arg("--policy").arg(&elsewhere)), 30);
    assert_eq!(named(scan(&machine, &root).env("DEVENV_POLICY", &elsewhere)), 30);
    // A flag overrides all of them.
    assert_eq!(named(scan(&machine, &root).arg("--fail-under").arg("40")), 40);
}

#[test]
fn its_requirements_are_in_the_scan_and_are_checked() {
    let (machine, root) = project(
        "[tools]\nkind = \"^2\"\nhelm = { strength = \"suggested\" }\n[variables]\nrequired = [\"SHOP_KEY\", \"HOME\", \"SHOP_URL\"]\n",
    );
    std::fs::write(root.join(".env"), "SHOP_URL=http://localhost\n").unwrap();
    machine.program("kind", "echo kind version 0.20.0");
    let scan = scan(&machine, &root).json();
    let place = |line: u32| json!({ "file": "devenv.toml", "line": line });
    let asked = json!([
        { "kind": "tool", "id": "helm", "range": null, "strength": "suggested", "source": place(3) },
        { "kind": "tool", "id": "kind", "range": "^2", "dialect": "npm", "strength": "required", "source": place(2) },
        { "kind": "variable", "id": "HOME", "range": null, "present": true, "strength": "required", "source": place(5) },
        { "kind": "variable", "id": "SHOP_KEY", "range": null, "present": false, "strength": "required", "source": place(5) },
        { "kind": "variable", "id": "SHOP_URL", "range": null, "present": true, "strength": "required", "source": place(5) },
    ]);
    assert_eq!(scan["project"]["requirements"], asked);
    let open = open(&scan);
    for line in [
        "tool-version kind fail",
        "tool-suggested helm warn",
        "variable-set SHOP_KEY fail",
    ] {
        assert!(open.contains(&line.to_owned()), "{line}: {open:?}");
    }
}

#[test]
fn a_waiver_applies_until_its_end_and_an_expired_one_is_reported() {
    let waiver = |until: &str| {
        format!(
            "[rules.tool-works]\nseverity = \"required\"\n\n[[waivers]]\nrule = \"tool-works\"\nsubject = \"jq\"\n\
             reason = \"known\"\nowner = \"docs team\"\nuntil = {until}\n"
        )
    };
    let (machine, root) = project(&waiver("9999-12-31"));
    let outcome = scan(&machine, &root).run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{outcome:#?}");
    assert_eq!(open(&outcome.json()), ["tool-works jq skipped"]);
    let page = machine
        .devenv(["scan", "--only", "tools,path,project"])
        .directory(&root);
    let page = page.env("DEVENV_TIMEOUT", "60").run().stdout;
    assert!(page.contains(" rules passed · "), "{page}");

    std::fs::write(root.join("devenv.toml"), waiver("2020-02-29")).unwrap();
    let outcome = scan(&machine, &root).run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(1), ""));
    assert_eq!(
        open(&outcome.json()),
        ["tool-works jq fail", "waiver-expired tool-works jq warn"]
    );
}

#[test]
fn the_user_s_login_is_masked_in_the_owner_of_a_waiver() {
    let (machine, root) = project(
        "[[waivers]]\nrule = \"tool-works\"\nsubject = \"jq\"\nreason = \"wilhelmina fixes it\"\nowner = \"wilhelmina\"\n\
         until = 9999-12-31\n",
    );
    let scan = scan(&machine, &root).env("USER", "wilhelmina").run();
    assert!(
        scan.stdout
            .contains("waived until 9999-12-31 by <user>: <user> fixes it"),
        "{scan:#?}"
    );
    assert!(!scan.stdout.contains("wilhelmina"), "{scan:#?}");
}

#[test]
fn settings_for_ci_apply_in_ci() {
    let (machine, root) = project("[ci]\nfail_under = 33\n[ci.tools]\nkind = \"*\"\n");
    let judged = |run: Run| {
        let scan = run.json();
        let asked = scan["project"]["requirements"].as_array().unwrap().len();
        (scan["assessment"]["fail_under"].as_u64().unwrap(), asked)
    };
    assert_eq!(judged(scan(&machine, &root)), (80, 0));
    assert_eq!(judged(scan(&machine, &root).env("GITLAB_CI", "true")), (33, 1));
    assert_eq!(judged(scan(&machine, &root).env("DEVENV_CI", "1")), (33, 1));
    assert_eq!(
        judged(
            scan(&machine, &root)
                .env("GITLAB_CI", "true")
                .arg("--fail-under")
                .arg("7")
        ),
        (7, 1)
    );
}

#[test]
fn an_invalid_policy_ends_every_command_that_needs_it() {
    let (machine, root) = project("fail_under = 80\n\n[platform]\nurl = \"https://example.com\"\n");
    let expected = "error: devenv.toml:3: a project cannot set `platform`\n\
        hint: what devenv calls, runs or signs in to is the user's to say: it belongs in config.toml in your own config directory. \
        A project's file comes with whatever was cloned, so it sets the policy and nothing else\n";
    for arguments in [&["scan"][..], &["policy"], &["fix"], &["explain", "disk-space"]] {
        let outcome = machine.devenv(arguments).directory(&root).run();
        assert_eq!(shown(&outcome), (Some(2), "", expected), "{arguments:?}");
    }
    let outcome = machine.devenv(["scan", "--json"]).directory(&root).run();
    let error: Value = serde_json::from_str(&outcome.stderr).unwrap();
    assert_eq!(error["error"]["code"], "policy_forbidden_key");

    // The user's own tools are known names.
    std::fs::write(root.join("devenv.toml"), "[tools]\nacme = \"*\"\n").unwrap();
    assert_eq!(machine.devenv(["policy"]).directory(&root).run().code, Some(2));
    machine.tools_of_mine(&["acme"]);
    assert_eq!(machine.devenv(["policy"]).directory(&root).run().code, Some(0));

    std::fs::write(root.join("devenv.toml"), "#".repeat(64 * 1024 + 1)).unwrap();
    let outcome = machine.devenv(["policy"]).directory(&root).run();
    assert_eq!(
        shown(&outcome),
        (Some(2), "", "error: devenv.toml is larger than 64.0 KiB\n")
    );
    let outcome = machine
        .devenv(["policy", "--policy", "nowhere.toml"])
        .directory(&root)
        .run();
    let expected = "error: cannot read the policy nowhere.toml\n  caused by: No such file or directory (os error 2)\n";
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(2), expected));
}

#[test]
fn the_effective_policy_is_shown_with_its_sources() {
    let (machine, root) =
        project("fail_under = 85\n[tools]\nnode = \">=20 <23\"\n[rules.git-identity]\nenabled = false\n");
    let shown = |run: Run| {
        let value = run.directory(&root).json();
        let settings = value["settings"].as_array().unwrap().clone();
        let mut own: Vec<String> = settings
            .iter()
            .filter(|setting| setting["from"] != "built-in")
            .map(|setting| {
                format!(
                    "{} = {} ({})",
                    setting["key"].as_str().unwrap(),
                    setting["value"],
                    setting["from"].as_str().unwrap()
                )
            })
            .collect();
        own.insert(0, format!("{} {}", value["name"].as_str().unwrap(), value["ci"]));
        own
    };
    assert_eq!(
        shown(machine.devenv(["policy", "--json"])),
        [
            "devenv.toml false",
            "fail_under = 85 (devenv.toml:1)",
            "rules.git-identity.enabled = false (devenv.toml:5)",
            "tools.node = \">=20 <23\" (devenv.toml:3)"
        ]
    );
    assert_eq!(
        shown(machine.devenv(["policy", "--json", "--fail-under", "50"]))[1],
        "fail_under = 50 (--fail-under)"
    );
    let by_variable = machine.devenv(["policy", "--json"]).env("DEVENV_FAIL_UNDER", "50");
    assert_eq!(shown(by_variable)[1], "fail_under = 50 (DEVENV_FAIL_UNDER)");
    assert_eq!(
        shown(machine.devenv(["policy", "--json", "--ci"]))[0],
        "devenv.toml true"
    );

    let page = machine.devenv(["policy"]).directory(&root).run();
    assert_eq!((page.code, page.stderr.as_str()), (Some(0), ""));
    let head: String = page.stdout.split_inclusive('\n').take(9).collect();
    insta::assert_snapshot!(head, @"
    Policy: devenv.toml

    of          value  from
    fail_under  85     devenv.toml:1

    Requirements
    of          value     from
    tools.node  >=20 <23  devenv.toml:3
    ");
}

#[test]
fn a_rule_is_explained_by_the_effective_policy() {
    let (machine, root) = project("[rules.tool-works]\npoints = 9\n[rules.git-identity]\nenabled = false\n");
    let page = |rule: &str| machine.devenv(["explain", rule]).directory(&root).run().stdout;
    let works = page("tool-works");
    assert!(works.contains("9 points for a fail"), "{works}");
    assert!(works.contains("fail: jq ends with an error"), "{works}");
    let identity = page("git-identity");
    assert!(
        identity.contains("Off     this rule is not applied: devenv.toml:4"),
        "{identity}"
    );
    let json = machine
        .devenv(["explain", "git-identity", "--json"])
        .directory(&root)
        .json();
    assert_eq!((&json["off"], &json["findings"]), (&json!("devenv.toml:4"), &json!([])));
}

#[test]
fn init_writes_the_requirements_once() {
    let (machine, root) = project("");
    let file = root.join("devenv.toml");
    std::fs::remove_file(&file).unwrap();
    std::fs::write(
        root.join("package.json"),
        "{\n  \"engines\": { \"node\": \">=20 <23\" }\n}\n",
    )
    .unwrap();
    machine.program("node", "echo v20.20.2");
    let init = |arguments: &[&str]| {
        machine
            .devenv(["init"].iter().chain(arguments))
            .directory(root.join("web"))
            .run()
    };

    let printed = init(&["--dry-run"]);
    assert_eq!((printed.code, printed.stderr.as_str()), (Some(0), ""));
    assert!(!file.exists());
    let line = "\n[tools]\nnode = \">=20 <23\"  # package.json:2\n";
    assert!(printed.stdout.contains(line), "{}", printed.stdout);

    let wrote = init(&[]);
    let expected = format!(
        "wrote {}: 1 tool\ncheck the file, then run `devenv scan`; `devenv policy` shows the effective policy\n",
        file.display()
    );
    assert_eq!(shown(&wrote), (Some(0), expected.as_str(), ""));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), printed.stdout);

    std::fs::write(&file, "fail_under = 1\n").unwrap();
    let refused = init(&[]);
    let expected = format!(
        "error: {} already exists\nhint: `--dry-run` shows the new file, `--force` replaces the existing one\n",
        file.display()
    );
    assert_eq!(shown(&refused), (Some(2), "", expected.as_str()));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "fail_under = 1\n");
    assert_eq!(init(&["--force"]).code, Some(0));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), printed.stdout);

    // The next scan applies the new file.
    let scan = scan(&machine, &root).json();
    assert_eq!(scan["assessment"]["policy"], "devenv.toml");
    // A link that leads nowhere counts as a file too.
    std::fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink("nowhere", &file).unwrap();
    assert_eq!(init(&[]).code, Some(2));
    assert!(!root.join("nowhere").exists());
}

#[test]
fn the_schemas_are_printed() {
    let schema: Value = serde_json::from_str(include_str!("../../fixtures/policy.schema.json")).unwrap();
    assert_eq!(Run::new(["schema", "policy"]).json(), schema);
    assert_eq!(Run::new(["schema", "scan"]).run(), Run::new(["schema"]).run());
}
