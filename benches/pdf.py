"""Pages per second of processor time on documents of 500 pages, against other readers.

    cargo build --release && python benches/pdf.py [FILE.pdf …]

Makes a virtual environment beside the build, installs pypdfium2, PyMuPDF and pikepdf into it, repeats the pages of
each given file (by default the fixtures of the tests) up to 500, and runs every reader in a process of its own.
"""

import pathlib
import resource
import subprocess
import sys
import venv

HOME = pathlib.Path(__file__).resolve().parent.parent
PLACE = HOME / "target" / "bench-pdf"
PYTHON = PLACE / "venv" / "bin" / "python"
PAGES = 500

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


def measure(command):
    """Exit status, seconds of processor time and megabytes of memory of a command."""
    answer = subprocess.run([PYTHON, "-c", MEASURE, *map(str, command)], capture_output=True, text=True, check=True)
    status, seconds, memory = answer.stdout.split()
    return int(status), float(seconds), int(memory)


def main():
    PLACE.mkdir(parents=True, exist_ok=True)
    if not PYTHON.exists():
        venv.create(PLACE / "venv", with_pip=True)
        subprocess.run([PYTHON, "-m", "pip", "install", "-q", "pypdfium2", "PyMuPDF", "pikepdf"], check=True)
    fixtures = HOME / "tests" / "fixtures" / "pdf"
    files = [pathlib.Path(given) for given in sys.argv[1:]] or [
        fixtures / "raw_90ms-RKSJ-H.pdf",
        fixtures / "raw_90ms-RKSJ-V.pdf",
        fixtures / "reportlab_cid.pdf",
    ]
    readers = {
        "kitei": [HOME / "target" / "release" / "kitei", "extract"],
        "pdfium": [PYTHON, "-c", PDFIUM],
        "PyMuPDF": [PYTHON, "-c", MUPDF],
    }
    for file in files:
        grown = PLACE / f"{file.stem}.pdf"
        subprocess.run([PYTHON, "-c", GROW, file, grown, str(PAGES)], check=True)
        for name, command in readers.items():
            status, seconds, memory = measure([*command, grown])
            print(f"{file.stem:28} {name:8} {PAGES / seconds:7.0f} pages/s {memory:5} MB  exit {status}")


if __name__ == "__main__":
    main()
