"""Makes PDF files with their truth beside them, for measuring the reader.

    python tests/generate/pdf.py OUT [--committed tests/fixtures/pdf]

Needs: reportlab, weasyprint, pikepdf (pip); fpdf2, typst, PyMuPDF (pip), soffice, chromium, gs, qpdf and pdftocairo
where installed (skipped where not). The producers in pdf_producers.py and pdf_libreoffice.py are called, too.
A truth file holds a paragraph or a table row a line (cells separated by TAB), without running heads and page numbers.
Everything is made from a fixed seed: the same files come out every time, but for the dates that producers write.
"""

import argparse
import pathlib
import random
import shutil
import subprocess
import zlib

import pdf_libreoffice
import pdf_producers

WHO = ["院長", "システム管理者", "運用責任者", "監査責任者", "個人情報保護管理者", "各部門の長"]
WHEN = ["毎年四月に", "異動のあったときは速やかに", "障害が発生したときは直ちに", "委託契約を更新するときは"]
WHAT = ["電子カルテシステムの利用権限", "バックアップ媒体", "遠隔保守の回線", "持出し用の端末", "職員の教育の記録"]
HOW = ["を点検し、その結果を記録する。", "の台帳を更新し、施錠した場所に保管しなければならない。", "について委員会に報告し、承認を受けるものとする。"]
TITLES = ["目的", "適用範囲", "用語の定義", "管理体制", "教育及び訓練", "監査", "非常時の対応", "委託"]


def sentence(rng):
    return f"{rng.choice(WHO)}は、{rng.choice(WHEN)}{rng.choice(WHAT)}{rng.choice(HOW)}"


def regulation(seed, articles=10):
    """Paragraphs of a made-up regulation."""
    rng = random.Random(seed)
    lines = ["医療情報システム運用管理規程"]
    for number in range(1, articles + 1):
        lines.append(f"（{TITLES[number % len(TITLES)]}）")
        lines.append(f"第{number}条　{sentence(rng)}{sentence(rng)}")
        for paragraph in range(2, rng.randint(2, 4)):
            lines.append(f"{paragraph}　{sentence(rng)}{sentence(rng) if rng.random() < 0.5 else ''}")
        if number % 3 == 0:
            lines.append(f"{paragraph + 1 if number % 2 else 2}　前項の記録には、次に掲げる事項を含める。")
            for item in range(1, 4):
                lines.append(f"（{item}）{rng.choice(WHAT)}に関する事項")
    return lines


TABLE = [
    ["区分", "担当", "点検の頻度"],
    ["サーバ室", "情報システム室", "毎日"],
    ["端末", "各部門の利用責任者", "毎月一回"],
    ["媒体", "事務部", "年二回"],
]


def save(out, name, data, lines):
    (out / f"{name}.pdf").write_bytes(data)
    (out / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


# --- a raw writer: every encoding that a producer may choose -----------------------------------------------------


class Raw:
    """Writes PDF objects by hand."""

    def __init__(self):
        self.objects = []

    def add(self, body):
        self.objects.append(body if isinstance(body, bytes) else body.encode("latin-1"))
        return len(self.objects)

    def stream(self, data, extra=""):
        packed = zlib.compress(data)
        head = f"<< {extra} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode("latin-1")
        return self.add(head + packed + b"\nendstream")

    def write(self, root):
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(self.objects, 1):
            offsets.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode()
        for offset in offsets:
            out += f"{offset:010} 00000 n \n".encode()
        out += f"trailer\n<< /Size {len(offsets) + 1} /Root {root} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
        return bytes(out)


ENCODINGS = {
    "90ms-RKSJ-H": lambda text: text.encode("cp932"),
    "90msp-RKSJ-H": lambda text: text.encode("cp932"),
    "EUC-H": lambda text: text.encode("euc_jp"),
    "H": lambda text: text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}).encode("iso2022_jp").replace(b"\x1b$B", b"").replace(b"\x1b(B", b""),
    "UniJIS-UCS2-H": lambda text: text.encode("utf-16-be"),
    "UniJIS-UTF16-H": lambda text: text.encode("utf-16-be"),
    "UniJIS2004-UTF16-H": lambda text: text.encode("utf-16-be"),
    "UniJIS-UTF8-H": lambda text: text.encode("utf-8"),
    "90ms-RKSJ-V": lambda text: text.encode("cp932"),
    "UniJIS-UTF16-V": lambda text: text.encode("utf-16-be"),
}


def wrap(lines, width):
    """Lines of at most `width` characters; whether each begins a paragraph."""
    for line in lines:
        for at in range(0, len(line), width):
            yield line[at : at + width]


def raw(lines, encoding, *, order=None, rotate=0, per_glyph=False, form=False, heads=True, compress=True):
    """A document in a font that is not embedded, with the predefined CMap `encoding`."""
    encode = ENCODINGS[encoding]
    vertical = encoding.endswith("V")
    pdf = Raw()
    catalog = pdf.add(b"")
    tree = pdf.add(b"")
    descriptor = pdf.add(
        "<< /Type /FontDescriptor /FontName /Ryumin-Light /Flags 6 /FontBBox [0 -120 1000 880] /ItalicAngle 0"
        " /Ascent 880 /Descent -120 /CapHeight 740 /StemV 80 >>"
    )
    descendant = pdf.add(
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Ryumin-Light /DW 1000 /W [1 [500] 231 632 500]"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 6 >>"
        f" /FontDescriptor {descriptor} 0 R >>"
    )
    font = pdf.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light-{encoding} /Encoding /{encoding}"
        f" /DescendantFonts [{descendant} 0 R] >>"
    )
    resources = f"/Font << /F1 {font} 0 R >>"
    rows = list(wrap(lines, 40))
    per_page = 34
    pages = []
    total = (len(rows) + per_page - 1) // per_page
    for page in range(total):
        shown = []
        for at, row in enumerate(rows[page * per_page : (page + 1) * per_page]):
            x, y = (540 - at * 15, 760) if vertical else (70, 760 - at * 20)
            if per_glyph:
                for step, glyph in enumerate(row):
                    place = (x, y - step * 11) if vertical else (x + step * 11, y)
                    shown.append((place, glyph))
            else:
                shown.append(((x, y), row))
        if heads:
            shown.insert(0, ((70, 800), "医療情報システム運用管理規程　第二版"))
            shown.append(((290, 40), f"（{'０１２３４５６７８９'[page + 1]}）"))
        if order is not None:
            order.shuffle(shown)
        size = 11
        content = "".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{encode(text).hex()}> Tj ET\n" for (x, y), text in shown
        ).encode()
        if form:
            inner = pdf.stream(
                content, f"/Type /XObject /Subtype /Form /BBox [0 0 600 850] /Resources << {resources} >>"
            )
            stream = pdf.stream(b"q /X1 Do Q")
            used = f"/XObject << /X1 {inner} 0 R >>"
        else:
            stream = pdf.stream(content)
            used = resources
        box = "[0 0 595 842]"
        pages.append(
            pdf.add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox {box} /Rotate {rotate} /Contents {stream} 0 R"
                f" /Resources << {used} >> >>"
            )
        )
    pdf.objects[catalog - 1] = f"<< /Type /Catalog /Pages {tree} 0 R >>".encode()
    kids = " ".join(f"{page} 0 R" for page in pages)
    pdf.objects[tree - 1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode()
    return pdf.write(catalog)


def raw_files(out):
    for seed, encoding in enumerate(ENCODINGS):
        lines = regulation(seed)
        # In vertical writing a running head lies across; it is tested by the producers that set it.
        save(out, f"raw_{encoding}", raw(lines, encoding, heads=not encoding.endswith("V")), lines)
    lines = regulation(31)
    save(out, "raw_shuffled", raw(lines, "90ms-RKSJ-H", order=random.Random(1)), lines)
    save(out, "raw_glyphs", raw(lines, "90ms-RKSJ-H", per_glyph=True), lines)
    save(out, "raw_glyphs_shuffled", raw(lines, "90ms-RKSJ-H", per_glyph=True, order=random.Random(2)), lines)
    save(out, "raw_form", raw(lines, "UniJIS-UTF16-H", form=True), lines)
    # The page is turned, and so the text of it lies on its side: it reads downward.
    save(out, "raw_rotated", raw(lines, "90ms-RKSJ-H", rotate=90), lines)


# --- producers ---------------------------------------------------------------------------------------------------

CSS = """
@page { size: A4; margin: 25mm 20mm;
  @top-center { content: "みどり坂病院　医療情報システム運用管理規程"; font-size: 8pt }
  @bottom-center { content: counter(page) " / " counter(pages); font-size: 8pt } }
body { font-family: "Noto Serif CJK JP"; font-size: 10.5pt; line-height: 1.6; text-align: justify }
p { margin: 0 } table { border-collapse: collapse; margin: 1em 0 } td { border: 0.5pt solid; padding: 2pt 6pt }
.two { column-count: 2; column-gap: 8mm } .v { writing-mode: vertical-rl }
"""


def html(lines, *, kind="", table=True):
    body = "".join(f"<p>{line}</p>" for line in lines)
    if table:
        rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)
        body += f"<table>{rows}</table><p>附則</p><p>この規程は、令和八年四月一日から施行する。</p>"
    return f"<html lang=ja><meta charset=utf-8><style>{CSS}</style><body class='{kind}'>{body}</body></html>"


def truth(lines, table=True):
    if not table:
        return lines
    return [*lines, *("\t".join(row) for row in TABLE), "附則", "この規程は、令和八年四月一日から施行する。"]


def weasyprint_files(out):
    import weasyprint

    for name, kind, table in [("plain", "", True), ("twocol", "two", False)]:
        lines = regulation(41, 16)
        data = weasyprint.HTML(string=html(lines, kind=kind, table=table)).write_pdf()
        save(out, f"weasy_{name}", data, truth(lines, table))


def chromium_files(out):
    if not shutil.which("chromium"):
        return
    for name, kind, table in [("plain", "", True), ("vertical", "v", False)]:
        lines = regulation(51, 12)
        page = out / f"chrome_{name}.html"
        page.write_text(html(lines, kind=kind, table=table), encoding="utf-8")
        target = out / f"chrome_{name}.pdf"
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
             f"--print-to-pdf={target}", str(page)],
            check=False, capture_output=True, timeout=120,
        )
        page.unlink()
        if target.exists():
            save(out, target.stem, target.read_bytes(), truth(lines, table))


def libreoffice_files(out):
    if not shutil.which("soffice"):
        return
    lines = regulation(61, 14)
    page = out / "lo_plain.html"
    page.write_text(html(lines), encoding="utf-8")
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf:writer_web_pdf_Export", "--outdir", str(out), str(page)],
        check=False, capture_output=True, timeout=180,
    )
    page.unlink()
    if (out / "lo_plain.pdf").exists():
        (out / "lo_plain.txt").write_text("\n".join(truth(lines)) + "\n", encoding="utf-8")


def reportlab_files(out):
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    lines = regulation(71, 14)
    style = ParagraphStyle("ja", fontName="HeiseiMin-W3", fontSize=10.5, leading=17, wordWrap="CJK")
    target = out / "reportlab_cid.pdf"
    SimpleDocTemplate(str(target), pagesize=A4).build([Paragraph(line, style) for line in lines])
    save(out, "reportlab_cid", target.read_bytes(), lines)


def variants(out):
    """The same file as other tools rewrite it, damage it, or lock it."""
    import pikepdf

    lines = regulation(1)
    base = out / "raw_90msp-RKSJ-H.pdf"
    lines = (out / "raw_90msp-RKSJ-H.txt").read_text(encoding="utf-8").splitlines()
    with pikepdf.open(base) as pdf:
        pdf.save(out / "variant_objstm.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
        pdf.save(out / "variant_linear.pdf", linearize=True)
        for name, level, aes in [("rc4", 3, False), ("aes128", 4, True), ("aes256", 6, True)]:
            locked = pikepdf.Encryption(owner="owner", user="", R=level, aes=aes, metadata=aes)
            pdf.save(out / f"variant_{name}.pdf", encryption=locked)
        locked = pikepdf.Encryption(owner="owner", user="secret", R=6)
        pdf.save(out / "locked.pdf", encryption=locked)
    if shutil.which("gs"):
        subprocess.run(
            ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", f"-sOutputFile={out}/variant_gs.pdf",
             str(out / "weasy_plain.pdf")],
            check=False, capture_output=True, timeout=120,
        )
        if (out / "variant_gs.pdf").exists():
            shutil.copy(out / "weasy_plain.txt", out / "variant_gs.txt")
    data = base.read_bytes()
    (out / "variant_noxref.pdf").write_bytes(data[: data.rindex(b"xref\n0")])
    (out / "variant_wrongxref.pdf").write_bytes(data.replace(b"%PDF-1.7\n", b"%PDF-1.7\n%% a line more\n", 1))
    for name in ["objstm", "linear", "rc4", "aes128", "aes256", "noxref", "wrongxref"]:
        if (out / f"variant_{name}.pdf").exists():
            (out / f"variant_{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


COMMITTED = [
    "raw_90ms-RKSJ-H", "raw_EUC-H", "raw_UniJIS2004-UTF16-H", "raw_90ms-RKSJ-V", "raw_shuffled", "raw_glyphs",
    "raw_form", "raw_rotated", "variant_objstm", "variant_rc4", "variant_aes256", "variant_noxref", "reportlab_cid",
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--committed", type=pathlib.Path, help="copy the small part that tests run on here")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for make in [raw_files, weasyprint_files, chromium_files, libreoffice_files, reportlab_files, variants]:
        make(given.out)
    for make in [*pdf_producers.PRODUCERS, pdf_libreoffice.libreoffice_files, pdf_libreoffice.rewritten_files]:
        try:
            make(given.out)
        except ImportError as missing:
            print(f"{make.__name__} skipped: {missing}")
    if given.committed:
        given.committed.mkdir(parents=True, exist_ok=True)
        for name in COMMITTED:
            for kind in ["pdf", "txt"]:
                shutil.copy(given.out / f"{name}.{kind}", given.committed)
        shutil.copy(given.out / "locked.pdf", given.committed)


if __name__ == "__main__":
    main()
