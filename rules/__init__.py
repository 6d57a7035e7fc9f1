"""What a configuration asks for. The science that checks it lies beside, in workflow_scripts/."""

import sys
from pathlib import Path

_SCRIPTS = str(Path(__file__).resolve().parent.parent / "workflow_scripts")
if _SCRIPTS not in sys.path:
    sys.path.insert(0, _SCRIPTS)
