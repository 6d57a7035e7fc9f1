"""How long a study would take on more cores, from Snakemake's records of a run.

    python benchmarks/more_cores.py FOLDER [CORES]

Each job takes as long as it took, and starts as soon as its inputs are there and a core is free:
first the one with the longest chain of jobs behind it. Jobs that ran side by side on few cores may
have slowed each other down, so compare two runs of one machine.
"""

import base64
import heapq
import json
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Job(NamedTuple):
    """A finished job: rule, wall seconds with its start, files that it read and made."""

    rule: str
    seconds: float
    inputs: set
    outputs: set


def finished(folder):
    """Jobs that Snakemake has on record in a working folder."""
    found, root = {}, Path(folder, ".snakemake", "metadata")
    for path in filter(Path.is_file, root.rglob("*")):
        record = json.loads(path.read_text(encoding="utf-8"))
        # Records of a job's files differ in nothing but their names.
        job = found.setdefault(
            (record["rule"], *record["log"]),
            Job(record["rule"], record["endtime"] - record["starttime"], set(), set()),
        )
        job.inputs.update(record["input"])
        name = "".join(path.relative_to(root).parts).replace("@", "")
        job.outputs.add(base64.b64decode(name).decode())
    return list(found.values())


def simulated(jobs, cores):
    """Seconds on so many cores, and the longest chain of jobs.

    Parameters
    ----------
    jobs : list of Job
    cores : int

    Returns
    -------
    seconds : float
    chain : list of Job

    Examples
    --------
    >>> jobs = [Job("a", 2, set(), {"x"}), Job("b", 1, {"x"}, {"y"}), Job("c", 2, set(), {"z"})]
    >>> [simulated(jobs, cores)[0] for cores in (1, 2)]
    [5, 3]
    >>> [job.rule for job in simulated(jobs, 2)[1]]
    ['a', 'b']
    """
    maker = {path: number for number, job in enumerate(jobs) for path in job.outputs}
    users, waits_for = [[] for _ in jobs], []
    for number, job in enumerate(jobs):
        before = {maker[path] for path in job.inputs if path in maker}
        waits_for.append(len(before))
        for other in before:
            users[other].append(number)

    @cache
    def rest(number):
        return jobs[number].seconds + max(map(rest, users[number]), default=0)

    ready = [(-rest(number), number) for number, count in enumerate(waits_for) if not count]
    heapq.heapify(ready)
    now, running = 0, []
    while ready or running:
        while ready and len(running) < cores:
            _, number = heapq.heappop(ready)
            heapq.heappush(running, (now + jobs[number].seconds, number))
        now, number = heapq.heappop(running)
        for user in users[number]:
            waits_for[user] -= 1
            if not waits_for[user]:
                heapq.heappush(ready, (-rest(user), user))
    chain = [max(range(len(jobs)), key=rest)]
    while users[chain[-1]]:
        chain.append(max(users[chain[-1]], key=rest))
    return now, [jobs[number] for number in chain]


if __name__ == "__main__":
    seconds, chain = simulated(finished(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 16)
    listed = ", ".join(f"{job.rule} {job.seconds:.1f}" for job in chain)
    print(f"{seconds:.1f} s; the longest chain takes {sum(j.seconds for j in chain):.1f}: {listed}")
