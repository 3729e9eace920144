//! Tests of Portolan: fixtures, conformance against recorded answers, and invariants of the repository.

pub mod conformance;
pub mod world;
pub mod fixture;
