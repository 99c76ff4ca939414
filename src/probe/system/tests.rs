//! Machines of every kind, from captured files.

use super::*;
use crate::probe::fixture::{machine, write};
use crate::scan::{Os, OsFamily, Shell, Wsl};

fn of(name: &str, environment: &[(&str, &str)]) -> System {
    let root = machine(name, &[]);
    value(read(&Host::fixture(root.path(), "/work", environment)))
}

fn value(probed: Probed<System>) -> System {
    match probed {
        Probed::Whole(value) | Probed::Partial { value, .. } => value,
        Probed::Failed { detail } => panic!("{detail}"),
    }
}

#[test]
fn a_virtual_machine_with_a_leftover_dockerenv_is_no_container() {
    let root = machine(
        "debian-12-microvm",
        &[("/etc/localtime", "/usr/share/zoneinfo/Europe/Madrid")],
    );
    let environment = [
        ("SHELL", "/usr/bin/zsh"),
        ("LC_CTYPE", "en_GB.UTF-8"),
        ("LANG", "C.UTF-8"),
    ];
    assert_eq!(
        read(&Host::fixture(root.path(), "/work", &environment)),
        Probed::Whole(System {
            os: Os {
                family: OsFamily::Linux,
                name: Some("Debian GNU/Linux".to_owned()),
                version: Some("12".to_owned()),
                kernel: Some("6.18.44-fc-v669".to_owned()),
                distribution: Some("debian".to_owned()),
                end_of_life: None,
            },
            architecture: std::env::consts::ARCH.to_owned(),
            cpu: Cpu {
                model: Some("Intel(R) Xeon(R) Processor".to_owned()),
                logical_cores: Some(2),
            },
            memory_bytes: Some(24_684_084 * 1024),
            available_memory_bytes: Some(23_575_076 * 1024),
            container: None,
            virtual_machine: Some("kvm".to_owned()),
            init: None,
            wsl: None,
            ci: None,
            remote: None,
            shell: Shell {
                name: Some("zsh".to_owned()),
                path: Some("/usr/bin/zsh".to_owned()),
                version: None,
            },
            locale: Some("en_GB.UTF-8".to_owned()),
            time_zone: Some("Europe/Madrid".to_owned()),
        })
    );
}

#[test]
fn a_machine_without_files_says_what_is_missing() {
    let root = tempfile::tempdir().unwrap();
    let probed = read(&Host::fixture(root.path(), "/", &[]));
    let Probed::Partial { detail, .. } = probed else {
        panic!("{probed:?}")
    };
    assert_eq!(
        detail,
        "the name of the operating system and the memory could not be read"
    );
}

#[test]
fn docker_limits_memory_and_cache_counts_as_free() {
    let system = of("docker-cgroup2", &[]);
    assert_eq!(system.container.as_deref(), Some("docker"));
    assert_eq!(system.memory_bytes, Some(2 << 30));
    assert_eq!(
        system.available_memory_bytes,
        Some((2_u64 << 30) - (734_003_200 - 524_288_000))
    );
    assert_eq!((system.cpu.model, system.cpu.logical_cores), (None, Some(2)));

    let system = of("docker-cgroup1", &[]);
    assert_eq!(system.container.as_deref(), Some("docker"));
    assert_eq!(system.virtual_machine.as_deref(), Some("amazon-ec2"));
    assert_eq!(system.memory_bytes, Some(1 << 30));
    assert_eq!(
        system.available_memory_bytes,
        Some((1_u64 << 30) - (209_715_200 - 104_857_600))
    );
}

#[test]
fn the_lowest_limit_on_the_way_to_the_root_holds() {
    let system = of("laptop-nested-cgroup2", &[]);
    assert_eq!(system.memory_bytes, Some(4 << 30));
    // The group itself has 3.3 GB left, the one above it 90 MB.
    assert_eq!(system.available_memory_bytes, Some(8_589_934_592 - 8_500_000_000));
    assert_eq!((system.container, system.virtual_machine), (None, None));
}

#[test]
fn containers_are_told_by_evidence() {
    assert_eq!(of("podman-rootless", &[]).container.as_deref(), Some("podman"));
    assert_eq!(of("kubernetes-pod", &[]).container.as_deref(), Some("kubernetes"));
    assert_eq!(of("lxc", &[]).container.as_deref(), Some("lxc"));
}

#[test]
fn an_empty_containerenv_needs_the_variable_beside_it() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "/run/.containerenv", "");
    let container = |environment| value(read(&Host::fixture(root.path(), "/", environment))).container;
    assert_eq!(container(&[]), None);
    assert_eq!(container(&[("container", "oci")]).as_deref(), Some("podman"));
}

#[test]
fn a_live_system_and_the_docker_service_itself_are_no_containers() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "/proc/self/cgroup", "0::/system.slice/docker.service\n");
    write(
        root.path(),
        "/proc/self/mountinfo",
        "29 1 0:25 / / rw,relatime shared:1 - overlay overlay rw,lowerdir=/live,upperdir=/cow/upper,workdir=/cow/work\n",
    );
    assert_eq!(value(read(&Host::fixture(root.path(), "/", &[]))).container, None);
}

#[test]
fn both_versions_of_wsl_name_themselves() {
    let environment = [("WSL_DISTRO_NAME", "Ubuntu"), ("WSL_INTEROP", "/run/WSL/9_interop")];
    let second = of("wsl2", &environment);
    assert_eq!(
        second.wsl,
        Some(Wsl {
            version: Some(2),
            distribution: Some("Ubuntu".to_owned())
        })
    );
    assert_eq!(
        (second.container, second.virtual_machine.as_deref()),
        (None, Some("hyper-v"))
    );
    assert_eq!(
        of("wsl1", &[]).wsl,
        Some(Wsl {
            version: Some(1),
            distribution: None
        })
    );
    assert_eq!(of("debian-12-microvm", &[]).wsl, None);
}

#[test]
fn ci_and_remotes_are_told_by_their_variables() {
    let root = tempfile::tempdir().unwrap();
    let told = |environment: &[(&str, &str)]| {
        let system = value(read(&Host::fixture(root.path(), "/", environment)));
        (system.ci, system.remote)
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        told(&[("CI", "true"), ("GITHUB_ACTIONS", "true")]),
        (some("github-actions"), None)
    );
    assert_eq!(
        told(&[("CI", "true"), ("GITLAB_CI", "true")]),
        (some("gitlab-ci"), None)
    );
    assert_eq!(told(&[("CI", "woodpecker")]), (some("woodpecker"), None));
    assert_eq!(told(&[("CI", "1")]), (some("unknown"), None));
    assert_eq!(told(&[("CI", "false")]), (None, None));
    assert_eq!(told(&[("TF_BUILD", "True")]), (some("azure-pipelines"), None));
    assert_eq!(
        told(&[("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22"), ("CODESPACES", "true")]),
        (None, some("codespaces"))
    );
    assert_eq!(told(&[("SSH_TTY", "/dev/pts/0")]), (None, some("ssh")));
}

#[test]
fn a_time_zone_is_an_iana_name_or_unknown() {
    let zone = |environment: &[(&str, &str)], link: Option<&str>, text: &str| {
        let links: Vec<_> = link.iter().map(|target| ("/etc/localtime", *target)).collect();
        let root = machine("wsl1", &links);
        write(root.path(), "/etc/timezone", text);
        session::time_zone(&Host::fixture(root.path(), "/", environment))
    };
    let link = Some("../usr/share/zoneinfo/Europe/Madrid");
    assert_eq!(zone(&[], link, "Etc/UTC\n").as_deref(), Some("Europe/Madrid"));
    assert_eq!(zone(&[], None, "Asia/Tokyo\n").as_deref(), Some("Asia/Tokyo"));
    assert_eq!(
        zone(&[("TZ", ":America/Argentina/Ushuaia")], link, "").as_deref(),
        Some("America/Argentina/Ushuaia")
    );
    assert_eq!(zone(&[("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")], link, ""), None);
    assert_eq!(zone(&[("TZ", "UTC")], link, "").as_deref(), Some("UTC"));
    assert_eq!(
        zone(&[], Some("/nix/store/x/etc/zoneinfo/Asia/Kolkata"), "").as_deref(),
        Some("Asia/Kolkata")
    );
}

#[test]
fn a_login_shell_is_in_passwd() {
    let passwd = "root:x:0:0:root:/root:/bin/bash\nanna:x:1000:1000:,,,:/home/anna:/usr/bin/fish\nsvc:x:999:999::/:\n";
    assert_eq!(session::shell_of(passwd, 1000).as_deref(), Some("/usr/bin/fish"));
    assert_eq!(session::shell_of(passwd, 999).as_deref(), Some("/bin/sh"));
    assert_eq!(session::shell_of(passwd, 1), None);
}

#[test]
fn architectures_have_one_name_each() {
    let names = ["amd64", "arm64", "armv7l", "i686", "x86_64", "riscv64"];
    assert_eq!(
        names.map(architecture),
        ["x86_64", "aarch64", "arm", "x86", "x86_64", "riscv64"]
    );
}

#[test]
fn firmware_names_hypervisors_and_real_machines() {
    let told = |maker, product| virtual_machine::by_firmware(maker, product);
    assert_eq!(told("QEMU", "Standard PC (Q35 + ICH9, 2009)"), Some("qemu"));
    assert_eq!(told("Microsoft Corporation", "Virtual Machine"), Some("hyper-v"));
    assert_eq!(told("Microsoft Corporation", "Surface Laptop 5"), None);
    assert_eq!(told("Oracle Corporation", "SUN FIRE X4170"), None);
    assert_eq!(told("innotek GmbH", "VirtualBox"), Some("virtualbox"));
    assert_eq!(told("", ""), None);
}

#[test]
fn a_property_list_has_its_strings() {
    let plist = "<dict>\n\t<key>ProductName</key>\n\t<string>macOS</string>\n\t<key>ProductVersion</key>\n\t<string>15.1</string>\n</dict>";
    assert_eq!(plist_string(plist, "ProductVersion").as_deref(), Some("15.1"));
    assert_eq!(plist_string(plist, "ProductBuildVersion"), None);
}
