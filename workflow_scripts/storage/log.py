"""The log of a job."""

import resource
import sys
import time
import traceback
from contextlib import contextmanager, redirect_stderr, redirect_stdout


@contextmanager
def job(path):
    """Send what a job prints to its log, and end it with its times and peak memory.

    An error is written to the log whole and to the terminal in its last words; the job then fails.

    Parameters
    ----------
    path : str
        Of the log.
    """
    start, core_start = time.perf_counter(), time.process_time()
    with open(path, "w", encoding="utf-8") as log, redirect_stdout(log), redirect_stderr(log):
        try:
            yield
        except Exception as error:
            traceback.print_exc()
            print(f"\nerror: {error}", file=sys.__stderr__)
            sys.exit(1)
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        seconds, core_seconds = time.perf_counter() - start, time.process_time() - core_start
        print(f"{seconds:.2f} s, {core_seconds:.2f} core s, peak memory {peak_mb:.0f} MB")
