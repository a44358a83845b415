//! Names as small numbers: each distinct name of a file is kept once, and comparing two is comparing numbers.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher};
use std::sync::OnceLock;

/// A name of the file that is read.
pub type Name = u32;

/// A map with a quick hash.
pub type Map<K, V> = HashMap<K, V, Quick>;
/// A set with a quick hash.
pub type Set<K> = HashSet<K, Quick>;

/// Makes quick hashers. The seed is drawn once for each process, so a file cannot be written to make names collide.
#[derive(Clone, Copy)]
pub struct Quick {
    seed: u64,
}

static SEED: OnceLock<u64> = OnceLock::new();
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Default for Quick {
    fn default() -> Self {
        Quick { seed: *SEED.get_or_init(|| RandomState::new().hash_one(SPREAD)) }
    }
}

impl BuildHasher for Quick {
    type Hasher = QuickHasher;

    fn build_hasher(&self) -> QuickHasher {
        QuickHasher { state: self.seed }
    }
}

/// Folds words into the product of two halves, as wyhash does.
pub struct QuickHasher {
    state: u64,
}

impl QuickHasher {
    fn fold(&mut self, word: u64) {
        let product = u128::from(self.state ^ word) * u128::from(SPREAD | 1 ^ self.state << 1);
        self.state = (product as u64) ^ ((product >> 64) as u64) ^ word.rotate_left(23);
    }
}

impl Hasher for QuickHasher {
    fn finish(&self) -> u64 {
        self.state.wrapping_mul(SPREAD) ^ (self.state >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.fold(u64::from_le_bytes(chunk.try_into().unwrap_or_default()));
        }
        let rest = chunks.remainder();
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.fold(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }

    fn write_u8(&mut self, word: u8) {
        self.fold(u64::from(word));
    }

    fn write_u32(&mut self, word: u32) {
        self.fold(u64::from(word));
    }

    fn write_u64(&mut self, word: u64) {
        self.fold(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.fold(word as u64);
    }
}

/// The empty name: what has none.
pub const EMPTY: Name = 0;

/// All names of one file.
pub struct Names {
    numbers: Map<Box<str>, Name>,
    texts: Vec<Box<str>>,
}

impl Default for Names {
    fn default() -> Self {
        let mut names = Names { numbers: Map::default(), texts: Vec::new() };
        names.number("");
        names
    }
}

impl Names {
    /// The number of a name.
    pub fn number(&mut self, text: &str) -> Name {
        if let Some(&found) = self.numbers.get(text) {
            return found;
        }
        let number = self.texts.len() as Name;
        self.texts.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }

    /// The part of a dotted name in front of its first dot.
    pub fn first_part(&mut self, name: Name) -> Name {
        match self.text(name).split_once('.') {
            Some((first, _)) => {
                let first = first.to_owned();
                self.number(&first)
            }
            None => name,
        }
    }

    /// The name back.
    pub fn text(&self, number: Name) -> &str {
        &self.texts[number as usize]
    }
}
