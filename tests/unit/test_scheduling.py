"""Snakemake plans one look for jobs at a time."""

import inspect
import threading

from snakemake.scheduling.job_scheduler import JobScheduler

from rules.scheduling import one_look_at_a_time


class Scheduler:
    """What Snakemake's scheduler waits for, and its own plan."""

    _schedule_reevalutation = JobScheduler._schedule_reevalutation

    def __init__(self):
        self._open_jobs = threading.Semaphore(0)

    def looks(self):
        count = 0
        while self._open_jobs.acquire(blocking=False):
            count += 1
        return count


def test_looks_that_are_planned_together_are_one():
    ours, own = Scheduler(), Scheduler()
    one_look_at_a_time(ours)
    before = set(threading.enumerate())
    for scheduler in (ours, own):
        for _ in range(5):
            scheduler._schedule_reevalutation(0.2)
    for timer in set(threading.enumerate()) - before:
        timer.join()
    assert ours.looks() == 1
    # Without the module there are five: else it has no purpose any more.
    assert own.looks() == 5


def test_after_a_look_another_one_is_planned():
    scheduler = Scheduler()
    one_look_at_a_time(scheduler)
    for _ in range(3):
        scheduler._schedule_reevalutation(0.001)
        assert scheduler._open_jobs.acquire(timeout=60)


def test_the_end_of_a_run_does_not_wait_for_a_look():
    scheduler = Scheduler()
    one_look_at_a_time(scheduler)
    before = set(threading.enumerate())
    scheduler._schedule_reevalutation(3600)
    (planned,) = set(threading.enumerate()) - before
    assert planned.daemon
    planned.cancel()


def test_the_scheduler_plans_looks_by_this_method_alone():
    """One that plans them by another name would look as often as before."""
    assert inspect.getsource(JobScheduler).count("threading.Timer(") == 1
    assert "threading.Timer(" in inspect.getsource(JobScheduler._schedule_reevalutation)
