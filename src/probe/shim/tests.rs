//! Machines with version managers: where each shim leads.

mod corepack;
mod env_family;
mod real;
mod rustup;
mod several;
mod unstarted;
mod volta;

use std::collections::HashSet;
use std::os::unix::fs::PermissionsExt;

use tempfile::TempDir;

use super::*;
use crate::probe::Probed;
use crate::probe::fixture::{link, write};

const HOME: &str = "/home/anna";

/// A machine of one user, who is in `~/shop`.
struct Machine {
    root: TempDir,
    environment: Vec<(String, String)>,
}

impl Machine {
    /// With these programs and this PATH, `~` being the home directory.
    fn new(path: &str, programs: &[&str]) -> Self {
        let machine = Self {
            root: tempfile::tempdir().unwrap(),
            environment: vec![
                ("HOME".to_owned(), HOME.to_owned()),
                ("PATH".to_owned(), path.replace('~', HOME)),
            ],
        };
        machine.write("~/shop/README", "");
        for program in programs {
            machine.program(program, "#!/bin/sh\n");
        }
        machine
    }

    fn set(&mut self, variable: &str, value: &str) -> &mut Self {
        self.environment.retain(|(name, _)| name != variable);
        self.environment.push((variable.to_owned(), value.replace('~', HOME)));
        self
    }

    fn write(&self, place: &str, content: &str) {
        write(self.root.path(), &place.replace('~', HOME), content);
    }

    fn write_bytes(&self, place: &str, content: &[u8]) {
        self.write(place, "");
        std::fs::write(
            self.root.path().join(place.replace('~', HOME).trim_start_matches('/')),
            content,
        )
        .unwrap();
    }

    fn remove(&self, place: &str) {
        std::fs::remove_file(self.root.path().join(place.replace('~', HOME).trim_start_matches('/'))).unwrap();
    }

    fn program(&self, place: &str, content: &str) {
        self.write(place, content);
        let path = self.root.path().join(place.replace('~', HOME).trim_start_matches('/'));
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A link; its target is relative.
    fn link(&self, place: &str, target: &str) {
        link(self.root.path(), &place.replace('~', HOME), target);
    }

    /// Where a program leads for somebody in `~/shop`.
    fn leads(&self, program: &str) -> String {
        self.leads_at(program, "~/shop")
    }

    /// Where a program leads, in words.
    fn leads_at(&self, program: &str, directory: &str) -> String {
        let environment: Vec<(&str, &str)> = self
            .environment
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let host = Host::fixture(self.root.path(), &directory.replace('~', HOME), &environment);
        in_words(&host, program).replace(HOME, "~")
    }
}

fn in_words(host: &Host, program: &str) -> String {
    let wanted: HashSet<String> = HashSet::from([program.to_owned()]);
    let (Probed::Whole(index) | Probed::Partial { value: index, .. }) = crate::probe::path::read(host, &wanted) else {
        panic!("there is no PATH");
    };
    let path = &index.first(program).unwrap().path;
    let resolved = host.canonicalize(path).unwrap();
    let candidate = ShimCandidate {
        program,
        path,
        resolved: &resolved,
    };
    match resolve(host, &index, &candidate) {
        None => "no shim".to_owned(),
        Some(Shim::Leads {
            manager,
            target,
            chosen_by,
        }) => {
            let by = chosen_by.map(|by| format!(" by {by}")).unwrap_or_default();
            format!("{manager}: {}{by}", target.display())
        }
        Some(Shim::NotInstalled { manager, wanted }) => {
            format!("{manager} misses: {}", not_installed_text(&wanted))
        }
        Some(Shim::NotIncluded { manager, detail }) => format!("{manager} lacks: {detail}"),
        Some(Shim::Stale {
            manager,
            detail,
            repair,
        }) => format!("{manager} is stale: {detail}; {}", repair.join(" ")),
        Some(Shim::Fetches {
            manager,
            version,
            set_by,
        }) => {
            let version = version.as_deref().unwrap_or("the newest one");
            format!("{manager} fetches {version} (set by {set_by})")
        }
        Some(Shim::Stub { detail }) => format!("stub: {detail}"),
        Some(Shim::LeftAlone { manager, detail }) => format!("{manager} left alone: {detail}"),
        Some(Shim::Refused {
            manager,
            at_fault,
            detail,
        }) => format!("{manager} refuses {at_fault}: {detail}"),
    }
}

#[test]
fn what_is_no_shim_is_left_alone() {
    let machine = Machine::new("/usr/bin", &["/usr/bin/node"]);
    assert_eq!(machine.leads("node"), "no shim");
}

#[test]
fn an_applet_is_busybox() {
    let machine = Machine::new("/bin", &["/bin/busybox"]);
    machine.link("/bin/tar", "busybox");
    assert_eq!(machine.leads("tar"), "busybox: /bin/busybox");
    assert_eq!(machine.leads("busybox"), "no shim");
}

#[test]
fn a_wrapper_of_compilers_leads_to_the_compiler() {
    let mut machine = Machine::new("/usr/lib/ccache:/usr/bin", &["/usr/bin/ccache", "/usr/bin/gcc"]);
    machine.link("/usr/lib/ccache/gcc", "../../bin/ccache");
    assert_eq!(machine.leads("gcc"), "ccache: /usr/bin/gcc");
    machine.set("PATH", "/usr/lib/ccache");
    assert_eq!(machine.leads("gcc"), "ccache lacks: no `gcc` behind it");
}

#[test]
fn a_program_in_a_sandbox_is_the_next_one_on_path() {
    let machine = Machine::new("/usr/local/bin:/usr/bin", &["/usr/bin/firejail", "/usr/bin/git"]);
    machine.link("/usr/local/bin/git", "../../bin/firejail");
    assert_eq!(machine.leads("git"), "firejail: /usr/bin/git");
}

#[test]
fn a_snap_leads_to_its_manifest() {
    let machine = Machine::new("/snap/bin", &["/usr/bin/snap"]);
    machine.link("/snap/bin/go", "../../usr/bin/snap");
    assert_eq!(
        machine.leads("go"),
        "snap left alone: which snap it starts cannot be told"
    );
    machine.write("/snap/go/current/meta/snap.yaml", "name: go\nversion: 1.22.1\n");
    assert_eq!(machine.leads("go"), "snap: /snap/go/current/meta/snap.yaml");
}

#[test]
fn psql_of_debian_leads_to_the_newest_one_that_has_it() {
    let wrapper = "/usr/share/postgresql-common/pg_wrapper";
    let machine = Machine::new("/usr/bin", &[wrapper]);
    machine.link("/usr/bin/psql", "../share/postgresql-common/pg_wrapper");
    assert_eq!(machine.leads("psql"), "no shim");
    machine.program("/usr/lib/postgresql/9.6/bin/psql", "");
    machine.program("/usr/lib/postgresql/15/bin/psql", "");
    machine.program("/usr/lib/postgresql/17/bin/postgres", "");
    let newest = "apt: /usr/lib/postgresql/15/bin/psql by pg_wrapper";
    assert_eq!(machine.leads("psql"), newest);
    // An old one may hold the wrapper back.
    machine.program("/usr/lib/postgresql/9.1/bin/psql", "");
    assert_eq!(machine.leads("psql"), "no shim");
}
