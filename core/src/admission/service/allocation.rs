//! Cluster IPs, their families and node ports: what a Service takes from the cluster.
//!
//! Where the cluster's families or ranges are not known, what depends on them is left open: it is neither refused
//! nor filled in.
//!
//! Source: kubernetes v1.37 pkg/registry/core/service/storage/alloc.go

use super::spec::{ClusterIp, NodePort, Spec};
use super::update::{normalize_cluster_ips, patch_allocated_values};
use super::validation::validate_cluster_ips_related_fields;
use crate::admission::features::DISABLE_ALLOCATOR_DUAL_WRITE;
use crate::admission::field_error::Bad;
use crate::admission::names::is_valid_path_segment_name;
use crate::admission::{Cause, Causes, Check, Conflict, Context};
use crate::assumptions::Assumptions;
use crate::field_path::Path;
use crate::go::ip::IpFamily;
use crate::go::ip::{Cidr, Ip, parse_ip_sloppy};
use crate::go::quote::go_quote;
use crate::value::Value;
use std::collections::BTreeMap;

/// Namespace and name of the Service that holds something.
pub(crate) type Holder = (String, String);

/// Why a Service is refused.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NotAllocated {
    /// For these causes.
    Causes(Vec<Cause>),
    /// Because another Service of the input has what it asks for.
    Taken(Vec<Cause>, Conflict),
}

/// What the Services so far took.
#[derive(Debug, Clone)]
pub(crate) struct Allocators {
    /// The families that Services may have, the default one first; `None` while unknown.
    families: Option<Vec<IpFamily>>,
    /// The ranges of cluster IPs; empty while unknown.
    ranges: Vec<Cidr>,
    pub(super) node_port_range: (u16, u16),
    ips: BTreeMap<Ip, Holder>,
    pub(super) node_ports: BTreeMap<i64, Holder>,
    /// How many node ports were chosen so far.
    pub(super) chosen: u32,
}

/// What one Service takes until its creation is decided.
#[derive(Debug, Default)]
pub(crate) struct Operation {
    ips: Vec<Ip>,
    pub(super) node_ports: Vec<i64>,
    release_ips: Vec<Ip>,
    pub(super) release_node_ports: Vec<NodePort>,
}

impl Allocators {
    /// The allocators of a cluster with nothing but `default/kubernetes`, which has the first address of each range.
    pub(crate) fn new(assumptions: &Assumptions) -> Self {
        let ranges: Vec<Cidr> = assumptions
            .service_cidrs
            .stated()
            .map(|cidrs| cidrs.iter().filter_map(|cidr| Cidr::parse(cidr)).collect())
            .unwrap_or_default();
        let stated = assumptions.ip_families.stated().filter(|families| !families.is_empty()).cloned();
        let from_ranges = || {
            let mut families: Vec<IpFamily> = Vec::new();
            for family in ranges.iter().map(|range| range.family()) {
                if !families.contains(&family) {
                    families.push(family);
                }
            }
            (!families.is_empty()).then_some(families)
        };
        let kubernetes = || ("default".to_owned(), "kubernetes".to_owned());
        // The API server gives its own Service an address of the default family only.
        let ips = ranges.first().map(|range| (range.network().next(), kubernetes())).into_iter().collect();
        Self {
            families: stated.or_else(from_ranges),
            ips,
            ranges,
            node_port_range: *assumptions.node_port_range.get(),
            node_ports: BTreeMap::new(),
            chosen: 1 << 16,
        }
    }

    /// Takes what a Service needs; it is given back unless the operation is committed.
    pub(super) fn begin(
        &mut self,
        context: &Context<'_>,
        object: &Value,
        spec: &mut Spec,
        old: Option<&Value>,
        old_spec: Option<&Spec>,
    ) -> Result<Operation, NotAllocated> {
        let mut operation = Operation::default();
        if let (Some(old), Some(old_spec)) = (old, old_spec) {
            patch_allocated_values(object.get("spec"), spec, old.get("spec"), old_spec);
        }
        normalize_cluster_ips(spec, old_spec);
        self.init_ip_family_fields(context, spec, old_spec)?;
        match old_spec {
            None => {
                self.alloc_cluster_ips(context, object, spec, &mut operation)?;
                self.alloc_node_ports(object, spec, &mut operation)?;
            }
            Some(old_spec) => {
                self.update_cluster_ips(context, object, spec, old_spec, &mut operation)?;
                let old = old.map_or(Value::absent(), |old| old.get("spec"));
                self.update_node_ports(object, spec, old, old_spec, &mut operation)?;
            }
        }
        Ok(operation)
    }

    /// Makes an operation last.
    pub(super) fn commit(&mut self, object: &Value, _: &Spec, operation: Operation) {
        let holder = holder(object);
        for ip in operation.release_ips {
            self.ips.remove(&ip);
        }
        for port in operation.release_node_ports {
            if let NodePort::Number(number) = port {
                self.node_ports.remove(&number);
            }
        }
        self.ips.extend(operation.ips.into_iter().map(|ip| (ip, holder.clone())));
        self.node_ports.extend(operation.node_ports.into_iter().map(|port| (port, holder.clone())));
    }

    /// Gives back what a Service holds, before another definition of it is taken in its place.
    pub(crate) fn release(&mut self, namespace: &str, name: &str) {
        let is_other = |holder: &Holder| holder.0 != namespace || holder.1 != name;
        self.ips.retain(|_, holder| is_other(holder));
        self.node_ports.retain(|_, holder| is_other(holder));
    }

    /// Source: initIPFamilyFields
    fn init_ip_family_fields(
        &self,
        context: &Context<'_>,
        spec: &mut Spec,
        old: Option<&Spec>,
    ) -> Result<(), NotAllocated> {
        if spec.service_type == "ExternalName" || is_matching_prefer_dual_stack(spec, old) {
            return Ok(());
        }
        let selectorless_headless = spec.cluster_ip.is_none() && !spec.has_selector;
        if spec.ip_family_policy.is_none() {
            spec.ip_family_policy = match old.and_then(|old| old.ip_family_policy.clone()) {
                Some(policy) => Some(policy),
                None if selectorless_headless => Some("RequireDualStack".to_owned()),
                None => Some("SingleStack".to_owned()),
            };
        }
        let mut causes = Causes::default();
        validate_cluster_ips_related_fields(context, spec, old, &mut causes);
        refuse(causes)?;

        let mut causes = Causes::default();
        let spec_path = Path::new("spec");
        let policy_path = spec_path.child("ipFamilyPolicy");
        let single_stack = spec.ip_family_policy.as_deref() == Some("SingleStack");
        if let Some(old) = old {
            if single_stack {
                if old.cluster_ips == spec.cluster_ips {
                    spec.cluster_ips.truncate(1);
                }
                if old.ip_families == spec.ip_families {
                    spec.ip_families.truncate(1);
                }
            } else {
                let policy = || spec.bad_ip_family_policy();
                if !spec.cluster_ips.is_empty() && spec.cluster_ips.len() < old.cluster_ips.len() {
                    let detail = "must be 'SingleStack' to release the secondary cluster IP";
                    causes.invalid(&policy_path, policy(), detail);
                }
                if !spec.ip_families.is_empty() && spec.ip_families.len() < old.ip_families.len() {
                    let detail = "must be 'SingleStack' to release the secondary IP family";
                    causes.invalid(&policy_path, policy(), detail);
                }
            }
        }
        if single_stack {
            for (count, what) in
                [(spec.cluster_ips.len(), "cluster IPs"), (spec.ip_families.len(), "IP families")]
            {
                if count == 2 {
                    causes.invalid(
                        &policy_path,
                        spec.bad_ip_family_policy(),
                        Check::TwoOfSingleStack.says(format!(
                            "must be 'RequireDualStack' or 'PreferDualStack' when multiple {what} are specified"
                        )),
                    );
                }
            }
        }
        let cluster_ips_path = spec_path.child("clusterIPs");
        for (at, ip) in spec.cluster_ips.iter().enumerate() {
            if ip.is_none() {
                break;
            }
            if at < spec.ip_families.len() {
                continue;
            }
            let Some(family) = ip.family() else { continue };
            if self.serves(family) == Some(false) {
                let detail = format!("{} is not configured on this cluster", family.as_str());
                let said = Check::FamilyNotConfigured.says(detail);
                causes.invalid(&cluster_ips_path.index(at), spec.bad_cluster_ips(), said);
            } else {
                spec.ip_families.push(family.as_str().to_owned());
            }
        }
        refuse(causes)?;

        if selectorless_headless {
            self.default_family(spec);
            if spec.ip_family_policy.as_deref() != Some("SingleStack") {
                add_other_family(spec);
            }
            return Ok(());
        }

        let mut causes = Causes::default();
        let count = self.families.as_ref().map(Vec::len);
        if spec.ip_family_policy.as_deref() == Some("RequireDualStack")
            && count.is_some_and(|count| count < 2)
        {
            causes.invalid(
                &policy_path,
                spec.bad_ip_family_policy(),
                Check::SingleStackCluster.says("this cluster is not configured for dual-stack services"),
            );
        }
        let families_path = spec_path.child("ipFamilies");
        for (at, family) in spec.ip_families.iter().enumerate() {
            let served = IpFamily::parse(family).and_then(|family| self.serves(family));
            if served == Some(false) {
                causes.invalid(
                    &families_path.index(at),
                    Bad::typed(family),
                    Check::FamilyNotConfigured.says("not configured on this cluster"),
                );
            }
        }
        refuse(causes)?;
        self.default_family(spec);
        if spec.ip_family_policy.as_deref() != Some("SingleStack") && count == Some(2) {
            add_other_family(spec);
        }
        Ok(())
    }

    /// Whether Services may have a family; `None` while unknown.
    fn serves(&self, family: IpFamily) -> Option<bool> {
        self.families.as_ref().map(|families| families.contains(&family))
    }

    fn default_family(&self, spec: &mut Spec) {
        if let (true, Some(family)) =
            (spec.ip_families.is_empty(), self.families.as_ref().and_then(|all| all.first()))
        {
            spec.ip_families.push(family.as_str().to_owned());
        }
    }

    /// Source: allocClusterIPs
    fn alloc_cluster_ips(
        &mut self,
        context: &Context<'_>,
        object: &Value,
        spec: &mut Spec,
        operation: &mut Operation,
    ) -> Result<(), NotAllocated> {
        if spec.service_type == "ExternalName" || spec.cluster_ips.first().is_some_and(ClusterIp::is_none) {
            return Ok(());
        }
        // Families are unknown: one address at least is allocated.
        let wanted = spec.ip_families.len().max(usize::from(self.families.is_none()));
        while spec.cluster_ips.len() < wanted {
            spec.cluster_ips.push(ClusterIp::Text(String::new()));
        }
        for at in 0..wanted {
            self.alloc_ip(context, object, spec, at, operation)?;
        }
        if let Some(first) = spec.cluster_ips.first() {
            spec.cluster_ip = first.clone();
        }
        Ok(())
    }

    /// Takes the cluster IP at an index: the one that is written, or any.
    ///
    /// Source: allocIPs
    fn alloc_ip(
        &mut self,
        context: &Context<'_>,
        object: &Value,
        spec: &mut Spec,
        at: usize,
        operation: &mut Operation,
    ) -> Result<(), NotAllocated> {
        let family = spec.ip_families.get(at).and_then(|family| IpFamily::parse(family));
        let path = Path::new("spec");
        let path = path.child("clusterIPs");
        let fail = |spec: &Spec, origin: Check, detail: String| {
            let mut causes = Causes::default();
            causes.invalid(&path, spec.bad_cluster_ips(), origin.says(detail));
            NotAllocated::Causes(causes.list)
        };
        let parent = parent_reference_error(context, object);
        let Some(ClusterIp::Text(text)) = spec.cluster_ips.get(at).cloned() else { return Ok(()) };
        if text.is_empty() {
            if let Some(error) = parent {
                let detail = format!(
                    "failed to allocate IP: IPAddress.networking.k8s.io \"<allocated>\" is invalid: {error}"
                );
                return Err(fail(spec, Check::IpHolder, detail));
            }
            if let Some(ip) = spec.cluster_ips.get_mut(at) {
                *ip = ClusterIp::Allocated(family);
            }
            return Ok(());
        }
        let Some(ip) = parse_ip_sloppy(&text) else { return Ok(()) };
        if !self.ranges.is_empty()
            && let Some(error) = self.range_error(ip)
        {
            return Err(fail(spec, Check::IpOutOfRange, format!("failed to allocate IP {text}: {error}")));
        }
        if let Some(error) = parent {
            let name = go_quote(&ip.to_string());
            let detail = format!(
                "failed to allocate IP {text}: IPAddress.networking.k8s.io {name} is invalid: {error}"
            );
            return Err(fail(spec, Check::IpHolder, detail));
        }
        if let Some(held_by) = self.ips.get(&ip) {
            let detail = format!("failed to allocate IP {text}: provided IP is already allocated");
            let NotAllocated::Causes(causes) = fail(spec, Check::IpTaken, detail) else {
                return Ok(());
            };
            let conflict = Conflict { path: path.to_field_path(), holder: held_by.clone() };
            return Err(NotAllocated::Taken(causes, conflict));
        }
        operation.ips.push(ip);
        Ok(())
    }

    /// Source: kubernetes v1.37 pkg/registry/core/service/ipallocator/{cidrallocator,ipallocator}.go AllocateService
    fn range_error(&self, ip: Ip) -> Option<&'static str> {
        let within = self.ranges.iter().any(|range| range.contains(ip) && !range.is_edge(ip));
        (!within).then_some("the provided network does not match the current range")
    }

    /// Source: updateClusterIPs
    fn update_cluster_ips(
        &mut self,
        context: &Context<'_>,
        object: &Value,
        spec: &mut Spec,
        old: &Spec,
        operation: &mut Operation,
    ) -> Result<(), NotAllocated> {
        if is_matching_prefer_dual_stack(spec, Some(old)) {
            return Ok(());
        }
        let was_external = old.service_type == "ExternalName";
        let is_external = spec.service_type == "ExternalName";
        if was_external && !is_external {
            return self.alloc_cluster_ips(context, object, spec, operation);
        }
        if old.cluster_ips.first().is_some_and(ClusterIp::is_none) {
            return Ok(());
        }
        let release = |ips: &[ClusterIp], operation: &mut Operation| {
            operation.release_ips.extend(ips.iter().filter_map(|ip| parse_ip_sloppy(ip.shown())));
        };
        if !was_external && is_external {
            release(&old.cluster_ips, operation);
        } else if old.ip_families.len() == 1 && spec.ip_families.len() == 2 {
            if spec.cluster_ips.len() < 2 {
                spec.cluster_ips.push(ClusterIp::Text(String::new()));
            }
            self.alloc_ip(context, object, spec, 1, operation)?;
        } else if old.ip_families.len() == 2 && spec.ip_families.len() == 1 {
            release(old.cluster_ips.get(1..).unwrap_or_default(), operation);
        }
        Ok(())
    }
}

fn refuse(causes: Causes) -> Result<(), NotAllocated> {
    if causes.is_empty() { Ok(()) } else { Err(NotAllocated::Causes(causes.list)) }
}

fn holder(object: &Value) -> Holder {
    let meta = object.get("metadata");
    (meta.str("namespace").to_owned(), meta.str("name").to_owned())
}

/// What the server says to the IPAddress object that names a Service as its parent, as far as the Service's name
/// can be wrong. Servers that still keep cluster IPs in a bitmap take the address there first and say the same.
///
/// Source: kubernetes v1.37 pkg/apis/networking/validation/validation.go validateIPAddressParentReference
fn parent_reference_error(context: &Context<'_>, object: &Value) -> Option<String> {
    if context.version.minor < 33 && !context.on(DISABLE_ALLOCATOR_DUAL_WRITE) {
        return None;
    }
    let (namespace, name) = holder(object);
    let mut errors = Vec::new();
    if name.is_empty() {
        errors.push("spec.parentRef.name: Required value".to_owned());
    }
    for (field, value) in [("name", &name), ("namespace", &namespace)] {
        for message in is_valid_path_segment_name(value) {
            errors.push(format!("spec.parentRef.{field}: Invalid value: {}: {message}", go_quote(value)));
        }
    }
    match errors.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        many => Some(format!("[{}]", many.join(", "))),
    }
}

fn add_other_family(spec: &mut Spec) {
    if let [only] = spec.ip_families.as_slice() {
        let other = if only == "IPv4" { "IPv6" } else { "IPv4" };
        spec.ip_families.push(other.to_owned());
    }
}

/// Source: isMatchingPreferDualStackClusterIPFields
fn is_matching_prefer_dual_stack(spec: &Spec, old: Option<&Spec>) -> bool {
    let Some(old) = old else { return false };
    spec.ip_family_policy.as_deref() == Some("PreferDualStack")
        && old.service_type == spec.service_type
        && matches!(spec.service_type.as_str(), "ClusterIP" | "NodePort" | "LoadBalancer")
        && old.ip_family_policy.as_deref().is_none_or(|policy| policy == "PreferDualStack")
        && old.cluster_ips == spec.cluster_ips
        && old.ip_families == spec.ip_families
}
