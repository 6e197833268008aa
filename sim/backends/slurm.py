"""Slurm by its own programs: the script of a job, and sbatch, squeue and scontrol to hand it over, look for it, and queue it again.

A script becomes the command itself (`exec`), so that Slurm's signals reach it: SIGUSR1 a minute before the time of the job is over, after
which the command stops cleanly and has the job queued again; SIGTERM where somebody cancels it.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from sim.backends.local import ONE_THREAD
from sim.backends.settings import Settings, clock
from sim.errors import Exit, RunError, escaped, quoted

WARNING = 60  # seconds before the end of a job's time at which it is told
SHORTEST_WARNING = 10
PATIENCE = 120.0  # seconds for an answer of Slurm's programs
AWAY = "unable to contact", "timed out", "connection refused", "communication"  # in what they say where the controller does not answer
COMPLETING = "CG"  # state of a job that has ended, whose nodes are being tidied up
TASK = "$SLURM_ARRAY_TASK_ID"


def script(settings: Settings, name: str, log: Path, command: str, tasks: int = 0) -> str:
    """Return the script of a job, or of an array of so many `tasks`.

    Parameters
    ----------
    log : file for what it says; in an array with %a for the number of the task
    command : line of shell, words quoted

    Raises
    ------
    RunError                       exit code 2 where a name or a setting cannot be written into a script
    """
    warning = max(SHORTEST_WARNING, min(WARNING, settings.time // 4)) if settings.time else WARNING
    options = [f"--job-name={name}", f"--output={log}", "--open-mode=append", "--ntasks=1", f"--cpus-per-task={settings.processors}"]
    options += ["--requeue", f"--signal=B:USR1@{warning}"]
    options += [f"--array=1-{tasks}"] if tasks else []
    options += [f"--partition={settings.partition}"] if settings.partition else []
    options += [f"--account={settings.account}"] if settings.account else []
    options += [f"--mem={settings.memory}M"] if settings.memory else []
    options += [f"--time={clock(settings.time)}"] if settings.time else []
    lines = ["#!/bin/bash", *(f"#SBATCH {_option(one)}" for one in options), *(f"#SBATCH {one}" for one in settings.directives)]
    lines += [f"export {' '.join(f'{variable}=1' for variable in ONE_THREAD)}"]
    lines += [f"export REDLINE_CACHE={shlex.quote(settings.cache)}"] if settings.cache else []
    return "\n".join([*lines, *settings.setup, f"exec {command}"]) + "\n"


def log_path(folder: Path, name: str) -> Path:
    """Return the path of a log as an option of sbatch takes it: `name` may have % for Slurm to fill in, the folder may not.

    Raises
    ------
    RunError                       exit code 2 where no option can hold the folder's name
    """
    text = str(folder.absolute())
    if any(sign in text for sign in '\\"') or not text.isprintable():
        raise RunError(f"Slurm cannot write logs to a folder of that name: {quoted(text)}; choose another with --out", Exit.INPUT)
    return Path(text.replace("%", "%%")) / name


def _option(text: str) -> str:
    """Return an option as a line of a script takes it, its value in quotes unless it is a plain word."""
    name, sign, value = text.partition("=")
    if not value.isprintable() or '"' in value:  # a line end would begin a command of the script
        raise RunError(f"Slurm cannot be told {name} {quoted(value)}; choose a name of letters and digits", Exit.INPUT)
    plain = not sign or all(letter.isalnum() or letter in "-:@_." for letter in value)
    return text if plain else f'{name}="{value}"'


def submit(path: Path, after: str = "") -> str:
    """Hand a script to Slurm, to start when the job `after` has ended in whatever way, and return its number.

    Raises
    ------
    RunError                       exit code 2 where Slurm refuses it, 5 where it does not answer
    """
    depending = [f"--dependency=afterany:{after}"] if after else []
    said = _ask("sbatch", "--parsable", *depending, str(path))
    return said.strip().partition(";")[0]


def queued() -> dict[str, str]:
    """Return the number and name of all jobs of this user that wait or run; RunError, exit code 5, where Slurm does not answer."""
    lines = _ask("squeue", "--noheader", f"--user={os.getuid()}", "--format=%F %t %j").splitlines()
    parts = [line.split(" ", 2) for line in lines]
    return {number: name for number, state, name in parts if state != COMPLETING}


def was_cancelled(job: str) -> bool:
    """Return whether somebody cancelled a job, or a task of it, as far as Slurm still knows."""
    try:
        return "CANCELLED" in _ask("squeue", "--noheader", f"--jobs={job}", "--states=all", "--format=%T").split()
    except RunError:  # Slurm has forgotten it
        return False


def requeue() -> bool:
    """Have the job that this process is queued again, which ends it; return whether Slurm agreed."""
    try:
        _ask("scontrol", "requeue", os.environ["SLURM_JOB_ID"])
    except (RunError, KeyError):
        return False
    return True


def _ask(program: str, *arguments: str) -> str:
    try:
        found = subprocess.run([program, *arguments], capture_output=True, text=True, errors="replace", check=False, timeout=PATIENCE)  # noqa: S603
    except FileNotFoundError:
        message = f"there is no {program} on this machine: --backend slurm works where Slurm's own commands do, as on a cluster's login node"
        raise RunError(message, Exit.MACHINE) from None
    except subprocess.TimeoutExpired:
        raise RunError(f"{program} did not answer within {PATIENCE:g} seconds", Exit.MACHINE) from None
    if found.returncode:
        raise _refusal(program, found.stderr)
    return found.stdout


def _refusal(program: str, said: str) -> RunError:
    """Return what a program of Slurm complains about, in one line."""
    lines = [line.removeprefix(f"{program}: ").removeprefix("error: ").strip() for line in said.splitlines()]
    told = "; ".join(dict.fromkeys(line for line in lines if line)) or "without saying why"
    away = any(word in told.lower() for word in AWAY)
    return RunError(f"{program} refuses: {escaped(told)}", Exit.MACHINE if away else Exit.INPUT)
