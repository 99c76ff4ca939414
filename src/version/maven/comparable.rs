//! Maven's order of versions.

use std::cmp::Ordering;

use super::super::Version;
use super::super::comparator::OrderedVersion;

/// To Maven any text is a version: numbers, words and nested lists. A dash, or a change between digits and letters, starts a list.
#[derive(Debug, Clone)]
pub(in super::super) struct Comparable {
    /// The numbers at its start.
    numbers: Vec<u64>,
    items: Vec<Item>,
}

#[derive(Debug, Clone)]
enum Item {
    /// Digits without leading zeros. They have no maximum length, so they are compared by length first.
    Number(String),
    Word(Qualifier),
    List(Vec<Item>),
}

/// A word: those known to Maven in their own order, then all others alphabetically.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Qualifier {
    Alpha,
    Beta,
    Milestone,
    Candidate,
    Snapshot,
    Release,
    ServicePack,
    Other(String),
}

impl Qualifier {
    fn parse(word: &str, before_digit: bool) -> Self {
        match word {
            "a" if before_digit => Self::Alpha,
            "b" if before_digit => Self::Beta,
            "m" if before_digit => Self::Milestone,
            "alpha" => Self::Alpha,
            "beta" => Self::Beta,
            "milestone" => Self::Milestone,
            "rc" | "cr" => Self::Candidate,
            "snapshot" => Self::Snapshot,
            "" | "ga" | "final" | "release" => Self::Release,
            "sp" => Self::ServicePack,
            _ => Self::Other(word.to_owned()),
        }
    }
}

impl Item {
    fn number(digits: &str) -> Self {
        Self::Number(digits.trim_start_matches('0').to_owned())
    }

    /// Whether it compares equal to a missing item.
    fn is_null(&self) -> bool {
        match self {
            Self::Number(digits) => digits.is_empty(),
            Self::Word(qualifier) => *qualifier == Qualifier::Release,
            Self::List(items) => items.is_empty(),
        }
    }

    fn compare_to_nothing(&self) -> Ordering {
        match self {
            Self::Number(digits) if digits.is_empty() => Ordering::Equal,
            Self::Number(_) => Ordering::Greater,
            Self::Word(qualifier) => qualifier.cmp(&Qualifier::Release),
            Self::List(items) => items
                .iter()
                .map(Self::compare_to_nothing)
                .find(|ordering| ordering.is_ne())
                .unwrap_or(Ordering::Equal),
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => left.len().cmp(&right.len()).then_with(|| left.cmp(right)),
            (Self::Word(left), Self::Word(right)) => left.cmp(right),
            (Self::List(left), Self::List(right)) => compare_lists(left, right),
            (Self::Number(_), _) | (Self::List(_), Self::Word(_)) => Ordering::Greater,
            (_, Self::Number(_)) | (Self::Word(_), Self::List(_)) => Ordering::Less,
        }
    }
}

fn compare_lists(left: &[Item], right: &[Item]) -> Ordering {
    (0..left.len().max(right.len()))
        .map(|index| match (left.get(index), right.get(index)) {
            (Some(left), Some(right)) => left.compare(right),
            (Some(left), None) => left.compare_to_nothing(),
            (None, Some(right)) => right.compare_to_nothing().reverse(),
            (None, None) => Ordering::Equal,
        })
        .find(|ordering| ordering.is_ne())
        .unwrap_or(Ordering::Equal)
}

impl Comparable {
    pub(super) fn parse(text: &str) -> Self {
        let text = text.to_lowercase();
        // A list extends to the end of the version, so all open lists are nested.
        let mut lists: Vec<Vec<Item>> = vec![Vec::new()];
        let mut run = String::new();
        let mut digits = false;
        let push = |lists: &mut Vec<Vec<Item>>, item: Item| {
            if let Some(list) = lists.last_mut() {
                list.push(item);
            }
        };
        let finished = |run: &str, digits: bool| {
            if run.is_empty() || digits {
                Item::number(run)
            } else {
                Item::Word(Qualifier::parse(run, false))
            }
        };
        for character in text.chars() {
            match character {
                '.' | '-' => {
                    push(&mut lists, finished(&run, digits));
                    run.clear();
                    if character == '-' {
                        lists.push(Vec::new());
                    }
                }
                _ => {
                    let digit = character.is_ascii_digit();
                    if digit != digits && !run.is_empty() {
                        if digits {
                            push(&mut lists, Item::number(&run));
                        } else {
                            open_for_word(&mut lists);
                            push(&mut lists, Item::Word(Qualifier::parse(&run, true)));
                        }
                        lists.push(Vec::new());
                        run.clear();
                    }
                    digits = digit;
                    run.push(character);
                }
            }
        }
        if !run.is_empty() {
            if !digits {
                open_for_word(&mut lists);
            }
            push(&mut lists, finished(&run, digits));
        }
        Self {
            numbers: leading_numbers(&text),
            items: nest(lists),
        }
    }

    /// Reads a version that a tool reports. Build metadata after `+` is ignored; a version must start with a number.
    pub(super) fn parse_reported(text: &str) -> Option<Self> {
        Version::parse(text)?;
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        Some(Self::parse(text.split('+').next().unwrap_or(text)))
    }
}

/// A word after a dot counts like one after a dash: `1.0.RC2` is before `1.0-RC3`.
fn open_for_word(lists: &mut Vec<Vec<Item>>) {
    if lists.last().is_some_and(|list| !list.is_empty()) {
        lists.push(Vec::new());
    }
}

/// Appends each list to the one before it, without null items at its end.
fn nest(lists: Vec<Vec<Item>>) -> Vec<Item> {
    let mut inner: Option<Vec<Item>> = None;
    for mut list in lists.into_iter().rev() {
        list.extend(inner.map(Item::List));
        let mut index = list.len();
        while let Some(item) = index.checked_sub(1).and_then(|last| list.get(last)) {
            index -= 1;
            if item.is_null() {
                list.remove(index);
            } else if !matches!(item, Item::List(_)) {
                break;
            }
        }
        inner = Some(list);
    }
    inner.unwrap_or_default()
}

fn leading_numbers(text: &str) -> Vec<u64> {
    text.split('.')
        .map_while(|part| {
            let digits = part
                .find(|character: char| !character.is_ascii_digit())
                .unwrap_or(part.len());
            let whole = digits == part.len();
            let number = part.get(..digits).and_then(|digits| digits.parse().ok())?;
            Some((number, whole))
        })
        .scan(true, |goes_on, (number, whole)| {
            let keep = *goes_on;
            *goes_on = whole;
            keep.then_some(number)
        })
        .collect()
}

impl PartialEq for Comparable {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Comparable {}

impl Ord for Comparable {
    fn cmp(&self, other: &Self) -> Ordering {
        compare_lists(&self.items, &other.items)
    }
}

impl PartialOrd for Comparable {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl OrderedVersion for Comparable {
    fn numbers(&self) -> &[u64] {
        &self.numbers
    }

    fn stage(&self) -> Ordering {
        let numbers: Vec<String> = self.numbers.iter().map(u64::to_string).collect();
        self.cmp(&Self::parse(&numbers.join(".")))
    }
}
