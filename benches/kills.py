#!/usr/bin/env python3
"""Kills `index add` and `review` at random moments and looks at what is left.

    python3 benches/kills.py KITEI [KILLS [SEED]]     500 kills by default

After each kill the index must open, hold only whole submissions and pass `index verify`; a folder of reports must
hold only whole files. In the end an undisturbed run must give what it gives where nothing was ever killed.
"""

import json
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

# A review does more with a submission than adding it to the index: fewer of them take as long.
INDEXED, REVIEWED = 60, 12
CLAUSES = 30


def submissions(folder, count):
    folder.mkdir()
    for number in range(count):
        lines = [f"第{number}医院情報管理規程"]
        lines += [f"第{n}条　職員は、目印{number:03}番の端末を{n}日ごとに点検し、院長に報告しなければならない。" for n in range(1, CLAUSES + 1)]
        (folder / f"規程{number:03}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def run(call):
    return subprocess.run(call, capture_output=True, text=True, check=False)


def killed(call, seconds):
    """Whether the run was still going on when it was killed."""
    child = subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    return child.wait() == -signal.SIGKILL


def undisturbed(call):
    begun = time.monotonic()
    done = run(call)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - begun


def found(kitei, index):
    hits = run([kitei, "search", "目印", "--index", str(index), "--json", "--limit", "100000"])
    assert hits.returncode == 0, hits.stderr
    return sorted((hit["submission"], hit["citation"], hit["text"]) for hit in map(json.loads, hits.stdout.splitlines()))


def check_index(kitei, index):
    if not (index / "format").exists():
        return
    verified = run([kitei, "index", "verify", "--index", str(index)])
    assert verified.returncode == 0, verified.stdout + verified.stderr
    clauses = {}
    for submission, _, _ in found(kitei, index):
        clauses[submission] = clauses.get(submission, 0) + 1
    assert set(clauses.values()) <= {CLAUSES}, clauses


def reports(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".")}


def check_reports(folder, whole):
    if not folder.exists():
        return
    for name, words in reports(folder).items():
        # The pages over all grow with the batch; each of the others is as it will be, or not there.
        assert name not in whole or name.startswith("index") or words == whole[name], name


def kill_index(kitei, scratch, folder, kills, chance):
    never, index = scratch / "never-killed", scratch / "index"
    length = undisturbed([kitei, "index", "add", str(folder), "--index", str(never)])
    hit = 0
    for number in range(kills):
        if number % 10 == 0:
            # From nothing again, so that every stage of a first run is met.
            index = scratch / f"index-{number}"
        hit += killed([kitei, "index", "add", str(folder), "--index", str(index)], chance.uniform(0, length))
        check_index(kitei, index)
        if number % 10 == 9:
            undisturbed([kitei, "index", "add", str(folder), "--index", str(index)])
            assert found(kitei, index) == found(kitei, never)
    return hit


def kill_review(kitei, scratch, folder, kills, chance):
    def call(out):
        return [kitei, "review", str(folder), "--guideline", "mhlw-6.0", "--format", "json,xlsx", "--out", str(out), "--no-progress"]

    never = scratch / "never-killed-reports"
    length = undisturbed(call(never))
    whole, hit, out = reports(never), 0, scratch / "reports"
    for number in range(kills):
        if number % 10 == 0:
            out = scratch / f"reports-{number}"
        hit += killed(call(out), chance.uniform(0, length))
        check_reports(out, whole)
        if number % 10 == 9:
            undisturbed(call(out))
            assert reports(out) == whole
    return hit


def main():
    kitei = str(pathlib.Path(sys.argv[1]).resolve())
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 20260401)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        for name, kill, count in (("index add", kill_index, INDEXED), ("review", kill_review, REVIEWED)):
            folder, begun = scratch / f"{count} submissions", time.monotonic()
            submissions(folder, count)
            hit = kill(kitei, scratch, folder, kills // 2, chance)
            print(
                f"{name}: {kills // 2} kills, {hit} while it ran; nothing lost, nothing corrupt, resumed result equal; "
                f"{time.monotonic() - begun:.0f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
