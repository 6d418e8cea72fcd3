"""How far what the tool reads from DOCX files is from their truth.

    python3 score_docx.py KITEI FOLDER...

Takes every NAME.docx that has a NAME.truth.txt beside it (KIND, LABEL, TEXT per visible paragraph, see
word_documents.py), prints the character error rate after NFKC without white space, how many labels are exact, and what
is shown though nobody sees it. Notes stand at the end of a truth, and are compared apart from the body.
"""

import difflib
import json
import pathlib
import subprocess
import sys
import unicodedata


def bare(text):
    return "".join(unicodedata.normalize("NFKC", text).split())


def errors(one, other):
    if one == other:
        return 0
    edits = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for kind, a, b, c, d in edits if kind != "equal")


def paragraphs(blocks, beside=False):
    """(whether it is a note, label, words) of each paragraph."""
    for block in blocks:
        kind = block["block"]
        if kind == "paragraph":
            label = (block["label"] or {}).get("text", "")
            yield beside, label, block["text"][len(label) :]
        elif kind == "table":
            for row in block["rows"]:
                for cell in row["cells"]:
                    yield from paragraphs(cell["blocks"], beside)
        else:
            yield from paragraphs(block["blocks"], beside or block["kind"] != "textbox")


def main():
    kitei, *folders = sys.argv[1:]
    wrong = length = right_labels = labels = hidden = 0
    files = sorted(path for folder in folders for path in pathlib.Path(folder).glob("*.docx"))
    files = [path for path in files if path.with_suffix(".truth.txt").exists()]
    for path in files:
        said = subprocess.run([kitei, "extract", path, "--format", "json"], capture_output=True, text=True).stdout
        document = json.loads(said)
        read = list(paragraphs(document["blocks"]))
        read += [(False, (each["label"] or {}).get("text", ""), each["text"]) for each in document["marginalia"]]
        truth = []
        for line in path.with_suffix(".truth.txt").read_text(encoding="utf-8").splitlines():
            fields = [field.replace("\\n", "\n").replace("\\t", "\t") for field in line.split("\t")]
            kind, label, text = (fields + ["", ""])[:3]
            if kind == "absent":
                hidden += any(bare(text) in bare(words) for _, _, words in read)
            else:
                truth.append((kind.endswith("note"), label, text))
        for notes in (False, True):
            one = [(label, text) for beside, label, text in truth if beside == notes]
            other = [(label, text) for beside, label, text in read if beside == notes]
            whole = bare("".join(label + text for label, text in one))
            count = errors(whole, bare("".join(label + text for label, text in other)))
            wrong, length = wrong + count, length + len(whole)
            if count:
                print(f"{path.name}: {count} of {len(whole)} characters")
            asked = [(label, bare(text)) for label, text in one if label]
            found = {(label, bare(text)) for label, text in other}
            labels += len(asked)
            right_labels += sum(each in found for each in asked)
    print(
        f"{len(files)} files, CER {wrong / max(length, 1):.5f} of {length} characters, "
        f"labels {right_labels}/{labels}, hidden texts shown {hidden}"
    )


if __name__ == "__main__":
    main()
