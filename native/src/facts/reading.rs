//! The outcome of reading one file, as bytes: the twin of `migrator/facts/reading.py`, and of `extract.py`, which it calls.

use super::harvest::Harvest;
use super::messages::Writer;
use super::positions::Positions;
use super::walk::walk;
use crate::decline::{Decline, Read};
use crate::names::Names;
use crate::source::decode_source;
use crate::syntax::limits::LARGEST;
use crate::syntax::parser::parse_file;

/// The reading of a file's bytes, encoded: facts, and no problem.
pub fn read_file(raw: &[u8], builtins: &str) -> Read<Vec<u8>> {
    if raw.len() > LARGEST {
        return Err(Decline::Size);
    }
    let source = decode_source(raw)?;
    let mut names = Names::new(builtins);
    let tree = parse_file(source, &mut names)?;
    let positions = Positions::new(source);
    let mut harvest = Harvest::default();
    walk(&tree, &mut names, &mut harvest, &positions)?;
    let facts = harvest.facts(&tree, &mut names, &positions)?;
    let mut writer = Writer { out: Vec::with_capacity(raw.len() / 4 + 64), names: &names };
    writer.array(2);
    facts.write(&mut writer);
    writer.nothing();
    Ok(writer.out)
}
