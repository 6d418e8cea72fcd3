"""Checks the files of a folder of reports; exit status 1 where something is wrong."""

import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema
import openpyxl
from trestle.oscal.assessment_results import AssessmentResults

KITEI, FOLDER = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/kitei.review-1.schema.json").read_text())
DECISIONS = 500
VERDICTS = ["充足", "一部充足", "不足", "対象外", "要確認"]
problems = 0


def check(name, holds, detail=""):
    global problems
    if not holds:
        problems += 1
        print(f"NOT {name} {detail}")


def imported(file):
    """What comes back from a checklist: (requirement, element) → (verdict, comment), and the rows without a place."""
    run = subprocess.run([KITEI, "decisions", "import", file], capture_output=True, text=True)
    read = json.loads(run.stdout)
    return {
        (d["requirement"], d["element"]): (d["verdict"], d["comment"]) for d in read["decisions"]
    }, read["unplaced"]


def fill(file, into):
    """Fills a checklist in, sorts its rows anew and adds a column, as people do; gives the comments."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(at for at, row in enumerate(rows) if "遵守事項ID" in row)
    column = {name: at for at, name in enumerate(rows[head])}
    body = rows[head + 1 :][:DECISIONS]
    wanted = {}
    for at, row in enumerate(body):
        row[column["判定"]] = VERDICTS[at % len(VERDICTS)]
        row[column["所見"]] = f"所見 {at}"
        row[column["判定者"]] = "山田"
        wanted[row[column["遵守事項ID"]], row[column["観点番号"]]] = f"所見 {at}"
    rest = rows[head + 1 + DECISIONS :]
    everything = body + rest
    random.Random(1).shuffle(everything)
    for number, row in enumerate(everything, start=head + 2):
        for at, value in enumerate(row, start=1):
            sheet.cell(number, at).value = value
    sheet.insert_cols(3)
    sheet.cell(head + 1, 3).value = "整理番号"
    book.save(into)
    return wanted


for kind in ["*.oscal.json", "*.xlsx"]:
    check(f"{FOLDER} holds {kind}", any(FOLDER.glob(kind)))

for file in sorted(FOLDER.glob("*.json")):
    if file.name.endswith(".oscal.json"):
        try:
            AssessmentResults.oscal_read(file)
        except Exception as error:  # Whatever it objects to is a finding.
            check(f"{file.name}: OSCAL", False, str(error)[:500])
    else:
        errors = list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(json.loads(file.read_text())))
        check(f"{file.name}: JSON Schema", not errors, "; ".join(e.message[:200] for e in errors[:3]))
    print(f"{file.name}: read")

with tempfile.TemporaryDirectory() as work:
    for file in sorted(FOLDER.glob("*.xlsx")):
        filled = Path(work) / "filled.xlsx"
        wanted = fill(file, filled)
        ways = [("openpyxl", filled)]
        if shutil.which("soffice"):
            command = ["soffice", f"-env:UserInstallation=file://{work}/profile", "--headless"]
            command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", f"{work}/saved", filled]
            subprocess.run(command, check=True, capture_output=True, timeout=300)
            ways.append(("LibreOffice", Path(work) / "saved/filled.xlsx"))
        for name, way in ways:
            got, unplaced = imported(way)
            lost = {key for key, comment in wanted.items() if got.get(key, (None, None))[1] != comment}
            check(f"{file.name}: decisions through {name}", not lost and not unplaced, f"{len(lost)} lost, {len(unplaced)} unplaced")
            print(f"{file.name}: {len(wanted)} decisions through {name}, {len(lost)} lost")

print(f"{problems} problems" if problems else "no problem")
sys.exit(1 if problems else 0)
