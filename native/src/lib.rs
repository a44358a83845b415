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

/// Reads files, as many as `count` says. For each, sets its place in `reasons` to 0 and in `answers` and `answer_sizes` to what was read, or
/// sets `reasons` to the number of the reason why it is declined.
///
/// Many at once, because the caller holds a lock that others want between two calls.
///
/// # Safety
/// `builtins` and each of `raws` are readable for their sizes; `raws`, `raw_sizes`, `answers`, `answer_sizes` and `reasons` have `count`
/// places, the last three can be written; an answer is given back to `migrator_release` once.
#[no_mangle]
pub unsafe extern "C" fn migrator_read_many(
    count: usize,
    raws: *const *const u8,
    raw_sizes: *const usize,
    builtins: *const u8,
    builtins_size: usize,
    answers: *mut *mut u8,
    answer_sizes: *mut usize,
    reasons: *mut u32,
) {
    let builtins = unsafe { std::slice::from_raw_parts(builtins, builtins_size) };
    let builtins = std::str::from_utf8(builtins).map_err(|_| Decline::Panic);
    for index in 0..count {
        let raw = unsafe { std::slice::from_raw_parts(*raws.add(index), *raw_sizes.add(index)) };
        let found = builtins.and_then(|builtins| read_file(raw, builtins));
        let reason = match found {
            Ok(bytes) => {
                let bytes = Box::leak(bytes.into_boxed_slice());
                unsafe {
                    *answer_sizes.add(index) = bytes.len();
                    *answers.add(index) = bytes.as_mut_ptr();
                }
                0
            }
            Err(reason) => reason as u32,
        };
        unsafe {
            *reasons.add(index) = reason;
        }
    }
}

/// Frees an answer of `migrator_read_many`.
///
/// # Safety
/// Both come from one call of `migrator_read_many`.
#[no_mangle]
pub unsafe extern "C" fn migrator_release(answer: *mut u8, answer_size: usize) {
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(answer, answer_size)) });
}
