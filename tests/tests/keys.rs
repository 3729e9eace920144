//! What makes two definitions one object: the group counts, and where objects of a kind live is asked of its definition.

use portolan_core::assumptions::{Assumptions, Complete};
use portolan_core::cluster::Presence;
use portolan_core::scenario::Scenario;
use portolan_core::{Analysis, DocumentCache, Input, InputFile, analyze};

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n";
const KNATIVE: &str =
    "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: web}\nspec: {template: {}}\n";

fn analysis(documents: &[&str]) -> Analysis {
    let files = [InputFile::new("world.yaml", &documents.join("---\n"))];
    let assumptions = Assumptions { complete: Complete::Everything, ..Assumptions::default() };
    let input = Input { files: &files, assumptions: &assumptions, scenario: &Scenario::default() };
    analyze(&mut DocumentCache::default(), &input)
}

#[test]
fn a_service_of_another_group_hides_none() {
    for documents in [[SERVICE, KNATIVE], [KNATIVE, SERVICE]] {
        let analysis = analysis(&documents);
        assert!(analysis.objects.iter().all(|object| object.superseded_by.is_none()));
        assert!(matches!(analysis.world().service("default", "web"), Presence::Present(_)));
    }
}

#[test]
fn a_service_of_another_group_may_make_one() {
    assert!(matches!(analysis(&[KNATIVE]).world().service("default", "web"), Presence::Unknown));
    assert!(matches!(analysis(&[KNATIVE]).world().service("default", "api"), Presence::Absent));
}

#[test]
fn the_version_makes_no_other_object() {
    let route = |version: &str| {
        format!(
            "apiVersion: gateway.networking.k8s.io/{version}\nkind: HTTPRoute\nmetadata: {{name: r}}\nspec: {{}}\n"
        )
    };
    let analysis = analysis(&[&route("v1beta1"), &route("v1")]);
    assert_eq!(analysis.objects[0].superseded_by, Some(analysis.objects[1].id));
}

#[test]
fn definitions_of_the_input_tell_where_objects_live() {
    const SHARED: &str = "apiVersion: example.com/v1\nkind: Fleet\nmetadata: {name: all}\nspec: {}\n";
    const DEFINITION: &str = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: \
                              fleets.example.com}\nspec: {group: example.com, scope: Cluster, names: {kind: Fleet, \
                              plural: fleets}, versions: [{name: v1, served: true, storage: true, schema: \
                              {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}\n";
    assert_eq!(analysis(&[SHARED]).objects[0].namespace, "default");
    assert_eq!(analysis(&[SHARED, DEFINITION]).objects[0].namespace, "");
    assert_eq!(analysis(&[DEFINITION, SHARED]).objects[1].namespace, "");
}

#[test]
fn cluster_wide_policies_live_outside_namespaces() {
    let policy = "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: p}\nspec: \
                  {priority: 1, subject: {namespaces: {}}}\n";
    assert_eq!(analysis(&[policy]).objects[0].namespace, "");
}
