//! The picture of examples: outline, SVG, Mermaid and DOT as checked in (`UPDATE=1` writes them), and what must hold of
//! every scene.

use portolan_core::Analysis;
use portolan_core::assumptions::Assumptions;
use portolan_core::picture::graph::{Column, State, build};
use portolan_core::picture::layout::layout;
use portolan_core::picture::scene::{Form, Scene};
use portolan_core::picture::tokens::{TOKENS, Theme};
use portolan_core::picture::view::{Show, View};
use portolan_core::picture::{draw, svg, to_dot, to_mermaid, to_outline};
use portolan_core::traffic::Verdict;
use portolan_tests::growth;
use portolan_tests::world::{analysis, analysis_with};
use std::collections::BTreeSet;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("picture")
}

fn examples() -> Vec<(String, Analysis)> {
    let mut names: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    names.sort();
    let read = |path: &PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, analysis(&std::fs::read_to_string(path).unwrap()))
    };
    names.iter().map(read).collect()
}

fn check(name: &str, got: &str) {
    let path = folder().join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, got).unwrap();
    }
    let want = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(want == got, "{name} differs; review and write it with UPDATE=1\n{got}");
}

#[test]
fn examples_are_drawn_as_checked_in() {
    let view = View::default();
    for (name, analysis) in examples() {
        check(&format!("{name}.txt"), &to_outline(&analysis, &view));
        check(&format!("{name}.svg"), &svg::print(&draw(&analysis, &view), Theme::Light));
        check(&format!("{name}.mmd"), &to_mermaid(&analysis, &view));
        check(&format!("{name}.dot"), &to_dot(&analysis, &view));
    }
}

/// Element names with their classes, in paint order.
fn elements(scene: &Scene) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    for layer in &scene.layers {
        out.push(("g", String::new()));
        for group in &layer.groups {
            let classes = format!("{} {}", group.kind.class(), group.classes);
            out.push(("g", classes.trim().to_owned()));
            out.extend(group.shapes.iter().map(|shape| (shape.form.element(), shape.classes.to_owned())));
        }
    }
    out
}

fn elements_of_svg(svg: &str) -> Vec<(&'static str, String)> {
    let body = svg.split_once("</style>").unwrap().1;
    let tags = body.split('<').filter_map(|tag| {
        let name = ["g", "rect", "path", "text"]
            .into_iter()
            .find(|name| tag.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '>'])))?;
        let class = tag.split_once(" class=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap());
        Some((name, class.to_owned()))
    });
    tags.collect()
}

#[test]
fn the_svg_holds_exactly_the_scene() {
    for (name, analysis) in examples() {
        let scene = draw(&analysis, &View::default());
        let svg = svg::print(&scene, Theme::Dark);
        assert_eq!(elements_of_svg(&svg), elements(&scene), "{name}");
        assert!(!svg.contains("var("), "{name}: a color is not filled in");
    }
}

#[test]
fn ids_are_unique_and_links_lead_somewhere() {
    for (name, analysis) in examples() {
        let scene = draw(&analysis, &View::default());
        let mut ids = BTreeSet::new();
        for group in scene.layers.iter().flat_map(|layer| &layer.groups) {
            assert!(ids.insert(group.id.as_str()), "{name}: {} twice", group.id);
            for shape in group.shapes.iter().filter(|shape| !shape.id.is_empty()) {
                assert!(ids.insert(shape.id.as_str()), "{name}: {} twice", shape.id);
            }
        }
        for link in &scene.links {
            for id in [&link.edge, &link.from, &link.from_row, &link.to, &link.to_row] {
                assert!(id.is_empty() || ids.contains(id.as_str()), "{name}: no {id}");
            }
        }
        for card in &scene.cards {
            assert!(scene.path(&card.id).contains(&card.id.as_str()), "{name}: {}", card.id);
        }
    }
}

#[test]
fn cards_do_not_overlap_and_lie_in_the_drawing() {
    let mut scenes: Vec<(String, Scene)> =
        examples().into_iter().map(|(name, analysis)| (name, draw(&analysis, &View::default()))).collect();
    scenes.push(("many".to_owned(), draw(&analysis(&many(40)), &View::default())));
    for (name, scene) in scenes {
        for (at, one) in scene.cards.iter().enumerate() {
            assert!(
                one.x >= 0 && one.x + one.width <= scene.width && one.y + one.height <= scene.height,
                "{name}"
            );
            for other in scene.cards.iter().skip(at + 1) {
                let apart = one.x + one.width <= other.x
                    || other.x + other.width <= one.x
                    || one.y + one.height <= other.y
                    || other.y + other.height <= one.y;
                assert!(apart, "{name}: {} and {}", one.id, other.id);
            }
        }
    }
}

/// Manifests of `count` Services with their Deployments, every tenth of them broken.
fn many(count: usize) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    for n in 0..count {
        let port = if n % 10 == 3 { "htp" } else { "http" };
        let namespace = format!("team-{}", n % 12);
        let _ = write!(
            out,
            "---\napiVersion: v1\nkind: Service\nmetadata: {{name: web-{n}, namespace: {namespace}}}\nspec:\n  \
             selector: {{app: web-{n}}}\n  ports: [{{name: http, port: 80, targetPort: {port}}}]\n\
             ---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web-{n}, namespace: {namespace}}}\nspec:\n  \
             replicas: 2\n  selector: {{matchLabels: {{app: web-{n}}}}}\n  template:\n    metadata: {{labels: {{app: web-{n}}}}}\n    \
             spec: {{containers: [{{name: web, image: web, ports: [{{name: http, containerPort: 8080}}]}}]}}\n"
        );
    }
    out
}

fn drawn(scene: &Scene) -> usize {
    scene.cards.len()
}

#[test]
fn large_inputs_open_on_their_broken_paths_and_say_what_is_not_drawn() {
    let small = draw(&analysis(&many(60)), &View::default());
    assert_eq!(drawn(&small), 120);
    assert!(small.summary.ends_with("6 broken paths · all drawn"), "{}", small.summary);

    let middle = draw(&analysis(&many(150)), &View::default());
    assert!(drawn(&middle) < 150, "{}", drawn(&middle));
    assert!(middle.summary.contains("15 broken paths · showing"), "{}", middle.summary);
    assert!(middle.summary.contains("of 300 cards, all 15 broken paths"), "{}", middle.summary);

    let large = analysis(&many(1000));
    let scene = draw(&large, &View::default());
    // 100 broken paths of two cards, and one folded card in each of twelve lanes.
    assert_eq!(drawn(&scene), 212, "{}", scene.summary);
    let opened = View { expanded: BTreeSet::from(["team-1".to_owned()]), ..View::default() };
    assert!(drawn(&draw(&large, &opened)) > 212);

    let problems = View { show: Show::Problems, ..View::default() };
    assert_eq!(drawn(&draw(&large, &problems)), 200);

    let matches =
        large.objects.iter().filter(|object| object.name == "web-7").map(|object| object.id).collect();
    let search = View { matches: Some(matches), ..View::default() };
    assert_eq!(drawn(&draw(&large, &search)), 2);
}

#[test]
fn text_is_escaped_in_every_printer() {
    let text = "apiVersion: v1\nkind: Service\nmetadata: {name: 'a\"<b>&]|', namespace: x}\nspec: {ports: [{name: '\"]<', port: 80}]}\n";
    let analysis = analysis(text);
    let svg = svg::print(&draw(&analysis, &View::default()), Theme::Light);
    let body = svg.split_once("</style>").unwrap().1;
    assert!(!body.contains("<b>") && body.contains("&quot;&lt;b&gt;&amp;]|"), "{body}");
    assert!(!to_mermaid(&analysis, &View::default()).contains("<b>"));
    assert!(!to_dot(&analysis, &View::default()).contains("a\"<"));
}

#[test]
fn every_state_is_drawn_with_its_sign() {
    let scenes = examples();
    let shop = &scenes.iter().find(|(name, _)| name == "shop").unwrap().1;
    let scene = draw(shop, &View::default());
    let texts = |needle: &str| {
        scene
            .layers
            .iter()
            .flat_map(|layer| &layer.groups)
            .flat_map(|group| &group.shapes)
            .any(|shape| matches!(&shape.form, Form::Text { text, .. } if text.contains(needle)))
    };
    assert!(texts("✕ no container port"));
    assert!(texts("cart has no port 80"));
    assert!(texts("no Pods in these files match"));
}

#[test]
fn layout_grows_as_its_cards() {
    let make = |n_services| build(&analysis(&many(n_services)));
    assert_eq!(make(1000).cards.len(), 2000);
    let ratio = growth::check(1000, make, |graph| layout(graph).cards.len());
    assert!(ratio.is_ok(), "{ratio:?}");
}

/// An edge is healthy only where the route was proved, and a route that fails is never drawn as if it might pass.
#[test]
fn edges_say_what_routes_say() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("conformance/worlds.jsonl.gz");
    let (recorded, cases) = portolan_tests::conformance::read_cases(&path).unwrap();
    let complete = portolan_tests::world::recorded_assumptions(&recorded);
    let mut worlds: Vec<Analysis> = examples().into_iter().map(|(_, analysis)| analysis).collect();
    for (at, case) in cases.iter().step_by(4).enumerate() {
        let open = Assumptions::default();
        let assumptions = if at % 2 == 0 { &complete } else { &open };
        worlds.push(analysis_with(case["text"].as_str().unwrap(), assumptions));
    }
    let mut routes = 0;
    for analysis in &worlds {
        let graph = build(analysis);
        for route in &analysis.routes {
            let name = analysis.object(route.service).map_or("", |object| &object.name);
            let states: Vec<State> = graph
                .edges
                .iter()
                .filter(|edge| {
                    let card = graph.card(edge.from.card).unwrap();
                    card.column == Column::Services
                        && card.objects == [route.service]
                        && edge.from.row.map(|row| row as usize) == route.port_index
                })
                .map(|edge| edge.state)
                .collect();
            let passes = |state: &State| matches!(state, State::Ok | State::Warning);
            let verdict = analysis.links.get(route.link).unwrap().verdict;
            let agrees = match verdict {
                Verdict::Pass | Verdict::Mixed => states.iter().any(passes),
                Verdict::Fail => states.iter().all(|state| *state == State::Broken),
                Verdict::Unknown => !states.contains(&State::Ok),
            };
            assert!(
                agrees && !states.is_empty(),
                "{name} {:?}: {:?} but {states:?}",
                route.port_index,
                verdict
            );
            routes += 1;
        }
    }
    assert!(routes > 200, "{routes}");
}

/// The page's tokens are the core's.
#[test]
fn the_page_has_the_same_colors() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../web/styles/tokens.css");
    let css = std::fs::read_to_string(path).unwrap();
    let (light, dark) = css.split_once("[data-theme=\"dark\"]").unwrap();
    for token in TOKENS {
        for (sheet, color) in [(light, token.light), (dark, token.dark)] {
            let declaration = format!("--{}: {color};", token.name);
            assert!(sheet.contains(&declaration), "tokens.css lacks {declaration}");
        }
    }
}
