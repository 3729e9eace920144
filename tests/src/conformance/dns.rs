//! DNS: replies of CoreDNS's kubernetes plugin.

use super::Judged;
use crate::world::objects;
use portolan_core::assumptions::Assumptions;
use portolan_core::cluster::dns::{Dns, DnsOptions, RecordType};
use portolan_core::cluster::simulate;
use portolan_core::cluster::world::World;
use portolan_core::scenario::Scenario;
use serde_json::{Value as Json, json};

/// Judges one world under one setting: `{id, options, text, replies: [{name, type, rcode, answer}]}`.
pub fn judge(assumptions: &Assumptions, case: &Json) -> Vec<Judged> {
    let objects = objects(case["text"].as_str().unwrap_or(""), assumptions);
    let cluster = simulate(&objects, assumptions, &Scenario::default());
    let world = World::new(&objects, &cluster, assumptions, false);
    let options = case["options"].as_array().into_iter().flatten().filter_map(Json::as_str);
    let dns = Dns::new(&world, DnsOptions::read(options));
    let replies = case["replies"].as_array().into_iter().flatten();
    replies.map(|reply| Judged::new("replies", truth(reply), ask(&dns, reply))).collect()
}

fn truth(reply: &Json) -> Json {
    json!({"name": reply["name"], "type": reply["type"], "rcode": reply["rcode"], "answer": reply["answer"]})
}

fn ask(dns: &Dns<'_>, reply: &Json) -> Json {
    let kind = reply["type"].as_str().and_then(RecordType::parse);
    let answered = kind.and_then(|kind| dns.ask(reply["name"].as_str().unwrap_or(""), kind));
    let rcode = answered.as_ref().map_or("REFUSED", |answered| answered.rcode.as_str());
    let records = answered.as_ref().map_or(&[][..], |answered| &answered.answer);
    let mut answer: Vec<String> = records.iter().map(ToString::to_string).collect();
    answer.sort();
    json!({"name": reply["name"], "type": reply["type"], "rcode": rcode, "answer": answer})
}
