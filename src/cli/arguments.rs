//! The arguments, from which the help, the completions and the man page are made.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::review::Shard;
use crate::text::Lang;

/// Checks operational regulations (運用管理規程) against security guidelines, from the words on the page.
#[derive(Debug, Parser)]
#[command(
    version,
    about = "運用管理規程をガイドラインに照らし、書かれていない義務を根拠とともに示す",
    long_about = "病院や事業者の運用管理規程（PDF・DOCX）を読み、ガイドラインの遵守事項ごとに、どの条項に書かれているか、何が書かれていないかを示す。機械は根拠を添えて示し、判定は人が行う。",
    after_help = "例:\n  kitei review 提出物/ --out reports          フォルダの提出物をすべて点検する\n  kitei review 規程.pdf 細則.docx              画面に結果の表だけを出す\n  kitei outline 規程.docx                      読み取った条項の一覧\n  kitei guideline show mhlw-6.0 M12-5          遵守事項を見る\n\n終了コード: 0 完了 / 1 完了（--fail-on に該当あり） / 2 使い方の誤り / 3 完了したが読めない入力あり / 4 実行できない",
    arg_required_else_help = true
)]
pub struct Arguments {
    /// 画面と帳票の言語
    #[arg(long, global = true, value_enum, default_value = "ja", value_name = "LANG")]
    lang: LangArgument,
    #[command(subcommand)]
    pub(super) command: Command,
}

impl Arguments {
    pub(super) fn lang(&self) -> Lang {
        match self.lang {
            LangArgument::Ja => Lang::Ja,
            LangArgument::En => Lang::En,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LangArgument {
    Ja,
    En,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 提出された規程を点検し、報告書を作る
    Review(ReviewCall),
    /// ファイルから読み取った文字を出す
    Extract(ExtractCall),
    /// 規程の条項を一覧にする
    Outline(OutlineCall),
    /// ガイドラインの一覧・内容
    Guideline(GuidelineCall),
    /// 点検表に記入された判定を読み取る
    Decisions(DecisionsCall),
    /// 報告書の JSON をもう一度作り、同じになるか確かめる
    Verify(VerifyCall),
    /// ガイドラインの改定で、提出物に何が足りなくなり何が要らなくなるかを調べる
    Recheck(RecheckCall),
    /// 規程の新旧を並べ、改正で直ったこと・損なわれたことを示す
    Compare(CompareCall),
    /// ラベルつき規程で精度を測る
    Eval(EvalCall),
    /// 分けて点検した結果をひとつにまとめる
    Merge(MergeCall),
    /// 提出物を全文検索の索引に登録する
    Index(IndexCall),
    /// 登録した条項を検索する
    Search(SearchCall),
    /// 申請・提出物・判定・監査・セミナー・認証の台帳
    Register(super::register::RegisterCall),
    /// 登録した条項を検索クラスタに移すファイルを書く
    Export(ExportCall),
    /// ブラウザで使う審査画面を開く
    Serve(super::serve::ServeCall),
    /// シェルの補完を出す
    Completions(CompletionsCall),
    /// man ページを出す
    Man,
    #[command(name = crate::review::WORKER_COMMAND, hide = true)]
    ReadWorker(WorkerCall),
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  kitei review 提出物/ --out reports\n  kitei review 規程.pdf --guideline mhlw-6.0 --format json > 結果.ndjson"
)]
pub(super) struct ReviewCall {
    /// ファイルかフォルダ。フォルダ直下のファイルは1件ずつ、下位フォルダと zip は全体で1件の提出物
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// 照らすガイドラインの ID か、目録のフォルダ（省くと、事業者の規程は事業者向け、ほかは医療機関等向け）
    #[arg(long, value_name = "ID")]
    pub guideline: Vec<String>,
    /// 申請者の適用区分（TOML）。当たらない遵守事項は理由を付けて対象外とする
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// 組み込みの用語集に足す用語集（TOML）
    #[arg(long, value_name = "FILE")]
    pub thesaurus: Option<PathBuf>,
    /// 報告書を書くフォルダ
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// 報告書の形式。--out なしでは json だけを標準出力に出せる
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORMAT")]
    pub format: Vec<ReportFormat>,
    /// 報告書に示す点検日（省くと日付を示さない）
    #[arg(long, value_parser = iso_date, value_name = "YYYY-MM-DD")]
    pub date: Option<String>,
    /// この充足状況の遵守事項があれば終了コード 1
    #[arg(long, value_enum, value_delimiter = ',', value_name = "COVERAGE")]
    pub fail_on: Vec<FailOn>,
    /// 登録済みの規程の索引。HTML の報告書に、足りない観点をほかの規程がどう書いているかを添える（所見は変わらない）
    #[arg(long, requires = "out", value_name = "DIR")]
    pub index: Option<PathBuf>,
    /// ほかの規程の申請者の名を報告書に出さない
    #[arg(long, requires = "index")]
    pub anonymous: bool,
    #[command(flatten)]
    pub batch: BatchArguments,
    #[command(flatten)]
    pub limits: LimitArguments,
}

#[derive(Debug, Args)]
pub(super) struct BatchArguments {
    /// 前回の続きから行う。--out のフォルダに前回の結果がなければ誤りとする
    #[arg(long, requires = "out")]
    pub resume: bool,
    /// 前回の結果を使わず、すべて点検し直して書き直す
    #[arg(long, conflicts_with = "resume")]
    pub fresh: bool,
    /// 全体を N 等分した I 番目だけを点検する（結果は kitei merge でまとめる）
    #[arg(long, value_name = "I/N", requires = "out")]
    pub shard: Option<Shard>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  kitei review 提出物/ --out part1 --shard 1/2   （別の計算機で --out part2 --shard 2/2）\n  kitei merge part1 part2 --out reports"
)]
pub(super) struct MergeCall {
    /// kitei review --shard の出力フォルダ
    #[arg(required = true, value_name = "DIR")]
    pub folders: Vec<PathBuf>,
    /// まとめて書くフォルダ
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// 点検のときに指定した形式
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORMAT")]
    pub format: Vec<ReportFormat>,
    /// 点検のときに指定した適用区分のファイル
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// 点検のときに指定した日付
    #[arg(long, value_parser = iso_date, value_name = "YYYY-MM-DD")]
    pub date: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    Html,
    Xlsx,
    Json,
    /// OSCAL 1.1 assessment results
    Oscal,
    /// 指摘事項通知書（DOCX）
    Letter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Partial,
    Uncovered,
}

#[derive(Debug, Args)]
pub(super) struct LimitArguments {
    /// 1ファイルを読む時間の上限（秒）
    #[arg(long, default_value_t = 60, value_name = "SECONDS")]
    pub timeout: u64,
    /// 読み取り処理のメモリの上限（MiB）
    #[arg(long, default_value_t = 1024, value_name = "MIB")]
    pub memory: u64,
    /// 古い形式（.doc・.rtf・.odt）を LibreOffice で変換して読む
    #[arg(long)]
    pub convert: bool,
    /// 画像だけのページ（スキャン）を tesseract で文字認識する。--timeout は1ページごとに数える
    #[arg(long)]
    pub ocr: bool,
    /// 並列に使うスレッドの数（省くとすべて）
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// 進み具合を表示しない
    #[arg(long)]
    pub no_progress: bool,
}

#[derive(Debug, Args)]
pub(super) struct ExtractCall {
    /// PDF か DOCX
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// 出力の形式
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: TextFormat,
    #[command(flatten)]
    pub limits: LimitArguments,
}

#[derive(Debug, Args)]
pub(super) struct OutlineCall {
    /// PDF か DOCX。いくつか渡すと、ひとつの提出物として読む
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// 出力の形式
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: TextFormat,
    #[command(flatten)]
    pub limits: LimitArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TextFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct GuidelineCall {
    #[command(subcommand)]
    pub command: GuidelineCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum GuidelineCommand {
    /// 使えるガイドラインの一覧
    List,
    /// ガイドラインの遵守事項と観点を出す
    Show {
        /// ガイドラインの ID
        id: String,
        /// 遵守事項の ID（省くとすべて）
        requirement: Option<String>,
        /// 出力の形式
        #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
        format: TextFormat,
    },
    /// 公式の PDF・相関表・CSV・XLSX から目録を作り、元の目録の観点を引き継ぐ
    Import(ImportCall),
    /// 二つの版を並べる（同一・変更・移動・新設・削除）
    Diff {
        /// 旧い版の ID か、目録のフォルダ
        old: String,
        /// 新しい版の ID か、目録のフォルダ
        new: String,
        #[command(flatten)]
        output: OutputArguments,
    },
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  kitei guideline import 経営管理編.pdf 企画管理編.pdf システム運用編.pdf 相関表.pdf --id mhlw-7.0 --like mhlw-6.0\n  kitei guideline import 項目.xlsx --id house --like mhlw-6.0 --out guidelines/house\n  kitei review 提出物/ --guideline guidelines/mhlw-7.0\n\nCSV・XLSX の列: id, book, section, section_title, item, text, elements, related（text と、id か section・item が必ず要る）。観点は改行か ; で区切る。\n終了コード: 0 作った / 3 作ったが、抜けや行き先のない相関がある / 2・4 作らなかった"
)]
pub(super) struct ImportCall {
    /// 編の PDF・DOCX、各編間相関表（PDF・XLSX・CSV）、項目の表（CSV・XLSX）
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// 新しい目録の ID
    #[arg(long, value_name = "ID")]
    pub id: String,
    /// 観点を引き継ぐ目録の ID か、そのフォルダ
    #[arg(long, value_name = "ID")]
    pub like: String,
    /// 目録を書くフォルダ（省くと guidelines/ID）
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// ファイルから編が分からないときの編の題
    #[arg(long, value_name = "TITLE")]
    pub book: Option<String>,
    /// 人が書き換えた目録があっても作り直す（元のフォルダは名前を変えて残す）
    #[arg(long)]
    pub replace: bool,
    /// 結果の形式
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: TextFormat,
    #[command(flatten)]
    pub limits: LimitArguments,
}

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  kitei recheck --from mhlw-6.0 --to mhlw-7.0 提出物/\n  kitei recheck --from mhlw-6.0 --to mhlw-7.0 提出物/ --reviews reports --format xlsx --out 改定の影響.xlsx\n  kitei recheck --from mhlw-6.0 --to mhlw-7.0                                索引にある提出物のすべて\n  kitei recheck --from mhlw-6.0 --to mhlw-7.0 --decisions 点検表.xlsx --register register/kitei.sqlite"
)]
pub(super) struct RecheckCall {
    /// これまでのガイドラインの ID か、目録のフォルダ
    #[arg(long, value_name = "ID")]
    pub from: String,
    /// 新しいガイドラインの ID か、目録のフォルダ
    #[arg(long, value_name = "ID")]
    pub to: String,
    /// ファイルかフォルダ（review と同じ）。省くと、索引に登録した提出物のすべて（ファイルは読み直さない）
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub index: IndexArguments,
    /// これまでの点検の結果（review --out の JSON）のフォルダ。合うものはそのまま引き継ぐ
    #[arg(long, value_name = "DIR")]
    pub reviews: Option<PathBuf>,
    /// 人の判定: 記入した点検表（XLSX）か kitei decisions import の JSON。変わらない観点の判定を引き継ぐ
    #[arg(long, value_name = "FILE")]
    pub decisions: Vec<PathBuf>,
    /// 判定と点検の結果のある台帳
    #[arg(long, value_name = "FILE")]
    pub register: Option<PathBuf>,
    /// 引き継ぐ判定を、この人の記録として台帳の新しい版に書く
    #[arg(long, value_name = "NAME", requires = "register")]
    pub carry_over: Option<String>,
    /// 申請者の適用区分（TOML）
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    #[command(flatten)]
    pub output: OutputArguments,
    #[command(flatten)]
    pub limits: LimitArguments,
}

#[derive(Debug, Args)]
#[command(after_help = "例:\n  kitei compare 旧規程.docx 新規程.docx --format docx --out 新旧対照表.docx")]
pub(super) struct CompareCall {
    /// 旧い版のファイルかフォルダ
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// 新しい版のファイルかフォルダ
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// 改正の影響を照らすガイドラインの ID か、目録のフォルダ
    #[arg(long, value_name = "ID", default_value = "mhlw-6.0")]
    pub guideline: String,
    /// 申請者の適用区分（TOML）
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    #[command(flatten)]
    pub output: OutputArguments,
    #[command(flatten)]
    pub limits: LimitArguments,
}

#[derive(Debug, Args)]
pub(super) struct OutputArguments {
    /// 出力の形式
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: TableFormat,
    /// 書くファイル（xlsx と docx では必ず要る。省くと標準出力）
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    Text,
    Json,
    Html,
    Xlsx,
    Docx,
}

#[derive(Debug, Args)]
pub(super) struct DecisionsCall {
    #[command(subcommand)]
    pub command: DecisionsCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum DecisionsCommand {
    /// 点検表（XLSX）の判定・所見・判定者・判定日を読み、JSON で出す
    #[command(
        after_help = "例:\n  kitei decisions import reports/規程.xlsx > 判定.json\n\n並べ替え・列の追加をした点検表も読める。置けなかった行は unplaced に残り、終了コードは 3。"
    )]
    Import {
        /// 記入した点検表
        #[arg(value_name = "FILE.xlsx")]
        file: PathBuf,
        /// 点検表にガイドラインの記載がないときの ID
        #[arg(long, value_name = "ID")]
        guideline: Option<String>,
    },
}

#[derive(Debug, Args)]
#[command(after_help = "例:\n  kitei verify reports/規程.json 規程.docx\n\n終了コード: 0 同じ / 1 違う")]
pub(super) struct VerifyCall {
    /// kitei review が書いた JSON
    #[arg(value_name = "REPORT.json")]
    pub report: PathBuf,
    /// 点検したファイル
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// 点検したときの適用区分（TOML）
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// 点検のときに足した用語集（TOML）
    #[arg(long, value_name = "FILE")]
    pub thesaurus: Option<PathBuf>,
    /// 目録のフォルダなど、報告書にある ID と違う場所のガイドライン
    #[arg(long, value_name = "ID")]
    pub guideline: Option<String>,
    #[command(flatten)]
    pub limits: LimitArguments,
}

#[derive(Debug, Args)]
pub(super) struct EvalCall {
    /// NAME.gold.json と規程のあるフォルダ
    #[arg(required = true, value_name = "DIR")]
    pub folders: Vec<PathBuf>,
    /// 1件ずつ除いて残りで重みを決め、除いた1件で測る
    #[arg(long)]
    pub leave_one_out: bool,
    /// 観点の候補条項と手掛かりを出す（M12-5/1、遵守事項だけなら全観点）
    #[arg(long, value_name = "ID")]
    pub explain: Option<String>,
    /// 全件で決めた重みをこのファイルに書く
    #[arg(long, value_name = "FILE")]
    pub fit: Option<PathBuf>,
    /// 全件から先例（観点を満たす条項と、似て満たさない条項）をこのファイルに書く
    #[arg(long, value_name = "FILE")]
    pub precedents: Option<PathBuf>,
    /// 先例を使わない（先例のないガイドラインでの精度を測る。--fit はそのときの重みを書く）
    #[arg(long)]
    pub without_precedents: bool,
    /// 組み込みの用語集に足す用語集（TOML）
    #[arg(long, value_name = "FILE")]
    pub thesaurus: Option<PathBuf>,
    /// 組み込みの重みに代えてこのファイルの重みで測る
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// 出力の形式
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: TextFormat,
    #[command(flatten)]
    pub limits: LimitArguments,
}

#[derive(Debug, Args)]
pub(super) struct IndexCall {
    #[command(subcommand)]
    pub command: IndexCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum IndexCommand {
    /// 提出物を登録する。内容が同じものは一度だけ
    #[command(after_help = "例:\n  kitei index add 提出物/\n  kitei index add 規程.docx --index 2026年度")]
    Add {
        /// ファイルかフォルダ。フォルダ直下のファイルは1件ずつ、下位フォルダと zip は全体で1件の提出物
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        index: IndexArguments,
        #[command(flatten)]
        limits: LimitArguments,
    },
    /// 提出物を索引から除く
    Remove {
        /// 提出物の名前か ID（ID は前の数文字でよい）
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
        #[command(flatten)]
        index: IndexArguments,
    },
    /// 索引に壊れたところがないか確かめる
    Verify {
        #[command(flatten)]
        index: IndexArguments,
    },
    /// 読み取り済みの内容から索引を作り直す
    Rebuild {
        #[command(flatten)]
        index: IndexArguments,
    },
    /// 登録された提出物の一覧と大きさ
    Status {
        #[command(flatten)]
        index: IndexArguments,
        /// 出力の形式
        #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
        format: TextFormat,
    },
}

#[derive(Debug, Args)]
pub(super) struct IndexArguments {
    /// 索引のフォルダ
    #[arg(long = "index", default_value = "index", value_name = "DIR")]
    pub folder: PathBuf,
}

#[derive(Debug, Args)]
#[command(
    after_help = "検索式: 語を並べるとすべてを含む条項。\"語句\" か「語句」はそのままの並び。AND OR NOT と括弧が使える。\n項目: applicant: name: kind: year: chapter: citation:（申請者: 提出物: 種別: 年: 章: 条項: でもよい）\n\n例:\n  kitei search 委託先 監査\n  kitei search 'バックアップ 世代 NOT 検証 kind:規程 year:2023..'\n  kitei search 可搬媒体 --similar                    同じ意味の語でも探す\n  kitei search 可搬媒体 --json\n  kitei search --like '青空病院規程#第12条'           似た条項\n  kitei search --requirement M12-5                  遵守事項をよく書けている条項"
)]
pub(super) struct SearchCall {
    /// 検索式
    #[arg(required_unless_present_any = ["like", "requirement"], value_name = "QUERY")]
    pub query: Vec<String>,
    /// この条項に似た条項。FILE は登録した提出物の名前・ID・ファイル名
    #[arg(long, value_name = "FILE#CITATION", conflicts_with_all = ["query", "requirement"])]
    pub like: Option<String>,
    /// この遵守事項を書いている条項を、よく書けているものから
    #[arg(long, value_name = "ID", conflicts_with = "query")]
    pub requirement: Option<String>,
    /// 遵守事項のガイドライン
    #[arg(long, default_value = "mhlw-6.0", value_name = "ID")]
    pub guideline: String,
    /// 規程と規定、体制と態勢のように取り違えやすい字を区別しない
    #[arg(long)]
    pub sound_alikes: bool,
    /// 用語集で同じ意味の語、より狭い語も探す（可搬媒体 → 外部記憶媒体、USBメモリ）
    #[arg(long, conflicts_with_all = ["like", "requirement"])]
    pub similar: bool,
    #[command(flatten)]
    pub index: IndexArguments,
    /// 示す条項の数
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub limit: usize,
    /// NDJSON で出す（1行1条項）
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "OpenSearch:\n  kitei export --to opensearch --out os\n  curl -X PUT localhost:9200/kitei-clauses -H 'Content-Type: application/json' --data-binary @os/index.json\n  for f in os/part-*; do curl localhost:9200/_bulk -H 'Content-Type: application/x-ndjson' --data-binary @$f; done\n  curl localhost:9200/kitei-clauses/_search -H 'Content-Type: application/json' --data-binary @os/query.json\n\nQuickwit:\n  kitei export --to quickwit --out qw\n  quickwit index create --index-config qw/index-config.json\n  for f in qw/part-*; do quickwit index ingest --index kitei-clauses --input-path $f; done"
)]
pub(super) struct ExportCall {
    /// 移す先
    #[arg(long, value_enum, value_name = "ENGINE")]
    pub to: ExportEngine,
    /// 書くフォルダ
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[command(flatten)]
    pub index: IndexArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportEngine {
    Opensearch,
    Quickwit,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsCall {
    /// シェル
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct WorkerCall {
    /// Address space in bytes.
    pub memory: u64,
}

/// A day in the form `2024-06-01`; whether the month has that day is the caller's affair.
fn iso_date(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let is = |part: &str, length: usize, last: u32| {
        part.len() == length
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse().is_ok_and(|n: u32| (1..=last).contains(&n))
    };
    match parts.as_slice() {
        [year, month, day] if is(year, 4, 9999) && is(month, 2, 12) && is(day, 2, 31) => Ok(text.to_owned()),
        _ => Err("YYYY-MM-DD（例 2024-06-01）の形で指定する".to_owned()),
    }
}
