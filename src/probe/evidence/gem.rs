//! Programs of Ruby gems: the name of their gemspec.

use std::path::{Path, PathBuf};

use super::{Evidence, Subject, from_file};
use crate::host::Host;
use crate::version::Version;

/// Looks in the `specifications` that the prefix's Ruby looks in; of several versions the newest is the one that starts.
/// Sources: `RubyGems`' `Gem::Specification.dirs` and the programs that it writes; Debian's `rubygems/defaults/operating_system.rb`.
pub(super) fn read(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    let names = &subject.entry.gem;
    if names.is_empty() {
        return None;
    }
    let prefix = subject.resolved.parent()?.parent()?;
    let mut roots = vec![prefix.join("lib/ruby/gems")];
    if prefix == Path::new("/usr") || prefix == Path::new("/usr/local") {
        roots.extend(["/usr/share/rubygems-integration", "/var/lib/gems"].map(PathBuf::from));
    }
    let specifications = roots.iter().flat_map(|root| {
        let directories = host.list(root).unwrap_or_default().into_iter();
        directories.flat_map(move |abi| {
            let directory = root.join(abi).join("specifications");
            [directory.join("default"), directory]
        })
    });
    let ((_, version, file), directory) = specifications
        .flat_map(|directory| {
            let found = versions(host, &directory, names);
            found.into_iter().map(move |found| (found, directory.clone()))
        })
        .max()?;
    // What is below `/usr` came with the system's packages.
    let manager = (!directory.starts_with("/usr/share") && !directory.starts_with("/usr/lib")).then_some("gem");
    Some(Evidence {
        manager,
        ..from_file(&version, file)
    })
}

fn versions(host: &Host, directory: &Path, names: &[String]) -> Vec<(Version, String, String)> {
    host.list(directory)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|file| {
            let file = file.into_string().ok()?;
            let stem = file.strip_suffix(".gemspec")?;
            let (name, version) = stem.rsplit_once('-')?;
            names.iter().any(|own| own == name).then_some(())?;
            Some((Version::parse(version)?, version.to_owned(), file))
        })
        .collect()
}
