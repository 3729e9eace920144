//! The labels that controllers put on the Pods of workloads, beside those of the template.
//!
//! One table for everybody who compares labels: the simulated Pods carry what is known of it, and a selector that
//! asks for what nobody can know is neither matched nor missed.

use super::state::ClusterPod;
use crate::object::workload::WorkloadKind;
use crate::object::{Object, Workload};

/// What a controller makes of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Added {
    /// It sets a value that follows from the manifest.
    Known,
    /// It sets a value that nobody can know beforehand.
    Unknowable,
}

/// Says whether the Pods that an object makes or is get a label with this key that its template does not show.
///
/// Source: kubernetes v1.37 pkg/controller/statefulset/stateful_set_utils.go initIdentity,
/// pkg/controller/job/{indexed_job_utils,job_controller}.go, pkg/controller/deployment/util/deployment_util.go,
/// pkg/controller/daemon/util/daemonset_util.go, plugin/pkg/admission/podtopologylabels/admission.go
pub(crate) fn added(origin: &Object, key: &str) -> Option<Added> {
    if key.starts_with("topology.kubernetes.io/") && makes_or_is_pod(origin) {
        return Some(Added::Unknowable);
    }
    let workload = origin.workload()?;
    let is_job_name = matches!(key, "job-name" | "batch.kubernetes.io/job-name");
    let is_job_uid = matches!(key, "controller-uid" | "batch.kubernetes.io/controller-uid");
    let is_index = key == "batch.kubernetes.io/job-completion-index";
    match workload.kind {
        WorkloadKind::Deployment if key == "pod-template-hash" => Some(Added::Unknowable),
        WorkloadKind::StatefulSet => match key {
            "statefulset.kubernetes.io/pod-name" | "apps.kubernetes.io/pod-index" => Some(Added::Known),
            "controller-revision-hash" => Some(Added::Unknowable),
            _ => None,
        },
        WorkloadKind::DaemonSet if matches!(key, "controller-revision-hash" | "pod-template-generation") => {
            Some(Added::Unknowable)
        }
        WorkloadKind::Job if is_job_name || (is_index && workload.indexed) => Some(Added::Known),
        WorkloadKind::Job if is_job_uid => Some(Added::Unknowable),
        WorkloadKind::CronJob if is_job_name || is_job_uid => Some(Added::Unknowable),
        // What the controller of a custom kind adds is its own affair.
        WorkloadKind::Custom if !workload.template.labels.iter().any(|pair| pair.key == key) => {
            Some(Added::Unknowable)
        }
        WorkloadKind::Deployment
        | WorkloadKind::ReplicaSet
        | WorkloadKind::ReplicationController
        | WorkloadKind::DaemonSet
        | WorkloadKind::Job
        | WorkloadKind::CronJob
        | WorkloadKind::Custom => None,
    }
}

fn makes_or_is_pod(origin: &Object) -> bool {
    origin.pod_template().is_some()
}

/// Adds the labels and names that a workload's controller puts on its Pods, as far as they can be known.
///
/// `n` counts the workload's Pods from 0. Source: as [`added`].
pub(super) fn add_known(pod: &mut ClusterPod, object: &Object, workload: &Workload, n: u32) {
    let mut label = |key: &str, value: String| pod.labels.insert(key.to_owned(), value);
    match workload.kind {
        WorkloadKind::StatefulSet => {
            label("statefulset.kubernetes.io/pod-name", pod.name.clone());
            let ordinal = workload.first_ordinal.saturating_add(i64::from(n));
            label("apps.kubernetes.io/pod-index", ordinal.to_string());
            pod.hostname = Some(pod.name.clone());
            pod.subdomain = workload.service_name.as_ref().map(|name| name.value.clone());
        }
        WorkloadKind::Job => {
            label("job-name", object.name.clone());
            label("batch.kubernetes.io/job-name", object.name.clone());
            if workload.indexed {
                label("batch.kubernetes.io/job-completion-index", n.to_string());
                pod.hostname = Some(pod.name.clone());
            }
        }
        WorkloadKind::Deployment
        | WorkloadKind::ReplicaSet
        | WorkloadKind::ReplicationController
        | WorkloadKind::DaemonSet
        | WorkloadKind::CronJob
        | WorkloadKind::Custom => {}
    }
}
