//! `devenv history`, `show` and `diff` of the platform's scans.

use serde_json::{Value, json};

use crate::platform::server::Server;
use crate::support::{Machine, Outcome, Run};

/// A platform, a machine with a project, and Ada's token.
struct Team {
    platform: Machine,
    server: Server,
    machine: Machine,
    token: String,
}

impl Team {
    fn new() -> Self {
        let (platform, machine) = (Machine::new(), Machine::new());
        let server = Server::start(&platform, &["--no-fsync"]);
        let token = token(&platform, &["--role", "member", "--subject", "ada"]);
        std::fs::create_dir_all(machine.path("home/work/shop")).unwrap();
        std::fs::write(machine.path("home/work/shop/devenv.toml"), "").unwrap();
        Self {
            platform,
            server,
            machine,
            token,
        }
    }

    /// A run in the project without a token.
    fn signed_out(&self, arguments: &[&str]) -> Run {
        self.machine
            .devenv(arguments)
            .env("TZ", "UTC")
            .env("DEVENV_ONLY", "")
            .directory(self.machine.path("home/work/shop"))
    }

    fn run_as(&self, token: &str, arguments: &[&str]) -> Run {
        self.signed_out(arguments)
            .env("DEVENV_PLATFORM", format!("http://{}", self.server.address))
            .env("DEVENV_TOKEN", token)
    }

    /// A run in the project as Ada.
    fn run(&self, arguments: &[&str]) -> Run {
        self.run_as(&self.token, arguments)
    }

    /// Scans, uploads and returns the scan.
    fn scan_as(&self, token: &str, more: &[&str]) -> Value {
        let arguments = ["scan", "--json", "--require-upload", "--skip", "disks,ports,services"];
        let limits = ["--timeout", "60", "--program-timeout", "30"];
        let run = self.run_as(token, &[&arguments[..], &limits, more].concat());
        let outcome = run.without_env("DEVENV_ONLY").run();
        assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:#?}");
        outcome.json()
    }

    fn scan(&self) -> Value {
        self.scan_as(&self.token, &[])
    }

    fn list(&self, more: &[&str]) -> Value {
        let outcome = self.run(&[&["history", "--json"], more].concat()).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{outcome:#?}");
        outcome.json()
    }
}

fn token(platform: &Machine, more: &[&str]) -> String {
    let made = platform.devenv([&["serve", "token", "create"], more].concat()).run();
    assert_eq!(made.code, Some(0), "{made:#?}");
    made.stdout.trim().to_owned()
}

fn id(scan: &Value) -> &str {
    scan["scan_id"].as_str().unwrap()
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["scans"].as_array().unwrap().iter().map(id).collect()
}

#[test]
fn a_signed_in_user_sees_their_scans_on_the_platform_with_changes_of_the_score() {
    let team = Team::new();
    team.machine.program("jq", "exit 1");
    let first = team.scan();
    team.machine.program("jq", "echo jq-1.7.1");
    let second = team.scan();
    let answer = team.list(&[]);
    assert_eq!(ids(&answer), [id(&second), id(&first)]);
    let summary = team
        .server
        .ask("GET", &format!("/api/v1/scans/{}", id(&first)), &team.token, b"")
        .json();
    let score = |scan: &Value| scan["assessment"]["score"].as_i64().unwrap();
    let assessment = json!({
        // The platform scores by the project's own policy, which the scan carries.
        "policy": "devenv.toml",
        "score": score(&first),
        "status": first["assessment"]["status"],
        "partial": first["assessment"]["partial"],
        "worst": { "rule": "tool-works", "subject": "jq" },
    });
    let expected = json!({
        "schema_version": "1.1",
        "source": "platform",
        "platform": format!("http://{}", team.server.address),
        "scans": [answer["scans"][0], {
            "scan_id": id(&first),
            "taken_at": first["taken_at"],
            "project": { "name": "shop" },
            "assessment": assessment,
            "grade": assessment,
            "change": null,
            "developer": "ada",
            "user_id": "ada",
            "received_at": summary["timestamp"],
            "os": summary["os"],
            "machine_id": first["machine"]["id"],
            "fails": summary["fails"],
        }],
    });
    assert_eq!(answer, expected);
    assert_eq!(answer["scans"][0]["change"], json!(score(&second) - score(&first)));

    let outcome = team.run(&["history"]).env("COLUMNS", "120").run();
    let said = format!(
        "Scans on http://{}. `--local` shows the scans saved on this machine.\n",
        team.server.address
    );
    assert_eq!((outcome.code, &outcome.stderr), (Some(0), &said));
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert!(
        lines[1].contains(" shop ") && lines[2].contains("tool-works jq"),
        "{outcome:#?}"
    );
    assert!(lines.last().unwrap().starts_with("shop  ▁█  "), "{outcome:#?}");
}

#[test]
fn the_platform_s_list_can_be_filtered_and_paged() {
    let team = Team::new();
    let ours = [team.scan(), team.scan(), team.scan()];
    let arguments = ["scan", "--json", "--require-upload", "--only", "tools"];
    let elsewhere = team.run(&arguments).directory(team.machine.path("empty")).run().json();
    let all = [id(&elsewhere), id(&ours[2]), id(&ours[1]), id(&ours[0])];
    assert_eq!(ids(&team.list(&[])), all);
    for project in [".", "shop"] {
        assert_eq!(ids(&team.list(&["--project", project])), all[1..], "{project}");
    }
    assert_eq!(ids(&team.list(&["--project", "pub"])), [""; 0]);
    assert_eq!(ids(&team.list(&["--since", "1d"])), all);
    assert_eq!(ids(&team.list(&["--since", "2999-01-01"])), [""; 0]);
    // The previous scan is used even if it is not on the page.
    let page = team.list(&["--limit", "2"]);
    assert_eq!(
        (ids(&page), &page["scans"][1]["change"]),
        (all[..2].to_vec(), &json!(0))
    );
    let page = team.list(&["--limit", "2", "--before", page["next"].as_str().unwrap()]);
    assert_eq!((ids(&page), &page["next"]), (all[2..].to_vec(), &Value::Null));
}

#[test]
fn an_admin_sees_the_developers_of_all_scans_and_a_member_only_their_own() {
    let team = Team::new();
    let of_ada = team.scan();
    let bob = token(&team.platform, &["--role", "member", "--subject", "bob"]);
    let of_bob = team.scan_as(&bob, &[]);
    assert_eq!(ids(&team.list(&[])), [id(&of_ada)]);
    let admin = team.server.token.clone().unwrap();
    let shown = |more: &[&str]| {
        team.run_as(&admin, &[&["history"], more].concat())
            .env("COLUMNS", "120")
            .run()
    };
    let table = shown(&[]).stdout;
    let head: Vec<&str> = table.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(head[..4], ["id", "time", "developer", "project"]);
    assert!(table.contains(" ada ") && table.contains(" bob "), "{table}");
    let answer = shown(&["--json", "--developer", "bob"]).json();
    assert_eq!(ids(&answer), [id(&of_bob)]);
    let refused = team.run(&["history", "--developer", "bob"]).run();
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(3), ""), "{refused:#?}");
    assert!(
        refused.stderr.contains("members can only see their own scans"),
        "{refused:#?}"
    );
}

#[test]
fn if_the_platform_is_unreachable_saved_scans_are_shown_unless_it_is_required() {
    let mut team = Team::new();
    let saved = team
        .signed_out(&["scan", "--json", "--timeout", "60"])
        .without_env("DEVENV_ONLY")
        .run()
        .json();
    let down = std::mem::replace(&mut team.server, Server::start(&Machine::new(), &["--no-fsync"]));
    let address = down.address.clone();
    down.kill();
    let run = |arguments: &[&str]| {
        let run = team.run(arguments).env("DEVENV_PLATFORM", format!("http://{address}"));
        run.run()
    };
    let outcome = run(&["history", "--json"]);
    assert_eq!(
        (outcome.code, ids(&outcome.json())),
        (Some(0), vec![id(&saved)]),
        "{outcome:#?}"
    );
    let said = format!("warning: cannot reach http://{address}/.well-known/devenv: ");
    assert!(outcome.stderr.starts_with(&said), "{outcome:#?}");
    let must = run(&["history", "--json", "--remote"]);
    assert_eq!((must.code, must.stdout.as_str()), (Some(4), ""), "{must:#?}");
    // No request is made if it is not needed.
    let local = run(&["history", "--json", "--local"]);
    assert_eq!((local.code, local.stderr.as_str()), (Some(0), ""), "{local:#?}");
    assert_eq!(local.json(), outcome.json());
    let nobody = team.signed_out(&["history", "--remote"]).run();
    assert_eq!(nobody.code, Some(3), "{nobody:#?}");
}

#[test]
fn a_scan_that_only_the_platform_has_is_shown_and_compared() {
    let team = Team::new();
    team.machine.program("jq", "echo jq-1.7.1");
    let first = team.scan_as(&team.token, &["--no-history"]);
    team.machine.program("jq", "echo jq-1.8.0");
    let second = team.scan_as(&team.token, &["--no-history"]);
    let scan = |more: &[&str]| team.run(&[&["show", "--json"], more].concat()).run();
    assert_eq!(scan(&[id(&first), "--remote"]).json(), first);
    // It is not saved here, so the platform is asked; a prefix of the id is enough.
    let begin = &id(&second)[..30];
    assert_eq!(scan(&[begin]).json(), second);
    let unknown = scan(&["--remote", "ffff"]);
    let said = format!(
        "no scan on http://{} has an id that starts with `ffff` (searched 2 scans)",
        team.server.address
    );
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.stderr.contains(&said), "{unknown:#?}");
    let gone = scan(&["--remote", "00000000-0000-7000-8000-000000000000"]);
    assert_eq!(gone.code, Some(4), "{gone:#?}");
    assert_eq!(scan(&["--remote"]).code, Some(2));
    let difference = team.run(&["diff", "--json", id(&first), id(&second)]).json();
    assert_eq!(difference["tools"][0]["change"], "up");
    let nobody = team.signed_out(&["show", id(&first)]).run();
    let expected = Outcome {
        stdout: String::new(),
        stderr: format!(
            "error: no saved scan has an id that begins with `{}`\nhint: `devenv history` lists the saved scans\n",
            id(&first)
        ),
        code: Some(2),
    };
    assert_eq!(nobody, expected);
}
