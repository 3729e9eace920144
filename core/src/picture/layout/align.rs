//! The heights of boxes within a lane: the tallest column is stacked, and the others come as near as their order
//! allows to where their edges would run straight.

use super::net::{Band, Net};
use crate::picture::scene::Px;

/// The upper edge at which a box's edges run straight on average; `placed` says which others count, `None` all.
pub(super) fn wanted(net: &Net, one: usize, tops: &[Px], placed: Option<&[bool]>) -> Option<Px> {
    let mut sum = 0i64;
    let mut weight = 0i64;
    for tie in net.ties.get(one)? {
        let counts = placed.is_none_or(|placed| {
            placed.get(tie.other).copied().unwrap_or(false) && net.lanes.get(tie.other) == net.lanes.get(one)
        });
        if let (true, Some(top)) = (counts, tops.get(tie.other)) {
            sum += i64::from(top + tie.offset - tie.own);
            weight += 1;
        }
    }
    (weight > 0).then(|| (sum / weight) as Px)
}

/// Places the boxes of a lane below `top`; gives the height they take.
pub(super) fn align(band: &Band, net: &Net, top: Px, gap: Px, tops: &mut [Px]) -> Px {
    let height_of = |one: usize| net.heights.get(one).copied().unwrap_or(0);
    let total =
        |boxes: &[usize]| -> Px { (boxes.iter().map(|&one| height_of(one) + gap).sum::<Px>() - gap).max(0) };
    let tallest = (1..band.len()).max_by_key(|&at| (band.get(at).map_or(0, |boxes| total(boxes)), at));
    let Some(anchor) = tallest else { return 0 };
    let height = band.get(anchor).map_or(0, |boxes| total(boxes));
    let mut placed = vec![false; tops.len()];
    let outward = std::iter::once(anchor).chain(anchor + 1..band.len()).chain((1..anchor).rev());
    for at in outward {
        let Some(boxes) = band.get(at) else { continue };
        let slack = i64::from((height - total(boxes)).max(0));
        let mut offset = 0;
        let mut offsets = Vec::with_capacity(boxes.len());
        let mut shifts = Vec::with_capacity(boxes.len());
        for &one in boxes {
            let wanted = wanted(net, one, tops, Some(&placed));
            shifts.push(wanted.map(|wanted| i64::from(wanted - top - offset)));
            offsets.push(offset);
            offset += height_of(one) + gap;
        }
        for ((&one, offset), shift) in boxes.iter().zip(&offsets).zip(nondecreasing(&shifts)) {
            if let (Some(place), Some(placed)) = (tops.get_mut(one), placed.get_mut(one)) {
                *place = top + offset + shift.clamp(0, slack) as Px;
                *placed = true;
            }
        }
    }
    height
}

/// The nondecreasing sequence nearest to the wanted one in the sum of squares: pooled neighbors share their mean.
/// What is not wanted anywhere follows its predecessor.
fn nondecreasing(wanted: &[Option<i64>]) -> Vec<i64> {
    let mut blocks: Vec<(i64, i64, usize)> = Vec::new();
    for value in wanted {
        match (value, blocks.last_mut()) {
            (None, Some((_, _, count))) => *count += 1,
            (None, None) => blocks.push((0, 0, 1)),
            (Some(value), _) => blocks.push((*value, 1, 1)),
        }
        while let [.., before, last] = blocks.as_slice() {
            if mean(before) <= mean(last) && before.1 > 0 {
                break;
            }
            let merged = (before.0 + last.0, before.1 + last.1, before.2 + last.2);
            blocks.truncate(blocks.len() - 2);
            blocks.push(merged);
        }
    }
    blocks.iter().flat_map(|block| std::iter::repeat_n(mean(block), block.2)).collect()
}

fn mean(block: &(i64, i64, usize)) -> i64 {
    if block.1 == 0 { 0 } else { block.0.div_euclid(block.1) }
}

#[cfg(test)]
mod tests {
    use super::nondecreasing;

    #[test]
    fn neighbors_that_disagree_meet_in_the_middle() {
        assert_eq!(nondecreasing(&[Some(1), Some(5), Some(3), Some(9)]), [1, 4, 4, 9]);
        assert_eq!(nondecreasing(&[None, Some(5), None, Some(2)]), [3, 3, 3, 3]);
        assert_eq!(nondecreasing(&[]), [] as [i64; 0]);
    }
}
