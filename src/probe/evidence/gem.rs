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
        let folders = host.list(root).unwrap_or_default().into_iter();
        folders.flat_map(move |abi| {
            let folder = root.join(abi).join("specifications");
            [folder.join("default"), folder]
        })
    });
    let ((_, version, file), folder) = specifications
        .flat_map(|folder| {
            let found = versions(host, &folder, names);
            found.into_iter().map(move |found| (found, folder.clone()))
        })
        .max()?;
    // What is below `/usr` came with the system's packages.
    let manager = (!folder.starts_with("/usr/share") && !folder.starts_with("/usr/lib")).then_some("gem");
    Some(Evidence {
        manager,
        ..from_file(&version, file)
    })
}

fn versions(host: &Host, folder: &Path, names: &[String]) -> Vec<(Version, String, String)> {
    host.list(folder)
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
