"""Every kind of problem that input can have, with its three sentences, in one place.

The sentences are message ids: the Vietnamese is in the catalogue. A new check adds a rule here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tamnhin.messages import N_
from tamnhin.model_rules import MODEL_RULES
from tamnhin.read_rules import READ_RULES
from tamnhin.rule import Rule as Rule
from tamnhin.rule import Severity as Severity
from tamnhin.series_rules import SERIES_RULES
from tamnhin.target_rules import TARGET_RULES

RULES: Final[Mapping[str, Rule]] = {
    # --- the folder and its files -----------------------------------------------------------
    "folder-missing": Rule(
        "error",
        N_("There is no folder here."),
        N_("a plan folder with plan.yaml and tables/"),
        N_("Check the path; `tamnhin example FOLDER` writes a complete example."),
    ),
    "file-missing": Rule(
        "error",
        N_("The file is missing."),
        N_("a file of this name in the plan folder"),
        N_("Restore the file; a table without rows still needs its header line."),
    ),
    "file-not-regular": Rule(
        "error",
        N_("This is not an ordinary file."),
        N_("an ordinary file"),
        N_("Replace it by a file; folders, pipes and devices are not read."),
    ),
    "file-outside": Rule(
        "error",
        N_("The file is a link that leads out of the plan folder, so it was not read."),
        N_("a file inside the plan folder"),
        N_("Copy the file itself into the folder in place of the link."),
    ),
    "file-unreadable": Rule(
        "error",
        N_("The file could not be opened: {reason}."),
        N_("a file that this user may read"),
        N_("Check the permissions, or close the program that has it open."),
    ),
    "file-too-large": Rule(
        "error",
        N_("The file has {size} MB and was not read."),
        N_("at most {limit} MB"),
        N_("Split the table, or check that the right file was saved here."),
    ),
    "encoding": Rule(
        "error",
        N_("The text is not UTF-8: byte {byte} cannot be read."),
        N_("UTF-8 text"),
        N_("Save again as UTF-8: in Excel choose the file type “CSV UTF-8”."),
    ),
    "encoding-cp1258": Rule(
        "error",
        N_("The text is not UTF-8. It reads as Vietnamese in the old Windows encoding (CP1258)."),
        N_("UTF-8 text"),
        N_("Open it in Excel and save again as “CSV UTF-8”, then look at the letters once more."),
    ),
    "bom": Rule(
        "warning",
        N_("The file starts with a byte order mark, as Excel writes it; it was skipped."),
        N_("UTF-8 without byte order mark"),
        N_("Nothing is lost. `tamnhin tidy FOLDER` writes the plain form."),
    ),
    "line-ends": Rule(
        "warning",
        N_("The lines end in the Windows way (CRLF); they were read as ordinary lines."),
        N_("lines that end in LF"),
        N_("Nothing is lost. `tamnhin tidy FOLDER` writes the plain form."),
    ),
    "not-nfc": Rule(
        "warning",
        N_("Letters and their marks are stored apart (NFD); they were joined."),
        N_("text in the composed form (NFC)"),
        N_("Nothing is lost. `tamnhin tidy FOLDER` writes the composed form."),
    ),
    "yaml": Rule(
        "error",
        N_("The YAML cannot be read: {reason}."),
        N_("YAML as described in the reference"),
        N_("Compare the line with the example plan; indent with spaces, two a level."),
    ),
    "setting": Rule(
        "error",
        N_("The setting is not right: {reason}."),
        N_("a setting as described in the reference"),
        N_("Compare with plan.yaml of the example plan."),
    ),
    "descriptor-stale": Rule(
        "warning",
        N_("datapackage.json is missing or does not describe the tables as they are."),
        N_("the descriptor that is made from the tables"),
        N_("`tamnhin tidy FOLDER` writes it anew; it is never edited by hand."),
    ),
    "file-unknown": Rule(
        "warning",
        N_("This table is not part of a plan folder and is not read."),
        N_("one of: {names}"),
        N_("Rename it if a table was meant; otherwise keep it outside tables/."),
    ),
    # --- a table ------------------------------------------------------------------------------
    "header-missing": Rule(
        "error",
        N_("The table is empty: it has no header line."),
        N_("a first line with the column names"),
        N_("Write the header line first: {columns}"),
    ),
    "separator": Rule(
        "warning",
        N_("The cells are separated by {mark}, not by commas; they were read so."),
        N_("cells separated by commas"),
        N_("Nothing is lost. `tamnhin tidy FOLDER` writes commas."),
    ),
    "too-many-rows": Rule(
        "error",
        N_("The table has more than {limit} rows; the rest was not read."),
        N_("at most {limit} rows, as in a sheet of Excel"),
        N_("Check that the right file was saved here."),
    ),
    "more-alike": Rule(
        "warning",
        N_("There are {count} more problems of the kind “{kind}” here; they are not listed."),
        N_("a table without such problems"),
        N_("Mend those that are listed and check again."),
    ),
    "column-unknown": Rule(
        "error",
        N_("There is no column of this name."),
        N_("one of: {columns}"),
        N_("Rename or remove the column.{hint}"),
    ),
    "column-missing": Rule(
        "error",
        N_("A column that is needed is missing."),
        N_("the column {name}"),
        N_("Add the column {name} to the header line."),
    ),
    "column-twice": Rule(
        "error",
        N_("The column stands twice in the header."),
        N_("each column once"),
        N_("Remove or rename one of the two."),
    ),
    "row-width": Rule(
        "error",
        N_("The row has {count} cells."),
        N_("{wanted} cells, as in the header"),
        N_("Put text that contains a comma in double quotes, or remove the extra cells."),
    ),
    "csv": Rule(
        "error",
        N_("The line cannot be read as CSV: {reason}."),
        N_("cells separated by commas, text with commas in double quotes"),
        N_("Look for a double quote that is opened and never closed."),
    ),
    "cell-too-long": Rule(
        "error",
        N_("The cell has more than {limit} characters."),
        N_("at most {limit} characters, as in a cell of Excel"),
        N_("Shorten the text, or look for a double quote that is never closed."),
    ),
    "control-character": Rule(
        "error",
        N_("The cell contains an invisible control character."),
        N_("plain text"),
        N_("Delete and type the cell again."),
    ),
    "space-around": Rule(
        "warning",
        N_("There are spaces around the text; they were dropped."),
        N_("text without spaces at its ends"),
        N_("Nothing is lost. `tamnhin tidy FOLDER` writes it without them."),
    ),
    "formula": Rule(
        "warning",
        N_("A spreadsheet would run this text as a formula."),
        N_("text that does not begin with =, +, - or @"),
        N_("Begin the text with a word. Exports put an apostrophe before it."),
    ),
    # --- a cell -------------------------------------------------------------------------------
    "empty": Rule(
        "error",
        N_("The cell is empty."),
        N_("a value, this column is always filled"),
        N_("Fill the cell, or remove the row."),
    ),
    "number": Rule(
        "error",
        N_("This is not a number."),
        N_("a number such as 1234.5"),
        N_("Write digits and one decimal mark only; units and words have their own columns."),
    ),
    "number-ambiguous": Rule(
        "error",
        N_("This can be read as {one} or as {other}."),
        N_("a number that can be read in one way, such as 1234.5"),
        N_("Write it without a mark for thousands and with a point for decimals."),
    ),
    "number-vietnamese": Rule(
        "warning",
        N_("Written in the Vietnamese way; read as {value}."),
        N_("a number such as 1234.5"),
        N_("If that is right there is nothing to do; `tamnhin tidy FOLDER` writes it plainly."),
    ),
    "number-english": Rule(
        "warning",
        N_("Written in the English way, with commas for thousands; read as {value}."),
        N_("a number such as 1234.5"),
        N_("If that is right there is nothing to do; `tamnhin tidy FOLDER` writes it plainly."),
    ),
    "number-spaced": Rule(
        "warning",
        N_("Written with a plus sign, spaces or a long minus sign; read as {value}."),
        N_("a number such as 1234.5"),
        N_("If that is right there is nothing to do; `tamnhin tidy FOLDER` writes it plainly."),
    ),
    "number-odd": Rule(
        "warning",
        N_("Read as {value} with a decimal point, though it looks like {other}."),
        N_("a number that can be read in one way"),
        N_("If {other} was meant, write it so; otherwise add a zero at the end."),
    ),
    "number-infinite": Rule(
        "error",
        N_("The number is too large or has too many digits."),
        N_("at most 30 digits"),
        N_("Use a larger unit, such as billion VND."),
    ),
    "integer": Rule(
        "error",
        N_("This is not a whole number."),
        N_("a whole number such as 2030"),
        N_("Write digits only."),
    ),
    "date": Rule(
        "error",
        N_("This is not a date."),
        N_("a date such as 2023-12-26, or only 2023-12 or 2023"),
        N_("Write year, month, day in this order, with hyphens.{hint}"),
    ),
    "date-vietnamese": Rule(
        "warning",
        N_("The date has the day first; read as {value}."),
        N_("a date such as 2023-12-26"),
        N_("If that is right there is nothing to do; `tamnhin tidy FOLDER` writes it plainly."),
    ),
    "period": Rule(
        "error",
        N_("This is not a period."),
        N_("2024, 2024-H1, 2024-Q1, 2024-9M, 2024-06, 2024-06-30 or 2021/2030"),
        N_("Write the period in one of these forms."),
    ),
    "choice": Rule(
        "error",
        N_("This word is not known here."),
        N_("one of: {choices}"),
        N_("Choose one of the words.{hint}"),
    ),
    "identifier": Rule(
        "error",
        N_("This is not an identifier: {reason}."),
        N_(
            "at most 80 small letters a-z, digits, dots and hyphens, beginning with a letter or "
            "digit"
        ),
        N_("Write it without diacritics and spaces, for example {example}."),
    ),
    "unit": Rule(
        "error",
        N_("This unit is not known."),
        N_("a unit of the list of units"),
        N_("Use a unit of the list (`tamnhin units`).{hint}"),
    ),
    "link": Rule(
        "error",
        N_("This is not a web address."),
        N_("http:// or https:// and a host, without spaces, quotes and angle brackets"),
        N_("Correct the address, or leave the cell empty."),
    ),
    "hash": Rule(
        "error",
        N_("This is not a SHA-256 sum."),
        N_("64 digits 0-9 and letters a-f"),
        N_("Compute the sum again, or leave the cell empty."),
    ),
    # --- rows against rows --------------------------------------------------------------------
    "duplicate": Rule(
        "error",
        N_("The same key stands in row {first} already."),
        N_("each key once"),
        N_("Remove one of the two rows, or give it another key."),
    ),
    "reference": Rule(
        "error",
        N_("Nothing of this name is in {table}."),
        N_("an identifier of {table}"),
        N_("Correct the identifier, or add a row to {table}.{hint}"),
    ),
    "cycle": Rule(
        "error",
        N_("The row is its own ancestor: {path}."),
        N_("a tree without circles"),
        N_("Correct the parent of one of these rows."),
    ),
    "unit-mismatch": Rule(
        "error",
        N_("The unit measures {dimension}, but the indicator {indicator} is measured in {unit}."),
        N_("{unit}, or a unit that converts to it"),
        N_("Correct the unit here or in indicators.csv, or use another indicator."),
    ),
    "dates-reversed": Rule(
        "error",
        N_("The end lies before the beginning ({start})."),
        N_("an end on or after {start}"),
        N_("Exchange or correct the two dates."),
    ),
    "bounds-reversed": Rule(
        "error",
        N_("The upper value lies below the lower one ({value})."),
        N_("an upper value of at least {value}"),
        N_("Exchange or correct the two values."),
    ),
    "upper-needed": Rule(
        "error",
        N_("A target “between” needs an upper value."),
        N_("the upper end of the range"),
        N_("Fill the column upper, or choose another operator."),
    ),
    "upper-unused": Rule(
        "error",
        N_("Only a target “between” has an upper value."),
        N_("an empty cell"),
        N_("Empty the cell, or choose the operator “between”."),
    ),
    "value-missing": Rule(
        "error",
        N_("The value is empty and nothing says why."),
        N_("a number, or a reason in the column {reason_column}"),
        N_("Fill the value, or say in {reason_column} why there is none."),
    ),
    "value-unexplained": Rule(
        "error",
        N_("There is a value, and yet a reason why there is none."),
        N_("a value or a reason, not both"),
        N_("Empty the one that is wrong."),
    ),
    "unmeasured-unexplained": Rule(
        "error",
        N_("No indicator measures this promise and nothing says why."),
        N_("an indicator, or a reason in the column {reason_column}"),
        N_("Fill indicator_ids, or say in {reason_column} why there is none."),
    ),
    "area-unit": Rule(
        "error",
        N_("The area has no unit of area."),
        N_("m2, ha or km2"),
        N_("Fill the unit of the area."),
    ),
    "period-kind": Rule(
        "error",
        N_("A target of basis “{basis}” needs {needed}."),
        N_("{needed}"),
        N_("Correct the period or the basis."),
    ),
    "weight-missing": Rule(
        "error",
        N_("The indicator is aggregated by weights and names no weight."),
        N_("the indicator that gives the weights, such as population"),
        N_("Fill weight_indicator_id, or set aggregation to none."),
    ),
    "role-incomplete": Rule(
        "error",
        N_("The role “{role}” says nothing without this cell."),
        N_("for a part its sum, for a numerator its ratio, for a sector its word"),
        N_("Fill the cell, or remove the row: what is not declared is recognised by its name."),
    ),
    "weight-unused": Rule(
        "error",
        N_("The indicator names a weight and is not aggregated by weights."),
        N_("an empty cell"),
        N_("Empty the cell, or set aggregation to weighted."),
    ),
    "share-range": Rule(
        "error",
        N_("A share lies between 0 and 1."),
        N_("a number from 0 to 1, such as 0.455"),
        N_("Divide a percentage by 100."),
    ),
    "shares-sum": Rule(
        "error",
        N_("The shares of {unit} add up to {total}."),
        N_("shares that add up to at most 1"),
        N_("Correct the shares of this event."),
    ),
    "shares-incomplete": Rule(
        "warning",
        N_("The shares of {unit} by {measure} add up to only {total}."),
        N_("shares of the event that add up to 1, as the whole unit goes somewhere"),
        N_("Add the successor that is missing, or correct the shares."),
    ),
    "merge-single": Rule(
        "warning",
        N_("The shares of this merger name one predecessor only, {unit}."),
        N_("two predecessors or more"),
        N_("Add the shares of the other predecessors, or choose another kind of event."),
    ),
    "succession-date": Rule(
        "error",
        N_("{unit} does not exist on {date}, as the event needs."),
        N_("predecessors that last until the day before, successors from that day on"),
        N_("Correct the event or the validity of the unit."),
    ),
    "outside-validity": Rule(
        "warning",
        N_("{unit} exists {validity}; this period lies outside."),
        N_("a period in which the unit exists"),
        N_("Use the unit of that time, or keep the row if the source recomputed it."),
    ),
    "percent-range": Rule(
        "warning",
        N_("A ratio in per cent outside 0 to 100."),
        N_("a value from 0 to 100"),
        N_("Check the value and the decimal mark; keep it if the source says so."),
    ),
    "offsets": Rule(
        "error",
        N_("The passage ends before it begins."),
        N_("an end after {start}"),
        N_("Correct the two character positions."),
    ),
    "offsets-half": Rule(
        "error",
        N_("Only one of the two character positions is given."),
        N_("both positions or neither"),
        N_("Fill both cells or empty both."),
    ),
    "published-before": Rule(
        "warning",
        N_("The figure was published before its period began."),
        N_("a date after {start}"),
        N_("A planned value belongs in targets.csv; otherwise correct the date."),
    ),
    "text-changed": Rule(
        "error",
        N_("The text in {text} is not the one that this checksum was made of."),
        N_("the text that the citations were counted in"),
        N_("Put the text back as it was; corrections belong in the tables, not in the text."),
    ),
    "citation-outside": Rule(
        "error",
        N_("The passage lies outside the text, which has {length} characters."),
        N_("a start before the end, both inside the text"),
        N_("Correct start and end, or read the document anew."),
    ),
    "coordinates": Rule(
        "error",
        N_("The coordinate lies outside the globe."),
        N_("a latitude from -90 to 90 or a longitude from -180 to 180"),
        N_("Correct the coordinate; latitude comes first."),
    ),
    "layer": Rule(
        "error",
        N_("The map layer cannot be used: {reason}."),
        N_("a GeoJSON FeatureCollection of polygons in longitude and latitude"),
        N_(
            "Export the layer again as GeoJSON in WGS 84, or name the property of its features "
            "that holds the codes."
        ),
    ),
    "layer-missing": Rule(
        "error",
        N_("The file of the map layer is not there."),
        N_("the path of a GeoJSON file inside the plan folder"),
        N_("Put the file there, correct the path, or remove the row."),
    ),
    "layer-outside": Rule(
        "error",
        N_("The path of the map layer leaves the plan folder, so the file was not read."),
        N_("the path of a GeoJSON file inside the plan folder"),
        N_("Copy the file into geo/ and write its path from the plan folder on."),
    ),
    **SERIES_RULES,
    **TARGET_RULES,
    **MODEL_RULES,
    **READ_RULES,
}
