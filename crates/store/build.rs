//! Says that the embedded migrations are part of what is compiled: a macro cannot say it on stable.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
