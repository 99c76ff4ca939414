//! Maven: `pom.xml` and the wrapper that brings Maven along.
//!
//! Sources: Maven's "POM Reference"; the documentation of its compiler and enforcer plugins.

use std::collections::BTreeMap;
use std::path::Path;

use roxmltree::Node;

use super::java_version::as_told;
use super::manifest::{Format, Manifest, ManifestContent, Reach};
use super::{MANIFEST_BYTES, scope, walk, workspace, wrapper, xml_file};
use crate::scan::Requirement;
use crate::version::{Dialect, Version};

pub(super) const FORMATS: &[Format] = &[Format {
    names: &["pom.xml"],
    wants_text: true,
    read,
}];

/// The wrapper's settings, relative to the directory of the outermost `pom.xml`. It fetches Maven by itself.
const WRAPPER: &str = ".mvn/wrapper/maven-wrapper.properties";
/// Files of a build of Gradle's.
const GRADLE_FILES: [&str; 4] = [
    "build.gradle",
    "build.gradle.kts",
    "settings.gradle",
    "settings.gradle.kts",
];
/// Properties that say which Java the sources are written in, and which one the classes are for.
const LEVELS: [&str; 7] = [
    "maven.compiler.release",
    "maven.compiler.source",
    "maven.compiler.target",
    "maven.compiler.testRelease",
    "maven.compiler.testSource",
    "maven.compiler.testTarget",
    // The convention of Spring Boot's parent, which sets the compiler's level from it.
    "java.version",
];
/// How many properties may stand for one another.
const DEPTH: usize = 8;

/// Reads the level of Java that is compiled for, and what the enforcer asks for.
///
/// A JDK compiles for itself and for older ones, so the level is the least that will do. `javac` is asked for in any version: it is
/// from the JDK that `java` is from. Maven is asked for by the outermost `pom.xml` alone, unless a wrapper brings it.
fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(document) = xml_file::read(manifest, found) else {
        return;
    };
    let project = document.root_element();
    if project.tag_name().name() != "project" {
        found.broken(
            manifest,
            Some(xml_file::line(manifest, project)),
            "its root element is not `project`",
        );
        return;
    }
    let modules = modules(project);
    for module in modules.iter().filter(|module| is_file(module)) {
        read_module(manifest, module, found);
    }
    found.members.extend(modules);
    let properties = properties(project);
    let is_outermost = !manifest.has_above("pom.xml");
    let has_wrapper = manifest.has_beside(WRAPPER) || manifest.has_above(WRAPPER);
    let level = highest(levels(manifest, project, &properties));
    if let Some((version, line)) = level {
        found.require(manifest.tool_in("java", &version.to_string(), Dialect::Minimum, Some(line)));
        found.require(manifest.tool("javac", Some(line)));
    } else {
        let of_parent =
            overridden_level(manifest, project, &properties).or_else(|| level_of_parent(manifest, project, DEPTH));
        match of_parent {
            Some(java) => {
                found.require(manifest.tool("javac", None));
                found.require(java);
            }
            None if is_outermost => {
                found.require(manifest.tool("java", None));
                found.require(manifest.tool("javac", None));
            }
            None => {}
        }
    }
    if is_outermost && manifest.has_beside(WRAPPER) {
        let directory = manifest.file.rsplit_once('/').map_or("", |(directory, _)| directory);
        wrapper::check(manifest, directory, "mvnw", found);
    }
    let mut asks_for_maven = is_outermost && !has_wrapper;
    for plugin in plugins(project, "maven-enforcer-plugin") {
        for (rule, id) in [("requireJavaVersion", "java"), ("requireMavenVersion", "maven")] {
            let rules = plugin.descendants().filter(|node| node.tag_name().name() == rule);
            for version in rules.filter_map(|rule| xml_file::at(rule, &["version"])) {
                let Some(range) = resolved(version, &properties) else {
                    continue;
                };
                if id == "maven" && has_wrapper {
                    continue;
                }
                asks_for_maven &= id != "maven";
                let line = xml_file::line(manifest, version);
                let index = found.requirements.len();
                found.require(manifest.tool_in(id, &range, Dialect::Maven, Some(line)));
                // Modules inherit their parent's plugins.
                found.reach_from(index, Reach::Members);
            }
        }
    }
    if asks_for_maven {
        let maven = manifest.tool("maven", None);
        // Gradle builds it as well.
        if GRADLE_FILES.iter().any(|name| manifest.has_beside(name)) {
            found.suggest(maven);
        } else {
            found.require(maven);
        }
    }
}

/// The directories of its modules, as Maven 4 has them, too. One whose file has another name than `pom.xml` is named by that.
///
/// Maven 4 builds what is directly below where a parent names none. Source: "Maven 4.0 Model", `subprojects`.
fn modules(project: Node<'_, '_>) -> Vec<String> {
    const LISTS: [(&str, &str); 2] = [("modules", "module"), ("subprojects", "subproject")];
    let builds = builds(project);
    let lists: Vec<(Node<'_, '_>, &str)> = builds
        .iter()
        .flat_map(|build| LISTS.map(|(list, entry)| (xml_file::at(*build, &[list]), entry)))
        .filter_map(|(list, entry)| Some((list?, entry)))
        .collect();
    let is_of_maven_4 = project
        .tag_name()
        .namespace()
        .is_some_and(|name| name.ends_with("/POM/4.1.0"));
    let is_parent = xml_file::at(project, &["packaging"]).and_then(xml_file::text) == Some("pom");
    if lists.is_empty() && is_of_maven_4 && is_parent {
        return vec!["*".to_owned()];
    }
    lists
        .into_iter()
        .flat_map(|(list, entry)| xml_file::children(list, entry).collect::<Vec<_>>())
        .filter_map(xml_file::text)
        .map(|module| module.strip_suffix("/pom.xml").unwrap_or(module).to_owned())
        .collect()
}

fn is_file(module: &str) -> bool {
    Path::new(module)
        .extension()
        .is_some_and(|extension| extension == "xml")
}

/// Reads the level of a module whose file has another name than `pom.xml`.
fn read_module(manifest: &Manifest<'_>, module: &str, found: &mut ManifestContent) {
    let directory = manifest.file.rsplit_once('/').map_or("", |(directory, _)| directory);
    let Some(file) = workspace::resolve(directory, module) else {
        return;
    };
    let level = with_pom(manifest, &file, |module, project| {
        let (version, line) = highest(levels(module, project, &properties(project)))?;
        Some([
            module.tool_in("java", &version.to_string(), Dialect::Minimum, Some(line)),
            module.tool("javac", Some(line)),
        ])
    });
    for asked in level.into_iter().flatten() {
        found.require(asked);
    }
}

/// What `read` finds in another `pom.xml` of the project, by its path from the root.
fn with_pom<T>(
    manifest: &Manifest<'_>,
    file: &str,
    read: impl FnOnce(&Manifest<'_>, Node<'_, '_>) -> Option<T>,
) -> Option<T> {
    let path = manifest.root()?.join(file);
    let text = manifest.host.text_once(&path, MANIFEST_BYTES)?;
    let document = roxmltree::Document::parse(&text).ok()?;
    let other = Manifest {
        file,
        name: file.rsplit('/').next().unwrap_or(file),
        directory: path.parent()?,
        text: &text,
        host: manifest.host,
    };
    read(&other, document.root_element())
}

/// The project, and those of its profiles that are active for everybody.
fn builds<'a, 't>(project: Node<'a, 't>) -> Vec<Node<'a, 't>> {
    let profiles = xml_file::at(project, &["profiles"]);
    let active = profiles
        .into_iter()
        .flat_map(|profiles| xml_file::children(profiles, "profile").collect::<Vec<_>>())
        .filter(|profile| {
            xml_file::at(*profile, &["activation", "activeByDefault"]).and_then(xml_file::text) == Some("true")
        });
    std::iter::once(project).chain(active).collect()
}

/// The properties of the project itself; those of its profiles hold for some only.
fn properties<'a>(project: Node<'a, '_>) -> BTreeMap<&'a str, &'a str> {
    xml_file::at(project, &["properties"])
        .into_iter()
        .flat_map(|properties| properties.children().filter(Node::is_element))
        .filter_map(|property| Some((property.tag_name().name(), xml_file::text(property)?)))
        .collect()
}

/// Each Java level in the project, written as Java prints versions, with its line.
fn levels(manifest: &Manifest<'_>, project: Node<'_, '_>, properties: &BTreeMap<&str, &str>) -> Vec<(Version, u32)> {
    level_nodes(project)
        .into_iter()
        .filter_map(|node| {
            let level = resolved(node, properties).or_else(|| inherited(manifest, node, properties))?;
            let version = Version::parse(&as_told(&level, 3))?;
            Some((version, xml_file::line(manifest, node)))
        })
        .collect()
}

fn highest(levels: Vec<(Version, u32)>) -> Option<(Version, u32)> {
    levels.into_iter().max_by(|(one, _), (other, _)| one.cmp(other))
}

/// Where the project says a Java level. What tests are compiled for counts: they are built with the project.
fn level_nodes<'a, 't>(project: Node<'a, 't>) -> Vec<Node<'a, 't>> {
    let named = LEVELS
        .iter()
        .filter_map(|name| xml_file::at(project, &["properties", *name]));
    let configured = plugins(project, "maven-compiler-plugin")
        .into_iter()
        .flat_map(configurations)
        .flat_map(|configuration| {
            ["release", "source", "target", "testRelease", "testSource", "testTarget"]
                .into_iter()
                .filter_map(move |name| xml_file::at(configuration, &[name]))
        });
    named.chain(configured).collect()
}

/// The configuration of a plugin, and those of its executions.
fn configurations<'a, 't>(plugin: Node<'a, 't>) -> Vec<Node<'a, 't>> {
    let executions = xml_file::at(plugin, &["executions"]);
    let executions = executions
        .into_iter()
        .flat_map(|executions| xml_file::children(executions, "execution").collect::<Vec<_>>());
    std::iter::once(plugin)
        .chain(executions)
        .filter_map(|node| xml_file::at(node, &["configuration"]))
        .collect()
}

/// The level of a parent that is in another directory of the project: `<relativePath>../parent/pom.xml</relativePath>`. Those above are
/// read by themselves.
fn level_of_parent(manifest: &Manifest<'_>, project: Node<'_, '_>, depth: usize) -> Option<Requirement> {
    let depth = depth.checked_sub(1)?;
    let path = xml_file::text(xml_file::at(project, &["parent", "relativePath"])?)?;
    let directory = manifest.file.rsplit_once('/').map_or("", |(directory, _)| directory);
    let file = workspace::resolve(directory, path)?;
    let file = if file.strip_suffix(".xml").is_some() {
        file
    } else {
        walk::join(&file, "pom.xml")
    };
    let above = file.rsplit_once('/').map_or("", |(above, _)| above);
    if scope::is_at_or_below(directory, above) {
        return None;
    }
    with_pom(manifest, &file, |parent, project| {
        match highest(levels(parent, project, &properties(project))) {
            Some((version, line)) => Some(parent.tool_in("java", &version.to_string(), Dialect::Minimum, Some(line))),
            None => level_of_parent(parent, project, depth),
        }
    })
}

/// The level of a `pom.xml` above that is named by a property which this project sets to something else: Maven puts the values in after
/// it has put the two together.
fn overridden_level(
    manifest: &Manifest<'_>,
    project: Node<'_, '_>,
    properties: &BTreeMap<&str, &str>,
) -> Option<Requirement> {
    let texts: Vec<_> = manifest.texts_at_or_above("pom.xml").skip(1).collect();
    let documents = texts.iter().filter_map(|text| roxmltree::Document::parse(text).ok());
    let documents: Vec<_> = documents.collect();
    let levels = documents
        .iter()
        .flat_map(|document| level_nodes(document.root_element()));
    let overridden = levels.filter_map(|node| {
        let text = xml_file::text(node)?;
        let name = properties.keys().find(|name| text.contains(&format!("${{{name}}}")))?;
        let level = inherited(manifest, node, properties)?;
        let property = xml_file::at(project, &["properties", *name])?;
        let version = Version::parse(&as_told(&level, 3))?;
        Some((version, xml_file::line(manifest, property)))
    });
    let (version, line) = highest(overridden.collect())?;
    Some(manifest.tool_in("java", &version.to_string(), Dialect::Minimum, Some(line)))
}

/// As [`resolved`], with the properties of the `pom.xml` files above; the nearest one wins.
fn inherited(manifest: &Manifest<'_>, node: Node<'_, '_>, properties: &BTreeMap<&str, &str>) -> Option<String> {
    let texts: Vec<_> = manifest.texts_at_or_above("pom.xml").collect();
    let documents: Vec<_> = texts
        .iter()
        .filter_map(|text| roxmltree::Document::parse(text).ok())
        .collect();
    let mut all = BTreeMap::new();
    for document in documents.iter().rev() {
        all.extend(self::properties(document.root_element()));
    }
    all.extend(properties.iter().map(|(name, value)| (*name, *value)));
    resolved(node, &all)
}

/// The plugins of that name in the project's own build.
fn plugins<'a, 't>(project: Node<'a, 't>, artifact: &str) -> Vec<Node<'a, 't>> {
    [
        ["build", "plugins"].as_slice(),
        &["build", "pluginManagement", "plugins"],
    ]
    .into_iter()
    .filter_map(|path| xml_file::at(project, path))
    .flat_map(|plugins| xml_file::children(plugins, "plugin").collect::<Vec<_>>())
    .filter(|plugin| xml_file::at(*plugin, &["artifactId"]).and_then(xml_file::text) == Some(artifact))
    .collect()
}

/// An element's text with its properties put in. `None`: it has none, or names a property that is set elsewhere.
fn resolved(node: Node<'_, '_>, properties: &BTreeMap<&str, &str>) -> Option<String> {
    let mut text = xml_file::text(node)?.to_owned();
    for _ in 0..DEPTH {
        let Some((before, rest)) = text.split_once("${") else {
            return Some(text);
        };
        let (name, after) = rest.split_once('}')?;
        text = format!("{before}{}{after}", properties.get(name)?);
    }
    None
}

#[cfg(test)]
mod tests;
