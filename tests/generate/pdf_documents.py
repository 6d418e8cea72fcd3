"""Made-up regulations, as lists of blocks that every producer can set, and the truth that a reader should find.

A block is a tuple: ("title", text), ("chapter", text), ("head", text), ("p", text, indent in characters),
("table", rows, has rules), ("note", text, mark, text of the note), ("ruby", [(base, reading), …]).
A cell of a table is a text or (text, columns, rows).
"""

import random

WHO = ["院長", "システム管理者", "運用責任者", "監査責任者", "個人情報保護管理者", "各部門の長", "委託先の作業責任者"]
WHEN = ["毎年四月に", "異動のあったときは速やかに", "障害が発生したときは直ちに", "委託契約を更新するときは", "新しい機器を入れる前に"]
WHAT = ["電子カルテシステムの利用権限", "バックアップ媒体", "遠隔保守の回線", "持出し用の端末", "職員の教育の記録", "操作の記録（ログ）"]
HOW = [
    "を点検し、その結果を記録する。", "の台帳を更新し、施錠した場所に保管しなければならない。",
    "について委員会に報告し、承認を受けるものとする。", "を写しと照らし合わせ、違いがあれば原因を調べて直す。",
]
TITLES = ["目的", "適用範囲", "用語の定義", "管理体制", "教育及び訓練", "監査", "非常時の対応", "委託", "雑則"]
KANJI = "〇一二三四五六七八九十"


def sentence(rng):
    return f"{rng.choice(WHO)}は、{rng.choice(WHEN)}{rng.choice(WHAT)}{rng.choice(HOW)}"


def kanji(number):
    if number <= 10:
        return KANJI[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else KANJI[tens]) + "十" + (KANJI[ones] if ones else "")


def rules(seed, articles=12, style="figures"):
    """Chapters and articles, numbered in figures or in kanji."""
    rng = random.Random(seed)
    blocks = [("title", "医療情報システム運用管理規程")]
    for number in range(1, articles + 1):
        if number % 5 == 1:
            chapter = number // 5 + 1
            name = rng.choice(["総則", "組織", "運用", "監査", "非常時"])
            blocks.append(("chapter", f"第{kanji(chapter) if style == 'kanji' else chapter}章　{name}"))
        blocks.append(("head", f"（{TITLES[number % len(TITLES)]}）"))
        label = f"第{kanji(number)}条" if style == "kanji" else f"第{number}条"
        blocks.append(("p", f"{label}　{sentence(rng)}{sentence(rng)}", 0))
        paragraph = 2
        for paragraph in range(2, rng.randint(3, 5)):
            figure = chr(0xFF10 + paragraph) if style == "kanji" else str(paragraph)
            blocks.append(("p", f"{figure}　{sentence(rng)}{sentence(rng) if rng.random() < 0.5 else ''}", 0))
        if number % 3 == 0:
            figure = chr(0xFF11 + paragraph) if style == "kanji" else str(paragraph + 1)
            blocks.append(("p", f"{figure}　前項の記録には、次に掲げる事項を含めるものとする。", 0))
            for item in range(1, 5):
                text = rng.choice(["操作の日時および端末の番号", "立ち会った職員の氏名", "保管場所と鍵の管理者", "不具合の場所と影響の範囲"])
                blocks.append(("p", f"{kanji(item)}　{text}" if style == "kanji" else f"({item}) {text}", 2))
                if item == 2:
                    blocks.append(("p", "ア　改ざんを検知できること", 4))
                    blocks.append(("p", "イ　原本と写しの区別が明らかであること", 4))
    blocks.append(("chapter", "附則"))
    blocks.append(("p", "この規程は、令和8年4月1日から施行する。", 0))
    return blocks


def tables(seed):
    """Ruled tables: long cells, merged cells, a page break within, a narrow one."""
    rng = random.Random(seed)
    blocks = [("title", "障害時の対応基準及び別表"), *rules(seed, 4)[1:]]
    rows = [["番号", "想定する事象", "影響", "初動の対応", "復旧目標"]]
    for at in range(9):
        event = rng.choice(["停電", "通信回線の断絶", "端末の盗難", "不正な侵入の疑い", "空調の停止"])
        rows.append([chr(0x2460 + at), event, rng.choice(["大（全部門）", "中（外来）", "小"]), sentence(rng), f"{at + 1}時間"])
    blocks += [("chapter", "別表1　想定事象と対応"), ("table", rows, True)]
    blocks.append(("p", "備考　復旧目標は、事象を確認した時刻から起算する。", 0))
    merged = [
        ["区分", ("点検", 2, 1), "担当"],
        [("サーバ室", 1, 2), "入退室", "毎日", "情報システム室"],
        ["温度及び湿度", "毎日二回", "設備担当"],
        [("端末", 1, 3), "更新プログラム", "毎月", ("各部門の利用責任者", 1, 3)],
        ["ウイルス対策", "毎週"],
        ["利用者の登録", "異動のつど"],
        [("以上のほか必要と認めるもの", 3, 1), "運用責任者"],
    ]
    blocks += [("chapter", "別表2　点検の区分"), ("table", merged, True)]
    contact = [["順位", "連絡先", "内線", "夜間"]]
    contact += [[str(at + 1), rng.choice(["医療情報部", "事務当直", "薬剤部"]), str(4100 + 7 * at), "携帯電話"] for at in range(6)]
    blocks += [("chapter", "別表3　連絡先"), ("table", contact, True)]
    return blocks


ROLES = [
    ("院長", "医療情報システムの管理の最終の責任を負い、必要な資源を確保する。"),
    ("運用責任者", "日常の運用を統括し、この規程の遵守状況を確かめ、違反があれば是正を命ずるとともに、委員会に報告する。"),
    ("監査責任者", "年に一回以上、監査を実施する。"),
    ("個人情報保護管理者", "個人情報の取扱いに関する苦情を受け付け、調査し、回答する。"),
    ("各部門の長", "所属する職員にこの規程を守らせる。"),
    ("職員", "この規程及び手順書を守り、事故を知ったときは直ちに届け出る。"),
]


def roles(seed):
    """Two columns without rules: who, and what that person does."""
    blocks = rules(seed, 3)
    blocks[-2:] = [("chapter", "別表　役割と責務"), ("table", [list(row) for row in ROLES], False)]
    blocks.append(("p", "備考　兼務する者は、それぞれの責務を負う。", 0))
    blocks.append(("head", "（手順書）"))
    blocks.append(("p", "第4条　運用責任者は、この規程に定めるもののほか、必要な手順書を作り、職員に知らせなければならない。", 0))
    return blocks


def misc(seed):
    """What is easily lost: narrow kana, units, rare forms of ideographs, mixed scripts, ruby, notes."""
    return [
        ("title", "用語及び表記の手引"),
        ("chapter", "Ⅰ　用語"),
        ("p", "① 真正性　記録が正しく作られ、書換え、消去及び混同が防がれていることをいう。", 0),
        ("p", "② 見読性　必要なときに肉眼で読める状態に直ちに表示できることをいう。", 0),
        ("ruby", [("褥瘡", "じょくそう"), ("の評価、", ""), ("嚥下", "えんげ"), ("訓練及び", ""), ("齲蝕", "うしょく"), ("の処置は、遅滞なく入力する。", "")]),
        ("note", "パスワードは英数字を混ぜて12文字以上とする。", "※1", "13文字以上にすることが望ましい。"),
        ("chapter", "Ⅱ　表記"),
        ("p", "・他人のＩＤ及びパスワードを用いて操作すること。", 0),
        ("p", "・許可を得ずにＵＳＢメモリを接続すること。", 0),
        ("p", "ｶﾅ氏名は半角で登録し、姓と名の間に空白を１文字入れる（例：ﾔﾏﾀﾞ ﾊﾅｺ、ｻﾄｳ ｼﾞﾛｳ）。", 0),
        ("p", "体温は37.5℃、血圧は120/80 mmHg、面積は10㎡、割合は95％、金額は￥1,200のように書く。", 0),
        ("p", "株式会社は㈱、電話は℡と略してよいが、正式な文書では用いない。", 0),
        ("p", "髙橋、山﨑、渡邊、齋藤などの異体字は、戸籍のとおりに入力する。", 0),
        ("p", "英語の略語は初めに説明する。例：EHR (Electronic Health Record)、PACS、HL7 FHIR、VPN、MFA。", 0),
        ("p", "時間は「9:00～17:15」、引き算は「10－3」のように書く。", 0),
        ("chapter", "Ⅲ　例"),
        ("table", [["種別", "よい例", "わるい例", "理由"], ["日付", "令和8年4月1日", "R8/4/1", "年号が読み違えられるため"],
                   ["量", "0.5 mg", "．５ミリ", "点が見落とされるため"], ["時刻", "午後3時05分", "3:5PM", "桁がそろわないため"]], True),
        *rules(seed, 3)[1:],
    ]


def text_of(cell):
    return cell if isinstance(cell, str) else cell[0]


def truth(blocks):
    """A paragraph or a table row a line."""
    lines = []
    for kind, first, *rest in blocks:
        if kind == "table":
            lines += ["\t".join(text_of(cell) for cell in row) for row in first]
        elif kind == "ruby":
            lines.append("".join(base for base, _ in first))
        else:
            lines.append(first + (rest[0] if kind == "note" else ""))
    return lines


def asides(blocks, heads=()):
    """What stands beside the text: `note` must be read somewhere, `head` must not be part of the text."""
    notes = [f"note\t{block[2]} {block[3]}" for block in blocks if block[0] == "note"]
    return notes + [f"head\t{head}" for head in heads]
