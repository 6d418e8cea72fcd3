//! The workbench over HTTP: each way in that must be shut, and the reviewer's work through plain forms.

mod client;
mod day;
mod doors;
mod english;
