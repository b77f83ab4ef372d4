"""What each command does: read, call the stage, print. No arithmetic here."""

from __future__ import annotations

import argparse
import json
import shlex
import shutil
import webbrowser
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import tamnhin
from tamnhin.assess.breaks import break_note, breaks_of
from tamnhin.assess.readings.book import ACCOUNTS, NOT_APPLIED, class_word
from tamnhin.assess.rows import to_row
from tamnhin.assess.types import Assessment
from tamnhin.cli import consistency
from tamnhin.cli.details import details
from tamnhin.cli.notes import Footnotes
from tamnhin.cli.output import check_new
from tamnhin.cli.terminal import Progress, table
from tamnhin.data.types import QUALIFIER_WORDS
from tamnhin.errors import Conflict, InputError
from tamnhin.messages import N_, Lang, catalogue, format_number
from tamnhin.pipeline import assess_folder
from tamnhin.plan.geo import add_layer
from tamnhin.plan.plan import open_plan, read_plan
from tamnhin.plan.textfile import write_atomically
from tamnhin.plan.tidy import tidy_folder
from tamnhin.plan.types import Layer
from tamnhin.plan.undo import undo as undo_last
from tamnhin.problems import Report
from tamnhin.publish.exports import to_csv
from tamnhin.publish.phrases import phrases
from tamnhin.publish.sentences import chance_line, sentence
from tamnhin.publish.words import OPERATORS
from tamnhin.units import unit
from tamnhin.units import units as all_units

MODEL_SUFFIXES: Final = frozenset({".mdl", ".xmile", ".stmx", ".xml"})
"""Endings of the model files that ``check`` takes beside a plan folder."""


def _say(lang: Lang, message: str, **params: object) -> None:
    print(catalogue(lang).text(message, **params))


def _json(data: Any) -> str:
    def plain(value: Any) -> Any:
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        return str(value)

    return json.dumps(data, ensure_ascii=False, indent=2, default=plain)


def check(options: argparse.Namespace, lang: Lang) -> int:
    """``tamnhin check``: 0 where the plan opens or the model runs, 1 where it has errors.

    With ``--consistency``: whether its numbers agree with each other.
    """
    model = _is_model(options.folder)
    if options.consistency:
        if model:
            message = N_("--consistency is for a plan folder; {path} is a model file.")
            raise InputError(message, path=str(options.folder))
        return consistency.check(options, lang)
    report = _check_model(options.folder) if model else read_plan(options.folder)[1]
    ok = report.ok and not (options.strict and report.warnings)
    if options.json:
        data = {
            "model" if model else "folder": str(options.folder),
            "ok": ok,
            "errors": len(report.errors),
            "warnings": len(report.warnings),
            "problems": [problem.to_json(lang) for problem in report],
        }
        print(_json(data))
        return 0 if ok else 1
    if report.problems:
        print(report.text(lang))
    book = catalogue(lang)
    errors, warnings = len(report.errors), len(report.warnings)
    counts = ", ".join(
        [
            book.ngettext("{n} error", "{n} errors", errors).format(n=errors),
            book.ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings),
        ]
    )
    print(f"{options.folder}: {counts}")
    return 0 if ok else 1


def _is_model(path: Path) -> bool:
    """A path that ends as a model file does, unless it is a folder."""
    return path.suffix.lower() in MODEL_SUFFIXES and not path.is_dir()


def _check_model(path: Path) -> Report:
    from tamnhin.simulate.lint.check import check_model  # PySD only where a model is checked.

    return check_model(path)


def assess(options: argparse.Namespace, lang: Lang) -> int:
    """``tamnhin assess``: a table for the terminal, CSV or JSON."""
    assessed = assess_folder(options.folder, options.as_of)
    assessments = assessed.assessments
    reading = options.reading or assessed.plan.settings.reading
    if options.origin:
        origins = sorted({a.target.origin for a in assessments})
        assessments = tuple(a for a in assessments if a.target.origin == options.origin)
        if not assessments:
            raise InputError(
                N_("No target has the origin “{origin}”; there are: {origins}."),
                origin=options.origin,
                origins=", ".join(origins),
            )
    if options.target:
        assessments = tuple(a for a in assessments if a.target.target_id == options.target)
        if not assessments:
            raise InputError(
                N_("There is no target “{name}”; tamnhin assess --format csv lists their names."),
                name=options.target,
            )
    rows = [
        to_row(a, lang, reading) | {"sentence": sentence(a, phrases(lang))} for a in assessments
    ]
    if options.format == "csv":
        data = to_csv(list(rows[0]) if rows else [], [list(row.values()) for row in rows])
    elif options.format == "json":
        data = (_json(rows) + "\n").encode()
    else:
        if options.target:  # Its notes stand in full among the details.
            text = details(assessments[0], lang) + "\n"
            text += _assessment_table(assessments, lang, reading, Footnotes((), lang))
        else:
            notes = Footnotes(assessments, lang)
            text = _assessment_table(assessments, lang, reading, notes)
        data = text.encode()
    if options.output is None:
        # The byte order mark is for Excel's sake, in files; a pipe has no use for it.
        print(data.decode("utf-8-sig").replace("\r\n", "\n"), end="")
    else:
        check_new(options.output, options.overwrite)
        write_atomically(options.output, data)
        _say(lang, N_("Written: {path}"), path=str(options.output))
    return 0


def _assessment_table(
    assessments: tuple[Assessment, ...], lang: Lang, reading: str, notes: Footnotes
) -> str:
    _ = catalogue(lang).gettext
    method = next((name for name in ACCOUNTS if name == reading), None)
    head = [
        _(N_("Target")),
        _(N_("Goal")),
        _(N_("Latest")),
        _(N_("Needed/yr")),
        _(N_("Made/yr")),
        _(N_("Left/yr")),
        _(N_("Status")) if method is None else _(ACCOUNTS[method].title),
        _(N_("Kept in the past")),
        _(N_("Outlook")),
    ]
    rows = [_assessment_cells(a, lang, reading) for a in assessments]
    for row, a in zip(rows, assessments, strict=True):
        row[0] += notes.mark(a)
    lines = table(head, rows, right={1, 2, 3, 4, 5, 7})
    foot = _(
        N_(
            "Kept in the past: of simulated past plans in the same position at the same time, the "
            "share whose target was met in the end."
        )
    )
    outlook = _(
        N_(
            "Outlook: probability of keeping the promise, from a forecast whose probabilities came "
            "true on history (see docs/forecasts.md); likely from 70 %, unlikely below 30 %."
        )
    )
    both = _(
        N_(
            "A target on pace may yet be unlikely to be met; for what lies ahead, go by the "
            "outlook."
        )
    )
    below = "\n".join(notes.lines())
    return "\n\n".join(filter(None, [lines, below, f"{foot}\n{outlook}\n{both}\n"]))


def _assessment_cells(a: Assessment, lang: Lang, reading: str) -> list[str]:
    pace = a.pace

    def speed(value: float | None) -> str:
        if value is None:
            return ""
        text = format_number(value, lang, 1 if abs(value) >= 1 else 2)
        return text + " %" if pace is not None and pace.unit_is_percent else text

    book = catalogue(lang)
    goal = "" if a.goal is None else format_number(a.goal, lang)
    if a.goal_upper is not None:
        upper = format_number(a.goal_upper, lang)
        goal = book.text(OPERATORS["between"], low=goal, amount=upper)
    elif a.goal is not None:
        goal = book.text(OPERATORS[a.target.operator], amount=goal)
    unit_title = unit(a.indicator.unit).title(lang)
    if a.goal is None or a.target.basis == "milestone":
        goal = a.target.period.code
    else:
        goal = f"{goal} {unit_title} ({a.target.period.code})"
    latest = ""
    if a.latest is not None:
        used = a.latest.observation
        amount = format_number(a.latest.value, lang)
        words = QUALIFIER_WORDS[used.qualifier if used else "exact"]
        latest = f"{catalogue(lang).text(words, amount=amount)} ({a.latest.period.code})"
    beside = a.reading(reading)
    word, record = a.word(lang), a.record
    if reading != "pace":
        word = book.gettext(class_word(beside.reading) if beside else NOT_APPLIED)
        record = beside.record if beside else None
    kept = "" if record is None else f"{record.met:.0%}"
    paces = ["", "", ""]
    if pace is not None:
        paces = [speed(pace.required), speed(pace.actual), speed(pace.left)]
    outlook = chance_line(a, phrases(lang))
    return [a.target.title(lang), goal, latest, *paces, word, kept, outlook]


def series(options: argparse.Namespace, lang: Lang) -> int:
    """``tamnhin series``: every figure with how it came to be."""
    plan = open_plan(options.folder)
    found = plan.series(options.indicator, options.territory, options.as_of)
    breaks = breaks_of(plan, options.indicator, options.territory, found.points)
    if options.json:
        points = [
            {
                "period": p.period.code,
                "value": p.value,
                "unit": found.indicator.unit,
                "method": p.method,
                "parts": [
                    {"territory_id": x.territory_id, "value": x.value, "share": x.share}
                    for x in p.parts
                ],
                "qualifier": p.observation.qualifier if p.observation else None,
                "other_values": [o.value for o in p.choice.others] if p.choice else [],
                "source_id": p.observation.source_id if p.observation else None,
                "published": str(p.observation.published or "") if p.observation else None,
            }
            for p in found.points
        ]
        refused = [{"period": r.period.code, "reason": r.text(lang)} for r in found.refusals]
        broken = [{"since": b.since.code, "kind": b.kind, "note": b.note} for b in breaks]
        print(_json({"points": points, "refused": refused, "breaks": broken}))
        return 0
    title = f"{found.indicator.title(lang)}, {found.territory.title(lang)}"
    print(f"{title} ({unit(found.indicator.unit).title(lang)})")
    print(found.explain(lang))
    for at in breaks:
        print(break_note(plan, at, options.territory).text(lang))
    return 0


def serve(options: argparse.Namespace, lang: Lang) -> int:
    """``tamnhin serve``: the portal on this machine, until Ctrl-C."""
    from tamnhin import server  # Starlette and uvicorn only where they are used.

    port = options.port
    if options.any_port:
        port = server.find_free_port(options.host, port)
    host = f"[{options.host}]" if ":" in options.host else options.host
    url = f"http://{host}:{port}/"

    def ready() -> None:
        _say(lang, N_("The portal is open at {url} (stop with Ctrl-C)."), url=url)
        if options.open:
            webbrowser.open(url)

    server.serve(options.folder, host=options.host, port=port, as_of=options.as_of, on_ready=ready)
    return 0


def publish(options: argparse.Namespace, lang: Lang) -> int:
    """``tamnhin publish``: the portal as files."""
    from tamnhin.publish.bake import publish as bake

    assessed = assess_folder(options.folder, options.as_of)
    with Progress(catalogue(lang).gettext(N_("Writing pages"))) as progress:
        count = bake(
            assessed.plan, options.output, options.as_of, progress.update, assessed.assessments
        )
    _say(
        lang,
        N_("{count} files written. Open {path} in a browser."),
        count=count,
        path=str(options.output / "index.html"),
    )
    return 0


def example(options: argparse.Namespace, lang: Lang) -> int:
    """``tamnhin example``: a copy of the Hà Nam plan."""
    target: Path = options.target
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Conflict(N_("{path} is there already; nothing was written."), path=str(target))
    shutil.copytree(tamnhin.example(), target, dirs_exist_ok=True)
    command = shlex.join(["tamnhin", "check", str(target)])
    message = N_("The example is in {path}. Next: {command}")
    _say(lang, message, path=str(target), command=command)
    return 0


def tidy(options: argparse.Namespace, lang: Lang) -> int:
    """``tamnhin tidy``: the plain form of every table; what was there before is kept for undo."""
    changed = tidy_folder(options.folder, dry_run=options.dry_run)
    message = N_("Would change: {names}") if options.dry_run else N_("Changed: {names}")
    if changed:
        _say(lang, message, names=", ".join(changed))
    else:
        _say(lang, N_("Everything is in the plain form already."))
    return 0


def undo(options: argparse.Namespace, lang: Lang) -> int:
    """``tamnhin undo``: the files as they were before the last tidy or geo."""
    names = undo_last(options.folder)
    _say(lang, N_("Put back: {names}"), names=", ".join(names))
    return 0


def geo(options: argparse.Namespace, lang: Lang) -> int:
    """``tamnhin geo``: a layer of the office's own."""
    layer = Layer(
        layer_id=options.layer_id,
        title_vi=options.title_vi or options.layer_id,
        title_en=options.title_en or options.title_vi or options.layer_id,
        file=f"geo/{options.layer_id}.geojson",
        territory_field="territory_id",
        valid_from=options.valid_from,
        valid_to=options.valid_to,
        schematic="yes" if options.schematic else "no",
        licence=options.licence,
    )
    drawn, unknown = add_layer(options.folder, options.file, options.code_field, layer)
    _say(lang, N_("{count} territories can be drawn."), count=drawn)
    if unknown:
        message = N_("Not drawn, because the plan has no territory of this code: {codes}")
        _say(lang, message, codes=", ".join(unknown))
    return 0


def units(options: argparse.Namespace, lang: Lang) -> int:
    """``tamnhin units``: every symbol with its names."""
    del options
    _ = catalogue(lang).gettext
    head = [_(N_("symbol")), _(N_("measures")), _(N_("Vietnamese")), _(N_("English"))]
    rows = [[u.symbol, u.dimension, u.title_vi, u.title_en] for u in all_units().values()]
    print(table(head, rows))
    return 0
