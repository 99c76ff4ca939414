//! Masks the home directory, user and host names, and secrets in text.

mod names;
mod secrets;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use names::{Home, contains_ignoring_case, replace_word};
use secrets::{mask_secrets, may_hold_secret};

use super::{Availability, Failure, InProject, Install, OtherCopy, Scan, Tool, ToolState, WantedVersion};

/// The names to mask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The home directory in all its forms: as set, and with links resolved. Each is replaced by `~`.
    pub homes: Vec<String>,
    /// The user's login names. Each is replaced by `<user>`.
    pub users: Vec<String>,
    /// The host's names. Each is replaced by `<host>`.
    pub hosts: Vec<String>,
}

/// Masks an [`Identity`] and secrets in text.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    homes: Vec<Home>,
    words: Vec<(String, &'static str)>,
}

/// Accounts of systems and images. They identify nobody and are common words.
const GENERIC_USERS: [&str; 24] = [
    "root",
    "admin",
    "administrator",
    "user",
    "dev",
    "developer",
    "node",
    "git",
    "runner",
    "ubuntu",
    "debian",
    "ec2-user",
    "vscode",
    "codespace",
    "gitpod",
    "vagrant",
    "jenkins",
    "circleci",
    "docker",
    "app",
    "build",
    "builder",
    "nobody",
    "me",
];
/// Host names that do not identify a person or a company.
const GENERIC_HOSTS: [&str; 5] = ["localhost", "localhost.localdomain", "host", "docker", "local"];
impl Redactor {
    /// A redactor for one user and host.
    pub fn new(identity: &Identity) -> Self {
        let mut homes: Vec<String> = identity
            .homes
            .iter()
            .map(|home| home.trim_end_matches(['/', '\\']).to_owned())
            .filter(|home| home.len() > 1)
            .collect();
        homes.sort_by_key(|home| std::cmp::Reverse(home.len()));
        homes.dedup();
        let named = |names: &[String], generic: &[&str], mask| -> Vec<(String, &'static str)> {
            names
                .iter()
                .filter(|name| name.chars().count() > 1 && !generic.contains(&name.to_ascii_lowercase().as_str()))
                .map(|name| (name.clone(), mask))
                .collect()
        };
        let mut words = named(&identity.users, &GENERIC_USERS, "<user>");
        words.extend(named(&identity.hosts, &GENERIC_HOSTS, "<host>"));
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        Self {
            homes: homes.into_iter().map(Home::new).collect(),
            words,
        }
    }

    /// The text, masked.
    pub fn text(&self, text: &str) -> String {
        self.masked(text).unwrap_or_else(|| text.to_owned())
    }

    /// The text, masked. `None`: there is nothing to mask, as in nearly all texts of a scan.
    fn masked(&self, text: &str) -> Option<String> {
        let mut masked = may_hold_secret(text).then(|| mask_secrets(text));
        for home in &self.homes {
            let current = masked.as_deref().unwrap_or(text);
            if home.may_be_in(current) {
                masked = Some(home.replaced_in(current));
            }
        }
        for (word, mask) in &self.words {
            let current = masked.as_deref().unwrap_or(text);
            if !current.is_ascii() || contains_ignoring_case(current, word) {
                masked = Some(replace_word(current, word, mask));
            }
        }
        masked
    }

    /// A value with every text in it masked.
    ///
    /// It is converted to JSON and back, so that no field is forgotten, even one that is added later.
    ///
    /// # Errors
    /// The type cannot be read back from its own JSON, which its tests would find.
    pub fn value<T: Serialize + DeserializeOwned>(&self, value: &T) -> Result<T, serde_json::Error> {
        let mut json = serde_json::to_value(value)?;
        self.json(&mut json);
        serde_json::from_value(json)
    }

    /// A scan with every text in it masked.
    ///
    /// # Errors
    /// As [`Redactor::value`].
    pub fn scan(&self, mut scan: Scan) -> Result<Scan, serde_json::Error> {
        // Tools are most of a scan and hundreds of them are absent: for speed they are not converted to JSON.
        let mut tools = std::mem::take(&mut scan.tools);
        for tool in &mut tools {
            self.tool(tool);
        }
        let mut scan = self.value(&scan)?;
        scan.tools = tools;
        Ok(scan)
    }

    fn tool(&self, tool: &mut Tool) {
        // Every field is listed, so that a new one does not compile until it is handled here.
        let Tool {
            id,
            name,
            category,
            state: ToolState::Found | ToolState::Absent | ToolState::Failed,
            version,
            raw,
            path,
            resolved_path,
            manager,
            chosen_by,
            outside_path: _,
            in_project,
            source: _,
            remembered: _,
            not_started,
            repair,
            duration_ms: _,
            failure,
            others,
            end_of_life,
            install,
        } = tool;
        let failures = failure.iter_mut().flat_map(
            |Failure {
                 reason: _,
                 detail,
                 wanted,
                 at_fault,
             }| {
                let wanted = wanted.iter_mut().flat_map(|WantedVersion { version, of, set_by }| {
                    [Some(version), of.as_mut(), Some(set_by)].into_iter().flatten()
                });
                std::iter::once(detail).chain(at_fault).chain(wanted)
            },
        );
        let copies = others
            .iter_mut()
            .flat_map(|OtherCopy { path, version, manager }| [Some(path), version.as_mut(), manager.as_mut()]);
        let offers = install
            .as_mut()
            .map(|Install { command, version, page }| [command, version, page]);
        let in_project = in_project.iter_mut().flat_map(
            |InProject {
                 version,
                 path,
                 set_by,
                 used_by,
                 availability: Availability::Installed | Availability::Fetched | Availability::Refused,
             }| {
                let own = [version.as_mut(), path.as_mut(), Some(set_by)].into_iter().flatten();
                own.chain(used_by)
            },
        );
        let optional = [
            version,
            raw,
            path,
            resolved_path,
            manager,
            chosen_by,
            not_started,
            end_of_life,
        ];
        let texts = [id, name, category]
            .into_iter()
            .chain(offers.into_iter().flatten().flatten())
            .chain(optional.into_iter().flatten())
            .chain(failures)
            .chain(in_project)
            .chain(repair.iter_mut().flatten())
            .chain(copies.flatten());
        for text in texts {
            if let Some(masked) = self.masked(text) {
                *text = masked;
            }
        }
    }

    fn json(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(masked) = self.masked(text) {
                    *text = masked;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.json(item)),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.json(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn anna() -> Redactor {
        Redactor::new(&Identity {
            homes: vec!["/home/anna".to_owned(), "/data/users/anna/".to_owned()],
            users: vec!["anna".to_owned()],
            hosts: vec!["annas-laptop".to_owned(), "root".to_owned()],
        })
    }

    #[test]
    fn the_home_directory_and_names_are_masked() {
        let redactor = anna();
        assert_eq!(redactor.text("/home/anna/.cargo/bin"), "~/.cargo/bin");
        assert_eq!(redactor.text("/home/annabel/x"), "/home/annabel/x");
        assert_eq!(
            redactor.text("built by anna@annas-laptop in /data/users/anna"),
            "built by <user>@<host> in ~"
        );
        assert_eq!(redactor.text("Anna/feature savannah"), "<user>/feature savannah");
    }

    #[test]
    fn a_windows_home_is_recognised_in_any_case_and_with_either_separator() {
        let redactor = Redactor::new(&Identity {
            homes: vec!["C:\\Users\\Anna".to_owned()],
            users: vec!["Anna".to_owned()],
            hosts: vec![],
        });
        assert_eq!(redactor.text(r"C:\Users\Anna\scoop\shims"), r"~\scoop\shims");
        assert_eq!(redactor.text(r"c:\users\anna"), "~");
        assert_eq!(redactor.text("in C:/Users/Anna/go, not it"), "in ~/go, not it");
        assert_eq!(redactor.text(r"\\?\C:\Users\Annabel"), r"\\?\C:\Users\Annabel");
        assert_eq!(redactor.text(r"D:\Users\Anna"), r"D:\Users\<user>");
    }

    #[test]
    fn generic_account_names_are_not_masked() {
        let redactor = Redactor::new(&Identity {
            homes: vec!["/root".to_owned()],
            users: vec!["root".to_owned(), "node".to_owned()],
            hosts: vec![],
        });
        assert_eq!(redactor.text("/root/bin/node as root"), "~/bin/node as root");
    }

    #[test]
    fn secrets_are_recognised_by_their_shape_or_their_name() {
        let redactor = Redactor::default();
        assert_eq!(
            redactor.text("https://bob:hunter2@registry.example/x?y"),
            "https://***@registry.example/x?y"
        );
        assert_eq!(redactor.text("NPM_TOKEN=abc123 ok"), "NPM_TOKEN=*** ok");
        assert_eq!(
            redactor.text("Authorization: Bearer abc.def.ghi rest"),
            "Authorization: Bearer *** rest"
        );
        assert_eq!(
            redactor.text("using ghp_0123456789abcdefghijABCDEFGHIJ012345."),
            "using ***"
        );
        assert_eq!(redactor.text("--password hunter2 -v"), "--password *** -v");
        assert_eq!(redactor.text("git version 2.47.3"), "git version 2.47.3");
        assert_eq!(redactor.text("token ring 1.2: fine"), "token ring 1.2: fine");
    }

    #[test]
    fn a_tool_is_masked_in_every_field() {
        let planted = || "anna at /home/anna/x with password=hunter2".to_owned();
        let tool = Tool {
            id: planted(),
            name: planted(),
            category: planted(),
            state: ToolState::Failed,
            version: Some(planted()),
            raw: Some(planted()),
            path: Some(planted()),
            resolved_path: Some(planted()),
            manager: Some(planted()),
            chosen_by: Some(planted()),
            outside_path: false,
            in_project: Some(InProject {
                version: Some(planted()),
                path: Some(planted()),
                set_by: planted(),
                used_by: vec![planted()],
                availability: Availability::Installed,
            }),
            source: None,
            remembered: false,
            not_started: Some(planted()),
            repair: Some(vec![planted()]),
            duration_ms: 1,
            failure: Some(Failure {
                reason: crate::scan::FailReason::Exit,
                detail: planted(),
                wanted: Some(WantedVersion {
                    version: planted(),
                    of: Some(planted()),
                    set_by: planted(),
                }),
                at_fault: Some(planted()),
            }),
            others: vec![OtherCopy {
                path: planted(),
                version: Some(planted()),
                manager: Some(planted()),
            }],
            end_of_life: Some(planted()),
            install: None,
        };
        let redactor = anna();
        let mut masked = tool.clone();
        redactor.tool(&mut masked);
        assert_eq!(masked, redactor.value(&tool).unwrap());
        assert_eq!(masked.raw.as_deref(), Some("<user> at ~/x with password=***"));
    }

    proptest! {
        #[test]
        fn planted_names_and_secrets_never_survive(before in "[ -~]{0,30}", after in "[ -~]{0,30}", body in "[A-Za-z0-9]{24}") {
            let redactor = anna();
            let token = format!("ghp_{body}");
            for planted in ["/home/anna/x", "anna", "annas-laptop"] {
                let masked = redactor.text(&format!("{before} {planted} {after}"));
                prop_assert!(!masked.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == "anna"), "{}", masked);
                prop_assert!(!masked.contains("/home/anna/"), "{}", masked);
            }
            let masked = redactor.text(&format!("{before} {token} {after}"));
            prop_assert!(!masked.contains(&token), "{}", masked);
            let masked = redactor.text(&format!("{before} password={body} {after}"));
            prop_assert!(!masked.contains(&body) || before.contains(&body) || after.contains(&body), "{}", masked);
        }

        #[test]
        fn a_text_that_is_skipped_has_nothing_to_mask(text in "[ -~]{0,40}|[a-z0-9/._-]{0,60}") {
            if !may_hold_secret(&text) {
                prop_assert_eq!(mask_secrets(&text), text);
            }
        }

        #[test]
        fn masking_twice_changes_nothing(text in "[ -~]{0,60}") {
            let redactor = anna();
            let once = redactor.text(&text);
            prop_assert_eq!(redactor.text(&once), once.clone());
        }
    }
}
