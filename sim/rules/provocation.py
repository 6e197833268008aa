"""How an act reads to the owner of a red line: exposure, and the stake of leaving it unanswered."""

from sim.jit import rule
from sim.rules.numerics import log, normal_cdf
from sim.terms import Attribution

UNDECLARED = 1e9  # a line no exposure reaches; the loader writes it where nothing was declared
TARGET_RISK = int(Attribution.TARGET_RISK)
EXPOSURE = int(Attribution.EXPOSURE)


@rule
def weight_of_backing(backed, backer_share, attribution):
    """Return the factor by which backing changes exposure: 1 - b + b (1 + share) / 2 under `exposure` and `both`, else 1.

    Parameters
    ----------
    backed : float           how far a nuclear power stands behind the act, in [0, 1]
    backer_share : float     the doctrine's share of responsibility of the backer, in [0, 1]
    attribution : int        terms.Attribution

    References
    ----------
    Source: ours; the joint-attack rule of the 2024 text read as gravity. The other reading (who is hit) is `targeting`.
    """
    if attribution == TARGET_RISK:
        return 1.0
    return 1.0 - backed + backed * (1.0 + backer_share) / 2.0


@rule
def targeting(backed, backer_share, attribution):
    """Return the factor by which backing changes who is hit: share b under `target_risk` and `both`, b under `exposure`.

    Source: ours; the joint-attack rule of the 2024 text read as target set, which is what its words say (docs/explanation/facts.md).
    """
    if attribution == EXPOSURE:
        return backed
    return backed * backer_share


@rule
def own_loss_factor(backed, backer_share, attribution):
    """Return the factor on a taker's own loss if its act is answered, where it stands itself behind the act as a backer."""
    if attribution == EXPOSURE:
        return 1.0
    return 1.0 - backed + backed * backer_share


@rule
def past_line(exposure, line, ambiguity):
    """Return how surely the exposure lies past the declared line: Phi((X - h) / w); a step at h where w = 0."""
    if ambiguity <= 0.0:
        return 1.0 if exposure >= line else 0.0
    return normal_cdf((exposure - line) / ambiguity)


@rule
def stake(value, exposure, audience_cost, past):
    """Return the stake of leaving an exposure unanswered: s = v X + A Phi((X - h) / w).

    Parameters
    ----------
    value : float            v, worth to the owner of one unit of exposure, stake
    exposure : float         X >= 0
    audience_cost : float    A, stake; 0 for a bluff
    past : float             Phi((X - h) / w), see `past_line`

    References
    ----------
    Source: ours; A is the audience cost of Fearon 1994, incurred to the degree that the declared line is read as crossed.
    """
    return value * exposure + audience_cost * past


@rule
def log_stakes(value, exposure, audience_cost, line, ambiguity):
    """Return the logarithms of the stake for a bluff (A = 0) and for a real audience cost, see `stake` and `past_line`."""
    past = past_line(exposure, line, ambiguity)
    return log(stake(value, exposure, 0.0, past)), log(stake(value, exposure, audience_cost, past))
