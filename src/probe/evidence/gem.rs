//! Programs of Ruby gems: the name of their gemspec.

use std::path::Path;

use super::{Evidence, Subject, from_file};
use crate::host::Host;
use crate::version::Version;

/// Looks in `lib/ruby/gems/*/specifications` of the prefix; of several versions the newest is the one that starts.
/// Source: `RubyGems`: `Gem::Specification.dirs` and the programs that it writes.
pub(super) fn read(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    let names = &subject.entry.gem;
    if names.is_empty() {
        return None;
    }
    let prefix = subject.resolved.parent()?.parent()?;
    let gems = prefix.join("lib/ruby/gems");
    let specifications: Vec<_> = host
        .list(&gems)
        .ok()?
        .into_iter()
        .flat_map(|abi| {
            let folder = gems.join(abi).join("specifications");
            [folder.join("default"), folder]
        })
        .collect();
    let (_, version, file) = specifications
        .iter()
        .flat_map(|folder| versions(host, folder, names))
        .max()?;
    Some(Evidence {
        manager: Some("gem"),
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
