#!/usr/bin/env python3
"""A night's work: many generated submissions reviewed from files, again from what was kept, and a Python peer.

    python3 benches/batch.py KITEI [COUNT [PEER]]     needs reportlab, python-docx; the peer PyMuPDF, rapidfuzz and numpy

Half of the submissions are PDF, half DOCX, 20 to 40 pages each, their articles drawn from the texts of the sample
regulations by a seeded generator.

The peer reviews PEER of them (default 20) with what Python offers, a process a core. It does the comparing that a review is
made of, and nothing besides: the text of each file by PyMuPDF or python-docx, NFKC, the paragraphs in SQLite FTS5
(trigrams) with the 20 best for the wording of each element, and the likeness by rapidfuzz (`process.cdist` of `fuzz.ratio`,
written in C++) of every paragraph to every example, near miss and precedent, which are the texts that kitei compares each
clause with. The best paragraph for and against each element is written as JSON. Articles, citations, words of duty and
verdicts are left out.
"""

import json
import multiprocessing
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
import tomllib
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent
PER_PAGE = 9
# Where a paragraph of a generated PDF begins: lines and pages break anywhere.
BEGINNING = re.compile(r"(?=第[0-9]+条\s|２\s)")


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
    return elapsed, cpu


def knowledge():
    """Of each element of the guideline its wording; and every text that a clause is compared with, with the elements that it
    speaks for and those that it speaks against."""
    points, texts = {}, []
    for path in sorted((ROOT / "corpus/guidelines/mhlw-6.0").glob("*.toml")):
        for requirement in tomllib.loads(path.read_text(encoding="utf-8")).get("requirement", []):
            for number, element in enumerate(requirement["elements"], 1):
                points[f"{requirement['id']}/{number}"] = element["point"]
    for path in sorted((ROOT / "corpus/guidelines/mhlw-6.0/judging").glob("*.toml")):
        for element in tomllib.loads(path.read_text(encoding="utf-8")).get("element", []):
            texts += [([element["id"]], [], text) for text in element.get("examples", [])]
            texts += [([], [element["id"]], text) for text in element.get("near_misses", [])]
    precedents = tomllib.loads((ROOT / "corpus/precedents.toml").read_text(encoding="utf-8"))
    texts += [(clause["fulfils"], clause["falls_short"], clause["text"]) for clause in precedents["clause"]]
    return points, texts


def folded(text):
    return unicodedata.normalize("NFKC", text).lower()


def start_peer():
    """Read once, as kitei reads it once a run."""
    global POINTS, TEXTS, COMPARED
    import docx, pymupdf, rapidfuzz.process  # noqa: E401, F401
    POINTS, TEXTS = knowledge()
    COMPARED = [folded(text) for *_, text in TEXTS]


def peer_review(path):
    import docx
    import pymupdf
    from rapidfuzz import fuzz, process

    if path.suffix == ".pdf":
        with pymupdf.open(path) as pages:
            text = "".join(block[4].replace("\n", "") for page in pages for block in page.get_text("blocks"))
        paragraphs = BEGINNING.split(text)
    else:
        paragraphs = [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
    paragraphs = [folded(text) for text in paragraphs if text.strip()]
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table p using fts5(text, tokenize='trigram')")
    base.executemany("insert into p values (?)", [(text,) for text in paragraphs])
    found = {}
    for element, point in POINTS.items():
        grams = {point[i : i + 3] for i in range(len(point) - 2)}
        query = " OR ".join('"' + gram.replace('"', "") + '"' for gram in sorted(grams))
        rows = base.execute("select rowid from p where p match ? order by rank limit 20", (query,)).fetchall()
        found[element] = {"ranked": [row - 1 for (row,) in rows], "for": (0, None), "against": (0, None)}
    likeness = process.cdist(COMPARED, paragraphs, scorer=fuzz.ratio, workers=1)
    for (good, bad, _), best, score in zip(TEXTS, likeness.argmax(axis=1), likeness.max(axis=1)):
        for side, elements in (("for", good), ("against", bad)):
            for element in elements:
                if element in found and score > found[element][side][0]:
                    found[element][side] = (float(score), paragraphs[best])
    return json.dumps({"submission": path.name, "paragraphs": len(paragraphs), "elements": found}, ensure_ascii=False)


def peer(folder, count):
    """Seconds that the peer takes for `count` submissions, and paragraphs in one of them."""
    paths = sorted(folder.iterdir())[:count]
    # What was read before the processes begin is shared by them.
    with multiprocessing.get_context("fork").Pool() as pool:
        begun = time.monotonic()
        reviews = [json.loads(line) for line in pool.imap_unordered(peer_review, paths)]
        elapsed = time.monotonic() - begun
    return elapsed, sum(review["paragraphs"] for review in reviews) / len(reviews)


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
        whole, work = timed("review to JSON", [*review, "--out", str(out)], count)
        timed("again, from what was kept", [*review, "--out", str(out)], count)
        shutil.rmtree(out)
        timed("index add", [kitei, "index", "add", str(folder), "--index", str(index)], count)
        if part:
            start_peer()
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            elapsed, paragraphs = peer(folder, part)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(
                f"peer: {len(POINTS)} elements, {len(TEXTS)} texts, {paragraphs:.0f} paragraphs a submission:"
                f" {elapsed / part:.2f} s a submission on all cores, {cpu / part:.2f} s of processor time"
            )
            print(
                f"kitei: {whole / count:.3f} s a submission on all cores, {work / count:.3f} s of processor time:"
                f" {elapsed / part / (whole / count):.1f} and {cpu / part / (work / count):.1f} times as fast"
            )


if __name__ == "__main__":
    main()
