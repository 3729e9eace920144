//! What the reader makes of a text, in the form in which kubectl's answers are recorded.

pub mod canonical;
pub mod hostile;
pub mod mutate;
pub mod properties;
pub mod recorded;
