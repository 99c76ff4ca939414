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

/// `DEVENV_WRITE_FIXTURES=1 cargo test --test cli completions` writes them anew.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test's own switch, not the program's")]
fn the_scripts_in_the_tree_are_the_generated_ones() {
    let write = std::env::var_os("DEVENV_WRITE_FIXTURES").is_some();
    for (shell, file) in SCRIPTS {
        let outcome = Run::new(["completions", shell]).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{shell}");
        let path = format!("{}/completions/{file}", env!("CARGO_MANIFEST_DIR"));
        if write {
            std::fs::write(&path, &outcome.stdout).unwrap();
        }
        // Git may have made its line ends those of Windows.
        let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            kept == outcome.stdout,
            "completions/{file} is not what `devenv completions {shell}` prints; write it anew with \
             `DEVENV_WRITE_FIXTURES=1 cargo test --test cli completions`"
        );
    }
}

#[test]
fn a_script_does_not_depend_on_where_it_is_made() {
    let elsewhere = Run::new(["completions", "bash"])
        .env("DEVENV_ONLY", "git")
        .env("DEVENV_FAIL_UNDER", "50")
        .env("HOME", "/nowhere")
        .run();
    assert_eq!(elsewhere, Run::new(["completions", "bash"]).run());
}
