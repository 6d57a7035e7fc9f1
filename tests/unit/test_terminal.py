"""What a run prints."""

import doctest
import io
import logging
from types import SimpleNamespace

import pytest
from snakemake.common import NOTHING_TO_BE_DONE_MSG
from snakemake_interface_logger_plugins.common import LogEvent

from rules import terminal


class Run:
    """Events of a run, as Snakemake logs them, on a clock that the test sets."""

    def __init__(self, is_quiet=True):
        self.stream, self.now, self.ended = io.StringIO(), 0.0, 0
        self.handler = terminal.Progress(
            self.stream, lambda: is_quiet, self.end, clock=lambda: self.now
        )

    def end(self):
        self.ended += 1

    def log(self, event, message=None, **more):
        record = logging.LogRecord("snakemake", logging.INFO, "", 0, message, (), None)
        vars(record).update(more, event=event)
        self.handler.handle(record)

    def finish(self, jobid, rule, after):
        self.log(LogEvent.JOB_INFO, jobid=jobid, rule_name=rule)
        self.now += after
        self.log(LogEvent.JOB_FINISHED, job_id=jobid)

    @property
    def lines(self):
        return self.stream.getvalue().splitlines()


STATS = {"encode": 3, "report": 1, "all": 1, "total": 5}


def test_a_line_per_rule_with_the_count_and_the_time_left():
    run = Run()
    run.log(LogEvent.RUN_INFO, stats=STATS)
    for jobid in range(3):
        run.finish(jobid, "encode", after=2)
    run.finish(3, "report", after=6)
    run.finish(4, "all", after=0)
    assert run.lines == [
        "5 jobs of 3 rules.",
        # Three jobs took 6 s, two are left.
        "[3 of 5] encode (3 jobs), about 4 s left",
        "[4 of 5] report, about 3 s left",
    ]


def test_a_rule_of_long_jobs_says_how_far_it_is():
    run = Run()
    run.log(LogEvent.RUN_INFO, stats=STATS)
    run.finish(0, "encode", after=terminal.SECONDS_BETWEEN_LINES + 1)
    assert run.lines[1].startswith("[1 of 5] encode (1 of 3 jobs), about 2 min")


def test_jobs_that_finish_in_another_order_are_counted_by_their_rule():
    run = Run()
    run.log(LogEvent.RUN_INFO, stats=STATS)
    run.log(LogEvent.JOB_INFO, jobid=7, rule_name="report")
    run.log(LogEvent.JOB_INFO, jobid=8, rule_name="encode")
    run.now = 1.0
    run.log(LogEvent.JOB_FINISHED, job_id=8)
    run.log(LogEvent.JOB_FINISHED, job_id=7)
    assert run.lines[1:] == ["[2 of 5] report, about 2 s left"]


def test_an_error_is_printed_with_its_log(tmp_path):
    log = tmp_path / "encode.log"
    log.write_text("the reason of the failure", encoding="utf-8")
    run = Run()
    error = {
        "rule_name": "encode",
        "rule_msg": None,
        "jobid": 1,
        "input": [],
        "output": ["results/a.nc"],
        "log": [str(log)],
        "conda_env": None,
        "shellcmd": None,
        "aux": {},
        "indent": False,
    }
    run.log(LogEvent.JOB_ERROR, "Error in rule encode", **error)
    assert "Error in rule encode" in run.stream.getvalue()
    assert "the reason of the failure" in run.stream.getvalue()


def test_where_snakemake_prints_jobs_itself_no_line_is_added():
    run = Run(is_quiet=False)
    run.log(LogEvent.RUN_INFO, stats=STATS)
    run.finish(0, "report", after=2)
    assert run.lines == []


@pytest.mark.parametrize("is_quiet", [True, False])
def test_the_end_comes_also_where_there_was_nothing_to_do(is_quiet):
    run = Run(is_quiet)
    run.log(None, NOTHING_TO_BE_DONE_MSG)
    assert run.ended == 1


@pytest.mark.parametrize(
    ("event", "message", "expected"),
    [
        (LogEvent.PROGRESS, None, True),
        (None, "Select jobs to execute...", True),
        (None, "Execute 2 jobs...", True),
        (LogEvent.JOB_ERROR, "Error in rule encode", False),
        (None, "Building DAG of jobs...", False),
    ],
)
def test_what_is_left_out(event, message, expected):
    record = SimpleNamespace(event=event, msg=message)
    assert terminal.is_chatter(record) is expected


def test_findings_come_with_the_place_of_the_report(tmp_path, capsys):
    findings, report = tmp_path / "summary.txt", tmp_path / "report.html"
    terminal.say_findings(findings, report)
    assert capsys.readouterr().out == ""
    findings.write_text("depth 1: 0.96\n", encoding="utf-8")
    report.write_text("", encoding="utf-8")
    terminal.say_findings(findings, report)
    assert capsys.readouterr().out == f"\ndepth 1: 0.96\n\nThe report: {report}\n"


def test_a_terminal_without_a_character_gets_another_one():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    terminal.say("3 \N{MULTIPLICATION SIGN} 3", stream)
    assert stream.buffer.getvalue() == b"3 ? 3\n"


def test_examples():
    assert doctest.testmod(terminal).failed == 0
