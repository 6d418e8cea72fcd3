#!/usr/bin/env python3
"""A night's work: many generated submissions reviewed from files, again from what was kept, and a Python peer.

    python3 benches/batch.py KITEI [COUNT [PEER]]     needs reportlab, python-docx; the peer PyMuPDF and rapidfuzz

Half of the submissions are PDF, half DOCX, 20 to 40 pages each, their articles drawn from the texts of the sample
regulations by a seeded generator. The peer reads PEER of them (default 20), indexes their paragraphs in SQLite FTS5
(trigrams), and scores every element of the guideline against the 20 best paragraphs with rapidfuzz.
"""

import json
import pathlib
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PER_PAGE = 9


def articles():
    texts = []
    for path in sorted((ROOT / "tests/generate/submissions").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            line = re.sub(r"^第[0-9０-９]+条[ 　]+|^[0-9０-９]+[ 　]+", "", line.strip())
            if len(line) > 40 and not line.startswith(("%%", "|", "=")):
                texts.append(line)
    return texts


def regulation(chance, texts, number):
    lines = [f"第{number}総合病院医療情報システム運用管理規程"]
    for article in range(1, chance.randint(20, 40) * PER_PAGE // 2):
        lines.append(f"第{article}条　{chance.choice(texts)}")
        lines.append(f"２　{chance.choice(texts)}")
    return lines


def write_pdf(path, lines):
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    style = ParagraphStyle("j", fontName="HeiseiMin-W3", fontSize=12, leading=24, spaceAfter=12, wordWrap="CJK")
    SimpleDocTemplate(str(path), pagesize=A4).build([Paragraph(line, style) for line in lines])


def write_docx(path, lines):
    import docx

    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def generate(folder, count):
    chance, texts = random.Random(20260401), articles()
    for number in range(count):
        lines = regulation(chance, texts, number)
        kind = "pdf" if number % 2 else "docx"
        {"pdf": write_pdf, "docx": write_docx}[kind](folder / f"規程{number:04}.{kind}", lines)


def memory(group):
    """Memory of all processes of a group together, what they share counted once, in MB; 0 where the system does not tell."""
    total = 0
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[2]) != group:
                continue
            line = next(line for line in (folder / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
            total += int(line.split()[1]) / 1024
        except (OSError, IndexError, StopIteration):
            continue
    return total


def timed(name, call, count):
    before, begun, most = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), 0
    # A group of its own, so that its worker processes are counted with it.
    child = subprocess.Popen(call, stdout=subprocess.DEVNULL, start_new_session=True)
    while child.poll() is None:
        most = max(most, memory(child.pid))
        time.sleep(0.2)
    elapsed, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if child.returncode not in (0, 3):
        sys.exit(f"{call}: {child.returncode}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{name}: {elapsed:.1f} s ({cpu:.1f} s of processor time), {count / elapsed:.1f} submissions/s, {most:.0f} MB in all",
        flush=True,
    )
    return elapsed


def peer(folder, elements, count):
    import docx
    import fitz
    from rapidfuzz import fuzz

    begun = time.time()
    for path in sorted(folder.iterdir())[:count]:
        if path.suffix == ".pdf":
            with fitz.open(path) as pages:
                paragraphs = [block[4].replace("\n", "") for page in pages for block in page.get_text("blocks")]
        else:
            paragraphs = [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
        base = sqlite3.connect(":memory:")
        base.execute("create virtual table p using fts5(text, tokenize='trigram')")
        base.executemany("insert into p values (?)", [(text,) for text in paragraphs])
        for element in elements:
            grams = {element[i : i + 3] for i in range(len(element) - 2)}
            query = " OR ".join('"' + gram.replace('"', "") + '"' for gram in sorted(grams))
            rows = base.execute("select text from p where p match ? order by rank limit 20", (query,)).fetchall()
            max((fuzz.partial_ratio(element, text) for (text,) in rows), default=0)
    return time.time() - begun


def main():
    kitei = str(pathlib.Path(sys.argv[1]).resolve())
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    part = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    with tempfile.TemporaryDirectory() as scratch:
        folder, out, index = (pathlib.Path(scratch) / name for name in ("in", "out", "index"))
        folder.mkdir()
        begun = time.time()
        generate(folder, count)
        print(f"generated {count} in {time.time() - begun:.0f} s, {sum(f.stat().st_size for f in folder.iterdir()) / 1e6:.0f} MB", flush=True)
        review = [kitei, "review", str(folder), "--guideline", "mhlw-6.0", "--format", "json", "--no-progress"]
        whole = timed("review to JSON", [*review, "--out", str(out)], count)
        timed("again, from what was kept", [*review, "--out", str(out)], count)
        shutil.rmtree(out)
        timed("index add", [kitei, "index", "add", str(folder), "--index", str(index)], count)
        if part:
            shown = subprocess.run([kitei, "guideline", "show", "mhlw-6.0", "--format", "json"], capture_output=True, text=True)
            requirements = [json.loads(line) for line in shown.stdout.splitlines()]
            elements = [element["point"] for requirement in requirements for element in requirement["elements"]]
            slow = peer(folder, elements, part) / part
            fast = whole / count
            print(f"peer: {slow:.2f} s a submission on one core; kitei {fast:.3f} s on all: {slow / fast:.0f} times as fast")


if __name__ == "__main__":
    main()
