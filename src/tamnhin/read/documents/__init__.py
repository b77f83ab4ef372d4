"""Documents from files: HTML, DOCX, PDF with text, plain text and Markdown."""

from tamnhin.read.documents.reader import open_document as open_document
from tamnhin.read.documents.reader import read_document as read_document
