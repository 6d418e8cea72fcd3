//! The `kitei` program.

fn main() {}
