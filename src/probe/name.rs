//! The probes, by name.

/// The probes, by the names that users give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProbeName {
    /// Disks.
    Disks,
    /// Git's settings.
    Git,
    /// PATH.
    Path,
    /// Listening sockets.
    Ports,
    /// The project at hand.
    Project,
    /// What the project asks for.
    Requirements,
    /// Container engines, databases, caches.
    Services,
    /// Operating system and hardware.
    System,
    /// The tools of the catalogue.
    Tools,
}

impl ProbeName {
    /// Every probe, sorted by name.
    pub const ALL: [Self; 9] = [
        Self::Disks,
        Self::Git,
        Self::Path,
        Self::Ports,
        Self::Project,
        Self::Requirements,
        Self::Services,
        Self::System,
        Self::Tools,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Disks => "disks",
            Self::Git => "git",
            Self::Path => "path",
            Self::Ports => "ports",
            Self::Project => "project",
            Self::Requirements => "requirements",
            Self::Services => "services",
            Self::System => "system",
            Self::Tools => "tools",
        }
    }
}
