//! What a start file of bash, zsh or sh surely adds to PATH: where that depends on more than a directory being there, nothing is said.

use super::words::{Token, tokens};

/// A part of a file that other commands enclose.
enum Block {
    /// `if`: whether its condition is being read, and whether the branch is surely taken.
    If { in_condition: bool, is_certain: bool },
    /// `case`: whether a pattern is being read, and whether its branches are surely taken.
    Case { in_pattern: bool, is_certain: bool },
    /// `{ …; }`, or a function's body.
    Group { is_certain: bool },
    /// A loop, or a shell of its own.
    Other { closes_with: &'static str },
}

impl Block {
    fn is_certain(&self) -> bool {
        match self {
            Self::If {
                in_condition,
                is_certain,
            } => *is_certain && !in_condition,
            Self::Case { is_certain, .. } | Self::Group { is_certain } => *is_certain,
            Self::Other { .. } => false,
        }
    }
}

#[derive(Clone)]
struct Word {
    text: String,
    line: u32,
}

/// The words of a file that stand for directories of PATH, each with its line.
pub(super) fn directories(text: &str) -> Vec<(u32, String)> {
    let mut reader = Reader {
        blocks: Vec::new(),
        statement: Vec::new(),
        depends_on_another: false,
        is_function: false,
        found: Vec::new(),
        is_at_its_end: false,
    };
    let tokens = tokens(text);
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if reader.is_at_its_end {
            break;
        }
        match token {
            Token::Word { text, line, is_quoted } => reader.word(Word { text, line }, is_quoted),
            Token::Operator("(") if reader.is_array() => {
                let mut items = Vec::new();
                for token in tokens.by_ref() {
                    match token {
                        Token::Word { text, line, .. } => items.push(Word { text, line }),
                        Token::Operator(")") => break,
                        Token::Operator(_) => {}
                    }
                }
                reader.array(items);
            }
            // `name() { … }`
            Token::Operator("(") if tokens.peek() == Some(&Token::Operator(")")) && reader.statement.len() == 1 => {
                tokens.next();
                reader.statement.clear();
                reader.is_function = true;
            }
            Token::Operator(operator) => reader.operator(operator),
        }
    }
    reader.operator("\n");
    reader.found
}

struct Reader {
    blocks: Vec<Block>,
    statement: Vec<Word>,
    /// The statement runs only if the one before it says so.
    depends_on_another: bool,
    /// The group that begins next is a function's body.
    is_function: bool,
    found: Vec<(u32, String)>,
    /// The file is left: `return` or `exit`.
    is_at_its_end: bool,
}

impl Reader {
    fn is_certain(&self) -> bool {
        !self.depends_on_another && self.blocks.iter().all(Block::is_certain)
    }

    fn word(&mut self, word: Word, is_quoted: bool) {
        if let Some(Block::Case { in_pattern: true, .. }) = self.blocks.last() {
            if word.text == "esac" && !is_quoted && self.statement.is_empty() {
                self.blocks.pop();
            }
            return;
        }
        // The body of `function name {`, whose brace is no first word.
        let is_named = self.statement.first().is_some_and(|first| first.text == "function");
        if word.text == "{" && !is_quoted && is_named {
            self.is_function = false;
            self.blocks.push(Block::Group { is_certain: false });
            self.statement.clear();
            return;
        }
        if is_quoted || !self.statement.is_empty() {
            let closes_header = word.text == "in" && self.statement.first().is_some_and(|first| first.text == "case");
            self.statement.push(word);
            if closes_header {
                let is_certain = self.statement.iter().any(|word| asks_for_path(&word.text));
                self.statement.clear();
                self.blocks.push(Block::Case {
                    in_pattern: true,
                    is_certain,
                });
            }
            return;
        }
        match word.text.as_str() {
            "if" => self.blocks.push(Block::If {
                in_condition: true,
                is_certain: true,
            }),
            "then" => {
                if let Some(Block::If { in_condition, .. }) = self.blocks.last_mut() {
                    *in_condition = false;
                }
                self.depends_on_another = false;
            }
            "elif" | "else" => {
                if let Some(Block::If { is_certain, .. }) = self.blocks.last_mut() {
                    *is_certain = false;
                }
            }
            "for" | "while" | "until" | "select" => self.blocks.push(Block::Other { closes_with: "done" }),
            "function" => {
                self.is_function = true;
                self.statement.push(word);
            }
            "{" => {
                let is_certain = !std::mem::take(&mut self.is_function);
                self.blocks.push(Block::Group { is_certain });
            }
            "fi" | "}" | "esac" | "done" => self.close(&word.text),
            "do" | "!" | "time" => {}
            _ => self.statement.push(word),
        }
    }

    fn close(&mut self, word: &str) {
        let closes = |block: &Block| match block {
            Block::If { .. } => word == "fi",
            Block::Case { .. } => word == "esac",
            Block::Group { .. } => word == "}",
            Block::Other { closes_with } => word == *closes_with,
        };
        if self.blocks.last().is_some_and(closes) {
            self.blocks.pop();
        }
    }

    fn operator(&mut self, operator: &'static str) {
        if let Some(Block::Case { in_pattern, .. }) = self.blocks.last_mut()
            && *in_pattern
        {
            *in_pattern = operator != ")";
            return;
        }
        if operator == "(" {
            self.statement.clear();
            self.blocks.push(Block::Other { closes_with: ")" });
            return;
        }
        self.end_statement(operator);
        if operator == ")" {
            self.close(")");
        }
        if operator == ";;"
            && let Some(Block::Case { in_pattern, .. }) = self.blocks.last_mut()
        {
            *in_pattern = true;
        }
    }

    fn end_statement(&mut self, operator: &str) {
        let statement = std::mem::take(&mut self.statement);
        let is_empty = statement.is_empty();
        let is_test = is_directory_test(&statement);
        if let Some(Block::If {
            in_condition: true,
            is_certain,
        }) = self.blocks.last_mut()
        {
            *is_certain &= is_empty || (is_test && operator != "||");
            return;
        }
        if self.is_certain() && !matches!(operator, "|" | "&") {
            match statement.first().map(|word| word.text.as_str()) {
                Some("return" | "exit") => self.is_at_its_end = true,
                _ => self.found.extend(assigned(&statement)),
            }
        }
        self.depends_on_another = match operator {
            "&&" => self.depends_on_another || !is_test,
            "||" | "|" => true,
            "\n" if is_empty => self.depends_on_another,
            _ => false,
        };
    }

    /// The statement ends with `path=` or `path+=`, before a parenthesis.
    fn is_array(&self) -> bool {
        let last = self.statement.last();
        last.is_some_and(|word| word.text == "path=" || word.text == "path+=")
    }

    fn array(&mut self, items: Vec<Word>) {
        self.statement.clear();
        if self.is_certain() {
            self.found.extend(items.into_iter().map(|word| (word.line, word.text)));
        }
    }
}

/// What a statement sets PATH to. Before a command an assignment is for that command alone.
fn assigned(statement: &[Word]) -> Vec<(u32, String)> {
    let exports = ["export", "typeset", "declare", "readonly"];
    let words = match statement.split_first() {
        Some((first, rest)) if exports.contains(&first.text.as_str()) => rest,
        _ if statement.iter().all(|word| is_assignment(&word.text)) => statement,
        _ => return Vec::new(),
    };
    words
        .iter()
        .filter_map(|word| {
            let value = word
                .text
                .strip_prefix("PATH=")
                .or_else(|| word.text.strip_prefix("PATH+="))?;
            Some((word.line, value))
        })
        .flat_map(|(line, value)| value.split(':').map(move |part| (line, part.to_owned())))
        .collect()
}

fn is_assignment(word: &str) -> bool {
    let (name, _) = word.split_once('=').unwrap_or_default();
    let name = name.strip_suffix('+').unwrap_or(name);
    let is_of_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    !name.is_empty() && name.chars().all(is_of_name) && !name.starts_with(|first: char| first.is_ascii_digit())
}

/// `[ -d ~/bin ]`, or a test of PATH itself: directories that are not there are left out anyway, and so are those that are on PATH.
fn is_directory_test(statement: &[Word]) -> bool {
    let words: Vec<&str> = statement.iter().map(|word| word.text.as_str()).collect();
    match words.as_slice() {
        ["[", inner @ .., "]"] | ["[[", inner @ .., "]]"] | ["test", inner @ ..] => {
            matches!(inner, ["-d" | "-e" | "-x", _]) || inner.iter().any(|word| asks_for_path(word))
        }
        _ => false,
    }
}

fn asks_for_path(word: &str) -> bool {
    word.contains("$PATH")
}
