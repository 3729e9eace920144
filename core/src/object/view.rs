//! Views: what an object is known to be, and short ways to ask for it.

use super::cluster_policy::{self, ClusterPolicy};
use super::gateway::backend_tls_policy::BackendTlsPolicy;
use super::gateway::grant::ReferenceGrant;
use super::gateway::route::{Route, RouteKind};
use super::gateway::{self, Gateway, GatewayClass, ListenerSet};
use super::{
    EndpointSlice, Endpoints, Ingress, IngressClass, Namespace, NetworkPolicy, Node, Object, Pod,
    PodTemplate, Service, Workload,
};
use crate::schema;
use crate::value::Value;

/// What an object is known to be.
#[derive(Debug, Clone, PartialEq)]
pub enum View {
    /// A Service.
    Service(Service),
    /// Hand-written Endpoints.
    Endpoints(Endpoints),
    /// An EndpointSlice.
    EndpointSlice(EndpointSlice),
    /// A Pod.
    Pod(Pod),
    /// Anything with a Pod template, custom kinds included.
    Workload(Workload),
    /// A Node.
    Node(Node),
    /// A Namespace.
    Namespace(Namespace),
    /// An Ingress.
    Ingress(Ingress),
    /// An IngressClass.
    IngressClass(IngressClass),
    /// A Gateway.
    Gateway(Gateway),
    /// A `GatewayClass`.
    GatewayClass(GatewayClass),
    /// A `ListenerSet`, the experimental one too.
    ListenerSet(ListenerSet),
    /// A route of the Gateway API, of any kind.
    Route(Route),
    /// A `ReferenceGrant`.
    ReferenceGrant(ReferenceGrant),
    /// A `BackendTLSPolicy`.
    BackendTlsPolicy(BackendTlsPolicy),
    /// A NetworkPolicy.
    NetworkPolicy(NetworkPolicy),
    /// A cluster-wide network policy.
    ClusterPolicy(ClusterPolicy),
    /// A kind that is kept by name.
    Other,
}

impl View {
    /// Reads what an object is from its value; the group of `api_version` and `kind` decide.
    pub fn read(api_version: &str, kind: &str, value: &Value) -> Self {
        let view = match schema::group(api_version) {
            "" => match kind {
                "Service" => Some(Self::Service(Service::read(value))),
                "Endpoints" => Some(Self::Endpoints(Endpoints::read(value))),
                "Pod" => Some(Self::Pod(Pod::read(value))),
                "Node" => Some(Self::Node(Node::read(value))),
                "Namespace" => Some(Self::Namespace(Namespace::read(value))),
                _ => None,
            },
            "discovery.k8s.io" => {
                (kind == "EndpointSlice").then(|| Self::EndpointSlice(EndpointSlice::read(value)))
            }
            "networking.k8s.io" => match kind {
                "Ingress" => Some(Self::Ingress(Ingress::read(value))),
                "IngressClass" => Some(Self::IngressClass(IngressClass::read(value))),
                "NetworkPolicy" => Some(Self::NetworkPolicy(NetworkPolicy::read(value))),
                _ => None,
            },
            gateway::GROUP => Self::read_gateway_api(kind, value),
            gateway::EXPERIMENTAL_GROUP => {
                (kind == "XListenerSet").then(|| Self::ListenerSet(ListenerSet::read(value)))
            }
            cluster_policy::GROUP => ClusterPolicy::read(kind, value).map(Self::ClusterPolicy),
            _ => None,
        };
        view.or_else(|| Workload::read(api_version, kind, value).map(Self::Workload)).unwrap_or(Self::Other)
    }

    fn read_gateway_api(kind: &str, value: &Value) -> Option<Self> {
        match kind {
            "Gateway" => Some(Self::Gateway(Gateway::read(value))),
            "GatewayClass" => Some(Self::GatewayClass(GatewayClass::read(value))),
            "ListenerSet" => Some(Self::ListenerSet(ListenerSet::read(value))),
            "ReferenceGrant" => Some(Self::ReferenceGrant(ReferenceGrant::read(value))),
            "BackendTLSPolicy" => Some(Self::BackendTlsPolicy(BackendTlsPolicy::read(value))),
            _ => RouteKind::named(kind).map(|kind| Self::Route(Route::read(kind, value))),
        }
    }
}

/// Writes an accessor for each variant: the view of that kind, if the object is of it.
macro_rules! accessors {
    ($($(#[$doc:meta])* $name:ident: $view:ident;)*) => {
        impl Object {$(
            $(#[$doc])*
            pub fn $name(&self) -> Option<&$view> {
                if let View::$view(view) = &self.view { Some(view) } else { None }
            }
        )*}
    };
}

accessors! {
    /// The Service, if the object is one.
    service: Service;
    /// The Endpoints, if the object is such.
    endpoints: Endpoints;
    /// The EndpointSlice, if the object is one.
    endpoint_slice: EndpointSlice;
    /// The Pod, if the object is one.
    pod: Pod;
    /// The workload, if the object has a Pod template.
    workload: Workload;
    /// The Node, if the object is one.
    node: Node;
    /// The Namespace, if the object is one.
    as_namespace: Namespace;
    /// The Ingress, if the object is one.
    ingress: Ingress;
    /// The IngressClass, if the object is one.
    ingress_class: IngressClass;
    /// The Gateway, if the object is one.
    gateway: Gateway;
    /// The `GatewayClass`, if the object is one.
    gateway_class: GatewayClass;
    /// The `ListenerSet`, if the object is one.
    listener_set: ListenerSet;
    /// The route, if the object is one of the Gateway API.
    route: Route;
    /// The `ReferenceGrant`, if the object is one.
    reference_grant: ReferenceGrant;
    /// The `BackendTLSPolicy`, if the object is one.
    backend_tls_policy: BackendTlsPolicy;
    /// The NetworkPolicy, if the object is one.
    network_policy: NetworkPolicy;
    /// The cluster-wide network policy, if the object is one.
    cluster_policy: ClusterPolicy;
}

impl Object {
    /// What its Pods are made of: a Pod's own part, or a workload's template.
    pub fn pod_template(&self) -> Option<&PodTemplate> {
        let own = self.pod().map(|pod| &pod.template);
        own.or_else(|| self.workload().map(|workload| &workload.template))
    }
}
