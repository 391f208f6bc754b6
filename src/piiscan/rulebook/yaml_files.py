"""Reads rule files safely, and says exactly what is wrong with one."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from piiscan.model.errors import RuleError

MAX_RULE_BYTES = 1 << 20
"""A rule file is a page or two; a megabyte is a mistake or an attack."""


def rule_files(directories: Iterable[Path], kind: str) -> list[Path]:
    """Return the rule files of one kind, shipped ones first, each folder in order of names."""
    return [file for folder in directories for file in sorted((folder / kind).glob("*.yaml"))]


def load_mapping(file: Path) -> dict[str, Any]:
    """Return the mapping in a rule file. Raises RuleError where there is none."""
    try:
        if file.stat().st_size > MAX_RULE_BYTES:
            raise RuleError(f"{file.name}: a rule file may not be larger than {MAX_RULE_BYTES} bytes")
        text = file.read_bytes()
        _refuse_aliases(text)
        content = _content(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise RuleError(f"{file.name}: cannot be read as YAML ({type(error).__name__})") from None
    if not isinstance(content, dict):
        raise RuleError(f"{file.name}: a rule file holds one mapping")
    return content


@contextmanager
def well_formed(file: Path) -> Iterator[None]:
    """Turn what goes wrong with a file's values into a RuleError, where no check has said it more exactly before."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise RuleError(f"{file.name}: a value is missing or of the wrong kind ({type(error).__name__})") from None


def _refuse_aliases(text: bytes) -> None:
    # An alias stands for an anchor, and where there is no sign for one there is none: parsing twice takes longer.
    if b"&" in text and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Loader)):
        raise yaml.YAMLError("aliases are not used in rule files")


def _content(text: bytes) -> Any:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return None if node is None else _made_of(loader, node)
    finally:
        loader.dispose()


_STR, _SEQ, _MAP = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))


def _made_of(loader: "_Loader", node: yaml.Node) -> Any:
    """Return what a node stands for: texts, lists and mappings in a quarter of the loader's time, the rest by it."""
    match node:
        case yaml.ScalarNode(tag=tag) if tag == _STR:
            return node.value
        case yaml.SequenceNode(tag=tag) if tag == _SEQ:
            return [_made_of(loader, each) for each in node.value]
        case yaml.MappingNode(tag=tag) if tag == _MAP:
            return {_key_of(loader, key): _made_of(loader, value) for key, value in node.value}
    return loader.construct_object(node, deep=True)


def _key_of(loader: "_Loader", node: yaml.Node) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        raise yaml.YAMLError("a key is a word or a number")
    return _made_of(loader, node)


# Written in C where the wheel has it: a hundred and thirty rule files take a tenth of a second and not a whole one.
_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc, valid-type]  # one of two classes
    """YAML's safe subset without ``no`` and ``on`` turned to booleans; aliases, which can multiply, are refused."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: tuple[bool, bool]) -> str:
        """Return the tag of what has none: most words cannot be numbers or truth values, as their first letter says."""
        if kind is yaml.ScalarNode and not (implicit[0] and value and value[0] in self.yaml_implicit_resolvers):
            return _STR
        tag: str = super().resolve(kind, value, implicit)
        return tag


_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag in _NUMBERS]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])


def check_keys(file: Path, mapping: Mapping[str, Any], required: Iterable[str], optional: Iterable[str]) -> None:
    """Raise RuleError where a key is missing or unknown: a misspelt key must not be ignored in silence."""
    required = set(required)
    if missing := required - mapping.keys():
        raise RuleError(f"{file.name}: lacks {', '.join(sorted(missing))}")
    if unknown := mapping.keys() - required - set(optional):
        raise RuleError(f"{file.name}: unknown key {', '.join(sorted(map(str, unknown)))}")


def hash_of(directories: Iterable[Path]) -> str:
    """Return SHA-256 over the rule files that decide what is found, their names below their folder and their bytes.

    Policies and risk weights are not among them: they judge what was found, and need no new scan.
    """
    digest = hashlib.sha256()
    for name, file in _all_files(directories):
        digest.update(f"{name}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _all_files(directories: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    for folder in directories:
        for file in sorted(folder.glob("*/*.yaml")):
            if file.parent.name != "policy":
                yield file.relative_to(folder).as_posix(), file
