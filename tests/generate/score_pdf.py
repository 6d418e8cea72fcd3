"""Scores a reader against the truth beside the files that pdf.py makes.

    python tests/generate/score_pdf.py FOLDER [READER …]        (by default target/release/kitei extract)

The reader is called with a file and prints a paragraph or a table row a line. Texts are compared after NFKC without
white space. Prints for each file that is not perfect, and for all: the character error rate, the share of adjacent
lines of the truth that come in order, the share of lines that are a line of the answer, running heads left in the
text, and notes that are missing. Needs rapidfuzz (pip).
"""

import pathlib
import subprocess
import sys
import unicodedata

from rapidfuzz.distance import Levenshtein

HOME = pathlib.Path(__file__).resolve().parent.parent.parent


def folded(text):
    return "".join(unicodedata.normalize("NFKC", text).split())


def in_order(lines, text):
    """Share of neighbours that come one after the other."""
    at, places = 0, []
    for line in lines:
        found = text.find(line, at)
        found = text.find(line) if found < 0 else found
        places.append(found)
        at = max(found, at)
    pairs = list(zip(places, places[1:]))
    return sum(0 <= one < other for one, other in pairs) / max(len(pairs), 1)


def score(truth, beside, answer):
    lines = [folded(line) for line in truth.splitlines() if line.strip()]
    found = [folded(line) for line in answer.splitlines()]
    heads = [folded(text) for kind, text in beside if kind == "head"]
    notes = [folded(text) for kind, text in beside if kind == "note"]
    left = sum(line.count(head) for line in found for head in heads)
    text = "".join(found)
    missing = sum(note not in text for note in notes)
    for note in notes:
        text = text.replace(note, "", 1)
    wanted = "".join(lines)
    known = set(found)
    return {
        "cer": Levenshtein.distance(wanted, text) / max(len(wanted), 1),
        "order": in_order(lines, text),
        "lines": sum(line in known for line in lines) / max(len(lines), 1),
        "heads": left,
        "notes": missing,
    }


def main():
    folder = pathlib.Path(sys.argv[1])
    reader = sys.argv[2:] or [str(HOME / "target" / "release" / "kitei"), "extract"]
    scores = {}
    for truth in sorted(folder.glob("*.txt")):
        file = truth.with_suffix(".pdf")
        if not file.exists() or truth.stat().st_size == 0:
            continue
        aside = truth.with_suffix(".aside")
        beside = [line.split("\t", 1) for line in aside.read_text(encoding="utf-8").splitlines()] if aside.exists() else []
        done = subprocess.run([*reader, str(file)], capture_output=True, text=True, timeout=300)
        made = score(truth.read_text(encoding="utf-8"), beside, done.stdout)
        scores[file.stem] = made
        if made["cer"] > 0.0005 or made["order"] < 1 or made["lines"] < 1 or made["heads"] or made["notes"]:
            print(f"{file.stem:32} " + " ".join(f"{key} {value:.4f}" if isinstance(value, float) else f"{key} {value}" for key, value in made.items()))
    mean = lambda key: sum(one[key] for one in scores.values()) / max(len(scores), 1)
    print(
        f"{len(scores)} files: mean CER {mean('cer'):.4f}, adjacent lines in order {mean('order'):.4f}, "
        f"whole lines {mean('lines'):.4f}, heads left {sum(one['heads'] for one in scores.values())} "
        f"in {sum(one['heads'] > 0 for one in scores.values())} files, notes missing {sum(one['notes'] for one in scores.values())}"
    )


if __name__ == "__main__":
    main()
