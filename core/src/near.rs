//! How near two names are: the comparisons behind "did you mean".

/// Says whether two texts are equal but for case or surrounding space, and not equal.
pub fn is_same_but_case(a: &str, b: &str) -> bool {
    a != b && a.trim().eq_ignore_ascii_case(b.trim())
}

/// Says whether two texts have the same words in another order, words parted by `-`, `_` or `.`.
pub fn is_other_order(a: &str, b: &str) -> bool {
    let words = |text: &str| {
        let mut words: Vec<String> = text.split(['-', '_', '.']).map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    a != b && a.len() == b.len() && a.contains(['-', '_', '.']) && words(a) == words(b)
}

/// Says whether two texts differ by a slip of the fingers: one character dropped, added or swapped with its neighbor
/// where both have at least three, two edits where both have at least five. Digits alone never count.
pub fn is_near_spelling(a: &str, b: &str) -> bool {
    if a == b || without_digits(a) == without_digits(b) {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let shorter = a.len().min(b.len());
    (shorter >= 3 && is_one_slip(&a, &b)) || (shorter >= 5 && edit_distance(&a, &b, 2) <= 2)
}

/// The candidates that are nearest to a name: equal but for case, else near by spelling. Sorted, without repeats.
pub fn nearest<'a>(name: &str, candidates: &[&'a str]) -> Vec<&'a str> {
    let pick = |test: fn(&str, &str) -> bool| {
        let mut found: Vec<&str> =
            candidates.iter().copied().filter(|candidate| test(name, candidate)).collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    [is_same_but_case as fn(&str, &str) -> bool, is_other_order, is_near_spelling]
        .into_iter()
        .map(pick)
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

fn without_digits(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// One character inserted, dropped, or swapped with its neighbor.
fn is_one_slip(a: &[char], b: &[char]) -> bool {
    let prefix = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(prefix..).unwrap_or(&[]), b.get(prefix..).unwrap_or(&[]));
    match (a, b) {
        ([x1, x2, rest_a @ ..], [y1, y2, rest_b @ ..]) if x1 == y2 && x2 == y1 && rest_a == rest_b => true,
        _ => a.get(1..).is_some_and(|rest| rest == b) || b.get(1..).is_some_and(|rest| rest == a),
    }
}

/// The number of single-character edits between two texts, at most `limit + 1`.
///
/// Costs the product of the lengths; names are short.
pub fn edit_distance(a: &[char], b: &[char], limit: usize) -> usize {
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            let here = (diagonal + usize::from(x != y)).min(left + 1).min(above + 1);
            diagonal = *above;
            left = here;
            next.push(here);
        }
        row = next;
    }
    row.last().copied().unwrap_or(limit + 1).min(limit + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_order() {
        assert!(is_same_but_case("MyApp", "myapp"));
        assert!(is_same_but_case("web ", "web"));
        assert!(!is_same_but_case("web", "web"));
        assert!(is_other_order("web-frontend", "frontend-web"));
        assert!(!is_other_order("web", "bew"));
    }

    #[test]
    fn spelling() {
        assert!(is_near_spelling("grcp", "grpc"));
        assert!(is_near_spelling("web", "webb"));
        assert!(is_near_spelling("frontend", "fronend"));
        assert!(is_near_spelling("payments", "pymnts"));
        assert!(!is_near_spelling("web", "wab"), "a replaced character in a short name is another name");
        assert!(!is_near_spelling("redis-1", "redis-2"), "digits tell siblings apart");
        assert!(!is_near_spelling("db", "dbs"));
        assert_eq!(nearest("Http", &["http", "https"]), ["http"]);
    }
}
