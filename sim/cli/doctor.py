"""`redline doctor`: the report of an environment that a bug report needs, and whether this installation computes what it should."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from sim.cli import options
from sim.errors import Exit, escaped

SCHEMA = "redline/doctor/1"


@click.command("doctor", short_help="is this installation in order?")
@click.option("--no-kernel", is_flag=True, help="Leave out the small run, which compiles the kernel where that was not done yet (half a minute).")
@options.together(options.json, options.common)
def command(no_kernel: bool, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Say whether this installation is in order, and what a bug report needs: versions, processor, limits, folders, terminal, extras. A run whose
    digest is known is simulated; nothing is sent anywhere, and nothing is written but the cache of compiled code.

    It names no person and no host: the home folder is shown as ~, of the environment only a few variables. Exit code 0: in order; 1: the
    program computes something else than it should, which is a bug; 5: the machine lacks something.

    \b
    Examples
      redline doctor
      redline doctor --json > doctor.json
    """
    from sim.cli.console import Console, compile_notice
    from sim.report import environment, self_check

    console = Console(quiet, verbose)
    asked = environment.requirements()
    checks = [environment.python(), environment.libraries(asked)]
    cache, folder = environment.compiled()
    places, more = environment.folders(folder)
    checks += [*more, self_check.luck()]
    if not no_kernel:
        checks.append(_kernel(console, compile_notice, self_check.kernel, "error" in cache))
        cache, _ = environment.compiled()
    found = environment.facts(asked, cache, places)
    if as_json:
        import json

        healthy = all(check.ok for check in checks)
        console.data(json.dumps({"schema": SCHEMA, "healthy": healthy, "checks": [check.facts() for check in checks], **found}, ensure_ascii=False))
    else:
        for line in _lines(found, verbose):
            console.data(line)
        for check in checks:
            console.data(f"  {'ok   ' if check.ok else 'WRONG'}  {check.name}: {escaped(check.detail)}")
        console.say(_verdict(checks))
    return int(_code(checks))


def _kernel(console: Any, notice: Any, check: Any, broken: bool) -> Any:
    """Return the check of the kernel; while it is being compiled, say so."""
    if broken:
        return check()
    with notice(console):
        return check()


def _code(checks: Sequence[Any]) -> Exit:
    wrong = [check for check in checks if not check.ok]
    if not wrong:
        return Exit.DONE
    return Exit.BUG if any(check.ours for check in wrong) else Exit.MACHINE


def _verdict(checks: Sequence[Any]) -> str:
    code = _code(checks)
    if code == Exit.DONE:
        return "in order; a bug report needs all of the above, and the redline-crash file if there is one"
    if code == Exit.BUG:
        return "not in order, and that is a bug in redline: please report it with all of the above; results made here are not to be trusted"
    return "not in order; see to what is marked WRONG, and ask again"


def _lines(found: Mapping[str, Any], verbose: bool) -> list[str]:
    """Return the report as lines: what it is, then what is known of it."""
    program, python, machine, cache = found["redline"], found["python"], found["machine"], found["cache"]
    kind = "a checkout" if program["checkout"] else "installed"
    memory = f"{machine['memory_bytes'] / 2**30:.1f} GiB of memory" if machine["memory_bytes"] else "memory unknown"
    missing = {extra: names for extra, names in found["extras"].items() if names}
    complete = [extra for extra in found["extras"] if extra not in missing]
    terminal = found["terminal"]
    lines = {
        "redline": f"{program['version']}, model {program['model']}, {program['results']}, source {program['source'] or 'unknown'}, {kind}",
        "Python": f"{python['version']} {python['implementation']}, {'' if python['own_environment'] else 'not '}in an environment of its own",
        "platform": f"{machine['platform']}, {machine['libc'] or 'libc unknown'}",
        "processor": f"{machine['processor'] or machine['machine']}; {machine['usable_processors']} of {machine['processors']} usable, {memory}; "
        f"{' '.join(machine['instructions']) or 'instructions unknown'}",
        "limits": f"processor {machine['processor_limit'] or 'unknown'}, memory {machine['memory_limit'] or 'unknown'}",
        "libraries": ", ".join(f"{name} {version or 'MISSING'}" for name, version in found["libraries"].items()),
        "extras": f"complete: {', '.join(complete) or 'none'}; " + "; ".join(f"{extra} lacks {', '.join(names)}" for extra, names in missing.items()),
        "programs": ", ".join(f"{name} {'found' if there else 'not found'}" for name, there in found["programs"].items()),
        "cache": cache.get("error") or _cache(cache),
        "variables": ", ".join(f"{name}={value}" for name, value in found["environment"].items()) or "none",
        "terminal": f"in {_is(terminal['input'])}, out {_is(terminal['output'])}, errors {_is(terminal['errors'])}, {terminal['columns']} columns, "
        f"{terminal['encoding']}",
        "locale": ", ".join(f"{name} {value}" for name, value in found["locale"].items()),
    }
    if verbose:
        lines["compiler"] = python["compiler"]
    return [f"{name:<10} {escaped(text)}" for name, text in lines.items()]


def _cache(cache: Mapping[str, Any]) -> str:
    text = f"{cache['folder']}, {cache['programs']} programs, {cache['bytes'] / 1e6:.1f} MB, {cache['others']} of other versions"
    if not cache["kept"]:
        text += "; TEMPORARY: every process compiles anew; name a folder in REDLINE_CACHE"
    return text if cache["compiled"] else text + "; not used: REDLINE_COMPILED=0"


def _is(terminal: bool) -> str:
    return "terminal" if terminal else "file or pipe"
