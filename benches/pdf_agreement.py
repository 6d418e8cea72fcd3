"""Whether every Japanese character that three readers agree on is read, over a folder of PDF files.

    cargo build --release && python benches/pdf_agreement.py FOLDER [READER …]      (by default kitei extract --format json)

For each file the characters (ideographs, kana, hangul) that pdftotext, PyMuPDF and pdfium all find, as often as all of
them do, are looked for in all that the reader says of the file: text, running heads, notes. Prints each file where
some are missing, that the reader refuses although all three open it, that ends its process, or that takes more than
ten seconds. Needs pdftotext, and pypdfium2 and PyMuPDF (pip).
"""

import collections
import json
import multiprocessing
import os
import pathlib
import subprocess
import sys
import time
import unicodedata

HOME = pathlib.Path(__file__).resolve().parent.parent
LIMIT = 60


def letters(text):
    """How often each Japanese character stands in `text`, compatibility forms counted as the ordinary ones."""
    folded = unicodedata.normalize("NFKC", text)
    return collections.Counter(
        letter for letter in folded
        if "\u3041" <= letter <= "\u30fa" or "\u3400" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3" or letter >= "\U00020000" and letter <= "\U0003ffff"
    )


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


def guarded(read, file):
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
        if here.poll(LIMIT):
            text = here.recv()
    except EOFError:
        pass
    child.kill()
    child.join()
    return text


def pdftotext(file):
    try:
        done = subprocess.run(["pdftotext", file, "-"], capture_output=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


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


def own(reader, file):
    """Exit status, seconds and all that the reader says."""
    start = time.monotonic()
    try:
        done = subprocess.run([*reader, file], capture_output=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return None, LIMIT, ""
    said = []
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        try:
            said.extend(strings(json.loads(line)))
        except ValueError:
            said.append(line)
    return done.returncode, time.monotonic() - start, "\n".join(said)


def main():
    folder = pathlib.Path(sys.argv[1])
    reader = sys.argv[2:] or [str(HOME / "target" / "release" / "kitei"), "extract", "--format", "json"]
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".pdf" and path.stat().st_size)
    wanted = found = with_letters = complete = refused = died = slow = 0
    for file in files:
        status, seconds, said = own(reader, str(file))
        name = os.path.relpath(file, folder)
        if status is None or status < 0 or status == 101:
            died += 1
            print(f"{name}: ended with {status} after {seconds:.1f} s")
        elif seconds > 10:
            slow += 1
            print(f"{name}: {seconds:.1f} s")
        texts = [pdftotext(str(file)), guarded(pymupdf_text, str(file)), guarded(pdfium_text, str(file))]
        if any(text is None for text in texts):
            continue
        if status == 4 or not said and any(text.strip() for text in texts):
            refused += 1
            print(f"{name}: not read (exit {status}), the others find {[len(text) for text in texts]} characters")
        one, two, three = map(letters, texts)
        agreed = one & two & three
        if not agreed:
            continue
        missing = agreed - letters(said)
        with_letters += 1
        complete += not missing
        wanted += agreed.total()
        found += agreed.total() - missing.total()
        if missing:
            print(f"{name}: {missing.total()} of {agreed.total()} missing: {''.join(missing.elements())[:40]}")
    print(
        f"{len(files)} files, {with_letters} with characters that all three find: {found} of {wanted} of these read, "
        f"{complete} files whole; {refused} not read, {died} ended the process, {slow} slow"
    )


if __name__ == "__main__":
    main()
