"""What LibreOffice and pandoc show of DOCX files and the tool does not.

    python3 recall_docx.py KITEI FOLDER [--pandoc] [--texts TEXTS]

Prints every file that LibreOffice opens and the tool does not, and the share of LibreOffice's (and pandoc's) runs of
four characters that the tool has too, over all files: after NFKC, without white space. The texts of LibreOffice are
kept in TEXTS for the next run.
"""

import collections
import pathlib
import subprocess
import sys
import tempfile
import unicodedata


def grams(text):
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    return collections.Counter(bare[at : at + 4] for at in range(len(bare) - 3))


def converted(files, pages):
    """The texts that LibreOffice gives, a few files at a time: one that it cannot open ends its whole run."""
    for start in range(0, len(files), 10):
        chunk = files[start : start + 10]
        for some in [chunk, *([each] for each in chunk)]:
            missing = [path for path in some if not (pages / f"{path.stem}.txt").exists()]
            if not missing:
                continue
            try:
                subprocess.run(
                    ["soffice", "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", pages, *missing],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    timeout=120,
                )
            except subprocess.TimeoutExpired:
                pass


def main():
    kitei, folder = sys.argv[1:3]
    files = sorted(path for path in pathlib.Path(folder).rglob("*") if path.suffix.lower() in {".docx", ".docm"})
    both = {"LibreOffice": [0, 0], "pandoc": [0, 0]}
    rejected = opened = 0
    with tempfile.TemporaryDirectory() as name:
        pages = pathlib.Path(sys.argv[sys.argv.index("--texts") + 1] if "--texts" in sys.argv else name)
        pages.mkdir(parents=True, exist_ok=True)
        converted(files, pages)
        for path in files:
            page = pages / f"{path.stem}.txt"
            said = subprocess.run([kitei, "extract", path, "--format", "text"], capture_output=True)
            ours = grams(said.stdout.decode("utf-8", "replace"))
            peers = {}
            if page.exists():
                opened += 1
                peers["LibreOffice"] = page.read_text(encoding="utf-8", errors="replace")
                if said.returncode == 4 and grams(peers["LibreOffice"]):
                    rejected += 1
                    print(f"rejected: {path.name}: {said.stderr.decode('utf-8', 'replace').strip()}")
            if "--pandoc" in sys.argv:
                run = subprocess.run(
                    ["pandoc", "-f", "docx", "-t", "plain", "--wrap=none", path], capture_output=True, timeout=120
                )
                if run.returncode == 0:
                    peers["pandoc"] = run.stdout.decode("utf-8", "replace").translate(str.maketrans("", "", "-+|=_"))
            for peer, text in peers.items():
                theirs = grams(text)
                shared = sum((theirs & ours).values())
                both[peer][0] += shared
                both[peer][1] += sum(theirs.values())
                lost = sum(theirs.values()) - shared
                if peer == "LibreOffice" and said.returncode != 4 and lost > 40 and shared < 0.95 * sum(theirs.values()):
                    print(f"{path.name}: {lost} of {sum(theirs.values())} not there")
    print(f"{len(files)} files, LibreOffice opens {opened}, of which the tool rejects {rejected}")
    for peer, (shared, total) in both.items():
        if total:
            print(f"4-gram recall against {peer}: {shared / total:.4f} of {total}")


if __name__ == "__main__":
    main()
