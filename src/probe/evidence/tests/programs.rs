//! Programs whose own bytes tell: busybox, and real ones that this machine's Go builds.

use std::process::Command;

use super::{Machine, entry, some};

#[test]
fn busybox_greets_with_its_version() {
    let machine = Machine::new();
    let bytes = b"\x7fELF\0\0BusyBox is copyrighted\0BusyBox v1.36.1 (2023-11-07 18:53:09 UTC)\0multi-call\n";
    machine.bytes("/bin/busybox", bytes).link("/bin/tar", "busybox");
    let greeting = some("1.36.1, from BusyBox v1.36.1 (2023-11-07 18:53:09 UTC)");
    assert_eq!(machine.told("tar", "/bin/tar"), greeting);
    machine.bytes("/bin/busybox", b"BusyBox v");
    assert_eq!(machine.told("tar", "/bin/tar"), None);
}

#[expect(clippy::disallowed_methods, reason = "a test asks the real Go of this machine")]
/// Builds a program of a module that has a version, as `go install example.com/acme@v1.2.3` does. `None`: there is no Go that can.
fn go_program(directory: &std::path::Path, system: (&str, &str)) -> Option<Vec<u8>> {
    let write = |place: &str, content: &str| crate::probe::fixture::write(directory, place, content);
    // The module comes from a file system that stands in for a proxy: only then has it a version.
    let module = "module example.com/acme\n\ngo 1.18\n";
    let main = "package main\n\nvar number = \"0\"\n\nfunc main() { println(number) }\n";
    write("module/example.com/acme@v1.2.3/go.mod", module);
    write("module/example.com/acme@v1.2.3/main.go", main);
    let proxy = "proxy/example.com/acme/@v";
    write(&format!("{proxy}/v1.2.3.mod"), module);
    write(
        &format!("{proxy}/v1.2.3.info"),
        r#"{ "Version": "v1.2.3", "Time": "2026-01-01T00:00:00Z" }"#,
    );
    write(&format!("{proxy}/list"), "v1.2.3\n");
    let zip = "import sys, zipfile, os\nwith zipfile.ZipFile(sys.argv[1], 'w') as z:\n  for n in ('go.mod', 'main.go'):\n    z.write(os.path.join(sys.argv[2], n), 'example.com/acme@v1.2.3/' + n)\n";
    let archive = directory.join(proxy).join("v1.2.3.zip");
    let source = directory.join("module/example.com/acme@v1.2.3");
    let ran = |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
    let python = ["/usr/bin/python3", "/usr/local/bin/python3"];
    let zipped = python
        .iter()
        .any(|python| ran(Command::new(python).arg("-c").arg(zip).arg(&archive).arg(&source)));
    let at = |path: &str| directory.join(path).to_str().unwrap().to_owned();
    let built = zipped
        && ran(Command::new("go")
            .arg("install")
            .args(["-ldflags", "-s -X 'main.number=v4.5.6+local'"])
            .arg("example.com/acme@v1.2.3")
            .current_dir(directory)
            .env("GOPROXY", format!("file://{}", at("proxy")))
            .env("GOPATH", at("gopath"))
            .env("GOCACHE", at("cache"))
            .env("GOFLAGS", "-modcacherw")
            .env("GONOSUMDB", "*")
            .env("GONOSUMCHECK", "1")
            .env("GOSUMDB", "off")
            .env("GOTOOLCHAIN", "local")
            .env("GOOS", system.0)
            .env("GOARCH", system.1)
            .env("CGO_ENABLED", "0"));
    let places = [
        "gopath/bin/acme".to_owned(),
        format!("gopath/bin/{}_{}/acme", system.0, system.1),
        format!("gopath/bin/{}_{}/acme.exe", system.0, system.1),
    ];
    built.then(|| {
        places
            .iter()
            .find_map(|place| std::fs::read(directory.join(place)).ok())
    })?
}

#[test]
fn a_program_that_go_builds_here_tells_its_module() {
    let acme = entry("go = ['example.com/acme']");
    let other = entry("go = ['example.com/other']");
    for system in [("linux", "amd64"), ("darwin", "arm64"), ("windows", "amd64")] {
        let directory = tempfile::tempdir().unwrap();
        let Some(bytes) = go_program(directory.path(), system) else {
            crate::skip::skip(format_args!("no Go here builds for {}", system.0));
            continue;
        };
        let machine = Machine::new();
        machine.bytes("/usr/bin/acme", &bytes);
        let told = some("1.2.3, from example.com/acme v1.2.3");
        assert_eq!(machine.told_of(&acme, "/usr/bin/acme"), told, "{}", system.0);
        assert_eq!(machine.told_of(&other, "/usr/bin/acme"), None);
        assert_eq!(
            machine.told_of(&entry("go_variable = 'main.number'"), "/usr/bin/acme"),
            some("4.5.6, from main.number=4.5.6"),
            "{}",
            system.0
        );
        // A program that is cut off tells the same or nothing.
        let lengths = (0..64).chain((1..40).map(|part| bytes.len() * part / 40));
        for length in lengths {
            machine.bytes("/usr/bin/acme", &bytes[..length]);
            let cut = machine.told_of(&acme, "/usr/bin/acme");
            assert!(cut.is_none() || cut == told, "{} at {length}: {cut:?}", system.0);
        }
        // So does one with headers that lie.
        for place in (0..512).step_by(7) {
            let mut damaged = bytes.clone();
            damaged[place] ^= 0xff;
            machine.bytes("/usr/bin/acme", &damaged);
            let cut = machine.told_of(&acme, "/usr/bin/acme");
            assert!(
                cut.is_none() || cut == told,
                "{} with {place} changed: {cut:?}",
                system.0
            );
        }
    }
}

#[test]
fn the_kubectl_of_google_cloud_stands_beside_a_list_with_its_version() {
    let machine = Machine::new();
    // Of google-cloud-cli 528.0.0, 2025-06-20, shortened.
    let snapshot = r#"{
  "components": [
    {
      "details": {
        "description": "Provides kubectl executables.",
        "display_name": "kubectl"
      },
      "id": "kubectl",
      "version": {
        "build_number": 20250620144631,
        "version_string": "1.32.4"
      }
    }
  ],
  "revision": 20250620144631,
  "version": "528.0.0"
}"#;
    machine
        .write("/usr/lib/google-cloud-sdk/bin/kubectl", "")
        .write("/usr/lib/google-cloud-sdk/.install/kubectl.snapshot.json", snapshot);
    assert_eq!(
        machine.told("kubectl", "/usr/lib/google-cloud-sdk/bin/kubectl"),
        some("1.32.4, from kubectl.snapshot.json: 1.32.4")
    );
}
