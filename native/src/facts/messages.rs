//! Values as MessagePack, byte for byte as msgspec writes them: structs are arrays of all their fields, numbers take the least room.

use crate::names::{Name, Names};

/// Writes values one after the other.
pub struct Writer<'a> {
    pub out: Vec<u8>,
    pub names: &'a Names,
}

impl Writer<'_> {
    pub fn array(&mut self, size: usize) {
        match size {
            0..=15 => self.out.push(0x90 | size as u8),
            16..=0xffff => {
                self.out.push(0xdc);
                self.out.extend((size as u16).to_be_bytes());
            }
            _ => {
                self.out.push(0xdd);
                self.out.extend((size as u32).to_be_bytes());
            }
        }
    }

    pub fn text(&mut self, text: &str) {
        match text.len() {
            size @ 0..=31 => self.out.push(0xa0 | size as u8),
            size @ 32..=0xff => self.out.extend([0xd9, size as u8]),
            size @ 0x100..=0xffff => {
                self.out.push(0xda);
                self.out.extend((size as u16).to_be_bytes());
            }
            size => {
                self.out.push(0xdb);
                self.out.extend((size as u32).to_be_bytes());
            }
        }
        self.out.extend(text.as_bytes());
    }

    pub fn name(&mut self, name: Name) {
        let names = self.names;
        self.text(names.text(name));
    }

    pub fn number(&mut self, number: u32) {
        match number {
            0..=0x7f => self.out.push(number as u8),
            0x80..=0xff => self.out.extend([0xcc, number as u8]),
            0x100..=0xffff => {
                self.out.push(0xcd);
                self.out.extend((number as u16).to_be_bytes());
            }
            _ => {
                self.out.push(0xce);
                self.out.extend(number.to_be_bytes());
            }
        }
    }

    pub fn truth(&mut self, is_true: bool) {
        self.out.push(if is_true { 0xc3 } else { 0xc2 });
    }

    pub fn nothing(&mut self) {
        self.out.push(0xc0);
    }

    pub fn list<T>(&mut self, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        self.array(items.len());
        for one in items {
            item(self, one);
        }
    }

    pub fn names_of(&mut self, items: &[Name]) {
        self.list(items, |writer, one| writer.name(*one));
    }

    pub fn texts(&mut self, items: &[String]) {
        self.list(items, |writer, one| writer.text(one));
    }

    pub fn pairs(&mut self, items: &[(Name, String)]) {
        self.list(items, |writer, (name, text)| {
            writer.array(2);
            writer.name(*name);
            writer.text(text);
        });
    }
}
