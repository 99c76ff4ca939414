//! Toolchains of Go and SDKs of .NET.

use super::{Machine, on_path};

#[test]
fn go_switches_as_gotoolchain_allows() {
    let go = |content: &str| {
        Machine::new(vec![on_path("go", "1.26.1", "/opt/go/bin/go")]).write("/home/anna/shop/go.mod", content)
    };
    let newer = || go("module x\n\ngo 1.27.3 // ours\n");
    assert_eq!(newer().told("go"), "1.27.3 fetched by ~/shop/go.mod, for go");
    assert_eq!(
        newer().set("GOTOOLCHAIN", "local").told("go"),
        "1.27.3 refused by GOTOOLCHAIN, for go"
    );
    assert_eq!(
        newer().set("GOTOOLCHAIN", "path").told("go"),
        "1.27.3 refused by GOTOOLCHAIN, for go"
    );
    assert_eq!(
        newer()
            .set("GOTOOLCHAIN", "path")
            .write("/usr/bin/go1.27.3", "")
            .told("go"),
        "1.27.3 installed by ~/shop/go.mod, for go"
    );
    assert_eq!(
        newer().set("GOPROXY", "off").told("go"),
        "1.27.3 refused by default, for go"
    );
    // The user's file, and the toolchain's own.
    assert_eq!(
        newer()
            .write("/home/anna/.config/go/env", "GOTOOLCHAIN=local\n")
            .told("go"),
        "1.27.3 refused by ~/.config/go/env, for go"
    );
    assert_eq!(
        newer()
            .write("/opt/go/go.env", "GOPROXY=x\nGOTOOLCHAIN=local\n")
            .told("go"),
        "1.27.3 refused by /opt/go/go.env, for go"
    );
    // A fixed toolchain, which is no newer.
    assert_eq!(
        newer().set("GOTOOLCHAIN", "go1.26.0").told("go"),
        "1.27.3 refused by GOTOOLCHAIN, for go"
    );
    assert_eq!(
        newer().set("GOTOOLCHAIN", "go1.28.0").told("go"),
        "1.28.0 fetched by GOTOOLCHAIN, for go"
    );
    assert_eq!(
        newer().set("GOTOOLCHAIN", "go1.26.0+auto").told("go"),
        "1.27.3 fetched by ~/shop/go.mod, for go"
    );
    // The line `toolchain` counts where Go may switch, and a language has a first release.
    let suggested = || go("module x\ngo 1.25\ntoolchain go1.27.0\n");
    assert_eq!(suggested().told("go"), "1.27.0 fetched by ~/shop/go.mod, for go");
    assert_eq!(
        suggested().set("GOTOOLCHAIN", "local").told("go"),
        "? refused by GOTOOLCHAIN, for go"
    );
    assert_eq!(
        go("module x\ngo 1.27\n").told("go"),
        "1.27.0 fetched by ~/shop/go.mod, for go"
    );
    assert_eq!(go("module x\ngo 1.26\n").told("go"), "as on PATH");
    assert_eq!(
        go("module x\ngo 1.26\n")
            .write("/home/anna/go.work", "go 1.28.1\n")
            .told("go"),
        "1.28.1 fetched by ~/go.work, for go"
    );
    let old =
        Machine::new(vec![on_path("go", "1.20.14", "/usr/bin/go")]).write("/home/anna/shop/go.mod", "go 1.27.3\n");
    assert_eq!(old.told("go"), "as on PATH");
}

#[test]
fn a_toolchain_of_go_may_be_in_the_cache_of_modules() {
    let system = if cfg!(target_os = "macos") { "darwin" } else { "linux" };
    let architecture = if cfg!(target_arch = "aarch64") {
        "arm64"
    } else {
        "amd64"
    };
    let directory = format!("golang.org/toolchain@v0.0.1-go1.27.3.{system}-{architecture}");
    let go =
        || Machine::new(vec![on_path("go", "1.26.1", "/opt/go/bin/go")]).write("/home/anna/shop/go.mod", "go 1.27.3\n");
    let told = go()
        .write(&format!("/home/anna/go/pkg/mod/{directory}/VERSION"), "")
        .told("go");
    assert_eq!(told, "1.27.3 installed by ~/shop/go.mod, for go");
    let told = go()
        .set("GOMODCACHE", "/cache")
        .write(&format!("/cache/{directory}/VERSION"), "")
        .told("go");
    assert_eq!(told, "1.27.3 installed by ~/shop/go.mod, for go");
}

#[test]
fn global_json_chooses_among_all_sdks_as_its_roll_forward_says() {
    let told = |version: &str, roll: &str| {
        let mut machine = Machine::new(vec![on_path("dotnet", "9.0.203", "/usr/lib/dotnet/dotnet")]);
        for sdk in ["8.0.100", "8.0.104", "8.0.204", "8.0.404", "9.0.100", "9.0.203"] {
            machine = machine.write(&format!("/usr/lib/dotnet/sdk/{sdk}/dotnet.dll"), "");
        }
        let roll = if roll.is_empty() {
            String::new()
        } else {
            format!(", \"rollForward\": \"{roll}\"")
        };
        let text = format!("// ours\r\n{{ \"sdk\": {{ \"version\": \"{version}\"{roll} }} }}\r\n");
        let told = machine.write("/home/anna/shop/global.json", &text).told("dotnet");
        told.replace(" by ~/shop/global.json, for dotnet", "")
    };
    for (version, roll, expected) in [
        ("8.0.101", "", "8.0.104 installed"),
        ("8.0.101", "patch", "8.0.104 installed"),
        ("8.0.100", "patch", "8.0.100 installed"),
        ("8.0.101", "latestPatch", "8.0.104 installed"),
        ("8.0.105", "latestPatch", "? refused"),
        ("8.0.105", "feature", "8.0.204 installed"),
        ("8.0.101", "latestFeature", "8.0.404 installed"),
        ("8.0.405", "minor", "? refused"),
        ("8.0.405", "major", "9.0.100 installed"),
        ("8.0.101", "latestMajor", "as on PATH"),
        ("8.0.100", "disable", "8.0.100 installed"),
        ("8.0.101", "disable", "? refused"),
    ] {
        assert_eq!(told(version, roll), expected, "{version} {roll}");
    }
}

#[test]
fn a_preview_of_an_sdk_is_taken_unless_global_json_forbids_it() {
    let told = |sdk: &str| {
        let mut machine = Machine::new(vec![on_path("dotnet", "10.0.100-rc.1", "/usr/lib/dotnet/dotnet")]);
        for sdk in ["9.0.100", "10.0.100-rc.1"] {
            machine = machine.write(&format!("/usr/lib/dotnet/sdk/{sdk}/dotnet.dll"), "");
        }
        let text = format!("{{ \"sdk\": {{ {sdk} }} }}");
        let told = machine.write("/home/anna/shop/global.json", &text).told("dotnet");
        told.replace(" by ~/shop/global.json, for dotnet", "")
    };
    for (sdk, expected) in [
        (r#""version": "9.0.100", "rollForward": "latestMajor""#, "as on PATH"),
        (
            r#""version": "9.0.100", "rollForward": "latestMajor", "allowPrerelease": false"#,
            "9.0.100 installed",
        ),
        (r#""allowPrerelease": false"#, "9.0.100 installed"),
        (r#""allowPrerelease": true"#, "as on PATH"),
        // It names a preview: that one is allowed all the same.
        (r#""version": "10.0.100-rc.1", "allowPrerelease": false"#, "as on PATH"),
        (r#""version": "10.0.100", "allowPrerelease": false"#, "? refused"),
    ] {
        assert_eq!(told(sdk), expected, "{sdk}");
    }
}

#[test]
fn a_workspace_of_go_is_passed_over_where_it_is_switched_off() {
    let told = |setting: &str| {
        Machine::new(vec![on_path("go", "1.21.5", "/opt/go/bin/go")])
            .write("/home/anna/shop/go.mod", "module x\n\ngo 1.20\n")
            .write("/home/anna/shop/go.work", "go 1.24.0\n")
            .write("/home/anna/.config/go/env", setting)
            .told("go")
    };
    assert_eq!(told(""), "1.24.0 fetched by ~/shop/go.work, for go");
    if cfg!(target_os = "linux") {
        assert_eq!(told("GOWORK=off\n"), "as on PATH");
    }
}
