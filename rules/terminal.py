"""What a run prints: a line per finished group of jobs, and the findings at its end.

The default profile asks Snakemake to be quiet about single jobs, and the handler of this module
prints what is left to say. Whoever starts Snakemake with ``--quiet reason`` gets every job instead.
"""

import logging
import sys
import time
from pathlib import Path

from snakemake.common import NOTHING_TO_BE_DONE_MSG
from snakemake.logging import ColorizingTextHandler, DefaultFormatter, get_event, logger
from snakemake_interface_logger_plugins.common import LogEvent

# Rules that name results and compute none.
TARGETS = ("all",)
SECONDS_BETWEEN_LINES = 30
# What Snakemake logs once per job or rule: events that this module counts, and starts of messages.
COUNTED = (LogEvent.JOB_FINISHED, LogEvent.PROGRESS, LogEvent.RUN_INFO, LogEvent.RESOURCES_INFO)
CHATTER = ("Select jobs to execute", "Execute ", "Workflow defines that rule ")
FINDINGS = Path("results/tables/summary.txt")
REPORT = Path("results/report.html")


def is_chatter(record):
    """Whether Snakemake logs such a record once per job or rule.

    Parameters
    ----------
    record : logging.LogRecord

    Returns
    -------
    bool
    """
    return get_event(record) in COUNTED or str(record.msg).startswith(CHATTER)


def duration(seconds):
    """A duration in words.

    Examples
    --------
    >>> duration(8.2), duration(660), duration(3 * 3600 + 59)
    ('8 s', '11 min', '3 h')
    >>> duration(90), duration(5400)
    ('1 min 30 s', '1 h 30 min')
    """
    seconds = round(seconds)
    for unit, below, size in (("h", "min", 3600), ("min", "s", 60)):
        if seconds >= size:
            rest = seconds % size // (size // 60)
            # Seconds matter in the first minutes only.
            shown = rest and (unit == "h" or seconds < 600)
            return f"{seconds // size} {unit}" + (f" {rest} {below}" if shown else "")
    return f"{seconds} s"


def counted(number, noun):
    """A number of things in words.

    Examples
    --------
    >>> counted(1, "job"), counted(2, "job")
    ('1 job', '2 jobs')
    """
    return f"{number} {noun}" + ("" if number == 1 else "s")


class Progress(logging.Handler):
    """Prints a line when the last job of a rule has finished, and errors with their logs.

    Parameters
    ----------
    stream : file
    is_quiet : callable
        Whether Snakemake itself is quiet about single jobs; without it the handler is silent.
    at_end : callable
        Called when there was nothing to do: Snakemake does not call ``onsuccess`` then.
    clock : callable, optional
        Time in seconds.
    """

    def __init__(self, stream, is_quiet, at_end, clock=time.monotonic):
        super().__init__()
        self.stream, self.is_quiet, self.at_end, self.clock = stream, is_quiet, at_end, clock
        self.errors = DefaultFormatter(show_failed_logs=True)
        self.left, self.rule_of, self.total, self.done = {}, {}, 0, 0
        self.start = self.last_line = clock()

    def emit(self, record):
        try:
            self._handle_event(record)
        except Exception:  # as logging does: a fault in what is printed ends no run
            self.handleError(record)

    def _handle_event(self, record):
        if record.msg == NOTHING_TO_BE_DONE_MSG:
            self.at_end()
            return
        if not self.is_quiet():
            return
        event = get_event(record)
        if event == LogEvent.RUN_INFO:
            self._begin(record.stats)
        elif event == LogEvent.JOB_INFO:
            self.rule_of[record.jobid] = record.rule_name
        elif event == LogEvent.JOB_FINISHED:
            self._finish(self.rule_of.get(record.job_id))
        elif event in (LogEvent.JOB_ERROR, LogEvent.GROUP_ERROR):
            self._print(self.errors.format(record))

    def _begin(self, stats):
        counts = {rule: number for rule, number in stats.items() if rule != "total"}
        self.left, self.counts, self.done = dict(counts), counts, 0
        self.total = sum(counts.values())
        self.start = self.last_line = self.clock()
        self._print(f"{counted(self.total, 'job')} of {counted(len(counts), 'rule')}.")

    def _finish(self, rule):
        self.done += 1
        if rule not in self.left:
            return
        self.left[rule] -= 1
        is_last = self.left[rule] == 0
        waited = self.clock() - self.last_line >= SECONDS_BETWEEN_LINES
        if rule in TARGETS or not (is_last or waited):
            return
        number, finished = self.counts[rule], self.counts[rule] - self.left[rule]
        what = f"{rule} ({number} jobs)" if number > 1 else rule
        if not is_last:
            what = f"{rule} ({finished} of {number} jobs)"
        left, elapsed = self.total - self.done, self.clock() - self.start
        rest = f", about {duration(elapsed / self.done * left)} left" if left else ""
        width = len(str(self.total))
        self._print(f"[{self.done:{width}} of {self.total}] {what}{rest}")

    def _print(self, text):
        self.last_line = self.clock()
        say(text, self.stream)


def say(text, stream=None):
    """Print a text, also to a terminal that lacks some of its characters.

    Parameters
    ----------
    text : str
    stream : file, optional
        Standard output by default.
    """
    stream = stream or sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), file=stream, flush=True)


def say_findings(findings=FINDINGS, report=REPORT):
    """Print the findings of a study and where its report is, as far as the study has them.

    Parameters
    ----------
    findings, report : pathlib.Path
    """
    if findings.exists():
        say(f"\n{findings.read_text(encoding='utf-8').strip()}")
    if report.exists():
        say(f"\nThe report: {report.resolve()}")


def attach(workflow):
    """Print the progress of a workflow, and its findings if it makes all results.

    Parameters
    ----------
    workflow : snakemake.workflow.Workflow
        As Snakefiles know it. In the Snakemake of a single job, and in a workflow of somebody else
        that uses this one as a module, nothing is attached.

    Returns
    -------
    callable
        Prints the findings; for ``onsuccess``.
    """

    def quiet():
        """Names of what Snakemake was asked to be quiet about."""
        return {kind.name.lower() for kind in workflow.output_settings.quiet or ()}

    def is_quiet():
        return "rules" in quiet() and "all" not in quiet() and not workflow.dryrun

    def at_end():
        # Results that were asked for by name have nothing to do with the report.
        targets = set(workflow.dag_settings.targets or TARGETS)
        if targets & {*TARGETS, str(REPORT)} and not workflow.dryrun and "all" not in quiet():
            say_findings()

    if workflow.is_main_process and workflow.modifier.is_main_snakefile():
        for handler in logger.handlers:
            if isinstance(handler, ColorizingTextHandler):
                handler.addFilter(lambda record: not (is_chatter(record) and is_quiet()))
        logger.addHandler(Progress(sys.stderr, is_quiet, at_end))
    return at_end
