//! Searching with the built program: what stands in the sample regulations is found, however it is asked for.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// What a person types, and a clause that must be among what is found.
const ASKED: [(&str, &str, &str); 20] = [
    ("可搬媒体", "04_大学病院", "第18条"),
    ("ウィルス", "07_薬局", "第10条"),
    ("サーバー室", "02_私立病院_章立て", "第15条第2項"),
    ("ＵＳＢ", "07_薬局", "第8条第3項"),
    ("usbメモリー", "02_私立病院_章立て", "第16条第4項"),
    ("退職", "05_事業者", "第15条第1項"),
    ("委託先 責任", "04_大学病院", "第23条第2項"),
    ("バックアップ テープ", "02_私立病院_章立て", "第18条第2項"),
    ("訓練 AND 年１回", "02_私立病院_章立て", "第35条"),
    ("パスワード 12文字", "07_薬局", "第5条"),
    ("停電 NOT 会計", "07_薬局", "第15条第2項"),
    ("電子署名 OR タイムスタンプ", "04_大学病院", "細則第23条第3項"),
    ("\"真正性、見読性及び保存性\"", "04_大学病院", "第21条"),
    ("持ち出し", "04_大学病院", "細則第12条第3項"),
    ("持出し", "04_大学病院", "細則第12条第3項"),
    ("監査 学長", "04_大学病院", "第28条"),
    ("個人情報 患者さま", "02_私立病院_章立て", "第8条"),
    ("無線ＬＡＮ", "07_薬局", "第11条"),
    ("台帳 kind:細則", "04_大学病院", "細則第10条"),
    ("廃棄 消磁", "05_事業者", "第19条第3項"),
];

fn kitei(arguments: &[&str], index: &Path) -> String {
    let output = Command::new(assert_cmd::cargo::cargo_bin!("kitei"))
        .args(arguments)
        .arg("--index")
        .arg(index)
        .output()
        .expect("runs");
    String::from_utf8(output.stdout).expect("text")
}

fn clauses(arguments: &[&str], index: &Path) -> Vec<Value> {
    let mut arguments = arguments.to_vec();
    arguments.extend(["--json", "--limit", "500"]);
    kitei(&arguments, index)
        .lines()
        .map(|line| serde_json::from_str(line).expect("a clause a line"))
        .collect()
}

fn holds(clauses: &[Value], submission: &str, citation: &str) -> bool {
    clauses
        .iter()
        .any(|clause| clause["submission"] == submission && clause["citation"] == citation)
}

#[test]
fn twenty_questions_find_what_they_must_by_every_way_of_asking() {
    let folder = TempDir::new().expect("a folder");
    let index = folder.path().join("index");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/submissions");
    kitei(&["index", "add", samples.to_str().expect("a path")], &index);
    for (asked, submission, citation) in ASKED {
        let found = clauses(&["search", asked], &index);
        assert!(
            holds(&found, submission, citation),
            "{asked}: {citation} is not among {} clauses",
            found.len()
        );
        let widened = clauses(&["search", "--similar", asked], &index);
        assert!(holds(&widened, submission, citation), "{asked} --similar");
        let list = kitei(&["search", "--limit", "500", asked], &index);
        assert!(
            list.contains(&format!("{citation}（")) || list.contains(&format!("{citation}  ")),
            "{asked}: {list}"
        );
        let named = format!("{submission}#{citation}");
        let like = clauses(&["search", "--like", &named], &index);
        assert!(
            !like.is_empty() && !holds(&like, submission, citation),
            "--like {named} gives others, and not itself"
        );
    }
}
