//! What one file says: the twin of `migrator/facts`, module by module and function by function under the same names.
//!
//! Whoever changes a module there changes its twin here, or takes the twin's case out by declining it; `bench/native_against_python.py`
//! says whether both still give the same bytes.

pub mod assignments;
pub mod blocks;
pub mod characters;
pub mod class_shapes;
pub mod definitions;
pub mod expressions;
pub mod fingerprints;
pub mod function_shapes;
pub mod harvest;
pub mod lazy;
pub mod literals;
pub mod markers;
pub mod messages;
pub mod outcomes;
pub mod outline;
pub mod outside;
pub mod parameters;
pub mod positions;
pub mod reading;
pub mod retirement;
pub mod scopes;
pub mod shapes;
pub mod traces;
pub mod values;
pub mod visit;
pub mod walk;
