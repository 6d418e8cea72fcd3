#!/usr/bin/env python3
"""Makes the sample submissions of corpus/submissions from the texts in tests/generate/submissions.

Needs python-docx, Pillow, LibreOffice (soffice), Chromium and a Japanese font. Every run stamps the files anew, so make
only those whose text changed (no name = all):

    python3 tests/generate/submissions.py 03_診療所_小数番号

A text begins with lines `%% key: value`:
    out        the file to make, below corpus/submissions
    by         word (python-docx), libreoffice (PDF by way of DOCX), chromium (PDF), scan (a picture in a PDF)
    numbering  auto (Word numbers articles, paragraphs and items itself; the text's numbers must be those) or typed
    head       running head on every page, with a page number below
Then a paragraph a line as printed; a line `| a | b |` is a table row; `= text` a centred title; an empty line is skipped.
"""

import html
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parent.parent / "corpus" / "submissions"
FONT = "Noto Serif CJK JP"
ARTICLE = re.compile(r"^第[0-9０-９]+条[ 　]+")
PARAGRAPH = re.compile(r"^[0-9０-９]+[ 　]+")
ITEM = re.compile(r"^[(（][0-9０-９]+[)）][ 　]*")
CAPTION = re.compile(r"^（[^（）]+）$")
SUBITEM = re.compile(r"^[ア-ン][ 　]+")


def parse(path):
    options, lines = {}, []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("%%"):
            key, value = line[2:].split(":", 1)
            options[key.strip()] = value.strip()
        elif line.strip():
            lines.append(line.rstrip())
    return options, lines


def blocks(lines):
    """Yields ("title" | "text", line) and ("table", rows)."""
    rows = []
    for line in lines + [""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        if rows:
            yield "table", rows
            rows = []
        if line.startswith("= "):
            yield "title", line[2:]
        elif line:
            yield "text", line


def element(name, inner, attributes=""):
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    return parse_xml(f'<w:{name} {nsdecls("w")} {attributes}>{inner}</w:{name}>')


class Numbering:
    """Automatic numbering: one list of articles (第%1条) and their paragraphs (from 2), and, as Word does when items are
    numbered afresh, a list of its own for each run of items."""

    LISTS = {90: [("第%1条", 1), ("%2", 2)], 91: [("(%1)", 1)]}
    STARTS = [1, 2, 1]

    def __init__(self, document):
        self.part = document.part.numbering_part.element
        self.next = list(self.STARTS)
        self.list_id = 90
        for number, levels in self.LISTS.items():
            inner = "".join(
                f'<w:lvl w:ilvl="{i}"><w:start w:val="{start}"/><w:numFmt w:val="decimal"/><w:suff w:val="space"/>'
                f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
                for i, (text, start) in enumerate(levels)
            )
            self.part.insert(0, element(
                "abstractNum", f'<w:multiLevelType w:val="multilevel"/>{inner}', f'w:abstractNumId="{number}"'
            ))
        self.part.append(element("num", '<w:abstractNumId w:val="90"/>', 'w:numId="90"'))

    def apply(self, paragraph, level, line):
        typed = int(re.search(r"\d+", line).group())
        if typed != self.next[level]:
            sys.exit(f"Word will count {self.next[level]}, not: {line}")
        if level == 2 and typed == 1:
            self.list_id += 1
            restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
            self.part.append(element("num", f'<w:abstractNumId w:val="91"/>{restart}', f'w:numId="{self.list_id}"'))
        self.next[level] += 1
        self.next[level + 1:] = self.STARTS[level + 1:]
        numbered = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        numbered.get_or_add_ilvl().val = 0 if level == 2 else level
        numbered.get_or_add_numId().val = self.list_id if level == 2 else 90


def label_level(line):
    for level, pattern in enumerate((ARTICLE, PARAGRAPH, ITEM)):
        if match := pattern.match(line):
            return level, line[match.end():]
    return None, line


def indent(line):
    """How many characters a printed regulation sets the line in."""
    if CAPTION.match(line) or ITEM.match(line):
        return 1
    return 2 if SUBITEM.match(line) else 0


def write_docx(path, options, lines):
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document = docx.Document()
    style = document.styles["Normal"]
    style.font.size = Pt(10.5)
    style.font.name = FONT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    numbering = Numbering(document) if options.get("numbering") == "auto" else None
    if head := options.get("head"):
        page.header.paragraphs[0].text = head
        foot = page.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        foot._p.append(element("fldSimple", "<w:r><w:t>1</w:t></w:r>", 'w:instr="PAGE"'))
    supplementary = False
    for kind, content in blocks(lines):
        if kind == "table":
            table = document.add_table(rows=0, cols=max(map(len, content)))
            table.style = "Table Grid"
            for row in content:
                for cell, text in zip(table.add_row().cells, row):
                    cell.text = text
            continue
        supplementary = supplementary or re.match(r"^附\s*則", content) is not None
        level, text = label_level(content) if numbering and not supplementary else (None, content)
        paragraph = document.add_paragraph(text)
        paragraph.paragraph_format.space_after = Pt(2)
        if depth := indent(content):
            paragraph.paragraph_format.left_indent = Pt(10.5 * depth)
        if level is not None:
            numbering.apply(paragraph, level, content)
        if kind == "title":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.runs[0].font.size = Pt(14)
    document.core_properties.author = ""
    document.save(path)


def write_html(path, options, lines):
    body = []
    for kind, content in blocks(lines):
        if kind == "table":
            rows = "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>" for row in content)
            body.append(f"<table>{rows}</table>")
        else:
            body.append(f'<p class="{kind}">{html.escape(content)}</p>')
    head = html.escape(options.get("head", ""))
    path.write_text(
        f"""<!DOCTYPE html><meta charset="utf-8"><style>
@page {{ size: A4; margin: 22mm 20mm; @top-center {{ content: "{head}"; font-size: 9pt }}
 @bottom-center {{ content: "- " counter(page) " -"; font-size: 9pt }} }}
body {{ font: 10.5pt/1.7 "{FONT}" }} p {{ margin: 0 }} .title {{ text-align: center; font-size: 14pt }}
table {{ border-collapse: collapse; margin: 4pt 0 }} td {{ border: 1px solid; padding: 1pt 5pt }}
</style>{''.join(body)}""",
        encoding="utf-8",
    )


def write_scan(path, lines):
    from PIL import Image, ImageDraw, ImageFont

    font_file = subprocess.run(
        ["fc-match", "-f", "%{file}", FONT], check=True, capture_output=True, text=True
    ).stdout
    font = ImageFont.truetype(font_file, 26)
    page = Image.new("L", (1240, 1754), 245)
    draw = ImageDraw.Draw(page)
    for row, line in enumerate(lines):
        draw.text((110, 110 + row * 46), line.removeprefix("= "), font=font, fill=40)
    page.rotate(0.4, fillcolor=245).save(path, "PDF", resolution=150, quality=40)


def convert(source, path):
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(source.parent), str(source)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    path.write_bytes(source.with_suffix(".pdf").read_bytes())


def make(text):
    options, lines = parse(text)
    path = OUT / options["out"]
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        match options["by"]:
            case "word":
                write_docx(path, options, lines)
            case "libreoffice":
                write_docx(folder / "a.docx", options, lines)
                convert(folder / "a.docx", path)
            case "chromium":
                write_html(folder / "a.html", options, lines)
                subprocess.run(
                    ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                     "--disable-background-networking", f"--user-data-dir={folder}/profile", "--no-pdf-header-footer",
                     f"--print-to-pdf={path}", (folder / "a.html").as_uri()],
                    check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )
            case "scan":
                write_scan(path, lines)
            case other:
                sys.exit(f"{text}: unknown producer {other}")
    print(path.relative_to(OUT.parent.parent))


if __name__ == "__main__":
    for source in sorted((HERE / "submissions").glob("*.txt")):
        if len(sys.argv) == 1 or source.stem in sys.argv[1:]:
            make(source)
