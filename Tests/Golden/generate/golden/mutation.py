"""Wrong ports, made systematically: every operator at every site of a file's syntax tree."""

import ast
import copy
import hashlib
import math
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType

# What a node becomes; the node belongs to its own copy of the tree, and may be changed in place.
Change = Callable[[ast.AST], ast.AST | None]

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitXor: (ast.BitOr,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
}
_FUNCTIONS = {
    "min": "max",
    "max": "min",
    "floor": "ceil",
    "ceil": "floor",
    "all": "any",
    "any": "all",
    "sum": "max",
    "abs": "float",
    "reversed": "list",
    "sorted": "list",
    "isfinite": "isnan",
    "isinf": "isnan",
}
# Texts for the user: no case compares them, and none may.
_SENTENCES = {"Failure": 1, "invalid": 2, "Refusal": 2, "_unreadable": 2, "bad_request": 0}


@dataclass(frozen=True)
class Mutant:
    """One change of one file."""

    file: str
    # The function, the operator, what stood there, and which of several alike: the same as long as
    # the function is.
    place: str
    operator: str
    # The definition or statement that was changed, as it is now, and which one of the file that is.
    changed: str
    unit: int
    # The lines of the statement that was changed, first and last; of the file as it was.
    lines: tuple[int, int]
    # The names that a statement outside of all functions gives a value to: what it changes is seen
    # where they are used. None inside a function.
    names: frozenset[str] | None

    @property
    def id(self) -> str:
        return f"{self.file} {self.place} {self.operator}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.changed.encode()).hexdigest()[:16]

    def text(self, source: str) -> str:
        """The whole file with the change in it."""
        return ast.unparse(self.tree(source))

    def code(self, source: str) -> CodeType:
        with warnings.catch_warnings(action="ignore"):
            return compile(self.tree(source), self.file, "exec")

    def tree(self, source: str) -> ast.Module:
        tree = ast.parse(source)
        body, index = units(tree)[self.unit]
        body[index : index + 1] = ast.parse(self.changed).body
        return tree


def mutants(file: str, source: str) -> list[Mutant]:
    """Every mutant of a file, each once."""
    tree = ast.parse(source)
    place_of = places(tree)
    left_out = _left_out(tree)
    parents = parents_in(tree)
    number_of = {body[index]: number for number, (body, index) in enumerate(units(tree))}
    seen = {(number, ast.unparse(unit)) for unit, number in number_of.items()}
    found: list[Mutant] = []
    count: Counter[str] = Counter()
    for node in list(ast.walk(tree)):
        if node in left_out or not (changes := list(_changes(node))):
            continue
        if _is_looked_through(node, parents[node]):
            changes = [(operator, change) for operator, change in changes if operator != "reversed"]
        unit, statement = _surroundings(node, parents, number_of)
        shown = " ".join(ast.unparse(node).split())[:60]
        key = f"{place_of.get(node, 'module')} `{shown}`"
        for operator, change in changes:
            text = _changed(tree, unit, node, change, parents)
            if text is None or (number_of[unit], text) in seen:
                continue
            seen.add((number_of[unit], text))
            try:
                with warnings.catch_warnings(action="ignore"):
                    compile(text, file, "exec")
            except SyntaxError:
                continue
            count[f"{key} {operator}"] += 1
            nth = count[f"{key} {operator}"]
            name = key + (f" #{nth}" if nth > 1 else "")
            lines, names = _lines(statement), names_given(statement, parents)
            found.append(Mutant(file, name, operator, text, number_of[unit], lines, names))
    return found


def _is_looked_through(node: ast.AST, parent: ast.AST) -> bool:
    """Whether `in` looks for something in it: its order is never seen."""
    return (
        isinstance(parent, ast.Compare)
        and isinstance(parent.ops[-1], (ast.In, ast.NotIn))
        and node is parent.comparators[-1]
    )


def units(tree: ast.Module) -> list[tuple[list[ast.stmt], int]]:
    """The smallest parts that are written out and compiled alone: statements outside of functions, and
    whole functions. A class is one of its own only for what stands in its head."""
    found: list[tuple[list[ast.stmt], int]] = []
    for index, statement in enumerate(tree.body):
        found.append((tree.body, index))
        if isinstance(statement, ast.ClassDef):
            found += [(statement.body, inner) for inner in range(len(statement.body))]
    return found


def _surroundings(
    node: ast.AST, parents: dict[ast.AST, ast.AST], number_of: dict[ast.stmt, int]
) -> tuple[ast.stmt, ast.stmt]:
    """The unit and the statement that a node stands in."""
    statement = node
    while not isinstance(statement, ast.stmt):
        statement = parents[statement]
    unit = statement
    while unit not in number_of:
        unit = parents[unit]
    return unit, statement


def _lines(statement: ast.stmt) -> tuple[int, int]:
    """What is run if any of a statement is: without the body of what has one, whose lines are their own."""
    first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))])
    body = getattr(statement, "body", None)
    if isinstance(statement, ast.Match):
        body = [case.body[0] for case in statement.cases]
    return first, max(first, body[0].lineno - 1) if body else statement.end_lineno


def names_given(statement: ast.stmt, parents: dict[ast.AST, ast.AST]) -> frozenset[str] | None:
    """The names that a statement outside of all functions assigns; the head of a function is one."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return frozenset([statement.name])
    above: ast.AST | None = statement
    while above is not None:
        if isinstance(above, ast.FunctionDef):
            return None
        above = parents.get(above)
    targets = [node for node in ast.walk(statement) if isinstance(node, (ast.Name, ast.Attribute))]
    return frozenset(
        getattr(target, "id", getattr(target, "attr", ""))
        for target in targets
        if isinstance(target.ctx, ast.Store)
    )


def _changed(
    tree: ast.Module,
    unit: ast.stmt,
    node: ast.AST,
    change: Change,
    parents: dict[ast.AST, ast.AST],
) -> str | None:
    """The unit with one node changed. The tree is as before afterwards."""
    parent = parents[node]
    try:
        mutated = change(copy.deepcopy(node))
        if mutated is None:
            return None
        with _replaced(parent, node, mutated):
            return ast.unparse(ast.fix_missing_locations(unit if unit is not node else mutated))
    except (ValueError, IndexError, AttributeError):
        return None


@contextmanager
def _replaced(parent: ast.AST, node: ast.AST, by: ast.AST) -> Iterator[None]:
    for name, value in ast.iter_fields(parent):
        if value is node:
            setattr(parent, name, by)
            try:
                yield
            finally:
                setattr(parent, name, node)
            return
        if isinstance(value, list) and any(item is node for item in value):
            index = next(i for i, item in enumerate(value) if item is node)
            value[index] = by
            try:
                yield
            finally:
                value[index] = node
            return
    raise ValueError("a node without a place")


def parents_in(tree: ast.Module) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def places(tree: ast.Module) -> dict[ast.AST, str]:
    """The function that each node stands in."""
    places: dict[ast.AST, str] = {}

    def walk(node: ast.AST, name: str) -> None:
        for child in ast.iter_child_nodes(node):
            inner = name
            if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
                inner = f"{name}.{child.name}" if name else child.name
            places[child] = inner or "module"
            walk(child, inner)

    walk(tree, "")
    return places


def _left_out(tree: ast.Module) -> set[ast.AST]:
    """Texts for people, annotations, imports and the command line: nothing a case could see."""
    out: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                out.update(ast.walk(first))
        if isinstance(node, ast.FunctionDef):
            if node.name in ("main", "_lines", "_reasoning", "among"):
                out.update(ast.walk(node))
            for argument in (*node.args.args, *node.args.kwonlyargs):
                if argument.annotation:
                    out.update(ast.walk(argument.annotation))
            if node.returns:
                out.update(ast.walk(node.returns))
            for decorator in node.decorator_list:
                out.update(ast.walk(decorator))
        if isinstance(node, ast.ClassDef):
            for decorator in node.decorator_list:
                out.update(ast.walk(decorator))
        if isinstance(node, ast.Assign):
            names_a_type = (
                isinstance(node.value, ast.Subscript)
                and ast.unparse(node.value.value) in ("dict", "list", "tuple", "Callable")
            )
            if names_a_type or ast.unparse(node.targets[0]) == "CAPABILITIES":
                out.update(ast.walk(node))
        if isinstance(node, ast.AnnAssign):
            out.update(ast.walk(node.annotation))
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.JoinedStr)):
            out.update(ast.walk(node))
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place = _SENTENCES.get(name)
            if place is not None and len(node.args) > place:
                out.update(ast.walk(node.args[place]))
        if isinstance(node, ast.If) and "__main__" in ast.unparse(node.test):
            out.update(ast.walk(node))
    return out


# MARK: Operators


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Compare):
        yield from _of_comparison(node)
    elif isinstance(node, (ast.BinOp, ast.AugAssign)):
        for other in _ARITHMETIC.get(type(node.op), ()):
            yield f"operator→{other.__name__}", _setting("op", other)
        if isinstance(node, ast.BinOp):
            yield "left-alone", lambda n: n.left
            yield "right-alone", lambda n: n.right
    elif isinstance(node, ast.BoolOp):
        other_bool = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"operator→{other_bool.__name__}", _setting("op", other_bool)
        for index in range(len(node.values)):
            yield f"without-part-{index}", _without("values", index)
    elif isinstance(node, ast.UnaryOp):
        yield "without-operator", lambda n: n.operand
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node)
    elif isinstance(node, (ast.If, ast.IfExp, ast.While)):
        yield "always", _setting_to("test", lambda: ast.Constant(True))
        yield "never", _setting_to("test", lambda: ast.Constant(False))
    elif isinstance(node, ast.Dict):
        for index in range(len(node.keys)):
            yield f"without-member-{index}", _without_member(index)
        if node.keys and all(isinstance(key, ast.Constant) for key in node.keys):
            yield "one-member-more", _with_member
    elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        if isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            for index in range(len(node.elts)):
                yield f"without-element-{index}", _without("elts", index)
            # A set has no order.
            if len(node.elts) > 1 and not isinstance(node, ast.Set):
                yield "reversed", _reversed
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Return):
        if node.value is not None and not isinstance(node.value, ast.Constant):
            yield "returns-nothing", _setting_to("value", lambda: ast.Constant(None))
    elif isinstance(node, ast.Slice):
        for side in ("lower", "upper"):
            if getattr(node, side) is not None:
                yield f"without-{side}", _setting_to(side, lambda: None)
    elif isinstance(node, (ast.For, ast.comprehension)):
        yield "backwards", _backwards
        if isinstance(node, ast.comprehension):
            for index in range(len(node.ifs)):
                yield f"without-condition-{index}", _without("ifs", index)
    elif isinstance(node, (ast.Raise, ast.AugAssign, ast.Delete, ast.Continue, ast.Break)):
        yield "left-out", lambda n: ast.Pass()
    if isinstance(node, ast.AugAssign) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        yield "left-out", lambda n: ast.Pass()


def _of_comparison(node: ast.Compare) -> Iterator[tuple[str, Change]]:
    for index, operator in enumerate(node.ops):
        other = _COMPARISONS[type(operator)]

        def swapped(n: ast.AST, index: int = index, other: type[ast.cmpop] = other) -> ast.AST:
            n.ops[index] = other()
            return n

        yield f"comparison-{index}→{other.__name__}", swapped
    yield "true", lambda n: ast.Constant(True)
    yield "false", lambda n: ast.Constant(False)


def _of_constant(node: ast.Constant) -> Iterator[tuple[str, Change]]:
    value = node.value
    if isinstance(value, bool):
        yield "other", lambda n: ast.Constant(not n.value)
    elif isinstance(value, int):
        for step in (-1, 1):
            yield f"{step:+}", lambda n, step=step: ast.Constant(n.value + step)
    elif isinstance(value, float):
        if math.isfinite(value):
            for name, direction in (("ulp-up", math.inf), ("ulp-down", -math.inf)):
                yield name, lambda n, to=direction: ast.Constant(math.nextafter(n.value, to))
            for step in (-1, 1):
                yield f"{step:+}", lambda n, step=step: ast.Constant(n.value + step)
    elif isinstance(value, str) and value:
        yield "other", lambda n: ast.Constant(n.value + "x")
    elif isinstance(value, bytes) and value:
        yield "other", lambda n: ast.Constant(n.value + b"x")
    elif value is None:
        yield "other", lambda n: ast.Constant(0)


def _of_call(node: ast.Call) -> Iterator[tuple[str, Change]]:
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if other := _FUNCTIONS.get(name):

        def renamed(n: ast.AST) -> ast.AST:
            if isinstance(n.func, ast.Name):
                n.func.id = other
            else:
                n.func.attr = other
            return n

        yield f"calls-{other}", renamed
    if name in ("min", "max") and len(node.args) > 1:
        for index in range(len(node.args)):
            yield f"argument-{index}-alone", lambda n, index=index: n.args[index]
    elif len(node.args) == 2 and name not in ("isinstance", "Failure", "enumerate"):
        yield "arguments-swapped", _swapped
    for index in range(len(node.keywords)):
        yield f"without-keyword-{index}", _without("keywords", index)


def _setting(attribute: str, to: type[ast.AST]) -> Change:
    return _setting_to(attribute, to)


def _setting_to(attribute: str, to: Callable[[], ast.AST | None]) -> Change:
    def change(node: ast.AST) -> ast.AST:
        setattr(node, attribute, to())
        return node

    return change


def _without(attribute: str, index: int) -> Change:
    def change(node: ast.AST) -> ast.AST:
        del getattr(node, attribute)[index]
        return node

    return change


def _without_member(index: int) -> Change:
    def change(node: ast.AST) -> ast.AST:
        del node.keys[index]
        del node.values[index]
        return node

    return change


def _with_member(node: ast.AST) -> ast.AST:
    node.keys.append(ast.Constant("one_more"))
    node.values.append(ast.Constant(1))
    return node


def _reversed(node: ast.AST) -> ast.AST:
    node.elts.reverse()
    return node


def _swapped(node: ast.AST) -> ast.AST:
    node.args.reverse()
    return node


def _backwards(node: ast.AST) -> ast.AST:
    everything = ast.Call(ast.Name("list", ast.Load()), [node.iter], [])
    node.iter = ast.Call(ast.Name("reversed", ast.Load()), [everything], [])
    return node
