//! Who is working: sessions in memory, and the link that opens the first one.
//!
//! Only digests of tokens are kept, so that a look into memory or a log gives nobody a way in. Sessions end with the
//! program, which is what a person expects who stops it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::register::Role;
use crate::text::{Lang, hex_digest};

/// How long a session lives without a request.
const IDLE: Duration = Duration::from_hours(8);
/// How long a session lives at most.
const LONGEST: Duration = Duration::from_hours(16);
/// How often it is looked whether an account is as it was when its session began.
const CHECK: Duration = Duration::from_secs(5);
/// The most sessions at once; the one that was used longest ago gives way.
const MOST: usize = 500;

/// A person at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    /// Their name, under which everything they do is recorded.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// What every form of theirs must carry.
    pub csrf: String,
    /// The version of the account they came by; `None` for those who came by the link.
    pub account: Option<i64>,
    /// What they read in: told anew with every request.
    pub lang: Lang,
    /// Digest of their cookie.
    key: String,
}

struct Open {
    session: Session,
    began: Instant,
    used: Instant,
    /// When it was last looked whether the account is as it was.
    checked: Instant,
}

/// Every session that is open, and the one-time token of the link.
#[derive(Default)]
pub(super) struct Sessions {
    open: Mutex<BTreeMap<String, Open>>,
    link: Mutex<Option<String>>,
}

/// The system gives no random numbers: nothing that must not be guessed can be made.
#[derive(Debug, thiserror::Error)]
#[error("no random numbers: {0}")]
pub struct NoRandom(getrandom::Error);

/// 256 random bits in hexadecimal.
pub(super) fn token() -> Result<String, NoRandom> {
    use std::fmt::Write;
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(NoRandom)?;
    let mut token = String::with_capacity(64);
    for byte in bytes {
        // Writing to a string never fails.
        let _ = write!(token, "{byte:02x}");
    }
    Ok(token)
}

/// Whether two secrets are the same, in a time that does not tell where they differ.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.len() == other.len()
        && one
            .bytes()
            .zip(other.bytes())
            .fold(0, |seen, (a, b)| seen | (a ^ b))
            == 0
}

impl Sessions {
    /// A new token for the link; the one before no longer opens.
    pub(super) fn new_link(&self) -> Result<String, NoRandom> {
        let token = token()?;
        *self.link.lock().unwrap_or_else(PoisonError::into_inner) = Some(hex_digest(token.as_bytes()));
        Ok(token)
    }

    /// Uses the link's token; whether it was the right one, which it is once.
    pub(super) fn use_link(&self, token: &str) -> bool {
        let mut link = self.link.lock().unwrap_or_else(PoisonError::into_inner);
        let right = link
            .as_deref()
            .is_some_and(|digest| same(digest, &hex_digest(token.as_bytes())));
        if right {
            *link = None;
        }
        right
    }

    /// Opens a session; gives the cookie's value.
    pub(super) fn open(&self, name: &str, role: Role, account: Option<i64>) -> Result<String, NoRandom> {
        let cookie = token()?;
        let key = hex_digest(cookie.as_bytes());
        let session = Session {
            name: name.to_owned(),
            role,
            csrf: token()?,
            account,
            lang: Lang::default(),
            key: key.clone(),
        };
        let now = Instant::now();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, open| open.lives(now));
        if open.len() >= MOST
            && let Some(oldest) = open
                .iter()
                .min_by_key(|(_, open)| open.used)
                .map(|(key, _)| key.clone())
        {
            open.remove(&oldest);
        }
        open.insert(
            key,
            Open {
                session,
                began: now,
                used: now,
                checked: now,
            },
        );
        Ok(cookie)
    }

    /// The session of a cookie.
    pub(super) fn find(&self, cookie: &str) -> Option<Session> {
        let now = Instant::now();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let found = open.get_mut(&hex_digest(cookie.as_bytes()))?;
        if !found.lives(now) {
            return None;
        }
        found.used = now;
        Some(found.session.clone())
    }

    /// Whether it is time to look whether the account of a session is as it was: the command line changes it too.
    pub(super) fn is_due(&self, session: &Session) -> bool {
        let now = Instant::now();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        match open.get_mut(&session.key) {
            Some(open) if session.account.is_some() && now.duration_since(open.checked) >= CHECK => {
                open.checked = now;
                true
            }
            _ => false,
        }
    }

    /// Ends one session.
    pub(super) fn close(&self, session: &Session) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.remove(&session.key);
    }

    /// Ends every session of an account: after its password or role changed, or it was shut.
    pub(super) fn close_all_of(&self, name: &str) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, open| open.session.account.is_none() || open.session.name != name);
    }
}

impl Open {
    fn lives(&self, now: Instant) -> bool {
        now.duration_since(self.used) < IDLE && now.duration_since(self.began) < LONGEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_opens_once() {
        let sessions = Sessions::default();
        let token = sessions.new_link().expect("random numbers");
        assert!(!sessions.use_link("0"));
        assert!(sessions.use_link(&token));
        assert!(!sessions.use_link(&token));
    }

    #[test]
    fn a_cookie_belongs_to_one_session() {
        let sessions = Sessions::default();
        let mine = sessions
            .open("甲", Role::Reviewer, Some(1))
            .expect("random numbers");
        let yours = sessions
            .open("乙", Role::Viewer, Some(1))
            .expect("random numbers");
        let (me, you) = (
            sessions.find(&mine).expect("open"),
            sessions.find(&yours).expect("open"),
        );
        assert_eq!((me.name.as_str(), you.name.as_str()), ("甲", "乙"));
        assert_ne!(me.csrf, you.csrf);
        sessions.close_all_of("甲");
        assert!(sessions.find(&mine).is_none() && sessions.find(&yours).is_some());
        sessions.close(&you);
        assert!(sessions.find(&yours).is_none());
    }

    #[test]
    fn secrets_are_compared_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd") && !same("abc", "ab") && !same("", "a"));
    }
}
