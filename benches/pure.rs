//! How long the parts take that do no input or output: `cargo bench --bench pure`.
//!
//! `cargo test --bench pure` runs each once, without building a release first.

#![expect(clippy::unwrap_used, reason = "a bench may panic")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use devenv::policy::Policy;
use devenv::probe::catalogue::Catalogue;
use devenv::probe::version_text;
use devenv::report::{self, HumanOptions};
use devenv::scan::{Identity, Redactor, Scan};
use devenv::score;

/// A scan with many findings.
const MESSY: &str = include_str!("../fixtures/scans/v1/messy-laptop.json");
/// An answer whose version is on a later line.
const ANSWER: &str = include_str!("../fixtures/tools/7zip/26.02-debian-12.stdout");

fn messy() -> Scan {
    serde_json::from_str(MESSY).unwrap()
}

fn catalogue(criterion: &mut Criterion) {
    criterion.bench_function("catalogue: read the built-in one", |bencher| {
        bencher.iter(Catalogue::read_builtin);
    });
    let catalogue = Catalogue::read_builtin();
    let command = catalogue.get("7zip").and_then(|entry| entry.command.as_ref()).unwrap();
    assert!(version_text::extract_any(ANSWER, &command.patterns).is_some());
    criterion.bench_function("version: find it in an answer", |bencher| {
        bencher.iter(|| version_text::extract_any(black_box(ANSWER), &command.patterns));
    });
    criterion.bench_function("version: take it from a package's", |bencher| {
        bencher.iter(|| version_text::upstream(black_box("2:4.8+really4.7.5-1ubuntu7")));
    });
}

fn masking(criterion: &mut Criterion) {
    let redactor = Redactor::new(&Identity {
        homes: vec!["/home/sam".to_owned()],
        users: vec!["sam".to_owned()],
        hosts: vec!["sams-laptop".to_owned()],
    });
    criterion.bench_function("scan: mask it", |bencher| {
        bencher.iter_batched(messy, |scan| redactor.scan(scan), BatchSize::SmallInput);
    });
}

fn judging(criterion: &mut Criterion) {
    let policy = Policy::builtin();
    let mut scan = messy();
    criterion.bench_function("scan: assess it", |bencher| {
        bencher.iter(|| score::assess(black_box(&scan), policy));
    });
    scan.assessment = Some(score::assess(&scan, policy));
    let options = HumanOptions {
        width: 80,
        colour: true,
        unicode: true,
        verbose: true,
        timings: true,
    };
    criterion.bench_function("report: for people", |bencher| {
        bencher.iter(|| report::human(black_box(&scan), policy, &options));
    });
    criterion.bench_function("report: as JSON", |bencher| {
        bencher.iter(|| report::compact(black_box(&scan)).map(|bytes| report::pretty(&bytes)));
    });
}

criterion_group!(benches, catalogue, masking, judging);
criterion_main!(benches);
