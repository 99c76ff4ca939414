//! The rule `component-installed`: parts of toolchains, libraries and SDKs that are no tools of their own.

use super::Rule;
use super::lookup::{in_force, place};
use super::shell::Fix;
use super::verdict::{Verdict, or_pass};
use crate::scan::{Outcome, Requirement, RequirementKind, Scan, Strength};

/// `component-installed`: the components that the project asks for are installed.
pub(super) fn installed(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let asked = in_force(scan, RequirementKind::Component);
    // Of several files the one decides that requires it most; what no file tells of is left out.
    let decisive: Vec<&Requirement> = asked
        .values()
        .filter_map(|requirements| {
            let told = requirements.iter().filter(|one| one.present.is_some());
            told.min_by_key(|one| (one.present, one.strength)).copied()
        })
        .collect();
    let verdicts: Vec<Verdict> = decisive
        .iter()
        .filter(|requirement| requirement.present == Some(false))
        .map(|requirement| missing(requirement))
        .collect();
    or_pass(verdicts, decisive.len(), "All required components are installed")
}

fn missing(requirement: &Requirement) -> Verdict {
    let name_of_it = name(&requirement.id);
    if requirement.downloads == Some(true) {
        let message = format!("{name_of_it} is downloaded when the build first needs it");
        return Verdict::new(&requirement.id, Outcome::Pass, message)
            .at(&requirement.source)
            .evidence(place(&requirement.source));
    }
    let outcome = match requirement.strength {
        Strength::Required => Outcome::Fail,
        Strength::Suggested => Outcome::Warn,
    };
    let message = match requirement.id.split_once(':') {
        Some(("script-executable", file)) => format!("{file} is not executable"),
        Some(("script-line-ends", file)) => format!("{file} does not start: its lines end with carriage returns"),
        Some(("wrapper-jar", file)) => format!("{file} is missing, which the wrapper starts"),
        None if requirement.id == "git-submodules" => "The project's submodules are not checked out".to_owned(),
        _ => format!("{name_of_it} is not installed"),
    };
    let verdict = Verdict::new(&requirement.id, outcome, message)
        .at(&requirement.source)
        .evidence(place(&requirement.source));
    match requirement.id.split_once(':') {
        Some((kind @ ("rust-target" | "rust-component"), name)) => {
            verdict.fix(Fix::run(["rustup", kind.trim_start_matches("rust-"), "add", name]))
        }
        Some(("system-library", name)) => verdict.advice(format!("sudo apt-get install {name}")),
        Some(("script-executable", file)) => verdict.advice(format!("chmod +x {file}")),
        Some(("script-line-ends", file)) => verdict.advice(format!(
            "save {file} with line feeds alone, and let `.gitattributes` say so: `{file} text eol=lf`"
        )),
        Some(("wrapper-jar", _)) => {
            verdict.advice("add it to the repository: `gradle wrapper` writes it; look whether `.gitignore` leaves it out")
        }
        None if requirement.id == "git-submodules" => {
            verdict.fix(Fix::run(["git", "submodule", "update", "--init", "--recursive"]))
        }
        Some(("python-build", name)) => verdict.advice(format!(
            "install it, for example with `uv python install {name}` or `pyenv install {name}`"
        )),
        Some(("php-extension", name)) => {
            verdict.advice(format!("install it as your PHP was installed, on Debian `php-{name}`"))
        }
        Some(("android-platform", level)) => verdict.advice(format!(
            "Gradle downloads it once its licence is accepted, or run `sdkmanager 'platforms;android-{level}'`"
        )),
        None if requirement.id == "playwright-browsers" => verdict.advice("npx playwright install"),
        None if requirement.id == "android-sdk" => verdict.advice(
            "install the Android SDK (https://developer.android.com/studio) and set ANDROID_HOME, or `sdk.dir` in local.properties",
        ),
        _ => verdict.advice("install it as the rest of its toolchain was installed"),
    }
}

/// `Rust target wasm32-unknown-unknown`.
fn name(id: &str) -> String {
    match id.split_once(':') {
        Some(("rust-target", name)) => format!("Rust target {name}"),
        Some(("rust-component", name)) => format!("Rust component {name}"),
        Some(("system-library", name)) => format!("The library {name}"),
        Some(("php-extension", name)) => format!("PHP extension {name}"),
        Some(("python-build", name)) => format!("Python {name}"),
        Some(("android-platform", level)) => format!("Android SDK platform {level}"),
        None if id == "android-sdk" => "The Android SDK".to_owned(),
        None if id == "playwright-browsers" => "A browser for Playwright".to_owned(),
        _ => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use crate::scan::Status;
    use crate::score::{assess, sample};

    fn part(id: &str, strength: Strength, present: Option<bool>, file: &str) -> Requirement {
        Requirement {
            present,
            strength,
            ..sample::requirement(RequirementKind::Component, id, file)
        }
    }

    /// Outcome, message and command of a finding.
    type Told = (Outcome, String, Option<String>);

    /// Score, verdict and findings.
    fn judged(parts: Vec<Requirement>) -> (u32, Status, Vec<Told>) {
        let mut scan = sample::scan();
        scan.project = Some(sample::project(parts));
        let assessment = assess(&scan, Policy::builtin());
        let told = assessment
            .findings
            .into_iter()
            .filter(|finding| finding.rule == "component-installed")
            .map(|finding| (finding.outcome, finding.message, finding.fix))
            .collect();
        (assessment.score, assessment.status, told)
    }

    #[test]
    fn what_is_required_fails_the_machine_and_what_is_suggested_is_a_warning() {
        let parts = vec![
            part("android-sdk", Strength::Required, Some(false), "app/build.gradle"),
            part("system-library:libssl-dev", Strength::Suggested, Some(false), "ci.yml"),
        ];
        let expected = vec![
            (Outcome::Fail, "The Android SDK is not installed".to_owned(), None),
            (
                Outcome::Warn,
                "The library libssl-dev is not installed".to_owned(),
                None,
            ),
        ];
        assert_eq!(judged(parts), (47, Status::Fail, expected));
    }

    #[test]
    fn what_keeps_a_project_from_being_built_is_told_in_its_own_words() {
        let told = |id: &str, strength| judged(vec![part(id, strength, Some(false), "x")]).2;
        let (required, suggested) = (Strength::Required, Strength::Suggested);
        assert_eq!(
            [
                told("script-executable:api/gradlew", suggested),
                told("script-line-ends:gradlew", required),
                told("wrapper-jar:gradle/wrapper/gradle-wrapper.jar", required),
                told("git-submodules", suggested),
            ]
            .concat(),
            [
                (Outcome::Warn, "api/gradlew is not executable", None),
                (
                    Outcome::Fail,
                    "gradlew does not start: its lines end with carriage returns",
                    None
                ),
                (
                    Outcome::Fail,
                    "gradle/wrapper/gradle-wrapper.jar is missing, which the wrapper starts",
                    None
                ),
                (
                    Outcome::Warn,
                    "The project's submodules are not checked out",
                    Some("git submodule update --init --recursive")
                ),
            ]
            .map(|(outcome, message, fix)| (outcome, message.to_owned(), fix.map(str::to_owned)))
        );
    }

    #[test]
    fn a_build_of_python_is_told_by_its_name() {
        let parts = vec![part(
            "python-build:3.13t",
            Strength::Required,
            Some(false),
            ".python-version",
        )];
        let expected = vec![(Outcome::Fail, "Python 3.13t is not installed".to_owned(), None)];
        assert_eq!(judged(parts), (49, Status::Fail, expected));
    }

    #[test]
    fn what_is_downloaded_by_itself_passes_with_a_message() {
        let target = |downloads| Requirement {
            downloads,
            ..part(
                "rust-target:wasm32-wasip1",
                Strength::Required,
                Some(false),
                "rust-toolchain.toml",
            )
        };
        let downloaded = judged(vec![
            target(Some(true)),
            part("rust-component:miri", Strength::Required, None, "rust-toolchain.toml"),
            part(
                "rust-component:clippy",
                Strength::Required,
                Some(true),
                "rust-toolchain.toml",
            ),
        ]);
        let message = "Rust target wasm32-wasip1 is downloaded when the build first needs it";
        let expected = vec![(Outcome::Pass, message.to_owned(), None)];
        assert_eq!(downloaded, (100, Status::Pass, expected));
        for downloads in [None, Some(false)] {
            let expected = vec![(
                Outcome::Fail,
                "Rust target wasm32-wasip1 is not installed".to_owned(),
                Some("rustup target add wasm32-wasip1".to_owned()),
            )];
            assert_eq!(judged(vec![target(downloads)]), (49, Status::Fail, expected));
        }
    }

    #[test]
    fn of_several_files_the_one_that_requires_it_most_decides() {
        let told = judged(vec![
            part("php-extension:intl", Strength::Required, None, "composer.json"),
            part(
                "php-extension:intl",
                Strength::Suggested,
                Some(false),
                "docs/composer.json",
            ),
            part(
                "php-extension:intl",
                Strength::Required,
                Some(false),
                "api/composer.json",
            ),
        ]);
        let expected = vec![(Outcome::Fail, "PHP extension intl is not installed".to_owned(), None)];
        assert_eq!(told, (49, Status::Fail, expected));
    }
}
