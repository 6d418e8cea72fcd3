//! Names of guidelines and laws: their editions, which were abolished. Tables only.

/// One edition of a guideline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition<'a> {
    /// The guideline's title.
    pub title: &'a str,
    /// The edition as printed, 「第6.0版」.
    pub version: &'a str,
    /// The day it was published, ISO 8601.
    pub published: &'a str,
}

const fn edition(title: &'static str, version: &'static str, published: &'static str) -> Edition<'static> {
    Edition {
        title,
        version,
        published,
    }
}

const INSTITUTIONS: &str = "医療情報システムの安全管理に関するガイドライン";
const VENDORS: &str = "医療情報を取り扱う情報システム・サービスの提供事業者における安全管理ガイドライン";

/// The editions that can be the newest: older ones than these never are.
pub const EDITIONS: &[Edition<'static>] = &[
    edition(INSTITUTIONS, "第6.0版", "2023-05-31"),
    edition(INSTITUTIONS, "第7.0版", "2026-06-29"),
    edition(VENDORS, "第1.1版", "2023-07-07"),
];

/// Names that no longer stand for anything in force, and what stands in their place.
pub const ABOLISHED: &[(&str, &str)] = &[
    (
        "行政機関の保有する個人情報の保護に関する法律",
        "個人情報の保護に関する法律",
    ),
    (
        "独立行政法人等の保有する個人情報の保護に関する法律",
        "個人情報の保護に関する法律",
    ),
    ("行政機関個人情報保護法", "個人情報の保護に関する法律"),
    ("独立行政法人等個人情報保護法", "個人情報の保護に関する法律"),
    (
        "医療・介護関係事業者における個人情報の適切な取扱いのためのガイドライン",
        "医療・介護関係事業者における個人情報の適切な取扱いのためのガイダンス",
    ),
    (
        "ASP・SaaS事業者が医療情報を取り扱う際の安全管理に関するガイドライン",
        "医療情報を取り扱う情報システム・サービスの提供事業者における安全管理ガイドライン",
    ),
    (
        "ASP・SaaSにおける情報セキュリティ対策ガイドライン",
        "クラウドサービス提供における情報セキュリティ対策ガイドライン",
    ),
    (
        "クラウドサービス事業者が医療情報を取り扱う際の安全管理に関するガイドライン",
        "医療情報を取り扱う情報システム・サービスの提供事業者における安全管理ガイドライン",
    ),
    (
        "医療情報を受託管理する情報処理事業者向けガイドライン",
        "医療情報を取り扱う情報システム・サービスの提供事業者における安全管理ガイドライン",
    ),
    (
        "医療情報を受託管理する情報処理事業者における安全管理ガイドライン",
        "医療情報を取り扱う情報システム・サービスの提供事業者における安全管理ガイドライン",
    ),
    (
        "診療録等の外部保存に関するガイドライン",
        "医療情報システムの安全管理に関するガイドライン",
    ),
    (
        "法令に保存義務が規定されている診療録及び診療諸記録の電子媒体による保存に関するガイドライン",
        "医療情報システムの安全管理に関するガイドライン",
    ),
    (
        "薬事法",
        "医薬品、医療機器等の品質、有効性及び安全性の確保等に関する法律",
    ),
    ("保健婦助産婦看護婦法", "保健師助産師看護師法"),
    (
        "行政機関の保有する電子計算機処理に係る個人情報の保護に関する法律",
        "個人情報の保護に関する法律",
    ),
];

/// Laws in common use: names with 及び or marks in them, which a search from their end would cut, and short names.
pub const LAWS: &[&str] = &[
    "電子署名及び認証業務に関する法律",
    "不正アクセス行為の禁止等に関する法律",
    "行政手続における特定の個人を識別するための番号の利用等に関する法律",
    "民間事業者等が行う書面の保存等における情報通信の技術の利用に関する法律",
    "医療分野の研究開発に資するための匿名加工医療情報及び仮名加工医療情報に関する法律",
    "医薬品、医療機器等の品質、有効性及び安全性の確保等に関する法律",
    "個人情報保護法",
    "番号利用法",
    "マイナンバー法",
    "e-文書法",
    "e文書法",
    "電子署名法",
    "不正アクセス禁止法",
    "不正競争防止法",
    "医療法",
    "医師法",
    "歯科医師法",
    "薬剤師法",
    "薬機法",
    "健康保険法",
    "介護保険法",
    "地方公務員法",
    "地方公営企業法",
    "次世代医療基盤法",
    "サイバーセキュリティ基本法",
    "労働者派遣法",
];
