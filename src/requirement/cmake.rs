//! CMake: the least version that will do.
//!
//! Sources: CMake's documentation of `cmake_minimum_required`, `if` and `CMakePresets.json`.

use std::collections::BTreeMap;

use super::code::{self, Code};
use super::data::Node;
use super::json;
use super::manifest::{Format, Manifest, ManifestContent};
use crate::version::{Dialect, Version};

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["CMakeLists.txt"],
        wants_text: true,
        read,
    },
    Format {
        names: &["CMakePresets.json"],
        wants_text: true,
        read: read_presets,
    },
];

/// Reads the policy versions of the outermost `CMakeLists.txt`. `3.16...3.28` means 3.16 or newer.
fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    if manifest.has_above("CMakeLists.txt") {
        return;
    }
    let code = Code::of(manifest.text, &code::CMAKE);
    let Some((version, line)) = least_version(&code, std::env::consts::OS) else {
        found.require(manifest.tool("cmake", None));
        return;
    };
    found.require(manifest.tool_in("cmake", &version, Dialect::Minimum, Some(line)));
}

/// The version that a `CMakeLists.txt` asks for on an operating system, and its line; empty where it is computed. `None`: for none.
///
/// Every call that is reached on that system holds. Of those of which that cannot be told the lowest one does, if there are no others.
fn least_version(code: &Code, system: &str) -> Option<(String, u32)> {
    let mut variables = BTreeMap::new();
    let mut branches: Vec<Branch> = Vec::new();
    let (mut certain, mut possible) = (Vec::new(), Vec::new());
    for command in commands(code) {
        let is_reached = branches
            .iter()
            .try_fold(true, |is_certain, branch| match branch.is_taken {
                Some(false) => None,
                Some(true) => Some(is_certain),
                None => Some(false),
            });
        match command.name.as_str() {
            "if" => branches.push(Branch::first(condition(command.arguments, system))),
            "elseif" => {
                if let Some(branch) = branches.last_mut() {
                    branch.turn(condition(command.arguments, system));
                }
            }
            "else" => {
                if let Some(branch) = branches.last_mut() {
                    branch.turn(Some(true));
                }
            }
            // Whether it is called cannot be told.
            "function" | "macro" => branches.push(Branch::first(None)),
            "endif" | "endfunction" | "endmacro" => {
                branches.pop();
            }
            "set" => {
                if let (Some(is_certain), Some((name, value))) = (is_reached, assignment(command.arguments)) {
                    variables.insert(name, value.filter(|_| is_certain));
                }
            }
            "cmake_minimum_required" => match is_reached {
                Some(true) => certain.push((version_of(command.arguments, &variables), command.line)),
                Some(false) => possible.push((version_of(command.arguments, &variables), command.line)),
                None => {}
            },
            _ => {}
        }
    }
    let order = |(version, _): &(String, u32)| Version::parse(version);
    // Of equal ones the first.
    certain.reverse();
    certain
        .into_iter()
        .max_by_key(order)
        .or_else(|| possible.into_iter().min_by_key(order))
}

/// `if`, `elseif` or `else`, which one is being read.
struct Branch {
    /// `None`: it cannot be told.
    is_taken: Option<bool>,
    /// One of those before it was.
    is_done: Option<bool>,
}

impl Branch {
    fn first(condition: Option<bool>) -> Self {
        Self {
            is_taken: condition,
            is_done: Some(false),
        }
    }

    /// Goes on to the next branch.
    fn turn(&mut self, condition: Option<bool>) {
        self.is_done = either(self.is_done, self.is_taken);
        self.is_taken = both(self.is_done.map(|is_done| !is_done), condition);
    }
}

fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    both(one.map(|one| !one), other.map(|other| !other)).map(|neither| !neither)
}

fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether a condition holds on an operating system. `None`: it cannot be told.
fn condition(text: &str, system: &str) -> Option<bool> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let term = |words: &[&str]| match words {
        ["NOT", word] => variable_of_system(word, system).map(|holds| !holds),
        [word] => variable_of_system(word, system),
        _ => None,
    };
    words
        .split(|word| *word == "OR")
        .map(|all| all.split(|word| *word == "AND").map(term).fold(Some(true), both))
        .fold(Some(false), either)
}

fn variable_of_system(word: &str, system: &str) -> Option<bool> {
    let (is_windows, is_macos, is_linux) = (system == "windows", system == "macos", system == "linux");
    match word {
        "TRUE" | "ON" | "YES" | "1" => Some(true),
        "FALSE" | "OFF" | "NO" | "0" => Some(false),
        "WIN32" | "CMAKE_HOST_WIN32" => Some(is_windows),
        "UNIX" | "CMAKE_HOST_UNIX" => Some(!is_windows),
        "APPLE" | "CMAKE_HOST_APPLE" => Some(is_macos),
        "LINUX" | "CMAKE_HOST_LINUX" => Some(is_linux),
        "MSVC" | "MINGW" | "CYGWIN" | "MSYS" if !is_windows => Some(false),
        _ => None,
    }
}

/// The name that `set` gives a value, and the value, if it is one word.
fn assignment(arguments: &str) -> Option<(String, Option<String>)> {
    let mut words = arguments.split_whitespace();
    let name = words.next()?.to_owned();
    let value = words.next().map(|word| word.trim_matches('"').to_owned());
    let is_one_word = matches!(words.next(), None | Some("CACHE" | "PARENT_SCOPE"));
    Some((name, value.filter(|value| is_one_word && !value.contains('$'))))
}

/// The version in `VERSION ${MAJOR}.16...3.28 FATAL_ERROR`. Empty: it is computed.
fn version_of(arguments: &str, variables: &BTreeMap<String, Option<String>>) -> String {
    let mut words = arguments.split_whitespace().map(|word| word.trim_matches('"'));
    let mut version = words
        .find(|word| *word == "VERSION")
        .and_then(|_| words.next())
        .unwrap_or_default()
        .to_owned();
    while let Some((before, rest)) = version.split_once("${") {
        let value = rest
            .split_once('}')
            .and_then(|(name, after)| Some((variables.get(name)?.as_deref()?, after)));
        match value {
            Some((value, after)) => version = format!("{before}{value}{after}"),
            None => return String::new(),
        }
    }
    let least = version.split("...").next().unwrap_or_default();
    if is_numbers(least) {
        least.to_owned()
    } else {
        String::new()
    }
}

/// A command with its arguments.
struct Command<'c> {
    /// In lower case: names of commands are the same in upper and lower case.
    name: String,
    arguments: &'c str,
    line: u32,
}

fn commands(code: &Code) -> impl Iterator<Item = Command<'_>> {
    let (mut from, mut line) = (0, 1);
    std::iter::from_fn(move || {
        let bare = code.bare().get(from..)?;
        let (before, inner) = bare.split_once('(')?;
        let mut open = 1_u32;
        let end = inner.find(|character| {
            match character {
                '(' => open += 1,
                ')' => open -= 1,
                _ => {}
            }
            open == 0
        });
        let end = end.unwrap_or(inner.len());
        let start = from + before.len() + 1;
        let arguments = code.text().get(start..start + end)?;
        let name = before.trim_end();
        let name = name
            .rsplit(|character| !code::is_of_word(character))
            .next()
            .unwrap_or_default();
        let lines = |text: &str| u32::try_from(memchr::memchr_iter(b'\n', text.as_bytes()).count()).unwrap_or(0);
        // It begins on the line of its name.
        let command = Command {
            name: name.to_ascii_lowercase(),
            arguments,
            line: line + lines(before.trim_end()),
        };
        line += lines(before) + lines(arguments);
        from = (start + end + 1).min(code.bare().len());
        Some(command)
    })
}

/// Reads `cmakeMinimumRequired`, whose parts stand for themselves.
fn read_presets(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(file) = json::read(manifest, found) else {
        return;
    };
    let Some(least) = file.get("cmakeMinimumRequired") else {
        return;
    };
    let parts = ["major", "minor", "patch"].map(|part| least.get(part).and_then(Node::scalar).unwrap_or("0"));
    let least_version = parts.join(".");
    if is_numbers(&least_version) {
        found.require(manifest.tool_in("cmake", &least_version, Dialect::Minimum, Some(least.line)));
    } else {
        found.broken(manifest, Some(least.line), "`cmakeMinimumRequired` is not a version");
    }
}

/// Numbers with dots between.
fn is_numbers(text: &str) -> bool {
    text.split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;
    use super::*;

    #[test]
    fn cmake_names_the_least_that_will_do() {
        let range = "# cmake_minimum_required(VERSION 2.8)\nCMake_Minimum_Required(\n  VERSION 3.16...3.28 FATAL_ERROR)\nproject(x)\n";
        assert_eq!(
            asked(&[("CMakeLists.txt", range), ("src/CMakeLists.txt", "add_library(x)\n")]),
            ["tool cmake \"3.16\" minimum (CMakeLists.txt:2)"]
        );
        assert_eq!(
            asked(&[("CMakeLists.txt", "cmake_minimum_required(VERSION ${V})\n")]),
            ["tool cmake (CMakeLists.txt:1)"]
        );
        for text in ["cmake_minimum_required", "project(x)\n"] {
            assert_eq!(
                asked(&[("CMakeLists.txt", text)]),
                ["tool cmake (CMakeLists.txt)"],
                "{text}"
            );
        }
    }

    #[test]
    fn cmake_may_name_its_least_behind_variables() {
        let text = "set(LEAST 3.28)\ncmake_minimum_required(VERSION ${LEAST})\n";
        assert_eq!(
            asked(&[("CMakeLists.txt", text)]),
            ["tool cmake \"3.28\" minimum (CMakeLists.txt:2)"]
        );
        let parts = "set(MAJOR \"3\")\nset(MINOR 27 CACHE STRING \"\")\ncmake_minimum_required(VERSION ${MAJOR}.${MINOR}...4.0)\n";
        assert_eq!(
            asked(&[("CMakeLists.txt", parts)]),
            ["tool cmake \"3.27\" minimum (CMakeLists.txt:3)"]
        );
    }

    #[test]
    fn comments_and_texts_in_brackets_call_nothing() {
        let text = "#[[\ncmake_minimum_required(VERSION 3.99)\n]]\nmessage(\"\ncmake_minimum_required(VERSION 3.98)\")\nset(x [=[ cmake_minimum_required(VERSION 3.97) ]=])\ncmake_minimum_required(VERSION 3.16)\n";
        assert_eq!(
            asked(&[("CMakeLists.txt", text)]),
            ["tool cmake \"3.16\" minimum (CMakeLists.txt:7)"]
        );
    }

    #[test]
    fn of_branches_those_of_this_system_hold() {
        let least = |text: &str, system: &str| {
            let code = Code::of(text, &code::CMAKE);
            least_version(&code, system).map(|(version, line)| format!("{version}:{line}"))
        };
        let is = |version: &str| Some(version.to_owned());
        let text = "if(WIN32)\n cmake_minimum_required(VERSION 3.29)\nelseif(APPLE AND NOT UNIX)\n cmake_minimum_required(VERSION 3.30)\nelse()\n cmake_minimum_required(VERSION 3.16)\nendif()\n";
        assert_eq!(least(text, "windows"), is("3.29:2"));
        assert_eq!(least(text, "linux"), is("3.16:6"));
        assert_eq!(least(text, "macos"), is("3.16:6"));
        let unknown =
            "if(FOO)\ncmake_minimum_required(VERSION 3.29)\nelse()\ncmake_minimum_required(VERSION 3.9)\nendif()\n";
        assert_eq!(least(unknown, "linux"), is("3.9:4"));
        let certain = format!("cmake_minimum_required(VERSION 3.12)\n{unknown}cmake_minimum_required(VERSION 3.14)\n");
        assert_eq!(least(&certain, "linux"), is("3.14:7"));
        let called =
            "cmake_minimum_required(VERSION 3.12)\nfunction(f)\ncmake_minimum_required(VERSION 3.29)\nendfunction()\n";
        assert_eq!(least(called, "linux"), is("3.12:1"));
        assert_eq!(
            least(
                "if(WIN32 OR MSVC)\ncmake_minimum_required(VERSION 3.29)\nendif()\n",
                "linux"
            ),
            None
        );
    }

    #[test]
    fn presets_of_cmake_name_a_least_too() {
        let text = "{\n  \"version\": 6,\n  \"cmakeMinimumRequired\": { \"major\": 3, \"minor\": 25 }\n}\n";
        assert_eq!(
            asked(&[("CMakePresets.json", text)]),
            ["tool cmake \"3.25.0\" minimum (CMakePresets.json:3)"]
        );
        assert_eq!(
            asked(&[("CMakePresets.json", "{\"cmakeMinimumRequired\": {\"major\": \"x\"}}")]),
            ["broken: `cmakeMinimumRequired` is not a version (CMakePresets.json:1)"]
        );
    }
}
