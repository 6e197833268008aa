"""The words that code and tables share: events, tiers, endings, policies, draw purposes, scores, fields of a crossing.

Each member has one defining sentence. Numbers are part of the results format: append, never renumber.
"""

from enum import IntEnum


class Event(IntEnum):
    """What happens next in a history."""

    HORIZON = 0  # nothing more within the horizon
    OPPORTUNITY = 1  # one actor may act in one of its channels
    INCIDENT = 2  # something befalls a passive actor
    SETTLEMENT_CHANCE = 3  # a candidate moment for a settlement (thinning)
    CLASH_CHANCE = 4  # a candidate moment for an inadvertent clash (thinning)
    CALENDAR = 5  # a dated change of payoffs, flags or doctrine
    GROUND = 6  # a state-like exposure has risen by a step, or a front has collapsed


class Ending(IntEnum):
    """How a history ends, nuclear use apart (that is weight, never an ending)."""

    RUNNING = 0  # not yet
    HORIZON = 1  # the horizon was reached
    SETTLEMENT = 2  # the parties settled
    COLLAPSE = 3  # a front reached -1 or +1


class Tier(IntEnum):
    """The tiers of an owner's answer, and the kinds of answer that others may weigh."""

    CONVENTIONAL = 0  # a military, economic or diplomatic answer short of nuclear use
    NUCLEAR = 1  # demonstration or use
    BACKER = 2  # a strike on whoever stands behind the act
    VERBAL = 3  # words only


class Channel(IntEnum):
    """The two decision channels of an actor."""

    MILITARY = 0  # acts of force, arms and permissions
    DIPLOMACY = 1  # talking or waiting


class Policy(IntEnum):
    """How an actor picks among its legal acts."""

    LOGIT = 0  # probability grows with exp(precision * Q)
    MECHANICAL = 1  # the best act, ties by base weight: the limit of infinite precision
    RANDOM = 2  # base weights only: the limit of zero precision
    PROSPECT = 3  # logit over outcomes felt as gains and losses from the status quo
    REFLEX = 4  # logit over how far an act lies from the rung that a book of rules names
    LOOKAHEAD = 5  # logit over Q and the best that can be done afterwards, up to a horizon


class Attribution(IntEnum):
    """What backing by a nuclear power changes."""

    TARGET_RISK = 0  # who is hit: strikes on the backer, and the backer's own loss
    EXPOSURE = 1  # how grave the act is
    BOTH = 2  # both


class Purpose(IntEnum):
    """What a draw is for; part of its address, so that no two uses share luck."""

    CLOCK = 0  # waiting time of a clock
    OPTION = 1  # Gumbel noise of one act
    NEST = 2  # Gumbel noise of one nest
    EXPOSURE = 3  # how an act is read by those watching
    CLASH = 4  # whether an act ends in a clash
    THINNING = 5  # whether a candidate moment is accepted
    ANSWER = 6  # whether an owner answers conventionally
    BACKER = 7  # whether it strikes the backer
    RUNG = 8  # the rung of its answer
    FRONT = 9  # front noise
    TYPE_COST = 10  # an owner's private cost
    TYPE_AUDIENCE = 11  # whether its audience cost is real
    TYPE_RELIABILITY = 12  # how reliably it carries out its threats
    STORY = 13  # which ending a replay tells


class Score(IntEnum):
    """Fixed columns of a history's scores; each lies in [0, 1]."""

    DELIBERATE = 0  # nuclear use because the stake exceeds the price
    NOISE = 1  # nuclear use although it does not: the noise of the answer
    INADVERTENT = 2  # nuclear use by accident
    VIA_CLASH = 3  # any of the three, after a clash
    DEMONSTRATION = 4  # the part of chosen use that is a demonstration
    ANSWERED = 5  # the part of chosen use that some other owner answers
    CLASH = 6  # first clash between the two sides
    SETTLEMENT = 7  # ended by settlement
    COLLAPSE = 8  # ended by collapse of a front
    NO_END = 9  # none of these within the horizon
    NUCLEAR = 10  # the sum of the first three


class Detail(IntEnum):
    """Columns of what else is kept of each history."""

    ENDING = 0  # terms.Ending
    ENDING_MONTH = 1  # months after the start
    CLASH_MONTH = 2  # nan: none
    FIRST_ANSWER_MONTH = 3  # first answer beyond words; nan: none
    MAX_ANSWER_RUNG = 4  # highest rung of a sampled answer
    EVENTS = 5  # turns taken
    CROSSINGS = 6  # crossings met
    SURVIVAL = 7  # weight of no nuclear use so far, at the end
    LOG_WEIGHT = 8  # natural logarithm of the importance weight


class Crossing(IntEnum):
    """Fields of one crossing in the buffer of a turn."""

    OWNER = 0
    DIMENSION = 1
    EXPOSURE = 2  # as read, noise included
    BACKED = 3  # how far a nuclear power stands behind it
    DEPTH = 4  # 0: crossed by an act, incident or clash; 1: by an answer
    GROUND = 5  # index of the state-like line, or -1
    BELIEVED_CONVENTIONAL = 6  # public probability of a conventional answer just before it
    BELIEVED_NUCLEAR = 7  # public probability of a nuclear answer just before it
    NUCLEAR = 8  # probability of a nuclear answer of the true type
    DELIBERATE = 9  # 1: the true type's stake reaches its price in the nuclear tier
    TIER = 10  # terms.Tier of the sampled answer
    RUNG = 11  # its rung
    CONVENTIONAL = 12  # probability of a conventional answer of the true type


class Curve(IntEnum):
    """Fixed channels recorded at every record tick; the fronts follow."""

    NUCLEAR = 0
    DELIBERATE = 1
    NOISE = 2
    INADVERTENT = 3
    VIA_CLASH = 4
    CLASH = 5
    SETTLEMENT = 6
    COLLAPSE = 7
    CREDIBILITY = 8  # public probability that the reference crossing is answered conventionally
    CREDIBILITY_NUCLEAR = 9  # the same in the nuclear tier
    TENSION = 10  # the higher of the two sides'
