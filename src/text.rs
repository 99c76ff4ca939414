//! Text for people: what is escaped, how amounts read, which word was meant, where in a text something is.

mod amount;
mod escape;
mod nearest;
mod position;

pub use amount::{bytes, count, duration};
pub use escape::{escape, escape_line, strip_ansi};
pub use nearest::nearest;
pub use position::{json_string_length, line_at};
