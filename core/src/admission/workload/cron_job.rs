//! CronJobs.
//!
//! Source: kubernetes v1.37 pkg/registry/batch/cronjob/strategy.go, pkg/apis/batch/validation/validation.go

use super::cron_schedule::schedule_error;
use super::job::{drop_disabled_fields, set_defaults_job_spec, warnings_for_job_spec};
use super::job_spec::validate_job_spec_common;
use super::{generated_name, validate_nonnegative_fields, validate_workload_metadata, warn_of_name};
use crate::admission::features::DECLARATIVE_VALIDATION_BETA;
use crate::admission::field_error::Bad;
use crate::admission::metadata::{Scope, name_is_dns_subdomain};
use crate::admission::pod::defaults::default_text;
use crate::admission::pod::disabled;
use crate::admission::pod::options::{Holder, PodValidationOptions};
use crate::admission::pod::validation_options::validation_options;
use crate::admission::{Causes, Check, Context, Strategy, Warning, go_struct};
use crate::field_path::{FieldPath, Path};
use crate::value::Value;

/// The steps for CronJobs.
pub(crate) const STRATEGY: Strategy = Strategy {
    group: "batch",
    kind: "CronJob",
    scope: Scope::Namespaced,
    defaults: set_defaults_cron_job,
    prepare: prepare_cron_job,
    validate: validate_cron_job,
    warnings: warnings_for_cron_job,
    ..Strategy::NONE
};

/// The longest name: Jobs append a time.
const NAME_MAX: usize = 52;
const CONCURRENCY_POLICIES: [&str; 3] = ["Allow", "Forbid", "Replace"];

/// The names of time zones, one a line.
const TIME_ZONES: &str = include_str!("time_zones.txt");

fn job_spec(cron_job: &Value) -> &Value {
    cron_job.get("spec").get("jobTemplate").get("spec")
}

/// Source: kubernetes v1.37 pkg/apis/batch/v1/defaults.go SetDefaults_CronJob
fn set_defaults_cron_job(context: &Context<'_>, cron_job: &mut Value) {
    const WHY: &str = "SetDefaults_CronJob";
    let Some(spec) = cron_job.map_mut("spec", WHY) else { return };
    default_text(spec, "concurrencyPolicy", "Allow", WHY);
    spec.default("suspend", false, WHY);
    spec.default("successfulJobsHistoryLimit", 3, WHY);
    spec.default("failedJobsHistoryLimit", 1, WHY);
    if let Some(job) = spec.map_mut("jobTemplate", WHY).and_then(|template| template.map_mut("spec", WHY)) {
        set_defaults_job_spec(context, job);
    }
}

/// `PrepareForCreate` and `PrepareForUpdate`.
fn prepare_cron_job(context: &Context<'_>, old: Option<&Value>, cron_job: &mut Value) {
    cron_job.remove("status");
    let old = old.map(job_spec);
    let template = cron_job.get_mut("spec").and_then(|spec| spec.get_mut("jobTemplate"));
    let Some(job) = template.and_then(|template| template.get_mut("spec")) else { return };
    drop_disabled_fields(context, old, job);
    if let Some(template) = job.get_mut("template") {
        disabled::drop_disabled_fields(context, old.map(|old| old.get("template")), template);
    }
}

/// Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go ValidateCronJobCreate, ValidateCronJobUpdate
fn validate_cron_job(context: &Context<'_>, old: Option<&Value>, cron_job: &Value, causes: &mut Causes) {
    let old_template = old.map(|old| job_spec(old).get("template"));
    let template = job_spec(cron_job).get("template");
    let options = validation_options(context, Holder::Template, template, old_template);
    validate_workload_metadata(old, cron_job, name_is_dns_subdomain, causes);
    let spec = cron_job.get("spec");
    let path = Path::new("spec");
    let old_spec = old.map(|old| old.get("spec"));
    // Where generated validation is in force, it answers for this, after everything else.
    let generated = context.on(DECLARATIVE_VALIDATION_BETA);
    let is_empty = spec.str("schedule").is_empty();
    if is_empty && !generated {
        causes.required(&path.child("schedule"), "");
    }
    validate_cron_job_spec(spec, old_spec, &options, &path, causes);
    let name = cron_job.get("metadata").str("name");
    if old.is_none() && generated_name(cron_job).len() > NAME_MAX {
        let detail = Check::MaxLength(52).says(format!("must be no more than {NAME_MAX} characters"));
        causes.invalid(&Path::new("metadata").child("name"), name, detail);
    }
    if is_empty && generated {
        causes.required(&path.child("schedule"), "");
    }
}

/// Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go validateCronJobSpec
fn validate_cron_job_spec(
    spec: &Value,
    old: Option<&Value>,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let allow_zone = old.is_some_and(|old| old.str("schedule").contains("TZ"));
    validate_schedule_format(spec, allow_zone, &path.child("schedule"), causes);
    validate_nonnegative_fields(spec, &["startingDeadlineSeconds"], path, causes);
    let zone = spec.get("timeZone").as_str();
    if old.is_none_or(|old| old.get("timeZone").as_str() != zone) {
        validate_time_zone(zone, &path.child("timeZone"), causes);
    }
    match spec.str("concurrencyPolicy") {
        "" => causes.required(&path.child("concurrencyPolicy"), ""),
        policy if CONCURRENCY_POLICIES.contains(&policy) => {}
        other => {
            causes.not_supported(&path.child("concurrencyPolicy"), Bad::typed(other), &CONCURRENCY_POLICIES);
        }
    }
    let job = spec.get("jobTemplate").get("spec");
    let template_path = path.child("jobTemplate");
    let job_path = template_path.child("spec");
    validate_job_spec_common(job, options, &job_path, causes);
    let selector = job.get("selector");
    if !selector.is_null() {
        let bad = go_struct::selector(selector);
        causes.invalid(
            &job_path.child("selector"),
            bad,
            Check::JobSelector.says("`selector` will be auto-generated"),
        );
    }
    if job.bool("manualSelector") == Some(true) {
        causes.not_supported(&job_path.child("manualSelector"), true, &["nil", "false"]);
    }
    validate_nonnegative_fields(
        spec,
        &["successfulJobsHistoryLimit", "failedJobsHistoryLimit"],
        path,
        causes,
    );
}

/// Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go validateScheduleFormat
fn validate_schedule_format(spec: &Value, allow_zone: bool, path: &Path<'_>, causes: &mut Causes) {
    let schedule = spec.str("schedule");
    if schedule.is_empty() {
        return;
    }
    if let Some(error) = schedule_error(schedule, is_time_zone) {
        causes.invalid(path, schedule, Check::Schedule.says(error));
    }
    if !schedule.contains("TZ") {
        return;
    }
    if !allow_zone {
        let detail =
            Check::ZoneInSchedule.says("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        causes.invalid(path, schedule, detail);
    } else if spec.has("timeZone") {
        causes.invalid(
            path,
            schedule,
            Check::ZoneInSchedule.says("cannot use both timeZone field and TZ or CRON_TZ in schedule"),
        );
    }
}

/// Says whether a time zone is known.
fn is_time_zone(name: &str) -> bool {
    matches!(name, "" | "UTC" | "Local") || TIME_ZONES.lines().any(|zone| zone == name)
}

/// Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go validateTimeZone
fn validate_time_zone(zone: Option<&str>, path: &Path<'_>, causes: &mut Causes) {
    let Some(zone) = zone else { return };
    let bad = || Bad::typed(zone);
    if zone.is_empty() {
        causes.invalid(path, bad(), Check::TimeZone.says("timeZone must be nil or non-empty string"));
        return;
    }
    let well_formed = |part: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-+".contains(&byte);
        (1..=14).contains(&part.len())
            && part.bytes().all(allowed)
            && part != "."
            && part != ".."
            && !part.starts_with('-')
    };
    if !zone.split('/').all(well_formed) {
        causes.invalid(path, bad(), Check::TimeZone.says(format!("unknown time zone {zone}")));
        return;
    }
    if zone.eq_ignore_ascii_case("Local") {
        let detail = Check::TimeZone
            .says("timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        causes.invalid(path, bad(), detail);
    }
    if !is_time_zone(zone) {
        causes.invalid(path, bad(), Check::TimeZone.says(format!("unknown time zone {zone}")));
    }
}

/// `WarningsOnCreate` and `WarningsOnUpdate`.
fn warnings_for_cron_job(
    context: &Context<'_>,
    old: Option<&Value>,
    cron_job: &Value,
    warnings: &mut Vec<Warning>,
) {
    let spec = cron_job.get("spec");
    if old.is_none() {
        warn_of_name(cron_job, warnings);
    }
    if old.is_none_or(|old| !super::is_unchanged(old, cron_job, super::spec)) {
        let path = Path::new("spec");
        let path = path.child("jobTemplate");
        warnings_for_job_spec(context, job_spec(cron_job), &path.child("spec"), warnings);
    }
    if old.is_some() && spec.str("schedule").contains("TZ") {
        warnings.push(Warning {
            path: FieldPath::default().child("spec").child("schedule"),
            origin: Check::ZoneInSchedule,
            text: "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see \
                      https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details"
                .to_owned(),
        });
    }
}
