"""Colours are told apart by colour-blind eyes and on grey paper; text fits the room it is given."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.plots import style

# Machado, Oliveira and Fernandes (2009), severity 1.0, linear RGB; tables published by the authors.
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}
XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
CAT02 = np.array([[0.7328, 0.4296, -0.1624], [-0.7036, 1.6975, 0.0061], [0.0030, 0.0136, 0.9834]])
HUNT = np.array([[0.38971, 0.68898, -0.07868], [-0.22981, 1.18340, 0.04641], [0.0, 0.0, 1.0]])
ON_PAPER = [look.colour for look in style.LOOKS]
ON_DARK = [style.DARK[colour][1] for colour in ON_PAPER]


def linear(colour: str) -> np.ndarray:
    """Return linear RGB of a hex colour."""
    values = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def appearance(rgb: np.ndarray) -> np.ndarray:
    """Return CAM02-UCS (J', a', b') of linear RGB, average surround, 64 lux (Luo, Cui and Li 2006)."""
    white, adapting = np.array([95.047, 100.0, 108.883]), 64 / np.pi / 5
    k = 1 / (5 * adapting + 1)
    level = 0.2 * k**4 * 5 * adapting + 0.1 * (1 - k**4) ** 2 * (5 * adapting) ** (1 / 3)
    n = 0.2
    z, background = 1.48 + n**0.5, 0.725 * n**-0.2
    degree = 1 - 1 / 3.6 * np.exp(-(adapting + 42) / 92)
    gain = degree * 100 / (CAT02 @ white) + 1 - degree

    def response(tristimulus):
        cones = level * np.abs(HUNT @ np.linalg.solve(CAT02, gain * (CAT02 @ tristimulus))) / 100
        return 400 * cones**0.42 / (cones**0.42 + 27.13) + 0.1

    (r, g, b), paper = response(100 * XYZ @ rgb), response(white)
    lightness = 100 * max(0.0, (2 * r + g + b / 20 - 0.305) / (2 * paper[0] + paper[1] + paper[2] / 20 - 0.305)) ** (0.69 * z)
    red, yellow = r - 12 * g / 11 + b / 11, (r + g - 2 * b) / 9
    hue = np.arctan2(yellow, red)
    t = 50_000 / 13 * background * 0.25 * (np.cos(hue + 2) + 3.8) * np.hypot(red, yellow) / (r + g + 1.05 * b)
    colourfulness = t**0.9 * (lightness / 100) ** 0.5 * (1.64 - 0.29**n) ** 0.73 * level**0.25
    chroma = np.log(1 + 0.0228 * colourfulness) / 0.0228
    return np.array([1.7 * lightness / (1 + 0.007 * lightness), chroma * np.cos(hue), chroma * np.sin(hue)])


def closest(colours: list[str], blindness: str) -> float:
    """Return the smallest CAM02-UCS distance between any two colours, as seen with a kind of colour blindness."""
    seen = [appearance(np.clip(BLINDNESS[blindness] @ linear(colour), 0, 1)) for colour in colours]
    return min(float(np.linalg.norm(one - other)) for one, other in itertools.combinations(seen, 2))


def test_the_distance_knows_a_traffic_light_from_a_safe_palette():
    assert closest(["#2ca02c", "#ffbf00", "#d62728"], "deuteranopia") < 10  # green, amber, red: the palette to avoid
    assert closest(["#000000", "#ffffff"], "none") == pytest.approx(100, abs=0.5)  # black to white spans J' 0 to 100


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("colours", [ON_PAPER, ON_DARK], ids=["paper", "dark"])
def test_series_are_told_apart_by_every_eye(colours, blindness):
    assert closest(colours, blindness) >= 10


@pytest.mark.parametrize(("colours", "ground"), [(ON_PAPER, style.PAPER), (ON_DARK, style.DARK[style.PAPER][1])], ids=["paper", "dark"])
def test_lines_stand_out_from_the_page(colours, ground):
    assert min(style.contrast(colour, ground) for colour in colours) >= 3


@pytest.mark.parametrize("colour", [style.INK, style.MUTED])
def test_text_stands_out_from_the_page_in_both_modes(colour):
    assert style.contrast(colour, style.PAPER) >= 4.5
    assert style.contrast(style.DARK[colour][1], style.DARK[style.PAPER][1]) >= 4.5


def test_series_differ_in_line_and_marker_too():
    assert len({look.line for look in style.LOOKS}) == len({look.marker for look in style.LOOKS}) == len(style.LOOKS)
    assert len({look.marker for look in style.ENDINGS.values()} | {"extra"}) == len(style.ENDINGS)  # settlement and no end share the dot


@pytest.mark.parametrize("count", [2, 5, 13])
def test_ladder_colours_darken_rung_by_rung_on_grey_paper(count):
    lightness = [style.luminance(colour) for colour in style.ladder_colours(count)]
    assert all(lower > higher for lower, higher in itertools.pairwise(lightness))


@pytest.mark.parametrize("colour", style.ladder_colours(13))
def test_numbers_on_ladder_and_map_colours_are_readable(colour):
    assert style.contrast(style.on(colour), colour) >= 4.5


def test_contrast_is_that_of_the_guideline():
    assert style.contrast("#000000", "#ffffff") == pytest.approx(21)  # WCAG 2.2, definition of contrast ratio
    assert style.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)  # the lightest grey that passes 4.5, a known value


def test_a_sixth_series_is_refused():
    with pytest.raises(ValueError, match="at most 5 series"):
        style.look(5)


@given(st.text(max_size=80), st.floats(0.5, 4))
def test_wrapped_lines_fit_and_lose_nothing(text, inches):
    lines = style.wrap(text, inches)
    assert all(style.width_of(line) <= inches or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == style.clean(text).replace(" %", "\N{NO-BREAK SPACE}%").replace(" ", "")


def test_text_that_does_not_fit_ends_in_an_ellipsis():
    assert style.fit("short", 2) == "short"
    assert style.fit("a long text that does not fit", 1).endswith("…")
    assert style.width_of(style.fit("a long text that does not fit", 1)) <= 1
    assert len(style.wrap("a long text that does not fit", 1, most=2)) == 2


def test_a_percent_sign_stays_with_its_number():
    assert style.wrap("an interval of 95 % here", style.width_of("an interval of 95"))[0] == "an interval of"


@pytest.mark.parametrize(
    ("text", "expected"), [("a\x00b\tc\nd", "a b c d"), ("  a  ", "a"), ("a\u202eb", "a b"), ("\ud800x", "x"), ("abcdef", "abcd…")]
)
def test_cleaned_text_is_one_visible_line(text, expected):
    assert style.clean(text, 5 if text == "abcdef" else 100) == expected


@given(st.lists(st.floats(0, 10), min_size=1, max_size=8))
def test_spread_labels_keep_their_order_and_do_not_overlap(centres):
    placed = style.spread(centres, [0.5] * len(centres), 0, 10)
    ordered = [placed[index] for index in sorted(range(len(centres)), key=lambda index: centres[index])]
    assert all(upper - lower >= 0.5 - 1e-9 for lower, upper in itertools.pairwise(ordered))
    assert min(placed) >= 0.25 - 1e-9
    assert max(placed) <= 9.75 + 1e-9


def test_labels_with_room_stay_where_they_belong():
    assert style.spread([2, 5, 8], [1, 1, 1], 0, 10) == [2, 5, 8]
