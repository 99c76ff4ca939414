//! Puts the functions that `devenv serve` uses side by side in the program, where the linker can do that.
//!
//! A system maps 64 KiB of a program around each function that is used. Of 16 MiB of functions a server uses 3.3, and where they
//! lie among all others, 9 MiB of its memory are functions. `functions.ld` names them; see `docs/platform.md` for what it gives, and
//! `update` beside it for where the names come from.
//!
//! It changes where functions lie and nothing else. GNU ld and LLVM's lld read such a file; others (gold, mold) refuse it, and so a
//! small program is linked with it first. Where that fails the program is linked as it would have been.

#![expect(
    clippy::disallowed_methods,
    reason = "cargo speaks to a build script by its environment"
)]

use std::env;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const LIST: &str = "scripts/layout/functions.ld";

fn main() -> std::io::Result<()> {
    let mut cargo = std::io::stdout();
    writeln!(cargo, "cargo::rerun-if-changed=scripts/layout/build.rs")?;
    writeln!(cargo, "cargo::rerun-if-changed={LIST}")?;
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|is| is == value);
    if !is("PROFILE", "release") || !is("CARGO_CFG_TARGET_OS", "linux") {
        return Ok(());
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    // Cargo mends paths into this folder when a checkout was moved, and no others.
    let list = out.join("functions.ld");
    std::fs::copy(LIST, &list)?;
    let argument = format!("-Wl,-T,{}", list.display());
    if links(&argument, &out.join("probe")).unwrap_or(false) {
        writeln!(cargo, "cargo::rustc-link-arg-bins={argument}")?;
    }
    Ok(())
}

/// A program is linked with it, by the compiler, the linker and the flags that ours will be linked with.
/// Source of the variables: doc.rust-lang.org/cargo/reference/environment-variables.html, "for build scripts".
fn links(argument: &str, program: &Path) -> std::io::Result<bool> {
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc")));
    if let Some(target) = env::var_os("TARGET") {
        rustc.arg("--target").arg(target);
    }
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut flag = OsString::from("-Clinker=");
        flag.push(linker);
        rustc.arg(flag);
    }
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    rustc.args(flags.split('\u{1f}').filter(|flag| !flag.is_empty()));
    rustc.arg(format!("-Clink-arg={argument}"));
    rustc.args(["--crate-name", "probe", "--crate-type", "bin", "-o"]);
    let mut child = rustc
        .arg(program)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut source) = child.stdin.take() {
        source.write_all(b"fn main() {}\n")?;
    }
    Ok(child.wait()?.success())
}
