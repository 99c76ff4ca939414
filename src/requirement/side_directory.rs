//! Directories whose manifests do not count, by their names: tests, samples, templates, documentation, others' code.

/// In lower case, without `-`, `_` and a number at the end.
const NAMES: &[&str] = &[
    "3rdparty",
    "acceptance",
    "acceptancetests",
    "archetyperesources",
    "bench",
    "benches",
    "benchmark",
    "benchmarks",
    "boilerplate",
    "boilerplates",
    "carthage",
    "conformance",
    "cookbook",
    "cookiecutter",
    "cypress",
    "demo",
    "demoapp",
    "demoapps",
    "demos",
    "deps",
    "doc",
    "docs",
    "docsite",
    "docssite",
    "documentation",
    "e2e",
    "e2etest",
    "e2etests",
    "example",
    "exampleapp",
    "exampleapps",
    "examples",
    "exercises",
    "extern",
    "external",
    "externals",
    "fixture",
    "fixtures",
    "functionaltest",
    "functionaltests",
    "fuzz",
    "fuzzing",
    "fuzztests",
    "golden",
    "goldens",
    "integrationtest",
    "integrationtests",
    "mock",
    "mocks",
    "perftest",
    "perftests",
    "playground",
    "playgrounds",
    "pods",
    "quickstart",
    "quickstarts",
    "repro",
    "reproduction",
    "reproductions",
    "repros",
    "sample",
    "sampleapp",
    "sampleapps",
    "samples",
    "sandbox",
    "sandboxes",
    "scaffold",
    "scaffolds",
    "skeleton",
    "skeletons",
    "smoke",
    "smoketest",
    "smoketests",
    "snapshots",
    "snippets",
    "spec",
    "specs",
    "starterkit",
    "starterkits",
    "starters",
    "stubs",
    "template",
    "templates",
    "test",
    "testapp",
    "testapps",
    "testassets",
    "testcases",
    "testdata",
    "testfixtures",
    "testing",
    "testproject",
    "testprojects",
    "testresources",
    "tests",
    "testsuite",
    "testsuites",
    "thirdparty",
    "tutorial",
    "tutorials",
    "unittests",
    "vendor",
    "vendored",
    "vendors",
    "website",
];
/// A name of several words that ends so is one of these, too.
const LAST_WORDS: &[&str] = &[
    "bench",
    "benchmark",
    "benchmarks",
    "boilerplate",
    "demo",
    "demos",
    "e2e",
    "example",
    "examples",
    "exercises",
    "fixture",
    "fixtures",
    "playground",
    "playgrounds",
    "repro",
    "sample",
    "samples",
    "skeleton",
    "starters",
    "template",
    "templates",
    "test",
    "testdata",
    "tests",
    "testsuite",
];
/// So is one that begins so.
const FIRST_WORDS: &[&str] = &[
    "cookiecutter",
    "demo",
    "e2e",
    "example",
    "examples",
    "fixture",
    "playground",
    "repro",
    "sample",
    "samples",
    "tests",
];
/// Names of such directories and of real parts alike.
const DOUBTFUL: &[&str] = &[
    "archive",
    "archived",
    "archives",
    "experiment",
    "experimental",
    "experiments",
    "perf",
    "regression",
    "workshop",
    "workshops",
];

/// A directory of this name holds test data, templates, documentation or others' code. A name with a placeholder in it is a template.
pub(super) fn is_side_directory(name: &str) -> bool {
    let plain = plain(name);
    NAMES.contains(&plain.as_str()) || name.contains("{{") || name.contains("<%") || has_side_word(name)
}

/// A directory of this name may hold such things, or a part of the project: it is one where nothing else is.
pub(super) fn is_doubtful(name: &str) -> bool {
    DOUBTFUL.contains(&plain(name).as_str())
}

/// A part of this path is such a directory.
pub(super) fn is_in_side_directory(path: &str) -> bool {
    path.split('/').any(is_side_directory)
}

/// In lower case, without signs between words and without a number at the end: `test` of `Test_01`.
fn plain(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter(|character| !matches!(character, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect();
    plain.trim_end_matches(|last: char| last.is_ascii_digit()).to_owned()
}

/// `react-examples`, `ProjectTemplates`, `load-tests`, `sample-app`: the last word or the first one says it. `template-engine` and
/// `test-utils` are none.
fn has_side_word(name: &str) -> bool {
    let words = words(name);
    match words.as_slice() {
        [first, .., last] => LAST_WORDS.contains(&last.as_str()) || FIRST_WORDS.contains(&first.as_str()),
        _ => false,
    }
}

/// The words of a name in lower case, without a number behind them: `my`, `app`, `test` of `myApp-test2`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = None;
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        let is_sign = matches!(character, '-' | '_' | '.' | ' ');
        let ends_capitals =
            before.is_some_and(char::is_uppercase) && characters.peek().is_some_and(|next| next.is_lowercase());
        let begins_word = character.is_uppercase() && (before.is_some_and(char::is_lowercase) || ends_capitals);
        if is_sign || begins_word {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| !is_sign) {
            word.extend(character.to_lowercase());
        }
        before = Some(character);
    }
    words
        .iter()
        .map(|word| match word.as_str() {
            "e2e" => "e2e",
            word => word.trim_end_matches(|last: char| last.is_ascii_digit()),
        })
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_way_of_writing() {
        for name in [
            "Tests",
            "test-suite",
            "TestSuite",
            "example1",
            "tests2",
            "sample01",
            "my-test-2",
            "ExampleApp",
            "SampleProject",
            "ProjectTemplates",
            "MyTests",
            "HTTPTests",
            "Shop.Tests",
            "docs-site",
            "starter-kit",
            "demoapp",
            "sample_app",
            "e2e",
            "E2ETests",
            "react-examples",
            "cypress",
            "repro",
            "{{cookiecutter.name}}",
        ] {
            assert!(is_side_directory(name), "{name}");
        }
    }

    #[test]
    fn names_of_parts_are_none() {
        for name in [
            "app",
            "frontend",
            "contest",
            "Contests",
            "latest",
            "template-engine",
            "test-utils",
            "TestUtils",
            "sampler",
            "api2",
            "v2",
            "2",
            "archive",
            "perf",
            "workshop",
            "performance",
            "protest",
            "greatest",
        ] {
            assert!(!is_side_directory(name), "{name}");
        }
    }

    #[test]
    fn some_names_tell_nothing() {
        assert_eq!(
            ["archive", "Perf", "workshop-2", "experiments", "archiver", "app"].map(is_doubtful),
            [true, true, true, true, false, false]
        );
    }
}
