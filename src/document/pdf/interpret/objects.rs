//! Content that stands in streams of its own: form `XObjects` and the appearances of annotations.

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::state::{Run, State};
use super::{Interpreter, Scope};
use crate::document::pdf::file::{PageNode, as_dict, as_number};
use crate::document::pdf::geometry::{Matrix, Rect};

impl<'a> Interpreter<'a, '_> {
    /// Draws the external object called `name`.
    pub(super) fn draw(&mut self, name: &[u8], run: &mut Run<'a>, scope: Scope<'a>) {
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
            self.marks.open_form(hidden);
            self.form(entry.as_reference().ok(), stream, run.state.clone(), scope);
            self.marks.close_form();
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
            stream: id.filter(|_| stream.dict.has(b"StructParents")).or(scope.stream),
        };
        self.active_forms.extend(id);
        self.stream(&content.bytes, scope, state);
        if id.is_some() {
            self.active_forms.pop();
        }
    }

    /// Draws the appearances of annotations that show words of the document: form fields, free text, stamps.
    pub(super) fn annotations(&mut self, page: &'a PageNode, to_device: Matrix) {
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
                stream: None,
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
}
