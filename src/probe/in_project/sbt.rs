//! The sbt that its launcher runs: `sbt.version` of `project/build.properties`, from the launcher's own directory.
//!
//! Sources: sbt's `launcher-package/src/universal/bin/sbt`; the launcher's `sbt.boot.properties` (`[boot] directory`).

use super::{itself, nearest, small, text, value};
use crate::host::Host;
use crate::scan::{Availability, InProject, Tool, ToolState};

pub(super) fn read(host: &Host, tool: &Tool) -> Option<InProject> {
    let properties = nearest(host, "project/build.properties")?;
    let version = value(&small(host, &properties)?, "sbt.version", '=')?.to_owned();
    if tool.state != ToolState::Found || version.is_empty() || tool.version.as_ref() == Some(&version) {
        return None;
    }
    let boot = host.home().map(|home| home.join(".sbt/boot"));
    // `~/.sbt/boot/scala-2.12.18/org.scala-sbt/sbt/1.9.7`
    let is_there = boot.is_some_and(|boot| {
        let scalas = host.list_once(&boot).unwrap_or_else(|| [].into());
        scalas.iter().any(|scala| {
            let sbt = boot.join(scala).join("org.scala-sbt/sbt").join(&version);
            host.is_directory(&sbt)
        })
    });
    let availability = if is_there {
        Availability::Installed
    } else {
        Availability::Fetched
    };
    Some(itself(tool, Some(version), text(&properties), availability))
}
