//! One request, hop by hop: from a Pod, a node or outside, to a name and a port.

mod offers;

use super::because;
use crate::engine::{self, Checked};
use crate::state::{Action, Store, TraceQuestion};
use offers::{callers, names};
use portolan_core::cluster::dns::{Dns, DnsOptions};
use portolan_core::object::ObjectId;
use portolan_core::traffic::Verdict;
use portolan_core::traffic::trace::{Hop, Stage, Target, trace};
use std::collections::BTreeSet;
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct TraceProps {
    /// The store.
    pub(crate) store: Store,
    /// The analysis.
    pub(crate) checked: Rc<Checked>,
    /// The Service, or what calls one.
    pub(crate) object: ObjectId,
}

#[component]
pub(crate) fn Trace(props: &TraceProps) -> Html {
    let analysis = &props.checked.drawn;
    let Some(object) = analysis.object(props.object) else { return Html::default() };
    let about = engine::key(object);
    let question = match &props.store.trace {
        Some(asked) if asked.about == about => asked.clone(),
        Some(_) | None => TraceQuestion { about, from: None, to: None },
    };
    let callers = callers(analysis, object);
    // A caller that is gone for now gives way to the first one, and is back when it is.
    let asked = question.from.as_ref().and_then(|from| callers.iter().find(|offer| offer.caller == *from));
    let Some(from) = asked.or(callers.first()) else { return Html::default() };
    let names = names(analysis, object, from.namespace.as_deref());
    let Some(target) = question.to.clone().or_else(|| names.first().cloned()) else {
        return html! { <p class="inspector-note">{ "No Service with a port is in these files." }</p> };
    };
    let world = analysis.world();
    let dns = Dns::new(&world, DnsOptions::default());
    let found = trace(&world, &dns, &analysis.links, from.start, target.clone());
    let choose = {
        let (store, question) = (props.store.clone(), question.clone());
        let offered: Vec<_> = callers.iter().map(|offer| offer.caller.clone()).collect();
        Callback::from(move |event: Event| {
            let at: usize = event.target_unchecked_into::<HtmlSelectElement>().value().parse().unwrap_or(0);
            store.dispatch(Action::Trace(TraceQuestion {
                from: offered.get(at).cloned(),
                ..question.clone()
            }));
        })
    };
    let address = |change: fn(&mut Target, String)| {
        let (store, question, target) = (props.store.clone(), question.clone(), target.clone());
        move |text: String| {
            let mut next = target.clone();
            change(&mut next, text);
            store.dispatch(Action::Trace(TraceQuestion { to: Some(next), ..question.clone() }));
        }
    };
    let field = |change: fn(&mut Target, String)| {
        let address = address(change);
        Callback::from(move |event: Event| {
            address(event.target_unchecked_into::<HtmlInputElement>().value().trim().to_owned());
        })
    };
    let protocol = {
        let address = address(|target, text| target.protocol = text);
        Callback::from(move |event: Event| {
            address(event.target_unchecked_into::<HtmlSelectElement>().value());
        })
    };
    let known: BTreeSet<&str> = names.iter().map(|target| target.host.as_str()).collect();
    html! {
        <>
            <div class="inspector-trace">
                <label>{ "From" }<select class="field" onchange={choose}>
                    { for callers.iter().enumerate().map(|(at, offer)| html! { <option key={at} value={at.to_string()} selected={offer.caller == from.caller}>{ offer.words.clone() }</option> }) }
                </select></label>
                <label>{ "To, a name or an address" }
                    <input class="field mono" list="trace-names" value={target.host.clone()} onchange={field(|target, text| target.host = text)} />
                    <datalist id="trace-names">{ for known.iter().map(|name| html! { <option key={*name} value={(*name).to_owned()} /> }) }</datalist>
                </label>
                <label>{ "Port" }
                    <input class="field mono" type="number" min="1" max="65535" value={target.port.to_string()}
                        onchange={field(|target, text| target.port = text.parse().unwrap_or(target.port))} />
                </label>
                <label>{ "Protocol" }<select class="field" onchange={protocol}>
                    { for ["TCP", "UDP", "SCTP"].map(|name| html! { <option key={name} value={name} selected={target.protocol == name}>{ name }</option> }) }
                </select></label>
            </div>
            <ol class="inspector-hops">
                { for found.hops.iter().enumerate().map(|(at, hop)| hop_html(props, at, hop)) }
                { end(found.verdict) }
            </ol>
        </>
    }
}

fn hop_html(props: &TraceProps, at: usize, hop: &Hop) -> Html {
    let (sign, verdict) = sign(hop.verdict);
    let stage = match hop.stage {
        Stage::Dns => "DNS",
        Stage::Service => "Service",
        Stage::Endpoint => "endpoint",
        Stage::Policy => "policy",
        Stage::Container => "container",
    };
    let facts = hop.because.iter().enumerate();
    html! {
        <li key={at} data-verdict={verdict}>
            <span role="img" aria-label={verdict}>{ sign }</span>
            <span>{ stage }</span>
            <span>{ for facts.map(|(at, fact)| because(&props.store, &props.checked, at, &fact.text, fact.span)) }</span>
        </li>
    }
}

fn end(verdict: Verdict) -> Html {
    let (sign, word) = sign(verdict);
    let words = match verdict {
        Verdict::Pass => "The request reaches a container’s port.",
        Verdict::Fail => "The request does not get through.",
        Verdict::Unknown => "These files cannot tell whether it gets through.",
        Verdict::Mixed => "Some of it gets through, and some does not.",
    };
    html! { <li data-verdict={word}><span aria-hidden="true">{ sign }</span><span>{ "result" }</span><b>{ words }</b></li> }
}

fn sign(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Pass => ("●", "pass"),
        Verdict::Fail => ("✕", "fail"),
        Verdict::Unknown => ("?", "unknown"),
        Verdict::Mixed => ("◐", "mixed"),
    }
}
