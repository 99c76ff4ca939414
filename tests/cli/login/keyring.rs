//! A real keyring: gnome-keyring on its own bus, a locked one, and one that never answers.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;

use super::SignIn;
use crate::provider::issuer::Issuer;
use crate::support::{Machine, Outcome, Run, eventually};

/// Runs a script on its own bus, on which gnome-keyring can be started. `None`, with the reason printed: they are not installed.
fn on_a_bus(machine: &Machine, script: &str, arguments: &[&str]) -> Option<Run> {
    let (session, daemon) = ("/usr/bin/dbus-run-session", "/usr/bin/gnome-keyring-daemon");
    if ![session, daemon].iter().all(|program| Path::new(program).exists()) {
        crate::provider::skip::skip(format_args!("there is no {session} or no {daemon}"));
        return None;
    }
    let mut whole = vec!["--", "/bin/sh", "-c", script, env!("CARGO_BIN_EXE_devenv")];
    whole.extend(arguments);
    let run = Run::of(session, whole)
        .env("HOME", machine.path("home"))
        .env("PATH", "/usr/bin:/bin")
        .env("LC_ALL", "C.UTF-8")
        .env("XDG_RUNTIME_DIR", machine.path("runtime"))
        .env("XDG_DATA_HOME", machine.path("home/.local/share"))
        .env("DEVENV_CONFIG_DIR", machine.path("devenv/config"))
        .env("DEVENV_STATE_DIR", machine.path("devenv/state"));
    std::fs::create_dir_all(machine.path("runtime")).unwrap();
    std::fs::create_dir_all(machine.path("home/.local/share")).unwrap();
    Some(run.directory(machine.path("empty")))
}

/// A prefix of scripts that unlocks the keyring.
const OPEN: &str = "printf testpw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; ";

#[test]
fn a_session_is_stored_only_in_the_keyring() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let base = issuer.base();
    // All on one bus: sign in, whoami, refresh, sign out, token.
    let script = format!(
        "{OPEN} \"$0\" login {base} --no-browser || exit 9; \"$0\" whoami --json; /bin/ls {0}/credentials >&2; \"$0\" token > {1}; \
        \"$0\" logout; \"$0\" token; echo \"ended with $?\"",
        machine.path("devenv/state").display(),
        machine.path("token").display(),
    );
    let Some(run) = on_a_bus(&machine, &script, &[]) else {
        return;
    };
    // The token expires soon: each command refreshes it.
    issuer.change(|manner| manner.access_seconds = 30);
    let sign_in = SignIn::start(&issuer, run);
    assert_eq!(sign_in.browse().status, 200);
    let Outcome { stdout, stderr, .. } = sign_in.finish();
    assert!(stderr.contains("The session is saved in the keyring.\n"), "{stderr}");
    assert!(stderr.contains("/credentials': No such file or directory"), "{stderr}");
    assert!(
        stderr.contains("The session was revoked at the identity provider.\n"),
        "{stderr}"
    );
    assert!(stderr.ends_with("in CI, give the job an ID token\n"), "{stderr}");
    let (who, end) = stdout.rsplit_once("ended with ").unwrap();
    assert_eq!(end, "3\n");
    let who: serde_json::Value = serde_json::from_str(who).unwrap();
    assert_eq!(
        (&who["account"]["email"], &who["storage"]),
        (&json!("alice@example.com"), &json!("keyring"))
    );
    let token = std::fs::read_to_string(machine.path("token")).unwrap();
    assert_eq!(token.trim().split('.').count(), 3);
    // Two commands needed a token.
    let refreshes = issuer.requests("/oauth2/token").len() - 1;
    assert_eq!(refreshes, 2);
    // No file of devenv contains a secret.
    let mut directories = vec![machine.path("devenv")];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap().flatten() {
            if entry.path().is_dir() {
                directories.push(entry.path());
                continue;
            }
            let text = std::fs::read_to_string(entry.path()).unwrap();
            assert!(!text.contains("eyJ"), "{}", entry.path().display());
        }
    }
}

/// The bus starts the service, and nobody can answer its password prompt.
#[test]
fn a_locked_keyring_is_reported_before_the_browser_opens() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let base = issuer.base();
    let service = "/usr/share/dbus-1/services/org.freedesktop.secrets.service";
    if !Path::new(service).exists() {
        crate::provider::skip::skip(format_args!("there is no {service}: no keyring is installed"));
        return;
    }
    // Created with a password; it ends with its bus.
    let script = format!("{OPEN} echo of-the-platform_123 | \"$0\" login {base} --with-token");
    let Some(run) = on_a_bus(&machine, &script, &[]) else {
        return;
    };
    let outcome = run.run();
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert!(
        outcome.stderr.ends_with("The session is saved in the keyring.\n"),
        "{outcome:#?}"
    );

    for (arguments, problem) in [
        (vec!["token"], "error: cannot read from the keyring: "),
        (
            vec!["login", &base, "--no-browser"],
            "error: cannot write to the keyring: ",
        ),
    ] {
        let started = Instant::now();
        let outcome = on_a_bus(&machine, "exec \"$0\" \"$@\"", &arguments).unwrap().run();
        assert!(started.elapsed() < Duration::from_secs(30));
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(3), ""), "{outcome:#?}");
        assert!(outcome.stderr.contains(problem), "{outcome:#?}");
        assert!(!outcome.stderr.contains("/oauth2/authorize"));
    }
    assert!(!machine.path("devenv/state/credentials").exists());
}

/// A service that takes the name on the bus and never answers: calls to it hang, devenv must not.
#[test]
fn a_keyring_that_never_answers_does_not_block_for_long() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let base = issuer.base();
    let session = json!({
        "method": "browser", "platform": base, "signed_in_at": "2026-11-21T00:00:00Z", "storage": "keyring",
    });
    let directory = machine.path("devenv/state/sessions");
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("default.json"), session.to_string()).unwrap();
    let silent = machine.path("silent.py");
    std::fs::write(&silent, SILENT).unwrap();
    let script = format!(
        "/usr/bin/python3 {} {} & while ! test -e {1}; do /bin/sleep 0.05; done; \"$0\" token; echo \"ended with $?\"; kill %1",
        silent.display(),
        machine.path("named").display()
    );
    if !Path::new("/usr/bin/python3").exists() {
        crate::provider::skip::skip(format_args!("there is no /usr/bin/python3, which answers on the bus"));
        return;
    }
    let Some(run) = on_a_bus(&machine, &script, &[]) else {
        return;
    };
    let started = Instant::now();
    let mut child = run.start();
    eventually("the command gives up on the keyring", || {
        child.try_wait().unwrap().is_some()
    });
    let outcome = crate::support::finish(child);
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
    assert_eq!(outcome.stdout, "ended with 3\n", "{outcome:#?}");
    assert!(
        outcome.stderr.contains("error: cannot read from the keyring: "),
        "{outcome:#?}"
    );
}

/// Speaks enough of the bus's protocol to take a name. Source: the D-Bus specification.
const SILENT: &str = r#"
import os, socket, struct, sys
path = dict(part.split("=", 1) for part in os.environ["DBUS_SESSION_BUS_ADDRESS"].split(":", 1)[1].split(","))["path"]
bus = socket.socket(socket.AF_UNIX)
bus.connect(path)
bus.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
assert bus.recv(4096).startswith(b"OK")
bus.sendall(b"BEGIN\r\n")
def pad(data, size):
    return data + b"\0" * (-len(data) % size)
def text(value):
    return struct.pack("<I", len(value)) + value.encode() + b"\0"
def call(serial, member, signature="", body=b""):
    fields = b""
    for code, kind, value in [(1, "o", "/org/freedesktop/DBus"), (2, "s", "org.freedesktop.DBus"), (3, "s", member), (6, "s", "org.freedesktop.DBus")]:
        fields = pad(fields, 8) + bytes([code, 1]) + kind.encode() + b"\0" + text(value)
    if signature:
        fields = pad(fields, 8) + bytes([8, 1]) + b"g\0" + bytes([len(signature)]) + signature.encode() + b"\0"
    head = struct.pack("<BBBBIII", ord("l"), 1, 0, 1, len(body), serial, len(fields)) + fields
    bus.sendall(pad(head, 8) + body)
call(1, "Hello")
call(2, "RequestName", "su", pad(text("org.freedesktop.secrets"), 4) + struct.pack("<I", 4))
bus.settimeout(2)
try:
    while True:
        bus.recv(4096)
except TimeoutError:
    pass
open(sys.argv[1], "w").close()
bus.settimeout(None)
while bus.recv(65536):
    pass
"#;
