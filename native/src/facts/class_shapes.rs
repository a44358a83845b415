//! Classes at module level: the twin of `migrator/facts/class_shapes.py`.

use std::collections::VecDeque;

use super::fingerprints::is_trivial;
use super::function_shapes::decorators_of;
use super::literals::last_part;
use super::markers::{comments, may_be_marked, paragraphs, Marked};
use super::outline::{Outline, OutlinedClass};
use super::parameters::parameters_of;
use super::positions::{first_characters, Positions};
use super::shapes::{ClassShape, FieldShape, MethodShape};
use super::traces::Trace;
use crate::decline::{Decline, Read};
use crate::names::{Name, Names, Set};
use crate::syntax::tree::{Class, ExprKind, Node, Piece, StmtKind, Text, Tree, E};

const LONGEST: usize = 200;
/// Lines of comments above a class that are taken to be about it.
const ABOVE: u32 = 3;

struct File<'a> {
    tree: &'a Tree,
    positions: &'a Positions<'a>,
}

/// The classes of a file, in order.
pub fn class_shapes(
    outline: &Outline,
    tree: &Tree,
    names: &mut Names,
    positions: &Positions,
    defined: &Set<Name>,
) -> Read<Vec<ClassShape>> {
    if outline.classes.is_empty() {
        return Ok(Vec::new());
    }
    let defined = may_be_marked(positions.source).then_some(defined);
    let file = File { tree, positions };
    outline.classes.iter().map(|one| file.shape(one, names, defined)).collect()
}

impl File<'_> {
    fn shape(&self, outlined: &OutlinedClass, names: &mut Names, defined: Option<&Set<Name>>) -> Read<ClassShape> {
        let (tree, class, methods) = (self.tree, outlined.class, &outlined.methods);
        let (start, end) = self.positions.span(tree, Node::S(outlined.node))?;
        let (markers, marked_with) = match defined {
            Some(_) => self.markers(outlined, names)?,
            None => (Vec::new(), Vec::new()),
        };
        let references = match defined {
            Some(defined) if !markers.is_empty() => self.references(outlined, names, defined),
            _ => Vec::new(),
        };
        let mut keywords = Vec::new();
        for one in class.keywords.iter() {
            if let Some(name) = one.name {
                keywords.push((name, self.positions.text(tree, one.value)?.to_owned()));
            }
        }
        Ok(ClassShape {
            name: class.name,
            line: self.positions.line(start),
            start: match class.decorators.first() {
                Some(first) => self.positions.decorated_start(tree, *first)?,
                None => start,
            },
            end,
            methods: methods.iter().map(|trace| self.method(trace, names)).collect::<Read<_>>()?,
            fields: self.fields(class)?,
            attributes: self.attributes(methods)?,
            markers,
            references,
            fallback_of: outlined.fallback.clone(),
            keywords,
            marked_with,
        })
    }

    fn method(&self, trace: &Trace, names: &mut Names) -> Read<MethodShape> {
        let function = trace.function;
        let (start, _) = self.positions.span(self.tree, Node::S(trace.node))?;
        Ok(MethodShape {
            name: function.name,
            line: self.positions.line(start),
            is_trivial: is_trivial(self.tree, &function.body),
            parameters: parameters_of(self.tree, &function.arguments, self.positions)?,
            decorators: decorators_of(self.tree, names, &function.decorators),
            is_async: function.is_async,
        })
    }

    /// What methods bind on `self`, each name once.
    fn attributes(&self, methods: &[Trace]) -> Read<Vec<FieldShape>> {
        let mut seen: Set<Name> = Set::default();
        let mut found = Vec::new();
        for (name, target) in methods.iter().flat_map(|trace| trace.attributes(self.tree)) {
            if seen.insert(name) {
                let line = self.positions.line(self.tree.span(target)?.0);
                found.push(FieldShape { name, line, value: String::new(), annotation: String::new() });
            }
        }
        Ok(found)
    }

    fn fields(&self, class: &Class) -> Read<Vec<FieldShape>> {
        let mut found = Vec::new();
        for item in &class.body {
            let (targets, value, annotation) = match self.tree.stmt(*item) {
                StmtKind::Assign(targets, value) => (&targets[..], Some(*value), None),
                StmtKind::AnnAssign { target, annotation, value } => {
                    (std::slice::from_ref(target), *value, Some(*annotation))
                }
                _ => continue,
            };
            let line = self.positions.line(self.positions.span(self.tree, Node::S(*item))?.0);
            for name in targets.iter().filter_map(|target| self.tree.name(*target)) {
                let (value, annotation) = (self.written(value)?, self.written(annotation)?);
                found.push(FieldShape { name, line, value, annotation });
            }
        }
        Ok(found)
    }

    fn written(&self, node: Option<E>) -> Read<String> {
        match node {
            Some(node) => self.positions.text_up_to(self.tree, node, LONGEST),
            None => Ok(String::new()),
        }
    }

    /// Names of this file's module level that the class looks up.
    fn references(&self, outlined: &OutlinedClass, names: &Names, defined: &Set<Name>) -> Vec<Name> {
        let mut seen: Set<Name> = Set::default();
        let mut stack = vec![Node::S(outlined.node)];
        while let Some(node) = stack.pop() {
            if let Node::E(node) = node {
                seen.extend(self.tree.name(node));
            }
            self.tree.children(node, &mut |child| stack.push(child));
        }
        let is_other = |name: &Name| defined.contains(name) && *name != outlined.class.name;
        let mut found: Vec<Name> = seen.into_iter().filter(is_other).collect();
        found.sort_by_key(|name| names.text(*name));
        found
    }

    /// Marker words, and the names that are said to take the class's place.
    fn markers(&self, outlined: &OutlinedClass, names: &Names) -> Read<(Vec<String>, Vec<String>)> {
        let mut words: Vec<String> = Vec::new();
        let mut seen: Set<String> = Set::default();
        let mut instead: Vec<String> = Vec::new();
        for text in self.texts(outlined, names)? {
            if !may_be_marked(&text) {
                continue;
            }
            let marked = Marked::new(&text)?;
            let found = marked.words()?;
            if found.is_empty() {
                continue;
            }
            for word in found {
                if seen.insert(word.clone()) {
                    words.push(word);
                }
            }
            instead.extend(marked.replacements()?);
        }
        instead.retain(|name| name != names.text(outlined.class.name));
        instead.sort();
        instead.dedup();
        Ok((words, instead))
    }

    /// Paragraphs of the docstring, comments in and above the class, and what it warns with.
    fn texts(&self, outlined: &OutlinedClass, names: &Names) -> Read<Vec<String>> {
        let (tree, class) = (self.tree, outlined.class);
        let mut texts: Vec<String> = Vec::new();
        let docstring = match class.body.first().map(|first| tree.stmt(*first)) {
            Some(StmtKind::Expr(value)) => tree.string(*value).unwrap_or(""),
            _ => "",
        };
        texts.extend(paragraphs(docstring).into_iter().map(str::to_owned));
        let (start, end) = self.positions.span(tree, Node::S(outlined.node))?;
        let first = match class.decorators.first() {
            Some(first) => tree.span(*first)?.0,
            None => start,
        };
        let above = self.positions.comments_above(self.positions.line(first), ABOVE);
        texts.extend(above.into_iter().map(str::to_owned));
        let body = &self.positions.source[start as usize..end as usize];
        if may_be_marked(body) {
            let head = first_characters(body, self.head(class, start, end)?);
            texts.extend(comments(head).into_iter().map(str::to_owned));
            self.warnings(outlined, names, &mut texts)?;
        }
        Ok(texts)
    }

    /// How much of the class stands above its first method.
    fn head(&self, class: &Class, start: u32, end: u32) -> Read<usize> {
        for item in &class.body {
            if let StmtKind::Function(function) = self.tree.stmt(*item) {
                let first = match function.decorators.first() {
                    Some(decorator) => self.tree.span(*decorator)?.0,
                    None => self.positions.span(self.tree, Node::S(*item))?.0,
                };
                return Ok((first - start) as usize);
            }
        }
        Ok((end - start) as usize)
    }

    /// What its methods and decorators warn with; only statements are looked at.
    fn warnings(&self, outlined: &OutlinedClass, names: &Names, texts: &mut Vec<String>) -> Read<()> {
        let tree = self.tree;
        let others = outlined.methods.iter().flat_map(|trace| &trace.others);
        let said = others.filter_map(|node| match tree.stmt(*node) {
            StmtKind::Expr(value) => Some(*value),
            _ => None,
        });
        for node in outlined.class.decorators.iter().copied().chain(said) {
            let ExprKind::Call(call) = tree.expr(node) else {
                continue;
            };
            if !matches!(names.text(last_part(tree, node)), "warn" | "warn_deprecated" | "deprecated") {
                continue;
            }
            for argument in call.arguments.iter() {
                self.strings_in(*argument, texts)?;
            }
            let is_deprecation = |one: &E| names.text(last_part(tree, *one)).ends_with("DeprecationWarning");
            if call.arguments.iter().any(is_deprecation) {
                texts.push("deprecated".to_owned());
            }
        }
        Ok(())
    }

    /// The strings in an expression, in the order of `ast.walk`: level by level.
    fn strings_in(&self, node: E, texts: &mut Vec<String>) -> Read<()> {
        enum Part {
            Whole(E),
            Inner(E), // of a keyword, which is a level of its own
            Text(Text),
        }
        let tree = self.tree;
        let mut queue = VecDeque::from([Part::Whole(node)]);
        while let Some(part) = queue.pop_front() {
            let node = match part {
                Part::Text(text) => {
                    texts.push(tree.text(text).to_owned());
                    continue;
                }
                Part::Inner(node) => {
                    queue.push_back(Part::Whole(node));
                    continue;
                }
                Part::Whole(node) => node,
            };
            texts.extend(tree.string(node).map(str::to_owned));
            match tree.expr(node) {
                ExprKind::Joined(joined) if joined.has_debug => return Err(Decline::Place),
                ExprKind::Joined(joined) => queue.extend(joined.pieces.iter().map(|piece| match piece {
                    Piece::Text(text) => Part::Text(*text),
                    Piece::Field(field) => Part::Whole(*field),
                })),
                ExprKind::Call(call) => {
                    queue.push_back(Part::Whole(call.function));
                    queue.extend(call.arguments.iter().map(|one| Part::Whole(*one)));
                    queue.extend(call.keywords.iter().map(|one| Part::Inner(one.value)));
                }
                ExprKind::Lambda(..) | ExprKind::Comprehension(..) | ExprKind::DictComprehension(..) => {
                    return Err(Decline::Place); // their parts have levels that this tree has not
                }
                _ => tree.parts(node, &mut |part| queue.push_back(Part::Whole(part))),
            }
        }
        Ok(())
    }
}
