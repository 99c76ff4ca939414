//! What projects of .NET ask for.

use super::super::example::asked;
use super::*;

#[test]
fn the_newest_framework_is_the_oldest_sdk() {
    let text = "<Project Sdk=\"Microsoft.NET.Sdk\">\n  <PropertyGroup>\n    <TargetFrameworks>net48;netstandard2.0;net8.0-windows;net6.0</TargetFrameworks>\n  </PropertyGroup>\n</Project>\n";
    assert_eq!(
        asked(&[("Shop.csproj", text), ("Shop.sln", "")]),
        ["tool dotnet (Shop.sln)", "tool dotnet \"8.0\" minimum (Shop.csproj:3)"]
    );
}

#[test]
fn what_cannot_be_told_asks_for_any_and_the_old_form_for_nothing() {
    let computed = "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>$(Net)</TargetFramework></PropertyGroup></Project>";
    let old = "<Project ToolsVersion=\"15.0\" xmlns=\"http://schemas.microsoft.com/developer/msbuild/2003\"><PropertyGroup><TargetFrameworkVersion>v4.8</TargetFrameworkVersion></PropertyGroup></Project>";
    assert_eq!(
        asked(&[
            ("A.fsproj", computed),
            ("B.csproj", old),
            ("Directory.Build.props", "<Project/>")
        ]),
        ["tool dotnet (A.fsproj)"]
    );
}

#[test]
fn a_framework_may_stand_in_a_property_of_the_project_or_above_it() {
    let project = |framework: &str, own: &str| {
        format!(
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup>{own}\n<TargetFramework>{framework}</TargetFramework></PropertyGroup></Project>"
        )
    };
    let above = "<Project><PropertyGroup><NetCurrent>net9.0</NetCurrent></PropertyGroup></Project>";
    let files = [
        (
            "Shop.sln",
            "Project(\"{x}\") = \"A\", \"src\\A\\A.csproj\"\nProject(\"{x}\") = \"B\", \"src\\B\\B.csproj\"\n",
        ),
        ("Directory.Build.props", above),
        ("src/A/A.csproj", &project("$(NetCurrent)", "")),
        ("src/B/B.csproj", &project("$(Own)", "<Own>net8.0</Own>")),
    ];
    assert_eq!(
        asked(&files),
        [
            "tool dotnet (Shop.sln)",
            "tool dotnet \"8.0\" minimum (src/B/B.csproj:2)",
            "tool dotnet \"9.0\" minimum (src/A/A.csproj:2)",
        ]
    );
}

#[test]
fn a_framework_may_be_inherited_or_imported() {
    let project = |inner: &str| format!("<Project Sdk=\"x\"><PropertyGroup>\n{inner}</PropertyGroup></Project>");
    let props = "<Project><Import Project=\"..\\eng\\Versions.props\" /><PropertyGroup><TargetFramework>$(NetTool)</TargetFramework></PropertyGroup></Project>";
    let versions = "<Project><PropertyGroup><NetTool>net9.0</NetTool><All>net10.0</All></PropertyGroup></Project>";
    let files = [
        (
            "Shop.slnx",
            "<Solution><Project Path=\"src/A/A.csproj\" /><Project Path=\"src/B/B.csproj\" /></Solution>",
        ),
        ("src/Directory.Build.props", props),
        ("eng/Versions.props", versions),
        ("src/A/A.csproj", &project("")),
        (
            "src/B/B.csproj",
            &project("<TargetFrameworks>$(TargetFrameworks);net8.0;$(All)</TargetFrameworks>"),
        ),
    ];
    let required: Vec<String> = asked(&files)
        .into_iter()
        .filter(|line| !line.contains("suggested"))
        .collect();
    assert_eq!(
        required,
        [
            "tool dotnet (Shop.slnx)",
            "tool dotnet \"10.0\" minimum (src/B/B.csproj:2)",
            "tool dotnet \"9.0\" minimum (src/A/A.csproj)",
        ]
    );
}

#[test]
fn a_band_of_sdks_is_judged_as_dotnet_judges_it() {
    let range = sdk_range(&Version::parse("8.0.204").unwrap(), "latestPatch").unwrap();
    let range = VersionRange::parse(&range, Dialect::Maven).unwrap();
    let told = ["8.0.203", "8.0.204", "8.0.299", "8.0.300", "9.0.100"].map(|sdk| range.allows(sdk));
    assert_eq!(told, [Some(false), Some(true), Some(true), Some(false), Some(false)]);
}

#[test]
fn an_sdk_may_roll_forward() {
    let ranges = [
        ("", "[8.0.204,8.0.300)"),
        (", \"rollForward\": \"disable\"", "[8.0.204]"),
        (", \"rollForward\": \"latestFeature\"", "[8.0.204,8.1)"),
        (", \"rollForward\": \"minor\"", "[8.0.204,9)"),
        (", \"rollForward\": \"latestMajor\"", "[8.0.204,)"),
    ];
    for (roll, range) in ranges {
        let text = format!("{{\n  // ours\n  \"sdk\": {{ \"version\": \"8.0.204\"{roll} }}\n}}\n");
        assert_eq!(
            asked(&[("global.json", &text)]),
            [format!("tool dotnet {range:?} maven (global.json:3)")]
        );
    }
    assert_eq!(
        asked(&[("global.json", "{\"sdk\": {\"version\": \"8.0\"}}")]),
        ["broken: `sdk` has an unknown version or `rollForward` policy (global.json:1)"]
    );
    assert_eq!(asked(&[("global.json", "{\"msbuild-sdks\": {}}")]), [""; 0]);
}

#[test]
fn a_project_may_bring_its_own_sdk_and_say_how() {
    let text = "{\"sdk\": {\"version\": \"10.0.201\", \"rollForward\": \"major\", \"paths\": [\".dotnet\", \"$host$\"], \"errorMessage\": \"run ./restore.sh\"}}";
    let host_of = |machine: &Path| Host::fixture(machine, "/project", &[]);
    let machine = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(machine.path().join("project")).unwrap();
    std::fs::write(machine.path().join("project/global.json"), text).unwrap();
    let read = || {
        let root = Path::new("/project");
        crate::requirement::read(&host_of(machine.path()), root, super::super::example::later()).requirements
    };
    let [dotnet] = <[Requirement; 1]>::try_from(read()).unwrap();
    assert_eq!(dotnet.advice.as_deref(), Some("run ./restore.sh"));
    assert_eq!(dotnet.strength, crate::scan::Strength::Required);
    std::fs::create_dir_all(machine.path().join("project/.dotnet/sdk/10.0.300")).unwrap();
    assert_eq!(read()[0].strength, crate::scan::Strength::Suggested);
}

#[test]
fn tools_of_a_manifest_are_restored_with_dotnet() {
    assert_eq!(
        asked(&[(".config/dotnet-tools.json", "{\"version\": 1, \"tools\": {}}")]),
        ["tool dotnet (.config/dotnet-tools.json)"]
    );
}
