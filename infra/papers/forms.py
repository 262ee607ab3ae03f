"""The forms in which a comparison leaves; each is a function of what was read, byte for byte."""

from enum import StrEnum

from infra.papers import html, pdf, sheets
from projections.comparison.compared import Compared
from projections.comparison.said.paper import Paper


class Form(StrEnum):
    """What the API gives; people have pages of their own."""

    JSON = "json"
    XLSX = "xlsx"
    PDF = "pdf"


MIMETYPES = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.PDF: "application/pdf",
}


def made(form: str, compared: Compared, told: Paper) -> bytes:
    """`xlsx`, `pdf`, or `html` for a file that stands alone."""
    if form == Form.XLSX:
        return sheets.workbook(compared, told)
    return pdf.comparison(told) if form == Form.PDF else html.comparison(told)
