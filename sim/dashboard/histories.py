"""Every history behind an answer as one row of facts: what the page lists, filters and sorts, and from which one is chosen to be replayed."""

from __future__ import annotations

import math
from typing import Any

from sim.dashboard.live import Picture
from sim.terms import Ending

COLUMNS = {  # key -> heading
    "history": "history",
    "ends": "ends",
    "month": "in month",
    "clash": "clash in month",
    "rung": "highest answer",
    "crossings": "crossings",
    "use": "nuclear use, in 1,000",
    "weight": "weight",
}
ENDINGS = {Ending.HORIZON: "horizon", Ending.SETTLEMENT: "settlement", Ending.COLLAPSE: "collapse"}
NOTE = "Nuclear use is never drawn: in each history it has a probability, from its events. A history counts with its weight. Choose one to replay it."


def told(picture: Picture) -> dict[str, Any]:
    """Return the histories of a picture: `columns` (key and heading), `rows` (as the columns, None where nothing happened), `note`."""
    found = picture.histories()
    rows = []
    for place in range(len(found["replicate"])):
        ending, clash = Ending(int(found["ending"][place])), float(found["clash_month"][place])
        rows.append(
            [
                int(found["replicate"][place]),
                ENDINGS.get(ending, ending.name.lower()),
                round(float(found["ending_month"][place]), 1),
                round(clash, 1) if math.isfinite(clash) else None,
                int(found["max_answer_rung"][place]),
                int(found["crossings"][place]),
                float(f"{1000 * float(found['nuclear_use'][place]):.3g}"),
                float(f"{float(found['weight'][place]):.3g}"),
            ]
        )
    return {"columns": list(COLUMNS.items()), "rows": rows, "note": NOTE}
