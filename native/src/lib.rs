//! The facts of one Python file, natively: bytes in, the bytes of its reading out, or "declined".
//!
//! The Python package `migrator.facts` is the reference; this crate only makes it faster. Whatever is unusual about a file is declined
//! and read by the reference, so a wrong answer can only come from a file that looks ordinary here. `syntax` is what `ast.parse` is
//! there, `facts` mirrors the modules of `migrator/facts` by name, and this file is the C interface that `migrator/facts/native.py`
//! calls. Unsafe code stands here only. Nothing recurses deeper than `syntax::limits` says.

pub mod decline;
pub mod facts;
pub mod names;
pub mod source;
pub mod syntax;

use std::panic::{catch_unwind, set_hook, AssertUnwindSafe};
use std::sync::Once;

use decline::Decline;

static QUIET: Once = Once::new();

/// The reading of a file's bytes, encoded; or why the reference has to read it.
///
/// `builtins` are the names of the running interpreter's `builtins`, one a line.
pub fn read_file(raw: &[u8], builtins: &str) -> Result<Vec<u8>, Decline> {
    QUIET.call_once(|| set_hook(Box::new(|_| ()))); // a panic is a declined file, nothing that is printed over a screen
    catch_unwind(AssertUnwindSafe(|| facts::reading::read_file(raw, builtins))).unwrap_or(Err(Decline::Panic))
}

/// The version of the facts that this library makes: `FACTS_VERSION` of `migrator/facts/values.py`.
#[no_mangle]
pub extern "C" fn migrator_facts_version() -> u32 {
    facts::values::FACTS_VERSION
}

/// Reads a file. Gives 0 and sets `answer` and `answer_size`, or gives the number of the reason why it is declined.
///
/// # Safety
/// `raw` and `builtins` are readable for their sizes, `answer` and `answer_size` can be written; an answer is given back to
/// `migrator_release` once.
#[no_mangle]
pub unsafe extern "C" fn migrator_read(
    raw: *const u8,
    raw_size: usize,
    builtins: *const u8,
    builtins_size: usize,
    answer: *mut *mut u8,
    answer_size: *mut usize,
) -> u32 {
    let raw = unsafe { std::slice::from_raw_parts(raw, raw_size) };
    let builtins = unsafe { std::slice::from_raw_parts(builtins, builtins_size) };
    let found = std::str::from_utf8(builtins).map_err(|_| Decline::Panic).and_then(|builtins| read_file(raw, builtins));
    match found {
        Ok(bytes) => {
            let bytes = Box::leak(bytes.into_boxed_slice());
            unsafe {
                *answer_size = bytes.len();
                *answer = bytes.as_mut_ptr();
            }
            0
        }
        Err(reason) => reason as u32,
    }
}

/// Frees an answer of `migrator_read`.
///
/// # Safety
/// Both come from one call of `migrator_read`.
#[no_mangle]
pub unsafe extern "C" fn migrator_release(answer: *mut u8, answer_size: usize) {
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(answer, answer_size)) });
}
