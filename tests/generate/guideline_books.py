#!/usr/bin/env python3
"""Makes guideline books in the layout of the official ones, in own words, with their truth beside them.

    python3 tests/generate/guideline_books.py OUT [--all]

Needs reportlab, python-docx, openpyxl, soffice, chromium, Japanese fonts; qpdf, where there is one, makes files smaller. Without --all each book is made by one
producer, as in tests/fixtures/guideline; with --all every book by every producer and layout. Beside `NAME.pdf` stands
`NAME.truth.json`: book, version, and for every 【遵守事項】 its section and items (group, number, text). The texts are the
catalogue's own, made longer by fixed rules; gaps in its numbers are filled with made-up items. Same seed, same text.
"""

import argparse
import html
import json
import pathlib
import random
import re
import shutil
import subprocess
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HEAD = "医療情報システムの安全管理に関するガイドライン　第{version}版　{book}"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚"
KANA = "アイウエオカキク"
THINGS = ["対象となる機器の名称及び設置場所", "担当者の氏名と連絡先", "作業の日時と内容", "利用を認める期間",
          "異常があったときの連絡の順序", "記録を保存する場所と年限", "確認した者の署名", "復旧の手順"]
DEEDS = ["鍵のかかる場所に置き、持ち出すときは記録すること。", "作業のたびに二人で確認すること。",
         "結果を書面に残し、責任者の確認を受けること。", "使わなくなったものは速やかに取り外すこと。"]
LONGER = ["その際には、診療への影響の大きさ、扱う情報の量と性質、代わりの手段の有無を考え合わせ、優先する順序を定めておくこと。",
          "この取扱いは、委託先、派遣の職員、実習の学生その他院内で情報に触れるすべての者に及ぶことに留意すること。",
          "作業の記録は、後から第三者が確かめられるよう、日時、作業者、対象及び結果が分かる形で残し、改ざんを防ぐ措置を採ること。"]
NOTES = ["なお、小規模な機関では、一人が複数の役割を兼ねても差し支えない。", "ただし、緊急を要する場合は、事後の報告によることができる。"]
EXPLAIN = ["医療機関等では、多くの職種の者が同じ端末を使うため、誰がいつ何をしたかを後から確かめられることが重要である。",
           "ここでいう措置は、機関の規模、扱う情報の性質及び利用するサービスの形態に応じて選ぶものであり、一律の方法を求めるものではない。",
           "例えば、院内に機器を置く場合と外部のサービスを使う場合とでは、機関が自ら行う範囲と事業者に委ねる範囲が異なる。",
           "担当者が替わっても同じ水準を保てるよう、手順は文書にし、年度の初めに見直すことが望ましい。"]
SUBHEADS = ["考え方", "実施に当たっての留意点", "関係者の役割"]
# No two made-up items are alike, as in a real book.
FILLERS = [f"{where}では、{what}、{how}" for how in ["その結果を月ごとに確かめること。", "手順を書面にして掲げること。"] for where, what in zip(
    ["停電の際", "来訪者が区画に入るとき", "院内の時刻がずれたとき", "共用の印刷装置", "夜間の当直", "検査室の端末", "健診車の中", "訪問先",
     "図書室の端末", "災害用の倉庫", "売店の回線", "院外の会議"],
    ["電源を切り替える順序を定め", "名札を貸し出して職員が付き添い", "基準の時計に合わせ", "利用者が操作したときにだけ印刷し",
     "連絡の順番を決め", "画面を通路から見えない向きに置き", "車内の機器を固定し", "鍵の受渡しを記録し", "閲覧の時間を限り",
     "予備の機器を封印し", "診療の回線と分け", "持ち出す資料に番号を振り"])]
CONTRACTED = [
    ("1", "この編の対象と読み方", ["この編の対象に当たるかどうかを、契約書、約款又は合意書の記載によって確かめ、その根拠を保管すること。",
                               "対象に当たらなくなったときは、ほかの編に沿って措置を見直すこと。"]),
    ("2", "管理者の役割", ["管理者は、更新の作業を委ねた相手の名称と連絡先を把握し、院内に掲示すること。",
                        "管理者は、年に一度、委ねた作業の報告を受け、未了の作業があれば期限を定めて完了を求めること。",
                        "管理者は、職員に対し、見慣れない表示が出たときは操作を止めて知らせるよう周知すること。"]),
    ("9", "利用者の認証", ["利用者ごとに識別符号を割り当て、共用しないこと。",
                        "退職した者の識別符号は、その日のうちに使えなくすること。",
                        "推測されやすい合い言葉を使わせず、ほかのサービスと同じものを使わせないこと。",
                        "端末で診療の業務に使うアプリケーションへのログインは、所定の期日までに二つの要素によるものとすること。できないときは、更新の際に対応できる事業者を選ぶこと。",
                        "院内に置いたサーバの基本ソフトへのログインについても、④と同様とすること。"]),
    ("10", "事業者からの情報の提供", ["事業者から、対策の状況を示す所定の書面を受け取り、すべての項目を確かめること。",
                                "対策がないと示された項目については、影響を評価し、その結果を説明できるようにしておくこと。"]),
]


def catalogue(book):
    path = ROOT / "corpus/guidelines/mhlw-6.0" / f"{book}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def longer(chance, text, number, last):
    """The text of an item with what official items have: sub-lists, references to others, afterthoughts."""
    text = re.sub(r"。$", "", text)
    text += "。" if text.endswith(("こと", "る", "い", "む", "う", "す", "く", "つ", "ぶ", "ぬ")) else "こと。"
    kind = chance.randrange(9)
    if kind == 0 and last >= 2:
        other = CIRCLED[0] if number != 1 else CIRCLED[1]
        return text + f"{other}の措置を行う場合には、{CIRCLED[0]}及び{CIRCLED[1]}との整合を図ること。"
    if kind == 1 and number > 2:
        return f"{CIRCLED[0]}から{CIRCLED[number - 2]}までの措置について、" + text
    if kind in (2, 3, 4):
        marks = [[f"{k} " for k in KANA], [f"{c}) " for c in "abcdefgh"], ["・"] * 8][kind - 2]
        lines = chance.sample(THINGS, chance.randint(2, 4)) if kind != 3 else chance.sample(DEEDS, chance.randint(2, 3))
        return text + "記録には次の事項を含めること。" * (kind != 3) + "次のとおりとすること。" * (kind == 3) + "".join(
            f"\n{mark}{line}" for mark, line in zip(marks, lines)
        )
    if kind == 5:
        return text + "".join(chance.sample(LONGER, 2))
    if kind == 6:
        return text + "\n" + chance.choice(NOTES)
    return text


def book(name, version="7.0", seed=7):
    """A book: its title and its chapters with 【遵守事項】."""
    chance = random.Random(f"{seed}-{name}")
    fillers = iter(FILLERS)
    if name == "contracted":
        title, sections = "保守委託機関編", [
            {"number": n, "title": t, "items": [{"group": None, "item": i, "text": x} for i, x in enumerate(items, 1)]}
            for n, t, items in CONTRACTED
        ]
        return {"book": title, "version": version, "sections": sections}
    source = catalogue(name)
    sections = []
    for section in source["section"]:
        items = [r for r in source["requirement"] if r["section"] == section["number"] and r["item"] > 0]
        groups = {}
        for r in items:
            head = re.match(r"^（([^）]+)）", r["text"]) if re.search(r"-[a-z]\d", r["id"]) else None
            text = r["text"][head.end():] if head else r["text"]
            groups.setdefault(head.group(1) if head else None, {}).setdefault(r["item"], text)
        made = []
        for group, texts in groups.items():
            last = max(texts)
            for number in range(1, last + 1):
                text = texts.get(number) or next(fillers)
                made.append({"group": group, "item": number, "text": longer(chance, text, number, last)})
        if made:
            sections.append({"number": section["number"], "title": section["title"], "items": made})
    return {"book": source["book_title"], "version": version, "sections": sections}


def flow(made, chance):
    """The book as a run of (kind, text) in print order; a group of items is one `box`."""
    yield "cover", f"医療情報システムの安全管理に関するガイドライン\n第{made['version']}版\n{made['book']}\n令和８年６月\n厚生労働省"
    yield "contents", [(s["number"], s["title"]) for s in made["sections"]]
    chapter = None
    for section in made["sections"]:
        top = section["number"].split(".")[0]
        if "." in section["number"] and top != chapter:
            yield "chapter", f"{top}．{TOPS.get(top, '安全管理')}"
        chapter = top
        number = section["number"] + ("．" if "." not in section["number"] else "　")
        yield "heading", number + section["title"]
        yield "box", section["items"]
        for at in range(chance.randint(2, 4)):
            if at == 1:
                yield "subheading", f"{section['number']}.{at}　{chance.choice(SUBHEADS)}"
            yield "explain", ("○ " if chance.random() < 0.4 else "　") + "".join(chance.sample(EXPLAIN, 3))
        if chance.random() < 0.3:
            yield "explain", "　主な方法には次のものがある。"
            for at, thing in enumerate(chance.sample(THINGS, 3)):
                yield "list", f"{CIRCLED[at]} {thing}を定める方法"
        if chance.random() < 0.3:
            yield "table", [["区分", "内容"], ["紙", "施錠して保管する"], ["電子", "暗号化して保管する"]]


TOPS = {"1": "安全管理に関する責任・責務", "2": "リスク評価を踏まえた管理", "3": "安全管理全般（統制、設計、管理等）",
        "4": "安全管理に必要な対策全般", "5": "医療情報システム・サービス事業者との協働"}


def item_lines(items, marked=True):
    """(group head or None, marker, paragraphs) of each item."""
    group = None
    for item in items:
        head = f"＜{item['group']}＞" if item["group"] and item["group"] != group else None
        group = item["group"]
        yield head, CIRCLED[item["item"] - 1], item["text"].split("\n")


# --- ReportLab ---------------------------------------------------------------------------------------------------


def reportlab(path, made, layout):
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    for font in ("HeiseiMin-W3", "HeiseiKakuGo-W5"):
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    style = lambda name, **more: ParagraphStyle(
        name, **{"fontName": "HeiseiMin-W3", "fontSize": 10.5, "leading": 17, "wordWrap": "CJK", **more})
    body, hang = style("b"), style("h", leftIndent=21, firstLineIndent=-10.5)
    sub, head = style("s", leftIndent=31.5, firstLineIndent=-10.5), style("t", fontName="HeiseiKakuGo-W5", fontSize=12,
                                                                          spaceBefore=12, spaceAfter=6)
    gothic = style("g", fontName="HeiseiKakuGo-W5")
    text = lambda words, s: Paragraph(html.escape(words), s)
    story = []
    grid = TableStyle([("BOX", (0, 0), (-1, -1), 0.8, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    for kind, what in flow(made, random.Random(f"flow-{made['book']}")):
        if kind == "cover":
            story += [Spacer(0, 60 * mm)] + [text(line, style("c", alignment=1, fontSize=16, leading=30))
                                             for line in what.split("\n")] + [PageBreak()]
        elif kind == "contents":
            story += [text("目次", head)]
            story += [text(f"{number}．{title}{'…' * 20}{at + 3}", body) for at, (number, title) in enumerate(what)]
            story += [PageBreak()]
        elif kind in ("chapter", "heading"):
            story += [text(what, head)]
        elif kind == "subheading":
            story += [text(what, gothic)]
        elif kind == "box" and layout == "rows":
            rows = [[text("【遵守事項】", gothic), ""]]
            for group, mark, lines in item_lines(what):
                if group:
                    rows.append([text(group, gothic), ""])
                rows.append([text(mark, body), [text(lines[0], body)] + [text(line, hang) for line in lines[1:]]])
            spans = [("SPAN", (0, at), (1, at)) for at, row in enumerate(rows) if row[1] == ""]
            inner = [("LINEBELOW", (0, 0), (-1, -1), 0.4, "black")]
            story += [Table(rows, colWidths=[22, 430], style=TableStyle(grid.getCommands() + spans + inner),
                            splitInRow=1), Spacer(0, 8)]
        elif kind == "box":
            story += [text("【遵守事項】", gothic)]
            for group, mark, lines in item_lines(what):
                if group:
                    story += [text(group, gothic)]
                story += [text(f"{mark} {lines[0]}", hang)] + [
                    text(line, sub if not line.startswith(("なお", "ただし")) else style("n", leftIndent=21))
                    for line in lines[1:]]
            story += [Spacer(0, 8)]
        elif kind == "explain":
            story += [text(what, body)]
        elif kind == "list":
            story += [text(what, hang)]
        else:
            story += [Table(what, style=TableStyle([("GRID", (0, 0), (-1, -1), 0.4, "black"),
                                                    ("FONT", (0, 0), (-1, -1), "HeiseiMin-W3", 10)]))]

    def frame(canvas, document):
        canvas.setFont("HeiseiMin-W3", 8)
        canvas.drawString(25 * mm, 285 * mm, HEAD.format(version=made["version"], book=made["book"]))
        canvas.drawCentredString(105 * mm, 10 * mm, f"- {document.page} -")

    margins = dict(leftMargin=25 * mm, rightMargin=25 * mm, topMargin=22 * mm, bottomMargin=20 * mm)
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1, **margins).build(story, onFirstPage=lambda c, d: None,
                                                                            onLaterPages=frame)


# --- Word, and LibreOffice from it -------------------------------------------------------------------------------


def word(path, made, layout):
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Mm, Pt

    font = "IPAMincho"
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.size, normal.font.name = Pt(10.5), font
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), font)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    page.header.paragraphs[0].text = HEAD.format(version=made["version"], book=made["book"])
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="decimalEnclosedCircle"/><w:suff w:val="tab"/><w:lvlText w:val="%1"/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="420" w:hanging="420"/></w:pPr></w:lvl></w:abstractNum>'))
    lists = [200]

    def new_list():
        lists[0] += 1
        numbering.append(parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{lists[0]}"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="0">'
            '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'))

    def add(holder, text, size=None, bold=False, left=0, hanging=0, centred=False):
        paragraph = holder.add_paragraph()
        run = paragraph.add_run(text)
        run.bold = bold or None
        if size:
            run.font.size = Pt(size)
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.left_indent = Pt(10.5 * left)
        paragraph.paragraph_format.first_line_indent = Pt(-10.5 * hanging)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return paragraph

    for kind, what in flow(made, random.Random(f"flow-{made['book']}")):
        if kind == "cover":
            for line in what.split("\n"):
                add(document, line, size=16, centred=True)
            document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
        elif kind == "contents":
            add(document, "目次", size=12, bold=True)
            for at, (number, title) in enumerate(what):
                add(document, f"{number}．{title}\t{'.' * 30}{at + 3}")
            document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
        elif kind in ("chapter", "heading"):
            document.add_heading(what, level=1 if kind == "chapter" else 2)
        elif kind == "subheading":
            add(document, what, bold=True)
        elif kind == "box":
            holder = document
            if layout == "box":
                table = document.add_table(rows=1, cols=1)
                table.style = "Table Grid"
                holder = table.cell(0, 0)
                holder.paragraphs[0].add_run("【遵守事項】").bold = True
            else:
                add(document, "【遵守事項】", bold=True)
            new_list()
            for group, mark, lines in item_lines(what):
                if group:
                    add(holder, group, bold=True)
                    if mark == CIRCLED[0]:
                        new_list()
                paragraph = add(holder, lines[0], left=2, hanging=2)
                numbered = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                numbered.get_or_add_ilvl().val, numbered.get_or_add_numId().val = 0, lists[0]
                for line in lines[1:]:
                    note = line.startswith(("なお", "ただし"))
                    add(holder, line, left=2 if note else 3, hanging=0 if note else 1)
        elif kind == "explain":
            add(document, what)
        elif kind == "list":
            add(document, what, left=2, hanging=1)
        else:
            table = document.add_table(rows=0, cols=2)
            table.style = "Table Grid"
            for row in what:
                for cell, text in zip(table.add_row().cells, row):
                    cell.text = text
    document.core_properties.author = ""
    document.save(path)


def soffice(source, path):
    subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(source.parent), str(source)],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    path.write_bytes(source.with_suffix(".pdf").read_bytes())


# --- Chromium ----------------------------------------------------------------------------------------------------


def chromium(path, made, layout):
    e = html.escape
    out = []
    for kind, what in flow(made, random.Random(f"flow-{made['book']}")):
        if kind == "cover":
            out.append("<div class=cover>" + "".join(f"<p>{e(line)}</p>" for line in what.split("\n")) + "</div>")
        elif kind == "contents":
            rows = "".join(f"<p class=toc><span>{e(n)}．{e(t)}</span><i></i><span>{at + 3}</span></p>"
                           for at, (n, t) in enumerate(what))
            out.append(f"<div class=cover><h2>目次</h2>{rows}</div>")
        elif kind in ("chapter", "heading"):
            out.append(f"<h{1 if kind == 'chapter' else 2}>{e(what)}</h{1 if kind == 'chapter' else 2}>")
        elif kind == "subheading":
            out.append(f"<h3>{e(what)}</h3>")
        elif kind == "box":
            inner = ["<p><b>【遵守事項】</b></p>"]
            for group, mark, lines in item_lines(what):
                if group:
                    inner.append(f"<p>{e(group)}</p>")
                inner.append(f"<p class=item>{mark} {e(lines[0])}</p>")
                inner += [f"<p class={'note' if x.startswith(('なお', 'ただし')) else 'sub'}>{e(x)}</p>" for x in lines[1:]]
            out.append(f"<div class={layout}>{''.join(inner)}</div>")
        elif kind in ("explain", "list"):
            out.append(f"<p class={kind}>{e(what)}</p>")
        else:
            out.append("<table>" + "".join("<tr>" + "".join(f"<td>{e(c)}</td>" for c in row) + "</tr>" for row in what)
                       + "</table>")
    head = HEAD.format(version=made["version"], book=made["book"])
    page = f"""<!DOCTYPE html><html lang=ja><meta charset=utf-8><style>
@page {{ size: A4; margin: 22mm 25mm; @top-left {{ content: "{head}"; font: 8pt "Noto Serif CJK JP" }}
 @bottom-center {{ content: "- " counter(page) " -"; font: 8pt "Noto Serif CJK JP" }} }}
body {{ font: 10.5pt/1.7 "Noto Serif CJK JP" }} p {{ margin: 0 }} h1,h2 {{ font-size: 13pt }} h3 {{ font-size: 10.5pt }}
.cover {{ break-after: page; font-size: 14pt }} .toc {{ display: flex; font-size: 10.5pt }}
.toc i {{ flex: 1; border-bottom: 1px dotted; margin: 0 4pt }}
.box {{ border: 1px solid; padding: 4pt 6pt; margin: 4pt 0 }} .plain {{ margin: 4pt 0 }}
.item {{ margin-left: 2em; text-indent: -1.5em }} .sub {{ margin-left: 3em; text-indent: -1em }} .note {{ margin-left: 2em }}
.list {{ margin-left: 2em; text-indent: -1em }} table {{ border-collapse: collapse }} td {{ border: 1px solid; padding: 1pt 5pt }}
</style>{''.join(out)}"""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "a.html"
        source.write_text(page, encoding="utf-8")
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                        "--disable-background-networking", f"--user-data-dir={folder}/profile", "--no-pdf-header-footer",
                        f"--print-to-pdf={path}", source.as_uri()],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


# --- the correlation table ---------------------------------------------------------------------------------------


def correlation():
    """Rows of (governance, management, control) as printed, from the catalogue's links."""
    books = ["governance", "management", "control"]
    all_items = {r["id"]: (book, r) for book in books for r in catalogue(book)["requirement"]}
    rows, links = [], []
    for id, (book, r) in all_items.items():
        if book != "governance" or r["item"] == 0 or re.search(r"-[a-z]", id):
            continue
        linked = {b: [] for b in books}
        for other in r.get("related", []):
            if other in all_items and all_items[other][1]["item"] and not re.search(r"-[a-z]|\d[a-z]$", other):
                linked[all_items[other][0]].append(all_items[other][1])
        if not linked["management"]:
            continue
        links.append([id] + [x["id"] for b in books[1:] for x in linked[b]])
        rows.append([f"{r['section']}{CIRCLED[r['item'] - 1]}"] + [cell(linked[b]) for b in books[1:]])
    return rows, links


def cell(items):
    """「11.①②、18.①」"""
    sections = {}
    for item in items:
        sections.setdefault(item["section"], []).append(item["item"])
    return "、".join(f"{s}." + "".join(CIRCLED[i - 1] for i in sorted(set(n))) for s, n in sections.items())


TITLES = ["経営管理編", "企画管理編", "システム運用編"]


def correlation_pdf(path, rows):
    import docx

    document = docx.Document()
    document.add_paragraph("各編間相関表（経営管理編、企画管理編、システム運用編）")
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, TITLES):
        cell.text = text
    for row in rows:
        for cell, text in zip(table.add_row().cells, row):
            cell.text = text
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "a.docx"
        document.save(source)
        soffice(source, path)


def correlation_xlsx(path, rows):
    import openpyxl

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "相関表"
    sheet.append(["各編間相関表"])
    sheet.append(["No."] + TITLES)
    for number, row in enumerate(rows, 1):
        sheet.append([number] + row)
    workbook.save(path)


def make(name, producer, layout, path):
    made = book(name)
    if producer == "reportlab":
        reportlab(path, made, layout)
    elif producer == "chromium":
        chromium(path, made, layout)
    else:
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "a.docx"
            word(source, made, layout)
            if path.suffix == ".docx":
                path.write_bytes(source.read_bytes())
            else:
                soffice(source, path)
    if path.suffix == ".pdf" and shutil.which("qpdf"):
        subprocess.run(["qpdf", "--object-streams=generate", "--recompress-flate", "--compression-level=9",
                        "--replace-input", str(path)], check=True)
    path.with_name(path.stem + ".truth.json").write_text(
        json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(path.name, path.stat().st_size, sum(len(s["items"]) for s in made["sections"]), "items")


BOOKS = ["governance", "management", "control", "contracted"]
ONE_EACH = [("governance", "reportlab", "rows"), ("management", "word", "box"), ("control", "reportlab", "plain"),
            ("contracted", "chromium", "box")]
EVERY = [(b, p, l) for b in BOOKS for p, ls in [("reportlab", ["rows", "plain"]), ("word", ["box", "plain"]),
                                                ("chromium", ["box", "plain"])] for l in ls]

if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("out", type=pathlib.Path)
    options.add_argument("--all", action="store_true")
    options = options.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for name, producer, layout in EVERY if options.all else ONE_EACH:
        stem = f"{name}-{producer}-{layout}" if options.all else name
        make(name, producer, layout, options.out / f"{stem}.pdf")
        if options.all and producer == "word":
            make(name, producer, layout, options.out / f"{stem}-docx.docx")
    rows, links = correlation()
    correlation_pdf(options.out / "correlation.pdf", rows)
    correlation_xlsx(options.out / "correlation.xlsx", rows)
    (options.out / "correlation.truth.json").write_text(json.dumps(links, ensure_ascii=False) + "\n", encoding="utf-8")
