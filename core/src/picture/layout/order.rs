//! The order of boxes within the columns of a lane, by barycenters: each goes where its neighbors are.

use super::net::{Band, Net};

/// How often the columns are ordered, alternately from the left and from the right.
const SWEEPS: usize = 4;
/// The height of a column in the scale of positions.
const SCALE: i64 = 1 << 20;

/// Orders the boxes of every band; those that nothing pulls stay where they are.
pub(super) fn order(net: &Net, bands: &mut [Band]) {
    let count = net.heights.len();
    let mut position = vec![0i64; count];
    let mut step = vec![0i64; count];
    for boxes in bands.iter().flatten() {
        number(boxes, &mut position, &mut step);
    }
    for sweep in 0..SWEEPS {
        let from_left = sweep % 2 == 0;
        for band in bands.iter_mut() {
            let columns = band.len();
            for at in 0..columns {
                let at = if from_left { at } else { columns - 1 - at };
                let Some(boxes) = band.get_mut(at) else { continue };
                let mut keyed: Vec<(i64, usize)> = boxes
                    .iter()
                    .map(|&one| {
                        let stays = position.get(one).copied().unwrap_or(0);
                        let key = match net.ties.get(one).map(Vec::as_slice) {
                            // What nothing leads to stands below, out of the way of edges.
                            None | Some([]) => i64::MAX,
                            Some(_) => pull(net, one, at, from_left, &position, &step).unwrap_or(stays),
                        };
                        (key, one)
                    })
                    .collect();
                keyed.sort_by_key(|(key, _)| *key);
                *boxes = keyed.into_iter().map(|(_, one)| one).collect();
                number(boxes, &mut position, &mut step);
            }
        }
    }
}

/// The mean position of what a box is tied to on one side of its column.
fn pull(
    net: &Net,
    one: usize,
    column: usize,
    from_left: bool,
    position: &[i64],
    step: &[i64],
) -> Option<i64> {
    let mut sum = 0;
    let mut weight = 0;
    for tie in net.ties.get(one)? {
        let other = net.columns.get(tie.other).copied().unwrap_or(column);
        let counts = if from_left { other < column } else { other > column };
        if !counts || net.lanes.get(tie.other) != net.lanes.get(one) {
            continue;
        }
        let height = i64::from(net.heights.get(tie.other).copied().unwrap_or(1).max(1));
        let within = step.get(tie.other).copied().unwrap_or(0) * i64::from(tie.offset) / height;
        sum += position.get(tie.other).copied().unwrap_or(0) + within;
        weight += 1;
    }
    (weight > 0).then(|| sum / weight)
}

/// Spreads the boxes of a column over the scale.
fn number(boxes: &[usize], position: &mut [i64], step: &mut [i64]) {
    let each = SCALE / i64::try_from(boxes.len()).unwrap_or(SCALE).max(1);
    let mut next = 0;
    for &one in boxes {
        if let (Some(position), Some(step)) = (position.get_mut(one), step.get_mut(one)) {
            *position = next;
            *step = each;
        }
        next += each;
    }
}
