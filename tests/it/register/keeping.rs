//! Nothing is overwritten or lost: export and import, check, guards in the database.

use std::fs;
use std::io::BufReader;

use kitei::register::{Category, Reading, Register, RegisterError, Role, Route};
use kitei::report::decisions::Verdict;
use rusqlite::Connection;

use super::{Case, key, on, refusal};

/// A register with something of everything.
fn filled() -> Case {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    case.certified(id, "2026-03-01");
    let applied = case.application(id, Category::Regulation, Route::Review);
    let submission = case.submission(&applied, b"\x00bytes\xff\n");
    case.review(&submission);
    case.decide(submission.id, Reading::First, "M1-1", Verdict::Covered);
    case.decide(submission.id, Reading::First, "M1-1", Verdict::Partial);
    case.register
        .undo(
            &key(submission.id, Reading::First, "M1-1", 0),
            2,
            &on("2026-02-13"),
        )
        .expect("undone");
    case.register
        .assign(submission.id, Reading::First, Some("佐藤"), &on("2026-02-13"))
        .expect("assigned");
    case.register
        .add_account(
            "佐藤",
            Role::Approver,
            "とても長い合言葉です。1",
            &on("2026-02-13"),
        )
        .expect("added");
    let seminar = case
        .register
        .add_seminar("セミナー", &super::day("2026-02-01"), None, &on("2026-02-13"))
        .expect("added");
    case.register
        .attend(seminar.id, id, true, Some("佐藤\n鈴木"), &on("2026-02-13"))
        .expect("entered");
    case.register
        .withdraw("R2026-0001", &super::day("2026-03-02"), "廃止", &on("2026-03-02"))
        .expect("withdrawn");
    case
}

fn export(register: &Register) -> Vec<u8> {
    let mut bytes = Vec::new();
    register.export(&mut bytes).expect("written");
    bytes
}

#[test]
fn an_export_comes_back_the_same_byte_for_byte() {
    let case = filled();
    assert_eq!(case.register.check().expect("checked"), []);
    let exported = export(&case.register);
    let path = case.folder.path().join("写し/台帳.sqlite");
    let copy = Register::import(&path, &mut BufReader::new(exported.as_slice())).expect("imported");
    assert_eq!(copy.check().expect("checked"), []);
    assert!(exported == export(&copy), "the export of the import is the same");
    assert_eq!(
        copy.inbox().expect("read"),
        case.register.inbox().expect("read"),
        "what is derived is made anew"
    );
    assert!(
        copy.log_in("佐藤", "とても長い合言葉です。1")
            .expect("read")
            .is_some()
    );
    let again = Register::import(&path, &mut BufReader::new(exported.as_slice()));
    assert!(refusal(again.map(|_| ())).contains("上書き"));
}

#[test]
fn an_export_that_is_cut_off_or_changed_makes_no_register() {
    let case = filled();
    let exported = String::from_utf8(export(&case.register)).expect("UTF-8");
    let path = case.folder.path().join("写し.sqlite");
    let import = |text: &str| Register::import(&path, &mut BufReader::new(text.as_bytes())).map(|_| ());
    let lines: Vec<&str> = exported.lines().collect();
    let without = |left_out: usize| -> String {
        let rest = lines.iter().enumerate().filter(|(at, _)| *at != left_out);
        rest.map(|(_, line)| [*line, "\n"].concat())
            .collect::<Vec<_>>()
            .concat()
    };
    for text in [
        String::new(),
        "{}\n".to_owned(),
        without(lines.len() - 1),
        without(5),
        without(0),
    ] {
        assert!(import(&text).is_err());
        assert!(!path.exists());
    }
    let file = lines
        .iter()
        .position(|line| line.contains("\"base64\""))
        .expect("a file");
    let other = exported.replace(
        lines[file],
        &lines[file].replace("\"base64\":\"", "\"base64\":\"AAAA"),
    );
    assert!(matches!(import(&other), Err(RegisterError::Damaged(_))));
    let later = exported.replacen("\"format\":2", "\"format\":999", 1);
    assert!(matches!(
        import(&later),
        Err(RegisterError::Newer { found: 999, .. })
    ));
    let sly = exported.replacen("\"table\":\"setting\"", "\"table\":\"sqlite_schema\"", 1);
    assert!(import(&sly).is_err());
    import(&exported).expect("after all those the true one is taken");
}

#[test]
fn check_finds_what_was_changed_from_outside() {
    let changes = [
        ("UPDATE organization SET address = '別の所'", "申請者"),
        (
            "DROP TRIGGER log_kept; UPDATE log SET by = '別人' WHERE id = 2",
            "連鎖",
        ),
        (
            "DROP TRIGGER log_not_deleted; DELETE FROM log WHERE id = 3",
            "連鎖",
        ),
        (
            "DROP TRIGGER decision_kept; UPDATE decision SET verdict = 'covered' WHERE version = 2",
            "判定",
        ),
        (
            "DROP TRIGGER certificate_kept; UPDATE certificate SET as_of = '2020-01-01'",
            "認証",
        ),
        (
            "DROP TRIGGER review_kept; UPDATE review SET result_sha256 = replace(result_sha256, 'a', 'b')",
            "ハッシュ",
        ),
        ("DELETE FROM standing", "履歴"),
        (
            "PRAGMA foreign_keys = OFF; UPDATE submission SET organization_id = 77",
            "submission",
        ),
    ];
    for (sql, word) in changes {
        let case = filled();
        let connection = Connection::open(case.path()).expect("opened");
        connection.execute_batch(sql).expect("changed");
        let problems = case.register.check().expect("checked");
        assert!(
            problems.iter().any(|problem| problem.ja.contains(word)),
            "{sql}: {problems:?}"
        );
    }
    let case = filled();
    let submission = &case.register.submissions(None).expect("read")[0];
    fs::remove_file(case.register.files().path(&submission.files[0].sha256)).expect("removed");
    assert_eq!(case.register.check().expect("checked").len(), 1);
    assert!(
        case.register.export(&mut Vec::new()).is_err(),
        "an export without a file would be no export"
    );
}

#[test]
fn the_database_itself_refuses_to_forget() {
    let case = filled();
    let connection = Connection::open(case.path()).expect("opened");
    for table in [
        "decision",
        "log",
        "certificate",
        "withdrawal",
        "assignment",
        "review",
        "proceeding",
        "attendance",
        "submission_file",
        "file",
    ] {
        for sql in [
            format!("DELETE FROM {table}"),
            format!("UPDATE {table} SET rowid = rowid"),
        ] {
            let sql = if matches!(table, "submission_file" | "file") {
                sql.replace("SET rowid = rowid", "SET sha256 = sha256")
            } else {
                sql
            };
            let refused = connection
                .execute(&sql, [])
                .map(|count| assert_eq!(count, 0, "{sql}: nothing there to guard"));
            let refused = refused.expect_err(&sql).to_string();
            assert!(refused.contains("append-only"), "{sql}: {refused}");
        }
    }
    for table in ["organization", "application", "submission", "account", "seminar"] {
        let refused = connection.execute(&format!("DELETE FROM {table}"), []);
        assert!(refused.expect_err(table).to_string().contains("kept"));
    }
    let out_of_turn = connection.execute(
        "INSERT INTO decision (submission_id, guideline, requirement, element, reading, version, places, decided_by, decided_at)
         SELECT submission_id, guideline, requirement, element, reading, 9, places, decided_by, decided_at FROM decision LIMIT 1",
        [],
    );
    assert!(
        out_of_turn
            .expect_err("refused")
            .to_string()
            .contains("out of turn")
    );
}

#[test]
fn another_file_is_not_taken_for_a_register() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let path = folder.path().join("x.sqlite");
    assert!(matches!(Register::open(&path), Err(RegisterError::Missing(_))));
    fs::write(&path, "this is a text of more than a hundred bytes, ".repeat(20)).expect("written");
    assert!(matches!(Register::open(&path), Err(RegisterError::Foreign(_))));
    fs::remove_file(&path).expect("removed");
    let other = Connection::open(&path).expect("made");
    other.execute_batch("CREATE TABLE t (x)").expect("made");
    drop(other);
    assert!(matches!(Register::open(&path), Err(RegisterError::Foreign(_))));
    let mine = folder.path().join("mine.sqlite");
    drop(Register::open_or_create(&mine).expect("made"));
    Connection::open(&mine)
        .expect("opened")
        .pragma_update(None, "user_version", 999)
        .expect("set");
    assert!(matches!(
        Register::open(&mine),
        Err(RegisterError::Newer { found: 999, .. })
    ));
}
