//! How fast rows of a CSV file become events: reading, normalising, hashing and giving keys, on the
//! flights sample repeated.

#![expect(missing_docs, reason = "criterion's macros make undocumented items")]

use std::hint::black_box;
use std::sync::Arc;

use chrono::{TimeZone, Utc};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use engine::ingest::{
    MemoryOrdinals, Normaliser, Position, Row, RowOutcome, Rows, assign_keys, built_in, compile,
    sniff,
};

const SAMPLE: &str = include_str!("../samples/flights_sample.csv");
const REPEATS: usize = 20;

fn rows_to_events(c: &mut Criterion) {
    let (header, body) = SAMPLE.split_once('\n').expect("the sample has a header");
    let mut file = header.to_owned() + "\n";
    (0..REPEATS).for_each(|_| file.push_str(body));
    let profile = built_in()
        .iter()
        .find(|profile| profile.name == "nyc-flights")
        .expect("it is shipped");
    let sniffed = sniff(file.as_bytes(), false, &profile.format).expect("it is CSV");
    let compiled = compile(profile).expect("it has no faults");
    let bound = Arc::new(
        compiled
            .bind(&sniffed.columns)
            .expect("its columns are there"),
    );
    let now = Utc
        .with_ymd_and_hms(2026, 1, 1, 0, 0, 0)
        .single()
        .expect("it exists");
    let offset = usize::try_from(sniffed.body_offset).expect("it is small");
    let rows = body.lines().count() * REPEATS;

    let mut group = c.benchmark_group("ingest");
    group.throughput(Throughput::Elements(rows as u64));
    group.bench_function("rows", |b| {
        b.iter(|| {
            let mut rows = Rows::new(
                &file.as_bytes()[offset..],
                &sniffed,
                Position::after_header(&sniffed),
            );
            while let Some(row) = rows.next_row().expect("memory does not fail") {
                black_box(&row);
            }
        });
    });
    group.bench_function("rows_to_keyed_events", |b| {
        b.iter(|| {
            let mut rows = Rows::new(
                &file.as_bytes()[offset..],
                &sniffed,
                Position::after_header(&sniffed),
            );
            let mut normaliser = Normaliser::new(Arc::clone(&bound), now);
            let mut ordinals = MemoryOrdinals::default();
            let mut chunk = Vec::with_capacity(2000);
            while let Some(row) = rows.next_row().expect("memory does not fail") {
                let Row::Record(record) = row else { continue };
                if let RowOutcome::Event { draft, .. } = normaliser.row(&record) {
                    chunk.push(*draft);
                }
                if chunk.len() == 2000 {
                    assign_keys(chunk.iter_mut(), &mut ordinals).expect("memory does not fail");
                    black_box(&chunk);
                    chunk.clear();
                }
            }
            chunk.len()
        });
    });
    group.bench_function("count_equal_rows_again", |b| {
        b.iter(|| {
            let mut rows = Rows::new(
                &file.as_bytes()[offset..],
                &sniffed,
                Position::after_header(&sniffed),
            );
            let mut normaliser = Normaliser::new(Arc::clone(&bound), now);
            while let Some(row) = rows.next_row().expect("memory does not fail") {
                if let Row::Record(record) = row {
                    black_box(normaliser.content_hash(&record));
                }
            }
        });
    });
    group.finish();
}

criterion_group!(benches, rows_to_events);
criterion_main!(benches);
