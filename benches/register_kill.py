#!/usr/bin/env python3
"""Kills `kitei register` while it writes, some hundred times, and asks whether anything that it said to be written is
lost, and whether the register is sound after every kill.

    python3 benches/register_kill.py target/release/kitei 300
"""
import json, os, random, signal, subprocess, sys, tempfile, time
from pathlib import Path

program = Path(sys.argv[1]).resolve()
kills_wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 200
chance = random.Random(1)


def main():
    with tempfile.TemporaryDirectory() as folder:
        register = Path(folder) / "kitei.sqlite"
        call = [str(program), "register", "--register", str(register), "--by", "kill"]
        done = lambda *words: subprocess.run([*call, *words], check=True, capture_output=True, text=True).stdout
        started = time.monotonic()
        done("organization", "add", "H0", "--kind", "institution")
        whole = time.monotonic() - started
        acknowledged, kills, unsound, attempt = ["H0"], 0, 0, 0
        files = {}
        while kills < kills_wanted:
            attempt += 1
            name = f"H{attempt}"
            if attempt % 2:
                words = ["organization", "add", name, "--kind", "institution"]
            else:
                source = Path(folder) / f"{name}.txt"
                files[name] = os.urandom(chance.choice([10, 5_000, 200_000])).hex()
                source.write_text(files[name])
                words = ["submission", "add", str(source), "--organization", "1", "--from", "kill"]
            child = subprocess.Popen([*call, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0, 1.3) * whole)
            if child.poll() is None:
                child.send_signal(signal.SIGKILL)
                kills += 1
            if child.wait() == 0:
                acknowledged.append(name)
            if subprocess.run([*call, "check"], capture_output=True).returncode != 0:
                unsound += 1
        rows = lambda *words: [json.loads(line) for line in done(*words, "--format", "json").splitlines()]
        organizations = {row["name"] for row in rows("organization", "list")}
        submissions = {row["name"]: row["id"] for row in rows("submission", "list")}
        lost = [name for name in acknowledged if name not in organizations and name not in submissions]
        for name in acknowledged:
            if name in submissions:
                out = Path(folder) / "out.txt"
                done("submission", "file", str(submissions[name]), f"{name}.txt", "--out", str(out))
                if out.read_text() != files[name]:
                    lost.append(name)
        logged = len(rows("log", "--limit", "100000"))
        records = len(organizations) + len(submissions)
        print(f"{kills} kills in {attempt} writes: {len(acknowledged)} acknowledged, {records} on file, {logged} in the log; "
              f"lost {len(lost)}, unsound after a kill {unsound}, records without a line in the log {records - logged}")
        sys.exit(1 if lost or unsound or records != logged else 0)


main()
