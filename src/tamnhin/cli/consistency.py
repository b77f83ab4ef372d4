"""``tamnhin check --consistency``: whether the numbers of a plan agree with each other."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tamnhin.assess.consistency.results import VERDICT_WORDS, Finding
from tamnhin.assess.consistency.run import check_consistency
from tamnhin.assess.consistency.words import amount, lines, to_json
from tamnhin.messages import N_, Lang, catalogue
from tamnhin.plan.plan import open_plan


def check(options: argparse.Namespace, lang: Lang) -> int:
    """0 where nothing contradicts (with ``--strict``: where all agrees), 1 otherwise."""
    plan = open_plan(options.folder)
    findings = check_consistency(plan, options.about / 100)
    if options.json:
        data = {
            "folder": str(options.folder),
            "about": options.about / 100,
            "ok": _ok(findings, options.strict),
            "verdicts": _counts(findings),
            "findings": [to_json(finding, lang) for finding in findings],
        }
        print(json.dumps(data, ensure_ascii=False, indent=2, default=_plain))
    else:
        for finding in findings:
            print("\n".join(lines(finding, plan, lang)), end="\n\n")
        book = catalogue(lang)
        counts = _counts(findings)
        told = [f"{book.gettext(VERDICT_WORDS[v])} {n}" for v, n in counts.items()]  # type: ignore[index]
        print(f"{options.folder}: {', '.join(told)}")
        share = amount(options.about, lang)
        print(
            book.text(N_("A number given as “about” was read as up to {share} % off."), share=share)
        )
    return 0 if _ok(findings, options.strict) else 1


def _ok(findings: Sequence[Finding], strict: bool) -> bool:
    good = {"agrees"} if strict else {"agrees", "agrees_only_if", "cannot_be_closed"}
    return all(finding.verdict in good for finding in findings)


def _counts(findings: Sequence[Finding]) -> dict[str, int]:
    """How many findings have each verdict, all verdicts named."""
    counted = Counter(finding.verdict for finding in findings)
    return {name: counted[name] for name in VERDICT_WORDS}


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)
