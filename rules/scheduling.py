"""How often Snakemake looks for jobs to start."""

import threading


def one_look_at_a_time(scheduler):
    """Let a scheduler wait for one look at a time.

    Snakemake limits how many jobs start per second, so after each look for jobs it plans another
    one a second later. Each finished job causes a look of its own. Version 9.27 thus looks n times
    per second after n jobs, at the input files of all ready jobs: a tenth of the core time of the
    default study, and all of a core with thousands of jobs. Looks that finished jobs cause, and the
    limit, stay as they are.

    Parameters
    ----------
    scheduler : snakemake.scheduling.job_scheduler.JobScheduler
        Before it starts jobs.
    """
    planned = threading.Lock()

    def look():
        planned.release()
        scheduler._open_jobs.release()

    def plan(delay):
        if planned.acquire(blocking=False):
            timer = threading.Timer(delay, look)
            timer.daemon = True  # the end of a run does not wait for it
            timer.start()

    scheduler._schedule_reevalutation = plan
