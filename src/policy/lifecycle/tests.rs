//! Tests of the table of support dates.

use super::*;

/// Products of the source that the table leaves out.
const LEFT_OUT: [(&str, &str); 29] = [
    ("android", "no machine that devenv runs on"),
    ("ansible", "the program tells the version of ansible-core"),
    ("apache-kafka", "not in the catalogue"),
    ("azul-zulu", "its dates are those of support that has to be bought"),
    ("clickhouse", "not in the catalogue"),
    ("cockroachdb", "not in the catalogue"),
    ("containerd", "not in the catalogue"),
    ("dotnetfx", "a part of Windows, which `dotnet` is not"),
    ("elasticsearch", "not in the catalogue"),
    ("electron", "a library of projects"),
    ("envoy", "not in the catalogue"),
    ("github-actions-runner-images", "a service"),
    ("gitlab", "a server; `glab` is another program"),
    ("graalvm-ce", "a build of Java, which the version does not tell"),
    ("haproxy", "not in the catalogue"),
    ("ibm-semeru", "a build of Java, which the version does not tell"),
    ("influxdb", "not in the catalogue"),
    ("jekyll", "a library of projects"),
    ("linux-kernel", "distributions maintain their kernels themselves"),
    ("opensearch", "not in the catalogue"),
    ("oracle-graalvm", "a build of Java, which the version does not tell"),
    ("oracle-jdk", "its dates are those of support that has to be bought"),
    ("react-native", "a library of projects"),
    (
        "red-hat-build-of-openjdk",
        "its dates are those of support that has to be bought",
    ),
    ("sapmachine", "a build of Java, which the version does not tell"),
    ("traefik", "not in the catalogue"),
    ("valkey", "not in the catalogue"),
    ("visual-studio", "not in the catalogue"),
    ("windows-powershell", "a part of Windows; `pwsh` is its successor"),
];

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn line(tool: &str, version: &str) -> Option<(String, Option<String>)> {
    let cycle = Lifecycle::builtin().tool(tool)?.cycle_of(version)?;
    Some((cycle.cycle.clone(), cycle.end_of_life.map(|end| end.to_string())))
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with what `line` gives")]
fn on(cycle: &str, end: &str) -> Option<(String, Option<String>)> {
    Some((cycle.to_owned(), Some(end.to_owned())))
}

#[test]
fn the_built_in_table_is_read_as_toml_reads_it() {
    let (fast, whole) = (Lifecycle::builtin(), Lifecycle::parse(embedded::TEXT).unwrap());
    let products = |table: &Lifecycle| -> Vec<(Vec<String>, Vec<String>, Product)> {
        let mut products: Vec<_> = table
            .entries
            .iter()
            .map(|entry| {
                let product = entry.product.get_or_init(|| embedded::product(entry.text));
                (entry.tools.clone(), entry.systems.clone(), product.clone())
            })
            .collect();
        products.sort_by(|left, right| (&left.2.title, &left.1).cmp(&(&right.2.title, &right.1)));
        products
    };
    assert_eq!(fast.as_of(), whole.as_of());
    assert_eq!(products(fast), products(&whole));
    assert_eq!(fast.entries.len(), 84);
}

#[test]
fn a_version_is_of_the_longest_line_that_it_begins_with() {
    assert_eq!(line("python3", "3.11.7"), on("3.11", "2027-10-31"));
    assert_eq!(line("python3", "3.1.1"), on("3.1", "2012-04-09"));
    assert_eq!(line("python2", "2.7.18"), on("2.7", "2020-01-01"));
    assert_eq!(line("go", "1.22"), on("1.22", "2025-02-11"));
    assert_eq!(line("go", "1.27.1"), Some(("1.27".to_owned(), None)));
    assert_eq!(line("node", "20.20.2"), on("20", "2026-04-30"));
    assert_eq!(line("java", "17.0.15"), on("17", "2029-10-31"));
    assert_eq!(line("javac", "1.8.0_302"), on("8", "2030-12-31"));
    assert_eq!(line("docker", "26.1.5"), on("26.1", "2025-02-17"));
    assert_eq!(line("node", "99.0.0"), None);
    assert_eq!(line("node", "unknown"), None);
    assert_eq!(line("vim", "9.1"), None);
}

#[test]
fn systems_are_found_by_their_id_or_family() {
    let end = |family, name: &str, distribution: Option<&str>, version: &str| {
        let os = Os {
            family,
            name: Some(name.to_owned()),
            distribution: distribution.map(str::to_owned),
            ..Os::default()
        };
        let cycle = Lifecycle::builtin().system(&os)?.cycle_of(version)?;
        Some((cycle.cycle.clone(), cycle.end_of_life?.to_string()))
    };
    let linux = |id, version| end(OsFamily::Linux, "", Some(id), version);
    let windows = |name, build| end(OsFamily::Windows, name, None, build);
    let is = |cycle: &str, end: &str| Some((cycle.to_owned(), end.to_owned()));
    assert_eq!(linux("ubuntu", "24.04"), is("24.04", "2029-05-31"));
    assert_eq!(linux("neon", "22.04"), linux("ubuntu", "22.04"));
    assert_eq!(linux("debian", "12"), is("12", "2028-06-30"));
    assert_eq!(linux("alpine", "3.19.1"), is("3.19", "2025-11-01"));
    assert_eq!(linux("arch", "2024"), None);
    let centos = |name, version| end(OsFamily::Linux, name, Some("centos"), version);
    assert_eq!(centos("CentOS Linux", "7"), is("7", "2024-06-30"));
    assert_eq!(centos("CentOS Linux", "8"), is("8", "2021-12-31"));
    assert_eq!(centos("CentOS Stream", "8"), is("8", "2024-05-31"));
    assert_eq!(linux("ol", "7.9"), is("7", "2024-12-31"));
    assert_eq!(linux("ol", "8.10"), is("8", "2029-07-31"));
    assert_eq!(linux("raspbian", "10"), is("10", "2024-06-30"));
    assert_eq!(linux("scientific", "7.9"), is("7", "2024-06-30"));
    assert_eq!(linux("sles", "12.5"), is("12.5", "2024-10-31"));
    assert_eq!(linux("sled", "15.7"), is("15.7", "2031-07-31"));
    assert_eq!(linux("opensuse", "13.2"), is("13.2", "2017-01-17"));
    assert_eq!(linux("devuan", "3"), is("3", "2024-06-01"));
    assert_eq!(linux("linuxmint", "21.3"), is("21.3", "2027-04-30"));
    assert_eq!(end(OsFamily::Linux, "LMDE", Some("linuxmint"), "6"), None);
    assert_eq!(end(OsFamily::Macos, "macOS", None, "13.7.8"), is("13", "2025-09-15"));
    assert_eq!(windows("Windows 11 Pro", "10.0.22631"), is("10.0.22631", "2025-11-11"));
    assert_eq!(
        windows("Windows 11 Enterprise", "10.0.22631"),
        is("10.0.22631", "2026-11-10")
    );
    assert_eq!(windows("Windows Server 2022 Standard", "10.0.20348"), None);
    assert_eq!(windows("Windows 10 Enterprise LTSC 2021", "10.0.19044"), None);
}

#[test]
fn the_line_to_move_to_is_the_one_that_is_mended_longest() {
    let best = |tool: &str, on: &str| {
        let product = Lifecycle::builtin().tool(tool).unwrap();
        product.newest_supported(day(on)).map(|cycle| cycle.cycle.clone())
    };
    // 26 is newer than 25, and ends years earlier.
    assert_eq!(best("java", "2026-09-01").as_deref(), Some("25"));
    assert_eq!(best("node", "2026-11-24").as_deref(), Some("26"));
    assert_eq!(best("node", "2025-01-01").as_deref(), Some("22"));
    assert_eq!(best("python3", "2026-11-24").as_deref(), Some("3.14"));
    assert_eq!(best("go", "2026-11-24").as_deref(), Some("1.27"));
    assert_eq!(best("perl", "2090-01-01"), None);
}

#[test]
fn a_line_is_mended_on_its_last_day_and_not_on_the_next() {
    let cycle = Lifecycle::builtin().tool("node").unwrap().cycle_of("20.1.0").unwrap();
    assert!(!cycle.has_ended(day("2026-04-30")));
    assert!(cycle.has_ended(day("2026-05-01")));
    let without_a_day = Lifecycle::builtin().tool("svn").unwrap().cycle_of("1.10.8").unwrap();
    assert_eq!(
        (without_a_day.end_of_life, without_a_day.has_ended(day("2026-05-01"))),
        (None, true)
    );
}

#[test]
fn what_is_no_table_is_told_by_its_place() {
    let error = Lifecycle::parse("as_of = \"2027-01-01\"\n[node]\ntitle = \"Node.js\"\ncycels = []\n").unwrap_err();
    let LifecycleError::Syntax(source) = &error else {
        panic!("{error:?}")
    };
    assert!(source.to_string().contains("cycels"), "{source}");
    let table = "as_of = \"2027-01-01\"\n[node]\ntitle = \"Node.js\"\ncycles = [{ cycle = \"lts\" }]\n";
    assert_eq!(
        Lifecycle::parse(table).unwrap_err().to_string(),
        "`lts` of `node` is no line of releases: one is `22` or `3.12`"
    );
    assert!(Lifecycle::parse("as_of = \"in spring\"\n").is_err());
}

#[test]
fn every_product_of_the_source_is_in_the_table_or_left_out_for_a_reason() {
    #[derive(Deserialize)]
    struct Source {
        source: Vec<String>,
    }
    #[derive(Deserialize)]
    struct Table {
        #[serde(rename = "as_of")]
        _as_of: String,
        #[serde(flatten)]
        products: BTreeMap<String, Source>,
    }
    let table: Table = toml::from_str(embedded::TEXT).unwrap();
    let mut sources: Vec<&str> = table
        .products
        .values()
        .flat_map(|product| &product.source)
        .map(String::as_str)
        .chain(LEFT_OUT.iter().map(|(id, _)| *id))
        .collect();
    sources.sort_unstable();
    // Windows has two editions, of one source.
    sources.dedup();
    assert_eq!(sources.len(), 115);
}

#[test]
fn the_tools_are_those_of_the_catalogue() {
    let catalogue = crate::probe::catalogue::Catalogue::builtin();
    let mut tools = Lifecycle::builtin().tools();
    let unknown: Vec<&&str> = tools.iter().filter(|id| catalogue.get(id).is_none()).collect();
    assert_eq!(unknown, [&""; 0]);
    let count = tools.len();
    tools.dedup();
    assert_eq!(tools.len(), count, "a tool is of one product");
}
