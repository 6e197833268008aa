"""The only file that knows the compiler.

`rule` compiles a small pure function of numbers and always inlines it, so that a loop over types becomes vector code; `routine` compiles a
function that is called; both free the interpreter lock. With `REDLINE_COMPILED=0` in the environment both hand the function back unchanged,
and everything runs as plain Python: slower by three orders of magnitude, the same bits.

Compiled code is cached in a folder named by a hash of the source of every file that can enter a kernel, because the compiler's own cache
does not notice an edit in another file. Many processes may fill it at once, on several machines: what they write has names that never clash.
No `fastmath` anywhere: it reorders sums and deletes the rounding tricks of rules/numerics.py.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

COMPILED = os.environ.get("REDLINE_COMPILED", "1") != "0"
F = TypeVar("F", bound=Callable[..., Any])


def source_hash() -> str:
    """Return 16 hex digits that change whenever a file that can enter a kernel changes."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    files = [root / "terms.py", root / "jit.py", *(f for part in ("rules", "encode", "engine") for f in (root / part).rglob("*.py"))]
    for file in sorted(files):
        digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Return a writable folder for compiled code: $REDLINE_CACHE, else the user's cache folder, else a private temporary one."""
    base = os.environ.get("REDLINE_CACHE") or os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "redline")
    folder = Path(base) / f"kernel-{source_hash()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="redline-kernel-"))


if COMPILED:
    import numba
    from numba.core import caching
    from numba.extending import intrinsic, overload

    types: Any = numba.types

    numba.config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"] = str(cache_folder())

    def _save(file: Any, key: Any, data: Any) -> None:
        """Save compiled code under a name made of what it is for (signature, processor), and then list it.

        The compiler gives out numbers, and lists before it saves: of two processes that save at once, one may then find the other's code
        under its own name, without a complaint. An entry lost from the list costs no more than compiling once more.
        """
        name = file._data_name(int.from_bytes(hashlib.sha256(repr(key).encode()).digest()[:8], "big"))
        file._save_data(name, data)
        file._save_index({**file._load_index(), key: name})

    if all(hasattr(caching.IndexDataCacheFile, part) for part in ("_data_name", "_save_data", "_save_index", "_load_index")):
        caching.IndexDataCacheFile.save = _save
    _OPTIONS: dict[str, Any] = {"cache": True, "error_model": "numpy", "nogil": True}

    def _once(dispatcher: Any) -> Any:
        """Let a compiled function have one version for all whole numbers: the compiler would make one more for every constant argument."""
        template = dispatcher.get_call_template

        def _plain(arguments: Any, named: Any) -> Any:
            return template([types.unliteral(one) for one in arguments], {name: types.unliteral(one) for name, one in named.items()})

        dispatcher.get_call_template = _plain
        return dispatcher

    def rule(function: F) -> F:
        """Compile a small pure function of numbers, inlined wherever it is used."""
        return _once(numba.njit(forceinline=True, **_OPTIONS)(function))

    def routine(function: F) -> F:
        """Compile a function that works on arrays or records, and is called."""
        return _once(numba.njit(**_OPTIONS)(function))

    def step(function: F) -> F:
        """Compile a routine as a part of whatever calls it: for parts of one caller, since each layer of calls is optimised once more."""
        return numba.njit(inline="always", **_OPTIONS)(function)

    def either(field: str, wide: Any, narrow: Any) -> Any:
        """Return a function of (p, s, actor, channel) that is `wide` where State field `field` has more than one row, `narrow` elsewhere.

        Which one is known from the type of the state: compiled code holds one of the two, and a world that needs `narrow` never pays for
        compiling the other.
        """

        def _chosen(p: Any, s: Any, actor: Any, channel: Any) -> Any:
            return (wide if s[field].shape[0] > 1 else narrow)(p, s, actor, channel)

        @overload(_chosen, inline="always")
        def _compiled(p: Any, s: Any, actor: Any, channel: Any) -> Any:
            known = wide if s.typeof(field).shape[0] > 1 else narrow

            def _one(p: Any, s: Any, actor: Any, channel: Any) -> Any:
                return known(p, s, actor, channel)

            return _one

        return _chosen

    @intrinsic
    def bits_of(typing_context: Any, x: Any) -> Any:
        """Return the 64 bits of a float as an unsigned integer; no instruction at all in compiled code."""
        return types.uint64(types.float64), lambda context, builder, _, values: builder.bitcast(values[0], context.get_value_type(types.uint64))

    @intrinsic
    def float_of(typing_context: Any, bits: Any) -> Any:
        """Return the float that has these 64 bits (unsigned)."""
        return types.float64(types.uint64), lambda context, builder, _, values: builder.bitcast(values[0], context.get_value_type(types.float64))

else:

    def rule(function: F) -> F:
        """Hand the function back: plain Python."""
        return function

    routine = step = rule

    def either(field: str, wide: Any, narrow: Any) -> Any:
        """Return a function of (p, s, actor, channel) that is `wide` where State field `field` has more than one row, `narrow` elsewhere."""
        return lambda p, s, actor, channel: (wide if s[field].shape[0] > 1 else narrow)(p, s, actor, channel)

    def bits_of(x: float) -> Any:
        """Return the 64 bits of a float as an unsigned integer."""
        return np.float64(x).view(np.uint64)

    def float_of(bits: Any) -> Any:
        """Return the float that has these 64 bits (unsigned)."""
        return bits.view(np.float64)
