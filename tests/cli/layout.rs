//! The list of functions that lie side by side in the program, and the linker that reads it.

use std::path::Path;
use std::process::Command;

use object::{Object as _, ObjectSection as _, ObjectSymbol as _};

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/layout/functions.ld");

/// What the list names, some with `*`.
fn patterns() -> Vec<String> {
    let list = std::fs::read_to_string(LIST).unwrap();
    let (head, rest) = list
        .split_once("SECTIONS\n{\n  .text.used :\n  {\n    *(.text.startup.*)\n")
        .unwrap();
    let lines = rest.strip_suffix("  }\n}\nINSERT BEFORE .text;\n").unwrap();
    assert!(
        head.starts_with("/* Made by scripts/layout/update with rustc 1."),
        "{head}"
    );
    lines
        .lines()
        .map(|line| {
            let name = line
                .strip_prefix("    *(.text.")
                .and_then(|line| line.split(' ').next())
                .unwrap();
            assert_eq!(line, format!("    *(.text.{name} .text.unlikely.{name})"));
            let is_plain = |char: char| char.is_ascii_alphanumeric() || "_.$*".contains(char);
            assert!(name.chars().all(is_plain), "{name}");
            name.to_owned()
        })
        .collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "what is tested is a linker")]
fn a_linker_that_reads_the_list_puts_its_functions_first() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program");
    let patterns = patterns();
    let is_whole = |name: &&String| name.starts_with("sqlite3") && !name.contains('*');
    let named = patterns.iter().find(is_whole).unwrap();
    let source = format!(
        "#[unsafe(export_name = \"{named}\")] #[inline(never)] fn named() {{ std::hint::black_box(1); }}
        #[unsafe(export_name = \"other\")] #[inline(never)] fn other() {{ std::hint::black_box(2); }}
        fn main() {{ named(); other(); }}"
    );
    let file = folder.path().join("program.rs");
    std::fs::write(&file, source).unwrap();
    let link = |more: &[&str]| {
        let mut rustc = Command::new("rustc");
        rustc
            .args(["--edition", "2024", "-C", "strip=none", "-o"])
            .arg(&program)
            .arg(&file);
        rustc.args(more).output()
    };
    match link(&[]) {
        Ok(output) => assert!(output.status.success(), "{output:#?}"),
        Err(error) => return eprintln!("skipped: rustc cannot be started here: {error}"),
    }
    let output = link(&["-C", &format!("link-arg=-Wl,-T,{LIST}")]).unwrap();
    if !output.status.success() {
        // gold and mold do not.
        return eprintln!("skipped: the linker here reads no such list");
    }
    assert!(Command::new(&program).status().unwrap().success());
    assert_eq!(
        [section(&program, named), section(&program, "other")],
        [".text.used", ".text"]
    );
}

/// The section that a function of a program is in.
fn section(program: &Path, name: &str) -> String {
    let bytes = std::fs::read(program).unwrap();
    let file = object::File::parse(&*bytes).unwrap();
    let symbol = file.symbols().find(|symbol| symbol.name() == Ok(name)).unwrap();
    let section = file.section_by_index(symbol.section_index().unwrap()).unwrap();
    section.name().unwrap().to_owned()
}
