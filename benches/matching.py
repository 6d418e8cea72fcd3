#!/usr/bin/env python3
"""Seconds that rapidfuzz needs to compare every clause with every example; called by the bench `matching`.

Reads {"clauses": [...], "examples": [...]} from stdin, prints the seconds of one `cdist` on one thread.
"""

import json
import sys
import time

from rapidfuzz import fuzz, process

pairs = json.load(sys.stdin)
start = time.perf_counter()
process.cdist(pairs["clauses"], pairs["examples"], scorer=fuzz.ratio, workers=1)
print(time.perf_counter() - start)
