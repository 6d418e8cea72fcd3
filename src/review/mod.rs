//! Reviews: submissions from files, one judged at a time, results that can be compared byte for byte.

mod amendment;
mod archive;
mod audience;
mod batch;
mod cache;
mod collect;
mod convert;
mod coverages;
pub mod eval;
mod model;
mod ocr;
mod plan;
mod program;
mod recheck;
mod run;
mod scope;
mod unfounded;
mod worker;

pub use amendment::{ProvisionChange, compare_submissions, effects};
pub use audience::audience;
pub use batch::{Shard, ShardError, Stop};
pub use cache::{Done, ReviewCache};
pub use collect::{CollectError, Collected, InputFile, MAX_FILE, Source, SubmissionInput, collect};
pub use convert::Converter;
pub use coverages::Coverages;
pub use model::{
    FileRecord, GuidelineRecord, Review, ReviewWarning, SCHEMA, SettingsRecord, SubmissionRecord, Summary,
    ToolRecord,
};
pub use ocr::{OCR_FAILED, Ocr, OcrMissing};
pub use plan::{ElementPlace, Plan, Standing};
pub use recheck::{Effect, Recheck, Rechecked, Shift, ShiftKind, breaks, shifts};
pub use run::{ReadSubmission, read, read_kept, review};
pub use unfounded::{UNFOUNDED, Unfounded, unfounded};
pub use worker::{Limits, WORKER_COMMAND, WorkerPool, serve as serve_worker};
