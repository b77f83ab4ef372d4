# ruff: noqa: E501 - a case is read best on one line
"""The small plan that the tests of the core stand on, and ways to damage it.

Two provinces become one on 1 July 2025; one commune of Bắc is split between two communes of the
new order, one of them taking land of Nam as well. Figures come in several vintages.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

TABLES: dict[str, str] = {
    "tables/sources.csv": """\
source_id,kind,title_vi,title_en,number,publisher,issued_on,retrieved_on,url,sha256,licence,note
nghi-quyet,resolution,Nghị quyết sáp nhập,Merger resolution,202/2025/QH15,Quốc hội,2025-06-12,,,,,
nien-giam,statistics,Niên giám thống kê,Statistical yearbook,,Cục Thống kê,2025-06,2025-08-01,https://example.org/nien-giam,,,
quyet-dinh,decision,Quyết định phê duyệt,Approval,1/QĐ-TTg,Thủ tướng,2023-12-26,,,,,
tin,article,Tin báo,News,,Báo,2024,,,,,"Số liệu sơ bộ, làm tròn"
""",
    "tables/citations.csv": """\
citation_id,source_id,locator,start,end,page,summary_vi,summary_en
nq.1,nghi-quyet,Điều 1,,,,Sáp nhập,Merger
qd.1,quyet-dinh,"Điều 1, khoản 2",10,42,3,Tăng trưởng,Growth
""",
    "tables/commitments.csv": """\
commitment_id,title_vi,title_en,kind,topics,parent_id,territory_id,place_ids,start_year,due_year,responsible_body,indicator_ids,gap_reason,origin,citation_ids,note
khu,Khu công nghiệp,Industrial park,task,industry,kinh-te,bac,kcn-1,2021,2030,UBND,,no_statistics,decision,qd.1,
kinh-te,Phát triển kinh tế,Economic growth,objective,economy;industry,,bac,,2021,2030,,grdp;grdp.growth,,decision,qd.1,
""",
    "tables/indicators.csv": """\
indicator_id,title_vi,title_en,definition_vi,definition_en,unit,kind,direction,price_basis,aggregation,weight_indicator_id,denominator_id,topic,national_code,sdg_code,note
area,Diện tích,Area,,,km2,level,range,,sum,,,urban,,,
grdp,GRDP,GRDP,,,billion VND,flow,up,constant-2010,sum,,,economy,0501,8.1.1,
grdp.growth,Tăng trưởng GRDP,GRDP growth,,,%/yr,growth,up,,weighted,grdp,,economy,,,
poverty,Tỷ lệ nghèo,Poverty rate,,,%,ratio,down,,weighted,population,population,society,,,
population,Dân số,Population,,,persons,level,up,,sum,,,society,,,
rank.pci,Xếp hạng PCI,PCI rank,,,rank,rank,down,,none,,,governance,,,
""",
    "tables/targets.csv": """\
target_id,title_vi,title_en,commitment_id,indicator_id,territory_id,basis,operator,value,upper,unit,period,baseline_period,baseline_value,gap_reason,origin,in_force_from,in_force_to,citation_ids,note
grdp.2030,GRDP 2030,GRDP 2030,kinh-te,grdp,bac,level,between,250,300,trillion VND,2030,2020,100,,decision,2023-12-26,,qd.1,
growth,Tăng trưởng,Growth,kinh-te,grdp.growth,bac,average_growth,at_least,10.5,,%/yr,2021/2030,,,,decision,,,qd.1,
rank,Xếp hạng,Rank,,rank.pci,bac,rank,at_most,,,rank,2030,,,value_not_seen,decision,,,qd.1,
""",
    "tables/target_terms.csv": """\
target_id,compared_with,share_list,price_basis
grdp.2030,,,constant-2010
""",
    "tables/breaks.csv": """\
break_id,indicator_id,territory_id,since,kind,citation_ids,note
pci-2021,rank.pci,,2021,method,qd.1,Bộ câu hỏi mới. / New questions.
""",
    "tables/no_breaks.csv": """\
no_break_id,indicator_id,territory_id,since,citation_ids,note
ngheo-2023,poverty,nam,2023,qd.1,Rà soát lại hộ nghèo. / Households were counted anew.
""",
    "series/observations.csv": """\
indicator_id,territory_id,period,published,source_id,value,unit,status,qualifier,note
grdp,bac,2022,,nien-giam,100.5,trillion VND,final,exact,
grdp,bac,2023,2024,tin,110,trillion VND,preliminary,about,
grdp,bac,2023,2024-06-15,nien-giam,110.25,trillion VND,preliminary,exact,
grdp,bac,2023,2025-06-15,nien-giam,111.5,trillion VND,final,exact,điều chỉnh
grdp,moi,2025,2026-01,nien-giam,420000,billion VND,preliminary,exact,
grdp,nam,2022,2024-06-15,nien-giam,200000,billion VND,final,exact,
grdp,nam,2023,2024-06-15,nien-giam,223000,billion VND,final,exact,
grdp.growth,bac,2023,2024-06-15,nien-giam,10.5,%/yr,final,exact,
grdp.growth,nam,2023,2024-06-15,nien-giam,11.5,%/yr,final,exact,
population,bac,2023,2024-06-15,nien-giam,800000,persons,final,exact,
population,nam,2023,2024-06-15,nien-giam,1200000,persons,final,exact,
population,phuong-1,2026,,nien-giam,500,thousand persons,estimate,nearly,
poverty,bac,2023,,nien-giam,2.5,%,final,exact,
poverty,nam,2023,,nien-giam,5,%,final,exact,
poverty,nam,2024,,nien-giam,,%,missing,exact,chưa công bố
rank.pci,bac,2023,2024-05-09,tin,33,rank,unstated,exact,
rank.pci,nam,2023,2024-05-09,tin,12,rank,unstated,exact,
""",
    "tables/territories.csv": """\
territory_id,title_vi,title_en,level,kind_vi,official_code,valid_from,valid_to,parent_id,note
bac,Bắc,North,province,tỉnh,01,,2025-06-30,,
moi,Mới,New,province,tỉnh,03,2025-07-01,,,
nam,Nam,South,province,tỉnh,02,1997-01-01,2025-06-30,,
phuong-1,Phường Một,Ward One,commune,phường,101,2025-07-01,,moi,
phuong-2,Phường Hai,Ward Two,commune,phường,102,2025-07-01,,moi,
xa-b1,Xã B1,Commune B1,commune,xã,11,,2025-06-30,bac,
xa-b2,Xã B2,Commune B2,commune,xã,12,,2025-06-30,bac,
xa-n1,Xã N1,Commune N1,commune,xã,21,,2025-06-30,nam,
""",
    "tables/territory_events.csv": """\
event_id,title_vi,title_en,kind,effective_on,citation_id,note
chia-xa,Chia xã B2,Split of B2,split,2025-07-01,nq.1,
sap-nhap,Sáp nhập tỉnh,Merger of provinces,merge,2025-07-01,nq.1,
""",
    "tables/territory_shares.csv": """\
event_id,predecessor_id,successor_id,measure,share,citation_id,note
chia-xa,xa-b1,phuong-1,whole,1,,
chia-xa,xa-b2,phuong-1,area,0.4,,
chia-xa,xa-b2,phuong-1,population,0.25,,
chia-xa,xa-b2,phuong-2,area,0.6,,
chia-xa,xa-b2,phuong-2,population,0.75,,
chia-xa,xa-n1,phuong-2,whole,1,,
sap-nhap,bac,moi,whole,1,nq.1,
sap-nhap,nam,moi,whole,1,nq.1,
""",
    "tables/roles.csv": """\
indicator_id,role,sector,whole_id,note
grdp,output_constant,,,
""",
    "tables/places.csv": """\
place_id,title_vi,title_en,kind,territory_ids,area,area_unit,latitude,longitude,precision,stage,period_note,investment_note,origin,citation_ids,note
kcn-1,Khu công nghiệp 1,Industrial park 1,industrial_park,bac,120.5,ha,20.545,105.912,approximate,operating,,,decision,qd.1,
""",
    "tables/projects.csv": """\
project_id,title_vi,title_en,commitment_id,place_id,stage,start_on,planned_end_on,finished_on,planned_money,spent_money,money_unit,citation_ids,note
du-an-1,Dự án 1,Project 1,khu,kcn-1,under_construction,2022-05,2026,,1500,900.5,billion VND,qd.1,
""",
    "tables/layers.csv": """\
layer_id,title_vi,title_en,file,territory_field,valid_from,valid_to,schematic,licence,citation_id,note
tinh,Tỉnh,Provinces,geo/tinh.geojson,code,,2025-06-30,yes,CC0-1.0,,
""",
    "tables/levers.csv": """\
lever_id,title_vi,title_en,variable,unit,low,high,reference,start_year,commitment_ids,citation_ids
dau-tu,Đầu tư,Investment,investment,billion VND,10,30,20,2026,kinh-te,qd.1
""",
    "model/uncertainties.csv": """\
variable,title_vi,title_en,unit,distribution,low,mode,high,citation_ids
elasticity,Độ co giãn,Elasticity,ratio,triangular,0.5,0.75,1.25,
""",
    "model/bindings.csv": """\
variable,indicator_id,territory_id,unit
output,grdp,bac,billion VND
""",
    "tables/amendments.csv": """\
amendment_id,target_id,effective_on,field,old,new,citation_id
sua-1,growth,2025-01-01,value,10,10.5,qd.1
""",
    "review/accepted.csv": """\
item_id,decided_on,decided_at,reviewer,decision,reason,changes
growth,2024-02-01,08:30:00,Lan,accepted,,
""",
}
SETTINGS = """\
# Kế hoạch nhỏ
plan_id: bac-2021-2030
title_vi: Quy hoạch tỉnh Bắc
title_en: Plan of Bắc province
territory_id: bac
first_year: 2021
last_year: 2030
vision_year: 2050
decision_ids:
- quyet-dinh
as_of: 2025-06-30
"""
LAYER = """\
{"type": "FeatureCollection", "features": [
 {"type": "Feature", "properties": {"code": "bac"}, "geometry": {"type": "Polygon",
  "coordinates": [[[105, 20], [106, 20], [106, 21], [105, 20]]]}},
 {"type": "Feature", "properties": {"code": "nam"}, "geometry": {"type": "MultiPolygon",
  "coordinates": [[[[105, 19], [106, 19], [106, 20], [105, 19]]]]}}
]}
"""


def write_small_plan(folder: Path) -> Path:
    """Write the small plan, all but its descriptor."""
    for name, text in {**TABLES, "plan.yaml": SETTINGS, "geo/tinh.geojson": LAYER}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return folder


def rows_of(folder: Path, table: str) -> list[list[str]]:
    """All lines of a table."""
    with (folder / table).open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def put_rows(folder: Path, table: str, rows: list[list[str]]) -> None:
    """Replace a table."""
    with (folder / table).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def put(folder: Path, table: str, row: int, column: str, value: str) -> None:
    """Set a cell; ``row`` counts as a spreadsheet does, the header is row 1."""
    rows = rows_of(folder, table)
    rows[row - 1][rows[0].index(column)] = value
    put_rows(folder, table, rows)


def add_row(folder: Path, table: str, **cells: str) -> int:
    """Append a row with these cells, the others empty; its number comes back."""
    rows = rows_of(folder, table)
    unknown = set(cells) - set(rows[0])
    assert not unknown, unknown
    rows.append([cells.get(name, "") for name in rows[0]])
    put_rows(folder, table, rows)
    return len(rows)


def edit(folder: Path, name: str, change: Callable[[str], str]) -> None:
    """Change the text of a file; a change that changes nothing is a mistake of the test."""
    path = folder / name
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8", newline="\n")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
