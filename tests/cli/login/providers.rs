//! Sign-in at real providers, in a real browser. `scripts/test` installs what is needed.

use std::path::Path;

use crate::support::{Machine, Run};

#[test]
fn users_and_machines_sign_in_at_real_providers() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    for needed in [
        package.join("target/providers/node_modules/.package-lock.json"),
        "/usr/bin/chromium".into(),
    ] {
        if !needed.exists() {
            crate::provider::skip::skip(format_args!(
                "there is no {}; `scripts/test` sets it up",
                needed.display()
            ));
            return;
        }
    }
    let machine = Machine::new();
    let script = package.join("tests/providers/run.mjs");
    let run = Run::of("/usr/bin/env", ["node".as_ref(), script.as_os_str()])
        .arg(env!("CARGO_BIN_EXE_devenv"))
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("HOME", machine.path("home"))
        .env("TMPDIR", machine.path("empty"));
    // It takes long and has its own deadlines.
    let output = run.start().wait_with_output().unwrap();
    let (stdout, stderr) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""), "{stdout}");
    for reason in stdout.lines().filter_map(|line| line.strip_prefix("skipped: ")) {
        crate::provider::skip::skip(format_args!("{reason}"));
    }
    assert_eq!(stdout.matches("ok  oidc-provider: ").count(), 9, "{stdout}");
}
