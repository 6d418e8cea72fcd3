//! Tables as readers give them: compared versions, broken pages, merged cells; and boxes beside the flow.

use kitei::document::{Block, Cell, Document, Note, NoteKind, Paragraph, Place, Row, Table};
use kitei::regulation::{ProvisionKind, understand};

use super::{document, outline_of};

/// Numbers the paragraphs and rows of a document.
#[derive(Default)]
struct Maker {
    blocks: Vec<Block>,
    number: u32,
}

impl Maker {
    fn place(&mut self) -> Place {
        self.number += 1;
        Place {
            paragraph: self.number,
            ..Place::default()
        }
    }

    fn paragraph(&mut self, text: &str) -> Block {
        Block::Paragraph(Paragraph {
            place: self.place(),
            text: text.to_owned(),
            ..Paragraph::default()
        })
    }

    fn text(mut self, text: &str) -> Self {
        for line in text.lines() {
            let block = self.paragraph(line);
            self.blocks.push(block);
        }
        self
    }

    /// A table; a cell `^` is covered by the one above, `<` by the one before, `/` parts paragraphs.
    fn table(mut self, rows: &[&[&str]]) -> Self {
        let place = self.place();
        let mut table = Table {
            place,
            ..Table::default()
        };
        for (at, row) in rows.iter().enumerate() {
            let mut cells: Vec<Cell> = Vec::new();
            for (column, words) in row.iter().enumerate() {
                match *words {
                    "^" => {}
                    "<" => cells.last_mut().expect("a cell before").columns += 1,
                    words => {
                        let blocks = words.split('/').map(|line| self.paragraph(line)).collect();
                        let below = rows[at + 1..].iter().take_while(|row| row[column] == "^").count();
                        cells.push(Cell {
                            rows: 1 + below,
                            ..Cell::single(column, blocks)
                        });
                    }
                }
            }
            let place = self.place();
            table.rows.push(Row { place, cells });
        }
        self.blocks.push(Block::Table(table));
        self
    }

    fn text_box(mut self, text: &str) -> Self {
        let blocks = text.lines().map(|line| self.paragraph(line)).collect();
        let place = self.place();
        self.blocks.push(Block::Note(Note {
            place,
            kind: NoteKind::TextBox,
            mark: String::new(),
            blocks,
        }));
        self
    }

    fn document(self) -> Document {
        Document {
            blocks: self.blocks,
            ..document("規程")
        }
    }
}

fn outline(maker: Maker) -> Vec<String> {
    outline_of(&understand(&maker.document()))
}

#[test]
fn of_compared_versions_only_the_new_side_counts() {
    for (heads, new) in [
        (["改正後", "改正前"], 0),
        (["現　行", "改正案"], 1),
        (["（旧）", "（新）"], 1),
    ] {
        let row = |one: &'static str, other: &'static str| if new == 0 { [one, other] } else { [other, one] };
        let rows = [
            heads,
            row("（目的）/第1条　目的を定める。", "（目的）/第1条　趣旨を定める。"),
            row(
                "（体制）/第2条　責任者を置く。/2　院長とする。",
                "第2条　係を置く。",
            ),
            row("（雑則）/第3条　（略）", "（雑則）/第3条　（略）"),
        ];
        let rows: Vec<&[&str]> = rows.iter().map(<[&str; 2]>::as_slice).collect();
        let regulation = understand(
            &Maker::default()
                .text("管理規程新旧対照表")
                .table(&rows)
                .document(),
        );
        assert_eq!(
            outline_of(&regulation),
            [
                "第1条=[目的]目的を定める。",
                "第2条=[体制]責任者を置く。",
                "第2条第2項=院長とする。",
                "第3条=[雑則]（略）",
            ],
            "{heads:?}"
        );
        let told: Vec<_> = regulation
            .warnings
            .iter()
            .map(|each| each.code.as_str())
            .collect();
        assert_eq!(told, ["comparison-table"]);
        assert_eq!(regulation.warnings[0].paragraph, Some(2));
    }
}

#[test]
fn a_table_of_new_and_old_words_in_a_row_is_no_comparison() {
    let lines = outline(
        Maker::default()
            .text("第1条　次による。")
            .table(&[&["区分", "新", "端末"], &["旧", "持ち出さない。", "鍵をかける。"]]),
    );
    assert!(
        lines.iter().any(|line| line.contains("持ち出さない。")),
        "{lines:?}"
    );
}

#[test]
fn a_table_broken_by_the_page_is_one() {
    let maker = Maker::default()
        .text("第1条　役割は、次の表による。")
        .table(&[
            &["役割", "仕事"],
            &["院長", "責任を負う。"],
            &["係", "台帳を備え、"],
        ])
        .table(&[&["", "点検する。"], &["職員", "守る。"]])
        .table(&[&["役割", "仕事"], &["委託先", "報告する。"]])
        .text("第2条　二とする。");
    assert_eq!(
        outline(maker),
        [
            "第1条=役割は、次の表による。",
            "表1=",
            "表1 院長=院長\t責任を負う。",
            "表1 係=係\t台帳を備え、点検する。",
            "表1 職員=職員\t守る。",
            "表1 委託先=委託先\t報告する。",
            "第2条=二とする。",
        ]
    );
}

#[test]
fn rows_under_a_merged_cell_are_cited_by_it_and_keep_their_columns() {
    let maker = Maker::default().text("別表第1（第2条関係）").table(&[
        &["役割", "仕事", "時期"],
        &["院長", "任命する。", "毎年"],
        &["^", "承認する。", "随時"],
        &["係", "点検と報告をする。", "<"],
    ]);
    let regulation = understand(&maker.document());
    assert_eq!(
        outline_of(&regulation),
        [
            "別表第1=[第2条関係]",
            "別表第1 院長=院長\t任命する。\t毎年",
            "別表第1 院長〔2〕=\t承認する。\t随時",
            "別表第1 係=係\t点検と報告をする。",
        ]
    );
    let rows = regulation
        .provisions
        .iter()
        .filter(|each| each.kind == ProvisionKind::TableRow);
    assert!(
        rows.clone().count() == 3
            && rows
                .into_iter()
                .all(|row| row.column_heads == ["役割", "仕事", "時期"])
    );
}

#[test]
fn boxes_hold_articles_or_notes_and_may_hold_the_title() {
    let maker = Maker::default()
        .text_box("海辺病院運用管理規程")
        .text("第1条　目的を定める。")
        .text_box("至急のときは内線100")
        .text_box("（範囲）\n第2条　範囲を定める。\n2　次による。")
        .text("(1)　端末");
    let regulation = understand(&maker.document());
    assert_eq!(regulation.title, "海辺病院運用管理規程");
    assert_eq!(
        outline_of(&regulation)[1..],
        [
            "第1条=目的を定める。",
            "第1条 注=至急のときは内線100",
            "第2条=[範囲]範囲を定める。",
            "第2条第2項=次による。",
            "第2条第2項第1号=端末",
        ]
    );
}
