//! How text for people is drawn.

/// How a report for people is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one choice of the user's")]
pub struct HumanOptions {
    /// Columns of the terminal; clamped to 40 to 120.
    pub width: usize,
    /// Whether to colour. Colour never carries meaning alone.
    pub colour: bool,
    /// Whether the terminal can show more than ASCII.
    pub unicode: bool,
    /// Whether to show evidence, passed rules and the inventory of the machine.
    pub verbose: bool,
    /// Whether to add how long the scan's parts took.
    pub timings: bool,
}
