"""A real Slurm on this one machine, for tests: controller, two nodes and their authentication, all private to a folder and to loopback."""

from __future__ import annotations

import getpass
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

DAEMONS = "slurmctld", "slurmd", "munged"
CLIENTS = "sbatch", "squeue", "scontrol", "scancel", "sinfo"
PATIENCE = 60.0  # seconds for what takes about one
NODES = "n1", "n2"

CONFIG = """\
ClusterName=redline
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/run/munge.socket
CryptoType=crypto/munge
SlurmctldPort={controller}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
SlurmctldPidFile={folder}/run/slurmctld.pid
SlurmdPidFile={folder}/run/slurmd.%n.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdLogFile={folder}/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=1,sched_interval=2,bf_interval=2
ReturnToService=2
KillWait=5
MinJobAge=300
SlurmdTimeout=10
InactiveLimit=0
DefMemPerCPU=512
NodeName=n[1-2] NodeHostname={host} NodeAddr=127.0.0.1 Port=[{ports}] CPUs=2 RealMemory=4000 State=UNKNOWN
PartitionName=debug Nodes=ALL Default=YES MaxTime=01:00:00 State=UP
"""


def missing() -> list[str]:
    """Return which of Slurm's and munge's programs are not installed."""
    return [name for name in (*DAEMONS, *CLIENTS) if _program(name) is None]


def _program(name: str) -> str | None:
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


class Slurm:
    """The running cluster: `environment` is what its clients need; `stop` ends it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._munge: subprocess.Popen[bytes] | None = None
        self.environment = os.environ | {"SLURM_CONF": str(folder / "slurm.conf")}

    def start(self) -> None:
        """Start everything and wait until both nodes are idle."""
        for name in ("run", "state", "log", "munge", *(f"spool/{node}" for node in NODES)):
            (self.folder / name).mkdir(parents=True, mode=0o700)
        ports = _free_ports(3)
        host = socket.gethostname().partition(".")[0]
        text = CONFIG.format(folder=self.folder, host=host, user=getpass.getuser(), controller=ports[0], ports=f"{ports[1]},{ports[2]}")
        (self.folder / "slurm.conf").write_text(text)
        key = self.folder / "munge" / "key"
        key.write_bytes(secrets.token_bytes(128))
        key.chmod(0o600)
        run = self.folder / "run"
        options = {"key-file": key, "socket": run / "munge.socket", "pid-file": run / "munged.pid", "seed-file": self.folder / "munge" / "seed"}
        options |= {"log-file": self.folder / "log" / "munged.log"}
        self._do("munged", "--force", *(f"--{name}={path}" for name, path in options.items()))
        self._do("slurmctld", "-f", str(self.folder / "slurm.conf"))
        for node in NODES:
            self.start_node(node)
        until(lambda: self.ask("sinfo", "-h", "-o", "%T", check=False).split() == ["idle"], "both nodes idle", self.logs)

    def start_node(self, node: str) -> None:
        """Start the daemon of one node."""
        self._do("slurmd", "-f", str(self.folder / "slurm.conf"), "-N", node)

    def now(self) -> None:
        """Let jobs that were queued again start at once, and not after the two minutes that Slurm gives a node to tidy up."""
        for job in self.ask("squeue", "-h", "-t", "PD", "-o", "%A %r").splitlines():
            if job.endswith("BeginTime"):
                self.ask("scontrol", "update", f"JobId={job.split()[0]}", "StartTime=now", check=False)

    def pid(self, daemon: str) -> int:
        """Return the process id of a daemon: slurmctld, slurmd.n1, munged."""
        return int((self.folder / "run" / f"{daemon}.pid").read_text())

    def ask(self, *command: str, check: bool = True) -> str:
        """Return what a client of Slurm prints."""
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=check, timeout=PATIENCE).stdout

    def logs(self) -> str:
        """Return the ends of all logs, for a test that failed."""
        return "\n".join(f"--- {path.name}\n{path.read_text(errors='replace')[-3000:]}" for path in sorted((self.folder / "log").glob("*")))

    def stop(self) -> None:
        """Cancel all jobs and end all daemons that this object started."""
        self.ask("scancel", "--user", getpass.getuser(), check=False)
        if (self.folder / "run" / "slurmctld.pid").exists():
            until(lambda: not self.ask("squeue", "-h", check=False).strip(), "the end of all jobs", self.logs)
        for daemon in (*(f"slurmd.{node}" for node in NODES), "slurmctld", "munged"):
            try:
                process = self.pid(daemon)
                os.kill(process, signal.SIGTERM)
            except (OSError, ValueError):
                continue
            until(lambda process=process: not _lives(process), f"the end of {daemon}", self.logs)

    def _do(self, program: str, *arguments: str) -> None:
        command = [_program(program) or program, *arguments]
        found = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=PATIENCE)
        assert found.returncode == 0, f"{program}: {found.stderr}{self.logs()}"


def until(reached: Callable[[], bool], what: str, more: Callable[[], str] = str, patience: float = PATIENCE) -> None:
    """Wait until something is reached; fail with what was waited for, and more."""
    end = time.monotonic() + patience
    while not reached():
        assert time.monotonic() < end, f"waited {patience:g} s for {what}\n{more()}"
        time.sleep(0.1)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()
