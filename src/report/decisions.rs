//! Decisions (判定) that people filled into a checklist, read back from the workbook.
//!
//! The workbook comes from people's hands: re-sorted, with columns and sheets added, saved by other programs. What
//! cannot be placed is told and kept, never dropped.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use serde::{Deserialize, Serialize};

use super::xlsx::{VERDICTS, heads};
use crate::guideline::{Guideline, Requirement};
use crate::text::{Message, normalize};

/// The name and version of the JSON of [`Decisions`].
pub const SCHEMA: &str = "kitei.decisions/1";

/// How many rows from the top the heads of a checklist may stand in.
const HEADS_WITHIN: usize = 30;

/// What people decided on one checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decisions {
    /// [`SCHEMA`].
    pub schema: String,
    /// The submission, as the workbook names it.
    pub submission: Option<String>,
    /// Id of the guideline.
    pub guideline: String,
    /// SHA-256 of the review that the checklist shows.
    pub result_sha256: Option<String>,
    /// What was placed, in the guideline's order.
    pub decisions: Vec<Decision>,
    /// What was not, row by row.
    pub unplaced: Vec<Unplaced>,
}

/// A person's word on one element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Id of the requirement.
    pub requirement: String,
    /// Number of the element in it, from 1.
    pub element: usize,
    /// The verdict; `None` where only other columns are filled in.
    pub verdict: Option<Verdict>,
    /// The comment.
    pub comment: Option<String>,
    /// Who decided.
    pub reviewer: Option<String>,
    /// When: ISO 8601 where the cell holds a date, as written otherwise.
    pub date: Option<String>,
    /// What stands in columns that people added, by their heads.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, String>,
}

/// A person's verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 充足
    Covered,
    /// 一部充足
    Partial,
    /// 不足
    Uncovered,
    /// 対象外
    NotApplicable,
    /// 要確認
    Check,
}

/// A row that could not be placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unplaced {
    /// The sheet.
    pub sheet: String,
    /// The row, from 1.
    pub row: usize,
    /// Why.
    pub reason: Message,
    /// What stands in it, by the heads of the columns.
    pub cells: BTreeMap<String, String>,
}

/// Why a workbook could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum DecisionsError {
    /// The file is no workbook.
    #[error("not a workbook: {0}")]
    Workbook(#[from] calamine::Error),
    /// No sheet has the heads of a checklist.
    #[error("no sheet with the heads {} and {}", heads::REQUIREMENT.0, heads::VERDICT.0)]
    NoChecklist,
    /// The workbook does not name its guideline, and none was given.
    #[error("the workbook does not name its guideline; name it with --guideline")]
    NoGuideline,
}

/// The guideline that a workbook says it was made for.
///
/// # Errors
/// When the file is no workbook, or names none.
pub fn guideline_of(bytes: &[u8]) -> Result<String, DecisionsError> {
    fact(&open(bytes)?, heads::GUIDELINE).ok_or(DecisionsError::NoGuideline)
}

/// Reads what people filled in.
///
/// # Errors
/// When the file is no workbook or holds no checklist.
pub fn read(bytes: &[u8], guideline: &Guideline) -> Result<Decisions, DecisionsError> {
    let sheets = open(bytes)?;
    let mut decisions = Decisions {
        schema: SCHEMA.to_owned(),
        submission: fact(&sheets, heads::SUBMISSION),
        guideline: guideline.id.clone(),
        result_sha256: fact(&sheets, heads::RESULT),
        decisions: Vec::new(),
        unplaced: Vec::new(),
    };
    let mut found = false;
    for sheet in &sheets {
        if let Some(columns) = Columns::find(sheet) {
            found = true;
            read_sheet(sheet, &columns, guideline, &mut decisions);
        }
    }
    if !found {
        return Err(DecisionsError::NoChecklist);
    }
    let order: BTreeMap<&str, usize> = (0..)
        .zip(&guideline.requirements)
        .map(|(n, r)| (r.id.as_str(), n))
        .collect();
    decisions
        .decisions
        .sort_by_key(|d| (order.get(d.requirement.as_str()).copied(), d.element));
    Ok(decisions)
}

/// A sheet's name and the words of its cells.
struct Sheet {
    name: String,
    /// Number of the first row, from 1.
    first: usize,
    rows: Vec<Vec<Data>>,
}

fn open(bytes: &[u8]) -> Result<Vec<Sheet>, DecisionsError> {
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes))?;
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name)?;
        sheets.push(Sheet {
            first: range.start().map_or(0, |start| start.0 as usize) + 1,
            rows: range.rows().map(<[Data]>::to_vec).collect(),
            name,
        });
    }
    Ok(sheets)
}

/// The value beside a label on any sheet.
fn fact(sheets: &[Sheet], label: (&str, &str)) -> Option<String> {
    sheets.iter().flat_map(|sheet| &sheet.rows).find_map(|row| {
        let at = row.iter().position(|cell| is(cell, label))?;
        row.get(at + 1).map(words).filter(|words| !words.is_empty())
    })
}

/// Where the columns of a checklist stand in a sheet.
struct Columns {
    /// Index of the row of heads.
    row: usize,
    requirement: usize,
    element: Option<usize>,
    point: Option<usize>,
    verdict: usize,
    comment: Option<usize>,
    reviewer: Option<usize>,
    date: Option<usize>,
    /// Columns that people added: head, column.
    added: Vec<(String, usize)>,
    /// Every head.
    heads: Vec<String>,
}

impl Columns {
    fn find(sheet: &Sheet) -> Option<Self> {
        sheet
            .rows
            .iter()
            .take(HEADS_WITHIN)
            .enumerate()
            .find_map(|(row, cells)| {
                let at = |head| cells.iter().position(|cell| is(cell, head));
                let (requirement, verdict) = (at(heads::REQUIREMENT)?, at(heads::VERDICT)?);
                let heads = names(cells);
                let known = |(column, cell): &(usize, &Data)| {
                    super::xlsx::known_heads().any(|head| is(cell, head))
                        && cells.iter().take(*column).all(|c| words(c) != words(cell))
                };
                let added = cells
                    .iter()
                    .enumerate()
                    .filter(|cell| !known(cell))
                    .map(|(column, _)| (heads[column].clone(), column))
                    .collect();
                Some(Self {
                    row,
                    requirement,
                    element: at(heads::ELEMENT),
                    point: at(heads::POINT),
                    verdict,
                    comment: at(heads::COMMENT),
                    reviewer: at(heads::REVIEWER),
                    date: at(heads::DATE),
                    added,
                    heads,
                })
            })
    }

    /// The filled cells of a row, by head.
    fn all(&self, row: &[Data]) -> BTreeMap<String, String> {
        let cells = self.heads.iter().zip(row);
        cells
            .map(|(head, cell)| (head.clone(), words(cell)))
            .filter(|(_, words)| !words.is_empty())
            .collect()
    }
}

/// A unique name for each column; a column without a head is named by its number.
fn names(cells: &[Data]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    (1..)
        .zip(cells)
        .map(|(number, cell)| {
            let mut name = words(cell);
            if name.is_empty() || !taken.insert(name.clone()) {
                name = format!("{name}#{number}");
                taken.insert(name.clone());
            }
            name
        })
        .collect()
}

fn read_sheet(sheet: &Sheet, columns: &Columns, guideline: &Guideline, into: &mut Decisions) {
    for (index, row) in sheet.rows.iter().enumerate().skip(columns.row + 1) {
        let filled = |column: Option<usize>| {
            column
                .and_then(|c| row.get(c))
                .map(words)
                .filter(|w| !w.is_empty())
        };
        let extra: BTreeMap<String, String> = columns
            .added
            .iter()
            .filter_map(|(head, column)| Some((head.clone(), filled(Some(*column))?)))
            .collect();
        let verdict = filled(Some(columns.verdict));
        let (comment, reviewer) = (filled(columns.comment), filled(columns.reviewer));
        let date = columns
            .date
            .and_then(|c| row.get(c))
            .map(day)
            .filter(|d| !d.is_empty());
        if extra.is_empty()
            && [&verdict, &comment, &reviewer, &date]
                .iter()
                .all(|cell| cell.is_none())
        {
            continue;
        }
        let placed = place(row, columns, guideline).and_then(|(requirement, element)| {
            let decision = Decision {
                requirement: requirement.id.clone(),
                element,
                verdict: verdict.as_deref().map(Verdict::read).transpose()?,
                comment,
                reviewer,
                date,
                extra,
            };
            let before = into
                .decisions
                .iter()
                .find(|d| d.requirement == requirement.id && d.element == element);
            match before {
                Some(same) if *same == decision => Ok(None),
                Some(_) => Err(Message::new(
                    "同じ観点の行がほかにもあり、記入が違う",
                    "another row for the same element says something else",
                )),
                None => Ok(Some(decision)),
            }
        });
        match placed {
            Ok(decision) => into.decisions.extend(decision),
            Err(reason) => into.unplaced.push(Unplaced {
                sheet: sheet.name.clone(),
                row: sheet.first + index,
                reason,
                cells: columns.all(row),
            }),
        }
    }
}

/// The requirement and element of a row: by number, or by the point's words where the number is gone.
fn place<'a>(
    row: &[Data],
    columns: &Columns,
    guideline: &'a Guideline,
) -> Result<(&'a Requirement, usize), Message> {
    let cell = |column: Option<usize>| column.and_then(|c| row.get(c)).map(words).unwrap_or_default();
    let id = cell(Some(columns.requirement));
    let folded = normalize(&id);
    let requirement = guideline
        .requirements
        .iter()
        .find(|requirement| normalize(&requirement.id) == folded)
        .ok_or_else(|| {
            Message::new(
                format!("遵守事項ID「{id}」はこのガイドラインにない"),
                format!("the guideline has no requirement “{id}”"),
            )
        })?;
    let point = normalize(&cell(columns.point));
    let by_point = requirement
        .elements
        .iter()
        .position(|element| normalize(&element.point) == point);
    let by_number = normalize(&cell(columns.element))
        .parse::<usize>()
        .ok()
        .filter(|number| (1..=requirement.elements.len()).contains(number));
    let by_point = by_point.map(|at| at + 1);
    if let (Some(number), Some(point)) = (by_number, by_point)
        && number != point
    {
        return Err(Message::new(
            format!("{id} の観点番号は {number}、観点の文は {point} 番のもの"),
            format!("{id}: the element number is {number}, but the wording is that of element {point}"),
        ));
    }
    by_number
        .or(by_point)
        .map(|element| (requirement, element))
        .ok_or_else(|| {
            Message::new(
                format!("{id} のどの観点か分からない（観点番号も観点の文も合わない）"),
                format!("cannot tell which element of {id} this is: neither number nor wording matches"),
            )
        })
}

impl Verdict {
    const ALL: [Self; 5] = [
        Self::Covered,
        Self::Partial,
        Self::Uncovered,
        Self::NotApplicable,
        Self::Check,
    ];

    fn read(words: &str) -> Result<Self, Message> {
        let folded = normalize(words);
        let is = |(ja, en): (&str, &str)| normalize(ja) == folded || normalize(en) == folded;
        let at = VERDICTS.iter().position(|names| is(*names));
        at.map(|at| Self::ALL[at]).ok_or_else(|| {
            Message::new(
                format!("判定「{words}」は一覧（充足・一部充足・不足・対象外・要確認）にない"),
                format!("“{words}” is not one of the verdicts in the list"),
            )
        })
    }
}

/// Whether a cell holds this label, in either language.
fn is(cell: &Data, (ja, en): (&str, &str)) -> bool {
    let folded = normalize(&words(cell));
    folded == normalize(ja) || folded == normalize(en)
}

/// The words of a cell.
fn words(cell: &Data) -> String {
    match cell {
        Data::DateTime(_) | Data::DateTimeIso(_) => day(cell),
        other => other.to_string().trim().to_owned(),
    }
}

/// A cell as a day; a number that a lost format left of a date is one too.
fn day(cell: &Data) -> String {
    use calamine::{ExcelDateTime, ExcelDateTimeType};
    let iso = |date: &ExcelDateTime| {
        let (year, month, day, ..) = date.to_ymd_hms_milli();
        format!("{year:04}-{month:02}-{day:02}")
    };
    match cell {
        Data::DateTime(date) => iso(date),
        Data::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        // 1995 to 2064: other numbers are no days.
        Data::Float(serial) if (34_700.0..60_300.0).contains(serial) => {
            iso(&ExcelDateTime::new(*serial, ExcelDateTimeType::DateTime, false))
        }
        other => other.to_string().trim().to_owned(),
    }
}
