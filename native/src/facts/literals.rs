//! What literals of a file say: the twin of `migrator/facts/literals.py`.

use super::characters::{class, Class};
use crate::decline::Read;
use crate::names::{Name, Names, Set, EMPTY};
use crate::syntax::tree::{Call, Comparison, Constant, ExprKind, Tree, E};

const LONGEST_PATH: usize = 300;

/// The first items of an `and` that are looked at for a test of type checkers.
const TESTED: usize = 50;

/// `a.b.c` for a name or a run of attributes on one, else the empty name.
pub fn dotted_name(tree: &Tree, names: &mut Names, node: E) -> Name {
    let mut parts = Vec::new();
    let mut inner = node;
    loop {
        match tree.expr(inner) {
            ExprKind::Attribute(value, name, _) => {
                parts.push(*name);
                inner = *value;
            }
            ExprKind::Name(name, _) if parts.is_empty() => return *name,
            ExprKind::Name(name, _) => {
                parts.push(*name);
                return join_reversed(names, &parts);
            }
            _ => return EMPTY,
        }
    }
}

/// Names with dots between them, the last first.
pub fn join_reversed(names: &mut Names, parts: &[Name]) -> Name {
    let mut text = String::new();
    for (index, part) in parts.iter().rev().enumerate() {
        if index > 0 {
            text.push('.');
        }
        text.push_str(names.text(*part));
    }
    names.number(&text)
}

/// The last name of a dotted expression; of a call, that of what is called.
pub fn last_part(tree: &Tree, node: E) -> Name {
    let node = match tree.expr(node) {
        ExprKind::Call(call) => call.function,
        _ => node,
    };
    match tree.expr(node) {
        ExprKind::Attribute(_, name, _) | ExprKind::Name(name, _) => *name,
        _ => EMPTY,
    }
}

/// Whether a string may name a module or a name in one.
pub fn is_path_like(value: &str, call: &str) -> Read<bool> {
    let called = call.rsplit('.').next().unwrap_or("");
    let is_module_call = matches!(called, "import_module" | "__import__" | "importorskip");
    if !(value.contains(['.', ':']) || is_module_call) || value.is_empty() {
        return Ok(false);
    }
    // ASCII first: most strings have a character that no path has
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | 0x80..);
    if !value.bytes().all(is_part) || value.chars().nth(LONGEST_PATH).is_some() {
        return Ok(false);
    }
    let mut sides = value.split(':');
    let is_path = is_dotted(sides.next().unwrap_or(""))?;
    let is_inner = match sides.next() {
        Some(inner) => is_dotted(inner)?,
        None => true,
    };
    Ok(is_path && is_inner && sides.next().is_none())
}

fn is_dotted(text: &str) -> Read<bool> {
    for part in text.split('.') {
        for (index, one) in part.chars().enumerate() {
            let class = class(one)?;
            if !class.is_word() || (index == 0 && class == Class::Digit) {
                return Ok(false);
            }
        }
        if part.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The names a list, tuple, set or sum of them gives, and whether that is all of it.
pub fn exported_names(tree: &Tree, names: &mut Names, node: Option<E>) -> (Vec<Name>, bool) {
    let Some(mut node) = node else {
        return (Vec::new(), false);
    };
    if matches!(tree.expr(node), ExprKind::Binary { is_sum: true, .. }) {
        return exported_sum(tree, names, node);
    }
    if let ExprKind::Call(call) = tree.expr(node) {
        let is_copy = matches!(names.text(last_part(tree, node)), "list" | "tuple" | "sorted" | "set");
        if is_copy && call.arguments.len() == 1 {
            node = call.arguments[0];
        }
    }
    let (ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items)) = tree.expr(node) else {
        return (Vec::new(), false);
    };
    let found: Vec<Name> = items.iter().filter_map(|item| tree.string(*item)).map(|text| names.number(text)).collect();
    let is_whole = found.len() == items.len();
    (found, is_whole)
}

fn exported_sum(tree: &Tree, names: &mut Names, node: E) -> (Vec<Name>, bool) {
    let mut sides = Vec::new();
    let mut rest = node;
    while let ExprKind::Binary { left, right, is_sum: true } = tree.expr(rest) {
        sides.push(*right);
        rest = *left;
    }
    sides.push(rest);
    let (mut found, mut is_whole) = (Vec::new(), true);
    for side in sides.into_iter().rev() {
        if matches!(tree.expr(side), ExprKind::Binary { .. }) {
            is_whole = false;
        } else {
            let (more, whole) = exported_names(tree, names, Some(side));
            found.extend(more);
            is_whole &= whole;
        }
    }
    (found, is_whole)
}

/// Whether a constant is true.
pub fn is_true(constant: &Constant) -> bool {
    match constant {
        Constant::Text(text) => text.size > 0,
        Constant::Value(is_true) => *is_true,
        Constant::None | Constant::False => false,
        Constant::True | Constant::Ellipsis => true,
    }
}

/// True where the body is for type checkers only, False where the `else` is, None for any other test.
pub fn typing_test(tree: &Tree, names: &Names, test: E, aliases: &Set<Name>) -> Option<bool> {
    match tree.expr(test) {
        ExprKind::Unary { is_not: true, operand } => typing_test(tree, names, *operand, aliases).map(|inner| !inner),
        ExprKind::Constant(constant) => (!is_true(constant)).then_some(true),
        ExprKind::Boolean { is_and: true, values } => {
            let mut looked_at = values.iter().take(TESTED);
            let is_any = looked_at.any(|value| typing_test(tree, names, *value, aliases) == Some(true));
            is_any.then_some(true)
        }
        ExprKind::Attribute(_, name, _) => (names.text(*name) == "TYPE_CHECKING").then_some(true),
        ExprKind::Name(name, _) => aliases.contains(name).then_some(true),
        _ => None,
    }
}

/// Whether it is `__name__ == "__main__"`.
pub fn is_main_test(tree: &Tree, names: &Names, test: E) -> bool {
    let ExprKind::Compare(left, others) = tree.expr(test) else {
        return false;
    };
    let [(Comparison::Equal, right)] = others[..] else {
        return false;
    };
    let sides = [*left, right];
    sides.iter().any(|side| is_own_name(tree, names, *side))
        && sides.iter().any(|side| tree.string(*side) == Some("__main__"))
}

/// Whether an `except` of that type catches a failing import, and a failing lookup.
pub fn caught(tree: &Tree, names: &Names, handler_type: Option<E>) -> (bool, bool) {
    let Some(kind) = handler_type else {
        return (true, true);
    };
    let alone = [kind];
    let items = match tree.expr(kind) {
        ExprKind::Tuple(items) => &items[..],
        _ => &alone[..],
    };
    let (mut imports, mut lookups) = (false, false);
    for item in items {
        match names.text(last_part(tree, *item)) {
            "ImportError" | "ModuleNotFoundError" | "Exception" | "BaseException" => (imports, lookups) = (true, true),
            "AttributeError" | "NameError" => lookups = true,
            _ => (),
        }
    }
    (imports, lookups)
}

/// As `caught` for `with suppress(ImportError)`, `with pytest.raises(ImportError)`.
pub fn expects_errors(tree: &Tree, names: &Names, item: E) -> (bool, bool) {
    let ExprKind::Call(call) = tree.expr(item) else {
        return (false, false);
    };
    match names.text(last_part(tree, item)) {
        _ if call.arguments.is_empty() => (false, false),
        "raises" | "assertRaises" | "assertRaisesRegex" => (true, true),
        "suppress" => call.arguments.iter().fold((false, false), |found, argument| {
            let (imports, lookups) = caught(tree, names, Some(*argument));
            (found.0 || imports, found.1 || lookups)
        }),
        _ => (false, false),
    }
}

/// Whether the call may bind names of the module in a way that cannot be read.
pub fn writes_namespace(tree: &Tree, names: &mut Names, call: &Call, last: Name, at_module_level: bool) -> bool {
    if names.text(last) == "exec" {
        if at_module_level && call.arguments.len() == 1 && tree.name(call.function).is_some() {
            return true;
        }
    } else if let Some(owner) = called_owner(tree, call) {
        if is_namespace(tree, names, owner, at_module_level) {
            return matches!(names.text(last), "update" | "setdefault" | "__setitem__" | "pop");
        }
    } else if is_reading_call(names.text(last)) {
        return false;
    }
    let keywords = call.keywords.iter().map(|one| one.value);
    let mut values = call.arguments.iter().copied().chain(keywords);
    values.any(|value| {
        matches!(tree.expr(value), ExprKind::Call(_) | ExprKind::Subscript(..))
            && (is_namespace(tree, names, value, at_module_level) || is_own_module(tree, names, value))
    })
}

/// `f()` in `f().method(...)`.
fn called_owner(tree: &Tree, call: &Call) -> Option<E> {
    match tree.expr(call.function) {
        ExprKind::Attribute(value, ..) if matches!(tree.expr(*value), ExprKind::Call(_)) => Some(*value),
        _ => None,
    }
}

fn is_reading_call(name: &str) -> bool {
    matches!(
        name,
        "eval" | "getattr" | "hasattr" | "getmembers" | "dict" | "list" | "sorted" | "set" | "tuple" | "len" | "print"
    )
}

/// Whether it is `globals()`, or at module level `vars()` or `locals()`.
pub fn is_namespace(tree: &Tree, names: &Names, node: E, at_module_level: bool) -> bool {
    let ExprKind::Call(call) = tree.expr(node) else {
        return false;
    };
    let Some(name) = tree.name(call.function).filter(|_| call.arguments.is_empty()) else {
        return false;
    };
    match names.text(name) {
        "globals" => true,
        "vars" | "locals" => at_module_level,
        _ => false,
    }
}

#[rustfmt::skip]
fn takes_name(name: &str) -> bool {
    matches!(
        name,
        "getChild" | "import_module" | "__import__" | "find_spec" | "reload" | "warn" | "warn_explicit" | "Flask" | "Blueprint" | "Quart" | "Sanic"
        | "Bottle" | "Celery" | "Dash" | "APIRouter" | "print" | "str" | "repr" | "len" | "isinstance" | "type" | "ModuleType" | "TypeVar" | "NewType"
        | "namedtuple" | "NamedTuple" | "Enum" | "IntEnum" | "make_dataclass" | "resource_filename" | "resource_string" | "resource_stream" | "files"
        | "path" | "as_file" | "get_data" | "read_text" | "open_text" | "read_binary" | "open_binary" | "contents" | "version" | "distribution"
        | "metadata" | "get_distribution" | "append" | "add" | "main" | "testmod" | "format" | "join" | "get_tracer" | "get_meter" | "Path"
        | "config_value" | "debug" | "info" | "exit"
    )
}

/// Whether the call is given `__name__` and may use it to put names into the module.
pub fn hands_itself_away(tree: &Tree, names: &Names, call: &Call, last: Name) -> bool {
    let name = names.text(last);
    if takes_name(name) || name.to_ascii_lowercase().ends_with("logger") {
        return false;
    }
    let is_kept = |keyword: Name| {
        matches!(names.text(keyword), "module" | "package" | "import_name" | "logger" | "logger_name" | "prog")
    };
    call.arguments.iter().any(|value| is_own_name(tree, names, *value))
        || call.keywords.iter().any(|one| !one.name.is_some_and(is_kept) && is_own_name(tree, names, one.value))
}

pub fn is_own_name(tree: &Tree, names: &Names, node: E) -> bool {
    tree.name(node).is_some_and(|name| names.text(name) == "__name__")
}

/// Whether it is `sys.modules[__name__]`, `import_module(__name__)`.
pub fn is_own_module(tree: &Tree, names: &Names, node: E) -> bool {
    match tree.expr(node) {
        ExprKind::Call(call) => {
            matches!(names.text(last_part(tree, node)), "import_module" | "__import__" | "get")
                && call.arguments.len() == 1
                && is_own_name(tree, names, call.arguments[0])
        }
        ExprKind::Subscript(value, slice, _) => {
            names.text(last_part(tree, *value)) == "modules" && is_own_name(tree, names, *slice)
        }
        _ => false,
    }
}

/// Whether `value[slice]` is `sys.modules[__name__]`, or a name made of it.
pub fn registers_itself(tree: &Tree, names: &Names, value: E, slice: E) -> bool {
    if names.text(last_part(tree, value)) != "modules" {
        return false;
    }
    let mut stack = vec![slice];
    while let Some(node) = stack.pop() {
        if is_own_name(tree, names, node) {
            return true;
        }
        tree.parts(node, &mut |part| stack.push(part));
    }
    false
}

/// A string's value as a name, the empty one for what is no string.
pub fn text_name(tree: &Tree, names: &mut Names, node: E) -> Name {
    tree.string(node).map_or(EMPTY, |text| names.number(text))
}
