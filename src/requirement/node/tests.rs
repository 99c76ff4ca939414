//! Tests of JavaScript's files.

use super::super::example::asked;

#[test]
fn a_range_that_cannot_be_read_is_told_and_a_hint_for_people_is_none() {
    let of_engines = |engines: &str| asked(&[("package.json", &format!("{{\"engines\": {engines}}}"))]);
    let any = ["tool node (package.json)", "tool npm suggested (package.json)"];
    for hint in ["please-use-yarn", "please use yarn 4", "Use pnpm 9"] {
        assert_eq!(of_engines(&format!("{{\"npm\": \"{hint}\"}}")), any, "{hint}");
    }
    for range in ["lts/*", "lts", "please 20"] {
        assert_eq!(
            of_engines(&format!("{{\"node\": \"{range}\"}}")),
            [
                "tool node (package.json:1)",
                "tool npm suggested (package.json)",
                &format!("broken: the version range `{range}` cannot be read (package.json:1)"),
            ]
        );
    }
}

#[test]
fn a_range_may_stand_in_a_version_file() {
    assert_eq!(
        asked(&[(".nvmrc", "key=value\n>=22\n")]),
        ["tool node \">=22\" npm (.nvmrc:2)"]
    );
}

#[test]
fn of_two_package_managers_each_is_suggested() {
    for (settings, id) in [(".yarnrc.yml", "yarn"), ("pnpm-workspace.yaml", "pnpm")] {
        let mut expected = vec![
            "tool node (package.json)".to_owned(),
            "tool npm suggested (package-lock.json)".to_owned(),
            format!("tool {id} suggested ({settings})"),
        ];
        expected.sort();
        assert_eq!(
            asked(&[("package.json", "{}"), ("package-lock.json", ""), (settings, "a: b\n")]),
            expected
        );
    }
}

#[test]
fn voltas_settings_may_go_on_in_another_file() {
    assert_eq!(
        asked(&[
            ("package.json", "{\"volta\": {\n\"extends\": \"./volta.json\"}}"),
            ("volta.json", "{\"volta\": {\"node\": \"22.11.0\"}}"),
        ]),
        [
            "tool node \"22.11.0\" npm (package.json:2)",
            "tool npm suggested (package.json)"
        ]
    );
}

#[test]
fn a_lock_file_without_a_package_locks_nothing() {
    assert_eq!(
        asked(&[
            ("yarn.lock", ""),
            ("bun.lock", ""),
            (".yarnrc.yml", ""),
            ("deno.lock", "")
        ]),
        [""; 0]
    );
    assert_eq!(
        asked(&[("yarn.lock", ""), ("package.json", "{}")]),
        ["tool node (package.json)", "tool yarn (yarn.lock)"]
    );
}

#[test]
fn a_package_beside_denos_settings_is_denos() {
    assert_eq!(
        asked(&[("deno.json", "{}"), ("package.json", "{}")]),
        ["tool deno (deno.json)", "tool node suggested (package.json)"]
    );
    assert_eq!(
        asked(&[("deno.json", "{}"), ("package.json", "{}"), ("package-lock.json", "{}")]),
        [
            "tool deno (deno.json)",
            "tool node (package.json)",
            "tool npm (package-lock.json)"
        ]
    );
}

#[test]
fn what_is_downloaded_nobody_has_to_have() {
    let text = "{\"devEngines\": {\"runtime\": {\"name\": \"node\", \"version\": \"^24\", \"onFail\": \"download\"}},\n\"engines\": {\"node\": \">=20\"},\n\"devDependencies\": {\"@playwright/test\": \"1\"}}";
    assert_eq!(
        asked(&[("package.json", text)]),
        [
            "tool node \">=20\" npm (package.json:2)",
            "tool node \"^24\" npm downloaded suggested (package.json:1)",
            "tool npm suggested (package.json)",
            "component playwright-browsers suggested (package.json:3)",
        ]
    );
}

#[test]
fn a_schema_of_a_manifest_is_none() {
    let schema = "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"properties\": {}}";
    let names = ["package.json", "composer.json", "deno.json", "global.json", "elm.json"];
    let files: Vec<(String, &str)> = names.iter().map(|name| (format!("schemas/{name}"), schema)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    assert_eq!(asked(&files), [""; 0]);
}

#[test]
fn a_range_that_cannot_be_read_is_told() {
    assert_eq!(
        asked(&[("package.json", "{\"engines\":\n{\"node\": \"20 or newer\"}}")]),
        [
            "tool node (package.json:2)",
            "tool npm suggested (package.json)",
            "broken: the version range `20 or newer` cannot be read (package.json:2)"
        ]
    );
}
