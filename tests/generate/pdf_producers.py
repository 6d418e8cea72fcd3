"""Sets documents with what is installed of the producers that hospitals use: each writes text in its own way."""

import html
import pathlib
import shutil
import subprocess

from pdf_documents import asides, misc, roles, rules, tables, text_of, truth

HEAD = "みどり坂病院　医療情報システム運用管理規程"
GOTHIC = pathlib.Path("/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf")
MINCHO = pathlib.Path("/usr/share/fonts/opentype/ipaexfont-mincho/ipaexm.ttf")


def keep(out, name, blocks, heads=()):
    """Writes the truth of the file `name`, if its producer made it."""
    if not (out / f"{name}.pdf").exists():
        return
    (out / f"{name}.txt").write_text("\n".join(truth(blocks)) + "\n", encoding="utf-8")
    beside = asides(blocks, heads)
    if beside:
        (out / f"{name}.aside").write_text("\n".join(beside) + "\n", encoding="utf-8")


# --- HTML: WeasyPrint, Chromium, PyMuPDF -------------------------------------------------------------------------

CSS = """
@page { size: %(size)s; margin: 24mm 20mm;
  @top-center { content: "%(head)s"; font-size: 8pt }
  @bottom-center { content: "- " counter(page) " -"; font-size: 8pt } }
body { font-family: "%(font)s"; font-size: 10.5pt; line-height: 1.7; text-align: justify; writing-mode: %(flow)s }
main { %(body)s }
p { margin: 0 } h1 { font-size: 15pt; text-align: center; margin: 0 0 1em; font-weight: normal; column-span: %(span)s }
h2 { font-size: 11pt; text-align: center; margin: 0.8em 0 0.4em }
table { border-collapse: collapse; width: 100%%; margin: 0.5em 0 } td { vertical-align: top; padding: 1.5pt 5pt; text-align: left }
table.r td { border: 0.5pt solid } table.u td:first-child { width: 9em }
.n { float: %(note)s; font-size: 8pt } .n::footnote-call, .n::footnote-marker { content: "" }
"""


def page(blocks, *, size="A4", font="Noto Serif CJK JP", body="", flow="horizontal-tb", note="footnote", span="none", head=HEAD):
    parts = []
    for kind, first, *rest in blocks:
        if kind == "table":
            rows = "".join("<tr>" + "".join(cell(one) for one in row) + "</tr>" for row in first)
            parts.append(f"<table class={'r' if rest[0] else 'u'}>{rows}</table>")
        elif kind == "ruby":
            inner = "".join(f"<ruby>{base}<rt>{up}</rt></ruby>" if up else base for base, up in first)
            parts.append(f"<p>{inner}</p>")
        elif kind == "note":
            parts.append(f"<p>{first}{rest[0]}<span class=n>{rest[0]} {rest[1]}</span></p>")
        elif kind in ("title", "chapter"):
            tag = "h1" if kind == "title" else "h2"
            parts.append(f"<{tag}>{first}</{tag}>")
        else:
            indent = f" style='margin-left:{rest[0]}em'" if rest and rest[0] else ""
            parts.append(f"<p{indent}>{html.escape(first)}</p>")
    css = CSS % {"flow": flow, "size": size, "head": head, "font": font, "body": body, "note": note, "span": span}
    return f"<html lang=ja><meta charset=utf-8><title>規程</title><style>{css}</style><body><main>{''.join(parts)}</main></body></html>"


def cell(one):
    if isinstance(one, str):
        return f"<td>{html.escape(one)}</td>"
    text, columns, rows = one
    return f"<td colspan={columns} rowspan={rows}>{html.escape(text)}</td>"


def weasyprint_files(out):
    import weasyprint

    two = "column-count: 2; column-gap: 9mm"
    for name, blocks, given in [
        ("rules", rules(101, 16), {}),
        ("twocol", rules(102, 18, "kanji"), {"body": two, "span": "all"}),
        ("tables", tables(103), {}),
        ("roles", roles(104), {"font": "Noto Sans CJK JP"}),
        # It knows no ruby and would set the readings into the line.
        ("misc", [block for block in misc(105) if block[0] != "ruby"], {}),
        ("landscape", tables(106), {"size": "A4 landscape"}),
        ("ua", tables(107), {"head": ""}),
    ]:
        variant = {"pdf_variant": "pdf/ua-1"} if name == "ua" else {}
        data = weasyprint.HTML(string=page(blocks, **given)).write_pdf(**variant)
        (out / f"weasy_{name}.pdf").write_bytes(data)
        keep(out, f"weasy_{name}", blocks, [HEAD] if given.get("head", HEAD) else [])


def chromium_files(out):
    if not shutil.which("chromium"):
        return
    for name, blocks, given in [
        ("rules", rules(111, 16), {}),
        ("vertical", rules(112, 12, "kanji"), {"flow": "vertical-rl"}),
        ("twocol", rules(113, 18), {"body": "column-count: 2; column-gap: 9mm"}),
        ("threecol", rules(114, 18), {"body": "column-count: 3; column-gap: 6mm; font-size: 9pt", "size": "A4 landscape"}),
        ("tables", tables(115), {}),
        ("roles", roles(116), {}),
        ("misc", misc(117), {"note": "none", "font": "IPAexMincho"}),
        ("verticaltable", tables(118), {"flow": "vertical-rl", "font": "IPAexMincho"}),
    ]:
        source, target = out / f"chrome_{name}.html", out / f"chrome_{name}.pdf"
        if name == "misc":
            blocks = [block for block in blocks if block[0] != "note"]
        source.write_text(page(blocks, **given), encoding="utf-8")
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
             f"--print-to-pdf={target}", str(source)],
            check=False, capture_output=True, timeout=180,
        )
        source.unlink()
        keep(out, f"chrome_{name}", blocks, [HEAD])


def mupdf_files(out):
    import pymupdf

    for name, blocks in [("rules", rules(121, 10)), ("tables", tables(122))]:
        story = pymupdf.Story(page(blocks, note="none"), archive=pymupdf.Archive(str(GOTHIC.parent)))
        target = out / f"mupdf_{name}.pdf"
        writer = pymupdf.DocumentWriter(str(target))
        box, more = pymupdf.paper_rect("a4"), True
        while more:
            device = writer.begin_page(box)
            more, _ = story.place(box + (60, 60, -60, -60))
            story.draw(device)
            writer.end_page()
        writer.close()
        keep(out, f"mupdf_{name}", blocks)


# --- ReportLab, fpdf2, Typst -------------------------------------------------------------------------------------


def reportlab_files(out):
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import CIDFont, UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table, TableStyle

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    pdfmetrics.registerFont(TTFont("mincho", str(MINCHO)))
    for name, font, columns, blocks in [
        ("unicode", "HeiseiMin-W3", 1, rules(131, 12)),
        ("gothic", "HeiseiKakuGo-W5", 2, rules(132, 14, "kanji")),
        ("subset", "mincho", 1, tables(133)),
        ("subset2", "mincho", 2, rules(134, 14)),
        ("roles", "mincho", 1, roles(135)),
    ]:
        def style(size=10.5, **more):
            return ParagraphStyle("ja", fontName=font, fontSize=size, leading=size * 1.6, wordWrap="CJK", **more)

        flow = []
        for kind, first, *rest in blocks:
            if kind == "table":
                width = (A4[0] - 120) / max(sum(one[1] if isinstance(one, tuple) else 1 for one in row) for row in first)
                widths = [110, A4[0] - 230] if not rest[0] else None
                grid, spans = spread(first)
                cells = [[Paragraph(html.escape(text), style(9)) for text in row] for row in grid]
                ruled = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if rest[0] else []
                flow.append(Table(cells, colWidths=widths or [width] * len(grid[0]), style=TableStyle(
                    ruled + [("SPAN", *span) for span in spans] + [("VALIGN", (0, 0), (-1, -1), "TOP")])))
            elif kind in ("title", "chapter"):
                flow.append(Paragraph(first, style(14 if kind == "title" else 11, alignment=1, spaceAfter=6, spaceBefore=8)))
            else:
                flow.append(Paragraph(html.escape(first), style(leftIndent=10.5 * (rest[0] if rest else 0))))

        def head(canvas, document, font=font):
            canvas.setFont(font, 8)
            canvas.drawCentredString(A4[0] / 2, A4[1] - 35, HEAD)
            canvas.drawCentredString(A4[0] / 2, 30, f"{document.page} ページ")

        wide = (A4[0] - 120 - 20 * (columns - 1)) / columns
        frames = [Frame(60 + at * (wide + 20), 55, wide, A4[1] - 110, 0, 0, 0, 0) for at in range(columns)]
        document = BaseDocTemplate(str(out / f"reportlab_{name}.pdf"), pagesize=A4)
        document.addPageTemplates(PageTemplate(frames=frames, onPage=head))
        document.build(flow)
        keep(out, f"reportlab_{name}", blocks, [HEAD])

    # Strings laid by hand, in the encodings that its composite fonts offer.
    from reportlab.pdfgen.canvas import Canvas

    for encoding in ["90ms-RKSJ-H", "90msp-RKSJ-H", "EUC-H", "UniJIS-UCS2-H", "90ms-RKSJ-V", "UniJIS-UCS2-V"]:
        blocks = rules(136, 8)
        vertical = encoding.endswith("V")
        font = CIDFont("HeiseiMin-W3", encoding)
        pdfmetrics.registerFont(font)
        canvas = Canvas(str(out / f"reportlab_{encoding}.pdf"), pagesize=A4)
        codec = {"9": "cp932", "E": "euc_jp", "U": "utf-16-be"}[encoding[0]]
        place = 0
        for line in truth(blocks):
            for at in range(0, len(line), 42):
                if place % 36 == 0:
                    if place:
                        canvas.showPage()
                    canvas.setFont(font.fontName, 10)
                x, y = (540 - place % 36 * 14, 780) if vertical else (80, 780 - place % 36 * 20)
                coded = line[at : at + 42].encode(codec)
                text = canvas.beginText(x, y)
                text._code.append(f"<{coded.hex()}> Tj")
                canvas.drawText(text)
                place += 1
        canvas.save()
        keep(out, f"reportlab_{encoding}", blocks)


def spread(rows):
    """A full grid of texts, and the spans (column, row) to (column, row) of merged cells."""
    width = max(sum(one[1] if isinstance(one, tuple) else 1 for one in row) for row in rows)
    grid = [[None] * width for _ in rows]
    spans = []
    for at, row in enumerate(rows):
        for one in row:
            column = grid[at].index(None)
            text, wide, high = one if isinstance(one, tuple) else (one, 1, 1)
            for down in range(at, at + high):
                grid[down][column : column + wide] = [""] * wide
            grid[at][column] = text
            if wide * high > 1:
                spans.append(((column, at), (column + wide - 1, at + high - 1)))
    return [[text or "" for text in row] for row in grid], spans


def fpdf_files(out):
    import fpdf

    class Sheet(fpdf.FPDF):
        def header(self):
            self.set_font("m", size=8)
            self.cell(0, 8, HEAD, align="C", new_x="LMARGIN", new_y="NEXT")

        def footer(self):
            self.set_y(-15)
            self.set_font("m", size=8)
            self.cell(0, 8, f"{self.page_no()}/{{nb}}", align="C")

    for name, blocks in [("rules", rules(141, 14)), ("tables", tables(142))]:
        sheet = Sheet()
        sheet.add_font("m", fname=str(MINCHO))
        sheet.add_font("m", style="B", fname=str(GOTHIC))
        sheet.add_page()
        for kind, first, *rest in blocks:
            sheet.set_font("m", size=13 if kind == "title" else 10)
            if kind == "table":
                with sheet.table(line_height=6) as table:
                    for row in first:
                        shown = table.row()
                        for one in row:
                            text, wide, high = one if isinstance(one, tuple) else (one, 1, 1)
                            shown.cell(text, colspan=wide, rowspan=high)
            else:
                centred = kind in ("title", "chapter")
                sheet.set_x(sheet.l_margin + 3.5 * (rest[0] if rest and isinstance(rest[0], int) else 0))
                sheet.multi_cell(0, 6, first, align="C" if centred else "J", wrapmode="CHAR", new_x="LMARGIN", new_y="NEXT")
        sheet.output(str(out / f"fpdf_{name}.pdf"))
        keep(out, f"fpdf_{name}", blocks, [HEAD])


def typst_files(out):
    import typst

    def escaped(text):
        return "".join("\\" + letter if letter in "#*_`$<>@[]\\/~-=+" else letter for letter in text)

    for name, columns, blocks in [("rules", 1, rules(151, 14)), ("twocol", 2, rules(152, 16, "kanji")), ("tables", 1, tables(153)), ("roles", 1, roles(154))]:
        parts = [
            f'#set page(paper: "a4", columns: {columns}, header: align(center, text(8pt)[{HEAD}]), numbering: "1 / 1")',
            '#set text(font: "Noto Serif CJK JP", size: 10.5pt, lang: "ja")', "#set par(justify: true)",
        ]
        for kind, first, *rest in blocks:
            if kind == "table":
                width = max(sum(one[1] if isinstance(one, tuple) else 1 for one in row) for row in first)
                cells = "".join(
                    f"table.cell(colspan: {one[1]}, rowspan: {one[2]})[{escaped(one[0])}], " if isinstance(one, tuple)
                    else f"[{escaped(one)}], " for row in first for one in row)
                shape = f"columns: {width}" if rest[0] else "columns: (8em, 1fr), stroke: none"
                parts.append(f"#table({shape}, {cells})")
            elif kind in ("title", "chapter"):
                parts.append(f"#align(center)[{escaped(first)}]")
            else:
                parts.append(f"#pad(left: {rest[0] if rest else 0}em)[{escaped(first)}]")
        source = out / f"typst_{name}.typ"
        source.write_text("\n\n".join(parts), encoding="utf-8")
        typst.compile(str(source), output=str(out / f"typst_{name}.pdf"))
        source.unlink()
        keep(out, f"typst_{name}", blocks, [HEAD])


PRODUCERS = [weasyprint_files, chromium_files, mupdf_files, reportlab_files, fpdf_files, typst_files]


if __name__ == "__main__":
    import sys

    place = pathlib.Path(sys.argv[1])
    place.mkdir(parents=True, exist_ok=True)
    for producer in PRODUCERS:
        if len(sys.argv) < 3 or producer.__name__.startswith(sys.argv[2]):
            producer(place)
