//! Names as small numbers: each distinct name of a file is kept once, and comparing two is comparing numbers.

use std::cell::RefCell;
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

/// Names that every module has besides the builtins.
const GIVEN: [&str; 4] = ["__file__", "__path__", "__annotations__", "WindowsError"];
const SMALLEST: usize = 1024;

/// All names of one file: their texts one after the other, and a table of open addresses that finds them.
///
/// The names of builtins come first, so whether a name is one of them is a comparison of numbers.
#[derive(Clone)]
pub struct Names {
    text: String,
    /// Where each name ends.
    ends: Vec<u32>,
    /// A name's hash above its number and one; 0 is a free place. Never more than half full.
    table: Vec<u64>,
    hashing: Quick,
    builtins: Name,
    given: Name,
}

thread_local! {
    /// What every file begins with, and the builtins that it was made for.
    static BEGINNING: RefCell<Option<(Box<str>, Names)>> = const { RefCell::new(None) };
}

impl Names {
    /// The names of a file of which none is read yet; `builtins` are names, one a line.
    pub fn new(builtins: &str) -> Self {
        BEGINNING.with_borrow_mut(|known| match known {
            Some((text, names)) if **text == *builtins => names.clone(),
            _ => known.insert((builtins.into(), Names::beginning(builtins))).1.clone(),
        })
    }

    fn beginning(builtins: &str) -> Self {
        let mut names = Names {
            text: String::new(),
            ends: Vec::new(),
            table: vec![0; SMALLEST],
            hashing: Quick::default(),
            builtins: EMPTY,
            given: EMPTY,
        };
        names.number("");
        builtins.lines().for_each(|name| {
            names.number(name);
        });
        names.builtins = names.ends.len() as Name;
        GIVEN.iter().for_each(|name| {
            names.number(name);
        });
        names.given = names.ends.len() as Name;
        names
    }

    /// The number of a name.
    pub fn number(&mut self, text: &str) -> Name {
        let hash = self.hash(text.as_bytes());
        match self.find(text.as_bytes(), hash) {
            Ok(found) => found,
            Err(place) => {
                self.text.push_str(text);
                self.add(place, hash)
            }
        }
    }

    /// The part of a dotted name in front of its first dot.
    pub fn first_part(&mut self, name: Name) -> Name {
        let (start, end) = self.range(name);
        let Some(size) = self.text.as_bytes()[start..end].iter().position(|byte| *byte == b'.') else {
            return name;
        };
        let part = &self.text.as_bytes()[start..start + size];
        let hash = self.hash(part);
        match self.find(part, hash) {
            Ok(found) => found,
            Err(place) => {
                let part = self.text[start..start + size].to_owned();
                self.text.push_str(&part);
                self.add(place, hash)
            }
        }
    }

    /// The name back.
    pub fn text(&self, number: Name) -> &str {
        let (start, end) = self.range(number);
        &self.text[start..end]
    }

    /// Whether it names a builtin.
    pub fn is_builtin(&self, name: Name) -> bool {
        (1..self.builtins).contains(&name)
    }

    /// Whether it names a builtin, or what every module has.
    pub fn is_given(&self, name: Name) -> bool {
        (1..self.given).contains(&name)
    }

    fn range(&self, number: Name) -> (usize, usize) {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        (start as usize, self.ends[number] as usize)
    }

    fn hash(&self, text: &[u8]) -> u32 {
        let mut hasher = self.hashing.build_hasher();
        hasher.write(text);
        (hasher.finish() >> 32) as u32
    }

    /// The number of a name, or the free place of the table that it belongs to.
    fn find(&self, text: &[u8], hash: u32) -> Result<Name, usize> {
        let last = self.table.len() - 1;
        let mut place = hash as usize & last;
        loop {
            let found = self.table[place];
            if found == 0 {
                return Err(place);
            }
            if (found >> 32) as u32 == hash {
                let number = found as u32 - 1;
                let (start, end) = self.range(number);
                if &self.text.as_bytes()[start..end] == text {
                    return Ok(number);
                }
            }
            place = (place + 1) & last;
        }
    }

    /// Numbers the name whose text was put behind the others.
    fn add(&mut self, place: usize, hash: u32) -> Name {
        let number = self.ends.len() as Name;
        self.ends.push(self.text.len() as u32);
        self.table[place] = u64::from(hash) << 32 | u64::from(number + 1);
        if self.ends.len() * 2 > self.table.len() {
            self.grow();
        }
        number
    }

    fn grow(&mut self) {
        let size = self.table.len() * 2;
        let old = std::mem::replace(&mut self.table, vec![0; size]);
        for entry in old.into_iter().filter(|entry| *entry != 0) {
            let mut place = (entry >> 32) as usize & (size - 1);
            while self.table[place] != 0 {
                place = (place + 1) & (size - 1);
            }
            self.table[place] = entry;
        }
    }
}
