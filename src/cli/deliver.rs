//! Writing the reports of a batch: each review's files as soon as it is made, the index at the end.

use std::path::Path;

use super::arguments::{ReportFormat, ReviewCall};
use super::on_file::OnFile;
use super::outcome::{Exit, Failure};
use super::output;
use crate::guideline::Guideline;
use crate::report::index::{Entry, Links};
use crate::report::{self, Report, ReportError};
use crate::review::{ReadSubmission, Review};
use crate::text::Lang;

/// What is written where no format is named.
const DEFAULT_FORMATS: [ReportFormat; 3] = [ReportFormat::Html, ReportFormat::Xlsx, ReportFormat::Json];

/// How one call's reviews are delivered.
pub(super) struct Delivery<'a> {
    out: Option<&'a Path>,
    formats: Vec<ReportFormat>,
    date: Option<&'a str>,
    lang: Lang,
    on_file: Option<OnFile>,
}

/// What is kept of a review after its files are written.
pub(super) struct Delivered {
    entry: Entry,
    /// What goes to stdout where no folder was given.
    printed: String,
}

impl<'a> Delivery<'a> {
    /// How `call` wants its reviews.
    pub(super) fn new(call: &'a ReviewCall, lang: Lang) -> Result<Self, Failure> {
        let unprintable = call.format.iter().any(|format| *format != ReportFormat::Json);
        if call.out.is_none() && unprintable {
            let message = match lang {
                Lang::Ja => "画面に出せる形式は json だけ。ほかの形式は --out DIR で書く先を指定する",
                Lang::En => "only json can go to the screen; name a folder for the others with --out DIR",
            };
            return Err(Failure::Said(message.to_owned(), Exit::Usage));
        }
        if let Some(out) = &call.out {
            return Ok(Self::into(out, call.format.clone(), call.date.as_deref(), lang));
        }
        Ok(Self {
            out: None,
            formats: call.format.clone(),
            date: call.date.as_deref(),
            lang,
            on_file: None,
        })
    }

    /// Into the folder `out`, in the usual formats where none is named.
    pub(super) fn into(
        out: &'a Path,
        mut formats: Vec<ReportFormat>,
        date: Option<&'a str>,
        lang: Lang,
    ) -> Self {
        if formats.is_empty() {
            formats = DEFAULT_FORMATS.to_vec();
        }
        Self {
            out: Some(out),
            formats,
            date,
            lang,
            on_file: None,
        }
    }

    /// The same, with what is on file beside the findings where `read` gives it; only HTML shows it.
    pub(super) fn beside(
        mut self,
        read: impl FnOnce() -> Result<Option<OnFile>, Failure>,
    ) -> Result<Self, Failure> {
        if self.out.is_some() && self.wants(ReportFormat::Html) {
            self.on_file = read()?;
        }
        Ok(self)
    }

    /// What is kept of a review whose files an earlier run wrote.
    #[allow(clippy::unused_self, reason = "reads as what a delivery does")]
    pub(super) fn again(&self, review: &Review, guideline: &Guideline, stem: &str) -> Delivered {
        Delivered {
            entry: Entry::of(review, guideline, stem),
            printed: String::new(),
        }
    }

    /// The names of the files of the report named `stem`, as far as they are there.
    pub(super) fn files(&self, stem: &str) -> Vec<String> {
        let Some(out) = self.out else {
            return Vec::new();
        };
        ["html", "xlsx", "json", "oscal.json", "letter.docx"]
            .iter()
            .map(|extension| format!("{stem}.{extension}"))
            .filter(|name| out.join(name).is_file())
            .collect()
    }

    /// What decides how the reports look, as one text.
    pub(super) fn looks(&self) -> String {
        let on_file = self.on_file.as_ref().map(OnFile::looks);
        format!("{:?} {:?} {:?} {on_file:?}", self.formats, self.date, self.lang)
    }

    /// Writes the files of one review, all named `stem`.
    pub(super) fn one(
        &self,
        read: &ReadSubmission,
        review: &Review,
        guideline: &Guideline,
        stem: &str,
        alone: bool,
    ) -> Result<Delivered, Failure> {
        let others = self
            .on_file
            .as_ref()
            .and_then(|known| known.beside(&guideline.id));
        let report = Report::new(review, &read.submission, guideline, self.lang, self.date).beside(others);
        let mut printed = String::new();
        match self.out {
            Some(out) => {
                for &format in &self.formats {
                    self.write(out, &report, format, stem)?;
                }
            }
            None if self.wants(ReportFormat::Json) => printed = report::json::render(review),
            None if alone => printed = report::terminal::gaps(&report),
            None => {}
        }
        Ok(Delivered {
            entry: Entry::of(review, guideline, stem),
            printed,
        })
    }

    /// Writes the index and prints the summary.
    pub(super) fn finish(&self, delivered: Vec<Delivered>, guidelines: &[Guideline]) -> Result<(), Failure> {
        let (entries, printed): (Vec<Entry>, Vec<String>) =
            delivered.into_iter().map(|d| (d.entry, d.printed)).unzip();
        if let Some(out) = self.out.filter(|_| self.wants(ReportFormat::Html)) {
            let links = Links {
                html: true,
                xlsx: self.wants(ReportFormat::Xlsx),
                json: self.wants(ReportFormat::Json),
                letter: self.wants(ReportFormat::Letter),
            };
            let guidelines: Vec<_> = guidelines.iter().collect();
            let page = report::index::render(&entries, &guidelines, links, self.lang, self.date);
            output::write_whole(&out.join("index.html"), page.as_bytes())?;
        }
        if self.out.is_none() && self.wants(ReportFormat::Json) {
            return output::print(&printed.concat());
        }
        output::print(&(report::terminal::table(&entries, self.lang) + &printed.concat()))
    }

    fn wants(&self, format: ReportFormat) -> bool {
        self.formats.contains(&format)
    }

    fn write(
        &self,
        out: &Path,
        report: &Report<'_>,
        format: ReportFormat,
        stem: &str,
    ) -> Result<(), Failure> {
        let page = format!("{stem}.html");
        let (extension, bytes) = match format {
            ReportFormat::Html => ("html", report::html::render(report).into_bytes()),
            ReportFormat::Xlsx => {
                let page = self.wants(ReportFormat::Html).then_some(page.as_str());
                let bytes = report::xlsx::render(report, page).map_err(|error| failed(stem, &error))?;
                ("xlsx", bytes)
            }
            ReportFormat::Json => ("json", report::json::render(report.review).into_bytes()),
            ReportFormat::Oscal => ("oscal.json", report::oscal::render(report).into_bytes()),
            ReportFormat::Letter => {
                let bytes = report::letter::render(report).map_err(|error| failed(stem, &error))?;
                ("letter.docx", bytes)
            }
        };
        output::write_whole(&out.join(format!("{stem}.{extension}")), &bytes)
    }
}

fn failed(stem: &str, error: &ReportError) -> Failure {
    Failure::Said(format!("{stem}: {error}"), Exit::Failed)
}
