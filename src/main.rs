//! The page's binary. Its one export is [`portico::start`], which boot.js calls with what it found in the
//! address; so there is nothing left to do when the module is instantiated.

use portico as _;

fn main() {}

/// Small, and safe to write down; the page has one thread.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());
