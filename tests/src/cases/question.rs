//! Questions about traffic: `FROM -> TO [{method: GET, header: name=value}] = VERDICT [DESTINATION]`.

use portolan_core::Analysis;

/// A question and the answer that a case expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Who asks: `shop/web`, `outside`.
    pub from: String,
    /// Where the request goes: a URL, `host:port` or `host:port/UDP`.
    pub to: String,
    /// What refines the request, by name: `method`, `header`.
    pub request: Vec<(String, String)>,
    /// The expected verdict.
    pub verdict: Verdict,
    /// A Service, workload or Pod among the ends or hops, as `namespace/name`.
    pub destination: Option<String>,
}

/// What is said of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It certainly arrives.
    Pass,
    /// It certainly does not.
    Fail,
    /// The input does not tell.
    Unknown,
    /// It arrives at some ends and certainly not at others.
    Mixed,
}

/// What was answered: the verdict, and what the request touches on its way, as `namespace/name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The verdict.
    pub verdict: Verdict,
    /// Objects of ends and hops.
    pub touched: Vec<String>,
}

impl Verdict {
    /// Reads the word of a verdict.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "pass" => Some(Self::Pass),
            "fail" => Some(Self::Fail),
            "unknown" => Some(Self::Unknown),
            "mixed" => Some(Self::Mixed),
            _ => None,
        }
    }
}

impl Question {
    /// Reads a question from what follows `# trace: `.
    pub fn parse(text: &str) -> Option<Self> {
        let (asked, expected) = text.rsplit_once(" = ")?;
        let (from, to) = asked.split_once(" -> ")?;
        let (to, request) = match to.split_once(" {") {
            Some((to, request)) => (to, request.strip_suffix('}')?),
            None => (to, ""),
        };
        let request = request.split(", ").filter(|part| !part.is_empty()).map(|part| {
            let (name, value) = part.split_once(": ")?;
            Some((name.to_owned(), value.to_owned()))
        });
        let (verdict, destination) = match expected.split_once(' ') {
            Some((verdict, destination)) => (verdict, Some(destination.trim().to_owned())),
            None => (expected, None),
        };
        Some(Self {
            from: from.trim().to_owned(),
            to: to.trim().to_owned(),
            request: request.collect::<Option<_>>()?,
            verdict: Verdict::parse(verdict)?,
            destination,
        })
    }

    /// Compares with what Portolan answers; `None` where the question cannot be asked.
    pub fn judge(&self, analysis: &Analysis) -> Option<Result<(), String>> {
        let answer = ask(analysis, self)?;
        let wanted = self.destination.as_ref();
        let is_met = answer.verdict == self.verdict
            && wanted.is_none_or(|wanted| answer.touched.iter().any(|touched| touched == wanted));
        Some(if is_met { Ok(()) } else { Err(format!("{self:?} is answered by {answer:?}")) })
    }
}

/// Asks the engine a question in words.
///
/// `traffic::trace` takes a Pod and a name inside the cluster only, so no question of this form can be asked. When it
/// takes callers and destinations in words, this is the place to call it.
fn ask(_analysis: &Analysis, _question: &Question) -> Option<Answer> {
    None
}

#[cfg(test)]
mod tests {
    use super::{Question, Verdict};

    #[test]
    fn a_question_has_five_parts() {
        let text = "shop/web -> http://api.shop/v1 {method: GET, header: x-a=b} = pass shop/api";
        let question = Question::parse(text).unwrap();
        assert_eq!((question.from.as_str(), question.to.as_str()), ("shop/web", "http://api.shop/v1"));
        assert_eq!(question.request[1], ("header".to_owned(), "x-a=b".to_owned()));
        assert_eq!((question.verdict, question.destination.as_deref()), (Verdict::Pass, Some("shop/api")));
    }

    #[test]
    fn a_question_needs_a_verdict() {
        assert_eq!(Question::parse("outside -> http://a.test/ = perhaps"), None);
        assert_eq!(Question::parse("outside = pass"), None);
        assert_eq!(Question::parse("outside -> a:80/UDP = mixed").unwrap().destination, None);
    }
}
