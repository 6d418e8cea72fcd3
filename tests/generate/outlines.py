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
    said = subprocess.run([kitei, "outline", path, "--format", "json"], capture_output=True, text=True).stdout
    return [
        json.dumps([entry[key] for key in ("citation", "kind", "number", "title", "text")], ensure_ascii=False)
        for entry in json.loads(said)
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
            one = outline(kitei, document)
            other = outline(kitei, copy.with_suffix(".pdf"))
            lines = [
                line
                for line in difflib.unified_diff(one, other, lineterm="", n=0)
                if line[0] in "+-" and not line.startswith(("+++", "---"))
            ]
            differing += len(lines)
            print(f"{document.stem}: {len(one)} provisions, {len(lines)} differing lines")
            print("\n".join(f"  {line}" for line in lines), end="\n" if lines else "")
    print(f"{len(documents)} documents, {differing} differing lines")
    sys.exit(differing > 0)


if __name__ == "__main__":
    main()
