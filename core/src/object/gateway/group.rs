//! The API groups of the Gateway API.

/// The group of the Gateway API.
pub const GROUP: &str = "gateway.networking.k8s.io";

/// The group of its experimental kinds.
pub const EXPERIMENTAL_GROUP: &str = "gateway.networking.x-k8s.io";
