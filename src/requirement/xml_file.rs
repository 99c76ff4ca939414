//! XML with places. Document types are refused, and with them every entity that a file could bring along.

use roxmltree::{Document, Error, Node, ParsingOptions};

use super::manifest::{Manifest, ManifestContent};

/// Reads a file; one that is not well formed is broken.
pub(super) fn read<'t>(manifest: &Manifest<'t>, found: &mut ManifestContent) -> Option<Document<'t>> {
    let options = ParsingOptions {
        allow_dtd: false,
        ..ParsingOptions::default()
    };
    match Document::parse_with_options(manifest.text, options) {
        Ok(document) => Some(document),
        Err(Error::DtdDetected) => {
            found.broken(manifest, None, "it has a DOCTYPE, which devenv does not read");
            None
        }
        Err(error) => {
            let message = error.to_string();
            let message = match error {
                Error::UnclosedRootNode => "an element is not closed",
                Error::UnexpectedEndOfStream => "it ends in the middle of an element",
                // The line is reported separately.
                _ => message.rsplit_once(" at ").map_or(message.as_str(), |(said, _)| said),
            };
            found.broken(manifest, Some(error.pos().row), message);
            None
        }
    }
}

/// The elements of that name right below, whatever their namespace.
pub(super) fn children<'a, 't: 'a>(node: Node<'a, 't>, name: &'a str) -> impl Iterator<Item = Node<'a, 't>> {
    node.children()
        .filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The element at the end of a path of names, of several the first.
pub(super) fn at<'a, 't: 'a>(node: Node<'a, 't>, path: &[&'a str]) -> Option<Node<'a, 't>> {
    path.iter().try_fold(node, |node, name| children(node, name).next())
}

/// The text that an element holds, without blanks around it. `None`: it holds none.
pub(super) fn text<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.text().map(str::trim).filter(|text| !text.is_empty())
}

/// The line that an element begins on.
pub(super) fn line(manifest: &Manifest<'_>, node: Node<'_, '_>) -> u32 {
    manifest.line_at(node.range().start)
}
