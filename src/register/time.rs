//! Days and moments: checked when they come in, kept and compared as ISO 8601 text.

use std::fmt;
use std::str::FromStr;

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

use crate::text::{Lang, Message};

const SECONDS_A_DAY: i64 = 86_400;

/// A day of the calendar: `2026-11-22`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(String);

/// A moment in universal time, to the second: `2026-11-22T07:25:07Z`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment(String);

/// A text is no day or no moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}: no such day or time (expected 2026-11-22 or 2026-11-22T07:25:07Z)")]
pub struct TimeError(String);

impl TimeError {
    /// One line for a person, with a way out.
    pub fn message(&self) -> Message {
        Message::new(
            format!(
                "{}: そのような日・時刻はない。2026-11-22 又は 2026-11-22T07:25:07Z の形で指定する",
                self.0
            ),
            self.to_string(),
        )
    }
}

impl Day {
    /// The text as written: `2026-11-22`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Year, month and day.
    pub fn parts(&self) -> (i64, i64, i64) {
        let number = |from: usize, to: usize| {
            self.0.get(from..to).map_or(0, |digits| {
                digits
                    .bytes()
                    .fold(0, |n, digit| n * 10 + i64::from(digit - b'0'))
            })
        };
        (number(0, 4), number(5, 7), number(8, 10))
    }

    /// As it stands in a sentence: 2026年11月22日, 22 November 2026.
    pub fn spoken(&self, lang: Lang) -> String {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let (year, month, day) = self.parts();
        match lang {
            Lang::Ja => format!("{year}年{month}月{day}日"),
            Lang::En => {
                let name = MONTHS.get((month - 1) as usize).unwrap_or(&"");
                format!("{day} {name} {year}")
            }
        }
    }

    /// The same day of the month so many months earlier, or that month's last day.
    #[must_use]
    pub fn months_before(&self, months: i64) -> Self {
        let (year, month, day) = self.parts();
        let count = (year * 12 + month - 1 - months).max(12);
        let (year, month) = (count / 12, count % 12 + 1);
        Self(written(year, month, day.min(days_of(year, month))))
    }
}

impl Moment {
    /// The moment so many seconds after 1970-01-01T00:00:00Z.
    pub fn from_unix(seconds: i64) -> Self {
        let (days, rest) = (
            seconds.div_euclid(SECONDS_A_DAY),
            seconds.rem_euclid(SECONDS_A_DAY),
        );
        let (year, month, day) = civil(days);
        Self(format!(
            "{}T{:02}:{:02}:{:02}Z",
            written(year, month, day),
            rest / 3600,
            rest / 60 % 60,
            rest % 60
        ))
    }

    /// Seconds after 1970-01-01T00:00:00Z.
    pub fn unix(&self) -> i64 {
        let (year, month, day) = self.day().parts();
        let number = |from: usize| {
            self.0.get(from..from + 2).map_or(0, |digits| {
                digits
                    .bytes()
                    .fold(0, |n, digit| n * 10 + i64::from(digit - b'0'))
            })
        };
        days_since_epoch(year, month, day) * SECONDS_A_DAY + number(11) * 3600 + number(14) * 60 + number(17)
    }

    /// The text as written: `2026-11-22T07:25:07Z`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its day, in universal time.
    pub fn day(&self) -> Day {
        Day(self.0.get(..10).unwrap_or_default().to_owned())
    }

    /// Its day in Japan, where the year has no summer time.
    pub fn day_in_japan(&self) -> Day {
        Self::from_unix(self.unix() + 9 * 3600).day()
    }
}

fn written(year: i64, month: i64, day: i64) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days of the proleptic Gregorian calendar since 1970-01-01; the year is taken to begin in March.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a number of days since 1970-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + days.div_euclid(146_097) * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * from_march + 2) / 5 + 1)
}

/// Whether `text` has digits where `pattern` has `0`, and the same characters elsewhere.
fn has_form(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, form)| {
            if form == b'0' {
                byte.is_ascii_digit()
            } else {
                byte == form
            }
        })
}

impl FromStr for Day {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let error = || TimeError(text.to_owned());
        if !has_form(text, "0000-00-00") {
            return Err(error());
        }
        let found = Self(text.to_owned());
        let (year, month, day) = found.parts();
        let exists = year > 0 && (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
        exists.then_some(found).ok_or_else(error)
    }
}

impl FromStr for Moment {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let error = || TimeError(text.to_owned());
        if !has_form(text, "0000-00-00T00:00:00Z") {
            return Err(error());
        }
        Day::from_str(&text[..10]).map_err(|_| error())?;
        let is_time = &text[11..13] < "24" && &text[14..16] < "60" && &text[17..19] < "60";
        is_time.then(|| Self(text.to_owned())).ok_or_else(error)
    }
}

macro_rules! stored_as_text {
    ($($name:ident),+) => {$(
        impl TryFrom<String> for $name {
            type Error = TimeError;

            fn try_from(text: String) -> Result<Self, TimeError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.0.as_str().into())
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_str()?.parse().map_err(FromSqlError::other)
            }
        }
    )+};
}

stored_as_text!(Day, Moment);

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn only_days_of_the_calendar_are_days() {
        assert!("2024-02-29".parse::<Day>().is_ok());
        for wrong in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "2026-4-1",
            "２０２６-04-01",
            "",
        ] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
        assert!("2026-11-22T24:00:00Z".parse::<Moment>().is_err());
        assert!("2026-02-30T10:00:00Z".parse::<Moment>().is_err());
    }

    #[test]
    fn moments_and_seconds_are_the_same_both_ways() {
        assert_eq!(Moment::from_unix(0).as_str(), "1970-01-01T00:00:00Z");
        assert_eq!(Moment::from_unix(951_782_400).as_str(), "2000-02-29T00:00:00Z");
        for seconds in (-4_000_000_000..6_000_000_000_i64).step_by(86_399 * 7) {
            assert_eq!(Moment::from_unix(seconds).unix(), seconds);
        }
        let night: Moment = "2026-03-31T16:00:00Z".parse().expect("a moment");
        assert_eq!(night.day_in_japan(), day("2026-04-01"));
    }

    #[test]
    fn months_are_counted_back_to_a_day_that_exists() {
        assert_eq!(day("2026-03-31").months_before(1), day("2026-02-28"));
        assert_eq!(day("2026-01-15").months_before(13), day("2024-12-15"));
    }
}
