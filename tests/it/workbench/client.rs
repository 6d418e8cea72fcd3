//! The built program, served on a port of its own, and a browser of the plainest kind.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use kitei::register::{Moment, Register, Role, Stamp};
use tempfile::TempDir;

pub const PASSWORD: &str = "正しい馬の電池とホチキス";

/// An application of the first organization for the certificate of its regulation, as the form sends it.
pub const APPLICATION: [(&str, &str); 5] = [
    ("organization", "1"),
    ("category", "regulation"),
    ("route", "joint"),
    ("guideline", "mhlw-6.0"),
    ("received_on", "2026-04-01"),
];

/// A served workbench, ended with the test.
pub struct Served {
    child: Child,
    pub folder: TempDir,
    /// `127.0.0.1:PORT`
    pub host: String,
    announced: mpsc::Receiver<String>,
    next: Option<String>,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// A browser: an origin, a cookie, and the mark that its pages' forms carry.
#[derive(Clone)]
pub struct Browser {
    pub host: String,
    pub cookie: String,
    pub csrf: String,
}

impl Served {
    /// Serves an empty register.
    pub fn new() -> Self {
        Self::with(&[], &[])
    }

    /// Serves a register with these accounts.
    pub fn with(arguments: &[&str], accounts: &[(&str, Role)]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        if !accounts.is_empty() {
            add_accounts(folder.path(), accounts);
        }
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("kitei"))
            .args(["serve", "--listen", "127.0.0.1:0", "--name", "佐藤"])
            .args(arguments)
            .current_dir(folder.path())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        let (announce, announced) = mpsc::channel();
        std::thread::spawn(move || {
            let all = lines.map_while(Result::ok);
            for line in all.filter(|line| line.starts_with("http://")) {
                if announce.send(line).is_err() {
                    break;
                }
            }
        });
        let mut served = Self {
            child,
            folder,
            host: String::new(),
            announced,
            next: None,
        };
        let link = served.announced();
        let host = link.trim_start_matches("http://").split('/').next();
        host.expect("a host").clone_into(&mut served.host);
        served.next = Some(link);
        served
    }

    fn announced(&self) -> String {
        self.announced
            .recv_timeout(Duration::from_mins(1))
            .expect("a link is announced")
    }

    /// The path of the next link.
    pub fn link(&mut self) -> String {
        let link = self.next.take().unwrap_or_else(|| self.announced());
        link[link.find("/enter").expect("a link to enter by")..].to_owned()
    }

    /// Comes in by the link.
    pub fn enter(&mut self) -> Browser {
        let link = self.link();
        let stranger = self.stranger();
        let answer = stranger.get(&link);
        assert_eq!(answer.status, 200);
        stranger.with_cookie(&answer)
    }

    /// A browser that has not come in.
    pub fn stranger(&self) -> Browser {
        Browser {
            host: self.host.clone(),
            cookie: String::new(),
            csrf: String::new(),
        }
    }

    /// Comes in by an account.
    pub fn log_in(&self, name: &str) -> Browser {
        let stranger = self.stranger();
        let answer = stranger.post("/login", &[("name", name), ("password", PASSWORD)]);
        assert_eq!(answer.status, 200, "{}", answer.text());
        stranger.with_cookie(&answer)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // A test that failed may find it gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Accounts as an earlier run would have left them.
pub fn add_accounts(folder: &Path, accounts: &[(&str, Role)]) {
    let mut register = Register::open_or_create(&folder.join("register/kitei.sqlite")).expect("a register");
    for (name, role) in accounts {
        let stamp = Stamp::new("試験", Moment::from_unix(1_800_000_000));
        register
            .add_account(name, *role, PASSWORD, &stamp)
            .expect("an account");
    }
}

impl Browser {
    fn with_cookie(mut self, answer: &Answer) -> Self {
        let cookie = answer.header("set-cookie").expect("a cookie");
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
            "{cookie}"
        );
        cookie
            .split(';')
            .next()
            .expect("its value")
            .clone_into(&mut self.cookie);
        let page = self.get("/").text();
        between(&page, "name=\"_csrf\" value=\"", "\"").clone_into(&mut self.csrf);
        self
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], &[])
    }

    /// Sends a form with the session's mark.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("_csrf", self.csrf.as_str())];
        all.extend(fields);
        self.form(path, &all, &format!("http://{}", self.host))
    }

    /// Sends a form as a page of `origin` would.
    pub fn form(&self, path: &str, fields: &[(&str, &str)], origin: &str) -> Answer {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let headers = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Origin", origin),
        ];
        self.send("POST", path, &headers, body.join("&").as_bytes())
    }

    /// Hands a file in.
    pub fn upload(&self, name: &str, bytes: &[u8], fields: &[(&str, &str)]) -> Answer {
        let mut body = Vec::new();
        let mut all = vec![
            ("_csrf", self.csrf.as_str()),
            ("organization", "小院"),
            ("received_on", "2026-11-01"),
        ];
        all.extend(fields);
        for (field, value) in all {
            body.extend(
                format!("--XX\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                    .bytes(),
            );
        }
        body.extend(
            format!("--XX\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n").bytes(),
        );
        body.extend(bytes);
        body.extend(b"\r\n--XX--\r\n");
        let origin = format!("http://{}", self.host);
        let headers = [
            ("Content-Type", "multipart/form-data; boundary=XX"),
            ("Origin", origin.as_str()),
        ];
        self.send("POST", "/upload", &headers, &body)
    }

    /// Sends any request; the host is ours unless the headers name one.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if headers.iter().all(|(name, _)| *name != "Host") {
            let _ = write!(head, "Host: {}\r\n", self.host);
        }
        if !self.cookie.is_empty() {
            let _ = write!(head, "Cookie: {}\r\n", self.cookie);
        }
        for (name, value) in headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let _ = write!(head, "Content-Length: {}\r\n\r\n", body.len());
        let mut stream = TcpStream::connect(&self.host).expect("connects");
        stream
            .set_read_timeout(Some(Duration::from_mins(2)))
            .expect("a time limit");
        stream.write_all(head.as_bytes()).expect("sends");
        // A server that refuses a large body closes before it has all.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Answer::parse(&answer)
    }
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(bytes)));
        let head = String::from_utf8_lossy(&bytes[..end]);
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
        Self {
            status: status.expect("a status"),
            headers: lines
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name)?;
        Some(&found.1)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Where it leads on.
    #[track_caller]
    pub fn leads_to(&self) -> String {
        assert_eq!(self.status, 303, "{}", self.text());
        self.header("location").expect("an address").to_owned()
    }
}

/// What stands between two marks.
#[track_caller]
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let from = text
        .find(before)
        .unwrap_or_else(|| panic!("no {before} in {text}"))
        + before.len();
    let length = text[from..].find(after).expect("its end");
    &text[from..from + length]
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        let _ = write!(all, "%{byte:02X}");
        all
    })
}
