//! Numbers as list labels show them (ECMA-376 part 1, 17.18.59).

const DECIMAL: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const LEGAL: [char; 10] = ['〇', '壱', '弐', '参', '四', '伍', '六', '七', '八', '九'];
const TRADITIONAL: [char; 10] = ['零', '壹', '貳', '參', '肆', '伍', '陸', '柒', '捌', '玖'];
const SIMPLIFIED: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const HANGUL: [char; 10] = ['영', '일', '이', '삼', '사', '오', '육', '칠', '팔', '구'];

const AIUEO: &str = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ";
const AIUEO_FULL: &str =
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン";
const IROHA: &str = "ｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑｳヰﾉｵｸﾔﾏｹﾌｺｴﾃｱｻｷﾕﾒﾐｼヱﾋﾓｾｽﾝ";
const IROHA_FULL: &str =
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン";
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";
const GANADA: &str = "가나다라마바사아자차카타파하";
const CHOSUNG: &str = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ";
const RUSSIAN: &str = "абвгдежзиклмнопрстуфхцчшщыэюя";

/// `number` in the format that `w:numFmt` names; `pattern` is its `w:format`, for the format `custom`.
///
/// A format that is not known, or has no sign for the number, is shown as Word shows it: in decimal digits.
pub(super) fn format(number: i32, name: &str, pattern: Option<&str>) -> String {
    let decimal = || number.to_string();
    let Some(n) = usize::try_from(number).ok().filter(|_| number >= 0) else {
        return decimal();
    };
    match name {
        "none" | "bullet" => String::new(),
        "decimalZero" => format!("{n:02}"),
        "custom" => padded(n, pattern.unwrap_or_default()),
        "decimalFullWidth" | "decimalFullWidth2" => full_width(n),
        "numberInDash" => format!("- {n} -"),
        "hex" => format!("{n:X}"),
        "ordinal" => ordinal(n),
        "upperRoman" => roman(n),
        "lowerRoman" => roman(n).to_lowercase(),
        "upperLetter" => repeated(n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "lowerLetter" => repeated(n, "abcdefghijklmnopqrstuvwxyz"),
        "russianLower" => repeated(n, RUSSIAN),
        "russianUpper" => repeated(n, RUSSIAN).to_uppercase(),
        "chicago" => repeated(n, "*†‡§"),
        "aiueo" => cyclic(n, AIUEO),
        "aiueoFullWidth" => cyclic(n, AIUEO_FULL),
        "iroha" => cyclic(n, IROHA),
        "irohaFullWidth" => cyclic(n, IROHA_FULL),
        "ganada" => cyclic(n, GANADA),
        "chosung" => cyclic(n, CHOSUNG),
        "ideographTraditional" => within(n, STEMS).unwrap_or_else(decimal),
        "ideographZodiac" => within(n, BRANCHES).unwrap_or_else(decimal),
        "ideographZodiacTraditional" => sexagenary(n).unwrap_or_else(decimal),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => {
            within(n, "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳").unwrap_or_else(decimal)
        }
        "decimalEnclosedFullstop" => within(n, "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛").unwrap_or_else(decimal),
        "decimalEnclosedParen" => within(n, "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇").unwrap_or_else(decimal),
        "ideographEnclosedCircle" => within(n, "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉").unwrap_or_else(decimal),
        "ideographDigital" | "japaneseDigitalTenThousand" | "koreanDigital2" | "taiwaneseDigital" => {
            positional(n, &DECIMAL)
        }
        "koreanDigital" => positional(n, &HANGUL),
        "japaneseCounting" => counted(
            n,
            &DECIMAL,
            &['十', '百', '千'],
            ['万', '億'],
            One::FromTenThousand,
        ),
        "chineseCounting" | "chineseCountingThousand" | "taiwaneseCounting" | "taiwaneseCountingThousand" => {
            counted(
                n,
                &DECIMAL,
                &['十', '百', '千'],
                ['万', '億'],
                One::NotBeforeLeadingTen,
            )
        }
        "japaneseLegal" => counted(n, &LEGAL, &['拾', '百', '阡'], ['萬', '億'], One::Always),
        "ideographLegalTraditional" => {
            counted(n, &TRADITIONAL, &['拾', '佰', '仟'], ['萬', '億'], One::Always)
        }
        "chineseLegalSimplified" => counted(n, &SIMPLIFIED, &['拾', '佰', '仟'], ['万', '亿'], One::Always),
        "koreanCounting" => counted(
            n,
            &HANGUL,
            &['십', '백', '천'],
            ['만', '억'],
            One::FromTenThousand,
        ),
        _ => decimal(),
    }
}

/// Where a one is written in front of ten, hundred and thousand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum One {
    Always,
    NotBeforeLeadingTen,
    FromTenThousand,
}

fn counted(n: usize, digits: &[char; 10], units: &[char; 3], myriads: [char; 2], one: One) -> String {
    if n == 0 || n >= 1_000_000_000_000 {
        return if n == 0 {
            digits[0].to_string()
        } else {
            n.to_string()
        };
    }
    let mut text = String::new();
    for group in (0..3).rev() {
        let value = n / 10_000_usize.pow(group) % 10_000;
        if value == 0 {
            continue;
        }
        for place in (0..4).rev() {
            let digit = value / 10_usize.pow(place) % 10;
            if digit == 0 {
                continue;
            }
            let bare = digit == 1
                && place > 0
                && match one {
                    One::Always => false,
                    One::NotBeforeLeadingTen => place == 1 && text.is_empty(),
                    One::FromTenThousand => true,
                };
            if !bare {
                text.push(digits[digit]);
            }
            if place > 0 {
                text.push(units[place as usize - 1]);
            }
        }
        if group > 0 {
            text.push(myriads[group as usize - 1]);
        }
    }
    text
}

fn positional(n: usize, digits: &[char; 10]) -> String {
    n.to_string()
        .bytes()
        .map(|digit| digits[usize::from(digit - b'0')])
        .collect()
}

fn full_width(n: usize) -> String {
    n.to_string()
        .bytes()
        .map(|digit| char::from_u32(0xff10 + u32::from(digit - b'0')).unwrap_or('0'))
        .collect()
}

/// A pattern such as `001, 002, 003, ...` says how many digits there are at least.
fn padded(n: usize, pattern: &str) -> String {
    let width = pattern.chars().take_while(char::is_ascii_digit).count().min(9);
    format!("{n:0width$}")
}

fn ordinal(n: usize) -> String {
    let ending = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

fn roman(n: usize) -> String {
    const SIGNS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if n == 0 || n > 32_767 {
        return n.to_string();
    }
    let mut rest = n;
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}

/// A, B, … Z, AA, BB, …
fn repeated(n: usize, letters: &str) -> String {
    let count = letters.chars().count();
    match n.checked_sub(1) {
        Some(index) if index < count * 30 => letters
            .chars()
            .nth(index % count)
            .map(|letter| letter.to_string().repeat(index / count + 1))
            .unwrap_or_default(),
        _ => n.to_string(),
    }
}

/// ア, イ, … ン, and from the beginning again.
fn cyclic(n: usize, letters: &str) -> String {
    match n.checked_sub(1) {
        Some(index) => letters
            .chars()
            .cycle()
            .nth(index % letters.chars().count())
            .into_iter()
            .collect(),
        None => n.to_string(),
    }
}

fn within(n: usize, signs: &str) -> Option<String> {
    signs.chars().nth(n.checked_sub(1)?).map(String::from)
}

fn sexagenary(n: usize) -> Option<String> {
    let index = n.checked_sub(1).filter(|index| *index < 60)?;
    Some(
        [STEMS.chars().nth(index % 10)?, BRANCHES.chars().nth(index % 12)?]
            .iter()
            .collect(),
    )
}
