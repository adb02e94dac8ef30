//! Everything a developer of Portico runs.
fn main() {}
