"""Sets documents with LibreOffice Writer, from flat ODF written here, and has other tools rewrite finished files."""

import html
import pathlib
import shutil
import subprocess

from pdf_documents import misc, roles, rules, tables
from pdf_producers import HEAD, keep

NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
}


def paragraph_style(name, more="", text=""):
    return (
        f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="Standard">'
        f"<style:paragraph-properties {more}/><style:text-properties {text}/></style:style>"
    )


def flat(blocks, *, width="21cm", height="29.7cm", mode="lr-tb", columns=1, numbered=False, lines=False):
    """A Writer document as one XML file."""
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in NAMES.items())
    font = 'style:font-name-asian="IPAexMincho" style:font-name="IPAexMincho" fo:font-size="{0}" style:font-size-asian="{0}"'
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:version="1.3"'
        ' office:mimetype="application/vnd.oasis.opendocument.text"><office:font-face-decls>'
        '<style:font-face style:name="IPAexMincho" svg:font-family="IPAexMincho"/></office:font-face-decls><office:styles>'
        '<style:default-style style:family="paragraph"><style:text-properties fo:language="ja" fo:country="JP"'
        ' style:language-asian="ja" style:country-asian="JP"/></style:default-style>'
        f'<style:style style:name="Standard" style:family="paragraph"><style:paragraph-properties fo:text-align="justify"'
        # It loses punctuation that hangs beyond the edge: that would be no fault of a reader.
        f' style:punctuation-wrap="simple" fo:line-height="150%" text:number-lines="true"/><style:text-properties {font.format("10.5pt")}/></style:style>'
        '<text:notes-configuration text:note-class="footnote" style:num-format="1" text:footnotes-position="page"/>'
        f'<text:linenumbering-configuration text:number-lines="{"true" if lines else "false"}" text:offset="0.4cm"'
        ' style:num-format="1" text:number-position="left" text:increment="1"/></office:styles><office:automatic-styles>',
        f'<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="{width}" fo:page-height="{height}"'
        f' fo:margin="2cm" style:writing-mode="{mode}"><style:columns fo:column-count="{columns}" fo:column-gap="0.8cm"/>'
        "</style:page-layout-properties><style:header-style><style:header-footer-properties fo:min-height="
        '"1cm" fo:margin-bottom="0.4cm"/></style:header-style><style:footer-style><style:header-footer-properties'
        ' fo:min-height="1cm" fo:margin-top="0.4cm"/></style:footer-style></style:page-layout>',
        paragraph_style("T", 'fo:text-align="center"', font.format("14pt")),
        paragraph_style("C", 'fo:text-align="center" fo:margin-top="0.3cm"', 'style:font-weight-asian="bold"'),
        paragraph_style("H", 'fo:text-align="center"', font.format("8pt")),
        *(paragraph_style(f"I{at}", f'fo:margin-left="{0.37 * at}cm"') for at in range(6)),
        '<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000"'
        ' fo:padding="0.08cm"/></style:style><style:style style:name="Bare" style:family="table-cell">'
        '<style:table-cell-properties fo:border="none" fo:padding="0.08cm"/></style:style>'
        '<style:style style:name="Narrow" style:family="table-column"><style:table-column-properties style:rel-column-width="25*"/></style:style>'
        '<style:style style:name="Wide" style:family="table-column"><style:table-column-properties style:rel-column-width="75*"/></style:style>'
        '<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-suffix="" style:num-prefix="第"'
        ' style:num-format="1"><style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="space"/></style:list-level-properties></text:list-level-style-number></text:list-style>'
        "</office:automatic-styles><office:master-styles>"
        f'<style:master-page style:name="Standard" style:page-layout-name="L"><style:header><text:p text:style-name="H">{HEAD}</text:p>'
        '</style:header><style:footer><text:p text:style-name="H"><text:page-number text:select-page="current"/> / <text:page-count/></text:p>'
        "</style:footer></style:master-page></office:master-styles><office:body><office:text>",
    ]
    for at, (kind, first, *rest) in enumerate(blocks):
        if kind == "table":
            parts.append(table(first, rest[0], at))
        elif kind == "note":
            parts.append(
                f'<text:p text:style-name="Standard">{first}<text:note text:id="n{at}" text:note-class="footnote">'
                f'<text:note-citation text:label="{rest[0]}">{rest[0]}</text:note-citation><text:note-body>'
                f'<text:p text:style-name="H">{rest[1]}</text:p></text:note-body></text:note></text:p>'
            )
        elif kind == "ruby":
            inner = "".join(
                f"<text:ruby><text:ruby-base>{base}</text:ruby-base><text:ruby-text>{up}</text:ruby-text></text:ruby>" if up else base
                for base, up in first
            )
            parts.append(f'<text:p text:style-name="Standard">{inner}</text:p>')
        else:
            style = {"title": "T", "chapter": "C"}.get(kind, f"I{rest[0] if rest else 0}")
            parts.append(f'<text:p text:style-name="{style}">{html.escape(first)}</text:p>')
    if numbered:
        parts.append('<text:list text:style-name="N">')
        parts += [f'<text:list-item><text:p text:style-name="Standard">{first}</text:p></text:list-item>' for first in NUMBERED]
        parts.append("</text:list>")
    parts.append("</office:text></office:body></office:document>")
    return "".join(parts)


NUMBERED = [f"号の記録は、{what}について作り、五年間保存しなければならない。" for what in ["点検", "教育", "監査", "事故"]]


def table(rows, ruled, at):
    width = max(sum(one[1] if isinstance(one, tuple) else 1 for one in row) for row in rows)
    wide = [
        '<table:table-column table:style-name="Narrow"/><table:table-column table:style-name="Wide"/>'
        if not ruled else f'<table:table-column table:number-columns-repeated="{width}"/>'
    ]
    # Merged cells leave covered ones behind.
    owed = [0] * width
    for row in rows:
        cells, column, rest = [], 0, list(row)
        while column < width:
            if owed[column]:
                owed[column] -= 1
                cells.append("<table:covered-table-cell/>")
                column += 1
                continue
            one = rest.pop(0)
            text, across, down = one if isinstance(one, tuple) else (one, 1, 1)
            cells.append(
                f'<table:table-cell table:style-name="{"Cell" if ruled else "Bare"}" table:number-columns-spanned="{across}"'
                f' table:number-rows-spanned="{down}"><text:p text:style-name="I0">{html.escape(text)}</text:p></table:table-cell>'
            )
            cells += ["<table:covered-table-cell/>"] * (across - 1)
            for covered in range(column, column + across):
                owed[covered] = down - 1
            column += across
        wide.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return f'<table:table table:name="t{at}">{"".join(wide)}</table:table>'


def libreoffice_files(out):
    if not shutil.which("soffice"):
        return
    made = {
        "rules": (rules(161, 16), {}, False),
        "twocol": (rules(162, 18), {"columns": 2}, False),
        "vertical": (rules(163, 12, "kanji"), {"mode": "tb-rl", "width": "29.7cm", "height": "21cm"}, False),
        "tables": (tables(164), {}, False),
        "tagged": (tables(165), {}, True),
        "misc": (misc(166), {}, False),
        "roles": (roles(167), {}, False),
        "rolestagged": (roles(168), {}, True),
        "lines": (rules(169, 14), {"lines": True}, False),
        "numbered": (rules(170, 6), {"numbered": True}, True),
        "landscape": (tables(171), {"width": "29.7cm", "height": "21cm"}, False),
    }
    for tagged in [False, True]:
        sources = []
        for name, (blocks, given, tags) in made.items():
            if tags == tagged:
                sources.append(out / f"lo_{name}.fodt")
                sources[-1].write_text(flat(blocks, **given), encoding="utf-8")
        options = '{"UseTaggedPDF":{"type":"boolean","value":"%s"}}' % ("true" if tagged else "false")
        subprocess.run(
            ["soffice", "--headless", "--convert-to", f"pdf:writer_pdf_Export:{options}", "--outdir", str(out), *map(str, sources)],
            check=False, capture_output=True, timeout=300,
        )
        for source in sources:
            source.unlink()
    for name, (blocks, given, _) in made.items():
        if given.get("numbered"):
            blocks = blocks + [("p", f"第{at} {text}", 0) for at, text in enumerate(NUMBERED, 1)]
        keep(out, f"lo_{name}", blocks, [HEAD])


# --- tools that rewrite what others made -------------------------------------------------------------------------


# Not all: Ghostscript forgets what the glyphs of fonts without names mean.
REWRITTEN = ["weasy_tables", "chrome_misc", "lo_vertical", "lo_misc", "lo_tables", "typst_twocol", "typst_tables"]


def rewritten_files(out):
    """The same pages after Ghostscript, cairo, qpdf and MuPDF."""
    def run(*command):
        if shutil.which(command[0]):
            subprocess.run(list(map(str, command)), check=False, capture_output=True, timeout=180)

    def like(source, target):
        if (out / f"{target}.pdf").exists():
            for kind in ["txt", "aside"]:
                if (out / f"{source}.{kind}").exists():
                    shutil.copy(out / f"{source}.{kind}", out / f"{target}.{kind}")

    for source in REWRITTEN:
        base = out / f"{source}.pdf"
        if not base.exists():
            continue
        run("gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", f"-sOutputFile={out}/gs_{source}.pdf", base)
        run("pdftocairo", "-pdf", base, out / f"cairo_{source}.pdf")
        like(source, f"gs_{source}")
        like(source, f"cairo_{source}")
    base = out / "lo_rules.pdf"
    weak = ["--allow-weak-crypto", "--encrypt", "", "owner"]
    for name, options in {
        "linear": ["--linearize"],
        "objstm": ["--object-streams=generate", "--recompress-flate"],
        "qdf": ["--qdf", "--object-streams=disable"],
        "rc4_40": [*weak, "40", "--"],
        "rc4_128": [*weak, "128", "--use-aes=n", "--"],
        "aes_128": [*weak, "128", "--use-aes=y", "--"],
        "aes_256": ["--encrypt", "", "owner", "256", "--"],
        "cleartext": [*weak, "128", "--use-aes=y", "--cleartext-metadata", "--"],
        "rotated": ["--rotate=+90", "--coalesce-contents"],
    }.items():
        run("qpdf", *options, base, out / f"qpdf_{name}.pdf")
        like("lo_rules", f"qpdf_{name}")
    try:
        import pymupdf
    except ImportError:
        return
    with pymupdf.open(out / "chrome_tables.pdf") as file:
        file.save(out / "mutool_clean.pdf", garbage=4, deflate=True, clean=True)
    like("chrome_tables", "mutool_clean")


if __name__ == "__main__":
    import sys

    place = pathlib.Path(sys.argv[1])
    place.mkdir(parents=True, exist_ok=True)
    libreoffice_files(place)
    rewritten_files(place)
