//! Workloads: every kind with a Pod template, custom kinds included.

use super::{Pair, PodTemplate, Sourced, number, pairs, text};
use crate::schema;
use crate::value::{Origin, Value};

/// How a workload makes Pods of its template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkloadKind {
    /// apps Deployment.
    Deployment,
    /// apps ReplicaSet.
    ReplicaSet,
    /// core ReplicationController.
    ReplicationController,
    /// apps StatefulSet.
    StatefulSet,
    /// apps DaemonSet.
    DaemonSet,
    /// batch Job.
    Job,
    /// batch CronJob.
    CronJob,
    /// A custom kind with `spec.template.spec.containers`.
    Custom,
}

/// A workload.
#[derive(Debug, Clone, PartialEq)]
pub struct Workload {
    /// How it makes Pods.
    pub kind: WorkloadKind,
    /// The template.
    pub template: PodTemplate,
    /// The template's place; the Job template's inner one for a CronJob.
    pub template_origin: Origin,
    /// `spec.replicas`, or the `parallelism` of a Job or of a CronJob's Jobs.
    pub replicas: Option<Sourced<i64>>,
    /// `completions` of a Job or of a CronJob's Jobs: no more Pods than are needed run at once.
    pub completions: Option<Sourced<i64>>,
    /// `completionMode` of a Job or of a CronJob's Jobs is `Indexed`: each Pod has a number of its own.
    pub indexed: bool,
    /// `spec.selector.matchLabels`, or a ReplicationController's `spec.selector`.
    pub match_labels: Vec<Pair>,
    /// `spec.serviceName` of a StatefulSet.
    pub service_name: Option<Sourced<String>>,
    /// `spec.suspend` of a Job or CronJob.
    pub suspended: Option<Sourced<bool>>,
    /// `spec.ordinals.start` of a StatefulSet.
    pub first_ordinal: i64,
}

impl Workload {
    /// Reads a workload from its value; `None` for a value without a Pod template.
    pub fn read(api_version: &str, kind: &str, object: &Value) -> Option<Self> {
        let kind = match (schema::group(api_version), kind) {
            ("apps" | "extensions", "Deployment") => WorkloadKind::Deployment,
            ("apps" | "extensions", "ReplicaSet") => WorkloadKind::ReplicaSet,
            ("", "ReplicationController") => WorkloadKind::ReplicationController,
            ("apps", "StatefulSet") => WorkloadKind::StatefulSet,
            ("apps" | "extensions", "DaemonSet") => WorkloadKind::DaemonSet,
            ("batch", "Job") => WorkloadKind::Job,
            ("batch", "CronJob") => WorkloadKind::CronJob,
            _ => WorkloadKind::Custom,
        };
        let spec = object.get("spec");
        let job = if kind == WorkloadKind::CronJob { spec.get("jobTemplate").get("spec") } else { spec };
        let template = job.get("template");
        if kind == WorkloadKind::Custom && !template.get("spec").has("containers") {
            return None;
        }
        let selector = spec.get("selector");
        let match_labels =
            if kind == WorkloadKind::ReplicationController { selector } else { selector.get("matchLabels") };
        let is_job = matches!(kind, WorkloadKind::Job | WorkloadKind::CronJob);
        let replicas = if is_job { job.get("parallelism") } else { spec.get("replicas") };
        Some(Self {
            kind,
            template: PodTemplate::read(template),
            template_origin: template.origin,
            replicas: number(replicas),
            completions: number(job.get("completions")).filter(|_| is_job),
            indexed: is_job && job.str("completionMode") == "Indexed",
            match_labels: pairs(match_labels),
            service_name: text(spec.get("serviceName")),
            suspended: spec
                .bool("suspend")
                .map(|value| Sourced { value, origin: spec.get("suspend").origin }),
            first_ordinal: spec.get("ordinals").int("start"),
        })
    }
}
