//! Runs content streams and gathers what they put on the page (ISO 32000-2, 8 and 9).

mod marks;
mod objects;
mod state;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId};

use self::marks::Marks;
use self::state::{Run, Stamp, State};
use super::budget::{Limit, PAGE_GLYPHS, STATE_DEPTH};
use super::file::{File, PageNode, as_dict, as_number};
use super::font::Font;
use super::geometry::{Matrix, Rect};
use super::lexer::{Lexer, Token};
use super::page::{PageContent, Style};
use super::paint::{Colour, Path};
use super::structure::Structure;

/// Fonts by where their dictionary lies in memory, so that a font shared by many pages is read once.
pub(super) type FontCache<'a> = BTreeMap<usize, Rc<Font<'a>>>;

/// How many fonts of a content stream are remembered by name: beyond this, looking them up is as fast.
const REMEMBERED: usize = 16;

/// Room for the glyphs of a page of print.
const USUAL_GLYPHS: usize = 2000;

/// Runs the content of `page`.
pub(super) fn run<'a>(
    file: &'a File,
    page: &'a PageNode,
    fonts: &mut FontCache<'a>,
    hidden: &BTreeSet<ObjectId>,
    structure: &Structure,
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
            glyphs: Vec::with_capacity(USUAL_GLYPHS),
            ..PageContent::default()
        },
        structure,
        page: page.id,
        active_forms: Vec::new(),
        marks: Marks::default(),
        buffer: Vec::new(),
    };
    let content = file.page_content(page);
    interpreter.content.cut = content.cut;
    let resources = page
        .resources
        .as_ref()
        .and_then(|resources| as_dict(file.resolve(resources)));
    let scope = Scope {
        resources,
        depth: 0,
        stream: None,
    };
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
    /// The form that numbers its marked content itself; `None` where the page does.
    stream: Option<ObjectId>,
}

struct Interpreter<'a, 'f> {
    file: &'a File,
    fonts: &'f mut FontCache<'a>,
    hidden: &'f BTreeSet<ObjectId>,
    structure: &'f Structure,
    page: ObjectId,
    content: PageContent,
    active_forms: Vec<ObjectId>,
    marks: Marks,
    /// Where strings are unescaped.
    buffer: Vec<u8>,
}

impl<'a> Interpreter<'a, '_> {
    /// Runs one content stream; forms call it again, no deeper than the budget allows.
    fn stream(&mut self, bytes: &[u8], scope: Scope<'a>, initial: State<'a>) {
        let open_marks = self.marks.depth();
        let mut run = Run::new(initial);
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
        self.end_marks(open_marks);
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
                    run.state.font = self.font(name.bytes(&mut Vec::new()), run, scope);
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
                    self.draw(name.bytes(&mut Vec::new()), run, scope);
                }
            }
            b"BMC" | b"BDC" => self.begin_mark(operands, scope),
            b"EMC" => self.end_mark(),
            b"g" | b"rg" | b"k" | b"sc" | b"scn" => run.state.fill = numbers.colour(word),
            b"G" | b"RG" | b"K" | b"SC" | b"SCN" => run.state.stroke = numbers.colour(word),
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
        let mut buffer = Vec::new();
        let name = name.bytes(&mut buffer);
        let state = resource(file, scope, b"ExtGState", name).and_then(as_dict);
        let Some([font, size, ..]) = state.and_then(|state| file.array(state, b"Font")) else {
            return;
        };
        if let Some(dict) = as_dict(file.resolve(font)) {
            run.state.font = Some(self.cached_font(dict));
            run.state.size = as_number(file.resolve(size)).unwrap_or(run.state.size);
        }
    }

    /// The font called `name`; what the stream asked for before is remembered.
    fn font(&mut self, name: &[u8], run: &mut Run<'a>, scope: Scope<'a>) -> Option<Rc<Font<'a>>> {
        if let Some((_, font)) = run.fonts.iter().find(|(known, _)| known == name) {
            return Some(Rc::clone(font));
        }
        let fonts = self.file.dict(scope.resources?, b"Font")?;
        let entry = fonts.get(name).ok()?;
        let dict = as_dict(self.file.resolve(entry))?;
        let font = self.cached_font(dict);
        if run.fonts.len() < REMEMBERED {
            run.fonts.push((name.to_vec(), Rc::clone(&font)));
        }
        Some(font)
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
        let mut style = style(&font, &run.state);
        let tag = self.marks.apply(&mut style);
        let stamp = run.stamp(&font, style, tag);
        let mut buffer = std::mem::take(&mut self.buffer);
        for operand in operands {
            match operand {
                Token::String(string) => self.show(string.bytes(&mut buffer), &font, stamp.as_ref(), run),
                Token::Number(number) => {
                    let shift = -number / 1000.0 * run.state.size;
                    let scale = if font.vertical { 1.0 } else { run.state.scale };
                    run.advance(font.vertical, shift * scale);
                }
                _ => {}
            }
        }
        self.buffer = buffer;
    }

    fn show(&mut self, bytes: &[u8], font: &Font<'a>, stamp: Option<&Stamp>, run: &mut Run<'a>) {
        font.decode(bytes, |shown| {
            let full = self.content.glyphs.len() >= PAGE_GLYPHS;
            if full {
                self.file.budget.borrow_mut().hit(Limit::Glyphs);
            }
            if full || !self.file.budget.borrow_mut().glyph() {
                self.content.cut = true;
                return;
            }
            if let Some(glyph) = stamp.and_then(|stamp| run.glyph(shown, stamp)) {
                self.content.glyphs.push(glyph);
            }
            let space = run.state.char_space + if shown.is_space { run.state.word_space } else { 0.0 };
            if font.vertical {
                run.advance(true, -(shown.advance * run.state.size) - space);
            } else {
                run.advance(false, (shown.advance * run.state.size + space) * run.state.scale);
            }
        });
    }
}

/// How a glyph of `font` is shown, but for what the marks around it say.
fn style(font: &Font<'_>, state: &State<'_>) -> Style {
    Style {
        bold: font.bold || state.mode == 2,
        vertical: font.vertical,
        invisible: matches!(state.mode, 3 | 7),
        white: matches!(state.mode, 0 | 4) && state.fill.is_white(),
        ..Style::default()
    }
}

fn resource<'a>(file: &'a File, scope: Scope<'a>, kind: &[u8], name: &[u8]) -> Option<&'a Object> {
    let list = file.dict(scope.resources?, kind)?;
    list.get(name).ok().map(|entry| file.resolve(entry))
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

    /// The colour that `operator` sets with them.
    fn colour(&self, operator: &[u8]) -> Colour {
        let numbers = self.0.iter().filter_map(|token| match token {
            Token::Number(number) => Some(*number),
            _ => None,
        });
        // With five components or more it is a mixture of inks that nobody here knows.
        let mut components = [0.0; 5];
        let mut count = 0;
        for (component, number) in components.iter_mut().zip(numbers) {
            *component = number;
            count += 1;
        }
        Colour::of(&components[..count], operator)
    }

    fn matrix(&self) -> Matrix {
        Matrix(std::array::from_fn(|at| self.get(at)))
    }
}
