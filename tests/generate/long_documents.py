"""Writes documents that are long but sound, to see that they are read within the default limits.

    python3 long_documents.py FOLDER

paragraphs.docx has 200,000 paragraphs with automatic numbers, table.docx a table of 100,000 rows.
"""

import pathlib
import sys
import zipfile

import mixtures


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    paragraphs = mixtures.Regulation("paragraphs", a=[("decimal", "第%1条", 1), ("decimal", "%2", 2)])
    for number in range(100_000):
        paragraphs.auto("a", 0, f"利用者は、端末{number}を施錠して保管しなければならない。")
        paragraphs.auto("a", 1, "前項の鍵は、責任者が管理する。")
    paragraphs.save(folder)
    table = mixtures.Regulation("table")
    table.table([["番号", "機器", "責任者"], *([str(row), f"端末{row}", "システム管理者"] for row in range(99_999))])
    table.save(folder)
    for extra in folder.glob("*.txt"):
        extra.unlink()
    for path in sorted(folder.glob("*.docx")):
        size = sum(entry.file_size for entry in zipfile.ZipFile(path).infolist())
        print(f"{path.name}: {path.stat().st_size >> 10} KiB, {size >> 20} MiB unpacked")


if __name__ == "__main__":
    main()
