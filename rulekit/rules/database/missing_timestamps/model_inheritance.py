"""Models with all that they take over from the classes above them, in one file or across a project."""

from collections.abc import Callable, Iterator

from rulekit.analysis.names.scopes import DEPTH
from rulekit.analysis.project.project import Member, Neighbours, Project
from rulekit.analysis.syntax.source import Source, question
from rulekit.known.models import BASES, FLASK, NEUTRAL, SQLALCHEMY, SQLMODEL
from rulekit.model.finding import Span
from rulekit.model.late import dataclass
from rulekit.rules.database.missing_timestamps.declarations import Declared, declared_classes

Find = Callable[[str, str], "tuple[str, Declared] | None"]
_DB, _ANY_DB = "db", ".db.Model"


@dataclass(frozen=True)
class Model:
    """A class that a database library knows as a model: its own flags, and all names that it has or takes over.

    `covered` says that a class above has a table of its own.
    """

    declared: Declared
    family: str
    names: frozenset[str]
    covered: bool = False

    @property
    def span(self) -> Span:
        """Where its name stands."""
        return self.declared.span

    @property
    def has_table(self) -> bool:
        """Whether a table of the database belongs to it."""
        flags = self.declared.flags
        if "abstract" in flags or "columns" not in flags:
            return False
        if self.family == SQLMODEL:
            return "table" in flags
        return self.family != SQLALCHEMY or not self.names.isdisjoint({"__tablename__", "__table__"})


@question
def models(source: Source) -> tuple[Model, ...]:
    """Which models of this file can be told without looking into another?"""
    classes = declared_classes(source).own

    def find(_: str, base: str) -> tuple[str, Declared] | None:
        return ("", classes[base[1:]]) if base[0] == ":" and base[1:] in classes else None

    declared_models = (model_of(declared, "", find) for declared in classes.values())
    return tuple(model for model in declared_models if model is not None)


def models_of(project: Project) -> Iterator[tuple[Member, Model]]:
    """Yield the models that need the classes of other files of the project to be told."""
    together = Neighbours(project.collected(declared_classes))
    for module, (member, offer) in together.offers.items():
        alone = Neighbours([(member, offer)])
        for declared in offer.own.values():
            model = model_of(declared, module, together.find) if declared.bases else None
            if model is not None and model_of(declared, module, alone.find) is None:
                yield member, model


def model_of(declared: Declared, module: str, find: Find, depth: int = DEPTH) -> Model | None:
    """Follow the bases of a class; nothing where one of them cannot be told or none makes a model."""
    families: list[str] = []
    taken, covered = set(declared.names), False
    for base in declared.bases:
        is_flask = base.endswith(_ANY_DB) and _DB in declared.flags
        family = base[1:] if base[0] == "=" else FLASK if is_flask else BASES.get(base)
        if family is not None:
            families.append(family)
            continue
        if base in NEUTRAL:
            continue
        home = find(module, base) if depth > 0 else None
        if home is None or home[1] is declared or "hidden" in home[1].flags:
            return None
        above = model_of(home[1], home[0], find, depth - 1) or _plain(home, find, depth - 1)
        if above is None:
            return None
        families += [above.family] if above.family else []
        taken |= above.names
        covered = covered or above.covered or (bool(above.family) and above.has_table)
    return Model(declared, families[0], frozenset(taken), covered) if families else None


def _plain(home: tuple[str, Declared], find: Find, depth: int) -> Model | None:
    """Take a class that is no model, such as a mixin, with the names it brings; nothing if some are unknown."""
    module, declared = home
    taken = set(declared.names)
    if "hidden" in declared.flags:
        return None
    for base in declared.bases:
        if base in NEUTRAL:
            continue
        above = find(module, base) if depth > 0 else None
        plain = _plain(above, find, depth - 1) if above and above[1] is not declared else None
        if plain is None:
            return None
        taken |= plain.names
    return Model(declared, "", frozenset(taken))
