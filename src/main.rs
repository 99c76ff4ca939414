//! Parse, run, exit; nothing else.

fn main() -> std::process::ExitCode {
    devenv::cli::main().into()
}
