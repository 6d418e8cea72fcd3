//! Runs content streams and gathers what they put on the page (ISO 32000-2, 8 and 9).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::budget::{Limit, MARK_DEPTH, PAGE_GLYPHS, STATE_DEPTH};
use super::file::{File, PageNode, as_dict, as_number};
use super::font::{Font, Shown, Text};
use super::geometry::{Matrix, Rect};
use super::lexer::{Lexer, Token};
use super::page::{Glyph, PageContent, Style, Turn};
use super::paint::{Colour, Path};

/// How far a usual glyph reaches below and above its baseline, in em.
const DESCENT: f32 = -0.12;
const ASCENT: f32 = 0.88;

/// Fonts by where their dictionary lies in memory, so that a font shared by many pages is read once.
pub(super) type FontCache<'a> = BTreeMap<usize, Rc<Font<'a>>>;

/// Runs the content of `page`.
pub(super) fn run<'a>(
    file: &'a File,
    page: &'a PageNode,
    fonts: &mut FontCache<'a>,
    hidden: &BTreeSet<ObjectId>,
) -> PageContent {
    file.budget.borrow_mut().next_page();
    let to_device = page_matrix(page);
    let (width, height) = match page.rotate {
        90 | 270 => (page.area.height(), page.area.width()),
        _ => (page.area.width(), page.area.height()),
    };
    let mut interpreter = Interpreter {
        file,
        fonts,
        hidden,
        content: PageContent {
            width,
            height,
            ..PageContent::default()
        },
        active_forms: Vec::new(),
        marks: Vec::new(),
        lost_marks: 0,
    };
    let content = file.page_content(page);
    interpreter.content.cut = content.cut;
    let resources = page
        .resources
        .as_ref()
        .and_then(|resources| as_dict(file.resolve(resources)));
    let scope = Scope { resources, depth: 0 };
    interpreter.stream(&content.bytes, scope, State::new(to_device));
    interpreter.annotations(page, to_device);
    interpreter.content
}

/// From user space to the page as shown: upright, `y` downward.
fn page_matrix(page: &PageNode) -> Matrix {
    let Rect { x0, y0, x1, y1 } = page.area;
    match page.rotate {
        90 => Matrix([0.0, 1.0, 1.0, 0.0, -y0, -x0]),
        180 => Matrix([-1.0, 0.0, 0.0, 1.0, x1, -y0]),
        270 => Matrix([0.0, -1.0, -1.0, 0.0, y1, x1]),
        _ => Matrix([1.0, 0.0, 0.0, -1.0, -x0, y1]),
    }
}

/// Where a content stream finds its resources.
#[derive(Clone, Copy)]
struct Scope<'a> {
    resources: Option<&'a Dictionary>,
    depth: usize,
}

/// The graphics state, as far as text needs it.
#[derive(Clone)]
struct State<'a> {
    ctm: Matrix,
    font: Option<Rc<Font<'a>>>,
    size: f32,
    char_space: f32,
    word_space: f32,
    scale: f32,
    leading: f32,
    rise: f32,
    mode: u8,
    fill: Colour,
    stroke: Colour,
}

impl State<'_> {
    fn new(ctm: Matrix) -> Self {
        Self {
            ctm,
            font: None,
            size: 0.0,
            char_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
            fill: Colour::BLACK,
            stroke: Colour::BLACK,
        }
    }
}

/// An open marked-content sequence (ISO 32000-2, 14.6).
struct Mark {
    artifact: bool,
    hidden: bool,
    /// Text that replaces that of the glyphs within, and the number of the first of them.
    actual: Option<(String, usize)>,
}

struct Interpreter<'a, 'f> {
    file: &'a File,
    fonts: &'f mut FontCache<'a>,
    hidden: &'f BTreeSet<ObjectId>,
    content: PageContent,
    active_forms: Vec<ObjectId>,
    marks: Vec<Mark>,
    /// How many marks were too deep to keep: their ends must not end others.
    lost_marks: usize,
}

impl<'a> Interpreter<'a, '_> {
    /// Runs one content stream; forms call it again, no deeper than the budget allows.
    fn stream(&mut self, bytes: &[u8], scope: Scope<'a>, initial: State<'a>) {
        let open_marks = self.marks.len();
        let mut run = Run {
            state: initial,
            saved: Vec::new(),
            lost_saves: 0,
            matrix: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            path: Path::default(),
        };
        let mut lexer = Lexer::new(bytes);
        let mut operands: Vec<Token<'_>> = Vec::new();
        while let Some(token) = lexer.next() {
            let Token::Word(word) = token else {
                // An operator has few operands, but an array of shown strings may be long.
                if operands.len() < 100_000 {
                    operands.push(token);
                }
                continue;
            };
            if !self.file.budget.borrow_mut().operator() {
                self.content.cut = true;
                break;
            }
            if word == b"ID" {
                lexer.skip_inline_image();
                let corner = run.state.ctm.apply(0.0, 0.0);
                self.content
                    .pictures
                    .push(Rect::of(corner, run.state.ctm.apply(1.0, 1.0)));
            } else {
                self.operator(word, &operands, &mut run, scope);
            }
            operands.clear();
        }
        self.lost_marks = 0;
        while self.marks.len() > open_marks {
            self.end_mark();
        }
    }

    #[allow(
        clippy::too_many_lines,
        reason = "one arm an operator, as in the standard's table"
    )]
    fn operator(&mut self, word: &[u8], operands: &[Token<'_>], run: &mut Run<'a>, scope: Scope<'a>) {
        let numbers = Numbers::of(operands);
        let number = |at: usize| numbers.get(at);
        match word {
            b"q" => {
                if run.saved.len() < STATE_DEPTH {
                    run.saved.push(run.state.clone());
                } else {
                    run.lost_saves += 1;
                    self.file.budget.borrow_mut().hit(Limit::States);
                }
            }
            b"Q" => {
                if run.lost_saves > 0 {
                    run.lost_saves -= 1;
                } else if let Some(saved) = run.saved.pop() {
                    run.state = saved;
                }
            }
            b"cm" => {
                let moved = numbers.matrix().then(run.state.ctm);
                if moved.is_sane() {
                    run.state.ctm = moved;
                }
            }
            b"gs" => self.graphics_state(operands, run, scope),
            b"BT" => {
                run.matrix = Matrix::IDENTITY;
                run.line = Matrix::IDENTITY;
            }
            b"Tf" => {
                if let [.., Token::Name(name), Token::Number(size)] = operands {
                    run.state.font = self.font(name, scope);
                    run.state.size = *size;
                }
            }
            b"Tc" => run.state.char_space = number(0),
            b"Tw" => run.state.word_space = number(0),
            b"Tz" => run.state.scale = number(0) / 100.0,
            b"TL" => run.state.leading = number(0),
            b"Ts" => run.state.rise = number(0),
            b"Tr" => run.state.mode = number(0) as u8,
            b"Td" => run.next_line(number(0), number(1)),
            b"TD" => {
                run.state.leading = -number(1);
                run.next_line(number(0), number(1));
            }
            b"Tm" => {
                run.matrix = numbers.matrix();
                run.line = run.matrix;
            }
            b"T*" => run.next_line(0.0, -run.state.leading),
            b"Tj" | b"TJ" => self.show_all(operands, run),
            b"'" => {
                run.next_line(0.0, -run.state.leading);
                self.show_all(operands, run);
            }
            b"\"" => {
                run.state.word_space = number(0);
                run.state.char_space = number(1);
                run.next_line(0.0, -run.state.leading);
                self.show_all(operands.get(2..).unwrap_or_default(), run);
            }
            b"Do" => {
                if let [.., Token::Name(name)] = operands {
                    self.draw(name, run, scope);
                }
            }
            b"BMC" | b"BDC" => self.begin_mark(operands, scope),
            b"EMC" => self.end_mark(),
            b"g" | b"rg" | b"k" | b"sc" | b"scn" => run.state.fill = Colour::of(&numbers.all(), word),
            b"G" | b"RG" | b"K" | b"SC" | b"SCN" => run.state.stroke = Colour::of(&numbers.all(), word),
            b"cs" => run.state.fill = Colour::BLACK,
            b"CS" => run.state.stroke = Colour::BLACK,
            b"m" => run.path.move_to(run.state.ctm.apply(number(0), number(1))),
            b"l" => run.path.line_to(run.state.ctm.apply(number(0), number(1))),
            b"c" => run.path.curve_to(run.state.ctm.apply(number(4), number(5))),
            b"v" | b"y" => run.path.curve_to(run.state.ctm.apply(number(2), number(3))),
            b"h" => run.path.close(),
            b"re" => {
                let (x, y, width, height) = (number(0), number(1), number(2), number(3));
                let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)];
                run.path
                    .rectangle(corners.map(|(x, y)| run.state.ctm.apply(x, y)));
            }
            b"S" | b"s" => self.paint(run, false, true),
            b"f" | b"F" | b"f*" => self.paint(run, true, false),
            b"B" | b"B*" | b"b" | b"b*" => self.paint(run, true, true),
            b"n" => run.path = Path::default(),
            _ => {}
        }
    }

    fn paint(&mut self, run: &mut Run<'a>, fill: bool, stroke: bool) {
        let mut path = std::mem::take(&mut run.path);
        if fill {
            path.fill(run.state.fill, &mut self.content);
        }
        if stroke {
            path.stroke(run.state.stroke, &mut self.content);
        }
    }

    fn graphics_state(&mut self, operands: &[Token<'_>], run: &mut Run<'a>, scope: Scope<'a>) {
        let [.., Token::Name(name)] = operands else { return };
        let file = self.file;
        let state = resource(file, scope, b"ExtGState", name).and_then(as_dict);
        let Some([font, size, ..]) = state.and_then(|state| file.array(state, b"Font")) else {
            return;
        };
        if let Some(dict) = as_dict(file.resolve(font)) {
            run.state.font = Some(self.cached_font(dict));
            run.state.size = as_number(file.resolve(size)).unwrap_or(run.state.size);
        }
    }

    fn font(&mut self, name: &[u8], scope: Scope<'a>) -> Option<Rc<Font<'a>>> {
        let fonts = self.file.dict(scope.resources?, b"Font")?;
        let entry = fonts.get(name).ok()?;
        let dict = as_dict(self.file.resolve(entry))?;
        Some(self.cached_font(dict))
    }

    fn cached_font(&mut self, dict: &'a Dictionary) -> Rc<Font<'a>> {
        let file = self.file;
        let place = std::ptr::from_ref(dict) as usize;
        Rc::clone(
            self.fonts
                .entry(place)
                .or_insert_with(|| Rc::new(Font::load(file, dict))),
        )
    }

    /// Shows the strings among `operands`; numbers between them move (ISO 32000-2, 9.4.3).
    fn show_all(&mut self, operands: &[Token<'_>], run: &mut Run<'a>) {
        let Some(font) = run.state.font.clone() else {
            // The font is missing, and with it what the codes mean.
            self.content.cut = true;
            return;
        };
        for operand in operands {
            match operand {
                Token::Text(bytes) => self.show(bytes, &font, run),
                Token::Hex(bytes) => self.show(bytes, &font, run),
                Token::Number(number) => {
                    let shift = -number / 1000.0 * run.state.size;
                    run.advance(&font, shift * if font.vertical { 1.0 } else { run.state.scale });
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, bytes: &[u8], font: &Rc<Font<'a>>, run: &mut Run<'a>) {
        font.decode(bytes, |shown| {
            let full = self.content.glyphs.len() >= PAGE_GLYPHS;
            if full {
                self.file.budget.borrow_mut().hit(Limit::Glyphs);
            }
            if full || !self.file.budget.borrow_mut().glyph() {
                self.content.cut = true;
                return;
            }
            let glyph = run.glyph(shown, font, self.style(font, &run.state));
            self.content.glyphs.extend(glyph);
            let space = run.state.char_space + if shown.is_space { run.state.word_space } else { 0.0 };
            if font.vertical {
                run.advance(font, -(shown.advance * run.state.size) - space);
            } else {
                run.advance(font, (shown.advance * run.state.size + space) * run.state.scale);
            }
        });
    }

    fn style(&self, font: &Font<'_>, state: &State<'_>) -> Style {
        Style {
            bold: font.bold || state.mode == 2,
            vertical: font.vertical,
            invisible: matches!(state.mode, 3 | 7),
            white: matches!(state.mode, 0 | 4) && state.fill.is_white(),
            artifact: self.marks.iter().any(|mark| mark.artifact),
            hidden: self.marks.iter().any(|mark| mark.hidden),
        }
    }

    fn draw(&mut self, name: &[u8], run: &mut Run<'a>, scope: Scope<'a>) {
        let file = self.file;
        let Some(objects) = scope
            .resources
            .and_then(|resources| file.dict(resources, b"XObject"))
        else {
            return;
        };
        let Ok(entry) = objects.get(name) else { return };
        let Object::Stream(stream) = file.resolve(entry) else {
            self.content.cut = true;
            return;
        };
        if file.name(&stream.dict, b"Subtype") == Some(b"Form") {
            let hidden = self.is_hidden(&stream.dict);
            self.marks.push(Mark {
                artifact: false,
                hidden,
                actual: None,
            });
            self.form(entry.as_reference().ok(), stream, run.state.clone(), scope);
            self.marks.pop();
        } else {
            let corner = run.state.ctm.apply(0.0, 0.0);
            self.content
                .pictures
                .push(Rect::of(corner, run.state.ctm.apply(1.0, 1.0)));
        }
    }

    fn form(&mut self, id: Option<ObjectId>, stream: &'a Stream, mut state: State<'a>, scope: Scope<'a>) {
        // A form that draws itself never ends.
        if id.is_some_and(|id| self.active_forms.contains(&id)) {
            return;
        }
        if !self.file.budget.borrow_mut().form(scope.depth) {
            self.content.cut = true;
            return;
        }
        let content = self.file.unpack(stream);
        self.content.cut |= content.cut;
        let matrix = self.file.array(&stream.dict, b"Matrix").and_then(|items| {
            let numbers: Vec<f32> = items
                .iter()
                .filter_map(|item| as_number(self.file.resolve(item)))
                .collect();
            numbers.try_into().ok().map(Matrix)
        });
        state.ctm = matrix.unwrap_or(Matrix::IDENTITY).then(state.ctm);
        if !state.ctm.is_sane() {
            return;
        }
        let scope = Scope {
            resources: self.file.dict(&stream.dict, b"Resources").or(scope.resources),
            depth: scope.depth + 1,
        };
        self.active_forms.extend(id);
        self.stream(&content.bytes, scope, state);
        if id.is_some() {
            self.active_forms.pop();
        }
    }

    /// Draws the appearances of annotations that show words of the document: form fields, free text, stamps.
    fn annotations(&mut self, page: &'a PageNode, to_device: Matrix) {
        let file = self.file;
        let annotations = file.array(&page.dict, b"Annots").unwrap_or_default();
        for annotation in annotations.iter().take(5000) {
            let Some(dict) = as_dict(file.resolve(annotation)) else {
                continue;
            };
            let flags = file.number(dict, b"F").unwrap_or(0.0) as u32;
            let subtype = file.name(dict, b"Subtype").unwrap_or_default();
            // Flags 2 and 32 hide it (ISO 32000-2, 12.5.3); pop-ups are a viewer's own.
            if flags & (2 | 32) != 0 || matches!(subtype, b"Popup" | b"Link") {
                continue;
            }
            let Some((id, stream)) = self.appearance(dict) else {
                continue;
            };
            let Some(target) = dict.get(b"Rect").ok().and_then(|rect| file.rect(rect)) else {
                continue;
            };
            let own = file.rect(file.get(&stream.dict, b"BBox")).unwrap_or(target);
            if own.width() <= 0.0 || own.height() <= 0.0 {
                continue;
            }
            let (sx, sy) = (target.width() / own.width(), target.height() / own.height());
            let placed = Matrix([sx, 0.0, 0.0, sy, target.x0 - own.x0 * sx, target.y0 - own.y0 * sy]);
            let scope = Scope {
                resources: None,
                depth: 0,
            };
            self.form(id, stream, State::new(placed.then(to_device)), scope);
        }
    }

    fn appearance(&self, dict: &'a Dictionary) -> Option<(Option<ObjectId>, &'a Stream)> {
        let file = self.file;
        let normal = file.dict(dict, b"AP")?.get(b"N").ok()?;
        let chosen = match file.resolve(normal) {
            Object::Dictionary(states) => states.get(file.name(dict, b"AS")?).ok()?,
            _ => normal,
        };
        let stream = file.resolve(chosen).as_stream().ok()?;
        Some((chosen.as_reference().ok(), stream))
    }

    fn begin_mark(&mut self, operands: &[Token<'_>], scope: Scope<'a>) {
        if self.marks.len() >= MARK_DEPTH {
            self.lost_marks += 1;
            return;
        }
        let Some(Token::Name(tag)) = operands.first() else {
            self.marks.push(Mark {
                artifact: false,
                hidden: false,
                actual: None,
            });
            return;
        };
        let mut actual = None;
        let mut hidden = false;
        if let [_, Token::Name(name)] = operands {
            if let Some(dict) = resource(self.file, scope, b"Properties", name).and_then(as_dict) {
                let text = self.file.get(dict, b"ActualText").as_str().ok();
                actual = text.map(super::outline::text_string);
                let id = scope
                    .resources
                    .and_then(|resources| self.file.dict(resources, b"Properties"))
                    .and_then(|list| list.get(name).ok()?.as_reference().ok());
                hidden = tag.as_ref() == b"OC"
                    && (id.is_some_and(|id| self.hidden.contains(&id)) || self.members_hidden(dict));
            }
        } else {
            let inline = operands.windows(2).find_map(|pair| match pair {
                [Token::Name(key), Token::Text(text)] if key.as_ref() == b"ActualText" => Some(text.to_vec()),
                [Token::Name(key), Token::Hex(text)] if key.as_ref() == b"ActualText" => Some(text.clone()),
                _ => None,
            });
            actual = inline.map(|text| super::outline::text_string(&text));
        }
        self.marks.push(Mark {
            artifact: tag.as_ref() == b"Artifact",
            hidden,
            actual: actual.map(|text| (text, self.content.glyphs.len())),
        });
    }

    fn end_mark(&mut self) {
        if self.lost_marks > 0 {
            self.lost_marks -= 1;
            return;
        }
        let Some(Mark {
            actual: Some((text, first)),
            ..
        }) = self.marks.pop()
        else {
            return;
        };
        // The first glyph takes the whole text and the others give theirs up.
        for (at, glyph) in self.content.glyphs.iter_mut().skip(first).enumerate() {
            glyph.text = match at {
                0 if text.is_empty() => Text::Nothing,
                0 => Text::of(&text),
                _ => Text::Nothing,
            };
        }
    }

    /// Whether an optional-content membership leads to hidden groups only (ISO 32000-2, 8.11.2.2).
    fn members_hidden(&self, dict: &Dictionary) -> bool {
        let members = match dict.get(b"OCGs") {
            Ok(Object::Reference(id)) => vec![*id],
            Ok(Object::Array(items)) => items.iter().filter_map(|item| item.as_reference().ok()).collect(),
            _ => return false,
        };
        !members.is_empty() && members.iter().all(|id| self.hidden.contains(id))
    }

    fn is_hidden(&self, dict: &Dictionary) -> bool {
        match dict.get(b"OC") {
            Ok(Object::Reference(id)) if self.hidden.contains(id) => true,
            Ok(group) => as_dict(self.file.resolve(group)).is_some_and(|group| self.members_hidden(group)),
            Err(_) => false,
        }
    }
}

fn resource<'a>(file: &'a File, scope: Scope<'a>, kind: &[u8], name: &[u8]) -> Option<&'a Object> {
    let list = file.dict(scope.resources?, kind)?;
    list.get(name).ok().map(|entry| file.resolve(entry))
}

/// What one content stream keeps while it runs.
struct Run<'a> {
    state: State<'a>,
    saved: Vec<State<'a>>,
    /// How many `q` were not saved: their `Q` must not restore.
    lost_saves: usize,
    matrix: Matrix,
    line: Matrix,
    path: Path,
}

impl Run<'_> {
    fn next_line(&mut self, x: f32, y: f32) {
        self.line = Matrix::translation(x, y).then(self.line);
        self.matrix = self.line;
    }

    fn advance(&mut self, font: &Font<'_>, by: f32) {
        let moved = if font.vertical {
            Matrix::translation(0.0, by)
        } else {
            Matrix::translation(by, 0.0)
        };
        self.matrix = moved.then(self.matrix);
    }

    /// The glyph at the current place; `None` where it has no place at all.
    fn glyph(&self, shown: &Shown, font: &Font<'_>, style: Style) -> Option<Glyph> {
        let state = &self.state;
        let to_page = Matrix([state.size * state.scale, 0.0, 0.0, state.size, 0.0, state.rise])
            .then(self.matrix)
            .then(state.ctm);
        if !to_page.is_sane() {
            return None;
        }
        let right = to_page.apply_vector(1.0, 0.0);
        let up = to_page.apply_vector(0.0, 1.0);
        let size = up.0.hypot(up.1);
        let turn = turn_of(right, up);
        let (area, base) = if font.vertical {
            // The glyph's own origin lies left of and below the one for vertical writing; the em box stands on it.
            let (x, y) = (0.5 - shown.origin.0, ASCENT - shown.origin.1);
            let area = Rect::of(
                to_page.apply(x - 0.5, y),
                to_page.apply(x + 0.5, y - shown.advance),
            );
            let middle = to_page.apply(x, y - shown.advance / 2.0);
            (
                area,
                if matches!(turn, Some(Turn::Right | Turn::Left)) {
                    middle.1
                } else {
                    middle.0
                },
            )
        } else {
            let area = Rect::of(to_page.apply(0.0, DESCENT), to_page.apply(shown.advance, ASCENT));
            let origin = to_page.apply(0.0, 0.0);
            (
                area,
                if matches!(turn, Some(Turn::Right | Turn::Left)) {
                    origin.0
                } else {
                    origin.1
                },
            )
        };
        Some(Glyph {
            text: shown.text.clone(),
            area,
            base,
            size,
            turn,
            style,
        })
    }
}

/// How far the direction of writing is turned; on the page `y` grows downward.
fn turn_of(right: (f32, f32), up: (f32, f32)) -> Option<Turn> {
    let length = right.0.hypot(right.1);
    if length == 0.0 {
        return Some(Turn::None);
    }
    let (x, y) = (right.0 / length, right.1 / length);
    if x > 0.97 {
        Some(Turn::None)
    } else if y > 0.97 {
        Some(Turn::Right)
    } else if y < -0.97 {
        Some(Turn::Left)
    } else if x < -0.97 {
        // Mirrored text still stands upright.
        Some(if up.1 < 0.0 { Turn::None } else { Turn::Half })
    } else {
        None
    }
}

/// The numbers among operands.
struct Numbers<'t, 'a>(&'t [Token<'a>]);

impl<'t, 'a> Numbers<'t, 'a> {
    fn of(operands: &'t [Token<'a>]) -> Self {
        Self(operands)
    }

    fn get(&self, at: usize) -> f32 {
        match self.0.get(at) {
            Some(Token::Number(number)) => *number,
            _ => 0.0,
        }
    }

    fn all(&self) -> Vec<f32> {
        self.0
            .iter()
            .filter_map(|token| match token {
                Token::Number(number) => Some(*number),
                _ => None,
            })
            .collect()
    }

    fn matrix(&self) -> Matrix {
        Matrix(std::array::from_fn(|at| self.get(at)))
    }
}
