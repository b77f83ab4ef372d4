"""Indicators are known by what offices call them; what is declared comes first."""

from __future__ import annotations

import pytest

from builders import indicator, plan
from tamnhin.assess.consistency.roles import find_roles
from tamnhin.plan.types import Role

NAMES = [
    ("Tốc độ tăng trưởng tổng sản phẩm trên địa bàn (GRDP)", "%/yr", "growth"),
    ("Tốc độ tăng trưởng kinh tế bình quân", "%/yr", "growth"),
    ("Tăng trưởng GRDP giai đoạn 2021-2030", "%/yr", "growth"),
    ("GRDP bình quân đầu người", "million VND/person", "per_capita"),
    ("Tổng sản phẩm trên địa bàn bình quân đầu người", "million VND/person", "per_capita"),
    ("GRDP/người theo giá hiện hành", "million VND/person", "per_capita"),
    ("GRDP bình quân đầu người (USD)", "USD/person", "per_capita"),
    ("Thu nhập bình quân đầu người", "million VND/person", None),
    ("Quy mô GRDP theo giá hiện hành", "billion VND", "output_current"),
    ("Tổng sản phẩm trên địa bàn theo giá so sánh 2010", "billion VND", "output_constant"),
    ("Dân số trung bình", "thousand persons", "population"),
    ("Quy mô dân số", "persons", "population"),
    ("Dân số thành thị", "persons", "urban_population"),
    ("Dân số đô thị", "persons", "urban_population"),
    ("Dân số nông thôn", "persons", "rural_population"),
    ("Dân số trong độ tuổi lao động", "persons", None),
    ("Tốc độ tăng dân số bình quân", "%/yr", "population_growth"),
    ("Tốc độ tăng dân số", "%/yr", "population_growth"),
    ("Tỷ lệ đô thị hóa", "%", "urban_share"),
    ("Tỷ lệ dân số thành thị", "%", "urban_share"),
    ("Năng suất lao động xã hội", "million VND/worker", "productivity"),
    ("Tốc độ tăng năng suất lao động bình quân", "%/yr", "productivity_growth"),
    ("Lao động từ 15 tuổi trở lên đang làm việc", "persons", "labour"),
    ("Tốc độ tăng lao động đang làm việc", "%/yr", "labour_growth"),
    ("Tốc độ tăng vốn", "%/yr", "capital_growth"),
    ("Tốc độ tăng trữ lượng vốn", "%/yr", "capital_growth"),
    ("Tốc độ tăng vốn đầu tư", "%/yr", None),
    ("Hệ số đóng góp của vốn", "ratio", "capital_share"),
    ("Hệ số đóng góp của lao động", "ratio", "labour_share"),
    ("Đóng góp của năng suất các nhân tố tổng hợp (TFP) vào tăng trưởng", "%", "tfp_contribution"),
    ("Tốc độ tăng TFP", "%/yr", "tfp_growth"),
    ("Hệ số ICOR", "ratio", "icor"),
    ("Tổng vốn đầu tư toàn xã hội", "billion VND", "investment"),
    ("Vốn đầu tư thực hiện toàn xã hội", "billion VND", "investment"),
    ("Tỷ lệ vốn đầu tư toàn xã hội so với GRDP", "%", "investment_share"),
    ("Chỉ số giảm phát GRDP", "%/yr", "deflator"),
    ("Diện tích tự nhiên", "km2", "area"),
    ("Tỷ lệ thực hiện chỉ tiêu đất trồng lúa", "%", "attainment"),
    ("Tỷ lệ đất trồng lúa", "%", None),
    ("Tỷ trọng dân số so với vùng", "%", "share_of_parent"),
    ("Tỷ trọng vốn nhà nước", "%", None),
]
SECTORS = [
    ("Tỷ trọng nông, lâm nghiệp và thủy sản trong GRDP", "%", "sector_share", "agriculture"),
    ("Tỷ trọng công nghiệp - xây dựng", "%", "sector_share", "industry_construction"),
    ("Cơ cấu kinh tế: công nghiệp và xây dựng", "%", "sector_share", "industry_construction"),
    ("Tỷ trọng khu vực dịch vụ", "%", "sector_share", "services"),
    ("Tỷ trọng thuế sản phẩm trừ trợ cấp sản phẩm", "%", "sector_share", "tax"),
    ("Tỷ trọng khu vực II", "%", "sector_share", "industry_construction"),
    ("Tốc độ tăng giá trị tăng thêm ngành dịch vụ", "%/yr", "sector_growth", "services"),
    ("Tốc độ tăng nông, lâm nghiệp và thủy sản", "%/yr", "sector_growth", "agriculture"),
    ("Tốc độ tăng giá trị sản xuất công nghiệp", "%/yr", None, None),
    ("Tỷ trọng lao động nông nghiệp", "%", None, None),
    ("Tỷ trọng công nghiệp và dịch vụ", "%", None, None),
    ("Tỷ lệ xã đạt chuẩn nông thôn mới", "%", None, None),
]


def named(title, unit):
    kind = {"%/yr": "growth", "%": "ratio", "ratio": "ratio"}.get(unit, "level")
    return indicator("k1", title_vi=title, title_en="", unit=unit, kind=kind)


@pytest.mark.parametrize(("title", "unit", "role"), NAMES)
def test_an_indicator_is_known_by_its_vietnamese_name(title, unit, role):
    assert find_roles(plan(indicators=[named(title, unit)])).role.get("k1") == role


@pytest.mark.parametrize(("title", "unit", "role", "sector"), SECTORS)
def test_a_sector_is_known_by_its_name(title, unit, role, sector):
    roles = find_roles(plan(indicators=[named(title, unit)]))
    assert roles.role.get("k1") == role
    assert roles.sector.get("k1") == sector


def test_what_is_declared_comes_first():
    rows = (Role(indicator_id="k1", role="population"), Role(indicator_id="k2", role="none"))
    two = [
        named("Chỉ tiêu 7", "persons"),
        named("Dân số", "persons").model_copy(update={"indicator_id": "k2"}),
    ]
    assert find_roles(plan(indicators=two, roles=rows)).of("population") == ("k1",)
