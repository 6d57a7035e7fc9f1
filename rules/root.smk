# Where the workflow lies: rules and jobs import what is beside them. Of a repository that is elsewhere
# (module ... snakefile: github(...), see docs/extending.md) all of that is fetched first, because Snakemake
# fetches only the files that rules name.

import os
import sys
from pathlib import Path

# Results are written under another name and renamed when they are complete, so that nobody needs
# locks. A disk without locks, or another reader's lock, would look like a damaged file. HDF5 reads
# this when it is loaded; jobs inherit it.
os.environ.setdefault("HDF5_USE_FILE_LOCKING", "FALSE")


def fetch(folder):
    """Fetch the files that are imported or read, and give the folder that they are in."""
    repository = folder.hosted_repo.repo
    for name in repository.git.ls_tree("-r", "--name-only", folder.ref).splitlines():
        if not name.startswith(("benchmarks/", "docs/", "tests/")):
            fetched = workflow.sourcecache.get_path(folder.join(f"../{name}"))
            root = Path(fetched.removesuffix(name))
    return root


ROOT = (
    Path(workflow.current_basedir.get_path_or_uri(secret_free=True)).parent
    if workflow.current_basedir.is_local
    else fetch(workflow.current_basedir)
)
# Jobs search the path of Snakemake itself, too.
for folder in (ROOT, ROOT / "workflow_scripts"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
