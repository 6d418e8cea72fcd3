#!/usr/bin/env python3
"""A revision over 1,000 submissions on file: how long the re-check takes, and that it is equal to a full review.

    python3 benches/recheck.py KITEI [COUNT [CHANGED]]      standard library only; COUNT 1000, CHANGED 60

The submissions are seeded variants of the sample regulations: one of their texts each, with a fifth of its lines left out
and some words changed. They are put on file (`kitei index add`) and reviewed against mhlw-6.0; then a version with
CHANGED elements changed is written, and `kitei recheck` is timed with the reviews on file. Five submissions are reviewed
in full against the new version: their findings must be equal byte for byte.
"""

import json
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAMPLES = ["02_私立病院_章立て", "03_診療所_小数番号", "04_大学病院_1_規程", "07_薬局"]
WORDS = [("病院", "医療センター"), ("職員", "従業者"), ("毎年", "年1回"), ("記録", "記載"), ("システム管理者", "情報管理者")]


def variant(chance):
    text = (ROOT / f"tests/generate/submissions/{chance.choice(SAMPLES)}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(("%%", "|", "="))]
    lines = lines[:3] + [line for line in lines[3:] if chance.random() > 0.2]
    swaps = [pair for pair in WORDS if chance.random() < 0.5]
    text = "\n".join(lines) + f"\n附則　この規程は、令和{chance.randint(2, 8)}年4月1日から施行する。\n"
    for old, new in swaps:
        text = text.replace(old, new)
    return text


def version(folder, changed):
    """mhlw-6.0 with the first element of so many requirements in other words."""
    folder.mkdir()
    books = {}
    left = changed
    for book in ("governance", "management", "control"):
        catalogue = tomllib.loads((ROOT / f"corpus/guidelines/mhlw-6.0/{book}.toml").read_text(encoding="utf-8"))
        share = min(left, changed // 3 + 1)
        left -= share
        text = f'guideline = "later"\nbook = "{book}"\nbook_title = "{catalogue["book_title"]}"\n'
        for requirement in catalogue["requirement"][:share]:
            first, rest = requirement["elements"][0], requirement["elements"][1:]
            point = json.dumps(first["point"] + "（毎年見直す）", ensure_ascii=False)
            groups = json.dumps(first["any"], ensure_ascii=False)
            keeps = "".join(f", {{ keep = {number} }}" for number in range(2, len(rest) + 2))
            text += (f'[[changed]]\nid = "{requirement["id"]}"\nelements = [{{ point = {point}, any = {groups} }}{keeps}]\n'
                     'source = "bench"\nconfidence = "secondary"\n')
        books[book] = text
    head = ('id = "later"\ntitle = "later"\nversion = "1"\npublished = "2026-01-01"\npublisher = "bench"\n'
            'audience = "institution"\nbased_on = "mhlw-6.0"\nbooks = ["governance", "management", "control"]\n')
    (folder / "guideline.toml").write_text(head, encoding="utf-8")
    for book, text in books.items():
        (folder / f"{book}.toml").write_text(text, encoding="utf-8")


def run(*call, codes=(0, 3)):
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([str(word) for word in call], capture_output=True, text=True, check=False)
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in codes:
        sys.exit(f"{call}: {done.returncode} {done.stderr[-500:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, wall, cpu


def main():
    kitei = pathlib.Path(sys.argv[1]).resolve()
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    changed = int(sys.argv[3]) if len(sys.argv) > 3 else 60
    chance = random.Random(20260629)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        submissions = folder / "submissions"
        submissions.mkdir()
        for number in range(count):
            (submissions / f"{number:04}_規程.txt").write_text(variant(chance), encoding="utf-8")
        index, reports, later = folder / "index", folder / "reports", folder / "later"
        version(later, changed)
        _, wall, cpu = run(kitei, "index", "add", submissions, "--index", index, "--no-progress")
        out, _, _ = run(kitei, "index", "status", "--index", index, "--format", "json")
        clauses = sum(json.loads(line)["clauses"] for line in out.splitlines())
        print(f"on file: {count} submissions, {clauses} clauses; {wall:.1f} s")
        _, wall, cpu = run(kitei, "review", submissions, "--guideline", "mhlw-6.0", "--format", "json", "--out", reports,
                           "--no-progress")
        print(f"full review against mhlw-6.0: {wall:.1f} s wall, {cpu:.1f} s CPU")
        recheck = [kitei, "recheck", "--from", "mhlw-6.0", "--to", later, "--index", index, "--reviews", reports]
        out, wall, cpu = run(*recheck, "--threads", "2")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        broken = re.findall(r"^\S+\t\d+\t", out, re.M)
        print(f"re-check with {changed} changed elements: {wall:.1f} s wall, {cpu:.1f} s CPU, peak {peak} MB; "
              f"{len(broken)} requirements break some")
        few = sorted(submissions.iterdir())[:5]
        full, _, _ = run(kitei, "review", *few, "--guideline", later, "--format", "json")
        again, _, _ = run(kitei, "recheck", "--from", "mhlw-6.0", "--to", later, *few, "--reviews", reports, "--format", "json")
        wanted = [json.dumps(json.loads(line)["findings"], ensure_ascii=False) for line in full.splitlines()]
        found = [json.dumps(json.loads(line)["review"]["findings"], ensure_ascii=False) for line in again.splitlines()[:-1]]
        print("equal to the full review:", wanted == found)


if __name__ == "__main__":
    main()
