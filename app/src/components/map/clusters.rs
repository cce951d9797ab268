//! Which marks are drawn as one: those within reach of a heavier one.

use std::collections::HashMap;

/// Marks drawn as one, at the position of the heaviest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cluster {
    /// Index of the heaviest.
    pub(super) lead: usize,
    /// All indexes, the heaviest first.
    pub(super) members: Vec<usize>,
}

/// Goes through the marks (pixels of the world and weight) from the heaviest down; each joins the first
/// cluster within `reach` pixels, or begins one. The same marks give the same clusters at a zoom,
/// whatever part of the world is looked at.
pub(super) fn clusters(marks: &[(f64, f64, f64)], reach: f64) -> Vec<Cluster> {
    let mut order: Vec<usize> = (0..marks.len()).collect();
    order.sort_by(|a, b| marks[*b].2.total_cmp(&marks[*a].2).then(a.cmp(b)));
    let cell = |value: f64| (value / reach).floor() as i64;
    let mut made: Vec<Cluster> = Vec::new();
    let mut near: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    for index in order {
        let (x, y, _) = marks[index];
        let (column, row) = (cell(x), cell(y));
        let around = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (column + dx, row + dy)));
        let joined = around
            .filter_map(|key| near.get(&key))
            .flatten()
            .copied()
            .find(|number| {
                let (lead_x, lead_y, _) = marks[made[*number].lead];
                (lead_x - x).hypot(lead_y - y) <= reach
            });
        if let Some(number) = joined {
            made[number].members.push(index);
        } else {
            near.entry((column, row)).or_default().push(made.len());
            made.push(Cluster {
                lead: index,
                members: vec![index],
            });
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_marks_follow_the_heaviest() {
        let marks = [(0.0, 0.0, 1.0), (10.0, 0.0, 5.0), (100.0, 0.0, 2.0)];
        let found = clusters(&marks, 20.0);
        assert_eq!(found[0].members, [1, 0]);
        assert_eq!(found[1].members, [2]);
    }

    #[test]
    fn every_mark_is_in_one_cluster_and_leads_keep_their_distance() {
        // A fixed scatter without a generator: multiples of irrational steps.
        let marks: Vec<_> = (0..5_000)
            .map(|n| {
                let n = f64::from(n);
                let x = (n * 0.618_034).fract() * 3_000.0;
                let y = (n * 0.754_878).fract() * 3_000.0;
                (x, y, (n * 0.414_214).fract())
            })
            .collect();
        let found = clusters(&marks, 40.0);
        let mut seen: Vec<usize> = found.iter().flat_map(|one| one.members.clone()).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..5_000).collect::<Vec<_>>());
        for (number, one) in found.iter().enumerate() {
            for other in &found[number + 1..] {
                let (a, b) = (marks[one.lead], marks[other.lead]);
                assert!((a.0 - b.0).hypot(a.1 - b.1) > 40.0);
            }
        }
    }

    #[test]
    fn nothing_and_nonsense_are_taken() {
        assert!(clusters(&[], 40.0).is_empty());
        assert_eq!(clusters(&[(f64::NAN, 0.0, f64::NAN); 3], 40.0).len(), 3);
    }
}
