"""Whether the PDF and the DOCX of one regulation give the same outline but for places.

    python3 outlines.py KITEI FOLDER...

Renders every DOCX in the folders by LibreOffice, compares what `kitei outline` says of both, prints the lines that
differ and their number, and ends with 1 if there is any.
"""

import difflib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile


def outline(kitei, path):
    """What `kitei outline` says of a file: an object for each provision."""
    said = subprocess.run([kitei, "outline", path, "--format", "json"], capture_output=True, text=True).stdout
    return json.loads(said)


def compared(name, one, other, what):
    """Prints the lines in which two outlines differ, and gives their number."""
    lines = [
        line
        for line in difflib.unified_diff(one, other, lineterm="", n=0)
        if line[0] in "+-" and not line.startswith(("+++", "---"))
    ]
    print(f"{name}: {len(other)} {what}, {len(lines)} differing lines")
    print("\n".join(f"  {line}" for line in lines), end="\n" if lines else "")
    return len(lines)


def without_places(entries):
    return [
        json.dumps([entry[key] for key in ("citation", "kind", "number", "title", "text")], ensure_ascii=False)
        for entry in entries
    ]


def main():
    kitei, *folders = sys.argv[1:]
    documents = sorted(path for folder in folders for path in pathlib.Path(folder).rglob("*.docx"))
    differing = 0
    with tempfile.TemporaryDirectory() as pages:
        # Documents of different folders may have one name.
        copies = [pathlib.Path(pages) / f"{at}_{document.name}" for at, document in enumerate(documents)]
        for document, copy in zip(documents, copies):
            shutil.copy(document, copy)
        subprocess.run(
            ["soffice", "--headless", "--convert-to", "pdf", "--outdir", pages, *copies],
            stdout=subprocess.DEVNULL,
            check=True,
        )
        for document, copy in zip(documents, copies):
            one = without_places(outline(kitei, document))
            other = without_places(outline(kitei, copy.with_suffix(".pdf")))
            differing += compared(document.stem, one, other, "provisions")
    print(f"{len(documents)} documents, {differing} differing lines")
    sys.exit(differing > 0)


if __name__ == "__main__":
    main()
