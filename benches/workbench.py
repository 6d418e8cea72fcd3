#!/usr/bin/env python3
"""How long pages of the workbench take with many submissions on file, alone and with many asking at once.

    benches/workbench.py PROGRAM SUBMISSION [--submissions 500] [--parallel 50] [--seconds 30]

PROGRAM is a release build of kitei, SUBMISSION a regulation as PDF or DOCX. One submission is taken in over HTTP and
copied in the register, each copy with a review of its own and with decisions; then every page is asked for, one at a
time, and all of them by PARALLEL connections for SECONDS. Exit status 1 where a request failed.
"""

import argparse
import http.client
import multiprocessing
import os
import queue
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid


def serve(program, folder):
    """Starts the program; gives the process, its host and a cookie."""
    child = subprocess.Popen(
        [program, "serve", "--listen", "127.0.0.1:0", "--name", "bench"], cwd=folder, stderr=subprocess.PIPE, text=True
    )
    link = next(line for line in child.stderr if line.startswith("http"))
    host, path = re.match(r"http://([^/]+)(/\S+)", link).groups()
    threading.Thread(target=child.stderr.read, daemon=True).start()
    answer = ask(http.client.HTTPConnection(host), path)
    return child, host, answer[1]["Set-Cookie"].split(";")[0]


def ask(connection, path, cookie="", body=None, headers=None):
    """One request, read to its end."""
    method = "POST" if body is not None else "GET"
    connection.request(method, path, body=body, headers={"Cookie": cookie, **(headers or {})})
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def upload(host, cookie, path):
    """Takes one submission in."""
    connection = http.client.HTTPConnection(host)
    page = ask(connection, "/upload", cookie)[2].decode()
    mark = re.search(r'name="_csrf" value="([0-9a-f]+)"', page)[1]
    line = uuid.uuid4().hex
    fields = {"_csrf": mark, "organization": "Hospital 0", "audience": "institution", "received_on": "2026-01-05"}
    parts = [f'--{line}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()]
    with open(path, "rb") as file:
        name = os.path.basename(path)
        head = f'--{line}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        parts.append(head.encode() + file.read() + f"\r\n--{line}--\r\n".encode())
    headers = {"Content-Type": f"multipart/form-data; boundary={line}", "Origin": f"http://{host}"}
    status, _, body = ask(connection, "/upload", cookie, b"".join(parts), headers)
    if status != 303:
        sys.exit(f"upload: {status} {body.decode()}")


def copy(register, count, share):
    """Copies the one submission, each copy with its review and with decisions on a share of the requirements."""
    base = sqlite3.connect(register)
    base.execute("PRAGMA foreign_keys = ON")

    def row(table, **changed):
        """Another row like the first one."""
        cursor = base.execute(f"SELECT * FROM {table} ORDER BY 1 LIMIT 1")
        names = [column[0] for column in cursor.description]
        values = dict(zip(names, cursor.fetchone()))
        values.update(changed)
        if "id" in values and "id" not in changed:
            del values["id"]
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        return base.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values.values())).lastrowid

    with base:
        ids = [1]
        for number in range(1, count):
            organization = row("organization", name=f"Hospital {number}")
            submission = row("submission", organization_id=organization, name=f"Regulation {number}")
            row("submission_file", submission_id=submission)
            row("review", submission_id=submission)
            ids.append(submission)
        for submission in ids:
            for number in range(share):
                base.execute(
                    "INSERT INTO decision (submission_id, guideline, requirement, element, reading, version, verdict,"
                    " places, decided_by, decided_at) VALUES (?, 'mhlw-6.0', ?, 0, 'first', 1, 'covered', '[]', 'bench',"
                    " '2026-02-01T00:00:00Z')",
                    (submission, REQUIREMENTS[number]),
                )
    base.close()
    return ids


REQUIREMENTS = []


def alone(host, cookie, pages):
    """The time of each page when nobody else asks: the middle of several."""
    connection = http.client.HTTPConnection(host)
    for page in pages:
        times = []
        for _ in range(15):
            begun = time.perf_counter()
            status, _, body = ask(connection, page, cookie)
            times.append(1000 * (time.perf_counter() - begun))
            if status != 200:
                sys.exit(f"{page}: {status}")
        times = sorted(times)
        print(f"{times[len(times) // 2]:8.1f} ms  (first and slowest {times[-1]:.1f})  {len(body) / 1024:6.0f} KB  {page}")


def crowd(host, cookie, pages, threads, until, out):
    """Some connections of a process, each asking for one page after the other."""
    times, failed = queue.SimpleQueue(), queue.SimpleQueue()

    def one(number):
        connection = http.client.HTTPConnection(host)
        at = number * 7
        while time.time() < until:
            page = pages[at % len(pages)]
            at += 1
            begun = time.perf_counter()
            try:
                status = ask(connection, page, cookie)[0]
            except OSError as error:
                status = str(error)
                connection.close()
            times.put(1000 * (time.perf_counter() - begun))
            if status != 200:
                failed.put((page, status))

    workers = [threading.Thread(target=one, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    out.put(([times.get() for _ in range(times.qsize())], [failed.get() for _ in range(failed.qsize())]))


def main():
    """Measures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("submission")
    arguments.add_argument("--submissions", type=int, default=500)
    arguments.add_argument("--parallel", type=int, default=50)
    arguments.add_argument("--seconds", type=float, default=30)
    asked = arguments.parse_args()
    program = os.path.abspath(asked.program)
    with tempfile.TemporaryDirectory() as folder:
        child, host, cookie = serve(program, folder)
        upload(host, cookie, asked.submission)
        page = ask(http.client.HTTPConnection(host), "/s/1/mhlw-6.0", cookie)[2].decode()
        REQUIREMENTS.extend(dict.fromkeys(re.findall(r'data-r="([^"]+)"', page)))
        child.terminate()
        child.wait()
        ids = copy(os.path.join(folder, "register", "kitei.sqlite"), asked.submissions, min(179, len(REQUIREMENTS)))
        print(f"{len(ids)} submissions, {len(REQUIREMENTS)} requirements each")
        child, host, cookie = serve(program, folder)
        time.sleep(3)
        some = [f"/s/{n}/mhlw-6.0?r={REQUIREMENTS[n % len(REQUIREMENTS)]}" for n in ids[:: max(1, len(ids) // 20)]]
        pages = ["/", "/?page=3", "/?state=open&q=Hospital", "/recheck", "/search?q=%E7%9B%A3%E6%9F%BB", "/guidelines/mhlw-6.0",
                 "/register/organizations", "/s/1", "/log", *some]
        try:
            alone(host, cookie, pages[:12])
            processes = min(5, asked.parallel)
            until, out = time.time() + asked.seconds, multiprocessing.Queue()
            share = [asked.parallel // processes + (n < asked.parallel % processes) for n in range(processes)]
            crowds = [multiprocessing.Process(target=crowd, args=(host, cookie, pages, n, until, out)) for n in share]
            for one in crowds:
                one.start()
            answers = [out.get() for _ in crowds]
            times = sorted(time for part, _ in answers for time in part)
            failed = [one for _, part in answers for one in part]
            at = lambda share: times[min(len(times) - 1, int(share * len(times)))]
            print(f"{asked.parallel} at once for {asked.seconds:.0f} s: {len(times)} requests, {len(failed)} failed, "
                  f"{len(times) / asked.seconds:.0f} a second, median {at(0.5):.0f} ms, p99 {at(0.99):.0f} ms, slowest {times[-1]:.0f} ms")
            for one in failed[:5]:
                print(one)
        finally:
            child.terminate()
            child.wait()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
