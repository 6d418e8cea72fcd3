"""Pages per second of processor time on documents of 500 pages, against other readers.

    cargo build --release && python benches/pdf.py [FILE.pdf …]

KITEI=PROGRAM takes another build than target/release/kitei.

Makes a virtual environment beside the build and installs the other readers into it. Without files given, it also has
the generator of the tests make documents with every producer that is installed, prints how well they are read
(tests/generate/score_pdf.py), and takes one of each producer. The pages of a file are repeated up to 500, and every
reader runs in a process of its own, in turn, several times: the least time counts. The last lines say how many times
as fast as the others it is on the slowest and on the middle document.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import venv

HOME = pathlib.Path(__file__).resolve().parent.parent
PLACE = HOME / "target" / "bench-pdf"
PYTHON = PLACE / "venv" / "bin" / "python"
KITEI = pathlib.Path(os.environ.get("KITEI", HOME / "target" / "release" / "kitei")).resolve()
READERS = ["pypdfium2", "PyMuPDF"]
PRODUCERS = ["pikepdf", "reportlab", "weasyprint", "fpdf2", "typst", "rapidfuzz"]
PAGES = 500
RUNS = 3

GROW = """
import pikepdf, sys
grown, source = pikepdf.new(), pikepdf.open(sys.argv[1])
while len(grown.pages) < int(sys.argv[3]):
    grown.pages.extend(source.pages[: int(sys.argv[3]) - len(grown.pages)])
grown.save(sys.argv[2])
"""
PDFIUM = """
import pypdfium2, sys
for page in pypdfium2.PdfDocument(sys.argv[1]):
    page.get_textpage().get_text_range()
"""
MUPDF = """
import pymupdf, sys
for page in pymupdf.open(sys.argv[1]):
    page.get_text()
"""
MEASURE = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)
"""


def environment(packages):
    """The Python of an environment beside the build that has `packages`."""
    if not PYTHON.exists():
        PLACE.mkdir(parents=True, exist_ok=True)
        venv.create(PLACE / "venv", with_pip=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages], check=True)
    return PYTHON


def measure(command):
    """Exit status, seconds of processor time and megabytes of memory of a command."""
    answer = subprocess.run([PYTHON, "-c", MEASURE, *map(str, command)], capture_output=True, text=True, check=True)
    status, seconds, memory = answer.stdout.split()
    return int(status), float(seconds), int(memory)


def generated():
    """A document of each producer that is installed, after a score over all of them."""
    folder = PLACE / "generated"
    subprocess.run([PYTHON, HOME / "tests" / "generate" / "pdf.py", folder], check=True)
    subprocess.run([PYTHON, HOME / "tests" / "generate" / "score_pdf.py", folder, KITEI, "extract"], check=True)
    names = ["weasy", "chrome", "lo", "reportlab", "fpdf", "typst", "mupdf"]
    made = [[folder / f"{name}_{kind}.pdf" for kind in ["rules", "subset2"]] for name in names]
    return [next(file for file in files if file.exists()) for files in made if any(file.exists() for file in files)]


def main():
    environment(READERS + PRODUCERS)
    fixtures = HOME / "tests" / "fixtures" / "pdf"
    files = [pathlib.Path(given) for given in sys.argv[1:]] or [
        fixtures / "raw_90ms-RKSJ-H.pdf",
        fixtures / "raw_90ms-RKSJ-V.pdf",
        fixtures / "reportlab_cid.pdf",
        *generated(),
    ]
    readers = {
        "kitei": [KITEI, "extract"],
        "pdfium": [PYTHON, "-c", PDFIUM],
        "PyMuPDF": [PYTHON, "-c", MUPDF],
    }
    ratios = {other: [] for other in readers if other != "kitei"}
    for file in files:
        grown = PLACE / f"{file.stem}.pdf"
        subprocess.run([PYTHON, "-c", GROW, file, grown, str(PAGES)], check=True)
        runs = [{name: measure([*command, grown]) for name, command in readers.items()} for _ in range(RUNS)]
        least = {name: min(run[name][1] for run in runs) for name in readers}
        for name in readers:
            status, memory = max(run[name][0] for run in runs), max(run[name][2] for run in runs)
            print(f"{file.stem:28} {name:8} {PAGES / least[name]:7.0f} pages/s {memory:5} MB  exit {status}", flush=True)
        for other, known in ratios.items():
            known.append(least[other] / least["kitei"])
    for other, known in ratios.items():
        print(f"times {other}: least {min(known):.2f}, median {statistics.median(known):.2f}")


if __name__ == "__main__":
    main()
