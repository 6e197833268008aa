"""Programs named as Slurm's that do the least: sbatch works its job at once, in order, squeue shows what a file says, scontrol takes notes.

Each call is noted in `calls`. A file `refuse-PROGRAM` makes that program fail with what the file says; `hold` makes sbatch keep its jobs back.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Be the program that this was called as."""
    program, *arguments = sys.argv[1:]
    home = Path(os.environ["FAKE_SLURM"])
    with (home / "calls").open("a") as notes:
        notes.write(shlex.join([program, *arguments]) + "\n")
    refusal = home / f"refuse-{program}"
    if refusal.exists() and not ("--dependency" in refusal.read_text() and not any("--dependency" in one for one in arguments)):
        print(f"{program}: error: {refusal.read_text()}", file=sys.stderr)
        return 1
    if program == "sbatch":
        return submit(home, Path(arguments[-1]))
    if program == "squeue":
        shown = home / ("states" if "--states=all" in arguments else "queue")
        print(shown.read_text() if shown.exists() else "", end="")
    return 0


def submit(home: Path, script: Path) -> int:
    """Print the number of a new job, and work it."""
    counter = home / "counter"
    number = int(counter.read_text()) + 1 if counter.exists() else 1
    counter.write_text(str(number))
    if not (home / "hold").exists():
        options = dict(one[2:].partition("=")[::2] for line in re.findall(r"^#SBATCH (.*)$", script.read_text(), re.M) for one in shlex.split(line))
        tasks = range(1, int(options["array"].partition("-")[2]) + 1) if "array" in options else (None,)
        for task in tasks:
            environment = os.environ | {"SLURM_JOB_ID": str(number)} | ({"SLURM_ARRAY_TASK_ID": str(task)} if task else {})
            log = options["output"].replace("%%", "\0").replace("%a", str(task)).replace("\0", "%")
            with Path(log).open("a") as output:
                subprocess.run(["bash", script], env=environment, stdout=output, stderr=subprocess.STDOUT, check=False)
    print(number)
    return 0


if __name__ == "__main__":
    sys.exit(main())
