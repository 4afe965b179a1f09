"""Charts as static SVG by Altair where it is installed (extra `charts`); else the page draws the same bars by itself."""

from importlib.util import find_spec
from io import StringIO

from .page_tables import Bars

_FONT = "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, SimHei, sans-serif"
_INK, _LINES = "#1d2733", "#d5dae0"


def can_draw() -> bool:
    """True where the libraries that draw are installed."""
    return find_spec("altair") is not None and find_spec("vl_convert") is not None


def chart_svg(chart: Bars, prefix: str) -> str:
    """A chart as an SVG element that loads nothing; `prefix` keeps its identifiers apart from those of other charts."""
    import altair  # noqa: PLC0415 # takes a second to load, for pages with charts only

    labels = [bar.label for bar in chart.bars]
    values = [
        {"bar": bar.label, "series": series, "order": n, "number": number}
        for bar in chart.bars
        for n, (series, number) in enumerate(zip(chart.series, bar.numbers, strict=True))
    ]
    scale = altair.Scale(domain=list(chart.series), range=list(chart.colours))
    legend = altair.Legend(title=None, orient="top", columns=4) if len(chart.series) > 1 else None
    drawn = (
        altair.Chart(altair.InlineData(values=values))
        .mark_bar()
        .encode(
            x=altair.X("number:Q", title=f"（{chart.unit}）", axis=altair.Axis(format=",d", tickMinStep=1)),
            y=altair.Y("bar:N", sort=labels, title=None, axis=altair.Axis(labelLimit=260)),
            color=altair.Color("series:N", scale=scale, legend=legend),
            order=altair.Order("order:Q"),
        )
        .properties(width=560, height=altair.Step(22))
        .configure(font=_FONT, background="transparent", aria=False)
        .configure_view(stroke=None)
        .configure_axis(labelColor=_INK, titleColor=_INK, gridColor=_LINES, domainColor=_LINES, labelFontSize=12)
        .configure_legend(labelColor=_INK, labelFontSize=12, symbolType="square")
    )
    written = StringIO()
    drawn.save(written, format="svg")
    return _for_a_page(written.getvalue(), prefix)


def _for_a_page(svg: str, prefix: str) -> str:
    """The drawing as part of a page: no name spaces, identifiers of its own, as wide as there is room."""
    for namespace in (' xmlns="http://www.w3.org/2000/svg"', ' xmlns:xlink="http://www.w3.org/1999/xlink"'):
        svg = svg.replace(namespace, "")
    svg = svg.replace('id="', f'id="{prefix}-').replace("url(#", f"url(#{prefix}-")
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
