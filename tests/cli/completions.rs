//! The completion scripts that packages install.

use crate::support::Run;

/// The shells, and the file of each below `completions/`.
const SCRIPTS: [(&str, &str); 5] = [
    ("bash", "devenv.bash"),
    ("elvish", "devenv.elv"),
    ("fish", "devenv.fish"),
    ("powershell", "_devenv.ps1"),
    ("zsh", "_devenv"),
];

/// `DEVENV_WRITE_FIXTURES=1 cargo test --test cli completions` writes them.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test's own switch, not the program's")]
fn the_installed_scripts_are_up_to_date() {
    let write = std::env::var_os("DEVENV_WRITE_FIXTURES").is_some();
    for (shell, file) in SCRIPTS {
        let outcome = Run::new(["completions", shell]).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{shell}");
        let path = format!("{}/completions/{file}", env!("CARGO_MANIFEST_DIR"));
        if write {
            std::fs::write(&path, &outcome.stdout).unwrap();
        }
        // Git may have converted its line ends for Windows.
        let stored = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            stored == outcome.stdout,
            "completions/{file} is not what `devenv completions {shell}` prints; write it with \
             `DEVENV_WRITE_FIXTURES=1 cargo test --test cli completions`"
        );
    }
}

#[test]
fn a_script_does_not_depend_on_the_directory_it_is_made_in() {
    let elsewhere = Run::new(["completions", "bash"])
        .env("DEVENV_ONLY", "git")
        .env("DEVENV_FAIL_UNDER", "50")
        .env("HOME", "/nowhere")
        .run();
    assert_eq!(elsewhere, Run::new(["completions", "bash"]).run());
}
