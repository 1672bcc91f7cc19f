"""Pictures for print: SVG that old browsers draw too (no styles, no scripts, no gradients).

Sizes are in points of the picture; the page scales it. Colors are the first two of
static/src/chart/palette.js; every series differs in its pattern too, for black and white print.
"""

from math import cos, pi, sin

from markupsafe import Markup

FIRST = "#0072B2"
SECOND = "#8C8C8C"
INK = "#374151"
LINE = "#D8DADD"


def _svg(width, height, tall, title, *parts):
    """
    :param tall: height on paper, in millimetres; the width follows
    """
    return Markup(
        "<svg xmlns='http://www.w3.org/2000/svg' width='100%%' height='%smm' "
        "viewBox='0 0 %s %s' role='img' aria-label='%s'>%s</svg>"
    ) % (tall, width, height, title, Markup().join(parts))


def _text(x, y, text, size=9, anchor="start", color=INK):
    return Markup(
        "<text x='%.1f' y='%.1f' text-anchor='%s' font-family='sans-serif' font-size='%s' "
        "fill='%s'>%s</text>"
    ) % (x, y, anchor, size, color, text)


def _polygon(points, stroke, fill="none", width=1, dashes=""):
    return Markup(
        "<polygon points='%s' fill='%s' fill-opacity='0.15' stroke='%s' stroke-width='%s'%s/>"
    ) % (
        " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        fill,
        stroke,
        width,
        Markup(" stroke-dasharray='%s'") % dashes if dashes else "",
    )


def shortened(text, length):
    """A text cut anywhere: Chinese has no spaces to cut at."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def radar(title, axes, best):
    """Scores in all dimensions, beside those of others.

    :param axes: ``(label, score, other)`` of each dimension, scores may be None
    :param best: the best score; the middle of the picture is 0
    """
    size, radius = 300, 92
    middle = size / 2, 120
    angles = [2 * pi * place / max(len(axes), 1) - pi / 2 for place in range(len(axes))]

    def at(angle, score):
        far = radius * score / best
        return middle[0] + far * cos(angle), middle[1] + far * sin(angle)

    rings = [
        _polygon([at(angle, step) for angle in angles], LINE, width=0.7)
        for step in range(1, best + 1)
    ]
    spokes = [
        Markup(
            "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' stroke-width='0.7'/>"
        )
        % (*middle, *at(angle, best), LINE)
        for angle in angles
    ]
    shapes = [
        _polygon(
            [
                at(angle, axis[place] or 0)
                for angle, axis in zip(angles, axes, strict=True)
            ],
            *style,
        )
        for place, style in (
            (2, (SECOND, "none", 1.4, "4 3")),
            (1, (FIRST, FIRST, 1.8)),
        )
        if any(axis[place] is not None for axis in axes)
    ]
    labels = []
    for angle, (label, score, _other) in zip(angles, axes, strict=True):
        x, y = at(angle, best * 1.14)
        side = cos(angle)
        anchor = "middle" if abs(side) < 0.2 else ("start" if side > 0 else "end")
        value = "–" if score is None else score
        labels.append(_text(x, y + 3, f"{shortened(label, 18)} {value}", 8, anchor))
    return _svg(size, 240, 62, title, *rings, *spokes, *shapes, *labels)


def bars(title, months, this_year, last_year):
    """An amount per month, beside that of the year before; negative ones hang below the line.

    :param months: labels
    :param this_year: amounts, as many
    :param last_year: likewise
    """
    width, height, top, bottom = 360, 170, 8, 18
    amounts = [*this_year, *last_year, 0]
    high, low = max(amounts), min(amounts)
    scale = (height - top - bottom) / ((high - low) or 1)
    zero = top + high * scale
    slot = width / max(len(months), 1)

    def bar(place, amount, shift, color):
        length = abs(amount) * scale
        return Markup(
            "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>"
        ) % (
            place * slot + slot * shift,
            zero - max(amount, 0) * scale,
            slot * 0.36,
            length,
            color,
        )

    parts = [
        bar(place, amount, shift, color)
        for amounts, shift, color in (
            (last_year, 0.12, LINE),
            (this_year, 0.5, FIRST),
        )
        for place, amount in enumerate(amounts)
    ]
    parts.append(
        Markup(
            "<line x1='0' y1='%.1f' x2='%s' y2='%.1f' stroke='%s' stroke-width='1'/>"
        )
        % (zero, width, zero, INK)
    )
    parts += [
        _text(place * slot + slot / 2, height - 5, label, 8, "middle")
        for place, label in enumerate(months)
    ]
    return _svg(width, height, 42, title, *parts)


def share(part):
    """A part of a whole as a bar, as wide as there is room."""
    length = 100 * min(max(part, 0), 1)
    return Markup(
        "<svg xmlns='http://www.w3.org/2000/svg' width='100%%' height='2.5mm' "
        "viewBox='0 0 100 8' preserveAspectRatio='none' role='img' aria-label='%s'>"
        "<rect width='100' height='8' fill='%s'/><rect width='%.1f' height='8' fill='%s'/>"
        "</svg>"
    ) % (f"{100 * part:.0f} %", LINE, length, FIRST)
