//! How near two names are: the comparisons behind "did you mean".

use strsim::{levenshtein, osa_distance};

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
    let (len_a, len_b) = (a.chars().count(), b.chars().count());
    let shorter = len_a.min(len_b);
    if shorter < 3 || len_a.abs_diff(len_b) > 2 {
        return false;
    }
    let n_edits = levenshtein(a, b);
    // A replaced character is not a slip in a short name: `wab` is another name than `web`.
    let is_slip = osa_distance(a, b) == 1 && (len_a != len_b || n_edits == 2);
    is_slip || (shorter >= 5 && n_edits <= 2)
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

/// The names of a closed list that one may be a slip of: those at the least distance, if that is small; at most three.
///
/// Characters may be inserted, dropped, replaced or swapped with their neighbor, and case does not count.
pub fn least_edits<'n>(wanted: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let len = wanted.chars().count();
    let most = (len / 3).clamp(1, 3);
    let mut best = most;
    let mut found = Vec::new();
    let wanted = wanted.to_ascii_lowercase();
    for name in names.filter(|name| name.chars().count().abs_diff(len) <= most) {
        let distance = osa_distance(&wanted, &name.to_ascii_lowercase());
        if distance < best {
            best = distance;
            found.clear();
        }
        if distance == best {
            found.push(name);
        }
    }
    found.sort_unstable();
    found.truncate(3);
    found
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

    #[test]
    fn least() {
        let fields = ["port", "ports", "name", "nodePort", "protocol", "targetPort"];
        let near = |wanted| least_edits(wanted, fields.into_iter());
        assert_eq!(near("prot"), ["port"]);
        assert_eq!(near("targetport"), ["targetPort"]);
        assert_eq!(near("prots"), ["ports"]);
        assert_eq!(near("selector"), [""; 0]);
        assert_eq!(least_edits("ab", ["ac", "ad", "bb", "cb", "abcd"].into_iter()), ["ac", "ad", "bb"]);
        assert_eq!(least_edits(&"x".repeat(100_000), ["x"].into_iter()), [""; 0]);
    }
}
