//! Tests of `.env` examples.

use super::super::example::{asked, asked_by};

const EXAMPLE: &str = "# Database\nDATABASE_URL=postgres://localhost/shop\nexport API_KEY=\nSECRET=changeme\n# optional: errors go there\nSENTRY_DSN=\nTOKEN='<your token>' # from the vault\n#DEBUG=1\nCERT=\"-----BEGIN\nNAME=inside\n-----END\"\nnot a line\nAPI_KEY=again\n";

#[test]
fn what_must_be_filled_in_is_required_and_what_works_is_suggested() {
    assert_eq!(
        asked(&[(".env.example", EXAMPLE)]),
        [
            "variable API_KEY missing (.env.example:3)",
            "variable CERT missing suggested (.env.example:9)",
            "variable DATABASE_URL missing suggested (.env.example:2)",
            "variable SECRET missing (.env.example:4)",
            "variable SENTRY_DSN missing suggested (.env.example:6)",
            "variable TOKEN missing (.env.example:7)",
        ]
    );
}

#[test]
fn a_variable_is_there_by_the_environment_or_by_a_file_of_the_developers() {
    let files = [
        ("api/.env.sample", "A=\nB=\nC=\nD=\n"),
        ("api/.env", "A=1\n"),
        (".envrc", "export B=\"$(pass b)\"\n"),
    ];
    assert_eq!(
        asked_by(&files, "/project/api", &[("C", "secret")]),
        [
            "tool direnv suggested (.envrc)",
            "variable A present (api/.env.sample:1)",
            "variable B present (api/.env.sample:2)",
            "variable C present (api/.env.sample:3)",
            "variable D missing (api/.env.sample:4)",
        ]
    );
    // Who is in another directory may never need them.
    assert_eq!(
        asked(&[("api/.env.sample", "D=\n")]),
        ["variable D missing suggested (api/.env.sample:1)"]
    );
}

#[test]
fn no_value_is_in_what_was_read() {
    let found = asked(&[
        ("env.example", "A=hunter2\nB='hunter2' # hunter2\n"),
        (".env", "A=hunter2"),
    ]);
    assert!(!found.concat().contains("hunter2"), "{found:?}");
}

#[test]
fn examples_may_be_of_one_environment() {
    let names = [
        ".env.dev.example",
        ".env.production.sample",
        ".env.staging.template",
        ".env.example.local",
        ".env-example",
        ".env_sample",
        "app.env.example",
        ".dev.vars.example",
    ];
    for name in names {
        assert_eq!(asked(&[(name, "KEY=\n")]), [format!("variable KEY missing ({name}:1)")]);
    }
    assert_eq!(
        asked(&[(".env.dev.example", "KEY=\n"), (".env.dev", "KEY=1\n")]),
        ["variable KEY present (.env.dev.example:1)"]
    );
    assert_eq!(
        asked(&[("app.env.example", "KEY=\n"), ("app.env", "KEY=1\n")]),
        ["variable KEY present (app.env.example:1)"]
    );
    assert_eq!(
        asked(&[(".env.example", "KEY=\n"), (".env.example.sail", "OTHER=\n")]),
        [
            "variable KEY missing (.env.example:1)",
            "variable OTHER missing suggested (.env.example.sail:1)"
        ]
    );
}

#[test]
fn optional_is_said_in_many_words() {
    let text = "# Not required for development\nA=\n# Leave empty to turn it off\nB=\nC= # only needed in production\n# required\nD=\n";
    assert_eq!(
        asked(&[(".env.example", text)]),
        [
            "variable A missing suggested (.env.example:2)",
            "variable B missing suggested (.env.example:4)",
            "variable C missing suggested (.env.example:5)",
            "variable D missing (.env.example:7)",
        ]
    );
}

#[test]
fn what_happens_without_a_value_says_that_it_is_optional() {
    let text = "# The path of ffmpeg. Will be automatically detected if left empty.\nA=\n# If empty, the temporary directory is used.\n# It may be large.\nB=\n# Defaults to 5 when not set.\nC=\n# Leave this blank for any host\nD=\n# Must not be left empty\nE=\n# The app fails if it is not set\nF=\n# S3 settings. Required if you're using S3.\nG=\nH=\n\nI=\n";
    assert_eq!(
        asked(&[(".env.example", text)]),
        [
            "variable A missing suggested (.env.example:2)",
            "variable B missing suggested (.env.example:5)",
            "variable C missing suggested (.env.example:7)",
            "variable D missing suggested (.env.example:9)",
            "variable E missing (.env.example:11)",
            "variable F missing (.env.example:13)",
            "variable G missing suggested (.env.example:15)",
            "variable H missing suggested (.env.example:16)",
            "variable I missing (.env.example:18)",
        ]
    );
}

#[test]
fn a_comment_on_a_line_that_is_commented_out_is_about_that_one() {
    assert_eq!(
        asked(&[(".env.example", "# Optional: analytics\n#SENTRY_DSN=\nTOKEN=\n")]),
        ["variable TOKEN missing (.env.example:3)"]
    );
}

#[test]
fn a_label_within_a_section_does_not_end_it() {
    let text = "# [[AUTH]]\nA=\n# [[AUTH OPTIONAL]]\n# Find documentation here:\n# https://docs.example.com\nB=\n# Microsoft:\nC=\n\nD=\n# Required:\nE=\n# [[OPTIONAL]]\nF=\n# [[URLS]]\nG=\n";
    assert_eq!(
        asked(&[(".env.example", text)]),
        [
            "variable A missing (.env.example:2)",
            "variable B missing suggested (.env.example:6)",
            "variable C missing suggested (.env.example:8)",
            "variable D missing suggested (.env.example:10)",
            "variable E missing (.env.example:12)",
            "variable F missing suggested (.env.example:14)",
            "variable G missing (.env.example:16)",
        ]
    );
}

#[test]
fn a_heading_says_optional_for_its_section() {
    let text = "# --- Required ---\nA=\n\n# ---------\n# Optional\n# ---------\nB=\n\n# Where errors go\nC=\n## Database\nD=\n\n# Optional settings:\nE=\n";
    assert_eq!(
        asked(&[(".env.example", text)]),
        [
            "variable A missing (.env.example:2)",
            "variable B missing suggested (.env.example:7)",
            "variable C missing suggested (.env.example:10)",
            "variable D missing (.env.example:12)",
            "variable E missing suggested (.env.example:15)",
        ]
    );
}
