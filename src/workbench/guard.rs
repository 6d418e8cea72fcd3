//! What every request has to pass before a page sees it, and the headers that every answer carries.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Extensions, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Workbench;
use super::refusal::Refusal;
use super::session::Session;
use crate::register::Role;
use crate::text::Lang;

/// For pages: nothing but our own files, no script or style inside a page, no page inside another.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The cookie in which a browser keeps the language that its reader chose.
const LANGUAGE: &str = "kitei-lang";

/// How long a request of somebody who has not come in may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the workbench is reached, as browsers name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gate {
    /// Values of `Host` that are ours. A page of another name that resolves to us is not.
    hosts: BTreeSet<String>,
    /// Values of `Origin` that are ours.
    origins: BTreeSet<String>,
    /// The name of the session's cookie.
    pub cookie: String,
    /// Whether browsers reach us through TLS, so that the cookie must never travel without.
    secure: bool,
}

impl Gate {
    /// For a server that listens on `address` and is reached as `public`, `https://kitei.example.jp`, if at all from
    /// elsewhere.
    pub fn new(address: SocketAddr, public: Option<&str>) -> Self {
        let port = address.port();
        let mut hosts = BTreeSet::from([address.to_string()]);
        if address.ip().is_loopback() {
            hosts.extend([
                format!("127.0.0.1:{port}"),
                format!("localhost:{port}"),
                format!("[::1]:{port}"),
            ]);
        }
        let mut origins: BTreeSet<String> = hosts.iter().map(|host| format!("http://{host}")).collect();
        if let Some(url) = public {
            let url = url.trim_end_matches('/');
            origins.insert(url.to_owned());
            if let Some((_, host)) = url.split_once("://") {
                hosts.insert(host.to_owned());
            }
        }
        let secure = public.is_some_and(|url| url.starts_with("https://"));
        let cookie = if secure {
            "__Host-kitei".to_owned()
        } else {
            // Cookies do not tell ports apart: two workbenches on one machine need two names.
            format!("kitei-{port}")
        };
        Self {
            hosts,
            origins,
            cookie,
            secure,
        }
    }

    /// The header that gives a browser its cookie, or takes it away where `value` is empty.
    pub fn set_cookie(&self, value: &str) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        let gone = if value.is_empty() { "; Max-Age=0" } else { "" };
        format!(
            "{}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{gone}",
            self.cookie
        )
    }

    /// The header that has a browser remember the language of its reader, for a year.
    pub fn set_language(&self, lang: Lang) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!(
            "{LANGUAGE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict{secure}",
            lang.code()
        )
    }

    /// The path of the page of ours that a request comes from.
    pub fn came_from<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let from = headers.get(header::REFERER)?.to_str().ok()?;
        let mut origins = self.origins.iter();
        let path = origins.find_map(|origin| from.strip_prefix(origin.as_str()))?;
        path.starts_with('/').then_some(path)
    }

    fn knows_host(&self, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let known = hosts
            .next()
            .and_then(|host| host.to_str().ok())
            .is_some_and(|host| self.hosts.contains(&host.to_ascii_lowercase()));
        known && hosts.next().is_none()
    }

    /// Whether a changing request comes from a page of ours. Browsers always say where it comes from.
    fn knows_origin(&self, headers: &HeaderMap) -> bool {
        headers
            .get(header::ORIGIN)
            .and_then(|origin| origin.to_str().ok())
            .is_some_and(|origin| self.origins.contains(origin))
    }

    fn cookie_of<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        cookie(headers, &self.cookie)
    }
}

/// The value of the cookie of this name.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Lets a request through or refuses it.
pub(super) async fn guard(State(bench): State<Arc<Workbench>>, mut request: Request, next: Next) -> Response {
    let chosen = cookie(request.headers(), LANGUAGE).and_then(Lang::from_code);
    let lang = chosen.unwrap_or(bench.lang);
    request.extensions_mut().insert(lang);
    let mut response = match bench.taken.try_acquire() {
        Ok(_taken) => pass(&bench, request, next).await,
        Err(_) => Refusal::busy().into_response(),
    };
    if response.status() == StatusCode::METHOD_NOT_ALLOWED
        && response.headers().get(header::CONTENT_TYPE).is_none()
    {
        response = Refusal::method().into_response();
    }
    // Whoever refuses knows why; here it is known in which language to say so.
    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        response = refusal.page(lang);
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        // A file's own answer may be stricter.
        headers
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

async fn pass(bench: &Arc<Workbench>, mut request: Request, next: Next) -> Response {
    let admitted = match admit(bench, &mut request) {
        Ok(()) => {
            let session = request.extensions().get::<Session>().cloned();
            check_account(bench, session).await
        }
        refused => refused,
    };
    if let Err(refusal) = admitted {
        return refusal.into_response();
    }
    if request.extensions().get::<Session>().is_some() {
        return next.run(request).await;
    }
    // Who has not come in may not keep others waiting by sending a form forever.
    let answer = tokio::time::timeout(PATIENCE, next.run(request)).await;
    answer.unwrap_or_else(|_| Refusal::busy().into_response())
}

const HEADERS: [(&str, &str); 8] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // Our own forms need an origin, other pages need nothing.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
    ("cache-control", "no-store"),
];

fn admit(bench: &Workbench, request: &mut Request) -> Result<(), Refusal> {
    let method = request.method().clone();
    if ![Method::GET, Method::HEAD, Method::POST].contains(&method) {
        return Err(Refusal::method());
    }
    if !bench.gate.knows_host(request.headers()) || request.uri().authority().is_some() {
        return Err(Refusal::host());
    }
    if method == Method::POST && !bench.gate.knows_origin(request.headers()) {
        return Err(Refusal::origin());
    }
    let session = bench
        .gate
        .cookie_of(request.headers())
        .and_then(|cookie| bench.sessions.find(cookie));
    match session {
        Some(mut session) => {
            session.lang = language(request.extensions());
            request.extensions_mut().insert(session);
            Ok(())
        }
        None if is_open(request.uri().path()) => Ok(()),
        None => Err(Refusal::stranger(
            bench.has_accounts(),
            (method == Method::GET).then(|| request.uri().to_string()),
        )),
    }
}

/// The language that a request is to be answered in, as the guard found it.
pub(super) fn language(extensions: &Extensions) -> Lang {
    extensions.get::<Lang>().copied().unwrap_or_default()
}

/// Ends the session of an account that was changed or shut meanwhile, be it on the command line.
async fn check_account(bench: &Arc<Workbench>, session: Option<Session>) -> Result<(), Refusal> {
    let Some(session) = session.filter(|session| bench.sessions.is_due(session)) else {
        return Ok(());
    };
    let name = session.name.clone();
    let account = bench.run(move |_, register| Ok(register.account(&name)?)).await?;
    if account.is_some_and(|account| account.active && Some(account.version) == session.account) {
        return Ok(());
    }
    bench.sessions.close(&session);
    Err(Refusal::stranger(bench.has_accounts(), None))
}

/// What anybody may ask for: the ways in, and files that hold nothing of anybody.
fn is_open(path: &str) -> bool {
    matches!(path, "/enter" | "/login" | "/left") || path.starts_with("/assets/")
}

/// Lets only those through who may decide.
pub(super) async fn reviewing(request: Request, next: Next) -> Response {
    with(Role::Reviewer, request, next).await
}

/// Lets only those through who may issue certificates and manage accounts.
pub(super) async fn approving(request: Request, next: Next) -> Response {
    with(Role::Approver, request, next).await
}

async fn with(role: Role, request: Request, next: Next) -> Response {
    match request.extensions().get::<Session>() {
        Some(session) if session.role >= role => next.run(request).await,
        _ => Refusal::role(role).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate() -> Gate {
        Gate::new(
            "127.0.0.1:4848".parse().expect("an address"),
            Some("https://kitei.example.jp/"),
        )
    }

    fn headers(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).expect("a header"))])
    }

    #[test]
    fn only_our_names_are_ours() {
        for (host, ours) in [
            ("localhost:4848", true),
            ("127.0.0.1:4848", true),
            ("kitei.example.jp", true),
            ("localhost", false),
            ("evil.example", false),
            ("127.0.0.1:4848.evil.example", false),
        ] {
            assert_eq!(gate().knows_host(&headers(header::HOST, host)), ours, "{host}");
        }
        assert!(!gate().knows_host(&HeaderMap::new()));
    }

    #[test]
    fn only_our_pages_may_change_something() {
        for (origin, ours) in [
            ("http://localhost:4848", true),
            ("https://kitei.example.jp", true),
            ("http://kitei.example.jp", false),
            ("null", false),
            ("http://localhost:4849", false),
        ] {
            assert_eq!(
                gate().knows_origin(&headers(header::ORIGIN, origin)),
                ours,
                "{origin}"
            );
        }
        assert!(!gate().knows_origin(&HeaderMap::new()));
    }

    #[test]
    fn a_cookie_is_taken_by_its_whole_name() {
        let gate = gate();
        let name = &gate.cookie;
        let found = |value: &str| gate.cookie_of(&headers(header::COOKIE, value)).map(str::to_owned);
        assert_eq!(found(&format!("a=b; {name}=c")), Some("c".to_owned()));
        assert_eq!(found(&format!("{name}x=c")), None);
        assert!(gate.set_cookie("v").contains("; Secure"));
    }

    #[test]
    fn one_comes_back_to_our_own_pages_only() {
        for (from, path) in [
            ("https://kitei.example.jp/s/1?r=M1-1", Some("/s/1?r=M1-1")),
            ("http://localhost:4848/", Some("/")),
            ("https://kitei.example.jp.evil.example/", None),
            ("https://evil.example/", None),
        ] {
            assert_eq!(gate().came_from(&headers(header::REFERER, from)), path, "{from}");
        }
    }
}
