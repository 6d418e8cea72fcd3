//! The workbench: the reviewer's day in a browser, served by this program.
//!
//! Every page is made here and works by links and forms; one small script adds keys. Nobody comes in who does not
//! belong (`guard`, `session`, `form`), and every change goes through the register, which keeps who did what.

/// A sentence with values in it, in one of two wordings that stand side by side.
macro_rules! say {
    ($lang:expr, $ja:literal, $en:literal) => {
        match $lang {
            $crate::text::Lang::Ja => format!($ja),
            $crate::text::Lang::En => format!($en),
        }
    };
}

mod accounts;
mod assets;
mod attempts;
mod bench;
mod case;
mod changes;
mod door;
mod entry;
mod files;
mod form;
mod guard;
mod guidelines;
mod inbox;
mod journal;
mod known;
mod layout;
mod papers;
mod parts;
mod recheck;
mod refusal;
mod registry;
mod review;
mod routes;
mod search;
mod server;
mod session;
mod submission;
mod upload;

use bench::Workbench;

pub use server::{Options, ServeError, serve};
