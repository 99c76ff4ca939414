//! Which CI service runs this job.

use crate::host::Host;

/// A variable that a vendor sets in each job, and the vendor's name. The first that is set wins, so a vendor that also sets
/// another's variable stands before it. Source: each vendor's list of predefined variables.
const VENDORS: &[(&str, &str)] = &[
    // Forgejo and Gitea act as GitHub Actions and set its variables too.
    ("FORGEJO_ACTIONS", "forgejo-actions"),
    ("GITEA_ACTIONS", "gitea-actions"),
    ("GITHUB_ACTIONS", "github-actions"),
    ("GITLAB_CI", "gitlab-ci"),
    ("CIRCLECI", "circleci"),
    ("BUILDKITE", "buildkite"),
    ("TF_BUILD", "azure-pipelines"),
    ("TRAVIS", "travis"),
    ("BITBUCKET_BUILD_NUMBER", "bitbucket"),
    ("TEAMCITY_VERSION", "teamcity"),
    ("APPVEYOR", "appveyor"),
    ("CI_WOODPECKER", "woodpecker"),
    ("DRONE", "drone"),
    ("CODEBUILD_BUILD_ID", "codebuild"),
    ("SEMAPHORE", "semaphore"),
    ("CIRRUS_CI", "cirrus"),
    ("NETLIFY", "netlify"),
    ("VERCEL", "vercel"),
    ("CF_PAGES", "cloudflare-pages"),
    ("WORKERS_CI", "cloudflare-workers"),
    ("BITRISE_IO", "bitrise"),
    ("CODEMAGIC_ID", "codemagic"),
    ("CM_BUILD_ID", "codemagic"),
    ("CF_BUILD_ID", "codefresh"),
    ("GO_PIPELINE_LABEL", "gocd"),
    ("HEROKU_TEST_RUN_ID", "heroku"),
    ("HARNESS_BUILD_ID", "harness"),
    ("RENDER", "render"),
    ("EAS_BUILD", "expo-eas"),
    ("JB_SPACE_EXECUTION_NUMBER", "jetbrains-space"),
    ("bamboo_buildKey", "bamboo"),
    ("XCS", "xcode-server"),
    ("CI_XCODE_CLOUD", "xcode-cloud"),
    // A plain name that others may bear: last.
    ("JENKINS_URL", "jenkins"),
];

/// The vendor's name; `unknown` where only `CI` says that this is a job. `None`: it is none.
///
/// A variable that says `false` or `0` counts as not set: people switch `CI` off that way.
pub(super) fn vendor(host: &Host) -> Option<&'static str> {
    let is_set = |name: &str| {
        host.env(name).is_some_and(|value| {
            !["false", "0", "no", "off"]
                .iter()
                .any(|word| value.eq_ignore_ascii_case(word))
        })
    };
    if let Some((_, vendor)) = VENDORS.iter().find(|(variable, _)| is_set(variable)) {
        return Some(vendor);
    }
    // Woodpecker names itself in `CI`; Google Cloud Build sets none of its own but these two substitutions, if asked to.
    match host.env_text("CI") {
        Some("woodpecker") => return Some("woodpecker"),
        Some("drone") => return Some("drone"),
        _ => {}
    }
    if is_set("BUILDER_OUTPUT") && is_set("PROJECT_ID") && is_set("BUILD_ID") {
        return Some("google-cloud-build");
    }
    (is_set("CI") || is_set("CONTINUOUS_INTEGRATION")).then_some("unknown")
}
