"""Why a document is not read, or the record of its review is wrong; ``rules`` joins all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tamnhin.messages import N_
from tamnhin.rule import Rule

READ_RULES: Final[Mapping[str, Rule]] = {
    "document-missing": Rule(
        "error",
        N_("The document could not be opened: {reason}."),
        N_("an ordinary file that this user may read"),
        N_("Check the path and the permissions, or close the program that has it open."),
    ),
    "document-too-large": Rule(
        "error",
        N_("The document is too large to be read: too many {what}."),
        N_("at most {limit} {what}"),
        N_("Give the decision and each of its annexes as a file of its own."),
    ),
    "document-unknown": Rule(
        "error",
        N_("The file is no document that can be read: it looks like {looks}."),
        N_("HTML, DOCX, PDF with text, plain text or Markdown"),
        N_("Open it in the program that wrote it and save it as DOCX."),
    ),
    "document-scanned": Rule(
        "error",
        N_("The document is a scan: {pictures} of {pages} pages are pictures without text."),
        N_("a document with text"),
        N_(
            "Look for the DOCX or the text on the issuer's site; or let a program for character "
            "recognition with Vietnamese (such as Tesseract) make a text, and read it over."
        ),
    ),
    "document-encrypted": Rule(
        "error",
        N_("The document is locked with a password."),
        N_("a document without password"),
        N_("Open it with the password and save a copy without one."),
    ),
    "document-damaged": Rule(
        "error",
        N_("The document is damaged or cut short: {reason}."),
        N_("a whole document"),
        N_("Download or copy it again; if it opens in its own program, save it anew there."),
    ),
    "document-hostile": Rule(
        "error",
        N_("The document is built in a way that honest programs do not write: {reason}."),
        N_("a document as an office program saves it"),
        N_("Do not open it elsewhere before you know where it comes from."),
    ),
    "document-too-slow": Rule(
        "error",
        N_("The document was given up after {seconds} seconds or {memory} MB of memory."),
        N_("a document that can be read in bounded time and memory"),
        N_("Save it anew from its own program, or give it in parts."),
    ),
    "document-encoding": Rule(
        "error",
        N_("The letters of the text cannot be recognised."),
        N_("UTF-8, UTF-16 with byte order mark, Windows-1258, TCVN3 or VNI"),
        N_("Open it in the program that wrote it and save it as UTF-8."),
    ),
    "document-empty": Rule(
        "error",
        N_("The document has no text."),
        N_("a document with at least one sentence"),
        N_("Check that the right file was saved here."),
    ),
    "time": Rule(
        "error",
        N_("This is not a time of day."),
        N_("hours, minutes and seconds, such as 14:03:22 or 14:03:22.125"),
        N_("Correct the time, or leave the cell empty."),
    ),
    "gold-faulty": Rule(
        "error",
        N_("This is no line of gold: {reason}."),
        N_("an object with “text” or “file”, and “targets” with “quote” and what is scored"),
        N_("Mend this line, or take it out; docs/reading.md has an example."),
    ),
    "gold-empty": Rule(
        "error",
        N_("There is no gold in it."),
        N_("JSON lines, a JSON list, or a folder of pairs NAME.json and NAME.txt"),
        N_("Check the path."),
    ),
}
