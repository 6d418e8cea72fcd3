"""Writes the odd regulations of tests/fixtures/regulation/odd as DOCX, and says where their citations are not as put
down.

    python3 odd.py FOLDER [KITEI [TEXTS]]

Writes one DOCX for each text; rows with tabs become tables. With KITEI, compares the citations of each DOCX with those
behind `⇐`, prints the lines that differ and their number, and ends with 1 if there is any. TEXTS is another folder, whose
texts have nothing behind `⇐`: there the citations of the text itself are compared. `outlines.py` compares the same files
with their PDF.
"""

import pathlib
import sys

from mixtures import Regulation
from outlines import compared, outline

ODD = pathlib.Path(__file__).parent.parent / "fixtures" / "regulation" / "odd"


def parted(cell):
    words, _, said = cell.partition(" ⇐ ")
    return words, [each for each in said.split(" | ") if each not in ("", "-")]


def regulation(path):
    """The regulation of an annotated text; its citations in order."""
    made = Regulation(path.stem)
    rows = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        cells = [parted(cell) for cell in line.split("\t")]
        made.cite(*(citation for _, said in cells for citation in said))
        if len(cells) > 1:
            rows.append([words for words, _ in cells])
            continue
        if rows:
            made.table(rows)
            rows = []
        if cells[0][0]:
            made.line(cells[0][0])
    return made


def citations(kitei, path):
    return [entry["citation"] for entry in outline(kitei, path) if entry["kind"] not in ("preamble", "contents")]


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    differing = 0
    for path in sorted(pathlib.Path(sys.argv[3] if len(sys.argv) > 3 else ODD).glob("*.txt")):
        made = regulation(path)
        made.save(folder)
        if len(sys.argv) < 3:
            continue
        found = citations(sys.argv[2], folder / f"{path.stem}.docx")
        wanted = made.citations or citations(sys.argv[2], path)
        differing += compared(path.stem, wanted, found, "citations")
    print(f"{differing} differing lines")
    sys.exit(differing > 0)


if __name__ == "__main__":
    main()
