"""Charts as static SVG that follows the page's colours."""

import re
from collections.abc import Sequence

from piiscan.model.run import RiskCount

_COLOURS = {"very high": "var(--block)", "high": "var(--review)", "moderate": "var(--bar)", "low": "var(--none)"}


def risk_chart(risks: Sequence[RiskCount]) -> str:
    """Return a bar for each risk level as SVG; empty where there are no records."""
    if not risks:
        return ""
    import leather

    chart = leather.Chart()
    chart.add_bars(
        [(risk.records, risk.level) for risk in risks],
        fill_color=lambda datum: _COLOURS.get(str(datum.y), "var(--bar)"),
    )
    words = ", ".join(f"{risk.records:,} {risk.level}" for risk in risks)
    return _for_the_page(str(chart.to_svg(width=640, height=60 + 45 * len(risks))), f"Records by risk: {words}")


def _for_the_page(svg: str, label: str) -> str:
    """Return the chart without the library's own colours and fonts, which know neither dark paper nor print."""
    svg = re.sub(r"^.*?(?=<svg)", "", svg, flags=re.DOTALL)
    svg = re.sub(r'font-family="[^"]*"', 'font-family="inherit"', svg)
    svg = re.sub(r'fill="#f9f9f9"', 'fill="none"', svg)
    svg = re.sub(r'fill="#[0-9a-fA-F]{3,6}"', 'fill="currentColor"', svg)
    svg = re.sub(r'stroke="#[0-9a-fA-F]{3,6}"', 'stroke="currentColor" stroke-opacity="0.2"', svg)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
