"""Models that are wrong, huge or hostile: a clear error in bounded time, and nothing is run."""

from __future__ import annotations

import builtins
import sys
import time
import zipfile

import pytest
from support import mdl, xmile

from tamnhin.errors import ConfigurationError, ModelError, TamNhinError
from tamnhin.simulate.run import load_model

pytest.importorskip("pysd")


def refused(path) -> ModelError:
    """The error of a file that must not load, found quickly."""
    begin = time.process_time()
    with pytest.raises(ModelError) as caught:
        load_model(path)
    assert time.process_time() - begin < 10
    return caught.value


def written(folder, text, name="model.mdl"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# --- what is not supported is refused with name, construct and line -----------------------------


@pytest.mark.parametrize(
    ("equation", "construct"),
    [
        ("a = DELAY CONVEYOR(Time, 3, 1, 0, 0, 0)", "DELAY CONVEYOR"),
        ("a = NO SUCH FUNCTION(Time)", "NO SUCH FUNCTION"),
        ("a = GET TIME VALUE(0, 0, 1)", "GET TIME VALUE(0, ..., 1)"),
        ("a = GET TIME VALUE(2, 0, 1)", "GET TIME VALUE(2, ..., 1)"),
        ("a = A FUNCTION OF(Time)", "A FUNCTION OF"),
        ("a = TABBED ARRAY(1 2)", "2 numbers for 1 elements"),
        ("a = GET XLS CONSTANTS('?file', 'Sheet', 'B1')", None),
        ("a = DELAY N(Time, 5, 0, 1e9)", "a delay of order"),
        ("a = INTEG(Time)", None),
        ("a = ABS(1, 2)", None),
        ("a = MODULO(1)", None),
        ("a = b[X]", None),
        ("a = 'text'", None),
        ("a = 1\na = 2", "a second equation"),
        ("a[D] = 1\na = 2", None),
    ],
)
def test_construct_is_refused_by_name_and_line(tmp_path, equation, construct):
    error = refused(mdl(tmp_path, f"b = 2\n{equation}"))
    assert error.code == "TN-MODEL"
    assert error.params["variable"] == "a"
    assert error.params["line"] == 3
    if construct:
        assert construct in str(error.params["construct"])


def test_a_clock_that_follows_a_stock_is_refused_at_load(tmp_path):
    text = "{UTF-8}\ns = INTEG(1, 0) ~~|\nFINAL TIME = IF THEN ELSE(s > 5, Time, 10) ~~|\n"
    text += "INITIAL TIME = 0 ~~|\nTIME STEP = 1 ~~|\nSAVEPER = 1 ~~|\n"
    error = refused(written(tmp_path, text))
    assert (error.params["variable"], error.params["line"]) == ("FINAL TIME", 3)


@pytest.mark.parametrize("step", ["0", "-1", "1/0", ":NA:", "0/0"])
def test_a_clock_that_does_not_run_is_refused_at_load(tmp_path, step):
    error = refused(mdl(tmp_path, "a = 1", dt=step))
    assert error.params["variable"] == "TIME STEP"


def test_reality_checks_are_set_aside_by_name(tmp_path):
    model = load_model(mdl(tmp_path, "b = 2 ~~| a :THE CONDITION: b > 1 :IMPLIES: b > 0 ~~|"))
    assert model.source.main.skipped == ("a",)
    assert "a" not in model.run().values


def test_unknown_name(tmp_path):
    error = refused(mdl(tmp_path, "a = 1\nb = a + nobody"))
    assert error.params == {"variable": "b", "line": 3, "name": "nobody"}


def test_syntax_error_says_where(tmp_path):
    error = refused(mdl(tmp_path, "a = 1\nb = a + * 2"))
    assert (error.params["variable"], error.params["line"]) == ("b", 3)
    assert "+ * 2" in str(error.params["text"]) or "* 2" in str(error.params["text"])


def test_xmile_line(tmp_path):
    text = '\n\n<aux name="a">\n<eqn>NOSUCH(3)</eqn></aux>'
    error = refused(xmile(tmp_path, text))
    assert (error.params["variable"], error.params["line"]) == ("a", 3)
    assert error.params["construct"] == "NOSUCH"


@pytest.mark.parametrize("kind", ["module", "queue", "conveyor"])
def test_xmile_parts_that_are_not_run(tmp_path, kind):
    inner = (
        f'<{kind} name="m"/>'
        if kind == "module"
        else f'<stock name="m"><eqn>1</eqn><{kind}/></stock>'
    )
    error = refused(xmile(tmp_path, inner))
    assert (error.params["variable"], error.params["construct"]) == ("m", kind)


def test_xmile_method_that_is_not_known(tmp_path):
    assert refused(xmile(tmp_path, '<aux name="a"><eqn>1</eqn></aux>', method="RK2"))


# --- circles ------------------------------------------------------------------------------------


def test_circle_names_every_variable(tmp_path):
    error = refused(mdl(tmp_path, "p = q + 1\nq = r * 2\nr = p / 3"))
    assert error.params["circle"] == "p → q → r → p"


def test_circle_of_initial_values(tmp_path):
    error = refused(mdl(tmp_path, "s = INTEG(1, t)\nt = s + 1"))
    assert error.params["circle"] in ("s → t → s", "t → s → t")


def test_circle_of_subscript_ranges(tmp_path):
    refused(mdl(tmp_path, "D: E ~~| E: D ~~| x[D] = 1 ~~|"))


def test_macro_inside_itself(tmp_path):
    refused(mdl(tmp_path, ":MACRO: M(x)\nM = M(x) + 1 ~~|\n:END OF MACRO:\na = M(1) ~~|"))


def test_elements_that_rest_on_other_elements_are_no_circle(tmp_path):
    model = load_model(
        mdl(tmp_path, "D: A, B, C ~~| x[A] = 1 ~~| x[B] = x[A] + 1 ~~| x[C] = x[B] * 4 ~~|")
    )
    assert model.run().values["x"][0, 0].tolist() == [1, 2, 8]


# --- nothing of a model is executed ---------------------------------------------------------------

PAYLOAD = "__import__('pathlib').Path('{mark}').touch()"


@pytest.mark.parametrize(
    "equations",
    [
        '"{code}" = 3 ~~| a = "{code}" + 1 ~~|',
        "a = WITH LOOKUP(Time, ([{code}],(0,1),(2,3))) ~~|",
        "t([{code}],(0,1),(2,3)) ~~| a = t(Time) ~~|",
        "a = GET XLS CONSTANTS('{plain}', 'x', 'A1') ~~|",
        "D: {plain} ~~| x[D] = 1 ~~|",
        "a = 1 ~ {code} [{code}] ~ {code} |",
        "__class__ = 1 ~~| lambda = 2 ~~| exec = lambda + __class__ ~~|",
    ],
)
def test_no_model_text_is_executed(tmp_path, monkeypatch, equations):
    load_model(mdl(tmp_path, "warm = WITH LOOKUP(Time, ((0,1),(1,2)))", name="warm.mdl"))
    mark = tmp_path / "touched"
    code = PAYLOAD.format(mark=mark)
    text = equations.replace("{code}", code).replace("{plain}", "__import__.os")
    path = mdl(tmp_path, text)
    for name in ("eval", "exec", "compile"):
        monkeypatch.setattr(builtins, name, _never)
    try:
        load_model(path).run()
    except TamNhinError:
        pass
    finally:
        monkeypatch.undo()
    assert not mark.exists()
    assert not list(tmp_path.glob("*.py"))


def _never(*args, **kwargs):
    raise AssertionError(args)


# --- files that are not what they say -------------------------------------------------------------

_LEVELS = "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(9))
BOMB = (
    f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">{_LEVELS}]>\n'
    "<xmile xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0'>&a9;</xmile>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xmile xmlns="x">&e;</xmile>'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("m.xmile", BOMB.encode()),
        (
            "m.xmile",
            BOMB.replace('version="1.0"', 'version="1.0" encoding="utf-16"').encode("utf-16"),
        ),
        ("m.stmx", OUTSIDE.encode()),
        ("m.xmile", b""),
        ("m.xmile", b"\x00\xff\x00"),
        ("m.xmile", b"<xmile><model></xmile>"),
        ("m.xmile", b"<html xmlns='x'></html>"),
        ("m.xmile", b"<xmile/>"),
        ("m.mdl", b""),
        ("m.mdl", b"\xff\xfe\x00\x01" * 10),
        ("m.mdl", b"{UTF-8}\n\xff\xff = 1 ~~|"),
        ("m.mdl", b"{no-such-encoding}\na = 1 ~~|"),
        ("m.mdl", b"{UTF-8}\na = 1 ~~|"),
        ("m.mdl", b"just words"),
        ("m.mdl", b"| ~ | ~ | ~~| =~~|"),
        ("m.txt", b"a = 1 ~~|"),
        ("m.mdl", b'{UTF-8}\n"' * 100_000),
        ("m.mdl", b"{UTF-8}\n" + b"a" * 3_000_000),
        ("m.mdl", b"{UTF-8}\n" + b":MACRO: " * 100_000),
        ("m.mdl", b"{UTF-8}\na = 1 ~~|\nb = 2 ~~"),
    ],
)
def test_malformed_file(tmp_path, name, data):
    refused(written(tmp_path, data, name))


def test_file_that_is_not_there(tmp_path):
    refused(tmp_path / "none.mdl")
    (tmp_path / "folder.mdl").mkdir()
    refused(tmp_path / "folder.mdl")


# --- huge -----------------------------------------------------------------------------------------


def test_million_lines(tmp_path):
    refused(written(tmp_path, "{UTF-8}\n" + "a = 1 ~~|\n" * 1_000_000))
    refused(
        written(tmp_path, "<xmile>" + "<aux><eqn>1</eqn></aux>\n" * 400_000 + "</xmile>", "m.xmile")
    )
    refused(written(tmp_path, b"x" * (20 << 20)))


@pytest.mark.parametrize(
    "expression",
    ["(" * 5000 + "1" + ")" * 5000, "ABS(" * 300 + "1" + ")" * 300, "-" * 3000 + "1", "x[" * 500],
)
def test_deep_nesting(tmp_path, expression):
    assert "limit" in refused(mdl(tmp_path, f"a = {expression}")).params
    path = xmile(tmp_path, f'<aux name="a"><eqn>{expression}</eqn></aux>')
    assert "limit" in refused(path).params


def test_nesting_that_real_models_have(tmp_path):
    model = load_model(mdl(tmp_path, f"a = {'(' * 60}Time{')' * 60}", final=1))
    assert model.run().values["a"][0].tolist() == [0, 0.5, 1]


def test_long_sum_and_long_chain(tmp_path):
    chain = "\n".join(f"c{i} = c{i - 1} + 1" for i in range(1, 1500))
    total = " + ".join(["c1"] * 3000)  # one call inside another, three thousand deep
    model = load_model(mdl(tmp_path, f"c0 = Time\n{chain}\nt = {total}", final=0.5))
    result = model.run(outputs=["c1499", "t"])
    assert result.values["c1499"][0, 0] == 1499
    assert result.values["t"][0, 0] == 3000


def test_ranges_and_arrays_without_end(tmp_path):
    refused(mdl(tmp_path, "D: (A1-A999999999) ~~| x[D] = 1 ~~|"))
    refused(mdl(tmp_path, "D: (A1-A2000) ~~| E: (B1-B2000) ~~| x[D,E] = 1 ~~|"))


def test_a_delay_longer_than_the_run_takes_no_memory(tmp_path):
    model = load_model(mdl(tmp_path, "a = DELAY FIXED(Time, 1e12, 3)"))
    assert set(model.run().values["a"][0]) == {3}


# --- files beside the model -----------------------------------------------------------------


def external(folder, file, what="CONSTANTS"):
    return mdl(folder, f"a = GET DIRECT CONSTANTS('{file}', ',', 'B2')")


def test_external_files_stay_inside_the_folder(tmp_path):
    inside, outside = tmp_path / "inside", tmp_path / "outside.csv"
    inside.mkdir()
    outside.write_text("1,2\n3,4\n")
    (inside / "link.csv").symlink_to(outside)
    (inside / "good.csv").write_text("1,2\n3,4\n")
    assert load_model(external(inside, "good.csv")).run().values["a"][0, 0] == 4
    for file in ("../outside.csv", str(outside), "link.csv", "none.csv", "..\\outside.csv"):
        assert refused(external(inside, file)).params["variable"] == "a"


def test_workbook_bombs(tmp_path):
    with (
        zipfile.ZipFile(tmp_path / "big.xlsx", "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w") as sheet,
    ):
        for _ in range(600):
            sheet.write(b"\0" * (1 << 20))
    (tmp_path / "bad.xlsx").write_bytes(b"PK not a workbook")
    for file in ("big.xlsx", "bad.xlsx"):
        refused(mdl(tmp_path, f"a = GET XLS CONSTANTS('{file}', 'Sheet1', 'B2')"))


def test_data_variable_without_data(tmp_path):
    error = refused(mdl(tmp_path, "a :RAW: ~~| b = a ~~|"))
    assert error.params["variable"] == "a"


def test_external_series_and_tables(tmp_path):
    rows = "t,0,2,4,,8\nx,1,3,,9,5\ny,10,20,30,40,50\n"
    (tmp_path / "d.csv").write_text(rows)
    model = load_model(
        mdl(
            tmp_path,
            "D: P, Q ~~| a :INTERPOLATE: := GET DIRECT DATA('d.csv', ',', '1', 'B2') ~~|"
            " b :HOLD BACKWARD: := GET DIRECT DATA('d.csv', ',', '1', 'B2') ~~|"
            " c :LOOK FORWARD: := GET DIRECT DATA('d.csv', ',', '1', 'B3') ~~|"
            " e[D] := GET DIRECT DATA('d.csv', ',', '1', 'B2') ~~|"
            " t = GET DIRECT LOOKUPS('d.csv', ',', '1', 'B3') ~~| f = t(Time / 2) ~~|"
            " k[D] = GET DIRECT CONSTANTS('d.csv', ',', 'B2*') ~~|",
            dt=1,
        )
    )
    values = model.run().values
    assert values["a"][0, :6].tolist() == pytest.approx([1, 2, 3, 3 + 1 / 3, 3 + 2 / 3, 4])
    assert values["b"][0, :6].tolist() == [1, 1, 3, 3, 3, 3]
    assert values["c"][0, :6].tolist() == [10, 20, 20, 30, 30, 50]
    assert values["e"][0, 2].tolist() == [3, 20]
    assert values["f"][0, 4] == 20
    assert values["k"][0, 0].tolist() == [1, 10]


def test_without_pysd_the_error_says_what_to_install(tmp_path, monkeypatch):
    path = mdl(tmp_path, "a = 1")
    monkeypatch.setitem(sys.modules, "pysd", None)
    with pytest.raises(ConfigurationError) as caught:
        load_model(path)
    assert "tamnhin[sd]" in caught.value.message


def test_another_version_of_pysd_is_refused(tmp_path, monkeypatch):
    import pysd

    monkeypatch.setattr(pysd, "__version__", "9.9")
    with pytest.raises(ConfigurationError) as caught:
        load_model(mdl(tmp_path, "a = 1"))
    assert caught.value.params == {"wanted": "3.14.3", "found": "9.9"}
