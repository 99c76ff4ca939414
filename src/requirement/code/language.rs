//! What is no code in each language.

/// What is no code in a language.
pub(in crate::requirement) struct Language {
    /// Signs that begin a comment, which ends with its line.
    pub(super) line_comments: &'static [&'static str],
    /// Signs around comments and texts of several lines; of two that begin alike the longer one stands first.
    pub(super) spans: &'static [(&'static str, &'static str)],
    /// Signs around a string.
    pub(super) quotes: &'static [char],
    /// A string may go on in the next line.
    pub(super) has_long_strings: bool,
    /// `<<~END`: the lines up to `END` are a text.
    pub(super) has_heredocs: bool,
    /// Words at the beginning of a line, each with the one that begins the last line of what is no code.
    pub(super) blocks: &'static [(&'static str, &'static str)],
    /// Lines behind which nothing is code.
    pub(super) ends: &'static [&'static str],
}

const PLAIN: Language = Language {
    line_comments: &[],
    spans: &[],
    quotes: &['"', '\''],
    has_long_strings: false,
    has_heredocs: false,
    blocks: &[],
    ends: &[],
};

pub(in crate::requirement) const CLOJURE: Language = Language {
    line_comments: &[";"],
    quotes: &['"'],
    has_long_strings: true,
    ..PLAIN
};
/// Brackets of CMake are around comments and arguments, with as many `=` at their end.
pub(in crate::requirement) const CMAKE: Language = Language {
    line_comments: &["#"],
    spans: &[
        ("#[[", "]]"),
        ("#[=[", "]=]"),
        ("#[==[", "]==]"),
        ("[[", "]]"),
        ("[=[", "]=]"),
        ("[==[", "]==]"),
    ],
    quotes: &['"'],
    has_long_strings: true,
    ..PLAIN
};
/// Of these files comments are left to their readers: a `#` begins one in the first column of a line alone.
pub(in crate::requirement) const DOCKERFILE: Language = Language {
    quotes: &[],
    has_heredocs: true,
    ..PLAIN
};
pub(in crate::requirement) const DUNE: Language = Language {
    line_comments: &[";"],
    spans: &[("#|", "|#")],
    quotes: &['"'],
    has_long_strings: true,
    ..PLAIN
};
pub(in crate::requirement) const ELIXIR: Language = Language {
    line_comments: &["#"],
    spans: &[("\"\"\"", "\"\"\""), ("'''", "'''")],
    ..PLAIN
};
pub(in crate::requirement) const ERLANG: Language = Language {
    line_comments: &["%"],
    ..PLAIN
};
/// Groovy and Kotlin.
pub(in crate::requirement) const GRADLE: Language = Language {
    line_comments: &["//"],
    spans: &[("/*", "*/"), ("\"\"\"", "\"\"\""), ("'''", "'''")],
    ..PLAIN
};
pub(in crate::requirement) const NIM: Language = Language {
    line_comments: &["#"],
    spans: &[("#[", "]#"), ("\"\"\"", "\"\"\"")],
    quotes: &['"'],
    ..PLAIN
};
pub(in crate::requirement) const OPAM: Language = Language {
    line_comments: &["#"],
    spans: &[("(*", "*)"), ("\"\"\"", "\"\"\"")],
    quotes: &['"'],
    has_long_strings: true,
    ..PLAIN
};
pub(in crate::requirement) const PERL: Language = Language {
    line_comments: &["#"],
    has_heredocs: true,
    blocks: &[
        ("=pod", "=cut"),
        ("=head", "=cut"),
        ("=over", "=cut"),
        ("=item", "=cut"),
        ("=begin", "=cut"),
        ("=for", "=cut"),
        ("=encoding", "=cut"),
    ],
    ends: &["__END__", "__DATA__"],
    ..PLAIN
};
/// Python, and what is written like it: Meson's files and Bazel's.
pub(in crate::requirement) const PYTHON: Language = Language {
    line_comments: &["#"],
    spans: &[("\"\"\"", "\"\"\""), ("'''", "'''")],
    ..PLAIN
};
pub(in crate::requirement) const RUBY: Language = Language {
    line_comments: &["#"],
    has_heredocs: true,
    blocks: &[("=begin", "=end")],
    ends: &["__END__"],
    ..PLAIN
};
/// A line behind `\\` is a text.
pub(in crate::requirement) const ZIG: Language = Language {
    line_comments: &["//", "\\\\"],
    quotes: &['"'],
    ..PLAIN
};
