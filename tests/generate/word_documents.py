"""Makes DOCX fixtures with truth: the truth is written down beside each paragraph, not read back from the file.

    python3 word_documents.py FOLDER

Needs python-docx. Where LibreOffice is installed, it saves the documents again: another producer's markup of the same words, with
the same truth.

NAME.truth.txt: KIND, LABEL, TEXT, FEATURE per visible paragraph in document order, separated by TAB; KIND `absent` is
text that nobody sees. Foot- and endnotes stand at the end.
"""

import pathlib
import shutil
import subprocess
import sys

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn


class Maker:
    """A document and its truth, which grow together."""

    def __init__(self):
        self.document = docx.Document()
        self.truth = []
        self.lists = 100

    def seen(self, kind, label, text, feature):
        self.truth.append((kind, label, text, feature))

    def paragraph(self, text, feature, label="", num=None, level=0, style=None, within=None):
        paragraph = (within or self.document).add_paragraph(text, style=style)
        if num is not None:
            props = paragraph._p.get_or_add_pPr()
            props.append(parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'))
        self.seen("cell" if within is not None else "body", label, text, feature)
        return paragraph

    def list(self, *levels):
        """A list; a level is (format, text, further markup)."""
        self.lists += 1
        part = self.document.part.numbering_part.element
        markup = "".join(
            f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/>{more}'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
            for index, (fmt, text, more) in enumerate(levels))
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{self.lists}">'
            f'<w:multiLevelType w:val="multilevel"/>{markup}</w:abstractNum>')
        part.insert(0, abstract)
        part.append(parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{self.lists}"><w:abstractNumId w:val="{self.lists}"/></w:num>'))
        return self.lists

    def restarted(self, num, level=0, start=1):
        """Another list of the same definition that begins again."""
        self.lists += 1
        self.document.part.numbering_part.element.append(parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{self.lists}"><w:abstractNumId w:val="{num}"/>'
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'))
        return self.lists


def regulation(maker):
    """Chapters, articles that go on through them, paragraphs from 2, items, sub-items."""
    space, through = '<w:suff w:val="space"/>', '<w:lvlRestart w:val="0"/>'
    num = maker.list(
        ("decimalFullWidth", "第%1章", space), ("decimal", "第%2条", through + space),
        ("decimalFullWidth", "%3", space), ("japaneseCounting", "%4", space), ("aiueoFullWidth", "%5", space))
    maker.document.part.numbering_part.element.find(qn("w:abstractNum")).findall(qn("w:lvl"))[2].find(
        qn("w:start")).set(qn("w:val"), "2")
    article = 0
    for chapter, title in enumerate(["総則", "組織", "利用者"], 1):
        full = "０１２３４５６７８９"[chapter]
        maker.paragraph(title, "chapter", f"第{full}章", num, 0)
        for words in ["目的を定める。", "責任者を置く。"]:
            article += 1
            maker.paragraph(words, "article", f"第{article}条", num, 1)
            maker.paragraph("前項の者は、次の職務を行う。", "paragraph from 2", "２", num, 2)
            for label, item in zip("一二", ["台帳の整備", "記録の保管"]):
                maker.paragraph(item, "item", label, num, 3)
            for label, item in zip("アイ", ["紙の台帳", "電子の台帳"]):
                maker.paragraph(item, "sub-item", label, num, 4)
    circle = maker.list(("decimalEnclosedCircle", "%1", '<w:suff w:val="nothing"/>'))
    for label, words in zip("①②", ["鍵の管理", "入室の記録"]):
        maker.paragraph(words, "circle", label, circle)
    again = maker.restarted(circle)
    for label, words in zip("①②", ["再び鍵の管理", "再び入室の記録"]):
        maker.paragraph(words, "restart", label, again)


def tables(maker):
    """Merged, nested and numbered cells."""
    maker.paragraph("別表第１　職務の分担", "title")
    table = maker.document.add_table(rows=3, cols=3)
    rows = [["区分", "職務", "備考"], ["責任者", "統括", "院長が任命する"], ["責任者の続き", "点検", "毎月行う"]]
    table.cell(1, 0).merge(table.cell(2, 0))
    for y, row in enumerate(rows):
        for x, words in enumerate(row):
            if (y, x) == (2, 0):
                continue
            table.cell(y, x).paragraphs[0].text = words
            maker.seen("cell", "", words, "cell")
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f'<w:tblHeader {nsdecls("w")}/>'))
    maker.paragraph("表の後の文。", "after table")
    outer = maker.document.add_table(rows=1, cols=2)
    outer.cell(0, 0).paragraphs[0].text = "外側の欄"
    maker.seen("cell", "", "外側の欄", "outer cell")
    inner = outer.cell(0, 0).add_table(rows=1, cols=2)
    for x, words in enumerate(["内側の左", "内側の右"]):
        inner.cell(0, x).paragraphs[0].text = words
        maker.seen("cell", "", words, "nested cell")
    num = maker.list(("decimal", "(%1)", '<w:suff w:val="space"/>'))
    cell = outer.cell(0, 1)
    cell._tc.remove(cell.paragraphs[0]._p)
    for label, words in [("(1)", "欄の中の第一項"), ("(2)", "欄の中の第二項")]:
        maker.paragraph(words, "numbered cell", label, num, within=cell)


def runs(maker):
    """Breaks, tabs, hidden words, changes, ruby, fields."""
    def raw(markup, text, feature, absent=()):
        body = maker.document.element.body
        body.insert(len(body) - 1, parse_xml(f'<w:p {nsdecls("w")}>{markup}</w:p>'))
        maker.seen("body", "", text, feature)
        for words in absent:
            maker.seen("absent", "", words, feature)
    def t(words, props=""):
        return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'
    raw(t("前段") + "<w:r><w:br/></w:r>" + t("後段") + "<w:r><w:tab/></w:r>" + t("末尾"), "前段\\n後段\\t末尾", "break, tab")
    raw(t("見える文") + t("見えない文", "<w:vanish/>"), "見える文", "hidden", ["見えない文"])
    raw(t("保存は") + '<w:del w:id="9" w:author="a" w:date="2026-01-05T00:00:00Z"><w:r><w:delText>旧い期間</w:delText></w:r></w:del>'
        + '<w:ins w:id="8" w:author="a" w:date="2026-01-05T00:00:00Z">' + t("五年") + "</w:ins>" + t("とする。"),
        "保存は五年とする。", "changes", ["旧い期間"])
    raw('<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>しんせいせい</w:t></w:r></w:rt><w:rubyBase>' + t("真正性")
        + "</w:rubyBase></w:ruby></w:r>" + t("を保つ。"), "真正性を保つ。", "ruby", ["しんせいせい"])
    raw('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> AUTHOR 作成者の欄 </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + t("院長") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        + t("が定める。"), "院長が定める。", "field", ["作成者の欄"])
    raw("<w:smartTag w:element=\"x\">" + t("札の中") + "</w:smartTag>" + t("と外"), "札の中と外", "smartTag")


def write(folder, name, make):
    maker = Maker()
    make(maker)
    path = folder / f"{name}.docx"
    maker.document.save(path)
    lines = "".join("\t".join(line) + "\n" for line in maker.truth)
    path.with_suffix(".truth.txt").write_text(lines, encoding="utf-8")
    return path


def save_again(path, folder):
    """The same document as LibreOffice writes it."""
    work = folder / "again"
    work.mkdir(exist_ok=True)
    command = ["soffice", "--headless", "--convert-to", "docx", "--outdir", str(work), str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    again = folder / f"{path.stem}_libreoffice.docx"
    shutil.move(work / path.name, again)
    work.rmdir()
    shutil.copy(path.with_suffix(".truth.txt"), again.with_suffix(".truth.txt"))


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for make in (regulation, tables, runs):
        path = write(folder, make.__name__, make)
        # LibreOffice does not keep w:lvlRestart, so that its articles would begin again in each chapter.
        if make is not regulation and shutil.which("soffice"):
            save_again(path, folder)


if __name__ == "__main__":
    main()
