"""SVG of our images: one style, few forms, every text escaped, equal drawings equal to the byte."""

from collections.abc import Iterable, Sequence
from html import escape

#: Of the product's pages.
INK, QUIET, LINE, PAPER, SHADE = "#1f2933", "#616e7c", "#d5dbe1", "#ffffff", "#f2f5f8"
BAD, FINE, ACCENT = "#c92a2a", "#2b6cb0", "#d9480f"
#: The font that is shipped; a browser draws with what it has.
FONT = "Noto Sans CJK SC"

Point = tuple[float, float]


def drawing(width: int, height: int, title: str, parts: Iterable[str]) -> str:
    """Put parts together to one drawing on white."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="{FONT}, sans-serif" '
        f'fill="{INK}" role="img"><title>{escape(title)}</title>'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>{"".join(parts)}</svg>\n'
    )


def text(at: Point, said: str, size: int, *, colour: str = INK, anchor: str = "start") -> str:
    """Write one line of text; it begins, ends or has its middle at that place."""
    x, y = at
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(said)}</text>'
    )


def line(begin: Point, end: Point, *, colour: str = LINE, width: float = 1, dash: str = "") -> str:
    """Draw a straight line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{begin[0]:.1f}" y1="{begin[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        f'stroke="{colour}" stroke-width="{width:g}"{dashed}/>'
    )


def area(begin: Point, width: float, height: float, *, colour: str = SHADE) -> str:
    """Fill a rectangle."""
    return (
        f'<rect x="{begin[0]:.1f}" y="{begin[1]:.1f}" width="{width:.1f}" '
        f'height="{height:.1f}" fill="{colour}"/>'
    )


def path(points: Sequence[Point], *, colour: str, width: float = 2) -> str:
    """Draw a line through points."""
    through = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{through}" fill="none" stroke="{colour}" '
        f'stroke-width="{width:g}" stroke-linejoin="round"/>'
    )


def dot(at: Point, radius: float, *, colour: str) -> str:
    """Draw a filled circle."""
    return f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:g}" fill="{colour}"/>'
