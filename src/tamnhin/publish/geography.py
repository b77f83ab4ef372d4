"""The pages of places and territories: maps with their lists, and who became what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from tamnhin.geojson import Shapes
from tamnhin.messages import N_
from tamnhin.plan.layer import read_layer
from tamnhin.plan.plan import Plan
from tamnhin.plan.types import Layer, Place
from tamnhin.publish import lineage, listing, maps, words
from tamnhin.publish.pages import Context, Request
from tamnhin.publish.phrases import Phrases
from tamnhin.publish.views import grouped


def validity(layer: Layer, say: Phrases) -> str:
    """For which days the borders of a layer hold, as a sentence."""
    if layer.valid_from and layer.valid_to:
        message = N_("Borders valid from {first} to {last}.")
        return say.text(message, first=layer.valid_from, last=layer.valid_to)
    if layer.valid_from:
        return say.text(N_("Borders valid since {first}."), first=layer.valid_from)
    if layer.valid_to:
        return say.text(N_("Borders valid until {last}."), last=layer.valid_to)
    return say.text(N_("The layer does not say for which days its borders hold."))


def layer_shapes(plan: Plan) -> list[tuple[Layer, Shapes | None]]:
    """The layers with their shapes; those whose borders are in force longest ago first."""
    if plan.folder is None:
        return []
    ordered = sorted(plan.layers, key=lambda layer: layer.valid_from or dt.date.min)
    return [(layer, read_layer(plan.folder, layer)[0]) for layer in ordered]


def places(r: Request) -> Context:
    """Maps of the layers with the places, and the list of places by kind."""
    plan, say = r.view.plan, r.say
    shown = _layer_maps(plan, say)
    if not shown and any(p.latitude is not None for p in plan.places):
        shown = [{"layer": None, "maps": _draw(None, {}, plan.places, say), "places": True}]
    return {
        "title": say.text(N_("Places")),
        "maps": shown,
        "legend": maps.legend(plan.places, say),
        "marks": {
            "solid": Markup(maps.legend_mark("industrial_park")),  # noqa: S704 - our own drawing
            "hollow": Markup(maps.legend_mark("industrial_park", hollow=True)),  # noqa: S704
        },
        "listing": listing.place_listing(r.view, say, r.asked),
        "units": plan.ids("territories"),
        "promises": grouped((p, c) for c in plan.commitments for p in c.place_ids),
        "projects": grouped((p.place_id, p) for p in plan.projects if p.place_id),
        "without": sum(p.latitude is None for p in plan.places),
        "cite": lambda ids: [c for c in (plan.ids("citations").get(i) for i in ids) if c],
        "sources": plan.ids("sources"),
        "place_mark": lambda kind, hollow: Markup(maps.legend_mark(kind, hollow)),  # noqa: S704
    }


def _layer_maps(plan: Plan, say: Phrases) -> list[dict[str, Any]]:
    """A map for every layer; places are drawn where they name the layer's own units."""
    named = {t for place in plan.places for t in place.territory_ids}
    found = []
    for layer, shapes in layer_shapes(plan):
        fits = shapes is not None and bool(named & set(shapes.rings))
        on_it = plan.places if fits else ()
        titles = {code: short_name(plan, code, say) for code in (shapes.rings if shapes else {})}
        found.append(
            {
                "layer": layer,
                "maps": _draw(shapes, titles, on_it, say, layer) if shapes else None,
                "places": fits,
                "validity": validity(layer, say),
                "note": words.bilingual(layer.note, say.lang),
                "units": sorted(titles.values()),
            }
        )
    return found


def short_name(plan: Plan, code: str, say: Phrases) -> str:
    """The name of a unit without the word for what it is, as maps write it."""
    unit = plan.ids("territories").get(code)
    if unit is None:
        return code
    title: str = unit.title_vi
    return title.removeprefix(unit.kind_vi).strip() if unit.kind_vi else title


def _draw(
    shapes: Shapes | None,
    titles: dict[str, str],
    places: Sequence[Place],
    say: Phrases,
    layer: Layer | None = None,
) -> dict[str, Markup]:
    title = layer.title(say.lang) if layer else say.text(N_("Places of the plan"))
    desc = say.text(
        N_("The same places with all details stand in the list on this page.")
        if places
        else N_("The names of the units stand in the list below the map.")
    )
    return {
        size: Markup(maps.place_map(shapes, titles, places, say, title, desc, width, size))  # noqa: S704
        for size, width in (("wide", 680.0), ("narrow", 400.0))
    }


def territories(r: Request) -> Context:
    """Who became what by which act, and figures that differ by population."""
    plan, say = r.view.plan, r.say
    levels = grouped((t.level, t) for t in plan.territories)
    cites = plan.ids("citations")
    listed = [
        (view, cites.get(view.event.citation_id), words.bilingual(view.event.note, say.lang))
        for view in lineage.events(plan)
        if view.successions
    ]
    return {
        "title": say.text(N_("Territories")),
        "ended": lineage.ended(plan),
        "large": [entry for entry in listed if entry[0].large],
        "dissolved": [entry for entry in listed if entry[0].remains and not entry[0].large],
        "small": [e for e in listed if not e[0].remains and not e[0].large],
        "sources": plan.ids("sources"),
        "per_head": lineage.per_head(plan),
        "levels": [(level, levels[level]) for level in words.LEVELS if level in levels],
    }
