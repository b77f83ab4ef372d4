"""Where a refusal says that it is: name, line, and words in both languages."""

from __future__ import annotations

import pytest
from support import mdl, xmile

from tamnhin.errors import ModelError
from tamnhin.simulate.run import load_model

pytest.importorskip("pysd")


def refused(path) -> ModelError:
    with pytest.raises(ModelError) as caught:
        load_model(path)
    return caught.value


@pytest.mark.parametrize(
    ("equations", "name", "line"),
    [
        ("b = 1 ~~|\nD: E ~~|\nE: D ~~| x[D] = 1 ~~|", "E", 4),
        ("b = 1 ~~|\nD: A, B ~~|\nE <-> Q ~~|", "E", 4),
        ("b = 1 ~~|\nD: GET XLS SUBSCRIPT('no.xlsx', 's', 'A1', 'A3', '') ~~|", "D", 3),
        ("D: A, B ~~|\nx[C] = 1 ~~|\ny = x[A] ~~|", "x", 3),
        ("D: A, B ~~| x[D] = 1 ~~|\ny = x[Z] ~~|", "y", 3),
        (":MACRO: M(x)\nD: F ~~|\nF: D ~~|\nM = x ~~|\n:END OF MACRO:\na = M(1) ~~|", "F", 4),
    ],
)  # fmt: skip
def test_subscripts_say_their_line(tmp_path, equations, name, line):
    error = refused(mdl(tmp_path, equations))
    assert (error.params["variable"], error.params["line"]) == (name, line)


def test_subscripts_of_an_xmile_file_say_their_line(tmp_path):
    dims = '\n<dimensions>\n<dim name="D"><elem name="A"/></dim>\n</dimensions>'
    variable = '\n<aux name="x"><dimensions><dim name="D"/></dimensions>\n<eqn>y[B]</eqn></aux>'
    error = refused(xmile(tmp_path, variable, dims=dims))
    assert (error.params["variable"], error.params["line"]) == ("x", 5)


@pytest.mark.parametrize(
    ("equation", "vietnamese", "english"),
    [
        ("a = VECTOR SELECT(1, 2, 3, 77, 1)", "thao tác 77", "with action 77, 1"),
        ("a = TABBED ARRAY(1 2)", "2 số cho 1 phần tử", "2 numbers for 1 elements"),
        ("a = 1\na = 2", "phương trình thứ hai", "a second equation"),
        ("a = DELAY N(Time, 5, 0, RANDOM UNIFORM(1, 3, 0))", "bậc trễ", "a delay order"),
        ("a = ABS('x')", "đoạn chữ", "text inside an expression"),
        ("D: A ~~| b[D] = 1 ~~| a = b[X] ~~|", "mà mô hình không định nghĩa", "does not define"),
    ],
)
def test_a_refusal_is_said_in_one_language(tmp_path, equation, vietnamese, english):
    error = refused(mdl(tmp_path, equation))
    assert vietnamese in error.text("vi")
    assert english in error.text("en")


def test_a_table_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "latin.csv").write_bytes("a,é\n1,2\n".encode("latin-1"))
    error = refused(mdl(tmp_path, "a = GET DIRECT CONSTANTS('latin.csv', ',', 'B2')"))
    assert "UTF-8" in error.text("vi")
    assert error.params["line"] == 2
