"""Standing crossings and threats: what the acts on the menus, the answers of owners and the reference would expose, written out as rows.

A standing crossing is an owner, a dimension, an exposure read without noise and the published nuclear line; `plain` = 1 where it is priced
one depth down, as an answer to an answer is. A threat is one owner's line that one act (or one kind of answer) exposes: the standing
crossing it makes under each regime, and what the actor loses if that is answered. Rows stand in the order of owners, then dimensions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.rules.provocation import log_stakes, own_loss_factor, weight_of_backing

Key = tuple[int, int, float, float, int]


def encode_standings(f: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of standing crossings and threats from the fields of menus, acts, lines and types."""
    rows = _Rows(f)
    first, count = np.zeros(f["menu"].shape, np.int64), np.zeros(f["menu"].shape, np.int64)
    for a, c in np.ndindex(*f["menu"].shape[:2]):
        for m in range(int(f["menu_size"][a, c])):
            act = int(f["menu"][a, c, m])
            first[a, c, m] = len(rows.loss)
            rows.add(a, f["act_exposes"][act], float(f["act_backed"][a, act]), float(f["act_own_backing"][a, act]), 0)
            count[a, c, m] = len(rows.loss) - first[a, c, m]
    owners = len(f["owner_actor"])
    reply_first, reply_count = np.zeros((owners, 3), np.int64), np.zeros((owners, 3), np.int64)
    for j, kind in np.ndindex(owners, 3):
        reply_first[j, kind] = len(rows.loss)
        rows.add(int(f["owner_actor"][j]), f["answer_exposes"][j, kind], 0.0, 0.0, 1)
        reply_count[j, kind] = len(rows.loss) - reply_first[j, kind]
    j, d = (int(i) for i in f["reference"])
    reference = [rows.standing(g, j, d, f["reference_exposure"], 0) if j >= 0 else 0 for g in range(rows.regimes)]
    found = list(rows.found)
    return {
        "threat_first": first,
        "threat_count": count,
        "reply_first": reply_first,
        "reply_count": reply_count,
        "reference_standing": np.array(reference, np.int64),
        "threat_standing": np.array(rows.at, np.int64).reshape(-1, rows.regimes).T,
        "threat_loss": np.array(rows.loss, np.float64).reshape(-1, rows.regimes).T,
        "standing_owner": np.array([key[0] for key in found], np.int64),
        "standing_dimension": np.array([key[1] for key in found], np.int64),
        "standing_exposure": np.array([key[2] for key in found], np.float64),
        "standing_plain": np.array([key[4] for key in found], np.int64),
        "standing_stake": np.array([rows.stakes(key) for key in found], np.float64).reshape(-1, 2, 2),
    }


class _Rows:
    """Standing crossings found so far, and the threats that refer to them."""

    def __init__(self, f: Mapping[str, Any]) -> None:
        self.f = f
        self.regimes = len(f["backer_share"])
        self.found: dict[Key, int] = {}
        self.at: list[list[int]] = []
        self.loss: list[list[float]] = []

    def standing(self, g: int, j: int, d: int, exposure: float, plain: int) -> int:
        """Return the number of a standing crossing under regime g, a new one where it has not been met."""
        key = (j, d, exposure, float(self.f["nuclear_line_public"][g, j, d]), plain)
        return self.found.setdefault(key, len(self.found))

    def add(self, a: int, exposes: Any, backed: float, own: float, plain: int) -> None:
        """Add the threats of what actor a would expose, `backed` by a nuclear power and by itself as far as `own`."""
        f = self.f
        for j, other in enumerate(f["owner_actor"]):
            if f["side"][other] == f["side"][a]:
                continue
            for d in np.flatnonzero((exposes > 0.0) & (f["has_line"][j] == 1)):
                places, losses = [], []
                for g in range(self.regimes):
                    share = float(f["backer_share"][g, j])
                    exposure = float(exposes[d]) if plain else float(exposes[d]) * weight_of_backing(backed, share, f["attribution"])
                    factor = 1.0 if plain else own_loss_factor(own, share, f["attribution"])
                    places.append(self.standing(g, j, int(d), exposure, plain))
                    losses.append(float(f["loss_if_answered"][a, j]) * factor)
                self.at.append(places)
                self.loss.append(losses)

    def stakes(self, key: Key) -> list[tuple[float, float]]:
        """Return the log stakes (bluff, real audience cost) of a standing crossing, by tier."""
        f, (j, d, exposure, line, _) = self.f, key
        lines = (float(f["conventional_line"][j, d]), line)
        value, audience = float(f["value"][j, d]), f["audience_cost"][j]
        return [log_stakes(value, exposure, float(audience[tier]), lines[tier], f["ambiguity"]) for tier in range(2)]
