//! How fast rows of a CSV file become events: reading, normalising, hashing and giving keys, on the
//! flights sample repeated.

use std::hint::black_box;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use engine::ingest::{
    BoundProfile, MemoryOrdinals, Normaliser, Position, Record, Row, RowOutcome, Rows, Sniffed,
    assign_keys, built_in, compile, sniff,
};

const SAMPLE: &str = include_str!("../samples/flights_sample.csv");
const REPEATS: usize = 20;
const CHUNK_ROWS: usize = 2_000;

struct File {
    bytes: Vec<u8>,
    rows: u64,
    sniffed: Sniffed,
    profile: Arc<BoundProfile>,
}

fn file() -> File {
    let (header, body) = SAMPLE.split_once('\n').expect("the sample has a header");
    let bytes = format!("{header}\n{}", body.repeat(REPEATS)).into_bytes();
    let profile = built_in()
        .iter()
        .find(|profile| profile.name == "nyc-flights")
        .expect("it is shipped");
    let sniffed = sniff(&bytes, false, &profile.format).expect("it is CSV");
    let compiled = compile(profile).expect("it has no faults");
    let profile = Arc::new(
        compiled
            .bind(&sniffed.columns)
            .expect("its columns are there"),
    );
    let rows = (body.lines().count() * REPEATS) as u64;
    File {
        bytes,
        rows,
        sniffed,
        profile,
    }
}

impl File {
    fn each_record(&self, mut each: impl FnMut(&Record<'_>)) {
        let from = usize::try_from(self.sniffed.body_offset).expect("it is small");
        let start = Position::after_header(&self.sniffed);
        let mut rows = Rows::new(&self.bytes[from..], &self.sniffed, start);
        while let Some(row) = rows.next_row().expect("memory does not fail") {
            if let Row::Record(record) = row {
                each(&record);
            }
        }
    }

    fn normaliser(&self) -> Normaliser {
        let now = DateTime::<Utc>::from_timestamp(1_770_000_000, 0).expect("it exists");
        Normaliser::new(Arc::clone(&self.profile), now)
    }

    fn keyed_events(&self) {
        let mut normaliser = self.normaliser();
        let mut ordinals = MemoryOrdinals::default();
        let mut chunk = Vec::with_capacity(CHUNK_ROWS);
        self.each_record(|record| {
            if let RowOutcome::Event { draft, .. } = normaliser.row(record) {
                chunk.push(draft);
            }
            if chunk.len() == CHUNK_ROWS {
                assign_keys(chunk.iter_mut(), &mut ordinals).expect("memory does not fail");
                black_box(&chunk);
                chunk.clear();
            }
        });
    }
}

fn ingest(c: &mut Criterion) {
    let file = file();
    let mut group = c.benchmark_group("ingest");
    group.throughput(Throughput::Elements(file.rows));
    group.bench_function("rows", |b| {
        b.iter(|| {
            file.each_record(|record| {
                black_box(record.row_number);
            });
        });
    });
    group.bench_function("rows_to_keyed_events", |b| b.iter(|| file.keyed_events()));
    group.bench_function("count_equal_rows_again", |b| {
        b.iter(|| {
            let mut normaliser = file.normaliser();
            file.each_record(|record| {
                black_box(normaliser.content_hash(record));
            });
        });
    });
    group.finish();
}

criterion_group!(benches, ingest);
criterion_main!(benches);
