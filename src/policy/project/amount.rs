//! Amounts of bytes as people write them.

/// Reads `20 GB`, `512 MiB`, `1.5TB`. `None`: it is no amount, or one that no machine has.
///
/// `GB` is 10⁹ bytes, as disks are sold, `GiB` is 2³⁰; with `binary`, `GB` is 2³⁰ too, as memory is sold.
pub(super) fn parse(text: &str, binary: bool) -> Option<u64> {
    let text = text.trim();
    let end = text
        .find(|character: char| !(character.is_ascii_digit() || character == '.'))
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    let unit = unit.trim().to_ascii_lowercase();
    let (prefix, is_binary) = match unit.strip_suffix("ib") {
        Some(prefix) => (prefix, true),
        None => (unit.strip_suffix('b').unwrap_or(&unit), binary),
    };
    let power = ["", "k", "m", "g", "t"].iter().position(|known| *known == prefix)?;
    if unit.is_empty() || (unit == "ib") {
        return None;
    }
    let base: u64 = if is_binary { 1024 } else { 1000 };
    let unit_bytes = base.pow(u32::try_from(power).ok()?);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if whole.len() > 9 || fraction.len() > 3 || fraction.is_empty() {
        return None;
    }
    let (whole, thousandths): (u64, u64) = (whole.parse().ok()?, format!("{fraction:0<3}").parse().ok()?);
    whole
        .checked_mul(unit_bytes)?
        .checked_add(unit_bytes / 1000 * thousandths + unit_bytes % 1000 * thousandths / 1000)
        .filter(|bytes| *bytes <= 1 << 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_they_are_sold() {
        assert_eq!(
            ["20 GB", "20GiB", "512 MiB", "1.5 TB", "100b", "2 g"].map(|text| parse(text, false)),
            [
                Some(20_000_000_000),
                Some(20 << 30),
                Some(512 << 20),
                Some(1_500_000_000_000),
                Some(100),
                Some(2_000_000_000)
            ]
        );
        assert_eq!(["32 GB", "32 GiB"].map(|text| parse(text, true)), [Some(32 << 30); 2]);
    }

    #[test]
    fn what_has_no_unit_or_no_number_is_no_amount() {
        let texts = [
            "",
            "20",
            "GB",
            "20 XB",
            "-1 GB",
            "1. GB",
            "1.2.3 GB",
            "1e3 GB",
            "20 iB",
            "9999999999 TB",
            "999999999 TB",
            "½ GB",
        ];
        assert_eq!(texts.map(|text| parse(text, false)), [None; 12]);
    }

    proptest! {
        #[test]
        fn nothing_that_is_written_breaks_it(text in "\\PC{0,20}|[0-9.]{0,12} ?[kKmMgGtT]?i?[bB]?", binary in any::<bool>()) {
            let _ = parse(&text, binary);
        }
    }
}
