//! `devenv mcp`: what a coding agent is answered.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Machine, Run};

/// A conversation: each request is answered before the next one is sent, and the server ends when its input does.
fn converse(machine: &Machine, requests: &[Value]) -> Vec<Value> {
    let mut server = machine.devenv(["mcp"]).with_input().start();
    let mut input = server.stdin.take().unwrap();
    let mut answers = BufReader::new(server.stdout.take().unwrap()).lines();
    let mut ask = |message: &Value| {
        writeln!(input, "{message}").unwrap();
        message
            .get("id")
            .map(|_| serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap())
    };
    let client =
        json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}});
    let started: Option<Value> = ask(&json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": client}));
    ask(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    let mut all: Vec<Value> = started.into_iter().collect();
    for (index, request) in requests.iter().enumerate() {
        let mut message = request.clone();
        message["jsonrpc"] = json!("2.0");
        message["id"] = json!(index + 1);
        all.extend(ask(&message));
    }
    drop(input);
    assert_eq!(server.wait().unwrap().code(), Some(0));
    let mut said = String::new();
    server.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(said, "");
    all
}

fn call(name: &str, arguments: &Value) -> Value {
    json!({"method": "tools/call", "params": {"name": name, "arguments": arguments}})
}

fn project() -> (Machine, String) {
    let machine = Machine::new();
    machine.program("kind", "echo kind version 0.20.0");
    let directory = machine.path("home/shop");
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("devenv.toml"), "[tools]\nkind = \">=1\"\n").unwrap();
    let directory = directory.display().to_string();
    (machine, directory)
}

#[test]
fn an_agent_is_told_what_is_wrong_and_where_it_was_read() {
    let (machine, directory) = project();
    let here = json!({"directory": directory});
    let requests = [
        call("scan", &here),
        call("requirements", &here),
        call("fix_plan", &here),
        call("which", &json!({"directory": directory, "name": "kind"})),
        call("explain", &json!({"directory": directory, "name": "tool-version"})),
    ];
    let answers = converse(&machine, &requests);
    assert_eq!(answers[0]["result"]["serverInfo"]["name"], "devenv");
    let content = |index: usize| {
        let result = &answers[index]["result"];
        assert_eq!(result["isError"], false, "{}", answers[index]);
        // Clients that know no structured answers read the text.
        let text: Value = serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
        assert_eq!(text, result["structuredContent"]);
        assert_eq!(text["read"]["directory"], "~/shop");
        assert!(
            text["read"]["path"]
                .as_array()
                .unwrap()
                .iter()
                .any(|entry| entry.as_str().unwrap().ends_with("/bin"))
        );
        text
    };
    let scan = content(1);
    assert_eq!(scan["status"], "FAIL");
    let first = &scan["findings"][0];
    assert_eq!(
        (&first["rule"], &first["subject"], &first["message"]),
        (
            &json!("tool-version"),
            &json!("kind"),
            &json!("kind 0.20.0 is installed; the project requires >=1")
        )
    );
    assert!(
        scan["findings"]
            .as_array()
            .unwrap()
            .iter()
            .all(|finding| finding["outcome"] != "pass")
    );
    let required = &content(2)["project"]["requirements"][0];
    assert_eq!((&required["id"], &required["range"]), (&json!("kind"), &json!(">=1")));
    let plan = content(3)["plan"].clone();
    assert_eq!(plan["by_hand"][0]["subject"], "kind", "{plan}");
    let which = content(4)["tool"].clone();
    assert_eq!((&which["id"], &which["version"]), (&json!("kind"), &json!("0.20.0")));
    assert_eq!(content(5)["explanation"]["findings"][0]["subject"], "kind");
}

#[test]
fn each_tool_is_read_only_and_has_schemas_that_its_answer_fits() {
    let (machine, directory) = project();
    let here = json!({"directory": directory});
    let named = json!({"directory": directory, "name": "kind"});
    let order = ["scan", "requirements", "explain", "fix_plan", "which"];
    let mut requests = vec![json!({"method": "tools/list"})];
    requests.extend(order.map(|name| {
        call(
            name,
            if matches!(name, "explain" | "which") {
                &named
            } else {
                &here
            },
        )
    }));
    let answers = converse(&machine, &requests);
    let tools = answers[1]["result"]["tools"].as_array().unwrap();
    assert_eq!(
        tools
            .iter()
            .map(|tool| tool["name"].as_str().unwrap())
            .collect::<Vec<_>>(),
        order
    );
    for (tool, answer) in tools.iter().zip(&answers[2..]) {
        assert_eq!(tool["annotations"]["readOnlyHint"], true);
        let given = &answer["result"]["structuredContent"];
        let faults: Vec<String> = jsonschema::validator_for(&tool["outputSchema"])
            .unwrap()
            .iter_errors(given)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(faults, [""; 0], "{}", tool["name"]);
        let arguments = if matches!(tool["name"].as_str(), Some("explain" | "which")) {
            &named
        } else {
            &here
        };
        assert!(
            jsonschema::validator_for(&tool["inputSchema"])
                .unwrap()
                .is_valid(arguments)
        );
        assert!(
            !jsonschema::validator_for(&tool["inputSchema"])
                .unwrap()
                .is_valid(&json!({"directroy": "/"}))
        );
    }
}

#[test]
fn what_an_agent_asks_wrongly_is_answered_in_words() {
    let (machine, directory) = project();
    let requests = [
        call("which", &json!({"directory": directory, "name": "knid"})),
        call("scan", &json!({"directory": "/nowhere/at/all"})),
        call("scan", &json!({"directroy": directory})),
        call("wipe", &json!({})),
    ];
    let answers = converse(&machine, &requests);
    let text = |index: usize| {
        assert_eq!(answers[index]["result"]["isError"], true, "{}", answers[index]);
        answers[index]["result"]["content"][0]["text"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(text(1), "no rule or tool is named `knid`\nhint: did you mean `kind`?");
    assert_eq!(text(2), "there is no directory `/nowhere/at/all`");
    assert!(
        text(3).starts_with("these arguments do not fit: unknown field `directroy`"),
        "{}",
        text(3)
    );
    assert_eq!(answers[4]["error"]["message"], "there is no tool of that name");
}

#[test]
fn a_stranger_on_the_line_is_a_clear_error() {
    let outcome = Machine::new().devenv(["mcp"]).run();
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(
        outcome.stderr.contains("hint: an agent starts this command"),
        "{}",
        outcome.stderr
    );
}

/// The reference client of PyPI (`mcp`), which `scripts/test` installs.
#[test]
fn the_reference_client_understands_it() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = package.join("target/python/venv/bin/python3");
    let python = python.to_str().unwrap();
    let has_client = || Run::of(python, ["-c", "import mcp"]).run().code == Some(0);
    if !Path::new(python).exists() || !has_client() {
        eprintln!("skipped: `devenv mcp` with the reference client: PyPI's `mcp` is not installed");
        return;
    }
    let (machine, directory) = project();
    let script = package.join("tests/mcp/client.py");
    let client = machine
        .devenv(["mcp"])
        .through(python, &[script.to_str().unwrap(), &directory]);
    let expected = json!({
        "server": "devenv",
        "tools": ["scan", "requirements", "explain", "fix_plan", "which"],
        "status": "FAIL",
        "version": "0.20.0",
    });
    assert_eq!(client.run().json(), expected);
}
