//! What the API server says of CustomResourceDefinitions, beyond what the recorded answers are about.

use portolan_core::admission::{Ruling, Server};
use portolan_tests::admit::{at, causes, create, update};
use portolan_tests::world::manifests;

/// A definition of one version; `spec` is what stands beside it, `schema` the properties of its objects.
fn definition(spec: &str, schema: &str) -> String {
    format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: as.b.example}}\n\
         spec:\n  group: b.example\n  names: {{plural: as, kind: A}}\n  scope: Namespaced\n{spec}  versions:\n  \
         - name: v1\n    served: true\n    storage: true\n    schema: {{openAPIV3Schema: {{type: object, \
         properties: {{{schema}}}}}}}\n"
    )
}

#[test]
fn definitions_are_replaced() {
    let newest = at(37);
    let fine = definition("", "a: {type: string}");
    let other = fine
        .replace("scope: Namespaced", "scope: Cluster")
        .replace("kind: A}", "kind: B}")
        .replace("- name: v1", "- name: v2");
    assert_eq!(
        causes(&update(&newest, &fine, &other)),
        [
            "spec.scope: Invalid value: \"Cluster\": field is immutable",
            "spec.names.kind: Invalid value: \"B\": field is immutable",
            "status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions; v1 was previously a storage \
             version, and must remain in spec.versions until a storage migration ensures no data remains persisted in \
             v1 and removes v1 from status.storedVersions",
        ]
    );
    // What a stored definition did not keep to, its successor need not either.
    let set = "a: {type: array, x-kubernetes-list-type: set, items: {type: object, properties: {b: {type: string}}}}";
    let loose = definition("", set);
    let refused = causes(&create(&newest, &loose));
    let at_items = "spec.validation.openAPIV3Schema.properties[a].items";
    assert_eq!(
        refused,
        [format!(
            "{at_items}.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with \
             x-kubernetes-list-type=set"
        )]
    );
    let mut stored = create(&newest, &fine).object;
    let spec = create(&newest, &loose).object.get("spec").clone();
    stored.set("spec", spec);
    let again = Server::new(&newest).update(&stored, &manifests(&loose, &newest)[0]);
    assert_eq!((causes(&again), again.warnings.len()), (Vec::new(), 0));
}

#[test]
fn schemas_must_be_structural() {
    let newest = at(37);
    let told = |schema: &str| -> Vec<String> {
        let root = "spec.validation.openAPIV3Schema.";
        let found = causes(&create(&newest, &definition("", schema)));
        found.iter().map(|cause| cause.strip_prefix(root).unwrap_or(cause).to_owned()).collect()
    };
    for fine in [
        "a: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}], pattern: '^a$'}",
        "a: {x-kubernetes-int-or-string: true, allOf: [{anyOf: [{type: integer}, {type: string}]}, {minimum: 1}]}",
        "a: {type: object, additionalProperties: {type: string}, anyOf: [{required: [b]}]}",
        "metadata: {type: object, properties: {name: {type: string, maxLength: 5}}}",
        "a: {type: object, default: {b: 1}, properties: {b: {type: integer, default: 2}}}",
        "a: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object, \
         required: [k], properties: {k: {type: string}}}}",
    ] {
        assert_eq!(create(&newest, &definition("", fine)).ruling, Ruling::Accepted, "{fine}");
    }
    for (wrong, refused) in [
        (
            "a: {type: object, anyOf: [{properties: {b: {type: integer, minimum: 1}}}]}",
            &["properties[a].anyOf[0].properties[b].type: Forbidden: must be empty to be structural"]
                as &[&str],
        ),
        (
            "a: {type: object, properties: {b: {}}, additionalProperties: {type: string}}",
            &[
                "properties[a].properties[b].type: Required value: must not be empty for specified object fields",
                "properties[a].additionalProperties: Forbidden: additionalProperties and properties are mutual \
                 exclusive",
            ],
        ),
        (
            "metadata: {type: object, description: x, properties: {labels: {type: object}}}",
            &[
                "properties[metadata]: Forbidden: must not specify anything other than name and generateName, but \
               metadata is implicitly specified",
            ],
        ),
        (
            "a: {type: array, items: [{type: string}]}",
            &["properties[a].items: Forbidden: items must be a schema object and not an array"],
        ),
        (
            "a: {type: text, nullable: true, default: 1, $ref: x}",
            &[
                "properties[a].type: Unsupported value: \"text\": supported values: \"array\", \"boolean\", \
                 \"integer\", \"number\", \"object\", \"string\"",
                "properties[a].$ref: Forbidden: $ref is not supported",
            ],
        ),
        (
            "a: {type: object, default: {b: x, c: 1}, properties: {b: {type: integer}}}",
            &[
                "properties[a].default: Invalid value: {\"b\":\"x\",\"c\":1}: must not have unknown fields",
                "properties[a].default.b: Invalid value: \"string\": b in body must be of type integer: \"string\"",
            ],
        ),
        (
            "a: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true, \
             default: {kind: a b, metadata: {name: x/y}}}",
            &[
                "properties[a].default.apiVersion: Required value",
                "properties[a].default.kind: Invalid value: \"a b\": may have mixed case, but should otherwise match: a \
                 DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic \
                 character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for \
                 validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
                "properties[a].default.metadata.name: Invalid value: \"x/y\": may not contain '/'",
            ],
        ),
        (
            "a: {type: array, default: [1], items: {type: string}}",
            &[
                "properties[a].default.[0]: Invalid value: \"integer\": [0] in body must be of type string: \"integer\"",
            ],
        ),
        (
            "metadata: {type: object, properties: {name: {type: string, default: x}}}",
            &[
                "properties[metadata].properties[name].default: Forbidden: must not be set in top-level metadata",
            ],
        ),
        (
            "a: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k, k, m], items: {type: \
             object, properties: {k: {type: object, nullable: true}}}}",
            &[
                "properties[a].items.properties[k].type: Invalid value: \"object\": must be a scalar type if parent \
                 array's x-kubernetes-list-type is map",
                "properties[a].x-kubernetes-list-map-keys: Invalid value: [\"k\",\"k\",\"m\"]: must not contain \
                 duplicate entries",
                "properties[a].x-kubernetes-list-map-keys: Invalid value: [\"k\",\"k\",\"m\"]: entries must all be \
                 names of item properties",
                "properties[a].items.properties[k].default: Required value: this property is in \
                 x-kubernetes-list-map-keys, so it must have a default or be a required property",
                "properties[a].items.properties[k].nullable: Forbidden: this property is in \
                 x-kubernetes-list-map-keys, so it cannot be nullable",
            ],
        ),
        (
            "a: {type: string, x-kubernetes-validations: [{rule: ' '}, {rule: \"a\\nb\"}, {rule: a, fieldPath: .b, \
             reason: x}]}",
            &[
                "properties[a].x-kubernetes-validations[0].rule: Required value: rule is not specified",
                "properties[a].x-kubernetes-validations[1].message: Required value: message must be specified if rule \
                 contains line breaks",
                "properties[a].x-kubernetes-validations[2].reason: Unsupported value: \"x\": supported values: \
                 \"FieldValueDuplicate\", \"FieldValueForbidden\", \"FieldValueInvalid\", \"FieldValueRequired\"",
                "properties[a].x-kubernetes-validations[2].fieldPath: Invalid value: \".b\": must be a valid path",
            ],
        ),
    ] {
        assert_eq!(told(wrong), refused, "{wrong}");
    }
}

#[test]
fn groups_of_the_community_need_approval() {
    let newest = at(37);
    let text = |annotations: &str| {
        definition("", "").replace("b.example", "b.k8s.io").replace(
            "metadata: {name: as.b.k8s.io}",
            &format!("metadata: {{name: as.b.k8s.io, annotations: {{{annotations}}}}}"),
        )
    };
    let missing = text("");
    let start = "metadata.annotations[api-approved.kubernetes.io]: ";
    assert!(
        causes(&create(&newest, &missing))[0]
            .starts_with(&format!("{start}Required value: protected groups"))
    );
    assert!(
        causes(&create(&newest, &text("api-approved.kubernetes.io: 'yes'")))[0]
            .starts_with(&format!("{start}Invalid value: \"yes\": protected groups"))
    );
    let approved = text("api-approved.kubernetes.io: 'https://github.com/a'");
    assert_eq!(create(&newest, &approved).ruling, Ruling::Accepted);
    assert_eq!(causes(&update(&newest, &approved, &missing)).len(), 1);
    let bypassed = text("api-approved.kubernetes.io: unapproved, experiment");
    assert_eq!(create(&newest, &bypassed).ruling, Ruling::Accepted);
}

#[test]
fn formats_that_the_server_does_not_know() {
    let schema = "a: {type: string, format: k8s-short-name}, b: {type: string, format: x}, \
                  c: {type: integer, format: date}, d: {type: string, format: date-time}";
    let warned = |minor| -> Vec<String> {
        let admission = create(&at(minor), &definition("", schema));
        admission.warnings.into_iter().map(|warning| warning.text).collect()
    };
    assert_eq!(warned(37), ["unrecognized format \"x\"", "unrecognized format \"date\""]);
    assert_eq!(warned(34).len(), 3);
}

#[test]
fn fields_to_select_by() {
    let text = |fields: &[&str]| {
        let list: Vec<String> = fields.iter().map(|field| format!("{{jsonPath: \"{field}\"}}")).collect();
        let schema = "spec: {type: object, properties: {a: {type: string}, o: {type: object, additionalProperties: \
                      {type: string}}}}";
        format!("{}    selectableFields: [{}]\n", definition("", schema), list.join(", "))
    };
    let newest = at(37);
    let path = "spec.selectableFields";
    assert_eq!(
        causes(&create(
            &newest,
            &text(&[".spec.a", ".spec.a", ".spec.o", ".spec.x", "spec.a", ".spec['a']", ".spec.o.k"])
        )),
        [
            format!("{path}[1].jsonPath: Duplicate value: \".spec.a\""),
            format!(
                "{path}[2].jsonPath: Invalid value: \".spec.o\": must point to a field of type string, boolean or \
                 integer. Enum string fields and strings with formats are allowed."
            ),
            format!(
                "{path}[3].jsonPath: Invalid value: \".spec.x\": is an invalid path: does not refer to a valid field"
            ),
            format!(
                "{path}[4].jsonPath: Invalid value: \"spec.a\": is an invalid path: expected [ or . but got: spec"
            ),
            format!(
                "{path}[5].jsonPath: Invalid value: \".spec['a']\": is an invalid path: array notation is not allowed"
            ),
        ]
    );
}
