#!/usr/bin/env python3
"""How long pages of the workbench take with many submissions on file, alone and with many asking at once.

    benches/workbench.py PROGRAM SUBMISSION [--submissions 500] [--parallel 50] [--seconds 30] [--limit 100]

PROGRAM is a release build of kitei, SUBMISSION a regulation as PDF or DOCX. One submission is taken in over HTTP and
copied in the register, each copy with a review of its own and with decisions; then every page is asked for, one at a
time, and all of them by PARALLEL connections for SECONDS. Exit status 1 where a request failed, or p99 is above --limit.
"""

import argparse
import http.client
import os
import re
import selectors
import socket
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
    visitor = Visitor(host, cookie, pages)
    for page in pages:
        times = []
        for _ in range(15):
            visitor.begin(page)
            while not visitor.read():
                pass
            times.append(visitor.took())
            if visitor.status != 200:
                sys.exit(f"{page}: {visitor.status}")
        times.sort()
        size = visitor.length / 1024
        print(f"{times[len(times) // 2]:8.1f} ms  (slowest {times[-1]:.1f})  {size:6.0f} KB  {page}")


class Visitor:
    """A browser that asks for one page after the other on a connection of its own. Sockets instead of an HTTP library:
    what asks shares the processors with what answers."""

    def __init__(self, host, cookie, pages):
        name, port = host.rsplit(":", 1)
        self.socket = socket.create_connection((name, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = f" HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n"
        self.asked = {page: f"GET {page}{head}".encode() for page in pages}

    def begin(self, page):
        """Asks for a page."""
        self.page, self.head, self.length, self.left = page, b"", 0, None
        self.begun = time.perf_counter()
        self.socket.sendall(self.asked[page])

    def read(self):
        """Takes what has come; whether that was all."""
        if self.left is not None:
            self.left -= self.socket.recv_into(BUFFER, min(self.left, len(BUFFER))) or self.gone()
            return self.left == 0
        self.head += self.socket.recv(65536) or self.gone()
        end = self.head.find(b"\r\n\r\n")
        if end < 0:
            return False
        self.status = int(self.head[9:12])
        self.length = int(re.search(rb"(?i)\r\ncontent-length: (\d+)", self.head)[1])
        self.left = self.length - (len(self.head) - end - 4)
        return self.left == 0

    def gone(self):
        """The connection was closed in the middle of an answer."""
        raise ConnectionError(f"{self.page}: closed")

    def took(self):
        """Milliseconds since the page was asked for."""
        return 1000 * (time.perf_counter() - self.begun)


BUFFER = bytearray(1 << 20)


def crowd(host, cookie, pages, parallel, seconds):
    """Visitors at once, each asking for the next page when it has one; times by page, and what failed."""
    times, failed = {page: [] for page in pages}, []
    waiting = selectors.DefaultSelector()
    for number in range(parallel):
        visitor = Visitor(host, cookie, pages)
        visitor.at = number * 7
        waiting.register(visitor.socket, selectors.EVENT_READ, visitor)
        visitor.begin(pages[visitor.at % len(pages)])
    until = time.perf_counter() + seconds
    while waiting.get_map():
        for key, _ in waiting.select():
            visitor = key.data
            try:
                if not visitor.read():
                    continue
            except OSError as error:
                failed.append((visitor.page, str(error)))
                waiting.unregister(visitor.socket)
                continue
            times[visitor.page].append(visitor.took())
            if visitor.status != 200:
                failed.append((visitor.page, visitor.status))
            if time.perf_counter() > until:
                waiting.unregister(visitor.socket)
                continue
            visitor.at += 1
            visitor.begin(pages[visitor.at % len(pages)])
    return times, failed


def main():
    """Measures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("submission")
    arguments.add_argument("--submissions", type=int, default=500)
    arguments.add_argument("--parallel", type=int, default=50)
    arguments.add_argument("--seconds", type=float, default=30)
    arguments.add_argument("--limit", type=float, help="milliseconds that p99 may take")
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
        reviews = [f"/s/{n}/mhlw-6.0?r={REQUIREMENTS[n % len(REQUIREMENTS)]}" for n in ids[:: max(1, len(ids) // 50)]]
        pages = ["/", "/?page=3", "/?state=open&q=Hospital", "/recheck", "/search?q=%E7%9B%A3%E6%9F%BB",
                 "/guidelines/mhlw-6.0", "/register/organizations", "/s/1", "/log", *reviews]
        try:
            papers = [f"/s/1/mhlw-6.0/{paper}" for paper in ("report", "checklist", "letter")]
            alone(host, cookie, [*pages[:12], *papers])
            began, worked = time.perf_counter(), processor(child.pid)
            times, failed = crowd(host, cookie, pages, asked.parallel, asked.seconds)
            spent, worked = time.perf_counter() - began, processor(child.pid) - worked
        finally:
            child.terminate()
            child.wait()
        print("the slowest at once:")
        for page in sorted(times, key=lambda page: -middle(times[page], 0.5))[:5]:
            print(f"{middle(times[page], 0.5):8.1f} ms  {page}")
        every = [time for of in times.values() for time in of]
        print(f"{asked.parallel} at once for {asked.seconds:.0f} s: {len(every)} requests, {len(failed)} failed, "
              f"{len(every) / spent:.0f} a second, median {middle(every, 0.5):.0f} ms, p99 {middle(every, 0.99):.0f} ms, "
              f"slowest {max(every):.0f} ms, {1000 * worked / len(every):.1f} ms of the processor each")
        for one in failed[:5]:
            print(one)
    late = asked.limit and middle(every, 0.99) > asked.limit
    sys.exit(1 if failed or late else 0)


def processor(pid):
    """Seconds of the processor that a process has taken: what a page costs, however busy the machine is; 0 where the
    system does not tell."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            fields = file.read().rsplit(") ", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def middle(times, share):
    """What that share of times does not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


if __name__ == "__main__":
    main()
