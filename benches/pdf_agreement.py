"""Whether every Japanese character that three readers agree on is read, over a folder of PDF files.

    cargo build --release && python benches/pdf_agreement.py FOLDER [--limit SECONDS] [--state FILE] [-- READER …]

READER is called with a file and is `kitei extract --format json` where none is given. For each file the characters
(ideographs, kana, hangul) that pdftotext, PyMuPDF and pdfium all find, as often as all of them do, are looked for in
all that the reader says of the file: text, running heads, notes. Prints each file where some are missing, that the
reader refuses although all three find text in it, that ends its process, or that takes more than ten seconds.

What the three find is kept in the state file as soon as it is known (by default beside the build): a run that is broken
off goes on where it stopped, and a second run asks only the reader that is measured. No reader gets more than
`--limit` seconds for a file. Needs pdftotext; PyMuPDF and pypdfium2 are installed beside the build where they are
missing.
"""

import argparse
import collections
import hashlib
import importlib.util
import json
import multiprocessing
import os
import pathlib
import subprocess
import sys
import time
import unicodedata

import pdf

SLOW = 10


def letters(text):
    """How often each Japanese character stands in `text`, compatibility forms counted as the ordinary ones."""
    ranges = [("\u3041", "\u30fa"), ("\u3400", "\u9fff"), ("\uac00", "\ud7a3"), ("\U00020000", "\U0003ffff")]
    folded = unicodedata.normalize("NFKC", text)
    return collections.Counter(letter for letter in folded if any(low <= letter <= high for low, high in ranges))


def pymupdf_text(file):
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    with pymupdf.open(file) as pages:
        if pages.needs_pass or not pages.is_pdf:
            return None
        return "\n".join(page.get_text() for page in pages)


def pdfium_text(file):
    import pypdfium2

    pages = pypdfium2.PdfDocument(file)
    return "\n".join(page.get_textpage().get_text_range(errors="replace") for page in pages)


def guarded(read, file, limit):
    """What `read` says of `file`, in a process of its own; nothing where it fails, dies or takes too long."""
    here, there = multiprocessing.Pipe(duplex=False)

    def work():
        try:
            there.send(read(file))
        except Exception:
            there.send(None)

    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    there.close()
    text = None
    try:
        if here.poll(limit):
            text = here.recv()
    except (EOFError, OSError):
        pass
    child.kill()
    child.join()
    here.close()
    return text


def pdftotext(file, limit):
    try:
        done = subprocess.run(["pdftotext", file, "-"], capture_output=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def agreement(file, limit):
    """The characters that all three find; `None` where one of them does not read the file."""
    texts = [pdftotext(file, limit)]
    for read in [pymupdf_text, pdfium_text]:
        # What one does not read they do not agree on.
        texts.append(guarded(read, file, limit) if texts[-1] is not None else None)
    if texts[-1] is None:
        return None
    one, two, three = map(letters, texts)
    return {"letters": dict(one & two & three), "found": [len(text.strip()) for text in texts]}


def known(state):
    """What earlier runs have kept; a line that was broken off is left out."""
    kept = {}
    if state.exists():
        for line in state.read_text(encoding="utf-8").splitlines():
            try:
                entry = json.loads(line)
                kept[entry["sha256"]] = entry["agreed"]
            except (ValueError, KeyError):
                pass
    return kept


def strings(value):
    """All strings within a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def own(reader, file, limit):
    """Exit status, seconds and all that the reader says."""
    start = time.monotonic()
    try:
        done = subprocess.run([*reader, file], capture_output=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return None, limit, ""
    said = []
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        try:
            said.extend(strings(json.loads(line)))
        except ValueError:
            said.append(line)
    return done.returncode, time.monotonic() - start, "\n".join(said)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--limit", type=float, default=20)
    parser.add_argument("--state", type=pathlib.Path, default=pdf.PLACE / "agreement.jsonl")
    own, _, reader = "\0".join(sys.argv[1:]).partition("\0--\0")
    given = parser.parse_args(own.split("\0") if own else [])
    given.reader = reader.split("\0") if reader else [str(pdf.KITEI), "extract", "--format", "json"]
    return given


def main():
    given = arguments()
    if any(importlib.util.find_spec(module) is None for module in ["pymupdf", "pypdfium2"]):
        python = pdf.environment(pdf.READERS)
        os.execv(python, [str(python), *sys.argv])
    # Loaded once here, not once in every process.
    import pymupdf, pypdfium2  # noqa: F401, E401

    files = sorted(path for path in given.folder.rglob("*") if path.suffix.lower() == ".pdf" and path.stat().st_size)
    kept = known(given.state)
    given.state.parent.mkdir(parents=True, exist_ok=True)
    counts = collections.Counter()
    with given.state.open("a", encoding="utf-8") as state:
        for file in files:
            name = os.path.relpath(file, given.folder)
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            if digest not in kept:
                kept[digest] = agreement(str(file), given.limit)
                state.write(json.dumps({"sha256": digest, "agreed": kept[digest]}, ensure_ascii=False) + "\n")
                state.flush()
            compare(name, kept[digest], *own(given.reader, str(file), given.limit), counts)
    print(
        f"{len(files)} files, {counts['with letters']} with characters that all three find: {counts['found']} of "
        f"{counts['wanted']} of these read, {counts['whole']} files whole; {counts['refused']} not read, "
        f"{counts['died']} ended the process or took longer than {given.limit:.0f} s, {counts['slow']} slow"
    )


def compare(name, agreed, status, seconds, said, counts):
    """Prints what is wrong with one file, and counts."""
    if status is None or status < 0 or status == 101:
        counts["died"] += 1
        print(f"{name}: ended with {status} after {seconds:.1f} s", flush=True)
    elif seconds > SLOW:
        counts["slow"] += 1
        print(f"{name}: {seconds:.1f} s", flush=True)
    if agreed is None:
        return
    if (status == 4 or not said) and all(agreed["found"]):
        counts["refused"] += 1
        print(f"{name}: not read (exit {status}), the others find {agreed['found']} characters", flush=True)
    wanted = collections.Counter(agreed["letters"])
    if not wanted:
        return
    missing = wanted - letters(said)
    counts["with letters"] += 1
    counts["whole"] += not missing
    counts["wanted"] += wanted.total()
    counts["found"] += wanted.total() - missing.total()
    if missing:
        print(f"{name}: {missing.total()} of {wanted.total()} missing: {''.join(missing.elements())[:40]}", flush=True)


if __name__ == "__main__":
    main()
