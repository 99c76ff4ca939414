//! Which container this process runs in, if it runs in one.
//!
//! What proves nothing, because it is found on machines that are no container: the file `/.dockerenv` alone (left behind by
//! images that became virtual machines), a readable `/proc/self/cgroup` (every Linux has one), an overlay at `/` alone
//! (live systems), a hypervisor.
//!
//! What proves it, the more telling first:
//! 1. Kubernetes: its service account is mounted and its variables are set, or a control group of a pod.
//! 2. What PID 1 was told by its engine: `/run/systemd/container`, `/run/host/container-manager`, `container=` in its environment
//!    (systemd's container interface, <https://systemd.io/CONTAINER_INTERFACE>).
//! 3. `/run/.containerenv` that names its engine, or that is there together with `container` in the environment (Podman).
//! 4. The control group's path names a container by its full id.
//! 5. Mounts: `/etc/hosts` and the like come from an engine's directory of this container, or `/` is an overlay whose layers lie in
//!    an engine's storage. An overlay at `/` together with `/.dockerenv` is Docker's.

use std::path::Path;

use crate::host::Host;
use crate::probe::mountinfo::Mount;

/// The name of the container's engine. `groups` is the text of `/proc/self/cgroup`.
pub(super) fn engine(host: &Host, groups: &str, mounts: &[Mount]) -> Option<String> {
    if is_kubernetes(host, groups, mounts) {
        return Some("kubernetes".to_owned());
    }
    told_to_first_process(host)
        .or_else(|| podman_file(host))
        .or_else(|| by_group(groups).map(str::to_owned))
        .or_else(|| by_mounts(host, mounts).map(str::to_owned))
}

fn is_kubernetes(host: &Host, groups: &str, mounts: &[Mount]) -> bool {
    // `/var/run` is a link to `/run` in most images, and a directory in some.
    let account = [
        "/var/run/secrets/kubernetes.io/serviceaccount",
        "/run/secrets/kubernetes.io/serviceaccount",
    ];
    (host.env("KUBERNETES_SERVICE_HOST").is_some() && account.iter().any(|path| host.is_directory(Path::new(path))))
        || group_parts(groups)
            .any(|part| part == "kubepods" || part.starts_with("kubepods-") || part == "kubepods.slice")
        || mounts
            .iter()
            .any(|mount| mount.point == Path::new("/etc/hosts") && mount.root.contains("/kubelet/pods/"))
}

/// The engine's name where it tells PID 1. `wsl` is no container, and an empty name tells none.
fn told_to_first_process(host: &Host) -> Option<String> {
    let short = |path: &str| host.read_text(Path::new(path), 4096).ok();
    let environment = || {
        // Readable only by its owner: in a container that is mostly us, elsewhere it is not.
        let bytes = host.read(Path::new("/proc/1/environ"), 1 << 20).ok()?;
        bytes
            .split(|byte| *byte == 0)
            .find_map(|variable| variable.strip_prefix(b"container="))
            .map(|value| String::from_utf8_lossy(value).into_owned())
    };
    short("/run/host/container-manager")
        .or_else(|| short("/run/systemd/container"))
        .or_else(environment)
        .and_then(|name| known_name(name.trim()))
}

/// A name in the contract's words. `None`: nothing is said, or it is the Windows Subsystem.
fn known_name(name: &str) -> Option<String> {
    let plain = !name.is_empty()
        && name.len() <= 40
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.'));
    match name {
        "wsl" => None,
        // A runtime that follows only the OCI does not say which engine it is.
        "oci" => Some("unknown".to_owned()),
        "lxc-libvirt" => Some("lxc".to_owned()),
        name if plain => Some(name.to_ascii_lowercase()),
        _ => None,
    }
}

/// Podman's file names the engine in privileged containers and is empty in others, where `container` is set as well.
/// Source: podman-run(1), "`/run/.containerenv`".
fn podman_file(host: &Host) -> Option<String> {
    let text = host.read_text(Path::new("/run/.containerenv"), 1 << 16).ok()?;
    let engine = text.lines().find_map(|line| line.strip_prefix("engine="));
    match engine {
        Some(engine) => {
            let name = engine.trim().trim_matches('"');
            // `podman-4.9.4`, `buildah-1.33.7`
            name.split('-').next().and_then(known_name)
        }
        None => match host.env_text("container") {
            Some("podman" | "oci" | "toolbox") => Some("podman".to_owned()),
            _ => None,
        },
    }
}

fn group_parts(groups: &str) -> impl Iterator<Item = &str> {
    groups
        .lines()
        .filter_map(|line| line.splitn(3, ':').nth(2))
        .flat_map(|path| path.split('/'))
}

/// The engine by the control group's path. `docker.service` is the engine's own group, on the host: an id must be there.
fn by_group(groups: &str) -> Option<&'static str> {
    let mut before = "";
    for part in group_parts(groups) {
        let scope = part.strip_suffix(".scope").unwrap_or(part);
        if is_id(scope) && before == "docker" || scope.strip_prefix("docker-").is_some_and(is_id) {
            return Some("docker");
        }
        if scope.strip_prefix("libpod-").is_some_and(is_id) {
            return Some("podman");
        }
        if scope.strip_prefix("cri-containerd-").is_some_and(is_id) {
            return Some("containerd");
        }
        if part.starts_with("lxc.payload") || before == "lxc" && !part.is_empty() {
            return Some("lxc");
        }
        before = part;
    }
    None
}

fn by_mounts(host: &Host, mounts: &[Mount]) -> Option<&'static str> {
    let given = ["/etc/hostname", "/etc/hosts", "/etc/resolv.conf"];
    for mount in mounts {
        if given.iter().any(|file| mount.point == Path::new(file)) {
            if has_id_after(&mount.root, "/containers/") && mount.root.contains("/docker/") {
                return Some("docker");
            }
            if has_id_after(&mount.root, "-containers/") {
                return Some("podman");
            }
        }
    }
    // The last one at `/` hides the others.
    let root = mounts.iter().rfind(|mount| mount.point == Path::new("/"))?;
    if root.file_system != "overlay" && !root.file_system.starts_with("fuse.fuse-overlay") {
        return None;
    }
    let layers = |below: &str| {
        root.options
            .split(',')
            .filter_map(|option| {
                option
                    .strip_prefix("upperdir=")
                    .or_else(|| option.strip_prefix("workdir="))
            })
            .any(|directory| directory.contains(below))
    };
    if layers("/docker/") || host.exists(Path::new("/.dockerenv")) {
        Some("docker")
    } else if layers("/containers/storage/") {
        Some("podman")
    } else if layers("/io.containerd.snapshotter") {
        Some("containerd")
    } else {
        None
    }
}

fn has_id_after(path: &str, directory: &str) -> bool {
    path.split_once(directory)
        .and_then(|(_, rest)| rest.split('/').next())
        .is_some_and(is_id)
}

/// A container's full id: 64 hexadecimal digits.
fn is_id(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
