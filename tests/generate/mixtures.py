"""Writes small regulations of odd mixtures of numbering, each as DOCX with automatic numbering and as plain text.

    python3 mixtures.py FOLDER

Beside each provision stands the citation that a reviewer would write, put down by hand. NAME.citations.txt lists them
in order; one that begins with `docx ` is asked of the DOCX alone, because plain text has no tables.
"""

import pathlib
import sys
import zipfile
from xml.sax.saxutils import escape

KANJI = "〇一二三四五六七八九"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
ROMAN = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
IROHA = "イロハニホヘトチリヌルヲ"
AIUEO = "アイウエオカキクケコ"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def kanji(value):
    tens, ones = divmod(value, 10)
    return ("" if tens == 0 else "十" if tens == 1 else KANJI[tens] + "十") + ("" if ones == 0 and tens else KANJI[ones])


FORMATS = {
    "decimal": str,
    "decimalFullWidth": lambda value: str(value).translate(WIDE),
    "japaneseCounting": kanji,
    "upperRoman": lambda value: ROMAN[value],
    "upperLetter": lambda value: chr(64 + value),
    "lowerLetter": lambda value: chr(96 + value),
    "irohaFullWidth": lambda value: IROHA[value - 1],
    "aiueoFullWidth": lambda value: AIUEO[value - 1],
    "decimalEnclosedCircle": lambda value: CIRCLED[value - 1],
    "bullet": lambda value: "",
}


class Regulation:
    """A regulation that is written line by line."""

    def __init__(self, name, **levels):
        self.name = name
        # Each list: its levels as (format, text, start).
        self.lists = levels
        self.counters = {key: {} for key in levels}
        self.body = []
        self.text = []
        self.citations = []

    def cite(self, *citations):
        self.citations.extend(citation for citation in citations if citation)

    def line(self, text, *citations):
        """A paragraph whose number, if any, is typed."""
        self.body.append(f"<w:p><w:r>{words(text)}</w:r></w:p>")
        self.text.append(text)
        self.cite(*citations)

    def auto(self, key, level, text, *citations):
        """A paragraph that is numbered by Word."""
        levels, counters = self.lists[key], self.counters[key]
        for deeper in [each for each in counters if each > level]:
            del counters[deeper]
        for above in range(level):
            counters.setdefault(above, levels[above][2])
        counters[level] = counters[level] + 1 if level in counters else levels[level][2]
        label = levels[level][1]
        for at, (form, _, _) in enumerate(levels):
            label = label.replace(f"%{at + 1}", FORMATS[form](counters.get(at, 0)) if at in counters else "")
        number = list(self.lists).index(key) + 1
        self.body.append(
            f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
            f"<w:r>{words(text)}</w:r></w:p>"
        )
        self.text.append(f"{label}　{text}")
        self.cite(*citations)

    def restart(self, key):
        """The next automatic number of `key` is the first again: a list of its own in Word."""
        again = f"{key}'"
        self.lists[again] = self.lists[key]
        self.counters[again] = {}
        return again

    def table(self, rows, *citations):
        """A table; plain text does not have it."""
        cells = "".join(
            "<w:tr>" + "".join(f"<w:tc><w:p><w:r>{words(cell)}</w:r></w:p></w:tc>" for cell in row) + "</w:tr>"
            for row in rows
        )
        rules = "".join(
            f'<w:{side} w:val="single" w:sz="4"/>' for side in ["top", "left", "bottom", "right", "insideH", "insideV"]
        )
        self.body.append(f"<w:tbl><w:tblPr><w:tblBorders>{rules}</w:tblBorders></w:tblPr>{cells}</w:tbl>")
        self.cite(*(f"docx {citation}" for citation in citations))

    def save(self, folder):
        numbering = "".join(
            f'<w:abstractNum w:abstractNumId="{at}"><w:multiLevelType w:val="multilevel"/>'
            + "".join(
                f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
                f'<w:lvlText w:val="{text}"/></w:lvl>'
                for level, (form, text, start) in enumerate(levels)
            )
            + "</w:abstractNum>"
            for at, levels in enumerate(self.lists.values(), 1)
        ) + "".join(
            f'<w:num w:numId="{at}"><w:abstractNumId w:val="{at}"/></w:num>' for at in range(1, len(self.lists) + 1)
        )
        parts = {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            + "".join(
                f'<Override PartName="/word/{part}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
                f'wordprocessingml.{kind}+xml"/>'
                for part, kind in [("document", "document.main"), ("numbering", "numbering")]
            )
            + "</Types>",
            "_rels/.rels": relations("officeDocument", "word/document.xml"),
            "word/_rels/document.xml.rels": relations("numbering", "numbering.xml"),
            "word/document.xml": root("document", f"<w:body>{''.join(self.body)}</w:body>"),
            "word/numbering.xml": root("numbering", numbering),
        }
        with zipfile.ZipFile(folder / f"{self.name}.docx", "w", zipfile.ZIP_DEFLATED) as package:
            for name, markup in parts.items():
                info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(info, '<?xml version="1.0" encoding="UTF-8"?>' + markup)
        (folder / f"{self.name}.txt").write_text("\n".join(self.text) + "\n", encoding="utf-8")
        (folder / f"{self.name}.citations.txt").write_text("\n".join(self.citations) + "\n", encoding="utf-8")


def words(text):
    return "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\t"))


def root(name, inner):
    return f'<w:{name} xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{inner}</w:{name}>'


def relations(kind, target):
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        "</Relationships>"
    )


def roman():
    """Roman chapters in which 1. begins again; a table of contents with leaders; an appendix."""
    r = Regulation("roman", a=[("upperRoman", "%1．", 1), ("decimalFullWidth", "%2．", 1),
                               ("decimalFullWidth", "（%3）", 1), ("aiueoFullWidth", "%4．", 1)])
    r.line("湊町総合病院　情報安全管理方針")
    r.line("令和７年４月１日　制定")
    r.line("目　次")
    for line in ["Ⅰ．総則……………………１", "Ⅱ．体制……………………２", "Ⅲ．利用……………………４"]:
        r.line(line)
    a = r.auto
    a("a", 0, "総則", "Ⅰ")
    a("a", 1, "目的", "Ⅰ-1")
    r.line("この方針は、患者の情報を守るための考え方を定める。")
    a("a", 1, "対象", "Ⅰ-2")
    a("a", 2, "電子カルテと、これにつながる機器", "Ⅰ-2(1)")
    a("a", 2, "次に掲げる媒体", "Ⅰ-2(2)")
    a("a", 3, "光ディスク", "Ⅰ-2(2)ア")
    a("a", 3, "USBメモリ", "Ⅰ-2(2)イ")
    a("a", 0, "体制", "Ⅱ")
    a("a", 1, "責任者", "Ⅱ-1")
    r.line("院長を総括責任者とし、次の者を置く。")
    a("a", 2, "安全管理責任者　１名", "Ⅱ-1(1)")
    a("a", 2, "監査責任者　１名", "Ⅱ-1(2)")
    a("a", 1, "会議", "Ⅱ-2")
    r.line("安全管理責任者は、３か月に１回、会議を開く。")
    a("a", 0, "利用", "Ⅲ")
    a("a", 1, "持出し", "Ⅲ-1")
    a("a", 2, "情報を持ち出すときは、責任者の許可を得る。", "Ⅲ-1(1)")
    a("a", 2, "２要素による認証を経る。", "Ⅲ-1(2)")
    a("a", 1, "廃棄", "Ⅲ-2")
    r.line("媒体は、読めないようにしてから捨てる。")
    r.line("別表１　保存の年数", "別表1")
    r.table([["記録", "年数"], ["診療録", "５年"], ["操作の記録", "２年"]], "別表1 診療録", "別表1 操作の記録")
    return r


def ordinal():
    """第１ with 1, (1), ア; a heading that was put in later as 第２の２."""
    r = Regulation("ordinal", a=[("decimalFullWidth", "第%1", 1), ("decimalFullWidth", "%2", 1),
                                 ("decimalFullWidth", "（%3）", 1), ("aiueoFullWidth", "%4", 1)])
    r.line("南浜診療所情報システム運用要綱")
    a = r.auto
    a("a", 0, "趣旨", "第1")
    r.line("この要綱は、情報システムの運用に関し必要な事項を定めるものとする。")
    a("a", 0, "管理体制", "第2")
    a("a", 1, "所長は、システム管理者を置くものとする。", "第2の1")
    a("a", 1, "システム管理者は、次に掲げる事務を行うものとする。", "第2の2")
    a("a", 2, "利用者の登録及び抹消", "第2の2(1)")
    a("a", 2, "次に掲げる記録の点検", "第2の2(2)")
    a("a", 3, "利用の記録", "第2の2(2)ア")
    a("a", 3, "保守の記録", "第2の2(2)イ")
    a("a", 1, "前項の点検は、第３の１の報告と併せて行うものとする。", "第2の3")
    a("a", 0, "報告", "第3")
    a("a", 1, "職員は、事故を知ったときは、直ちに報告するものとする。", "第3の1")
    a("a", 1, "報告を受けた者は、２日以内に所長に伝えるものとする。", "第3の2")
    a("a", 0, "教育", "第4")
    r.line("第４の２　訓練", "第4の2")
    r.line("訓練は、年に１回行うものとする。")
    a("a", 0, "雑則", "第5")
    r.line("この要綱に定めるもののほか、必要な事項は、別に定める。")
    r.line("附　則", "附則")
    r.line("この要綱は、令和８年４月１日から施行する。")
    return r


def kanji_commas():
    """一、 with （一） and イロハ, without articles."""
    r = Regulation("kanji_commas", a=[("japaneseCounting", "%1、", 1), ("japaneseCounting", "（%2）", 1),
                                      ("irohaFullWidth", "%3", 1)])
    r.line("個人情報取扱心得")
    r.line("医療法人白鷺会　白鷺医院")
    a = r.auto
    a("a", 0, "基本", "1")
    a("a", 1, "患者の情報は、診療のためにだけ用いること。", "1(1)")
    a("a", 1, "二人以上で確かめること。", "1(2)")
    a("a", 0, "端末の扱い", "2")
    a("a", 1, "次のときは、画面を閉じること。", "2(1)")
    a("a", 2, "席を離れるとき。", "2(1)イ")
    a("a", 2, "来客があるとき。", "2(1)ロ")
    a("a", 2, "終業のとき。", "2(1)ハ")
    a("a", 2, "二階へ移るとき。", "2(1)ニ")
    a("a", 1, "一部の端末は、持ち出してはならない。", "2(2)")
    a("a", 0, "事故のとき", "3")
    r.line("院長に知らせること。")
    return r


def decimal_titles():
    """Decimal numbers whose entries have titles in brackets, with (1) and ① below; a table of duties."""
    r = Regulation("decimal_titles", a=[("decimal", "%1.", 1), ("decimal", "%1.%2", 1), ("decimal", "(%3)", 1),
                                        ("decimalEnclosedCircle", "%4", 1)])
    r.line("クラウドサービス運用管理規程")
    r.line("みどり情報サービス株式会社")
    r.line("改訂履歴")
    r.table([["版", "日付", "内容"], ["第1版", "2024年4月1日", "新規作成"], ["第2版", "2025年10月1日", "2.1を改訂"]])
    a = r.auto
    a("a", 0, "総則", "1")
    a("a", 1, "（目的）本規程は、当社のサービスの運用を定める。", "1.1")
    a("a", 1, "（定義）", "1.2")
    a("a", 2, "契約者　当社と契約した医療機関をいう。", "1.2 (1)")
    a("a", 2, "利用者　契約者の職員をいう。", "1.2 (2)")
    a("a", 0, "運用", "2")
    a("a", 1, "（責任者）当社は、次の者を置く。", "2.1")
    a("a", 2, "運用責任者。次の事務を行う。", "2.1 (1)")
    a("a", 3, "記録の保管", "2.1 (1)①")
    a("a", 3, "2.2の作業の承認", "2.1 (1)②")
    a("a", 2, "監査責任者", "2.1 (2)")
    a("a", 1, "（作業）", "2.2")
    r.line("作業の種類ごとに、次の表のとおりとする。")
    r.table([["作業", "頻度", "担当"], ["バックアップ", "毎日", "運用責任者は、結果を確かめる。"],
             ["復元試験", "年1回", "監査責任者が立ち会う。"]], "表1 バックアップ", "表1 復元試験")
    a("a", 1, "（委託）再委託は、契約者の承諾を得て行う。", "2.3")
    return r


def handbook():
    """A handbook of 1-1-1 with bullets and lists without a lead."""
    r = Regulation("handbook", a=[("decimal", "%1", 1), ("decimal", "%1-%2", 1), ("decimal", "%1-%2-%3", 1)],
                   b=[("bullet", "・", 1)], c=[("decimal", "%1)", 1)], d=[("decimal", "%1)", 1)])
    r.line("訪問看護ステーションすずらん　情報の手引き")
    a = r.auto
    a("a", 0, "はじめに", "1")
    a("a", 1, "ねらい", "1-1")
    r.line("利用者さんの情報を守るための手引きです。")
    a("a", 1, "使う人", "1-2")
    a("b", 0, "看護師", "1-2 段落1")
    a("b", 0, "事務の人", "1-2 段落2")
    a("a", 0, "毎日の仕事", "2")
    a("a", 1, "タブレット", "2-1")
    a("a", 2, "持ち出すとき", "2-1-1")
    a("c", 0, "持ち出し簿に書きます。", "2-1-1(1)")
    a("c", 0, "2-1-2のとおりに鍵をかけます。", "2-1-1(2)")
    a("a", 2, "帰ってきたとき", "2-1-2")
    r.line("箱に入れて鍵をかけます。")
    a("a", 1, "パスワード", "2-2")
    a("d", 0, "13文字以上にします。", "2-2(1)")
    a("d", 0, "2人で同じものを使いません。", "2-2(2)")
    a("a", 0, "困ったとき", "3")
    r.line("3-1-1や3-1-2の連絡先に電話します。")
    return r


def instruction():
    """A 訓令 in kanji numerals with 第九条の二, several 附則, 別表 and 様式."""
    r = Regulation("instruction", i=[("japaneseCounting", "%1", 1), ("irohaFullWidth", "%2", 1),
                                     ("decimal", "(%3)", 1)], j=[("japaneseCounting", "%1", 1)],
                   p=[("decimalFullWidth", "%1", 2)], q=[("decimalFullWidth", "%1", 2)],
                   s=[("decimalFullWidth", "%1", 1)])
    r.line("○潮見市立病院情報システム管理規程")
    r.line("平成三十年三月三十日")
    r.line("病院事業訓令第七号")
    r.line("第一章　総則", "第1章")
    r.line("（趣旨）")
    r.line("第一条　この訓令は、情報システムの管理に関し必要な事項を定めるものとする。", "第1条")
    r.line("（定義）")
    r.line("第二条　この訓令において、次の各号に掲げる用語の意義は、当該各号に定めるところによる。", "第2条")
    a = r.auto
    a("i", 0, "情報資産　次に掲げるものをいう。", "第2条第1号")
    a("i", 1, "データ", "第2条第1号イ")
    a("i", 1, "機器であって次のもの", "第2条第1号ロ")
    a("i", 2, "サーバ", "第2条第1号ロ(1)")
    a("i", 2, "端末", "第2条第1号ロ(2)")
    a("i", 0, "部局　条例第三条に規定する部をいう。", "第2条第2号")
    r.line("第二章　管理", "第2章")
    r.line("第一節　体制", "第2章第1節")
    r.line("（責任者）")
    r.line("第三条　病院に、総括管理者を置く。", "第3条")
    a("p", 0, "総括管理者は、副院長をもって充てる。", "第3条第2項")
    a("p", 0, "総括管理者は、第九条の二の規定による報告を受ける。", "第3条第3項")
    r.line("第四条から第八条まで　削除", "第4条", "第5条", "第6条", "第7条", "第8条")
    r.line("第二節　事故", "第2章第2節")
    r.line("（報告）")
    r.line("第九条　職員は、事故を知ったときは、総括管理者に報告しなければならない。", "第9条")
    r.line("（訓練）")
    r.line("第九条の二　総括管理者は、次の訓練を行う。", "第9条の2")
    a("j", 0, "通報の訓練", "第9条の2第1号")
    a("j", 0, "復旧の訓練", "第9条の2第2号")
    a("q", 0, "前項の訓練は、毎年一回以上行う。", "第9条の2第2項")
    r.line("（令二病管訓令三・追加）")
    r.line("第十条　この訓令の施行に関し必要な事項は、別に定める。", "第10条")
    r.line("附　則", "附則")
    a("s", 0, "この訓令は、平成三十年四月一日から施行する。", "附則第1項")
    a("s", 0, "従前の規程は、廃止する。", "附則第2項")
    r.line("附　則（令和二年三月三十一日病院事業訓令第三号）", "附則（令和2年3月31日病院事業訓令第3号）")
    r.line("この訓令は、令和二年四月一日から施行する。")
    r.line("別表第一（第三条関係）", "別表第1")
    r.table([["職", "役割"], ["副院長", "総括管理者"], ["事務長", "副管理者"]], "別表第1 副院長", "別表第1 事務長")
    r.line("様式第一号（第九条関係）", "様式第1号")
    r.line("事故報告書")
    r.line("１　発生の日時")
    return r


def on_the_line():
    """Titles behind the number on its line; items without a lead; ア． and a)."""
    r = Regulation("on_the_line", a=[("decimalFullWidth", "第%1条", 1), ("decimalFullWidth", "%2", 2),
                                     ("decimalFullWidth", "（%3）", 1), ("aiueoFullWidth", "%4．", 1)],
                   b=[("decimalFullWidth", "（%1）", 1), ("lowerLetter", "%2)", 1)])
    r.line("医療法人若葉会　若葉クリニック　運用管理規程")
    r.line("第１章　総則", "第1章")
    a = r.auto
    a("a", 0, "（目的）この規程は、当院の電子カルテの運用を定める。", "第1条")
    a("a", 0, "（管理者の責務）", "第2条")
    a("b", 0, "利用者を登録すること。", "第2条第1号")
    a("b", 0, "次の台帳を備えること。", "第2条第2号")
    a("b", 1, "端末の台帳", "第2条第2号a")
    a("b", 1, "媒体の台帳", "第2条第2号b")
    r.line("第２章　利用", "第2章")
    a("a", 0, "（利用者の責務）利用者は、次のことを守る。", "第3条")
    a("a", 2, "識別符号を他人に教えないこと。", "第3条第1号")
    a("a", 2, "退席するときは、次のいずれかを行うこと。", "第3条第2号")
    a("a", 3, "ログオフ", "第3条第2号ア")
    a("a", 3, "画面のロック", "第3条第2号イ")
    r.line("２　利用者は、前項に反する者を見たときは、管理者に知らせる。", "第3条第2項")
    a("a", 0, "（罰則）この規程に違反した者は、就業規則第３０条により処分する。", "第4条")
    r.line("附則", "附則")
    r.line("１．この規程は、２０２５年１０月１日から施行する。", "附則第1項")
    r.line("２．第２条（２）の台帳は、当分の間、紙によることができる。", "附則第2項")
    return r


def two_documents():
    """A 規程 with a table of contents, and its 細則 in the same file, then a 別紙."""
    r = Regulation("two_documents", a=[("decimal", "第%1条", 1), ("decimal", "%2", 2), ("decimal", "(%3)", 1)],
                   b=[("decimal", "第%1条", 1), ("decimal", "%2", 2), ("decimal", "(%3)", 1)])
    r.line("北辰大学病院医療情報システム運用管理規程")
    r.line("目次")
    for line in ["第1章　総則（第1条・第2条）", "第2章　管理（第3条―第5条）", "附則"]:
        r.line(line)
    a = r.auto
    r.line("第1章　総則", "第1章")
    r.line("（目的）")
    a("a", 0, "この規程は、医療情報システムの運用について定める。", "第1条")
    r.line("（適用）")
    a("a", 0, "この規程は、全ての職員に適用する。", "第2条")
    r.line("第2章　管理", "第2章")
    r.line("（管理者）")
    a("a", 0, "病院に、システム管理者を置く。", "第3条")
    a("a", 1, "システム管理者は、情報部長をもって充てる。", "第3条第2項")
    r.line("（監査）")
    a("a", 0, "監査は、毎年1回行う。", "第4条")
    r.line("（委任）")
    a("a", 0, "この規程に定めるもののほか、必要な事項は、細則で定める。", "第5条")
    r.line("附則", "附則")
    r.line("この規程は、令和6年4月1日から施行する。")
    r.line("北辰大学病院医療情報システム運用管理細則", "細則")
    r.line("（趣旨）")
    a("b", 0, "この細則は、運用管理規程第5条の規定に基づき、必要な事項を定める。", "細則第1条")
    r.line("（登録）")
    a("b", 0, "利用者の登録は、次により行う。", "細則第2条")
    a("b", 2, "所属長が申請すること。", "細則第2条第1号")
    a("b", 2, "システム管理者が承認すること。", "細則第2条第2号")
    r.line("２　登録は、退職の日に抹消する。", "細則第2条第2項")
    r.line("附則", "細則附則")
    r.line("この細則は、令和6年4月1日から施行する。")
    r.line("別紙1　連絡網", "別紙1")
    r.line("情報部長　内線100")
    return r


def duties_in_tables():
    """Articles that leave their duties to tables: numbered rows, a merged look of roles."""
    r = Regulation("duties_in_tables", a=[("decimal", "第%1条", 1), ("decimal", "%2.", 1)],
                   b=[("decimalEnclosedCircle", "%1", 1)])
    r.line("さくら薬局グループ　情報セキュリティ規程　第3.2版")
    a = r.auto
    a("a", 0, "目的", "第1条")
    a("a", 1, "この規程は、薬局の情報を守るために定める。", "第1条第1項")
    a("a", 1, "対象は、全ての店舗とする。", "第1条第2項")
    a("a", 0, "役割", "第2条")
    a("a", 1, "役割と責任は、次の表のとおりとする。", "第2条第1項")
    r.table([["No.", "役割", "責任"], ["1", "本部長", "全体を統括する。"], ["2", "店長", "店舗の端末を管理する。"]],
            "表1 1", "表1 2")
    a("a", 1, "本部長は、次の事項を承認する。", "第2条第2項")
    a("b", 0, "機器の購入", "第2条第2項第1号")
    a("b", 0, "外部への委託", "第2条第2項第2号")
    a("a", 0, "点検", "第3条")
    a("a", 1, "点検は、次の表により行う。", "第3条第1項")
    r.table([["対象", "頻度", "実施者"], ["端末", "毎月", "店長"], ["通信機器", "毎年", "本部"]],
            "表2 端末", "表2 通信機器")
    a("a", 0, "改廃", "第4条")
    r.line("この規程の改廃は、本部長が決める。")
    r.line("附則", "附則")
    r.line("2024年4月1日　制定")
    r.line("2025年4月1日　改訂")
    return r


def letters():
    """A., A-1, (a): what houses with models from abroad write; a preamble before it."""
    r = Regulation("letters", a=[("upperLetter", "%1.", 1), ("decimal", "%1-%2", 1), ("decimal", "%3)", 1),
                                 ("lowerLetter", "(%4)", 1)])
    r.line("東都国際病院　ICT利用規程")
    r.line("当院は、患者の信頼に応えるため、この規程を定める。")
    a = r.auto
    a("a", 0, "総則", "A")
    a("a", 1, "目的", "A-1")
    r.line("ICTの利用の決まりを定める。")
    a("a", 1, "範囲", "A-2")
    a("a", 2, "全ての職員", "A-2(1)")
    a("a", 2, "次の委託先", "A-2(2)")
    a("a", 3, "保守の業者", "A-2(2)(a)")
    a("a", 3, "清掃の業者", "A-2(2)(b)")
    a("a", 0, "利用", "B")
    a("a", 1, "端末", "B-1")
    r.line("端末は、台帳に載せる。A-2の者に限り使う。")
    a("a", 1, "媒体", "B-2")
    a("a", 2, "持ち出さない。", "B-2(1)")
    a("a", 2, "暗号をかける。", "B-2(2)")
    return r


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for make in [roman, ordinal, kanji_commas, decimal_titles, handbook, instruction, on_the_line, two_documents,
                 duties_in_tables, letters]:
        make().save(folder)


if __name__ == "__main__":
    main()
