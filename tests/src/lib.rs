//! Tests of Portolan: fixtures, conformance against recorded answers, and invariants of the repository.

pub mod admission_mutants;
pub mod admit;
pub mod cases;
pub mod conformance;
pub mod fixture;
pub mod growth;
pub mod random;
pub mod reading;
pub mod world;
