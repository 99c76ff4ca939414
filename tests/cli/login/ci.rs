//! Sign-in of a CI job, with its ID token.

use serde_json::json;

use crate::provider::http::parameter;
use crate::provider::issuer::Issuer;
use crate::support::{Machine, Run};

/// The environment of a GitHub job with permission for ID tokens.
fn in_github(run: Run, issuer: &Issuer) -> Run {
    run.env("CI", "true")
        .env("GITHUB_ACTIONS", "true")
        .env(
            "ACTIONS_ID_TOKEN_REQUEST_URL",
            format!("{}/ci?api-version=2", issuer.base()),
        )
        .env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "runner-secret")
}

#[test]
fn a_ci_job_uses_an_id_token_and_saves_nothing() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let base = issuer.base();
    // With the platform's address in the environment, no login is needed.
    let outcome = in_github(machine.devenv(["token"]), &issuer)
        .env("DEVENV_PLATFORM", &base)
        .run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    let claims = crate::provider::issuer::claims(outcome.stdout.trim()).unwrap();
    assert_eq!(claims["aud"], json!(base));
    let asked = &issuer.requests("/ci")[0];
    assert_eq!(asked.header("authorization"), Some("Bearer runner-secret"));
    assert!(!machine.path("devenv/state").exists());
    // Also in a container without a home.
    let nowhere = in_github(machine.devenv(["token"]), &issuer)
        .env("DEVENV_PLATFORM", &base)
        .without_env("HOME")
        .without_env("DEVENV_STATE_DIR")
        .run();
    assert_eq!((nowhere.code, nowhere.stderr.as_str()), (Some(0), ""));

    issuer.change(|manner| {
        manner.platform.insert("audience", json!(format!("{base}/ci")));
    });
    let outcome = in_github(machine.devenv(["login", &base]), &issuer).run();
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert_eq!(
        outcome.stderr,
        format!(
            "Signed in to {base} as repo:example/shop:ref:refs/heads/main (ingest). Nothing is saved: each CI job gets its own identity.\n"
        )
    );
    let who = in_github(machine.devenv(["whoami", "--json"]), &issuer).json();
    assert_eq!(
        (&who["origin"], &who["account"]["subject"]),
        (&json!("ci"), &json!("repo:example/shop:ref:refs/heads/main"))
    );
    assert_eq!(
        parameter(&issuer.requests("/ci").last().unwrap().target, "audience").as_deref(),
        Some(format!("{base}/ci").as_str())
    );
    assert!(!machine.path("devenv/state/credentials").exists());

    // Outside of that CI, no token is requested.
    let count = issuer.requests("/ci").len();
    let outcome = in_github(machine.devenv(["token"]), &issuer)
        .env("GITHUB_ACTIONS", "")
        .run();
    assert_eq!((outcome.code, issuer.requests("/ci").len()), (Some(3), count));
}

#[test]
fn a_ci_job_without_an_id_token_is_told_what_is_missing() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let base = issuer.base();
    let run = |variable: &str| machine.devenv(["login", &base]).env(variable, "true").run();
    for (variable, ci, problem) in [
        (
            "GITHUB_ACTIONS",
            "GitHub Actions",
            "the workflow lacks `permissions: { id-token: write }`".to_owned(),
        ),
        (
            "GITLAB_CI",
            "GitLab CI",
            format!("`DEVENV_ID_TOKEN` is not set; give the job `id_tokens: {{ DEVENV_ID_TOKEN: {{ aud: {base} }} }}`"),
        ),
        ("BUILDKITE", "Buildkite", "`buildkite-agent` is not on PATH".to_owned()),
        ("CIRCLECI", "CircleCI", "`circleci` is not on PATH".to_owned()),
    ] {
        let outcome = run(variable);
        assert_eq!(outcome.code, Some(3), "{outcome:#?}");
        let hint =
            "or set `DEVENV_TOKEN`; or `DEVENV_CLIENT_ID` and `DEVENV_CLIENT_SECRET`, with `--client-credentials`";
        assert_eq!(
            outcome.stderr,
            format!("error: {ci} gives this job no ID token: {problem}\nhint: {hint}\n")
        );
    }
    // Without a browser, it does not wait for one.
    let outcome = run("CI");
    assert_eq!(outcome.code, Some(3));
    assert!(
        outcome
            .stderr
            .starts_with("error: nobody can sign in here: this is a CI job"),
        "{outcome:#?}"
    );
}

#[test]
fn the_clients_of_buildkite_and_circleci_get_the_platform_s_audience() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let base = issuer.base();
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJvcmdhbml6YXRpb246ZXhhbXBsZSJ9.c2ln";
    for (variable, program, arguments) in [
        (
            "BUILDKITE",
            "buildkite-agent",
            format!("oidc request-token --audience {base}"),
        ),
        (
            "CIRCLECI",
            "circleci",
            format!("run oidc get --root-issuer --claims {{\"aud\":\"{base}\"}}"),
        ),
    ] {
        let seen = machine.path(program);
        // They need their own variables.
        machine.program(
            program,
            &format!("echo \"$*\" \"$AGENT_SECRET\" > {}; echo {token}", seen.display()),
        );
        let run = machine
            .devenv(["token"])
            .env(variable, "true")
            .env("AGENT_SECRET", "agent")
            .env("DEVENV_PLATFORM", &base);
        let outcome = run.run();
        assert_eq!(
            (outcome.code, outcome.stdout.trim(), outcome.stderr.as_str()),
            (Some(0), token, "")
        );
        assert_eq!(std::fs::read_to_string(seen).unwrap(), format!("{arguments} agent\n"));
    }
}

#[test]
fn gitlab_puts_the_token_into_the_jobs_environment() {
    let issuer = Issuer::start();
    let machine = Machine::new();
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwcm9qZWN0X3BhdGg6Zy9wIn0.c2ln";
    let run = machine
        .devenv(["token"])
        .env("GITLAB_CI", "true")
        .env("DEVENV_ID_TOKEN", token);
    let outcome = run
        .env("DEVENV_PLATFORM", issuer.base())
        .env("DEVENV_AUDIENCE", "x")
        .run();
    assert_eq!((outcome.code, outcome.stdout.trim()), (Some(0), token), "{outcome:#?}");
}
